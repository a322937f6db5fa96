//! The rows of one table against its columns, keys and references.
//!
//! In: the opened table. Out: faults, and how many rows there are.

use super::Source;
use super::cell;
use super::found::Found;
use super::header;
use super::keys::Keys;
use super::references::References;
use super::rows::Rows;
use crate::diag::Diagnostic;
use crate::table::csv::{CsvReader, Row};
use crate::table::schema::Package;

/// Checks all rows; answers how many there are.
pub(super) fn check(
    mut reader: CsvReader,
    package: &Package,
    source: Source<'_>,
    references: &References,
    found: &mut Found,
) -> u64 {
    let table = source.table;
    let Some(columns) = header::columns(&reader, table, source.restricted, found) else {
        encoding(reader, found);
        return 0;
    };
    let rows = Rows {
        package,
        table,
        columns,
    };
    let mut keys = Keys::new(table);
    let mut faulty = vec![false; table.fields.len()];
    let mut count = 0;
    loop {
        let fault = match reader.next_row() {
            Ok(None) => return count,
            Err(fault) => fault,
            Ok(Some(row)) => {
                count += 1;
                if row.cells().all(str::is_empty) {
                    found.push(|| empty(&row));
                } else if row.ragged().is_some() {
                    found.push(|| row.ragged().unwrap_or_else(|| empty(&row)));
                } else {
                    faulty.fill(false);
                    rows.cells(&row, &mut faulty, found);
                    rows.exactly_one_of(&row, found);
                    rows.together(&row, found);
                    keys.check(&rows, &row, found);
                    references.check(&rows, &row, &faulty, found);
                }
                continue;
            }
        };
        match reader.is_over() {
            true => found.push(|| unread(fault)),
            false => found.push(|| fault),
        }
    }
}

/// Of a table whose columns are not known, only bytes that are no UTF-8 are told: they are saved anew
/// with the rest.
fn encoding(mut reader: CsvReader, found: &mut Found) {
    loop {
        match reader.next_row() {
            Ok(None) => return,
            Err(fault) if fault.code == "T003" => return found.push(|| fault),
            _ => {}
        }
    }
}

impl Rows<'_> {
    fn cells(&self, row: &Row<'_>, faulty: &mut [bool], found: &mut Found) {
        let key = match *self.table.primary_key.as_slice() {
            [key] => Some(key),
            _ => None,
        };
        let key_text = key.map_or("", |key| self.value(row, key));
        for (number, field) in self.table.fields.iter().enumerate() {
            if self.columns[number].is_none() {
                continue;
            }
            let fault = match self.present(row, number) {
                Some(value) => cell::fault(field, value, key_text, key == Some(number)),
                None => cell::absent(self.table, number),
            };
            if let Some(fault) = fault {
                faulty[number] = true;
                found.push(|| self.at(row, number, fault));
            }
        }
    }

    fn exactly_one_of(&self, row: &Row<'_>, found: &mut Found) {
        for group in &self.table.exactly_one_of {
            let filled: Vec<usize> = group
                .iter()
                .copied()
                .filter(|&f| self.present(row, f).is_some())
                .collect();
            if filled.len() == 1 || group.iter().any(|&f| self.columns[f].is_none()) {
                continue;
            }
            let marked = filled.get(1).or(group.first()).copied().unwrap_or_default();
            found.push(|| self.at(row, marked, self.not_one_of(group, filled.len())));
        }
    }

    /// `T052`: of a value without the other that makes it count, as the key of what it is told of, nothing
    /// would be published.
    fn together(&self, row: &Row<'_>, found: &mut Found) {
        for group in &self.table.together {
            if group.iter().any(|&field| self.columns[field].is_none()) {
                continue;
            }
            let is_empty = |field: &&usize| self.present(row, **field).is_none();
            let Some(&empty) = group.iter().find(is_empty) else {
                continue;
            };
            let Some(&filled) = group.iter().find(|field| !is_empty(field)) else {
                continue;
            };
            let name = |field: usize| &self.table.fields[field].name;
            let (empty, filled) = (name(empty), (name(filled), filled));
            found.push(|| {
                let message = format!("`{}` has a value and `{empty}` has none", filled.0);
                let fault = Diagnostic::error("T052", message).help(
                    format!("remplir aussi {empty}, ou laisser les deux vides"),
                    format!("fill {empty} as well, or leave both empty"),
                );
                self.at(row, filled.1, fault)
            });
        }
    }

    fn not_one_of(&self, group: &[usize], filled: usize) -> Diagnostic {
        let names: Vec<String> = group
            .iter()
            .map(|&field| format!("`{}`", self.table.fields[field].name))
            .collect();
        let names = names.join(", ");
        let told = if filled == 0 {
            "none is".to_owned()
        } else {
            format!("{filled} are")
        };
        Diagnostic::error(
            "T028",
            format!("exactly one of {names} must be filled, {told}"),
        )
        .help(
            "remplir une seule de ces colonnes et laisser les autres vides",
            "fill just one of these columns and leave the others empty",
        )
    }
}

/// A fault behind which no row is certain.
fn unread(mut fault: Diagnostic) -> Diagnostic {
    if let Some(help) = &mut fault.help {
        help.fr
            .push_str(" ; le reste de la table n'est vérifié qu'ensuite");
        help.en
            .push_str("; the rest of the table is checked only then");
    }
    fault
}

fn empty(row: &Row<'_>) -> Diagnostic {
    let mut place = row.whole();
    place.column = 0;
    Diagnostic::error("T015", "the row is empty")
        .at(place)
        .help("supprimer la ligne", "delete the row")
}
