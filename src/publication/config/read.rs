//! `ptce.toml` with all its faults at once.
//!
//! In: its text. Out: the settings as far as they can be understood, and each fault with its place. The
//! reader of TOML stops at the first fault: it is noted, mended in the tree by what the reader says it
//! wants there, and the tree is read again. What stands in for a value is never told of.

use super::fault::{Fault, Setting, Wanted};
use super::{Config, STAND_IN, syntax};
use crate::diag::{Diagnostics, Place};
use crate::text::nearest::nearest;
use serde::Deserialize as _;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue, Deserializer};

/// How many faults are told of; what stands in for values counts as well.
const LIMIT: usize = 300;

/// Reads the text; `file` is its name in messages. No settings where it is no TOML (`P008`).
pub(super) fn read(text: &str, file: &str) -> (Option<Config>, Diagnostics) {
    let mut found = Diagnostics::new();
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        found.extend(syntax::told(&errors, text, file));
        return (None, found);
    }
    let mut tree = Tree {
        root,
        end: text.len(),
        stand_ins: 0,
    };
    for _ in 0..LIMIT {
        let error = match Config::deserialize(Deserializer::from(tree.root.clone())) {
            Ok(config) => return (Some(config), found),
            Err(error) => error,
        };
        let span = error.span().unwrap_or_default();
        let fault = Fault::of(error.message());
        let path = tree.path(&span, &fault);
        if let (Some(before), Some(written)) = (text.get(..span.start), text.get(span.start..)) {
            let line = before.rsplit('\n').next().unwrap_or_default();
            let setting = Setting {
                path: &shown(path.as_deref().unwrap_or_default()),
                is_item: matches!(path.as_deref(), Some([.., Step::Item(_)])),
                is_heading: line.trim().is_empty() && written.starts_with('['),
            };
            found.push(fault.told(&setting).at(match path.as_deref() {
                Some([]) => Place::file(file),
                _ => Place::bytes(file, text, span),
            }));
        }
        let Some(path) = path else {
            return (None, found);
        };
        if !tree.mend(&path, &fault) {
            return (None, found);
        }
    }
    (None, found)
}

/// A step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Name(String),
    Item(usize),
}

