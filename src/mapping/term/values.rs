//! From rules to values: templates, references and calls of functions.
//!
//! In: a [`ValueOp`] and a record. Out: texts in the buffer of [`Terms`].

use super::{Fault, FaultKind, Span, Terms};
use crate::mapping::function::Definition;
use crate::mapping::iri::{self, Safety};
use crate::mapping::program::{Segment, ValueKind, ValueOp};
use crate::mapping::record::{Natural, Record, Value};
use std::ops::Range;

/// The most values that one rule makes of one record.
pub const COMBINATIONS_LIMIT: usize = 1_000_000;

impl<'p> Terms<'p> {
    /// The values of a rule as strings of their own, for joins.
    ///
    /// # Errors
    /// A value that is an array or an object.
    pub fn strings(&mut self, op: &'p ValueOp, record: &Record) -> Result<Vec<String>, Fault<'p>> {
        let first = self.spans.len();
        let values = self.values(op, record)?;
        let strings = values
            .map(|index| self.str(self.spans[index]).to_owned())
            .collect();
        self.spans.truncate(first);
        Ok(strings)
    }

    /// Writes the values of a rule into the buffer; they stand at these indexes of the spans.
    pub(super) fn values(
        &mut self,
        op: &'p ValueOp,
        record: &Record,
    ) -> Result<Range<usize>, Fault<'p>> {
        if record.has_structure {
            Self::structure(op, record)?;
        }
        let first = self.spans.len();
        match &op.kind {
            ValueKind::Constant(text) => self.push_span(text, Natural::String),
            ValueKind::Slot(slot) => {
                for value in record.values(*slot) {
                    self.push_span(record.text(*value), value.natural);
                }
            }
            ValueKind::Call {
                definition,
                arguments,
            } => {
                let mut inner = Terms::default();
                inner.call(op, definition, arguments, record)?;
                for index in 0..inner.spans.len() {
                    let span = inner.spans[index];
                    self.push_span(inner.str(span), span.natural);
                }
            }
            ValueKind::Template {
                slots,
                segments,
                safety,
            } => {
                self.expand(op, slots, segments, *safety, record)?;
            }
        }
        Ok(first..self.spans.len())
    }

    /// A value of a rule that is no single value is a fault.
    fn structure(op: &'p ValueOp, record: &Record) -> Result<(), Fault<'p>> {
        let mut text = None;
        op.find_slot(&mut |slot| {
            let values = record.values(slot).iter();
            let found = values.copied().find_map(|value| match value.natural {
                Natural::Structure => Some((value, FaultKind::Structure)),
                Natural::Error => Some((value, FaultKind::Cell)),
                _ => None,
            });
            text = found.map(|(value, kind)| (record.text(value).to_owned(), kind));
            text.is_some()
        });
        match text {
            Some((text, kind)) => Err(Fault {
                kind,
                value: op,
                text,
            }),
            None => Ok(()),
        }
    }

    /// What a function gives for every combination of its arguments' values. Where a required
    /// one has none, it is not called.
    fn call(
        &mut self,
        op: &'p ValueOp,
        definition: &'static Definition,
        arguments: &'p [(usize, ValueOp)],
        record: &Record,
    ) -> Result<(), Fault<'p>> {
        let mut values: Vec<Vec<Option<String>>> = Vec::new();
        for (index, parameter) in definition.parameters.iter().enumerate() {
            let mut given = Vec::new();
            for (_, argument) in arguments.iter().filter(|(of, _)| *of == index) {
                given.extend(self.strings(argument, record)?.into_iter().map(Some));
            }
            if given.is_empty() {
                if parameter.is_required {
                    return Ok(());
                }
                given.push(None);
            }
            values.push(given);
        }
        let combinations = combinations(values.iter().map(Vec::len), op)?;
        for mut number in 0..combinations {
            let chosen: Vec<Option<&str>> = values
                .iter()
                .map(|given| {
                    let value = given[number % given.len()].as_deref();
                    number /= given.len();
                    value
                })
                .collect();
            let made = (definition.call)(&chosen).map_err(|why| {
                let text = format!("`{}`: {why}", definition.name);
                Fault {
                    kind: FaultKind::Function,
                    value: op,
                    text,
                }
            })?;
            for (text, natural) in made {
                self.push_span(&text, natural);
            }
        }
        Ok(())
    }

    pub(super) fn push_span(&mut self, text: &str, natural: Natural) {
        let start = self.text.len();
        self.text.push_str(text);
        self.spans.push(Span {
            start,
            end: self.text.len(),
            natural,
        });
    }

    /// Every combination of the slots' values, put into the template; none when a slot is empty.
    fn expand(
        &mut self,
        op: &'p ValueOp,
        slots: &[usize],
        segments: &[Segment],
        safety: Safety,
        record: &Record,
    ) -> Result<(), Fault<'p>> {
        let lengths = slots.iter().map(|slot| record.values(*slot).len());
        let combinations = combinations(lengths, op)?;
        for number in 0..combinations {
            let start = self.text.len();
            for segment in segments {
                match segment {
                    Segment::Text(text) => self.text.push_str(text),
                    Segment::Value(index) => {
                        let value = pick(slots, *index, number, record);
                        iri::encode(record.text(value), safety, &mut self.text);
                    }
                }
            }
            self.spans.push(Span {
                start,
                end: self.text.len(),
                natural: Natural::String,
            });
        }
        Ok(())
    }
}

/// How many combinations of values there are. Lists of lists grow without measure, and a record
/// must not fill the memory.
fn combinations(
    mut lengths: impl Iterator<Item = usize>,
    op: &ValueOp,
) -> Result<usize, Fault<'_>> {
    let product = lengths.try_fold(1usize, |product, length| product.checked_mul(length));
    product
        .filter(|product| *product <= COMBINATIONS_LIMIT)
        .ok_or_else(|| Fault {
            kind: FaultKind::Combinations,
            value: op,
            text: String::new(),
        })
}

/// The value of one slot in a combination of all: the last slot turns fastest.
fn pick(slots: &[usize], index: usize, number: usize, record: &Record) -> Value {
    let after = &slots[index + 1..];
    let turns: usize = after
        .iter()
        .map(|slot| record.values(*slot).len())
        .product();
    let values = record.values(slots[index]);
    values[(number / turns) % values.len()]
}
