//! Stored queries: one question a file, described by `#+ key: value` lines at its top.
//!
//! In: `queries/*.rq`. Out: name, titles, description, parameters and text. The lines are those of
//! grlc (https://grlc.io), with `.fr` and `.en` after the keys that are texts.

mod columns;
mod decorated;
mod parameters;

use super::Files;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::text::Bilingual;
use std::collections::BTreeMap;

/// A question that is kept with the publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredQuery {
    /// The file name without `.rq`; a slug.
    pub name: String,
    /// The path of the file.
    pub path: String,
    /// The question.
    pub title: Bilingual,
    /// What the answer says and does not say.
    pub description: Bilingual,
    /// Words to group questions by.
    pub tags: Vec<String>,
    /// The parameters, in the order of the file.
    pub parameters: Vec<Parameter>,
    /// What people call the columns of the answer, by the names of their variables without `?`.
    pub columns: BTreeMap<String, Bilingual>,
    /// The whole text of the file, a SPARQL query.
    pub text: String,
}

impl StoredQuery {
    /// A query that is not kept with a publication: of its header, what it says of parameters. `shown` is
    /// its name in messages.
    ///
    /// # Errors
    /// `Q005` a parameter that is not well described.
    pub fn given(text: String, shown: &str) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let mut query = Self::named(shown);
        for (line, place) in decorations(&text, shown) {
            let parameter = line
                .strip_prefix("param.")
                .and_then(|rest| rest.split_once(':'));
            if let Some((key, value)) = parameter
                && let Err(wrong) = decorated::take(&mut query, key.trim(), value.trim())
            {
                found.push(wrong.at(place));
            }
        }
        query.text = text;
        found.into_result().map(|()| query)
    }

    /// A query of which nothing but its name is known.
    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            path: name.to_owned(),
            title: Bilingual::default(),
            description: Bilingual::default(),
            tags: Vec::new(),
            parameters: Vec::new(),
            columns: BTreeMap::new(),
            text: String::new(),
        }
    }

    /// True when the answer is rows of this graph alone: neither a graph that is built nor rows that
    /// a service elsewhere has to give.
    pub fn is_own_table(&self) -> bool {
        let code = self.text.lines();
        let code = code.filter(|line| !line.trim_start().starts_with('#'));
        let mut words = code.flat_map(str::split_whitespace);
        let others = ["CONSTRUCT", "DESCRIBE", "SERVICE"];
        !words.any(|word| others.iter().any(|other| word.eq_ignore_ascii_case(other)))
    }
}

/// A value that is asked for before the query runs; written `?_name` in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name, without `?_`.
    pub name: String,
    /// What kind of term it becomes.
    pub kind: ParameterKind,
    /// The value that is taken when none is given.
    pub default: Option<String>,
    /// What people call it; empty where no line says so.
    pub title: Bilingual,
    /// The class or concept scheme of the things to choose from, absolute or relative to the base.
    pub of: Option<String>,
    /// The only values that a text may have; any where none is listed.
    pub one_of: Vec<String>,
}

/// What kind of term a parameter becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// An IRI, absolute or relative to the publication's base.
    Iri,
    /// A plain string literal.
    String,
    /// An `xsd:integer`.
    Integer,
}

/// All stored queries, sorted by name.
///
/// # Errors
/// `Q001` a file that cannot be read; `Q002` a line that is no `key: value`; `Q003` a missing text;
/// `Q004` a name that is no slug; `Q005` a parameter that is not well described.
pub fn read_all(files: &Files) -> Result<Vec<StoredQuery>, Diagnostics> {
    let (queries, found) = read_sound(files);
    found.into_result().map(|()| queries)
}

/// The stored queries that can be read, sorted by name, and what is wrong with the others.
pub fn read_sound(files: &Files) -> (Vec<StoredQuery>, Diagnostics) {
    let mut found = Diagnostics::new();
    let mut queries = Vec::new();
    let paths = files.list("queries/", ".rq").unwrap_or_else(|error| {
        let message = format!("the folder of queries cannot be read: {error}");
        let place = Place::file(files.display("queries"));
        found.push(unreadable(message, &error).at(place));
        Vec::new()
    });
    for path in paths {
        let shown = files.display(&path);
        match files.read_text(&path) {
            Err(error) => found.push(
                unreadable(format!("the query cannot be read: {error}"), &error)
                    .at(Place::file(shown)),
            ),
            Ok(text) => match parse(&path, &shown, text) {
                Ok(query) => queries.push(query),
                Err(more) => found.append(more),
            },
        }
    }
    (queries, found)
}

fn unreadable(message: String, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("Q001", message).help_with(
        error,
        "remettre le fichier en place, ou l'enlever de queries/",
        "put the file back, or take it out of queries/",
    )
}