/// The names of a path, joined by full stops.
fn shown(path: &[Step]) -> String {
    let names = path.iter().filter_map(|step| match step {
        Step::Name(name) => Some(name.as_str()),
        Step::Item(_) => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// What was read, with what stands in for values that are missing or wrong: such a value has a span
/// beyond the end of the text.
struct Tree<'t> {
    root: Spanned<DeTable<'t>>,
    end: usize,
    stand_ins: usize,
}

impl<'t> Tree<'t> {
    /// The way to what a fault is about: to the name that is unknown, or to the value.
    fn path(&self, span: &Range<usize>, fault: &Fault<'_>) -> Option<Vec<Step>> {
        if self.root.span() == *span {
            return Some(Vec::new());
        }
        let by_name = matches!(fault, Fault::Unknown { .. });
        let mut path = Vec::new();
        in_table(self.root.get_ref(), span, by_name, &mut path).then_some(path)
    }

    /// Makes the fault go away; false where that cannot be.
    fn mend(&mut self, path: &[Step], fault: &Fault<'_>) -> bool {
        match (fault, path) {
            (Fault::Unknown { name, expected }, [way @ .., Step::Name(_)]) => {
                self.rename(way, name, expected)
            }
            (Fault::Missing(name), _) => {
                let any = self.stand_in(DeValue::Boolean(false));
                let key = Spanned::new(any.span(), DeString::Owned((*name).to_owned()));
                let table = self.table(path);
                table.is_some_and(|table| table.insert(key, any).is_none())
            }
            (
                Fault::Value {
                    wanted: Wanted::Limit,
                    ..
                },
                [way @ .., Step::Name(name)],
            ) => {
                let table = self.table(way);
                table.is_some_and(|table| table.remove(name.as_str()).is_some())
            }
            (Fault::Value { wanted, .. }, _) => {
                let Some(new) = self.wanted(wanted, path) else {
                    return false;
                };
                let place = self.value(path);
                place.map(|value| *value = new).is_some()
            }
            _ => false,
        }
    }

    /// Takes a name that is unknown away, or puts its value where it was meant to be.
    fn rename(&mut self, way: &[Step], name: &str, expected: &[&str]) -> bool {
        let Some(table) = self.table(way) else {
            return false;
        };
        let Some((key, value)) = table.remove_entry(name) else {
            return false;
        };
        let near = nearest(name, expected.iter().copied());
        if let Some(near) = near.filter(|near| !table.contains_key(*near)) {
            let key = Spanned::new(key.span(), DeString::Owned(near.to_owned()));
            table.insert(key, value);
        }
        true
    }

    /// What the reader takes in a place.
    fn wanted(&mut self, wanted: &Wanted<'_>, path: &[Step]) -> Option<Spanned<DeValue<'t>>> {
        let value = match wanted {
            Wanted::Text if path.last() == Some(&Step::Name("date".to_owned())) => {
                DeValue::String(DeString::Borrowed("2000-01-01"))
            }
            Wanted::Text => DeValue::String(DeString::Borrowed(STAND_IN)),
            Wanted::Word(words) => DeValue::String(DeString::Owned((*words.first()?).to_owned())),
            Wanted::Services => DeValue::Array(DeArray::new()),
            Wanted::List(length) => {
                let mut list = DeArray::new();
                for _ in 0..*length {
                    list.push(self.stand_in(DeValue::Boolean(false)));
                }
                DeValue::Array(list)
            }
            Wanted::Section => DeValue::Table(DeTable::new()),
            Wanted::Whole | Wanted::Limit => DeValue::Integer(toml::de::DeInteger::default()),
            Wanted::Number => DeValue::Float(toml::de::DeFloat::default()),
            Wanted::Truth => DeValue::Boolean(false),
            Wanted::Other => return None,
        };
        Some(self.stand_in(value))
    }

    fn stand_in(&mut self, value: DeValue<'t>) -> Spanned<DeValue<'t>> {
        self.stand_ins += 1;
        let at = self.end + self.stand_ins;
        Spanned::new(at..at, value)
    }

    /// The value at a path that is not empty.
    fn value(&mut self, path: &[Step]) -> Option<&mut Spanned<DeValue<'t>>> {
        let (last, way) = path.split_last()?;
        match last {
            Step::Name(name) => self.table(way)?.get_mut(name.as_str()),
            Step::Item(number) => match self.value(way)?.get_mut() {
                DeValue::Array(list) => list.get_mut(*number),
                _ => None,
            },
        }
    }

    /// The table at a path; of a list of tables, whose place is that of its first, the first.
    fn table(&mut self, path: &[Step]) -> Option<&mut DeTable<'t>> {
        if path.is_empty() {
            return Some(self.root.get_mut());
        }
        match self.value(path)?.get_mut() {
            DeValue::Table(table) => Some(table),
            DeValue::Array(list) => match list.get_mut(0)?.get_mut() {
                DeValue::Table(table) => Some(table),
                _ => None,
            },
            _ => None,
        }
    }
}

fn in_table(table: &DeTable<'_>, span: &Range<usize>, by_name: bool, path: &mut Vec<Step>) -> bool {
    table.iter().any(|(name, value)| {
        path.push(Step::Name(name.get_ref().to_string()));
        let found = by_name && name.span() == *span || in_value(value, span, by_name, path);
        if !found {
            path.pop();
        }
        found
    })
}

fn in_value(
    value: &Spanned<DeValue<'_>>,
    span: &Range<usize>,
    by_name: bool,
    path: &mut Vec<Step>,
) -> bool {
    if !by_name && value.span() == *span {
        return true;
    }
    match value.get_ref() {
        DeValue::Table(table) => in_table(table, span, by_name, path),
        DeValue::Array(list) => list.iter().enumerate().any(|(number, item)| {
            path.push(Step::Item(number));
            let found = in_value(item, span, by_name, path);
            if !found {
                path.pop();
            }
            found
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
