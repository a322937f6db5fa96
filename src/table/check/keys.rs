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
    /// What looks like a key above, by the same.
    others: HashMap<Box<str>, Others>,
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

/// Keys that look like one above them.
#[derive(Default)]
struct Others {
    /// Each as written, with its line.
    lines: HashMap<Box<str>, u64>,
    /// The first of them, which messages name.
    named: Vec<(Box<str>, u64)>,
}

/// Keys that look alike and are named in a message beside the first.
const NAMED: usize = 3;

impl Others {
    fn add(&mut self, key: &str, line: u64) {
        self.lines.insert(key.into(), line);
        if self.named.len() < NAMED {
            self.named.push((key.into(), line));
        }
    }
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
            others: HashMap::new(),
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
        let first = seen.written.as_deref().unwrap_or(&alike);
        let others = self.others.get(alike.as_str());
        let same = match first == key {
            true => Some(seen.line),
            false => others.and_then(|others| others.lines.get(key.as_str()).copied()),
        };
        if let Some(line) = same {
            return Some(twice(rows.table, &key, line));
        }
        let mut told = vec![(first, seen.line)];
        let mut hidden = 0;
        if let Some(others) = others {
            told.extend(others.named.iter().map(|(key, line)| (&**key, *line)));
            hidden = others.lines.len() - others.named.len();
        }
        let fault = looks_like(rows.table, &key, &told, hidden);
        self.others.entry(alike.into()).or_default().add(&key, line);
        Some(fault)
    }
}

fn twice(table: &Table, key: &str, line: u64) -> Diagnostic {
    let names = names(table, &table.primary_key);
    let shown = quoted(&key.replace(PART_END, ", "));
    let message = format!("the key {names} {shown} stands already on line {line}");
    Diagnostic::error("T025", message).label("again here").help(
        "supprimer l'une des deux lignes, ou lui donner une autre clé",
        "delete one of the two rows, or give it another key",
    )
}

/// A key beside those that it looks like, and how many of these are not named.
fn looks_like(table: &Table, key: &str, others: &[(&str, u64)], hidden: usize) -> Diagnostic {
    let names = names(table, &table.primary_key);
    let mut listed: Vec<String> = others
        .iter()
        .map(|(other, line)| format!("{} (line {line})", quoted(other)))
        .collect();
    if hidden > 0 {
        listed.push(format!("{hidden} more"));
    }
    let last = listed.pop().unwrap_or_default();
    let listed = match listed.is_empty() {
        true => last,
        false => format!("{} and {last}", listed.join(", ")),
    };
    let mut differences = others.iter().map(|(other, _)| difference(key, other));
    let first = differences.next().unwrap_or(OF_SEVERAL_KINDS);
    let difference = match differences.all(|other| other == first) {
        true => first,
        false => OF_SEVERAL_KINDS,
    };
    let message = format!(
        "the key {names} {} differs from {listed} only by {difference}",
        quoted(key)
    );
    Diagnostic::error("T030", message).label("the same to a reader").help(
        "les écrire de la même façon si c'est la même chose, sinon choisir une clé bien différente",
        "write them the same way if they are the same thing, else choose a clearly different key",
    )
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

const OF_SEVERAL_KINDS: &str = "case, accents or percent-encoding";

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
        OF_SEVERAL_KINDS
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
