//! The tables of a publication against their description, all faults of all tables at once.
//!
//! In: the description ([`Package`]) and the files. Out: diagnostics and counts. Tables are read
//! twice, in memory bounded by the keys that other tables refer to: first for those keys, then
//! cell by cell. A cell is told of once, for the fault that explains the others.

mod cell;
mod damage;
mod found;
mod header;
mod keys;
mod numbers;
mod pass;
#[cfg(test)]
mod properties;
mod quote;
mod references;
mod rows;
mod rules;
mod strings;

pub use found::{Found, SHOWN_LIMIT};

use super::csv::CsvReader;
use super::schema::{DESCRIPTION, Package, Table};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::Files;
use crate::text::nearest::nearest;
use crate::text::nfc;
use references::References;
use std::io;

/// What a check of tables found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// How many tables were read.
    pub tables: usize,
    /// How many rows they have.
    pub rows: u64,
}

/// A file that holds rows of a table.
#[derive(Clone, Copy)]
struct Source<'a> {
    package: &'a Package,
    table: &'a Table,
    files: &'a Files,
    path: &'a str,
    /// A folder beside the publication, in which a table may be missing.
    restricted: bool,
}

impl<'a> Source<'a> {
    /// The sources of a table: its own file, and the steward's where there is a folder of them.
    fn of(
        package: &'a Package,
        table: &'a Table,
        files: &'a Files,
        restricted: Option<&'a Files>,
    ) -> Vec<Self> {
        let mut sources = vec![Self {
            package,
            table,
            files,
            path: &table.path,
            restricted: false,
        }];
        if let Some(files) = restricted {
            let path = in_restricted(&table.path);
            sources.push(Self {
                package,
                table,
                files,
                path,
                restricted: true,
            });
        }
        sources
    }

    /// The opened table; none for a missing table of a restricted folder.
    fn open(&self) -> Result<Option<CsvReader>, Diagnostic> {
        let shown = self.files.display(self.path);
        match self.files.open(self.path) {
            Ok(read) => CsvReader::new(read, &shown, self.table.dialect).map(Some),
            Err(error) if self.restricted && error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unopened(&shown, &error)),
        }
    }

    /// The workbook of the same name that stands in the place of the table.
    fn workbook(&self) -> Option<String> {
        let stem = self.path.strip_suffix(".csv")?;
        let folder = &stem[..stem.rfind('/').map_or(0, |slash| slash + 1)];
        WORKBOOKS.iter().find_map(|ending| {
            let books = self.files.list(folder, ending).ok()?;
            let named = books.iter().map(|path| path.trim_start_matches('/'));
            let mut named = named.filter(|path| path.strip_suffix(ending) == Some(stem));
            named.next().map(str::to_owned)
        })
    }

    fn unopened(&self, shown: &str, error: &io::Error) -> Diagnostic {
        let missing = error.kind() == io::ErrorKind::NotFound;
        let message = match missing {
            true => format!("the table `{}` is missing", self.table.name),
            false => format!("the table `{}` cannot be read: {error}", self.table.name),
        };
        let paths = self.files.list(folder(), ".csv").unwrap_or_default();
        let is_table = |path: &&str| self.package.tables.iter().any(|table| table.path == **path);
        let strays = paths
            .iter()
            .map(String::as_str)
            .filter(|path| !is_table(path));
        let mut alike = strays
            .clone()
            .filter_map(|path| typed_apart(path, self.path));
        let alike = alike.next().filter(|_| missing);
        let near = nearest(self.path, strays).filter(|_| missing);
        let (fr, en) = match (near, self.workbook().filter(|_| missing)) {
            _ if alike.is_some() => alike.unwrap_or_default(),
            (_, Some(book)) => (
                format!(
                    "enregistrer la feuille de {book} en CSV UTF-8 sous le nom {}",
                    self.path
                ),
                format!(
                    "save the sheet of {book} as CSV UTF-8 under the name {}",
                    self.path
                ),
            ),
            (Some(near), _) => (
                format!("remettre le fichier en place ; {near} est peut-être le bon, renommé"),
                format!("put the file back; {near} is perhaps the one, renamed"),
            ),
            _ => (
                format!("remettre le fichier en place, ou retirer la table de {DESCRIPTION}"),
                format!("put the file back, or remove the table from {DESCRIPTION}"),
            ),
        };
        Diagnostic::error("T001", message)
            .at(Place::file(shown))
            .help_with(error, &fr, &en)
    }
}

