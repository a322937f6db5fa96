//! The tables of a publication whose description cannot be read.
//!
//! In: the files beside the description. Out: those that are parted by something else than commas, which
//! the description would have said; without columns, since only the description promises some.

use super::{DESCRIPTION, Package, Table};
use crate::publication::Files;
use crate::table::csv::{CsvReader, Dialect};
use crate::table::separator;

impl Package {
    /// Takes each table as it stands.
    pub fn undescribed(files: &Files) -> Self {
        let folder = DESCRIPTION.split_inclusive('/').next().unwrap_or_default();
        let paths = files.list(folder, ".csv").unwrap_or_default();
        let tables = paths.into_iter().filter_map(|path| {
            let delimiter = delimiter(files, &path)?;
            Some(Table {
                name: path.clone(),
                path,
                dialect: Dialect {
                    delimiter,
                    ..Dialect::default()
                },
                fields: Vec::new(),
                missing_values: Vec::new(),
                primary_key: Vec::new(),
                foreign_keys: Vec::new(),
                exactly_one_of: Vec::new(),
                together: Vec::new(),
            })
        });
        Self {
            tables: tables.collect(),
        }
    }
}

fn delimiter(files: &Files, path: &str) -> Option<u8> {
    let reader = CsvReader::new(files.open(path).ok()?, path, Dialect::default()).ok()?;
    separator::standing(&reader)
}
