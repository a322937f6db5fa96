//! Everything that can be verified before a publication is built or served.
//!
//! In: a publication, and where there are the text its facts were taken from and a steward's folder
//! of restricted tables. Out: all diagnostics of all files at once, with counts of what was read, and
//! what has to wait until they are mended.

mod evidence;
mod graph;
mod named;
mod own_words;
mod personal;
mod printed;
mod queries;
mod recorded;
mod references;
mod rows;
mod settings;
mod shape;
mod source;
mod terms;

pub use queries::queries;
pub use shape::{Validator, files as rdf_files, validate};

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::config::STAND_IN;
use crate::publication::{Files, Publication};
use crate::shapes::Violation;
use crate::table::csv::{CsvReader, Row};
use crate::table::schema::{Package, Table};
use crate::text::Bilingual;
use named::Things;
use source::Source;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use terms::Declared;

/// What is checked beside the publication itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// The texts of the documents that the facts were taken from.
    pub sources: &'a [PathBuf],
    /// A folder of restricted tables, each in the form of the public one.
    pub restricted: Option<&'a Path>,
    /// What is wrong with the settings, to be told with the rest.
    pub settings: &'a [Diagnostic],
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
    /// What has to wait until errors are mended, and which.
    pub waiting: Vec<Bilingual>,
    /// True when what was asked could not be done: the settings are wrong (`P002`, `P008`), a folder does
    /// not exist (`P007`), a source cannot be read (`E001`). A description of the tables that is wrong is
    /// an error like others in the files, after which some things have to wait.
    pub blocked: bool,
}

/// Runs all checks; what one of them finds keeps no other from running but those that need what is
/// wrong.
pub fn run(publication: &Publication, options: Options<'_>) -> Report {
    let mut report = Report::default();
    if !options.settings.is_empty() {
        report.diagnostics.extend(options.settings.iter().cloned());
        report.blocked = true;
        report.wait(SETTINGS);
    }
    let package = told(Package::read(&publication.files), &mut report);
    let restricted = options.restricted;
    let restricted = restricted.and_then(|path| taken(restricted_folder(path), &mut report));
    match &package {
        Some(package) => of_tables(publication, package, restricted.as_ref(), &mut report),
        None => report.wait(TABLES),
    }
    report.diagnostics.append(graph::check(
        publication,
        package.as_ref(),
        restricted.as_ref(),
    ));
    let declared = Declared::read(publication);
    if let Some(declared) = &declared {
        report.diagnostics.append(terms::check(declared));
    }
    let sound = !report.diagnostics.has_errors();
    let named = package.as_ref().filter(|package| {
        if !options.settings.is_empty() {
            return false;
        }
        let verified = settings::verify(publication, package);
        told(verified, &mut report).is_some()
    });
    report.diagnostics.append(queries(publication));
    report.diagnostics.append(references::check(publication));
    if options.settings.is_empty() {
        of_graph(publication, declared.as_ref(), sound, &mut report);
    }
    if !options.sources.is_empty() {
        of_sources(publication, named, options.sources, &mut report);
    }
    if !options.settings.is_empty() {
        report.without_stand_ins();
    }
    report
}

/// The graph by its shapes, and what it names, when what it is made of is sound.
fn of_graph(
    publication: &Publication,
    declared: Option<&Declared>,
    sound: bool,
    report: &mut Report,
) {
    if !sound {
        return report.wait(GRAPH);
    }
    let built = match shape::built(publication, declared) {
        Ok(built) => built,
        Err(found) => {
            report.diagnostics.append(found);
            return report.wait(GRAPH);
        }
    };
    let (quads, base) = (built.quads(), &publication.config.base);
    let shapes = validate(publication, quads.iter().cloned());
    let shapes = shapes.unwrap_or_else(|found| {
        report.diagnostics.append(found);
        None
    });
    let violations = shapes.as_ref().map_or(&[][..], |shapes| &shapes.violations);
    let things = Things::new(base, quads);
    // What a shape says of a value explains it better.
    let values: HashSet<_> = violations
        .iter()
        .filter_map(|one| one.value.as_ref())
        .collect();
    let mut missing = things.missing(quads);
    missing.retain(|(quad, _)| !values.contains(&quad.object));
    let mut wanted: Vec<_> = violations.iter().map(Violation::beginnings).collect();
    wanted.extend(missing.iter().map(|(quad, _)| named::beginnings(quad)));
    let mut places = rows::places(publication, &wanted);
    let of_missing = places.split_off(violations.len());
    let told = shapes.iter().flat_map(|shapes| shapes.diagnostics(base));
    let told = told.zip(places).map(|(one, place)| match place {
        Some(place) => one.at(place),
        None => one,
    });
    report.diagnostics.extend(told);
    let named = named::told(publication, &things, &missing, of_missing);
    report.diagnostics.append(named);
    report
        .diagnostics
        .append(named::links(publication, &things));
    report.shapes = shapes;
}

