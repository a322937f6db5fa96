//! Joins: the subjects of a triples map by the values of its conditions.
//!
//! In: the records of the parent's source. Out: an index that a child's values are looked up in, in
//! bounded memory (see [`table`]). The subjects found come in the order of their text, whatever the
//! memory and the number of threads.

mod table;

use super::compile::IndexProgram;
use super::distinct::spill_failed;
use super::nquads;
use super::problems::Problems;
use super::program::{Targets, ValueOp};
use super::record::Record;
use super::source::Records;
use super::term::{COMBINATIONS_LIMIT, Fault, FaultKind, Terms};
use crate::diag::{Diagnostic, Place};
use table::{Builder, Table};

/// The least memory of an index, in bytes.
const LEAST: usize = 1 << 16;

/// Subjects by the values of all conditions.
#[derive(Debug)]
pub struct Index {
    table: Table,
}

impl Index {
    /// Reads all records of the parent; what does not fit into `memory` bytes goes to a file. A subject
    /// that cannot be made and a record that is none are noted, unless the run over the same source notes
    /// them (`is_run`).
    ///
    /// # Errors
    /// What is wrong with the source; `M202` when a temporary file fails.
    pub fn fill(
        program: &IndexProgram,
        records: &mut dyn Records,
        problems: &mut Problems,
        is_run: bool,
        memory: usize,
    ) -> Result<Self, Diagnostic> {
        let mut builder = Builder::new(memory.max(LEAST));
        let (mut terms, mut scratch) = (Terms::default(), Terms::default());
        let mut record = Record::default();
        let mut subject = Vec::new();
        let mut added = Ok(());
        loop {
            let next = records.next(&mut record, &mut |record, located| {
                terms.clear();
                if let Err(fault) = terms.push(&program.subject, record) {
                    if !is_run {
                        problems.value(&fault, located);
                    }
                    return;
                }
                let keys = match keys(&program.keys, record, &mut scratch) {
                    Ok(keys) => keys,
                    Err(fault) => return problems.value(&fault, located),
                };
                for number in 0..terms.len() {
                    subject.clear();
                    nquads::push_term(terms.get(number), &mut subject);
                    for key in &keys {
                        if added.is_ok() {
                            added = builder.add(key, &subject);
                        }
                    }
                }
            });
            match next {
                Ok(true) if added.is_ok() => {}
                Ok(_) => break,
                Err(_) if is_run && records.goes_on() => {}
                Err(fault) if records.goes_on() => problems.record(fault),
                Err(fault) => return Err(fault),
            }
        }
        let table = added.and_then(|()| builder.finish());
        let table = table.map_err(|error| spill_failed(&error))?;
        Ok(Self { table })
    }

    /// Adds the subjects whose conditions have these values to the terms.
    ///
    /// # Errors
    /// `M106` for too many of them; `M202` when a temporary file fails.
    pub fn look_up(
        &self,
        key: &[u8],
        targets: Targets,
        terms: &mut Terms<'_>,
        scratch: &mut Vec<u8>,
        rule: &Place,
    ) -> Result<(), Diagnostic> {
        let before = terms.len();
        let found = self.table.find(key, scratch, &mut |subject| {
            terms.push_subject(subject, targets);
            terms.len() - before <= COMBINATIONS_LIMIT
        });
        if found.map_err(|error| spill_failed(&error))? {
            return Ok(());
        }
        let message = "a join finds more than a million subjects for one row";
        Err(Diagnostic::error("M106", message).at(rule.clone()).help(
            "ajouter une condition, ou employer une colonne qui distingue mieux",
            "add a condition, or use a column that tells more apart",
        ))
    }
}

/// Every combination of the values of the conditions, each as bytes that nothing else has; none
/// when one has no value.
pub fn keys<'p>(
    ops: &'p [ValueOp],
    record: &Record,
    scratch: &mut Terms<'p>,
) -> Result<Vec<Vec<u8>>, Fault<'p>> {
    scratch.clear();
    let mut keys = vec![Vec::new()];
    for op in ops {
        let values = scratch.strings(op, record)?;
        if keys.len().saturating_mul(values.len()) > COMBINATIONS_LIMIT {
            return Err(Fault {
                kind: FaultKind::Combinations,
                value: op,
                text: String::new(),
            });
        }
        let with = |key: Vec<u8>| {
            values.iter().map(move |value| {
                let length = (value.len() as u64).to_le_bytes();
                [key.as_slice(), &length, value.as_bytes()].concat()
            })
        };
        keys = keys.into_iter().flat_map(with).collect();
    }
    Ok(keys)
}
