//! The description beside a table: `t.csv-metadata.json` (CSVW, Metadata Vocabulary for Tabular
//! Data, "Overriding Metadata").
//!
//! In: a source of the mapping. Out: the same with the dialect, the values that mean nothing and
//! the names of columns that the description gives; what the mapping says itself stays.

use super::{Sources, sheet};
use crate::diag::{Diagnostic, Place};
use crate::mapping::dialect::{self, Refused};
use crate::mapping::encoding;
use crate::mapping::model::{Access, Formulation, LogicalSource, Root};
use serde_json::Value;
use std::borrow::Cow;
use std::io::Read as _;

/// The largest description, in bytes.
const SIZE_LIMIT: u64 = 1 << 20;

/// The description that may stand beside a source; none beside workbooks, JSON and standard input.
pub fn beside(source: &LogicalSource) -> Option<LogicalSource> {
    let is_table = source.formulation == Formulation::Csv && sheet::kind(&source.path).is_none();
    (is_table && !matches!(source.root, Root::Input(_))).then(|| LogicalSource {
        path: format!("{}-metadata.json", source.path),
        ..source.clone()
    })
}

/// The source with what a description beside it says; as it is where there is none.
///
/// # Errors
/// `M020` when the description cannot be read or makes no sense.
pub fn described<'s>(
    source: &'s LogicalSource,
    sources: &dyn Sources,
) -> Result<Cow<'s, LogicalSource>, Diagnostic> {
    let Some(beside) = beside(source) else {
        return Ok(Cow::Borrowed(source));
    };
    let Ok(reader) = sources.open(&beside) else {
        return Ok(Cow::Borrowed(source));
    };
    let name = sources.display(&beside);
    let mut text = String::new();
    let read = reader.take(SIZE_LIMIT + 1).read_to_string(&mut text);
    if let Err(error) = read {
        return Err(wrong(
            &name,
            format!("it cannot be read: {error}"),
            Place::file(&name),
        ));
    }
    if text.len() as u64 > SIZE_LIMIT {
        let why = format!("it is larger than {} MiB", SIZE_LIMIT >> 20);
        return Err(wrong(&name, why, Place::file(&name)));
    }
    let document: Value =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let line = text
                .lines()
                .nth(error.line().saturating_sub(1))
                .unwrap_or("");
            let bytes = line.floor_char_boundary(error.column().saturating_sub(1));
            let column = line[..bytes].chars().count() as u64 + 1;
            let place = Place::span(&name, error.line() as u64, column, 1, line);
            wrong(&name, format!("it is not JSON: {error}"), place)
        })?;
    let mut source = source.clone();
    apply(&document, &mut source).map_err(|why| wrong(&name, why, Place::file(&name)))?;
    Ok(Cow::Owned(source))
}

fn wrong(name: &str, why: String, place: Place) -> Diagnostic {
    Diagnostic::error(
        "M020",
        format!("the description `{name}` is not used: {why}"),
    )
    .at(place)
    .help(
        "corriger cette description CSVW, ou l'enlever d'à côté de la table",
        "mend this CSVW description, or take it away from beside the table",
    )
}

/// The table of a group that has the name of the source, or the only table.
fn table<'d>(document: &'d Value, path: &str) -> &'d Value {
    let name = path.rsplit('/').next().unwrap_or(path);
    let tables = document["tables"].as_array();
    let named = |table: &&Value| {
        let url = table["url"].as_str().unwrap_or_default();
        url.rsplit('/').next() == Some(name)
    };
    tables
        .and_then(|tables| tables.iter().find(named))
        .unwrap_or(document)
}

