//! The tables of a publication as files for people with a spreadsheet and for tools that check tables.
//!
//! In: the tables and their description. Out, each the same bytes for the same tables: CSV (RFC 4180),
//! the same for a French Excel, a workbook, and descriptions of the CSV files as they are served: a
//! Data Package (Frictionless v1) and CSV on the Web metadata (W3C, 2015).
//!
//! A cell that a spreadsheet would run as a formula is made harmless ([`cell`]); numbers stay numbers.

pub use csv::row;

pub mod cell;
mod csv;
mod csvw;
mod package;
mod sheet;

use crate::graph;
use crate::publication::{Config, Files};
use crate::table::csv::CsvReader;
use crate::table::kind::Kind;
use crate::table::schema::{DESCRIPTION, Package, Table};
use serde_json::Value;
use std::collections::BTreeMap;

/// The largest tables that are published as files, all together, in bytes.
const LIMIT: usize = 256 << 20;

/// The name of the Data Package.
pub const PACKAGE: &str = "datapackage.json";
/// The name of the CSV on the Web metadata: one of its default places (Tabular Data Model §5.3).
pub const CSVW: &str = "csv-metadata.json";
/// The name of the workbook.
pub const WORKBOOK: &str = "tables.xlsx";
/// The ending of a table for a French Excel.
pub const EXCEL: &str = ".excel.csv";

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: bytes::Bytes,
}

/// The tables of a publication, read whole.
#[derive(Debug, Clone, Default)]
pub struct Tables {
    sheets: Vec<Sheet>,
    description: Value,
}

/// A table with its rows.
#[derive(Debug, Clone)]
struct Sheet {
    table: Table,
    /// The file name, without a folder.
    file: String,
    /// For people, in French and English.
    title: crate::text::Bilingual,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    /// The columns in which a cell had to be made harmless.
    fn changed(&self, column: usize) -> bool {
        let kind = &self.table.fields[column].kind;
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.into_iter().any(|text| cell::is_formula(text, kind))
    }
}

impl Tables {
    /// Reads the tables; none where the publication describes none, where one cannot be read whole, or is
    /// not the one that the version was built from, whose SHA-256 is among `inputs`: what is served is
    /// whole and of one state, or not there.
    pub fn read(files: &Files, inputs: &BTreeMap<String, String>) -> Self {
        Self::read_whole(files, inputs).unwrap_or_default()
    }

    fn read_whole(files: &Files, inputs: &BTreeMap<String, String>) -> Option<Self> {
        let as_built = |path: &str| {
            let bytes = files.read(path).ok()?;
            let hash = graph::hash(&bytes[..]).ok()?;
            (inputs.get(path) == Some(&hash)).then_some(bytes)
        };
        let text = String::from_utf8(as_built(DESCRIPTION)?.into_owned()).ok()?;
        let text = text.trim_start_matches('\u{feff}');
        let package = Package::parse(text, DESCRIPTION).ok()?;
        let description: Value = serde_json::from_str(text).ok()?;
        let (mut sheets, mut size) = (Vec::new(), 0);
        for table in package.tables {
            let bytes = as_built(&table.path)?;
            size += bytes.len();
            if size > LIMIT {
                return None;
            }
            let whole = Box::new(std::io::Cursor::new(bytes));
            let mut reader = CsvReader::new(whole, &table.path, table.dialect).ok()?;
            let places: Option<Vec<usize>> = table
                .fields
                .iter()
                .map(|field| reader.column(&field.name))
                .collect();
            let places = places?;
            let mut rows = Vec::new();
            while let Some(row) = reader.next_row().ok()? {
                rows.push(
                    places
                        .iter()
                        .map(|place| row.get(*place).to_owned())
                        .collect(),
                );
            }
            sheets.push(Sheet {
                file: format!("{}.csv", table.name),
                title: package::title(&description, &table.name),
                table,
                rows,
            });
        }
        Some(Self {
            sheets,
            description,
        })
    }

    /// True when there is no table.
    pub fn is_empty(&self) -> bool {
        self.sheets.is_empty()
    }

    /// The tables: file name, title, number of rows.
    pub fn list(&self) -> impl Iterator<Item = (&str, &crate::text::Bilingual, usize)> {
        self.sheets
            .iter()
            .map(|sheet| (sheet.file.as_str(), &sheet.title, sheet.rows.len()))
    }

    /// All files by name.
    pub fn files(&self, config: &Config) -> BTreeMap<String, File> {
        let mut files = BTreeMap::new();
        if self.is_empty() {
            return files;
        }
        let mut add = |name: String, media_type, bytes: Vec<u8>| {
            let bytes = bytes.into();
            files.insert(name, File { media_type, bytes });
        };
        let mut plain = Vec::new();
        for sheet in &self.sheets {
            let bytes = csv::plain(sheet);
            plain.push(package::Served::of(&bytes));
            add(sheet.file.clone(), "text/csv", bytes);
            let excel = sheet.file.replace(".csv", EXCEL);
            add(excel, "text/csv", csv::french_excel(sheet));
        }
        let text = |value: &Value| format!("{value:#}\n").into_bytes();
        let package = package::describe(&self.sheets, &self.description, &plain);
        add(PACKAGE.to_owned(), "application/json", text(&package));
        let csvw = csvw::describe(&self.sheets, config);
        add(CSVW.to_owned(), "application/csvm+json", text(&csvw));
        if let Some(workbook) = sheet::workbook(&self.sheets) {
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            add(WORKBOOK.to_owned(), kind, workbook);
        }
        files
    }
}

/// True for columns whose values are numbers.
fn is_number(kind: &Kind) -> bool {
    matches!(kind, Kind::Integer | Kind::Number)
}

#[cfg(test)]
mod tests;
