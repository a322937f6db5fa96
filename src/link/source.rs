//! Sources from a table: `id`, `name` (several rows of one identifier are names of one source),
//! and where known `acronym`, `form`, `commune`, `department`, `siren`, `rna`.

use super::Record;
use super::register::Kind;
use super::rows::Register;
use crate::diag::Diagnostics;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Reads sources from a CSV table.
///
/// # Errors
/// What [`Register::open`] and the table reader say.
pub fn read_table(path: &Path) -> Result<Vec<Record>, Diagnostics> {
    records(Register::open(path, Kind::Csv, &BTreeMap::new())?)
}

/// Reads sources from the answer of a query with the same columns; `shown` is the query's file.
///
/// # Errors
/// What [`Register::over`] and the table reader say.
pub fn read_answer(csv: Vec<u8>, shown: &str) -> Result<Vec<Record>, Diagnostics> {
    let bytes = std::io::Cursor::new(csv);
    records(Register::over(bytes, shown, Kind::Csv, &BTreeMap::new())?)
}

fn records(register: Register) -> Result<Vec<Record>, Diagnostics> {
    let mut records = Vec::new();
    let mut known = HashMap::new();
    register.each(|rows| {
        for row in rows {
            add(&mut records, &mut known, std::mem::take(row));
        }
    })?;
    Ok(records)
}

/// Adds a row: a name more of a known source, or a new source.
fn add(records: &mut Vec<Record>, known: &mut HashMap<String, usize>, row: Record) {
    match known.get(&row.id).and_then(|at| records.get_mut(*at)) {
        Some(record) => {
            for name in row.names {
                if !record.names.contains(&name) {
                    record.names.push(name);
                }
            }
            for (slot, value) in [
                (&mut record.acronym, row.acronym),
                (&mut record.form, row.form),
                (&mut record.commune, row.commune),
                (&mut record.department, row.department),
                (&mut record.siren, row.siren),
                (&mut record.rna, row.rna),
            ] {
                if slot.is_empty() {
                    *slot = value;
                }
            }
        }
        None => {
            known.insert(row.id.clone(), records.len());
            records.push(row);
        }
    }
}
