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

/// Who decides and when, where a decision does not say it itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signature<'a> {
    /// The name; empty where nobody signs.
    pub reviewer: &'a str,
    /// The day, `YYYY-MM-DD`.
    pub date: &'a str,
}

impl Decisions {
    /// Gathers what is decided; the last line of a pair counts.
    pub fn new(mappings: impl IntoIterator<Item = Mapping>) -> Self {
        let decided = mappings.into_iter().filter(Mapping::is_decided);
        Self {
            by_pair: decided.map(|mapping| (pair(&mapping), mapping)).collect(),
        }
    }

    /// Takes more decisions, each as [`Self::signed`] has it; lines without one are passed over. Says how
    /// many were new or changed.
    pub fn add(&mut self, mappings: impl IntoIterator<Item = Mapping>, by: Signature<'_>) -> usize {
        let mut changed = 0;
        for mapping in mappings.into_iter().filter(Mapping::is_decided) {
            let mapping = self.signed(mapping, by);
            if !self.holds(&mapping) {
                changed += 1;
                self.by_pair.insert(pair(&mapping), mapping);
            }
        }
        changed
    }

    /// A decision, signed where it is not: one that is said again as it was signed then, any other by `by`.
    pub fn signed(&self, mut mapping: Mapping, by: Signature<'_>) -> Mapping {
        let known = self.by_pair.get(&pair(&mapping));
        if mapping.reviewer.is_empty() {
            let again = known.filter(|known| {
                (&known.decision, &known.predicate) == (&mapping.decision, &mapping.predicate)
            });
            match again.filter(|known| !known.reviewer.is_empty()) {
                Some(known) => {
                    mapping.reviewer.clone_from(&known.reviewer);
                    mapping.date.clone_from(&known.date);
                }
                None => by.reviewer.clone_into(&mut mapping.reviewer),
            }
        }
        if mapping.date.is_empty() {
            // A decision that is not new keeps its day.
            let same = known.filter(|known| said(known)[1..] == said(&mapping)[1..]);
            let day = same.map_or(by.date, |known| &known.date);
            day.clone_into(&mut mapping.date);
        }
        mapping
    }

    /// True when taking a decision would change nothing.
    pub fn holds(&self, mapping: &Mapping) -> bool {
        let signed = self.signed(mapping.clone(), Signature::default());
        let known = self.by_pair.get(&pair(mapping));
        known.is_some_and(|known| said(known) == said(&signed))
    }

    /// How many nobody has signed.
    pub fn unsigned(&self) -> usize {
        let unsigned = |mapping: &&Mapping| mapping.reviewer.is_empty();
        self.all().filter(unsigned).count()
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

fn pair(mapping: &Mapping) -> (String, String) {
    (mapping.subject.clone(), mapping.object.clone())
}

/// What a steward says of a pair, the day first: a line that says the same changes nothing.
fn said(mapping: &Mapping) -> [&str; 7] {
    [
        &mapping.date,
        &mapping.decision,
        &mapping.predicate,
        &mapping.reviewer,
        &mapping.comment,
        &mapping.comments.fr,
        &mapping.comments.en,
    ]
}
