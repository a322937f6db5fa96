//! Comment lines of a table (CSVW, `commentPrefix`).
//!
//! In: the bytes of a table. Out: the same with comment lines emptied, so that lines keep their
//! numbers. A line within quotes is no comment.

use std::io::{self, BufRead, BufReader, Read};

/// The most that is read of a line at once, in bytes: a line may have no end.
const CHUNK: usize = 64 << 10;

/// Empties comment lines.
pub struct WithoutComments<R> {
    reader: BufReader<R>,
    prefix: Vec<u8>,
    quote: u8,
    /// A line, or a piece of one.
    piece: Vec<u8>,
    given: usize,
    at_start: bool,
    in_comment: bool,
    in_quotes: bool,
}

impl<R: Read> WithoutComments<R> {
    /// Lines that start with `prefix` are comments; cells may be quoted with `quote`.
    pub fn new(reader: R, prefix: &str, quote: u8) -> Self {
        Self {
            reader: BufReader::new(reader),
            prefix: prefix.as_bytes().to_vec(),
            quote,
            piece: Vec::new(),
            given: 0,
            at_start: true,
            in_comment: false,
            in_quotes: false,
        }
    }

    /// The next piece of a line that is no comment; a comment leaves its line end.
    fn advance(&mut self) -> io::Result<()> {
        self.given = 0;
        loop {
            self.piece.clear();
            let limit = CHUNK.max(self.prefix.len()) as u64;
            let mut rest = (&mut self.reader).take(limit);
            let is_end = rest.read_until(b'\n', &mut self.piece)? == 0;
            if self.at_start && !self.in_quotes {
                self.in_comment = self.piece.starts_with(&self.prefix);
            }
            self.at_start = self.piece.last() == Some(&b'\n');
            if !self.in_comment {
                let quotes = self.piece.iter().filter(|byte| **byte == self.quote);
                self.in_quotes ^= quotes.count() % 2 == 1;
                return Ok(());
            }
            if self.at_start || is_end {
                self.in_comment = false;
                self.piece.clear();
                self.piece.push(b'\n');
                return Ok(());
            }
        }
    }
}

impl<R: Read> Read for WithoutComments<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.piece.len() {
            self.advance()?;
        }
        let length = out.len().min(self.piece.len() - self.given);
        out[..length].copy_from_slice(&self.piece[self.given..self.given + length]);
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

    #[test]
    fn lines_longer_than_a_piece_are_told_apart_as_others_are() {
        let long = "x".repeat(CHUNK + 7);
        let text = format!("#{long}\nid\n{long}#\n\"{long}\n# y\"\n#{long}");
        let mut out = String::new();
        WithoutComments::new(text.as_bytes(), "#", b'"')
            .read_to_string(&mut out)
            .expect("text");
        assert_eq!(out, format!("\nid\n{long}#\n\"{long}\n# y\"\n\n"));
    }
}
