//! Records of JSON documents: the iterator and the references are paths (RFC 9535; RML-IO
//! registry, JSONPath).
//!
//! A document is read whole; with an iterator over its items, each item is a record. A file whose
//! name ends in `.ndjson` or `.jsonl` holds one document a line (see [`documents`]).

mod documents;

use super::{Located, Records};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::model::{Access, LogicalSource};
use crate::mapping::program::Reference;
use crate::mapping::record::{Natural, Record};
use documents::Documents;
use serde_json::{Number, Value};
use serde_json_path::JsonPath;
use std::borrow::Cow;
use std::io::Read;

/// The items of documents, of which the wanted values are taken.
pub struct JsonRecords {
    documents: Documents,
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
    /// Compiles the paths.
    ///
    /// # Errors
    /// `M012` for each path that is none.
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
            documents: Documents::new(reader, name),
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

    fn next_item(&mut self) -> Result<Option<String>, Diagnostic> {
        loop {
            if let Some(item) = self.items.next() {
                return Ok(Some(item));
            }
            let Some(document) = self.documents.next()? else {
                return Ok(None);
            };
            self.document = document;
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

impl Records for JsonRecords {
    fn next(
        &mut self,
        record: &mut Record,
        visit: &mut dyn FnMut(&Record, &dyn Located),
    ) -> Result<bool, Diagnostic> {
        let Some(pointer) = self.next_item()? else {
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
