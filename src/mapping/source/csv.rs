//! Records of a table: a reference is the name of a column (RML-IO registry, CSV).

use super::comments::WithoutComments;
use super::{Located, Records};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::model::{Access, LogicalSource, TableDialect};
use crate::mapping::program::Reference;
use crate::mapping::record::{Natural, Record};
use crate::table::nearest;
use crate::table::{CsvReader, Dialect, Row};
use std::io::Read;

/// The rows of a table, of which the wanted columns are taken.
pub struct CsvRecords {
    reader: CsvReader,
    columns: Vec<usize>,
    access: Access,
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
        let wanted = &source.access.dialect;
        let by_name = if source.path.ends_with(".tsv") {
            b'\t'
        } else {
            b','
        };
        let dialect = Dialect {
            delimiter: wanted.delimiter.unwrap_or(by_name),
            quote: wanted.quote,
            ..Dialect::default()
        };
        let reader = match &wanted.comment {
            Some(prefix) => CsvReader::new(
                WithoutComments::new(reader, prefix, wanted.quote),
                name,
                dialect,
            )?,
            None => CsvReader::new(reader, name, dialect)?,
        };
        let mut found = Diagnostics::new();
        let mut columns = Vec::with_capacity(references.len());
        for reference in references {
            let is_column = |header: &String| trim(header, wanted) == reference.text;
            match reader.headers().iter().position(is_column) {
                Some(column) => columns.push(column),
                None => found.push(unknown(reference, reader.headers(), name)),
            }
        }
        found.into_result()?;
        Ok(Self {
            reader,
            columns,
            access: source.access.clone(),
            number: 0,
        })
    }
}

fn trim<'a>(value: &'a str, dialect: &TableDialect) -> &'a str {
    let value = if dialect.trim_start {
        value.trim_start()
    } else {
        value
    };
    if dialect.trim_end {
        value.trim_end()
    } else {
        value
    }
}

fn unknown(reference: &Reference, headers: &[String], source: &str) -> Diagnostic {
    let text = &reference.text;
    let diagnostic = Diagnostic::error("M009", format!("`{source}` has no column `{text}`"))
        .at(reference.place.clone());
    if let [one] = headers
        && let Some(delimiter) = [";", "\t", "|"].into_iter().find(|d| one.contains(d))
    {
        let shown = delimiter.escape_default();
        return diagnostic.help(
            format!("la table semble séparée par `{shown}` : le déclarer avec csvw:dialect [ csvw:delimiter \"{shown}\" ]"),
            format!("the table seems to be separated by `{shown}`: declare it with csvw:dialect [ csvw:delimiter \"{shown}\" ]"),
        );
    }
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
            let value = trim(row.get(*column), &self.access.dialect);
            if !self.access.nulls.iter().any(|null| null == value) {
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
