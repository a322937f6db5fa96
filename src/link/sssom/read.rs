//! Mappings read from a file, line by line.
//!
//! In: the bytes of a file of mappings. Out: [`Mapping`]s with full IRIs and their lines, or everything
//! that is wrong, each with its place.

use super::heading::{self, Heading};
use super::prefix::{expanded, undeclared};
use super::{COLUMNS, COMMENTS, Mapping};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::table::csv::{CsvReader, Dialect, Row};
use crate::table::separator::{self, Declared};
use crate::text::Bilingual;
use std::collections::HashMap;
use std::io::Cursor;

/// Reads mappings; lines without anything in them are passed over.
///
/// # Errors
/// `T005` for another separator than tabs, `N012` for a table without the columns of SSSOM, a line that
/// lost cells or a decision that is neither accept nor reject, `N016` for a prefix that is not declared,
/// what the reader of tables says.
pub fn read(bytes: &[u8], name: &str) -> Result<Vec<Mapping>, Diagnostics> {
    let (heading, mut reader) = open(bytes, name)?;
    let columns = COLUMNS.map(|column| reader.column(column));
    let comments = COMMENTS.map(|column| reader.column(column));
    if let Some(fault) = separator::wrong(&reader, (b'\t', Declared::Nowhere), true) {
        return Err(fault.into());
    }
    for (at, column) in [(0, COLUMNS[0]), (3, COLUMNS[3])] {
        if columns[at].is_none() {
            return Err(without(&reader, column).into());
        }
    }
    let mut mappings = Vec::new();
    let mut found = Diagnostics::new();
    let width = reader.headers().len();
    while let Some(row) = reader.next_row()? {
        let cell = |column: Option<usize>| column.map_or("", |column| row.get(column)).trim();
        let cells = columns.map(cell);
        if row.cells().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if let Some(fault) = damaged(&row, width, [cells[0], cells[3]]) {
            found.push(fault);
            continue;
        }
        let [fr, en] = comments.map(cell);
        let mapping = Mapping {
            comments: Bilingual::new(fr, en),
            ..mapping(cells, row.line(), &heading)
        };
        for (iri, column) in [(&mapping.subject, 0), (&mapping.object, 3)] {
            let at = || row.place(columns[column].unwrap_or_default());
            found.extend(undeclared(iri, &heading, at));
        }
        if !matches!(mapping.decision.as_str(), "" | "accept" | "reject") {
            let said = format!(
                "a decision is accept, reject or empty, found `{}`",
                mapping.decision
            );
            found.push(
                Diagnostic::error("N012", said)
                    .at(row.place(columns[12].unwrap_or_default()))
                    .help("écrire accept ou reject", "write accept or reject"),
            );
        }
        mappings.push(mapping);
    }
    found.into_result().map(|()| mappings)
}

/// The places of cells, each by its line and column, found by reading the file once more; that of the line
/// where it has no such column.
pub fn places(bytes: &[u8], name: &str, cells: &[(u64, &str)]) -> Vec<Place> {
    let of_line = |&(line, _): &(u64, &str)| Place {
        line,
        ..Place::file(name)
    };
    let mut places: Vec<Place> = cells.iter().map(of_line).collect();
    let Some((_, mut reader)) = open(bytes, name).ok().filter(|_| !cells.is_empty()) else {
        return places;
    };
    let columns: Vec<_> = cells.iter().map(|(_, name)| reader.column(name)).collect();
    let mut by_line: HashMap<u64, Vec<usize>> = HashMap::new();
    for (number, (line, _)) in cells.iter().enumerate() {
        by_line.entry(*line).or_default().push(number);
    }
    while let Ok(Some(row)) = reader.next_row() {
        for number in by_line.remove(&row.line()).unwrap_or_default() {
            let column = columns[number];
            places[number] = column.map_or_else(|| row.whole(), |column| row.place(column));
        }
    }
    places
}

fn open(bytes: &[u8], name: &str) -> Result<(Heading, CsvReader), Diagnostic> {
    let (heading, table) = heading::split(bytes);
    let dialect = Dialect {
        delimiter: b'\t',
        ..Dialect::default()
    };
    CsvReader::new(Cursor::new(table), name, dialect).map(|reader| (heading, reader))
}

fn without(reader: &CsvReader, column: &str) -> Diagnostic {
    let mut place = reader.header_place(reader.headers().len());
    place.column = 0;
    Diagnostic::error("N012", format!("the column `{column}` is missing"))
        .at(place)
        .help(
            "garder les colonnes du fichier de revue",
            "keep the columns of the review file",
        )
}

/// What is wrong with a line whose cells are not those of the columns: its decision would be passed over.
fn damaged(row: &Row<'_>, width: usize, [subject, object]: [&str; 2]) -> Option<Diagnostic> {
    let said = if row.len() < width {
        let found = row.len();
        format!("the line has {found} of {width} cells: tabs are missing")
    } else if row.cells().skip(width).any(|cell| !cell.trim().is_empty()) {
        format!("the line has cells beyond the {width} of its columns: there are tabs too many")
    } else if subject.is_empty() {
        "the line has no `subject_id`".to_owned()
    } else if object.is_empty() {
        "the line has no `object_id`".to_owned()
    } else {
        return None;
    };
    Some(Diagnostic::error("N012", said).at(row.whole()).help(
        "remettre une seule tabulation entre deux cellules, même vides, et l'identifiant qui manque, ou enlever la ligne entière ; ptce link run --out AUTRE écrit une revue à neuf",
        "put one tab between two cells, even empty ones, and the identifier that is missing, or remove the whole line; ptce link run --out OTHER writes a review anew",
    ))
}

/// The mapping of a line, from its cells in the order of [`COLUMNS`].
fn mapping(cells: [&str; 13], line: u64, heading: &Heading) -> Mapping {
    let [subject, object] = [cells[0], cells[3]].map(|id| expanded(id, heading));
    let [_, subject_label, predicate, _, rest @ ..] = cells.map(str::to_owned);
    let [object_label, justification, reviewer, date, rest @ ..] = rest;
    let [tool, tool_version, confidence, comment, decision] = rest;
    Mapping {
        subject,
        subject_label,
        predicate,
        object,
        object_label,
        justification,
        reviewer,
        date,
        tool,
        tool_version,
        confidence,
        comment,
        decision,
        line,
        ..Mapping::default()
    }
}
