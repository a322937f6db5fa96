//! A stream handed on line by line: the line at which a parser stands that says no place itself.
//!
//! In: a stream. Out: its bytes, and the number of the line that was handed on last.

use memchr::memchr;
use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// The stream.
#[derive(Debug)]
pub struct Fed<R> {
    inner: BufReader<R>,
    line: Rc<Cell<u64>>,
    ended: bool,
}

impl<R: Read> Fed<R> {
    /// A stream, and the line at which its reader stands, from 1; 0 before it has read anything.
    pub fn new(inner: R) -> (Self, Rc<Cell<u64>>) {
        let line = Rc::new(Cell::new(0));
        let fed = Self {
            inner: BufReader::new(inner),
            line: Rc::clone(&line),
            ended: true,
        };
        (fed, line)
    }
}

impl<R: Read> Read for Fed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.fill_buf()?;
        let bytes = &bytes[..bytes.len().min(buffer.len())];
        let end = memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1);
        let bytes = &bytes[..end];
        buffer[..end].copy_from_slice(bytes);
        if let Some(last) = bytes.last() {
            self.line.set(self.line.get() + u64::from(self.ended));
            self.ended = *last == b'\n';
        }
        self.inner.consume(end);
        Ok(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_read_is_of_one_line_at_most() {
        let (mut fed, line) = Fed::new(&b"ab\n\ncde"[..]);
        let mut buffer = [0; 2];
        let mut told = Vec::new();
        while let read @ 1.. = fed.read(&mut buffer).expect("memory") {
            told.push((line.get(), buffer[..read].to_vec()));
        }
        let expected = [(1, "ab"), (1, "\n"), (2, "\n"), (3, "cd"), (3, "e")];
        assert_eq!(told, expected.map(|(line, text)| (line, text.into())));
    }
}
