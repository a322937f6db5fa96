//! Records of JSON documents: the iterator and the references are paths (RFC 9535; RML-IO
//! registry, JSONPath).
//!
//! A document is read whole; with an iterator over its items, each item is a record. A file whose
//! name ends in `.ndjson` or `.jsonl` holds one document a line.

use super::{Located, Records};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::model::{Access, LogicalSource};
use crate::mapping::program::Reference;
use crate::mapping::record::{Natural, Record};
use serde_json::{Number, Value};
use serde_json_path::JsonPath;
use std::borrow::Cow;
use std::io::Read;

/// The largest document, in bytes.
const DOCUMENT_LIMIT: u64 = 1 << 30;

/// The items of documents, of which the wanted values are taken.
pub struct JsonRecords {
    documents: std::vec::IntoIter<Value>,
    document: Value,
    /// Where the items of the document stand, as JSON pointers (RFC 6901).
    items: std::vec::IntoIter<String>,
    iterator: JsonPath,
    references: Vec<JsonPath>,
    written: Vec<Reference>,
    seen: Vec<bool>,
    access: Access,
    name: String,
    number: u64,
}

impl JsonRecords {
    /// Reads the documents and compiles the paths.
    ///
    /// # Errors
    /// `M012` for each path that is none, `M010` when the source is not JSON.
    pub fn open(
        source: &LogicalSource,
        references: &[Reference],
        reader: Box<dyn Read + Send>,
        name: &str,
    ) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let iterator = source.iterator.as_deref().unwrap_or("$");
        let iterator = path(iterator, &source.iterator_place, &mut found);
        let written = references.to_vec();
        let references: Vec<_> = references
            .iter()
            .filter_map(|reference| path(&reference.text, &reference.place, &mut found))
            .collect();
        found.into_result()?;
        let Some(iterator) = iterator else {
            return Err(Diagnostics::new());
        };
        Ok(Self {
            documents: documents(reader, name)?.into_iter(),
            document: Value::Null,
            items: Vec::new().into_iter(),
            iterator,
            seen: vec![false; references.len()],
            references,
            written,
            access: source.access.clone(),
            name: name.to_owned(),
            number: 0,
        })
    }

    /// What no item of the source has is misspelt (RML-IO registry, missing JSON value).
    fn all_seen(&self) -> Result<(), Diagnostic> {
        let missing = self.seen.iter().position(|seen| !seen);
        let Some(reference) = missing.and_then(|index| self.written.get(index)) else {
            return Ok(());
        };
        if self.number == 0 {
            return Ok(());
        }
        let message = format!("no item of `{}` has `{}`", self.name, reference.text);
        Err(Diagnostic::error("M009", message)
            .at(reference.place.clone())
            .help(
                "vérifier le nom du membre, qui distingue les majuscules",
                "check the name of the member, in which case matters",
            ))
    }

    fn next_item(&mut self) -> Option<String> {
        loop {
            if let Some(item) = self.items.next() {
                return Some(item);
            }
            self.document = self.documents.next()?;
            let nodes = self.iterator.query_located(&self.document);
            let items: Vec<_> = nodes
                .locations()
                .map(|location| location.to_json_pointer())
                .collect();
            self.items = items.into_iter();
        }
    }
}

/// A path; a bare name is the member of that name, as the older mappings write it.
fn path(text: &str, place: &Place, found: &mut Diagnostics) -> Option<JsonPath> {
    let full = if text.starts_with('$') {
        Cow::Borrowed(text)
    } else if text.starts_with(['.', '[']) {
        Cow::Owned(format!("${text}"))
    } else if text == "@" {
        Cow::Borrowed("$")
    } else {
        Cow::Owned(format!("$.{text}"))
    };
    let quoted = || format!("$['{}']", text.replace('\\', "\\\\").replace('\'', "\\'"));
    let parsed = JsonPath::parse(&full).or_else(|error| {
        if text.starts_with('$') {
            Err(error)
        } else {
            JsonPath::parse(&quoted()).map_err(|_| error)
        }
    });
    parsed
        .map_err(|error| {
            found.push(
                Diagnostic::error(
                    "M012",
                    format!("`{text}` is not a JSONPath: {}", error.message()),
                )
                .at(place.clone())
                .help(
                    "écrire un chemin comme $.projets[*] ou $['un nom'] (RFC 9535)",
                    "write a path such as $.projects[*] or $['a name'] (RFC 9535)",
                ),
            );
        })
        .ok()
}

