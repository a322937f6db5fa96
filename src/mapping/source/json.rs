//! Records of JSON documents: the iterator and the references are paths (RFC 9535; RML-IO
//! registry, JSONPath).
//!
//! A document is read whole; with an iterator over its items, each item is a record. A file whose
//! name ends in `.ndjson` or `.jsonl` holds one document a line (see [`documents`]).

mod documents;
mod found;
mod path;
mod reach;
mod steps;

pub use found::Found;

use super::{Located, Records};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::model::{Access, LogicalSource, Root};
use crate::mapping::program::Reference;
use crate::mapping::record::{Natural, Record};
use documents::Documents;
use path::Path;
use serde_json::Value;
use std::borrow::Cow;
use std::io::Read;
use steps::Steps;

/// The most text of one record, in bytes: a path may find a long text many times.
const TEXT_LIMIT: usize = 256 << 20;

/// What is told of an array or an object that stands where a value should, in bytes.
const TOLD: usize = 400;

/// The items of documents, of which the wanted values are taken.
pub struct JsonRecords {
    documents: Documents,
    document: Value,
    /// Where the items of the document stand, as JSON pointers (RFC 6901).
    items: std::vec::IntoIter<String>,
    iterator: Path,
    steps: Steps,
    references: Vec<Path>,
    found: Found,
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
        let iterator = Reference {
            text: source.iterator.clone().unwrap_or_else(|| "$".to_owned()),
            place: source.iterator_place.clone(),
        };
        let iterator = Path::parse(&iterator, &mut found);
        let references: Vec<_> = references
            .iter()
            .filter_map(|reference| Path::parse(reference, &mut found))
            .collect();
        found.into_result()?;
        let Some(iterator) = iterator else {
            return Err(Diagnostics::new());
        };
        Ok(Self {
            documents: Documents::new(reader, name),
            document: Value::Null,
            items: Vec::new().into_iter(),
            steps: Steps::of(&iterator.full),
            iterator,
            found: Found {
                name: name.to_owned(),
                goes_on: matches!(source.root, Root::Input(_)),
                documents: 0,
                is_there: false,
                items: 0,
                references: vec![false; references.len()],
            },
            references,
            access: source.access.clone(),
            name: name.to_owned(),
            number: 0,
        })
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
            self.iterator.check(&self.document)?;
            let nodes = self.iterator.query.query_located(&self.document);
            let items: Vec<_> = nodes
                .locations()
                .map(|location| location.to_json_pointer())
                .collect();
            self.found.documents += 1;
            self.found.is_there |=
                !items.is_empty() || (!self.found.is_there && !self.steps.lack(&self.document));
            self.items = items.into_iter();
        }
    }
}

impl Records for JsonRecords {
    fn found(&mut self) -> Option<&mut Found> {
        Some(&mut self.found)
    }

    fn next(
        &mut self,
        record: &mut Record,
        visit: &mut dyn FnMut(&Record, &dyn Located),
    ) -> Result<bool, Diagnostic> {
        let Some(pointer) = self.next_item()? else {
            let references = self.references.iter().map(|path| &path.written);
            let judged = self.found.judge(&self.iterator.written, references);
            return judged.map(|()| false);
        };
        record.clear();
        self.number += 1;
        self.found.items += 1;
        record.number = self.number;
        let item = self.document.pointer(&pointer).unwrap_or(&Value::Null);
        let located = LocatedItem {
            name: &self.name,
            pointer: &pointer,
            number: self.number,
        };
        for (path, found) in self.references.iter().zip(&mut self.found.references) {
            path.check(item)?;
            for node in path.query.query(item).all() {
                *found = true;
                if record.length() > TEXT_LIMIT {
                    return Err(path.finds_too_much("finds more than 256 MiB of text"));
                }
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
        Value::Number(number) => {
            // The parser gives every exponent a sign, which few files do.
            let text = number.as_str().replace("e+", "e");
            let natural = if text.contains(['.', 'e']) {
                Natural::Double
            } else {
                Natural::Integer
            };
            Some((Cow::Owned(text), natural))
        }
        Value::Array(_) | Value::Object(_) => {
            Some((Cow::Owned(beginning(node)), Natural::Structure))
        }
    }
}

/// The beginning of an array or an object, which is never a value and only told of.
fn beginning(node: &Value) -> String {
    let mut text = [0; TOLD];
    let mut free = text.as_mut_slice();
    // It ends where there is no more room.
    let _ = serde_json::to_writer(&mut free, node);
    let length = TOLD - free.len();
    String::from_utf8_lossy(&text[..length]).into_owned()
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
