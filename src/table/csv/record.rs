//! The raw bytes of one record, scanned again to find where its cells stand.
//!
//! In: the bytes between two line ends. Out: cells, lines, columns and places, and the faults that
//! the fast reader passes over. The cells are cut by the same rules as the fast reader cuts them.

use super::input::line_ends;
use super::{Dialect, faults, is_control};
use crate::diag::{Diagnostic, Place};
use std::borrow::Cow;
use std::ops::Range;

/// A record as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    raw: &'a [u8],
    line: u64,
    name: &'a str,
    dialect: Dialect,
}

/// Where a cell stands in the raw bytes of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    start: usize,
    end: usize,
    /// Where its closing quote stands; none for a cell without quotes or with one left open.
    closed: Option<usize>,
    quoted: bool,
}

impl Cell {
    /// The bytes of the cell with its quotes.
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

impl<'a> Record<'a> {
    pub(super) fn new(raw: &'a [u8], line: u64, name: &'a str, dialect: Dialect) -> Self {
        Self {
            raw,
            line,
            name,
            dialect,
        }
    }

    pub(super) fn raw(&self) -> &'a [u8] {
        self.raw
    }

    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The cells one after the other.
    pub(super) fn cells(self) -> impl Iterator<Item = Cell> {
        let mut next = Some(0);
        std::iter::from_fn(move || {
            let cell = self.cell_at(next?);
            next = (cell.end < self.raw.len()).then_some(cell.end + 1);
            Some(cell)
        })
    }

    /// The cell of a column, from 0.
    pub(super) fn cell(self, column: usize) -> Option<Cell> {
        self.cells().nth(column)
    }

    fn cell_at(&self, start: usize) -> Cell {
        let Dialect {
            delimiter, quote, ..
        } = self.dialect;
        let until_delimiter = |from: usize| {
            let rest = self.raw.get(from..).unwrap_or_default();
            memchr::memchr(delimiter, rest).map_or(self.raw.len(), |i| from + i)
        };
        if self.raw.get(start) != Some(&quote) {
            return Cell {
                start,
                end: until_delimiter(start),
                closed: None,
                quoted: false,
            };
        }
        let mut at = start + 1;
        loop {
            let rest = self.raw.get(at..).unwrap_or_default();
            let Some(i) = memchr::memchr(quote, rest) else {
                return Cell {
                    start,
                    end: self.raw.len(),
                    closed: None,
                    quoted: true,
                };
            };
            if self.raw.get(at + i + 1) == Some(&quote) {
                at += i + 2;
                continue;
            }
            let closed = at + i;
            return Cell {
                start,
                end: until_delimiter(closed + 1),
                closed: Some(closed),
                quoted: true,
            };
        }
    }

    /// Line and column, in characters, of a byte of the record; both from 1.
    pub(super) fn position(&self, offset: usize) -> (u64, u64) {
        let before = &self.raw[..offset.min(self.raw.len())];
        let column = lossy(&before[self.line_start(offset)..]).chars().count() as u64 + 1;
        (self.line + line_ends(before, false), column)
    }

    /// The place of a range of bytes on its first line. When `cut`, what follows the cell is left
    /// out of the excerpt.
    pub(super) fn place(&self, range: Range<usize>, cut: bool) -> Place {
        self.place_as(range, cut, lossy)
    }

    /// As [`Record::place`], with the bytes shown as text by `decode`.
    pub(super) fn place_as(
        &self,
        range: Range<usize>,
        cut: bool,
        decode: fn(&[u8]) -> Cow<'_, str>,
    ) -> Place {
        let (line, _) = self.position(range.start);
        let line_start = self.line_start(range.start);
        let start = range.start.min(self.raw.len());
        let line_end =
            memchr::memchr2(b'\n', b'\r', &self.raw[start..]).map_or(self.raw.len(), |i| start + i);
        let end = range.end.clamp(start, line_end);
        let column = decode(&self.raw[line_start..start]).chars().count() as u64 + 1;
        let width = decode(&self.raw[start..end]).chars().count();
        let rest = decode(&self.raw[end..line_end]);
        let mut text = decode(&self.raw[line_start..end]).into_owned();
        let mut following = rest.chars();
        if cut && let Some(delimiter) = following.next() {
            text.push(delimiter);
            if following.next().is_some() {
                text.push('…');
            }
        } else {
            text.push_str(&rest);
        }
        Place::span(self.name, line, column, width, &text)
    }

