//! Predicates by name: every pattern of a query names one, and a search of the dictionary takes longer
//! than much of the rest.
//!
//! In: the list of predicates of a snapshot that has few. Out: a table in memory, made when it is first
//! asked for.

use super::Snapshot;
use super::section::Damage;
use oxigraph::model::{NamedNodeRef, Term};
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// A list that is longer is searched: to read it would take longer than a small query may.
const MOST: u32 = 256;

/// The table, once it was made.
#[derive(Debug, Default)]
pub(super) struct ByName(OnceLock<FxHashMap<Box<str>, u32>>);

impl Snapshot {
    /// The number of a predicate among the predicates.
    ///
    /// # Errors
    /// Damage.
    pub fn predicate(&self, name: NamedNodeRef<'_>) -> Result<Option<u32>, Damage> {
        if self.statistics.predicates() > MOST {
            return match self.dictionary.number(name.into())? {
                Some(term) => self.statistics.find_predicate(term),
                None => Ok(None),
            };
        }
        let table = match self.predicates.0.get() {
            Some(table) => table,
            None => {
                // Whoever is first, the table is the same.
                let table = self.by_name()?;
                self.predicates.0.get_or_init(|| table)
            }
        };
        Ok(table.get(name.as_str()).copied())
    }

    fn by_name(&self) -> Result<FxHashMap<Box<str>, u32>, Damage> {
        let mut table = FxHashMap::default();
        for predicate in 1..=self.statistics.predicates() {
            let term = self.statistics.predicate_term(predicate)?;
            if let Term::NamedNode(name) = self.dictionary.term(term)? {
                table.insert(name.into_string().into(), predicate);
            }
        }
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use crate::snapshot::Snapshot;
    use crate::snapshot::write::{Resources, Writer};
    use oxigraph::model::{GraphName, NamedNode, Quad};

    fn node(number: u32) -> NamedNode {
        NamedNode::new_unchecked(format!("http://example.org/{number}"))
    }

    /// A snapshot whose predicates are the even numbers below twice as many.
    fn snapshot(predicates: u32) -> Snapshot {
        let mut writer = Writer::new(Resources::default());
        for number in 0..predicates {
            let quad = Quad::new(node(1), node(2 * number), node(3), GraphName::DefaultGraph);
            writer.push(quad.as_ref()).expect("room");
        }
        let bytes = writer.finish_bytes().expect("written");
        Snapshot::from_bytes(&bytes).expect("opens")
    }

    #[test]
    fn few_and_many_predicates_are_found_and_no_other_terms() {
        for count in [1, super::MOST, super::MOST + 1] {
            let snapshot = snapshot(count);
            for number in 0..2 * count {
                let found = snapshot.predicate(node(number).as_ref()).expect("sound");
                let term = found.map(|found| snapshot.statistics.predicate_term(found));
                let term = term.map(|term| snapshot.dictionary.term(term.expect("sound")));
                let expected = (number % 2 == 0).then(|| node(number).into());
                assert_eq!(term.map(|term| term.expect("sound")), expected, "{count}");
            }
        }
    }
}
