//! The bytes of a table through one buffer that keeps the record being read whole.
//!
//! In: a source of bytes. Out: what is left in the buffer, the raw bytes of the record read last,
//! and the number of the line it starts on.

use std::io::{self, Read};

/// How many bytes are asked of the source at once.
const CHUNK: usize = 64 << 10;

/// The buffered source. Lines end with LF, CRLF or CR.
pub(super) struct Input {
    read: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    /// The record being read starts here.
    start: usize,
    /// Read up to here.
    position: usize,
    /// Filled up to here.
    filled: usize,
    /// The line on which `start` stands.
    line: u64,
    /// The byte before `start` was a carriage return, so that a line feed there ends no line.
    after_return: bool,
}

/// Why a file cannot be the text of a table.
pub(super) enum Beginning {
    /// It cannot be read.
    Unreadable(io::Error),
    /// It is UTF-16, what spreadsheets call "Unicode text".
    Utf16,
    /// It is a ZIP archive, as .xlsx and .ods files are, or a compound file, as .xls is.
    Archive,
}

impl Input {
    pub(super) fn new(read: Box<dyn Read + Send>) -> Self {
        Self {
            read,
            buffer: vec![0; CHUNK],
            start: 0,
            position: 0,
            filled: 0,
            line: 1,
            after_return: false,
        }
    }

    /// Bytes that are all there, which start on this line of a table; nothing is copied.
    pub(super) fn whole(bytes: Vec<u8>, line: u64) -> Self {
        Self {
            read: Box::new(io::empty()),
            filled: bytes.len(),
            buffer: bytes,
            start: 0,
            position: 0,
            line,
            after_return: false,
        }
    }

    /// The buffer, to be filled again.
    pub(super) fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }

    /// Passes over byte order marks and recognises what is no text.
    pub(super) fn begin(&mut self) -> Result<(), Beginning> {
        while self.filled < 8 && self.fill().map_err(Beginning::Unreadable)? {}
        let bytes = self.rest();
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(Beginning::Utf16);
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(Beginning::Archive);
        }
        while self.rest().starts_with(b"\xef\xbb\xbf") {
            self.consume(3);
        }
        self.start = self.position;
        Ok(())
    }

    /// What was read from the source and not yet consumed.
    pub(super) fn rest(&self) -> &[u8] {
        &self.buffer[self.position..self.filled]
    }

    pub(super) fn consume(&mut self, bytes: usize) {
        self.position += bytes;
    }

    /// The next record starts where the last one ended; the lines of the last are counted.
    pub(super) fn start_record(&mut self) {
        self.pass(self.position);
    }

    /// Leaves out the blank lines before the record, however many there are.
    pub(super) fn pass_blank(&mut self) {
        let blank = self.position - self.start - self.record_so_far().len();
        self.pass(self.start + blank);
    }

    /// Leaves out the blank lines before the record and says on which line it starts.
    pub(super) fn end_record(&mut self) -> u64 {
        self.pass_blank();
        self.line
    }

    fn pass(&mut self, to: usize) {
        let passed = &self.buffer[self.start..to];
        self.line += line_ends(passed, self.after_return);
        if let Some(&last) = passed.last() {
            self.after_return = last == b'\r';
        }
        self.start = to;
    }

    /// The raw bytes of the record, without the line end that closed it where there was one.
    pub(super) fn record(&self, closed: bool) -> &[u8] {
        &self.buffer[self.start..self.position - usize::from(closed)]
    }

    /// The raw bytes of a record that is not over.
    pub(super) fn record_so_far(&self) -> &[u8] {
        let raw = &self.buffer[self.start..self.position];
        let blank = raw
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        &raw[blank..]
    }

    /// The line on which [`Input::record_so_far`] starts.
    pub(super) fn line_of_record(&self) -> u64 {
        let raw = &self.buffer[self.start..self.position];
        let blank = raw.len() - self.record_so_far().len();
        self.line + line_ends(&raw[..blank], self.after_return)
    }

    /// Reads more from the source; false at its end. The record being read is kept.
    pub(super) fn fill(&mut self) -> io::Result<bool> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.position -= self.start;
            self.filled -= self.start;
            self.start = 0;
        }
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        loop {
            match self.read.read(&mut self.buffer[self.filled..]) {
                Ok(read) => {
                    self.filled += read;
                    return Ok(read > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// How many lines end in the bytes; `after_return` says that a carriage return stands before them.
pub(super) fn line_ends(bytes: &[u8], after_return: bool) -> u64 {
    let mut count = 0;
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        let before = match at.checked_sub(1) {
            Some(before) => bytes[before] == b'\r',
            None => after_return,
        };
        count += u64::from(bytes[at] == b'\r' || !before);
    }
    count
}
