//! A streaming reader of CSV (RFC 4180) that knows the exact place of every cell.
//!
//! In: any source of bytes. Out: the header, then one [`Row`] at a time, borrowed from a buffer
//! that is used again. Places are worked out by scanning the row again, for errors only.
//! UTF-8 with or without byte order mark, LF, CRLF or CR, quoted cells of several lines. What is
//! not text, not UTF-8, not closed or beyond a limit is refused with its place.

mod faults;
mod input;
mod record;
mod row;
mod split;

pub use faults::{ARCHIVE, UTF16, unreadable};
pub use row::Row;
pub use split::Split;

use crate::diag::Diagnostic;
use csv_core::ReadRecordResult;
use input::Input;
use record::Record;
use std::io::Read;

/// How a table is written, and how large its parts may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between two cells.
    pub delimiter: u8,
    /// The byte around a cell that holds delimiters or line ends; doubled inside.
    pub quote: u8,
    /// The largest cell, in bytes.
    pub cell_limit: usize,
    /// The most columns.
    pub column_limit: usize,
}

impl Default for Dialect {
    /// RFC 4180: commas and double quotes; cells to 1 MiB, 1000 columns.
    fn default() -> Self {
        Self {
            delimiter: b',',
            quote: b'"',
            cell_limit: 1 << 20,
            column_limit: 1000,
        }
    }
}

/// Reads a table row by row.
pub struct CsvReader {
    core: csv_core::Reader,
    input: Input,
    dialect: Dialect,
    name: String,
    headers: Vec<String>,
    header: Vec<u8>,
    header_line: u64,
    output: Vec<u8>,
    ends: Vec<usize>,
    finished: bool,
}

/// What was read of a record: lengths of the cells' text and of their ends, and the line it starts on.
#[derive(Clone, Copy)]
struct Extent {
    text: usize,
    cells: usize,
    line: u64,
    /// The record ends with the file and not with a line end.
    at_end: bool,
}

impl CsvReader {
    /// Reads the header; `name` is what the table is called in messages.
    ///
    /// # Errors
    /// `T001` the source cannot be read, `T002` it is empty, `T003` it is not UTF-8 text,
    /// `T006` to `T009` as [`CsvReader::next_row`].
    pub fn new(
        read: impl Read + Send + 'static,
        name: &str,
        dialect: Dialect,
    ) -> Result<Self, Diagnostic> {
        Self::begin(Input::new(Box::new(read)), name, dialect)
    }

    fn begin(input: Input, name: &str, dialect: Dialect) -> Result<Self, Diagnostic> {
        let mut reader = Self::unread(input, name, dialect);
        reader
            .input
            .begin()
            .map_err(|fault| faults::beginning(name, &fault))?;
        let row = reader.next_row()?.ok_or_else(|| faults::empty(name))?;
        let headers: Vec<String> = row.cells().map(str::to_owned).collect();
        let (header, header_line) = (row.raw().to_vec(), row.line());
        (reader.headers, reader.header, reader.header_line) = (headers, header, header_line);
        Ok(reader)
    }

    fn unread(input: Input, name: &str, dialect: Dialect) -> Self {
        let core = csv_core::ReaderBuilder::new()
            .delimiter(dialect.delimiter)
            .quote(dialect.quote)
            .build();
        Self {
            core,
            input,
            dialect,
            name: name.to_owned(),
            headers: Vec::new(),
            header: Vec::new(),
            header_line: 1,
            output: vec![0; 4096],
            ends: vec![0; 64],
            finished: false,
        }
    }

    /// Reads the beginning of a table from memory, header and rows.
    ///
    /// # Errors
    /// As [`CsvReader::new`].
    pub fn first_part(bytes: Vec<u8>, name: &str, dialect: Dialect) -> Result<Self, Diagnostic> {
        Self::begin(Input::whole(bytes, 1), name, dialect)
    }

    /// Reads rows from the middle of a table, whose header is known; they start on this line.
    pub fn part(
        bytes: Vec<u8>,
        name: &str,
        dialect: Dialect,
        headers: &[String],
        line: u64,
    ) -> Self {
        let mut reader = Self::unread(Input::whole(bytes, line), name, dialect);
        reader.headers = headers.to_vec();
        reader
    }

