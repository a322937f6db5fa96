//! The best few rows for each source, in an order that says nothing of when they came.

use super::score::Features;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Candidates kept for each source.
pub const KEPT: usize = 4;

/// A row that may be the same as a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The identifier of the row.
    pub id: String,
    /// Its first name.
    pub label: String,
    /// What speaks for and against.
    pub features: Features,
    /// What says that it belongs to the social and solidarity economy ([`Record::ess`](super::Record::ess)).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ess: Vec<String>,
    /// What a reconciliation service says of the pair, which it is asked in each run; empty when it says
    /// nothing.
    #[serde(skip)]
    pub remark: String,
    /// The row, by [`number`](super::state::number); 0 when it was read by another process.
    pub row: u128,
}

/// For each source, in their order, the best rows so far.
pub type Candidates = Vec<Vec<Candidate>>;

/// Adds the candidates of another part of a register.
pub fn merge(best: &mut Candidates, other: Candidates) {
    for (mine, theirs) in best.iter_mut().zip(other) {
        for candidate in theirs {
            insert(mine, candidate);
        }
    }
}

/// True when a row would be kept.
pub(super) fn is_wanted(list: &[Candidate], id: &str, features: &Features) -> bool {
    list.len() < KEPT
        || list.last().is_none_or(|last| {
            let order = last.features.total.total_cmp(&features.total);
            order.then_with(|| id.cmp(&last.id)).is_le()
        })
}

/// Keeps the best few, one for each thing of the register, in an order that says nothing of when they
/// came.
pub fn insert(list: &mut Vec<Candidate>, candidate: Candidate) {
    if let Some(known) = list.iter_mut().find(|known| known.id == candidate.id) {
        if order(&candidate, known) == Ordering::Less {
            *known = candidate;
        }
    } else {
        list.push(candidate);
    }
    list.sort_by(order);
    list.truncate(KEPT);
}

/// The better first; where both are as good, by what they say.
pub fn order(a: &Candidate, b: &Candidate) -> Ordering {
    let (ours, theirs) = (&a.features, &b.features);
    (theirs.total.total_cmp(&ours.total))
        .then_with(|| a.id.cmp(&b.id))
        .then_with(|| a.label.cmp(&b.label))
        .then_with(|| theirs.words.total_cmp(&ours.words))
        .then_with(|| theirs.place.total_cmp(&ours.place))
        .then_with(|| a.ess.cmp(&b.ess))
        .then_with(|| a.remark.cmp(&b.remark))
}
