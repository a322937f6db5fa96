//! One row of a table: cells borrowed from the reader, and their places.
//!
//! In: what the reader has just read. Out: text, lines, columns and places for messages.

use super::faults;
use super::record::Record;
use crate::diag::{Diagnostic, Place};

/// A row, valid until the next one is read.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    text: &'a str,
    ends: &'a [usize],
    record: Record<'a>,
    columns: usize,
}

impl<'a> Row<'a> {
    pub(super) fn new(
        text: &'a str,
        ends: &'a [usize],
        record: Record<'a>,
        columns: usize,
    ) -> Self {
        Self {
            text,
            ends,
            record,
            columns,
        }
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never true: a row has one cell at least.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a cell without its quotes, by column from 0; empty when the row is too short.
    pub fn get(&self, column: usize) -> &'a str {
        let Some(&end) = self.ends.get(column) else {
            return "";
        };
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The cells from the first to the last.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> {
        let row = *self;
        (0..row.len()).map(move |column| row.get(column))
    }

    /// What the table is called in messages.
    pub fn file(&self) -> &'a str {
        self.record.name()
    }

    /// The line the row starts on, from 1.
    pub fn line(&self) -> u64 {
        self.record.line()
    }

    /// Line and column (in characters) where a cell starts, with its quote where it has one; both
    /// from 1. Where the row is too short, its end.
    pub fn position(&self, column: usize) -> (u64, u64) {
        let offset = self
            .record
            .cell(column)
            .map_or(self.raw().len(), |cell| cell.range().start);
        self.record.position(offset)
    }

    /// The place of a cell, with the row up to it as excerpt.
    pub fn place(&self, column: usize) -> Place {
        match self.record.cell(column) {
            Some(cell) => self.record.place(cell.range(), true),
            None => self.record.place(self.raw().len()..self.raw().len(), false),
        }
    }

    /// The place of the whole row.
    pub fn whole(&self) -> Place {
        self.record.whole()
    }

    /// What is wrong when the row has more or fewer cells than the header: `T010`.
    pub fn ragged(&self) -> Option<Diagnostic> {
        let (expected, found) = (self.columns, self.len());
        if expected == found {
            return None;
        }
        let place = if found > expected {
            self.place(expected)
        } else {
            self.place(found)
        };
        let is_empty = (expected..found).all(|cell| self.get(cell).is_empty());
        Some(faults::ragged(place, expected, found, is_empty))
    }

    /// The bytes of the row as they stand in the file, without the line end.
    pub(super) fn raw(&self) -> &'a [u8] {
        self.record.raw()
    }
}
