//! Keys that must stand once: the key of each row and the columns without repetition.
//!
//! In: the rows one after the other. Out: keys that stand twice, and keys so alike that their IRIs
//! would be taken for one another. Kept: each key once, with its line.

use super::found::Found;
use super::quote::quoted;
use super::rows::Rows;
use crate::diag::Diagnostic;
use crate::table::csv::Row;
use crate::table::schema::Table;
use crate::text::nfc;
use std::collections::HashMap;

/// Stands between the parts of a key of several columns; the reader lets no cell hold it.
pub(super) const PART_END: char = '\u{1f}';

/// Keys seen, each by what makes it look like others.
pub(super) struct Keys {
    rows: HashMap<Box<str>, Seen>,
    /// For each column without repetition, the values and their lines.
    unique: Vec<(usize, HashMap<Box<str>, u64>)>,
    /// The key is one column and so part of IRIs.
    in_iris: bool,
}

struct Seen {
    line: u64,
    /// The key as written, when that is not how it is kept.
    written: Option<Box<str>>,
}

impl Keys {
    pub(super) fn new(table: &Table) -> Self {
        let key = table.primary_key.as_slice();
        let unique = (0..table.fields.len())
            .filter(|&field| table.fields[field].unique && key != [field])
            .map(|field| (field, HashMap::new()))
            .collect();
        Self {
            rows: HashMap::new(),
            unique,
            in_iris: key.len() == 1,
        }
    }

    /// `T025` a key that stands already, `T030` one that looks like another, `T026` a value that
    /// must not stand twice.
    pub(super) fn check(&mut self, rows: &Rows<'_>, row: &Row<'_>, found: &mut Found) {
        if let Some(key) = joined(rows, row, &rows.table.primary_key)
            && let Some(fault) = self.key(rows, key, row.line())
        {
            found.push(|| rows.at(row, rows.table.primary_key[0], fault));
        }
        for (field, seen) in &mut self.unique {
            let Some(value) = rows.present(row, *field) else {
                continue;
            };
            match seen.get(value) {
                None => {
                    seen.insert(value.into(), row.line());
                }
                Some(line) => {
                    found.push(|| rows.at(row, *field, again(rows, *field, value, *line)))
                }
            }
        }
    }

    fn key(&mut self, rows: &Rows<'_>, key: String, line: u64) -> Option<Diagnostic> {
        let alike = if self.in_iris {
            alike(&key)
        } else {
            key.clone()
        };
        let written = (alike != key).then(|| key.as_str().into());
        let Some(seen) = self.rows.get(alike.as_str()) else {
            self.rows.insert(alike.into(), Seen { line, written });
            return None;
        };
        let names = names(rows.table, &rows.table.primary_key);
        let other = seen.written.as_deref().unwrap_or(&alike);
        if other == key {
            let shown = quoted(&key.replace(PART_END, ", "));
            let message = format!(
                "the key {names} {shown} stands already on line {}",
                seen.line
            );
            return Some(Diagnostic::error("T025", message).label("again here").help(
                "supprimer l'une des deux lignes, ou lui donner une autre clé",
                "delete one of the two rows, or give it another key",
            ));
        }
        let message = format!(
            "the key {names} {} differs from {} (line {}) only by {}",
            quoted(&key),
            quoted(other),
            seen.line,
            difference(&key, other)
        );
        Some(Diagnostic::error("T030", message).label("the same to a reader").help(
            "écrire les deux de la même façon si c'est la même chose, sinon choisir une clé bien différente",
            "write both the same way if they are the same thing, else choose a clearly different key",
        ))
    }
}

/// The values of columns as one text; none when one of them is missing.
pub(super) fn joined(rows: &Rows<'_>, row: &Row<'_>, fields: &[usize]) -> Option<String> {
    let mut key = String::new();
    for (number, &field) in fields.iter().enumerate() {
        if number > 0 {
            key.push(PART_END);
        }
        key.push_str(rows.present(row, field)?);
    }
    (!fields.is_empty()).then_some(key)
}

/// Column names in a sentence.
pub(super) fn names(table: &Table, fields: &[usize]) -> String {
    let names: Vec<String> = fields
        .iter()
        .map(|&field| format!("`{}`", table.fields[field].name))
        .collect();
    names.join(", ")
}

/// What all keys have in common that a reader, a browser or a file system may take for one another.
fn alike(key: &str) -> String {
    if key
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        return key.to_owned();
    }
    nfc(&percent_encoding::percent_decode_str(key).decode_utf8_lossy()).to_lowercase()
}

fn difference(one: &str, other: &str) -> &'static str {
    let decoded = |key| {
        percent_encoding::percent_decode_str(key)
            .decode_utf8_lossy()
            .into_owned()
    };
    if one.to_lowercase() == other.to_lowercase() {
        "case"
    } else if nfc(one) == nfc(other) {
        "how its accents are encoded (Unicode form NFC)"
    } else if decoded(one) == decoded(other) {
        "percent-encoding"
    } else {
        "case, accents or percent-encoding"
    }
}

fn again(rows: &Rows<'_>, field: usize, value: &str, line: u64) -> Diagnostic {
    let name = &rows.table.fields[field].name;
    let message = format!("`{name}` {} stands already on line {line}", quoted(value));
    Diagnostic::error("T026", message).label("again here").help(
        "chaque valeur de cette colonne ne doit figurer qu'une fois",
        "each value of this column must stand once",
    )
}