fn documents(reader: Box<dyn Read + Send>, name: &str) -> Result<Vec<Value>, Diagnostic> {
    let unreadable = |message: String, place| Diagnostic::error("M010", message).at(place);
    let mut text = String::new();
    let read = reader.take(DOCUMENT_LIMIT + 1).read_to_string(&mut text);
    read.map_err(|error| {
        unreadable(
            format!("the source cannot be read: {error}"),
            Place::file(name),
        )
    })?;
    if text.len() as u64 > DOCUMENT_LIMIT {
        let limit = DOCUMENT_LIMIT >> 20;
        return Err(unreadable(
            format!("the document is larger than {limit} MiB"),
            Place::file(name),
        ));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let is_lines = name.ends_with(".ndjson") || name.ends_with(".jsonl");
    let parts: Vec<(usize, &str)> = if is_lines {
        text.split('\n')
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
            .collect()
    } else {
        vec![(0, text)]
    };
    let parse = |(line, part): (usize, &str)| {
        serde_json::from_str(part).map_err(|error| {
            let shown = part
                .split('\n')
                .nth(error.line().saturating_sub(1))
                .unwrap_or("");
            // The parser counts bytes of the line; a person counts characters.
            let bytes = shown.floor_char_boundary(error.column().saturating_sub(1));
            let column = shown[..bytes].chars().count() as u64 + 1;
            let place = Place::span(name, (line + error.line()) as u64, column, 1, shown);
            unreadable(format!("not valid JSON: {error}"), place).help(
                "corriger la syntaxe JSON à cet endroit",
                "mend the JSON syntax at this place",
            )
        })
    };
    parts.into_iter().map(parse).collect()
}

impl Records for JsonRecords {
    fn next(
        &mut self,
        record: &mut Record,
        visit: &mut dyn FnMut(&Record, &dyn Located),
    ) -> Result<bool, Diagnostic> {
        let Some(pointer) = self.next_item() else {
            return self.all_seen().map(|()| false);
        };
        record.clear();
        self.number += 1;
        record.number = self.number;
        let item = self.document.pointer(&pointer).unwrap_or(&Value::Null);
        let located = LocatedItem {
            name: &self.name,
            pointer: &pointer,
            number: self.number,
        };
        for (reference, seen) in self.references.iter().zip(&mut self.seen) {
            for node in reference.query(item).all() {
                *seen = true;
                if let Some((text, natural)) = scalar(node)
                    && !self.access.nulls.iter().any(|null| *null == text)
                {
                    let is_plain = self.access.is_plain && natural != Natural::Structure;
                    record.push(&text, if is_plain { Natural::String } else { natural });
                }
            }
            record.end_slot();
        }
        visit(record, &located);
        Ok(true)
    }
}

/// The text of a value with its natural datatype; nothing for `null`.
fn scalar(node: &Value) -> Option<(Cow<'_, str>, Natural)> {
    match node {
        Value::Null => None,
        Value::String(text) => Some((Cow::Borrowed(text), Natural::String)),
        Value::Bool(true) => Some((Cow::Borrowed("true"), Natural::Boolean)),
        Value::Bool(false) => Some((Cow::Borrowed("false"), Natural::Boolean)),
        Value::Number(number) => Some((Cow::Owned(number.to_string()), natural(number))),
        Value::Array(_) | Value::Object(_) => {
            Some((Cow::Owned(node.to_string()), Natural::Structure))
        }
    }
}

fn natural(number: &Number) -> Natural {
    if number.to_string().contains(['.', 'e', 'E']) {
        Natural::Double
    } else {
        Natural::Integer
    }
}

/// An item of a document by its pointer.
struct LocatedItem<'a> {
    name: &'a str,
    pointer: &'a str,
    number: u64,
}

impl Located for LocatedItem<'_> {
    fn place(&self, _slot: Option<usize>) -> Place {
        Place::file(format!("{}#{}", self.name, self.pointer))
    }

    fn line(&self) -> u64 {
        self.number
    }

    fn file(&self) -> &str {
        self.name
    }
}