    /// The memory of a part, to be filled again.
    pub fn into_buffer(self) -> Vec<u8> {
        self.input.into_buffer()
    }

    /// The names of the columns, as written.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The first column of this name, from 0.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.headers.iter().position(|header| header == name)
    }

    /// What the table is called in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The place of a column's name, or of the whole header when there is no such column.
    pub fn header_place(&self, column: usize) -> crate::diag::Place {
        let record = Record::new(&self.header, self.header_line, &self.name, self.dialect);
        match record.cell(column) {
            Some(cell) => record.place(cell.range(), false),
            None => record.whole(),
        }
    }

    /// The next row; none at the end. Blank lines are passed over. The number of cells is not
    /// checked here: see [`Row::ragged`].
    ///
    /// # Errors
    /// `T001` the source cannot be read further, `T003` bytes that are not UTF-8, `T006` a quote
    /// that is never closed, `T007` text after a closing quote, `T008` a control character,
    /// `T009` a cell or row beyond the limits. After a fault that leaves the next row certain
    /// (`T008`, and `T007` on one line) reading goes on; after any other there are no more rows.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, Diagnostic> {
        if self.finished {
            return Ok(None);
        }
        // Set until the record is known to be sound, so that a fault ends the reading.
        self.finished = true;
        let Some(extent) = self.read_record()? else {
            return Ok(None);
        };
        let raw = self.input.record(!extent.at_end);
        let record = Record::new(raw, extent.line, &self.name, self.dialect);
        let text = &self.output[..extent.text];
        let ends = &self.ends[..extent.cells];
        if text.len() > self.dialect.cell_limit {
            record.check_cells(ends)?;
        }
        if memchr::memchr(self.dialect.quote, raw).is_some() {
            record
                .check_quotes(extent.at_end)
                .map_err(|(fault, certain)| {
                    self.finished = !certain;
                    fault
                })?;
        }
        let text = record.text(text, ends)?;
        self.finished = false;
        if text
            .as_bytes()
            .iter()
            .fold(false, |found, &b| found | is_control(b))
        {
            return Err(record.control_character());
        }
        Ok(Some(Row::new(text, ends, record, self.headers.len())))
    }

    /// True when there are no more rows: at the end, and after a fault that leaves them uncertain.
    pub fn is_over(&self) -> bool {
        self.finished
    }

    fn read_record(&mut self) -> Result<Option<Extent>, Diagnostic> {
        let (mut text, mut cells) = (0, 0);
        let mut at_end = false;
        self.input.start_record();
        loop {
            if self.input.rest().is_empty() && !at_end {
                self.input.pass_blank();
                self.check_unfinished(text, cells)?;
                let more = self.input.fill();
                at_end = !more.map_err(|error| unreadable(&self.name, &error))?;
            }
            let (result, read, written, ended) = self.core.read_record(
                self.input.rest(),
                &mut self.output[text..],
                &mut self.ends[cells..],
            );
            self.input.consume(read);
            text += written;
            cells += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    self.check_unfinished(text, cells)?;
                    self.output.resize(self.output.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    if cells > self.dialect.column_limit {
                        return Err(self.unfinished().too_wide());
                    }
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::Record => {
                    if cells > self.dialect.column_limit {
                        return Err(self.unfinished().too_wide());
                    }
                    let line = self.input.end_record();
                    return Ok(Some(Extent {
                        text,
                        cells,
                        line,
                        at_end,
                    }));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// Stops a record that is not over before it fills the memory.
    fn check_unfinished(&self, text: usize, cells: usize) -> Result<(), Diagnostic> {
        let start = cells.checked_sub(1).map_or(0, |last| self.ends[last]);
        if text - start > self.dialect.cell_limit {
            return Err(self.unfinished().too_large(cells));
        }
        if self.input.record_so_far().len() > self.dialect.cell_limit.saturating_mul(16) {
            return Err(self.unfinished().too_long());
        }
        Ok(())
    }

    fn unfinished(&self) -> Record<'_> {
        let raw = self.input.record_so_far();
        Record::new(raw, self.input.line_of_record(), &self.name, self.dialect)
    }
}

/// A control character that no cell may hold; tabs and line ends may stand in quotes.
fn is_control(byte: u8) -> bool {
    (byte < 0x20 && byte != b'\t' && byte != b'\n' && byte != b'\r') || byte == 0x7f
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
