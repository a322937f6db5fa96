//! `ptce resolve`: names of places to codes, one or a table of them.

use super::output::{Output, ignore_broken_pipe};
use super::{Failure, Outcome};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::config::is_date;
use crate::publication::{CONFIG_FILE, Publication};
use crate::table::csv::{CsvReader, Dialect, Row};
use crate::table::separator::{self, Declared};
use crate::territory::{Answer, Asked, Gazetteer, Kind, Verdict};
use crate::text::visible;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Donner le code d'un lieu · Name a place, get its code at a date
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The name as it is written: "CC de la région d'Audruicq"
    #[arg(value_name = "NAME", required_unless_present = "input")]
    name: Option<String>,
    /// A CSV table of names instead: columns name and, where known, department, date, kind
    #[arg(long, value_name = "FILE", conflicts_with = "name")]
    input: Option<PathBuf>,
    /// The code of the department it lies in
    #[arg(long, value_name = "CODE")]
    department: Option<String>,
    /// The day it was named
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    date: Option<String>,
    /// What kind of place it is
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<Kind>,
    /// Answer in JSON, one object a line
    #[arg(long)]
    json: bool,
}

/// A day as it is written on the command line.
pub(super) fn date(text: &str) -> Result<String, String> {
    if is_date(text) {
        Ok(text.to_owned())
    } else {
        Err("expected a day such as 2015-06-30".to_owned())
    }
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::parse(text).ok_or_else(|| format!("expected {}", Kind::WORDS))
}