/// What the tables say against the texts it was taken from.
fn of_sources(
    publication: &Publication,
    package: Option<&Package>,
    sources: &[PathBuf],
    report: &mut Report,
) {
    let texts = sources.iter();
    let texts: Vec<_> = texts
        .filter_map(|path| taken(Source::read(path), report))
        .collect();
    let Some(package) = package.filter(|_| texts.len() == sources.len()) else {
        report.wait(EVIDENCE);
        return;
    };
    let (sources, strangers) = recorded::recognise(publication, package, texts);
    report.diagnostics.append(strangers);
    let (found, printed) = evidence::check(publication, package, &sources);
    report.diagnostics.append(found);
    report.printed = Some(printed);
    let own_words = own_words::check(publication, package, &sources);
    report.diagnostics.append(own_words);
}

/// What was read; what is wrong with it is told.
fn told<T>(read: Result<T, impl Into<Diagnostics>>, report: &mut Report) -> Option<T> {
    let read = read.map_err(|found| report.diagnostics.append(found.into()));
    read.ok()
}

/// What was read, or else a note that it could not be.
fn taken<T>(read: Result<T, impl Into<Diagnostics>>, report: &mut Report) -> Option<T> {
    let read = told(read, report);
    report.blocked |= read.is_none();
    read
}

/// What may have to wait, in French and English, and for what.
const SETTINGS: [&str; 2] = [
    "ce que nomment les réglages fautifs, le graphe et ses formes, tant que ptce.toml n'est pas corrigé",
    "what the faulty settings name, the graph and its shapes, until ptce.toml is mended",
];
const TABLES: [&str; 2] = [
    "les tables, tant que data/datapackage.json n'est pas corrigé",
    "the tables, until data/datapackage.json is mended",
];
const GRAPH: [&str; 2] = [
    "le graphe et ses formes, tant que les tables et les fichiers dont il est fait ont des erreurs",
    "the graph and its shapes, while the tables and the files it is made of have errors",
];
const EVIDENCE: [&str; 2] = [
    "les preuves, tant que data/datapackage.json, [evidence] ou une source ont des erreurs",
    "the evidence, while data/datapackage.json, [evidence] or a source have errors",
];

impl Report {
    /// Leaves out what is said of a value that only stands in for one of the settings.
    fn without_stand_ins(&mut self) {
        let found = std::mem::take(&mut self.diagnostics);
        let kept = found.into_iter().filter(|one| {
            let file = one.place.as_ref().map_or("", |place| &place.file);
            !one.message.contains(STAND_IN) && !file.contains(STAND_IN)
        });
        self.diagnostics.extend(kept);
    }

    fn wait(&mut self, [fr, en]: [&str; 2]) {
        self.waiting.push(Bilingual::new(fr, en));
    }
}

/// The tables alone: against their description, and what no table may hold.
pub fn tables(publication: &Publication, restricted: Option<&Path>) -> Diagnostics {
    let mut report = Report::default();
    let restricted = restricted.and_then(|path| taken(restricted_folder(path), &mut report));
    if let Some(package) = told(Package::read(&publication.files), &mut report) {
        told(settings::verify(publication, &package), &mut report);
        of_tables(publication, &package, restricted.as_ref(), &mut report);
    }
    report.diagnostics
}

fn of_tables(
    publication: &Publication,
    package: &Package,
    restricted: Option<&Files>,
    report: &mut Report,
) {
    let found = crate::table::check::check(package, &publication.files, restricted);
    (report.tables, report.rows) = (found.tables, found.rows);
    report.diagnostics.append(found.diagnostics);
    let personal = personal::check(publication, package);
    report.diagnostics.append(personal);
}

/// The folder of restricted tables.
///
/// # Errors
/// `P007` when there is none.
pub fn restricted_folder(path: &Path) -> Result<Files, Diagnostic> {
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
