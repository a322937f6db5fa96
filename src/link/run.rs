//! One pass over a register: for each source the best candidates, then a decision.
//!
//! In: an [`Index`] and rows one by one. Out: [`Linked`], a candidate or none for each source. The
//! result depends on neither the order of equal rows nor on how the register is cut into parts:
//! candidates of parts merge into those of the whole ([`Linker::merge`]).

use super::Record;
use super::candidate::{Candidate, Candidates, KEPT, insert, is_wanted, merge};
use super::index::Index;
use super::score::Scorer;
use super::state;

/// How much more a pair must score when the place of one of both is not known: the same name is borne
/// by several.
const PLACELESS: f32 = 0.1;
/// A pair below this is not looked at again.
const FLOOR: f32 = 0.45;

/// From which score, and by which margin to the second, a candidate is what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Score from which a candidate is accepted.
    pub accept: f32,
    /// Score from which a candidate is shown to a steward.
    pub review: f32,
    /// By how much the second must be less for the first to be accepted.
    pub margin: f32,
}

impl Default for Thresholds {
    /// Fixed on one generated set and reported on another: see docs/linking.md.
    fn default() -> Self {
        Self {
            accept: 0.77,
            review: 0.55,
            margin: 0.03,
        }
    }
}

/// What is to be done with a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// The tool would link them.
    Accept,
    /// A steward should look.
    Review,
}

/// The best candidate of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Linked {
    /// The number of the source.
    pub source: usize,
    /// The candidate.
    pub best: Candidate,
    /// The score of the second; 0 when there is none.
    pub second: f32,
    /// What is to be done.
    pub band: Band,
}

/// The state of a pass.
#[derive(Debug)]
pub struct Linker<'i> {
    scorer: Scorer<'i>,
    best: Candidates,
}

impl<'i> Linker<'i> {
    /// Begins a pass; `places` are the names of communes by INSEE code.
    pub fn new(index: &'i Index, places: impl IntoIterator<Item = (String, String)>) -> Self {
        Self {
            scorer: Scorer::new(index, places, FLOOR),
            best: vec![Vec::new(); index.sources().len()],
        }
    }

    /// Looks at one row of the register.
    pub fn row(&mut self, record: &Record) {
        let best = &mut self.best;
        self.scorer.matches(record, |source, features| {
            let list = &mut best[source as usize];
            if features.total >= FLOOR && is_wanted(list, &record.id, &features) {
                let candidate = Candidate {
                    id: record.id.clone(),
                    label: record.names.first().cloned().unwrap_or_default(),
                    features,
                    ess: record.ess.clone(),
                    remark: String::new(),
                    row: state::number(record),
                };
                insert(list, candidate);
            }
            let worst = list.get(KEPT - 1);
            worst.map_or(FLOOR, |worst| worst.features.total)
        });
    }

    /// The candidates of each source, to be merged with those of other parts.
    pub fn into_candidates(self) -> Candidates {
        self.best
    }

    /// Takes the candidates of another part of the register.
    pub fn merge(&mut self, other: Candidates) {
        merge(&mut self.best, other);
    }

    /// Decides, in the order of the sources.
    pub fn decide(&self, thresholds: Thresholds) -> Vec<Linked> {
        decide(&self.best, thresholds)
    }
}

/// Decides for each source, in their order.
pub fn decide(best: &Candidates, thresholds: Thresholds) -> Vec<Linked> {
    let mut linked = Vec::new();
    for (source, candidates) in best.iter().enumerate() {
        let Some(best) = candidates.first() else {
            continue;
        };
        let second = candidates
            .get(1)
            .map_or(0.0, |second| second.features.total);
        let (total, score) = (best.features.total, best.features.score());
        if score < thresholds.review {
            continue;
        }
        let placeless = best.features.place == 0.0 && !best.features.key;
        let needed = thresholds.accept + if placeless { PLACELESS } else { 0.0 };
        let enough = score >= needed && total - second >= thresholds.margin;
        let sure = enough && !best.features.other_number;
        linked.push(Linked {
            source,
            best: best.clone(),
            second: second.min(1.0),
            band: if sure { Band::Accept } else { Band::Review },
        });
    }
    linked
}
