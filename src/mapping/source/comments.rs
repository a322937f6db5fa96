//! Comment lines of a table (CSVW, `commentPrefix`).
//!
//! In: the bytes of a table. Out: the same with comment lines emptied, so that lines keep their
//! numbers. A line within quotes is no comment.

use std::io::{self, BufRead, BufReader, Read};

/// Empties comment lines.
pub struct WithoutComments<R> {
    reader: BufReader<R>,
    prefix: Vec<u8>,
    quote: u8,
    line: Vec<u8>,
    given: usize,
    in_quotes: bool,
}

impl<R: Read> WithoutComments<R> {
    /// Lines that start with `prefix` are comments; cells may be quoted with `quote`.
    pub fn new(reader: R, prefix: &str, quote: u8) -> Self {
        Self {
            reader: BufReader::new(reader),
            prefix: prefix.as_bytes().to_vec(),
            quote,
            line: Vec::new(),
            given: 0,
            in_quotes: false,
        }
    }
}

impl<R: Read> Read for WithoutComments<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.line.len() {
            self.line.clear();
            self.given = 0;
            self.reader.read_until(b'\n', &mut self.line)?;
            if !self.in_quotes && self.line.starts_with(&self.prefix) {
                self.line.clear();
                self.line.push(b'\n');
            }
            let quotes = self.line.iter().filter(|byte| **byte == self.quote).count();
            self.in_quotes ^= quotes % 2 == 1;
        }
        let length = out.len().min(self.line.len() - self.given);
        out[..length].copy_from_slice(&self.line[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_emptied_and_cells_are_kept() {
        let text = "# a\nid\n\"x\n# y\"\n#z";
        let mut out = String::new();
        WithoutComments::new(text.as_bytes(), "#", b'"')
            .read_to_string(&mut out)
            .expect("text");
        assert_eq!(out, "\nid\n\"x\n# y\"\n\n");
    }
}
