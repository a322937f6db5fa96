//! Joins: the subjects of a triples map by the values of its conditions.
//!
//! In: the records of the parent's source. Out: an index that a child's values are looked up in.

use super::compile::IndexProgram;
use super::problems::Problems;
use super::program::ValueOp;
use super::record::Record;
use super::source::Records;
use super::term::{Fault, Terms};
use crate::diag::Diagnostic;
use oxigraph::model::Term;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Subjects by the values of all conditions.
#[derive(Debug, Default)]
pub struct Index {
    subjects: Vec<Term>,
    by_key: HashMap<Vec<String>, Vec<usize>>,
}

impl Index {
    /// Reads all records of the parent.
    pub fn fill(
        program: &IndexProgram,
        records: &mut dyn Records,
        problems: &mut Problems,
    ) -> Result<Self, Diagnostic> {
        let mut index = Self::default();
        let mut known = HashMap::new();
        let mut terms = Terms::default();
        let mut record = Record::default();
        loop {
            let more = records.next(&mut record, &mut |record, located| {
                terms.clear();
                if let Err(fault) = terms.push(&program.subject, record) {
                    problems.value(&fault, located);
                    return;
                }
                let keys = match keys(&program.keys, record) {
                    Ok(keys) => keys,
                    Err(fault) => return problems.value(&fault, located),
                };
                for number in 0..terms.len() {
                    let subject = terms.get(number).into_owned();
                    let subject = match known.entry(subject) {
                        Entry::Occupied(entry) => *entry.get(),
                        Entry::Vacant(entry) => {
                            index.subjects.push(entry.key().clone());
                            *entry.insert(index.subjects.len() - 1)
                        }
                    };
                    for key in &keys {
                        let subjects = index.by_key.entry(key.clone()).or_default();
                        if !subjects.contains(&subject) {
                            subjects.push(subject);
                        }
                    }
                }
            })?;
            if !more {
                return Ok(index);
            }
        }
    }

    /// The subjects whose conditions have these values.
    pub fn look_up<'a>(&'a self, key: &[String]) -> impl Iterator<Item = &'a Term> {
        let found = self.by_key.get(key).map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|subject| &self.subjects[*subject])
    }
}

/// Every combination of the values of the conditions; none when one has no value.
pub fn keys<'p>(ops: &'p [ValueOp], record: &Record) -> Result<Vec<Vec<String>>, Fault<'p>> {
    let mut keys = vec![Vec::with_capacity(ops.len())];
    let mut terms = Terms::default();
    for op in ops {
        let values = terms.strings(op, record)?;
        keys = keys
            .into_iter()
            .flat_map(|key| {
                values.iter().map(move |value| {
                    let mut key = key.clone();
                    key.push(value.clone());
                    key
                })
            })
            .collect();
    }
    Ok(keys)
}
