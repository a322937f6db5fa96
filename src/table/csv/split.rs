//! A table cut between rows.
//!
//! In: the bytes of a table. Out: pieces of whole rows, with the number of the line each starts
//! on. Quotes are followed as the reader of tables follows them, so that a line end in a cell is
//! no end of a row.

use super::Dialect;
use std::io::{self, Read};

/// About how large a piece is, in bytes.
const PIECE: usize = 64 << 10;
/// A piece of this size without the end of a row is the last: its row is beyond the limits of tables,
/// the reader says so, and nothing after it is looked at.
const LIMIT: usize = 17 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the start of a cell.
    Start,
    /// In a cell without quotes.
    Plain,
    /// Between quotes.
    Quoted,
    /// After a quote within quotes.
    AfterQuote,
}

/// Cuts a table.
pub struct Split<R> {
    reader: R,
    dialect: Dialect,
    size: usize,
    rest: Vec<u8>,
    state: State,
    line: u64,
    at_end: bool,
}

impl<R: Read> Split<R> {
    /// Cuts what is read.
    pub fn new(reader: R, dialect: Dialect) -> Self {
        Self {
            reader,
            dialect,
            size: PIECE,
            rest: Vec::new(),
            state: State::Start,
            line: 1,
            at_end: false,
        }
    }

    /// Puts the next piece in place of the bytes and says on which line it starts, from 1; none at
    /// the end.
    ///
    /// # Errors
    /// What the reader says.
    pub fn next(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<u64>> {
        if self.at_end {
            return Ok(None);
        }
        bytes.clear();
        bytes.append(&mut self.rest);
        let (mut scanned, mut cut) = (bytes.len(), 0);
        let mut wanted = self.size;
        loop {
            let missing = wanted.saturating_sub(bytes.len()) as u64;
            let read = (&mut self.reader).take(missing).read_to_end(bytes)?;
            if let Some(end) = self.scan(bytes, scanned) {
                cut = end;
            }
            scanned = bytes.len();
            let is_beyond = cut == 0 && bytes.len() >= LIMIT;
            if (read as u64) < missing || is_beyond {
                self.at_end = true;
                cut = bytes.len();
            }
            if cut > 0 || self.at_end {
                break;
            }
            wanted = (bytes.len() * 2).min(LIMIT);
        }
        self.rest.extend_from_slice(&bytes[cut..]);
        bytes.truncate(cut);
        if bytes.is_empty() {
            return Ok(None);
        }
        let line = self.line;
        self.line += line_ends(bytes);
        Ok(Some(line))
    }

    /// Follows the bytes from `at`; gives the end of the last whole row among them.
    fn scan(&mut self, bytes: &[u8], mut at: usize) -> Option<usize> {
        let (quote, delimiter) = (self.dialect.quote, self.dialect.delimiter);
        let mut end = None;
        while at < bytes.len() {
            match self.state {
                State::Plain => match memchr::memchr3(delimiter, b'\n', b'\r', &bytes[at..]) {
                    None => return end,
                    Some(found) => at += found,
                },
                State::Quoted => match memchr::memchr(quote, &bytes[at..]) {
                    None => return end,
                    Some(found) => at += found,
                },
                State::Start | State::AfterQuote => {}
            }
            let byte = bytes[at];
            at += 1;
            self.state = match (self.state, byte) {
                (State::Quoted, _) => State::AfterQuote,
                (State::Start | State::AfterQuote, byte) if byte == quote => State::Quoted,
                (_, byte) if byte == delimiter => State::Start,
                (_, b'\n') => {
                    end = Some(at);
                    State::Start
                }
                (_, b'\r') => {
                    if bytes.get(at).is_some_and(|next| *next != b'\n') {
                        end = Some(at);
                    }
                    State::Start
                }
                _ => State::Plain,
            };
        }
        end
    }
}

/// Line ends: LF, CRLF or CR.
fn line_ends(bytes: &[u8]) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let alone = memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n'));
    (feeds + alone.count()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, size: usize) -> Vec<(String, u64)> {
        let mut split = Split::new(text.as_bytes(), Dialect::default());
        split.size = size;
        let mut found = Vec::new();
        let mut bytes = Vec::new();
        while let Some(line) = split.next(&mut bytes).expect("read") {
            found.push((String::from_utf8(bytes.clone()).expect("UTF-8"), line));
        }
        found
    }

    #[test]
    fn rows_stay_whole_whatever_the_size() {
        let rows = [
            "a,b\n",
            "1,\"x\ny\"\n",
            "2,\"\"\"\n\"\"\"\r\n",
            "\r\n",
            "3\" pipe,z\r",
            "4,\"a\"\r",
            "5,\"b,\nc\"",
        ];
        let text = rows.concat();
        let ends: Vec<usize> = rows
            .iter()
            .scan(0, |sum, row| {
                *sum += row.len();
                Some(*sum)
            })
            .collect();
        for size in 1..=text.len() + 1 {
            let found = pieces(&text, size);
            let mut at = 0;
            for (piece, line) in &found {
                let before = &text[..at];
                assert_eq!(*line, line_ends(before.as_bytes()) + 1, "{size} {piece:?}");
                at += piece.len();
                assert!(ends.contains(&at), "{size}: {piece:?} ends within a row");
            }
            assert_eq!(at, text.len(), "{size}");
        }
    }

    #[test]
    fn long_rows_stay_whole_too() {
        let row = [vec![b'x'; 9 << 20], vec![b'\n']].concat();
        let mut split = Split::new(io::Cursor::new(row.repeat(4)), Dialect::default());
        let (mut bytes, mut length) = (Vec::new(), 0);
        while split.next(&mut bytes).expect("read").is_some() {
            assert_eq!(bytes.len() % row.len(), 0, "cut within a row");
            length += bytes.len();
        }
        assert_eq!(length, row.len() * 4);
    }

    #[test]
    fn a_row_without_end_ends_the_cutting() {
        let mut split = Split::new(io::repeat(b'x'), Dialect::default());
        let mut bytes = Vec::new();
        assert_eq!(split.next(&mut bytes).expect("read"), Some(1));
        assert!(bytes.len() <= LIMIT, "{}", bytes.len());
        assert_eq!(split.next(&mut bytes).expect("read"), None);
    }

    #[test]
    fn an_open_quote_keeps_all_that_follows() {
        let found = pieces("a\n\"b\nc\nd\n", 2);
        assert_eq!(
            found,
            [("a\n".to_owned(), 1), ("\"b\nc\nd\n".to_owned(), 2)]
        );
    }
}