/// Reads one stored query; `shown` is its name in messages.
fn parse(path: &str, shown: &str, text: String) -> Result<StoredQuery, Diagnostics> {
    let mut found = Diagnostics::new();
    let name = path
        .rsplit('/')
        .next()
        .unwrap_or(path)
        .trim_end_matches(".rq")
        .to_owned();
    if name.is_empty()
        || !name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        found.push(
            Diagnostic::error("Q004", format!("`{name}` cannot name a query"))
                .at(Place::file(shown))
                .help(
                    "renommer le fichier avec des minuscules sans accent, des chiffres et des tirets",
                    "rename the file with lower-case letters a to z, digits and hyphens",
                ),
        );
    }
    let mut query = StoredQuery {
        path: path.to_owned(),
        ..StoredQuery::named(&name)
    };
    for (line, place) in decorations(&text, shown) {
        if let Err(diagnostic) = decorate(&mut query, line) {
            found.push(diagnostic.at(place));
        }
    }
    for (key, value) in [
        ("title.fr", &query.title.fr),
        ("title.en", &query.title.en),
        ("description.fr", &query.description.fr),
        ("description.en", &query.description.en),
    ] {
        if value.is_empty() {
            found.push(
                Diagnostic::error("Q003", format!("the query has no `{key}`"))
                    .at(Place::file(shown))
                    .help(
                        format!("ajouter au début du fichier : #+ {key}: …"),
                        format!("add at the top of the file: #+ {key}: …"),
                    ),
            );
        }
    }
    query.text = text;
    found.into_result().map(|()| query)
}

/// What follows `#+` on each line that begins so, and where it stands.
fn decorations<'a>(text: &'a str, shown: &str) -> impl Iterator<Item = (&'a str, Place)> {
    text.lines().enumerate().filter_map(move |(number, line)| {
        let rest = line.strip_prefix("#+")?;
        let place = Place::span(shown, number as u64 + 1, 1, line.chars().count(), line);
        Some((rest.trim(), place))
    })
}

fn decorate(query: &mut StoredQuery, line: &str) -> Result<(), Diagnostic> {
    let wrong = |message: String| {
        Diagnostic::error("Q002", message).help(
            "clés possibles : title.fr, title.en, description.fr, description.en, tags, param.NOM, param.NOM.fr, param.NOM.en, param.NOM.of, param.NOM.one-of, column.NOM.fr, column.NOM.en",
            "keys: title.fr, title.en, description.fr, description.en, tags, param.NAME, param.NAME.fr, param.NAME.en, param.NAME.of, param.NAME.one-of, column.NAME.fr, column.NAME.en",
        )
    };
    let (key, value) = line
        .split_once(':')
        .map(|(key, value)| (key.trim(), value.trim()))
        .ok_or_else(|| wrong(format!("expected `key: value`, found `{line}`")))?;
    match key {
        "title.fr" => query.title.fr = value.to_owned(),
        "title.en" => query.title.en = value.to_owned(),
        "description.fr" => query.description.fr = value.to_owned(),
        "description.en" => query.description.en = value.to_owned(),
        "tags" => query.tags = value.split(',').map(|tag| tag.trim().to_owned()).collect(),
        _ => match key.split_once('.') {
            Some(("param", key)) => decorated::take(query, key, value)?,
            Some(("column", key)) if columns::take(query, key, value) => {}
            _ => return Err(wrong(format!("unknown key `{key}`"))),
        },
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A query with nothing but its text.
    pub(crate) fn minimal(text: &str) -> StoredQuery {
        StoredQuery {
            path: "queries/q.rq".to_owned(),
            text: text.to_owned(),
            ..StoredQuery::named("q")
        }
    }

    const GOOD: &str = "#+ title.fr: Q ?\n#+ title.en: Q?\n#+ description.fr: d\n\
        #+ description.en: d\n#+ tags: a, b\n#+ param.status: iri = id/status/laureate\n\
        SELECT * { ?s ?p ?_status }\n";

    #[test]
    fn the_header_is_read() {
        let query = parse("queries/q-1.rq", "q", GOOD.to_owned()).expect("good");
        assert_eq!(query.name, "q-1");
        assert_eq!(query.tags, ["a", "b"]);
        assert_eq!(
            query.parameters[0].default.as_deref(),
            Some("id/status/laureate")
        );
    }

    #[test]
    fn a_parameter_has_a_title_and_choices() {
        let more = "#+ param.status.fr: Issue\n#+ param.status.en: Outcome\n\
            #+ param.status.of: id/scheme/status\n#+ param.lang: string\n\
            #+ param.lang.one-of: fr, en\n";
        let query = parse("queries/q.rq", "q", format!("{GOOD}{more}")).expect("good");
        let [status, lang] = query.parameters.as_slice() else {
            panic!("{:?}", query.parameters);
        };
        assert_eq!(status.title, Bilingual::new("Issue", "Outcome"));
        assert_eq!(status.of.as_deref(), Some("id/scheme/status"));
        assert_eq!(lang.one_of, ["fr", "en"]);
        for wrong in [
            "none.fr: x",
            "status.one-of: a",
            "lang: string\n#+ param.lang.of: x",
        ] {
            let text = format!("{GOOD}#+ param.{wrong}\n");
            let found = parse("queries/q.rq", "q", text).expect_err("wrong");
            assert!(found.iter().all(|one| one.code == "Q005"), "{wrong}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let text = "#+ title.fr: Q\n#+ colour: red\n#+ param.x: float\nASK {}";
        let found = parse("queries/É.rq", "q", text.to_owned()).expect_err("wrong");
        let codes: Vec<_> = found.iter().map(|d| d.code).collect();
        assert_eq!(codes, ["Q004", "Q002", "Q005", "Q003", "Q003", "Q003"]);
    }
}