/// The way out where the name of a file reads the same as another and is typed otherwise: some systems
/// write `é` as `e` and an accent of its own.
fn typed_apart(file: &str, wanted: &str) -> Option<(String, String)> {
    (file != wanted && nfc(file) == nfc(wanted)).then(|| {
        (
            format!("{file} se lit comme le nom de {DESCRIPTION}, mais les accents de l'un des deux sont tapés à part : renommer le fichier, en copiant le nom de {DESCRIPTION}"),
            format!("{file} reads like the name in {DESCRIPTION}, but the accents of one of the two are typed apart: rename the file, with the name copied from {DESCRIPTION}"),
        )
    })
}

/// How the names of workbooks end.
const WORKBOOKS: [&str; 3] = [".xlsx", ".ods", ".xls"];

/// The folder of the tables, with its slash.
fn folder() -> &'static str {
    DESCRIPTION.split_inclusive('/').next().unwrap_or_default()
}

/// The path of a table in a restricted folder, which holds the tables directly.
pub fn in_restricted(path: &str) -> &str {
    path.strip_prefix(folder()).unwrap_or(path)
}

/// Checks all tables; `restricted` is a steward's folder with tables of the same form, whose
/// references may lead to either folder.
pub fn check(package: &Package, files: &Files, restricted: Option<&Files>) -> Report {
    let mut report = Report::default();
    let references = References::collect(package, files, restricted);
    for table in &package.tables {
        for source in Source::of(package, table, files, restricted) {
            let mut found = Found::default();
            match source.open() {
                Ok(None) => continue,
                Ok(Some(reader)) => {
                    report.tables += 1;
                    report.rows += pass::check(reader, package, source, &references, &mut found);
                }
                Err(diagnostic) => found.push(|| diagnostic),
            }
            report.diagnostics.append(found.into_diagnostics());
        }
    }
    report
        .diagnostics
        .extend(strays(package, files, folder(), |path| path));
    if let Some(restricted) = restricted {
        report
            .diagnostics
            .extend(strays(package, restricted, "", in_restricted));
    }
    report
}

/// Warns of CSV files beside the tables that are no table: a misspelt name, or one not described.
fn strays(
    package: &Package,
    files: &Files,
    folder: &str,
    path_of: fn(&str) -> &str,
) -> Vec<Diagnostic> {
    let known: Vec<&str> = package
        .tables
        .iter()
        .map(|table| path_of(&table.path))
        .collect();
    let Ok(paths) = files.list(folder, ".csv") else {
        return Vec::new();
    };
    paths
        .iter()
        .map(|path| path.trim_start_matches('/'))
        .filter(|path| !path[folder.len()..].contains('/') && !known.contains(path))
        // What a spreadsheet program puts beside a table that is open.
        .filter(|path| !path[folder.len()..].starts_with(['.', '~']))
        .map(|path| {
            let alike = known.iter().find_map(|known| typed_apart(path, known));
            let (fr, en) = match nearest(path, known.iter().copied()) {
                _ if alike.is_some() => alike.unwrap_or_default(),
                Some(near) => (format!("sans doute {near}"), format!("perhaps {near}")),
                None => (
                    format!("décrire la table dans {DESCRIPTION}, ou ranger le fichier ailleurs"),
                    format!("describe the table in {DESCRIPTION}, or keep the file elsewhere"),
                ),
            };
            Diagnostic::warning(
                "T051",
                format!("no table has the file {path}: it is not read"),
            )
            .at(Place::file(files.display(path)))
            .help(fr, en)
        })
        .collect()
}