/// How the table is written; what the mapping says stays.
fn apply_dialect(dialect: &Value, access: &mut Access) -> Result<(), String> {
    only_carried_out(dialect)?;
    let text = |key: &str| dialect[key].as_str();
    if let Some(name) = text("encoding").filter(|_| access.encoding.is_none()) {
        let known = encoding::of_name(name);
        access.encoding = Some(known.ok_or_else(|| format!("no encoding is called `{name}`"))?);
    }
    let wanted = &mut access.dialect;
    if let Some(delimiter) = text("delimiter").filter(|_| wanted.delimiter.is_none()) {
        wanted.delimiter = Some(byte(delimiter)?);
    }
    let plain = Access::default().dialect;
    if let Some(quote) = text("quoteChar").filter(|_| wanted.quote == plain.quote) {
        wanted.quote = byte(quote)?;
    }
    if wanted.comment.is_none() {
        wanted.comment = text("commentPrefix")
            .filter(|p| !p.is_empty())
            .map(str::to_owned);
    }
    let said = |key: &str| lexical(&dialect[key]);
    let trim = said("trim");
    wanted.trim_start |= matches!(&*trim, "true" | "1" | "start");
    wanted.trim_end |= matches!(&*trim, "true" | "1" | "end");
    wanted.has_header &=
        !matches!(&*said("header"), "false" | "0") && said("headerRowCount") != "0";
    Ok(())
}

fn apply(document: &Value, source: &mut LogicalSource) -> Result<(), String> {
    let table = table(document, &source.path);
    let access = &mut source.access;
    for dialect in [&table["dialect"], &document["dialect"]] {
        apply_dialect(dialect, access)?;
    }
    let schema = &table["tableSchema"];
    let columns = schema["columns"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    if access.dialect.columns.is_empty() {
        access.dialect.columns = columns.iter().map(name).collect();
    }
    let inherited = [&schema["null"], &table["null"], &document["null"]];
    let general = inherited.into_iter().find(|null| !null.is_null());
    if access.nulls.is_empty() {
        // Where nothing is said, an empty cell means that there is no value (CSVW, `null`).
        let general = general.map_or_else(|| vec![String::new()], texts);
        for column in columns {
            let own = &column["null"];
            let nulls = if own.is_null() {
                general.clone()
            } else {
                texts(own)
            };
            let titles = titles(column).into_iter();
            let of_title = titles.map(|title| (title.to_owned(), nulls.clone()));
            access.dialect.column_nulls.extend(of_title);
        }
        if columns.is_empty() {
            access.nulls = general;
        }
    }
    Ok(())
}

/// Refuses what a dialect says and would be read past.
fn only_carried_out(dialect: &Value) -> Result<(), String> {
    for (name, value) in dialect.as_object().into_iter().flatten() {
        // What it says of itself (`@type`, `dc:title`) and no prefix of comments change nothing.
        if name.contains(['@', ':']) || (name == "commentPrefix" && value.is_null()) {
            continue;
        }
        let values = match value {
            Value::Array(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        for value in values {
            if value.is_null() {
                return Err(format!("`{name}` null is not carried out"));
            }
            dialect::check(name, &lexical(value)).map_err(|refused| match refused {
                Refused::Unknown(_) => format!("a dialect has no property `{name}`"),
                Refused::Value(_) => format!("`{name}` {value} is not carried out"),
            })?;
        }
    }
    Ok(())
}

/// A value as text, whether it is written as one or not.
fn lexical(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// What a column may be called in the table: its titles, in whatever language, else its name.
fn titles(column: &Value) -> Vec<&str> {
    fn all(titles: &Value) -> Vec<&str> {
        match titles {
            Value::String(text) => vec![text],
            Value::Array(several) => several.iter().flat_map(all).collect(),
            Value::Object(by_language) => by_language.values().flat_map(all).collect(),
            _ => Vec::new(),
        }
    }
    let titles = all(&column["titles"]);
    if titles.is_empty() {
        return column["name"].as_str().into_iter().collect();
    }
    titles
}

/// What a column is called where the table has no header.
fn name(column: &Value) -> String {
    titles(column)
        .first()
        .copied()
        .unwrap_or_default()
        .to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(all) => all
            .iter()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

fn byte(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() => Ok(*byte),
        _ => Err(format!("`{text}` is not one ASCII character")),
    }
}
