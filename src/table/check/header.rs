//! The header of a table against its columns: what is renamed, missing, unknown, twice there.
//!
//! In: the header read and the columns described. Out: where each column stands. The order of the
//! columns is free, since everything refers to them by name.

use super::found::Found;
use crate::diag::Diagnostic;
use crate::table::csv::CsvReader;
use crate::table::schema::Table;
use crate::table::separator::{self, Declared};
use crate::text::nearest::{nearest, plain};

/// For each column described, where it stands in the file.
pub(super) type Columns = Vec<Option<usize>>;

/// Finds the columns; none when the header is not that of the table at all.
/// Columns of one's own are allowed where `open`, as in a restricted folder.
pub(super) fn columns(
    reader: &CsvReader,
    table: &Table,
    open: bool,
    found: &mut Found,
) -> Option<Columns> {
    if let Some(fault) = separator::wrong(
        reader,
        (table.dialect.delimiter, Declared::InPackage),
        table.fields.len() > 1,
    ) {
        found.push(|| fault);
        return None;
    }
    let mut columns: Columns = vec![None; table.fields.len()];
    let mut strange = Vec::new();
    for (at, header) in reader.headers().iter().enumerate() {
        match table.field(header) {
            Some(field) if columns[field].is_none() => columns[field] = Some(at),
            Some(_) => found.push(|| twice(reader, at)),
            None => strange.push(at),
        }
    }
    if columns.iter().all(Option::is_none) {
        found.push(|| no_header(reader, table));
        return None;
    }
    for at in strange {
        match meant(reader, table, &columns, at) {
            Some(field) => {
                found.push(|| renamed(reader, at, &table.fields[field].name));
                columns[field] = Some(at);
            }
            None if open => {}
            None => found.push(|| unknown(reader, at)),
        }
    }
    for (field, _) in columns.iter().enumerate().filter(|(_, at)| at.is_none()) {
        found.push(|| missing(reader, &table.fields[field].name));
    }
    Some(columns)
}

/// The missing column that a strange one stands for: by its name, or by its place.
fn meant(reader: &CsvReader, table: &Table, columns: &Columns, at: usize) -> Option<usize> {
    let header = &reader.headers()[at];
    let missing = || (0..columns.len()).filter(|&field| columns[field].is_none());
    let name = |field: usize| table.fields[field].name.as_str();
    if let Some(near) = nearest(header.trim(), missing().map(name)) {
        return table.field(near);
    }
    let same_place = reader.headers().len() == columns.len() && !header.trim().is_empty();
    missing().find(|&field| same_place && field == at)
}

fn no_header(reader: &CsvReader, table: &Table) -> Diagnostic {
    let names: Vec<&str> = table
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    let names = names.join(",");
    let mut place = reader.header_place(0);
    place.column = 0;
    Diagnostic::error(
        "T012",
        "the first line holds none of the columns of the table",
    )
    .at(place)
    .help(
        format!("remettre la ligne d'en-tête : {names}"),
        format!("put back the header line: {names}"),
    )
}

fn renamed(reader: &CsvReader, at: usize, expected: &str) -> Diagnostic {
    let header = &reader.headers()[at];
    let message = if plain(header.trim()) == plain(expected) {
        format!("the column `{header}` must be written `{expected}`")
    } else {
        format!("unknown column `{header}` in the place of `{expected}`")
    };
    Diagnostic::error("T011", message)
        .at(reader.header_place(at))
        .label("renamed")
        .help(
            format!("renommer la colonne en {expected}"),
            format!("rename the column to {expected}"),
        )
}

fn unknown(reader: &CsvReader, at: usize) -> Diagnostic {
    let header = &reader.headers()[at];
    let message = match header.trim().is_empty() {
        true => format!("the column number {} has no name", at + 1),
        false => format!("unknown column `{header}`"),
    };
    Diagnostic::error("T013", message)
        .at(reader.header_place(at))
        .label("not described")
        .help(
            "supprimer la colonne, ou la décrire dans data/datapackage.json",
            "delete the column, or describe it in data/datapackage.json",
        )
}

fn missing(reader: &CsvReader, name: &str) -> Diagnostic {
    let mut place = reader.header_place(reader.headers().len());
    place.column = 0;
    Diagnostic::error("T012", format!("the column `{name}` is missing"))
        .at(place)
        .help(
            format!("ajouter la colonne {name}, avec des cellules vides là où rien n'est connu"),
            format!("add the column {name}, with empty cells where nothing is known"),
        )
}

fn twice(reader: &CsvReader, at: usize) -> Diagnostic {
    let header = &reader.headers()[at];
    Diagnostic::error("T014", format!("the column `{header}` stands twice"))
        .at(reader.header_place(at))
        .label("again here")
        .help(
            "supprimer l'une des deux colonnes",
            "delete one of the two columns",
        )
}
