//! The tables, columns and queries that `ptce.toml` names, against those there are.
//!
//! In: the settings, the tables and the stored queries. Out: `P006` for each name that is not there.

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::{CONFIG_FILE, Publication, StoredQuery};
use crate::table::schema::Package;
use crate::text::nearest::nearest;

/// Finds the names that lead nowhere.
pub(super) fn verify(publication: &Publication, package: &Package) -> Result<(), Diagnostics> {
    let mut found = Diagnostics::new();
    for (table, column) in named(publication) {
        let Some(described) = package.table(&table) else {
            let names = package.tables.iter().map(|table| table.name.as_str());
            let near = nearest(&table, names);
            found.push(wrong(publication, "table", &table, near));
            continue;
        };
        if described.field(&column).is_none() {
            let names = described.fields.iter().map(|field| field.name.as_str());
            let near = nearest(&column, names);
            found.push(wrong(publication, "column", &column, near));
        }
    }
    found.into_result()
}

/// The columns named, with their tables.
fn named(publication: &Publication) -> Vec<(String, String)> {
    let config = &publication.config;
    let mut all: Vec<(String, String)> = Vec::new();
    if let Some(evidence) = &config.evidence {
        let own = [
            &evidence.thing,
            &evidence.fact,
            &evidence.lines[0],
            &evidence.lines[1],
        ];
        let own = own.into_iter().chain(&evidence.source);
        all.extend(own.map(|column| (evidence.table.clone(), column.clone())));
        if let Some(sources) = &evidence.sources {
            let own = [&sources.key, &sources.sha256];
            all.extend(own.map(|column| (sources.table.clone(), column.clone())));
        }
        for rule in &evidence.printed {
            let columns = rule.columns.iter().chain(&rule.thing).chain(&rule.line);
            let columns = columns.chain(rule.only.keys());
            all.extend(columns.map(|column| (rule.table.clone(), column.clone())));
        }
        for rule in &evidence.own_words {
            let columns = rule.columns.iter();
            all.extend(columns.map(|column| (rule.table.clone(), column.clone())));
        }
    }
    for name in config.personal_data.iter().flat_map(|rule| &rule.except) {
        let (table, column) = name.split_once('.').unwrap_or((name, ""));
        all.push((table.to_owned(), column.to_owned()));
    }
    all
}

fn wrong(publication: &Publication, what: &str, name: &str, near: Option<&str>) -> Diagnostic {
    let place = place(publication, &["[evidence]", "[[personal_data]]"], name);
    let otherwise = (
        "nommer une table et une colonne de data/datapackage.json",
        "name a table and a column of data/datapackage.json",
    );
    missing(what, name, near, otherwise).at(place)
}

/// Figures of the home page that no stored query gives.
pub(super) fn figures(publication: &Publication, queries: &[StoredQuery]) -> Vec<Diagnostic> {
    let names = || queries.iter().map(|query| query.name.as_str());
    let unknown = publication.config.home.figures.iter();
    let unknown = unknown.filter(|name| !names().any(|one| one == *name));
    let told = unknown.map(|name| {
        let place = place(publication, &["figures"], &format!("\"{name}\""));
        let otherwise = (
            "nommer une question de queries/, sans .rq",
            "name a query of queries/, without .rq",
        );
        missing("query", name, nearest(name, names()), otherwise).at(place)
    });
    told.collect()
}

/// Where a text stands in the settings, from the first of these sections that is there.
pub(super) fn place(publication: &Publication, sections: &[&str], sought: &str) -> Place {
    let file = publication.files.display(CONFIG_FILE);
    let Ok(text) = publication.files.read_text(CONFIG_FILE) else {
        return Place::file(file);
    };
    let start = sections.iter().find_map(|section| text.find(section));
    let start = start.unwrap_or_default();
    match text[start..].find(sought) {
        Some(at) => Place::bytes(file, &text, start + at..start + at + sought.len()),
        None => Place::file(file),
    }
}

/// `P006`, with the nearest name or else what to do.
fn missing(what: &str, name: &str, near: Option<&str>, (fr, en): (&str, &str)) -> Diagnostic {
    let (fr, en) = match near {
        Some(near) => (format!("sans doute {near}"), format!("perhaps {near}")),
        None => (fr.to_owned(), en.to_owned()),
    };
    Diagnostic::error("P006", format!("there is no {what} `{name}`")).help(fr, en)
}
