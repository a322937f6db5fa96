//! References from one table to the keys of another.
//!
//! In: the keys of all tables that are referred to, read first. Out: references that lead nowhere,
//! with the nearest key. Where a table could not be read whole its keys are not known, and nothing
//! is said of references to it.

use super::Source;
use super::cell;
use super::damage::{lost_zeros, with_zeros};
use super::found::Found;
use super::keys::{PART_END, joined, names};
use super::quote::quoted;
use super::rows::Rows;
use crate::diag::Diagnostic;
use crate::publication::Files;
use crate::table::csv::Row;
use crate::table::schema::{ForeignKey, Package};
use crate::text::nearest::nearest;
use std::collections::{HashMap, HashSet};

/// How many keys are compared with dangling ones, in one table, to find the nearest.
const NEAREST_LIMIT: usize = 2_000_000;

/// The keys that are referred to, by table and columns; none when a table could not be read whole.
type Known = HashMap<(usize, Vec<usize>), Option<HashSet<Box<str>>>>;

/// The keys that are referred to.
pub(super) struct References {
    known: Known,
}

impl References {
    /// Reads the keys of all tables that are referred to.
    pub(super) fn collect(package: &Package, files: &Files, restricted: Option<&Files>) -> Self {
        let mut known = Known::new();
        for table in &package.tables {
            for ForeignKey { table, targets, .. } in &table.foreign_keys {
                known
                    .entry((*table, targets.clone()))
                    .or_insert_with(|| Some(HashSet::new()));
            }
        }
        for (number, table) in package.tables.iter().enumerate() {
            let wanted: Vec<Vec<usize>> = known
                .keys()
                .filter(|(of, _)| *of == number)
                .map(|(_, columns)| columns.clone())
                .collect();
            if wanted.is_empty() {
                continue;
            }
            for source in Source::of(package, table, files, restricted) {
                if read(&source, number, &wanted, &mut known).is_none() {
                    for columns in &wanted {
                        known.insert((number, columns.clone()), None);
                    }
                }
            }
        }
        Self { known }
    }

    /// `T027` a reference that leads nowhere, or `T031` one that does so for want of zeros.
    pub(super) fn check(&self, rows: &Rows<'_>, row: &Row<'_>, faulty: &[bool], found: &mut Found) {
        for key in &rows.table.foreign_keys {
            let Some(value) = joined(rows, row, &key.fields) else {
                continue;
            };
            let known = self.known.get(&(key.table, key.targets.clone()));
            let Some(Some(known)) = known else { continue };
            if known.contains(value.as_str()) || key.fields.iter().any(|&field| faulty[field]) {
                continue;
            }
            let compared = known.len().saturating_mul(found.shown() + 1);
            found.push(|| {
                let fault = if compared <= NEAREST_LIMIT {
                    dangling(rows, key, &value, known)
                } else {
                    nowhere(rows, key, &value)
                };
                rows.at(row, key.fields[0], fault)
            });
        }
    }
}

/// Adds the keys of one source; none when it cannot be read whole.
fn read(
    source: &Source<'_>,
    number: usize,
    wanted: &[Vec<usize>],
    known: &mut Known,
) -> Option<()> {
    let Some(mut reader) = source.open().ok()? else {
        return Some(());
    };
    let place = |field: &usize| reader.column(&source.table.fields[*field].name);
    let columns: Option<Vec<Vec<usize>>> = wanted
        .iter()
        .map(|fields| fields.iter().map(place).collect())
        .collect();
    let columns = columns?;
    while let Some(row) = reader.next_row().ok()? {
        for (fields, columns) in wanted.iter().zip(&columns) {
            let parts: Vec<&str> = columns.iter().map(|&column| row.get(column)).collect();
            let key = parts.join(&PART_END.to_string());
            if let Some(Some(keys)) = known.get_mut(&(number, fields.clone())) {
                keys.insert(key.into());
            }
        }
    }
    Some(())
}

fn dangling(
    rows: &Rows<'_>,
    key: &ForeignKey,
    value: &str,
    known: &HashSet<Box<str>>,
) -> Diagnostic {
    if let [field] = *key.fields.as_slice()
        && let Some(was) = with_zeros(value).find(|was| known.contains(was.as_str()))
    {
        return lost_zeros(&rows.table.fields[field], value, &was);
    }
    // In order, so that the same tables give the same message.
    let mut keys: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    keys.sort_unstable();
    let near = nearest(value, keys);
    let fault = nowhere(rows, key, value);
    let sound = near.is_none_or(|near| is_sound(rows, key, near));
    let target = &rows.package.tables[key.table];
    match near.map(|near| near.replace(PART_END, ", ")) {
        Some(near) if !sound => fault.help(
            format!("la clé la plus proche, {near}, est elle-même refusée : corriger d'abord sa ligne dans {}", target.path),
            format!("the nearest key, {near}, is itself refused: first correct its row in {}", target.path),
        ),
        Some(near) => fault.help(
            format!("écrire {near} si c'est la même chose, sinon ajouter la ligne qui manque"),
            format!("write {near} if it is the same thing, else add the missing row"),
        ),
        None => fault,
    }
}

/// True when a key is one that its own table takes.
fn is_sound(rows: &Rows<'_>, key: &ForeignKey, near: &str) -> bool {
    let target = &rows.package.tables[key.table];
    key.targets
        .iter()
        .zip(near.split(PART_END))
        .all(|(&field, value)| {
            let is_key = target.primary_key == [field];
            let of_row = if is_key { value } else { "" };
            let missing = target.is_missing(value);
            missing || cell::fault(&target.fields[field], value, of_row, is_key).is_none()
        })
}

fn nowhere(rows: &Rows<'_>, key: &ForeignKey, value: &str) -> Diagnostic {
    let target = &rows.package.tables[key.table];
    let message = format!(
        "{} refers to {}, which is no {} of the table `{}`",
        names(rows.table, &key.fields),
        quoted(&value.replace(PART_END, ", ")),
        names(target, &key.targets),
        target.name
    );
    Diagnostic::error("T027", message)
        .label("no such row")
        .help(
            format!(
                "corriger la référence, ou ajouter la ligne qui manque dans {}",
                target.path
            ),
            format!(
                "correct the reference, or add the missing row to {}",
                target.path
            ),
        )
}
