//! The rows of one table by the names of its columns.
//!
//! In: a row as it stands. Out: its values by column, and places for what is wrong with them.

use super::header::Columns;
use crate::diag::Diagnostic;
use crate::table::csv::Row;
use crate::table::schema::{Package, Table};

/// One table being checked.
pub(super) struct Rows<'a> {
    pub(super) package: &'a Package,
    pub(super) table: &'a Table,
    pub(super) columns: Columns,
}

impl Rows<'_> {
    /// The text of a column; empty when the column is missing.
    pub(super) fn value<'r>(&self, row: &Row<'r>, field: usize) -> &'r str {
        self.columns[field].map_or("", |at| row.get(at))
    }

    /// The value of a column, when there is one.
    pub(super) fn present<'r>(&self, row: &Row<'r>, field: usize) -> Option<&'r str> {
        Some(self.value(row, field)).filter(|value| !self.table.is_missing(value))
    }

    /// Says of a cell, or of the row when its column is missing, what is wrong.
    pub(super) fn at(&self, row: &Row<'_>, field: usize, fault: Diagnostic) -> Diagnostic {
        fault.at(self.columns[field].map_or_else(|| row.whole(), |at| row.place(at)))
    }
}
