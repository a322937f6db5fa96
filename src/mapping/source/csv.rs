//! Records of a table: a reference is the name of a column (RML-IO registry, CSV).

use super::{Located, Records};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::model::LogicalSource;
use crate::mapping::nearest;
use crate::mapping::program::Reference;
use crate::mapping::record::{Natural, Record};
use crate::table::{CsvReader, Dialect, Row};
use std::io::Read;

/// The rows of a table, of which the wanted columns are taken.
pub struct CsvRecords {
    reader: CsvReader,
    columns: Vec<usize>,
    nulls: Vec<String>,
    number: u64,
}

impl CsvRecords {
    /// Reads the header and finds the column of each reference.
    ///
    /// # Errors
    /// `M009` for each reference that is no column; what is wrong with the header.
    pub fn open(
        source: &LogicalSource,
        references: &[Reference],
        reader: Box<dyn Read + Send>,
        name: &str,
    ) -> Result<Self, Diagnostics> {
        let reader = CsvReader::new(reader, name, Dialect::default())?;
        let mut found = Diagnostics::new();
        let mut columns = Vec::with_capacity(references.len());
        for reference in references {
            match reader.column(&reference.text) {
                Some(column) => columns.push(column),
                None => found.push(unknown(reference, reader.headers(), name)),
            }
        }
        found.into_result()?;
        Ok(Self {
            reader,
            columns,
            nulls: source.nulls.clone(),
            number: 0,
        })
    }
}

fn unknown(reference: &Reference, headers: &[String], source: &str) -> Diagnostic {
    let text = &reference.text;
    let diagnostic = Diagnostic::error("M009", format!("`{source}` has no column `{text}`"))
        .at(reference.place.clone());
    match nearest::nearest(text, headers.iter().map(String::as_str)) {
        Some(near) => diagnostic.label(format!("did you mean `{near}`?")).help(
            format!("la colonne la plus proche est `{near}`"),
            format!("the nearest column is `{near}`"),
        ),
        None => {
            let all = headers
                .iter()
                .map(|h| format!("`{h}`"))
                .collect::<Vec<_>>()
                .join(", ");
            diagnostic.help(
                format!("colonnes de la table : {all}"),
                format!("columns: {all}"),
            )
        }
    }
}

impl Records for CsvRecords {
    fn next(
        &mut self,
        record: &mut Record,
        visit: &mut dyn FnMut(&Record, &dyn Located),
    ) -> Result<bool, Diagnostic> {
        record.clear();
        let Some(row) = self.reader.next_row()? else {
            return Ok(false);
        };
        if let Some(ragged) = row.ragged() {
            return Err(ragged);
        }
        self.number += 1;
        record.number = self.number;
        for column in &self.columns {
            let value = row.get(*column);
            if !self.nulls.iter().any(|null| null == value) {
                record.push(value, Natural::String);
            }
            record.end_slot();
        }
        visit(
            record,
            &LocatedRow {
                row,
                columns: &self.columns,
            },
        );
        Ok(true)
    }
}

/// A row that knows which column a slot is.
struct LocatedRow<'a> {
    row: Row<'a>,
    columns: &'a [usize],
}

impl Located for LocatedRow<'_> {
    fn place(&self, slot: Option<usize>) -> Place {
        match slot.and_then(|slot| self.columns.get(slot)) {
            Some(column) => self.row.place(*column),
            None => self.row.whole(),
        }
    }
}