/// Answers for one name, or for each row of a table as CSV.
///
/// # Errors
/// When the tables of territories or the input cannot be read.
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Failure> {
    declared(publication).map_err(|told| output.fail(told))?;
    let gazetteer = Gazetteer::read(publication).map_err(|found| output.fail(found))?;
    let asked = Asked {
        name: arguments.name.as_deref().unwrap_or_default(),
        department: arguments.department.as_deref(),
        date: arguments.date.as_deref(),
        kind: arguments.kind,
    };
    let (text, known) = match &arguments.input {
        Some(path) => (
            table(&gazetteer, path, &asked, arguments.json).map_err(|found| output.fail(found))?,
            true,
        ),
        None => {
            let answer = gazetteer.resolve(&asked);
            let known = answer.territory.is_some();
            let text = if arguments.json {
                json(&asked, &answer)
            } else {
                sentences(&answer)
            };
            (text, known)
        }
    };
    let mut out = io::stdout().lock();
    ignore_broken_pipe(out.write_all(text.as_bytes())).map_err(|error| {
        output.fail(Diagnostic::error(
            "N003",
            format!("the answer cannot be written: {error}"),
        ))
    })?;
    Ok(if known {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// Refuses a publication that names no table of places: every name would be unknown to it.
fn declared(publication: &Publication) -> Result<(), Diagnostic> {
    let tables = &publication.config.gazetteer;
    let places = [
        &tables.regions,
        &tables.departments,
        &tables.groupings,
        &tables.communes,
    ];
    if places.into_iter().any(Option::is_some) {
        return Ok(());
    }
    Err(
        Diagnostic::error("N004", "the publication declares no gazetteer")
            .at(Place::file(publication.files.display(CONFIG_FILE)))
            .help(
                "nommer des tables de lieux sous [gazetteer] (docs/publication.md), ou enlever \
                 --publication : les tables livrées avec le programme répondent",
                "name tables of places under [gazetteer] (docs/publication.md), or leave \
                 --publication out: the tables that come with the program answer",
            ),
    )
}

/// The answer for people.
fn sentences(answer: &Answer<'_>) -> String {
    let mut text = String::new();
    let verdict = match answer.verdict {
        Verdict::Exact => "exact",
        Verdict::Probable => "probable",
        Verdict::Expired => "pas à cette date / not on that day",
        Verdict::Ambiguous => "ambigu / ambiguous",
        Verdict::Informal => "sans code officiel / without official code",
        Verdict::Unknown => "inconnu / unknown",
    };
    if let Some(territory) = answer.territory {
        let _ = writeln!(
            text,
            "{} {}  {}",
            territory.kind.word(),
            territory.code,
            visible(&territory.name)
        );
        for iri in &territory.iris {
            let _ = writeln!(text, "  {}", visible(iri));
        }
    }
    let _ = writeln!(text, "{verdict}: {}", visible(&answer.reason));
    for candidate in &answer.candidates {
        let of = &candidate.department;
        let _ = writeln!(
            text,
            "  ? {} {}  {} ({of})",
            candidate.kind.word(),
            candidate.code,
            visible(&candidate.name)
        );
    }
    text
}

fn json(asked: &Asked<'_>, answer: &Answer<'_>) -> String {
    let mut value = serde_json::to_value(answer).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.insert("name".to_owned(), asked.name.into());
    }
    format!("{value}\n")
}

/// Each row of a table with its answer.
fn table(
    gazetteer: &Gazetteer,
    path: &Path,
    asked: &Asked<'_>,
    as_json: bool,
) -> Result<String, Diagnostics> {
    let shown = path.display().to_string();
    let file = File::open(path).map_err(|error| {
        Diagnostic::error("N001", format!("the table cannot be read: {error}"))
            .at(Place::file(&shown))
            .help_with(
                &error,
                "vérifier le chemin donné à --input",
                "check the path given to --input",
            )
    })?;
    let mut reader = CsvReader::new(file, &shown, Dialect::default())?;
    let Some(name) = reader.column("name") else {
        let told =
            separator::wrong(&reader, (b',', Declared::Nowhere), true).unwrap_or_else(|| {
                Diagnostic::error("N001", "the table has no column `name`")
                    .at(reader.header_place(0))
                    .help(
                        "nommer name la colonne des noms",
                        "call the column of names name",
                    )
            });
        return Err(told.into());
    };
    let [department, day, sort] =
        ["department", "date", "kind"].map(|column| reader.column(column));
    let mut text = String::new();
    if !as_json {
        text.push_str("name,verdict,kind,code,official_name,iri,reason\n");
    }
    let mut found = Diagnostics::new();
    while let Some(row) = reader.next_row()? {
        let place = department.map(|column| row.get(column)).unwrap_or_default();
        let day = cell(&row, "date", day, date, &mut found);
        let sort = cell(&row, "kind", sort, kind, &mut found);
        let question = Asked {
            name: row.get(name),
            department: Some(place)
                .filter(|code| !code.is_empty())
                .or(asked.department),
            date: day.as_deref().or(asked.date),
            kind: sort.or(asked.kind),
        };
        if found.has_errors() {
            continue;
        }
        let answer = gazetteer.resolve(&question);
        if as_json {
            text.push_str(&json(&question, &answer));
        } else {
            line(&mut text, &question, &answer);
        }
    }
    found.into_result().map(|()| text)
}

/// What a cell says, where the table has the column and the cell is not empty.
fn cell<T>(
    row: &Row<'_>,
    header: &str,
    column: Option<usize>,
    read: fn(&str) -> Result<T, String>,
    found: &mut Diagnostics,
) -> Option<T> {
    let column = column?;
    let text = row.get(column);
    if text.is_empty() {
        return None;
    }
    read(text)
        .map_err(|expected| {
            let message = format!("`{header}`: {expected}, found `{text}`");
            found.push(
                Diagnostic::error("N002", message)
                    .at(row.place(column))
                    .help(
                        "corriger cette cellule, ou la laisser vide",
                        "correct this cell, or leave it empty",
                    ),
            );
        })
        .ok()
}

fn line(text: &mut String, asked: &Asked<'_>, answer: &Answer<'_>) {
    let verdict = serde_json::to_value(answer.verdict).unwrap_or_default();
    let territory = answer.territory;
    let cells = [
        asked.name,
        verdict.as_str().unwrap_or_default(),
        territory.map_or("", |territory| territory.kind.word()),
        territory.map_or("", |territory| &territory.code),
        territory.map_or("", |territory| &territory.name),
        territory
            .and_then(|territory| territory.iris.first())
            .map_or("", String::as_str),
        &answer.reason,
    ];
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) {
            let _ = write!(text, "\"{}\"", cell.replace('"', "\"\""));
        } else {
            text.push_str(cell);
        }
    }
    text.push('\n');
}
