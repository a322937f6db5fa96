//! Everything that can be verified before a publication is built or served.
//!
//! In: a publication, and where there are the text its facts were taken from and a steward's folder
//! of restricted tables. Out: all diagnostics at once, with counts of what was read. A check is a
//! function from a publication to diagnostics, listed in `OF_PUBLICATION`.

mod evidence;
mod links;
mod own_words;
mod personal;
mod printed;
mod queries;
mod recorded;
mod references;
mod settings;
mod shape;
mod source;
mod terms;

pub use queries::queries;
pub use shape::{Validator, files as rdf_files, validate};

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::{Files, Publication};
use crate::table::csv::{CsvReader, Row};
use crate::table::schema::{Package, Table};
use source::Source;
use std::path::{Path, PathBuf};

/// Checks of the publication's other files, each for itself.
const OF_PUBLICATION: &[fn(&Publication) -> Diagnostics] =
    &[queries, links::check, references::check, terms::check];

/// What is checked beside the publication itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// The texts of the documents that the facts were taken from.
    pub sources: &'a [PathBuf],
    /// A folder of restricted tables, each in the form of the public one.
    pub restricted: Option<&'a Path>,
}

/// What the checks found.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// How many tables were read.
    pub tables: usize,
    /// How many rows they have.
    pub rows: u64,
    /// How many printed values were looked for in the source; none without a source.
    pub printed: Option<u64>,
    /// What the shapes say of the graph; none without shapes, or where errors in the tables keep it
    /// from being built.
    pub shapes: Option<crate::shapes::Report>,
}

/// Runs all checks.
///
/// # Errors
/// What keeps the checks from running: a description of the tables that is missing or wrong (`T040`
/// to `T044`), settings that name no table or column (`P006`), a folder that does not exist (`P007`),
/// a source that cannot be read (`E001`).
pub fn run(publication: &Publication, options: Options<'_>) -> Result<Report, Diagnostics> {
    let package = Package::read(&publication.files)?;
    settings::verify(publication, &package)?;
    let texts: Vec<Source> = options
        .sources
        .iter()
        .map(|path| Source::read(path))
        .collect::<Result<_, _>>()?;
    let mut report = of_tables(publication, &package, options.restricted)?;
    for check in OF_PUBLICATION {
        report.diagnostics.append(check(publication));
    }
    if !report.diagnostics.has_errors() {
        match shape::of_graph(publication) {
            Ok(shapes) => report.shapes = shapes,
            Err(found) => report.diagnostics.append(found),
        }
        let base = &publication.config.base;
        let told = report
            .shapes
            .as_ref()
            .map(|shapes| shapes.diagnostics(base));
        report.diagnostics.append(told.unwrap_or_default());
    }
    if !texts.is_empty() {
        let (sources, strangers) = recorded::recognise(publication, &package, texts);
        report.diagnostics.append(strangers);
        let (found, printed) = evidence::check(publication, &package, &sources);
        report.diagnostics.append(found);
        report.printed = Some(printed);
        report
            .diagnostics
            .append(own_words::check(publication, &package, &sources));
    }
    Ok(report)
}

/// The tables alone: against their description, and what no table may hold.
pub fn tables(publication: &Publication, restricted: Option<&Path>) -> Diagnostics {
    let report = Package::read(&publication.files).and_then(|package| {
        settings::verify(publication, &package)?;
        of_tables(publication, &package, restricted)
    });
    match report {
        Ok(report) => report.diagnostics,
        Err(found) => found,
    }
}

fn of_tables(
    publication: &Publication,
    package: &Package,
    restricted: Option<&Path>,
) -> Result<Report, Diagnostics> {
    let restricted = restricted.map(folder).transpose()?;
    let found = crate::table::check::check(package, &publication.files, restricted.as_ref());
    let mut report = Report {
        diagnostics: found.diagnostics,
        tables: found.tables,
        rows: found.rows,
        ..Report::default()
    };
    report
        .diagnostics
        .append(personal::check(publication, package));
    Ok(report)
}

fn folder(path: &Path) -> Result<Files, Diagnostic> {
    if path.is_dir() {
        return Ok(Files::folder(path));
    }
    Err(Diagnostic::error("P007", "there is no such folder")
        .at(Place::file(path.display().to_string()))
        .help(
            "indiquer avec --restricted le dossier qui contient les tables réservées",
            "name with --restricted the folder that holds the restricted tables",
        ))
}

/// Reads a table and hands over its sound rows, with the reader's columns by name. What is wrong
/// with the others has been told by the check of tables.
fn each_row(publication: &Publication, table: &Table, mut see: impl FnMut(&[String], &Row<'_>)) {
    let shown = publication.files.display(&table.path);
    let Ok(read) = publication.files.open(&table.path) else {
        return;
    };
    let Ok(mut reader) = CsvReader::new(read, &shown, table.dialect) else {
        return;
    };
    let headers = reader.headers().to_vec();
    loop {
        match reader.next_row() {
            Ok(None) => return,
            Ok(Some(row)) if row.ragged().is_none() => see(&headers, &row),
            _ => {}
        }
    }
}

/// The cell of a named column; empty when there is none.
fn cell<'r>(headers: &[String], row: &Row<'r>, name: &str) -> &'r str {
    column(headers, name).map_or("", |at| row.get(at))
}

fn column(headers: &[String], name: &str) -> Option<usize> {
    headers.iter().position(|header| header == name)
}
