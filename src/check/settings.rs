//! The tables, columns and queries that `ptce.toml` names, against those there are.
//!
//! In: the settings, the tables and the stored queries. Out: `P006` for each name that is not there.

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::{CONFIG_FILE, Publication, StoredQuery};
use crate::table::nearest::nearest;
use crate::table::schema::Package;

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
    let file = publication.files.display(CONFIG_FILE);
    let place = match publication.files.read_text(CONFIG_FILE) {
        Ok(text) => {
            let section = text
                .find("[evidence]")
                .or_else(|| text.find("[[personal_data]]"));
            let start = section.unwrap_or_default();
            match text[start..].find(name) {
                Some(at) => Place::bytes(file, &text, start + at..start + at + name.len()),
                None => Place::file(file),
            }
        }
        Err(_) => Place::file(file),
    };
    let (fr, en) = match near {
        Some(near) => (format!("sans doute {near}"), format!("perhaps {near}")),
        None => (
            "nommer une table et une colonne de data/datapackage.json".to_owned(),
            "name a table and a column of data/datapackage.json".to_owned(),
        ),
    };
    Diagnostic::error("P006", format!("there is no {what} `{name}`"))
        .at(place)
        .help(fr, en)
}

/// Figures of the home page that no stored query gives.
pub(super) fn figures(publication: &Publication, queries: &[StoredQuery]) -> Vec<Diagnostic> {
    let file = publication.files.display(CONFIG_FILE);
    let text = publication.files.read_text(CONFIG_FILE).unwrap_or_default();
    let names = || queries.iter().map(|query| query.name.as_str());
    let unknown = publication.config.home.figures.iter();
    let unknown = unknown.filter(|name| !names().any(|one| one == *name));
    let told = unknown.map(|name| {
        let start = text.find("figures").unwrap_or_default();
        let place = match text[start..].find(&format!("\"{name}\"")) {
            Some(at) => Place::bytes(&file, &text, start + at..start + at + name.len() + 2),
            None => Place::file(&file),
        };
        let (fr, en) = match nearest(name, names()) {
            Some(near) => (format!("sans doute {near}"), format!("perhaps {near}")),
            None => (
                "nommer une question de queries/, sans .rq".to_owned(),
                "name a query of queries/, without .rq".to_owned(),
            ),
        };
        Diagnostic::error("P006", format!("there is no query `{name}`"))
            .at(place)
            .help(fr, en)
    });
    told.collect()
}
