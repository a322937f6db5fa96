//! Counts of groups whose rows come one group after the other, as the triples of a predicate stand by their
//! objects: each is told as soon as the next begins, and nothing is kept of it.
//!
//! In: rows in the order of what they are grouped by. Out: the rows of groups, as
//! [`group`](super::group) gives them. Removing this module changes no answer.

use super::cell::{Cell, Terms};
use super::group::{Aggregate, Grouping, Groups};
use super::sink::{Sink, Stop};
use super::{Place, Step};

/// The one place that rows are grouped by, where they come in its order.
pub(super) fn in_order(grouping: &Grouping, branches: &[Vec<Step>]) -> Option<usize> {
    let [steps] = branches else {
        return None;
    };
    let (slot, Step::Scan(first)) = (grouping.alone()?, steps.first()?) else {
        return None;
    };
    // The triples of a predicate, whatever their subjects.
    let [subject, Place::Fixed(_), Place::Found(object)] = first.places else {
        return None;
    };
    let any = match subject {
        Place::Found(subject) => subject != object,
        Place::Unasked => true,
        Place::Fixed(_) | Place::Known(_) => false,
    };
    (any && object == slot).then_some(slot)
}

/// Takes rows, gives groups to `give`.
pub(super) struct Ordered<'p, F> {
    /// The group at hand.
    group: Groups<'p>,
    by: usize,
    key: Option<Cell>,
    /// The row of a group in the making.
    row: Vec<Cell>,
    give: F,
}

impl<'p, F> Ordered<'p, F>
where
    F: FnMut(&mut Terms<'_>, &[Cell]) -> Result<(), Stop>,
{
    /// Groups by `by`, as rows of `width` places.
    pub fn new(grouping: &'p Grouping, by: usize, width: usize, give: F) -> Self {
        Self {
            group: Groups::new(grouping, 0.0),
            by,
            key: None,
            row: vec![Cell::NOTHING; width],
            give,
        }
    }

    /// Gives the group at hand.
    ///
    /// # Errors
    /// What `give` says.
    pub fn end(&mut self, terms: &mut Terms<'_>) -> Result<(), Stop> {
        let Some(key) = self.key else {
            return Ok(());
        };
        self.row[self.by] = key;
        let aggregates = &self.group.grouping.aggregates;
        for (at, (kind, slot)) in aggregates.iter().enumerate() {
            self.row[*slot] = match kind {
                Aggregate::CountDistinct(_) => Cell::count(self.group.distinct[at].take_count()),
                _ => std::mem::take(&mut self.group.states[at]).finish(kind, terms),
            };
        }
        (self.give)(terms, &self.row)
    }
}

impl<F> Sink for Ordered<'_, F>
where
    F: FnMut(&mut Terms<'_>, &[Cell]) -> Result<(), Stop>,
{
    fn row(&mut self, terms: &mut Terms<'_>, row: &[Cell], times: u64) -> Result<(), Stop> {
        let key = row[self.by];
        if self.key != Some(key) {
            self.end(terms)?;
            self.key = Some(key);
            self.group.restart();
        }
        self.group.take(0, terms, row, times)
    }
}

#[cfg(test)]
mod tests;
