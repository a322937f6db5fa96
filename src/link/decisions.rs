//! What a steward has decided: it always wins, and a rejected pair never comes back.
//!
//! In: candidates and the decisions so far. Out: the review, with the decisions in their place, and
//! the links that hold.

use super::sssom::Mapping;
use std::collections::BTreeMap;

/// Decisions by subject and object.
#[derive(Debug, Default)]
pub struct Decisions {
    by_pair: BTreeMap<(String, String), Mapping>,
}

impl Decisions {
    /// Gathers what is decided; the last line of a pair counts.
    pub fn new(mappings: impl IntoIterator<Item = Mapping>) -> Self {
        let mut decisions = Self::default();
        decisions.add(mappings);
        decisions
    }

    /// Takes more decisions; lines without one are passed over. Says how many were new or changed.
    pub fn add(&mut self, mappings: impl IntoIterator<Item = Mapping>) -> usize {
        let mut changed = 0;
        for mapping in mappings
            .into_iter()
            .filter(|mapping| !mapping.decision.is_empty())
        {
            let pair = (mapping.subject.clone(), mapping.object.clone());
            let before = self.by_pair.get(&pair).map(|known| known.decision.clone());
            if before.as_deref() != Some(mapping.decision.as_str()) {
                changed += 1;
                self.by_pair.insert(pair, mapping);
            }
        }
        changed
    }

    /// All decisions, by subject and object.
    pub fn all(&self) -> impl Iterator<Item = &Mapping> {
        self.by_pair.values()
    }

    /// What was decided of a pair.
    pub fn of(&self, subject: &str, object: &str) -> Option<&str> {
        let pair = (subject.to_owned(), object.to_owned());
        self.by_pair
            .get(&pair)
            .map(|mapping| mapping.decision.as_str())
    }

    /// True when a subject has an accepted object already.
    pub fn is_settled(&self, subject: &str) -> bool {
        let mut of = self.all().filter(|mapping| mapping.subject == subject);
        of.any(|mapping| mapping.decision == "accept")
    }

    /// Candidates that no decision has answered: rejected pairs and settled subjects are gone.
    pub fn open(&self, candidates: Vec<Mapping>) -> Vec<Mapping> {
        let open = candidates.into_iter().filter(|candidate| {
            self.of(&candidate.subject, &candidate.object).is_none()
                && !self.is_settled(&candidate.subject)
        });
        open.collect()
    }
}