    /// The place of the whole record.
    pub(super) fn whole(&self) -> Place {
        self.place(0..self.raw.len(), false)
    }

    /// Where the line starts that holds this byte.
    fn line_start(&self, offset: usize) -> usize {
        let before = &self.raw[..offset.min(self.raw.len())];
        memchr::memrchr2(b'\n', b'\r', before).map_or(0, |i| i + 1)
    }

    /// Refuses a quote that is not closed, and text after a closing quote. The second value says
    /// whether the next record is certain all the same.
    pub(super) fn check_quotes(&self, at_end: bool) -> Result<(), (Diagnostic, bool)> {
        for cell in self.cells().filter(|cell| cell.quoted) {
            let Some(closed) = cell.closed else {
                let place = self.place(cell.start..cell.start + 1, false);
                debug_assert!(at_end, "only the end of the file leaves a quote open");
                return Err((faults::unclosed(place), false));
            };
            if closed + 1 < cell.end {
                let same_line = self.position(cell.start).0 == self.position(cell.end).0;
                let stray = lossy(&self.raw[closed + 1..cell.end]).into_owned();
                let opened = self.position(cell.start);
                let place = self.place(closed..cell.end, false);
                return Err((faults::after_quote(place, &stray, opened), same_line));
            }
        }
        Ok(())
    }

    /// Refuses a cell beyond the limit; `ends` are those of the unquoted text.
    pub(super) fn check_cells(&self, ends: &[usize]) -> Result<(), Diagnostic> {
        let mut start = 0;
        for (column, &end) in ends.iter().enumerate() {
            if end - start > self.dialect.cell_limit {
                return Err(self.too_large(column));
            }
            start = end;
        }
        Ok(())
    }

    /// The text of the cells, when it is UTF-8 in each.
    pub(super) fn text<'t>(&self, bytes: &'t [u8], ends: &[usize]) -> Result<&'t str, Diagnostic> {
        match std::str::from_utf8(bytes) {
            Ok(text) if ends.iter().all(|&end| text.is_char_boundary(end)) => Ok(text),
            _ => Err(self.not_utf8()),
        }
    }

    fn not_utf8(&self) -> Diagnostic {
        let at = match std::str::from_utf8(self.raw) {
            Ok(_) => 0,
            Err(error) => error.valid_up_to(),
        };
        let place = self.place_as(at..at + 1, false, faults::windows_1252);
        faults::not_utf8(place, self.raw.get(at).copied().unwrap_or_default())
    }

    pub(super) fn control_character(&self) -> Diagnostic {
        let at = self
            .raw
            .iter()
            .position(|&b| is_control(b))
            .unwrap_or_default();
        let byte = self.raw.get(at).copied().unwrap_or_default();
        faults::control(self.place(at..at + 1, false), byte)
    }

    pub(super) fn too_large(&self, column: usize) -> Diagnostic {
        let Some(cell) = self.cell(column) else {
            return self.too_long();
        };
        faults::too_large(
            self.place(cell.start..cell.start + 1, false),
            self.dialect,
            cell.quoted,
        )
    }

    pub(super) fn too_long(&self) -> Diagnostic {
        faults::too_long(self.place(0..1, false), self.dialect)
    }

    pub(super) fn too_wide(&self) -> Diagnostic {
        faults::too_wide(self.place(0..1, false), self.dialect)
    }
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
