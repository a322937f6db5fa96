//! A first mapping of a table that nobody has described yet.
//!
//! In: the path of a table (CSV, TSV, a sheet of a spreadsheet). Out: a mapping in YARRRML that
//! runs as it is, and a Table Schema; both are drafts for a person to read and to change.

mod column;
mod draft;
mod schema;
mod sniff;

use super::model::{Access, Formulation, LogicalSource, Root};
use super::program::Reference;
use super::record::Record;
use super::source::{self, FileSources};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::whole_file;
use column::Column;
use std::path::Path;

/// What was drawn up.
#[derive(Debug)]
pub struct Draft {
    /// The mapping, in YARRRML.
    pub mapping: String,
    /// The Table Schema, in JSON.
    pub schema: String,
    /// How many rows were looked at: all.
    pub rows: u64,
}

/// Draws up a mapping of the table at `path`; in the mapping, the table is called `access`.
///
/// # Errors
/// `M010` the table cannot be read, `M011` it is no table, `M022` a column without a name or with
/// the name of another; what is wrong with the table itself (`T0xx`).
pub fn infer(path: &str, access: &str) -> Result<Draft, Diagnostics> {
    let (file, sheet) = source::split_sheet(path);
    let name = Path::new(file)
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let sources = FileSources::new(whole_file::parent(Path::new(file)));
    let inner = match sheet {
        Some(sheet) => format!("{name}#{sheet}"),
        None => name.clone(),
    };
    let mut table = plain(path, inner);
    if name.contains(".json") || name.contains(".ndjson") {
        let message =
            format!("`{name}` is no table: a mapping is drawn up of CSV, TSV, .xlsx and .ods");
        return Err(Diagnostic::error("M011", message)
            .at(Place::file(path))
            .help(
                "écrire la correspondance à la main, avec ~jsonpath",
                "write the mapping by hand, with ~jsonpath",
            )
            .into());
    }
    if !source::is_sheet(&table.path) {
        sniff::sniff(&mut table, &sources)?;
    }
    let names = source::column_names(&table, &sources)?;
    distinct(&names, path)?;
    let reference = |name: &String| Reference {
        text: name.clone(),
        place: Place::file(path),
    };
    let references: Vec<Reference> = names.iter().map(reference).collect();
    let mut columns: Vec<Column> = names.into_iter().map(Column::new).collect();
    let mut records = source::open(&table, &references, &sources)?;
    let mut record = Record::default();
    let mut rows = 0;
    while records.next(&mut record, &mut |record, _| {
        rows += 1;
        for (slot, column) in columns.iter_mut().enumerate() {
            let value = record.values(slot).first();
            column.see(value.map_or("", |value| record.text(*value)));
        }
    })? {}
    let found = draft::Found {
        columns: &columns,
        rows,
        access,
        stem: name.split('.').next().unwrap_or(&name),
        how: &table.access,
        is_sheet: source::is_sheet(&table.path),
    };
    Ok(Draft {
        mapping: draft::yarrrml(&found),
        schema: schema::json(&columns, rows),
        rows,
    })
}

/// A table of which nothing is known but its name.
fn plain(path: &str, name: String) -> LogicalSource {
    LogicalSource {
        place: Place::file(path),
        path: name,
        path_place: Place::file(path),
        root: Root::Unsaid,
        formulation: Formulation::Csv,
        iterator: None,
        iterator_place: Place::file(path),
        access: Access::default(),
    }
}

/// Every column needs a name of its own.
fn distinct(names: &[String], path: &str) -> Result<(), Diagnostics> {
    let mut found = Diagnostics::new();
    for (index, name) in names.iter().enumerate() {
        let message = if name.trim().is_empty() {
            format!("column {} has no name", index + 1)
        } else if names[..index].contains(name) {
            format!("column {} is called `{name}` as another is", index + 1)
        } else {
            continue;
        };
        found.push(
            Diagnostic::error("M022", message)
                .at(Place::file(path))
                .help(
                    "donner à chaque colonne un nom à elle, dans la première ligne",
                    "give each column a name of its own, in the first row",
                ),
        );
    }
    found.into_result()
}
