//! The stored queries: whether each can be asked at all, and what the home page asks for.
//!
//! In: `queries/*.rq` and `home.figures` of a publication. Out: what is wrong with headers (`Q001` to
//! `Q008`), texts that are no SPARQL (`Q014`), parameters and columns of the header and of the text that do
//! not meet (`Q015`), figures that no query gives (`P006`).

use super::settings;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::engine::parse::{on_thread, parse};
use crate::engine::{Limits, QueryError, guard};
use crate::publication::stored_query::{self, Parameter, ParameterKind};
use crate::publication::{Publication, StoredQuery};
use crate::text::Bilingual;
use crate::text::nearest::perhaps;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Checks every stored query, and the names of the figures.
pub fn queries(publication: &Publication) -> Diagnostics {
    let (queries, mut found) = stored_query::read_sound(&publication.files);
    for query in &queries {
        let shown = publication.files.display(&query.path);
        found.extend(parameters(query, &shown));
        found.extend(columns(query, &shown));
        found.append(syntax(query, &shown, &publication.config.base));
    }
    if !found.has_errors() {
        found.extend(settings::figures(publication, &queries));
    }
    found
}

/// What keeps a text from being a query, with every parameter at a value of its kind.
fn syntax(query: &StoredQuery, shown: &str, base: &str) -> Diagnostics {
    let open = query.parameters.iter().filter(|one| one.default.is_none());
    let values: BTreeMap<String, String> = open
        .map(|one| (one.name.clone(), some_value(one).to_owned()))
        .collect();
    let Ok(filled) = query.with_values(&values, base) else {
        let unfit = query.unfit_defaults(base).into_iter();
        let mut told = Diagnostics::new();
        told.extend(unfit.map(|(one, fault)| fault.at(default(query, one, shown))));
        return told;
    };
    let Some(error) = refused(filled, base) else {
        return Diagnostics::new();
    };
    let (fr, en, place) = match &error {
        QueryError::Syntax { message, position } => {
            let place = position.map_or_else(
                || Place::file(shown),
                |at| place(query, shown, (at, message), base),
            );
            (message.fr.clone(), message.en.clone(), place)
        }
        other => (other.to_string(), other.to_string(), Place::file(shown)),
    };
    let name = &query.name;
    Diagnostic::error("Q014", format!("the query cannot be asked: {en}"))
        .at(place)
        .help(
            format!("{fr} ; corriger la question, puis l'essayer : ptce query {name}"),
            format!("mend the query, then try it: ptce query {name}"),
        )
        .into()
}

/// A value that a parameter may have.
fn some_value(parameter: &Parameter) -> &str {
    match parameter.kind {
        ParameterKind::Integer => "1",
        _ => parameter.one_of.first().map_or("id/x", String::as_str),
    }
}

/// The bytes of the first line of the header whose key begins with `begin` and goes on as `fits`.
fn header(query: &StoredQuery, begin: &str, fits: impl Fn(&str) -> bool) -> Option<Range<usize>> {
    let mut end = 0;
    query.text.split_inclusive('\n').find_map(|line| {
        end += line.len();
        let said = line.strip_prefix("#+")?.trim_start().strip_prefix(begin)?;
        let (key, _) = said.split_once(':')?;
        fits(key.trim()).then(|| end - line.len()..end)
    })
}

/// The bytes of the line of the header that declares a parameter.
fn declaration(query: &StoredQuery, name: &str) -> Option<Range<usize>> {
    header(query, "param.", |key| key == name)
}

/// Where a word stands in a line of the file; the whole file where there is no such line.
fn word(query: &StoredQuery, shown: &str, line: Option<Range<usize>>, word: &str) -> Place {
    let found = line.and_then(|line| Some(line.start + query.text[line].find(word)?));
    found.map_or_else(
        || Place::file(shown),
        |start| Place::bytes(shown, &query.text, start..start + word.len()),
    )
}

/// Where the default of a parameter stands.
fn default(query: &StoredQuery, parameter: &Parameter, shown: &str) -> Place {
    let Some(line) = declaration(query, &parameter.name) else {
        return Place::file(shown);
    };
    let value = parameter.default.as_deref().unwrap_or_default();
    let said = query.text[line.clone()].trim_end();
    let behind = said.split_once('=').map_or("", |(_, behind)| behind);
    let start = line.start + said.len() - behind.trim_start().len();
    Place::bytes(shown, &query.text, start..start + value.len())
}

/// Why a text is not taken; on a thread whose stack any query within the limits has room on.
fn refused(text: String, base: &str) -> Option<QueryError> {
    let base = base.to_owned();
    let look = on_thread(move || parse(&text, &base, &Limits::default()).err());
    match look {
        Ok(look) => look.join().unwrap_or(Some(QueryError::Broken)),
        // What could not be looked at is not known to be sound.
        Err(error) => Some(error),
    }
}

/// The place in the file: values are as long as they are, so that the column is that of the text as it
/// stands, where the same is said of it; else the whole line, unless no value stands in it.
fn place(
    query: &StoredQuery,
    shown: &str,
    (at, said): ((usize, usize), &Bilingual),
    base: &str,
) -> Place {
    let (line, filled) = at;
    let text = query
        .text
        .lines()
        .nth(line.saturating_sub(1))
        .unwrap_or_default();
    let column = match refused(query.text.clone(), base) {
        Some(QueryError::Syntax {
            message,
            position: Some((same, column)),
        }) if same == line && message == *said => column,
        _ if !text.contains("?_") => filled,
        _ => 0,
    };
    let from = column.saturating_sub(1);
    let word = text
        .chars()
        .skip(from)
        .take_while(|c| !c.is_whitespace() || column == 0);
    let mut place = Place::span(shown, line as u64, from as u64 + 1, word.count(), text);
    place.column = column as u64;
    place
}

/// The variables of a text, with their signs, and where each begins.
fn variables(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = guard::words(text).into_iter();
    words.flat_map(|(at, word)| {
        let signs = word.match_indices(['?', '$']);
        signs.map(move |(sign, _)| {
            let name = &word[sign + 1..];
            let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
            let end = end.map_or(word.len(), |end| sign + 1 + end);
            (at + sign, &word[sign..end])
        })
    })
}

/// Parameters that only the text has, or only the header.
fn parameters(query: &StoredQuery, shown: &str) -> Vec<Diagnostic> {
    let used: Vec<(usize, &str)> = variables(&query.text)
        .filter_map(|(at, name)| Some((at, name.strip_prefix("?_")?)))
        .collect();
    let named: Vec<&str> = query
        .parameters
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    let mut found = Vec::new();
    for (at, name) in used.iter().filter(|(_, name)| !named.contains(name)) {
        let place = Place::bytes(shown, &query.text, *at..at + 2 + name.len());
        let message = format!("the parameter `?_{name}` is not described");
        let Bilingual { fr, en } = perhaps(name, named.iter().copied(), "?_");
        found.push(Diagnostic::error("Q015", message).at(place).help(
            format!("{fr}le décrire en tête du fichier : #+ param.{name}: iri = …"),
            format!("{en}describe it at the top of the file: #+ param.{name}: iri = …"),
        ));
    }
    for name in named
        .iter()
        .filter(|name| !used.iter().any(|(_, one)| one == *name))
    {
        let place = word(
            query,
            shown,
            declaration(query, name),
            &format!("param.{name}"),
        );
        let message = format!("the parameter `{name}` is nowhere in the query");
        found.push(Diagnostic::error("Q015", message).at(place).help(
            format!("écrire ?_{name} là où sa valeur doit être, ou supprimer cette ligne"),
            format!("write ?_{name} where its value belongs, or delete this line"),
        ));
    }
    found
}

/// Columns that only the header has.
fn columns(query: &StoredQuery, shown: &str) -> Vec<Diagnostic> {
    let used: BTreeSet<&str> = variables(&query.text)
        .filter_map(|(_, name)| name.strip_prefix(['?', '$']))
        .collect();
    let unused = query.columns.keys();
    let unused = unused.filter(|name| !used.contains(name.as_str()));
    let told = unused.map(|name| {
        let line = header(query, "column.", |key| {
            key.rsplit_once('.').is_some_and(|(one, _)| one == name)
        });
        let place = word(query, shown, line, &format!("column.{name}"));
        let message = format!("the column `{name}` is nowhere in the query");
        let Bilingual { fr, en } = perhaps(name, used.iter().copied(), "column.");
        Diagnostic::error("Q015", message).at(place).help(
            format!("{fr}écrire le nom d'une variable de la réponse, ou supprimer cette ligne"),
            format!("{en}write the name of a variable of the answer, or delete this line"),
        )
    });
    told.collect()
}
