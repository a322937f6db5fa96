//! Operators of our own for the shapes of query that come most: joins of triple patterns in an order
//! from the statistics, with tests, OPTIONAL, EXISTS and UNION over them, counted, grouped, sorted or
//! listed, all over numbers, with the counts that the index has already.
//!
//! In: the algebra of a query and a view. Out: its rows, or none when the shape is another; then the
//! evaluator answers. Removing this module changes no answer.

mod cell;
mod clauses;
mod compile;
mod concat;
mod distinct;
mod draft;
mod gather;
mod group;
mod name;
mod number;
mod objects;
mod order;
mod ordered;
mod other;
mod part;
mod path;
mod rows;
mod run;
mod scan;
mod shape;
mod sink;
mod sort;
mod tail;
mod test;
mod trail;
mod walk;

pub use cell::Terms;
pub use compile::compile;
pub use rows::Columns;
pub use sink::Stop;

use group::Grouping;
use oxigraph::model::Variable;
use serde::Serialize;
use std::sync::atomic::{AtomicU64, Ordering};
use test::Test;
use trail::Way;

/// A query that can be answered here.
pub struct Plan {
    /// The alternatives, one after the other.
    branches: Vec<Vec<Step>>,
    /// Places in a row.
    slots: usize,
    /// How many steps look in tables of their own.
    scans: usize,
    flags: usize,
    group: Option<Grouping>,
    /// What groups must meet.
    having: Option<Test>,
    order: Vec<Key>,
    /// The columns of the answer, and where their values stand.
    columns: Vec<(Variable, Option<usize>)>,
    distinct: bool,
    offset: usize,
    limit: Option<usize>,
    /// ASK: the first row is enough.
    ask: bool,
    /// The steps in words, where they are to be explained, and how many rows came out of each.
    notes: Vec<Note>,
    counts: Vec<AtomicU64>,
    /// Rows that the steps give, all together and at their end, as expected.
    looked: f64,
    given: f64,
}

/// A step in words.
#[derive(Debug, Clone)]
struct Note {
    /// Steps that it stands within.
    depth: usize,
    step: String,
    /// Rows that were expected of it, where anything was.
    estimate: Option<f64>,
}

impl Plan {
    /// The names of the columns.
    pub fn variables(&self) -> impl Iterator<Item = Variable> {
        self.columns.iter().map(|column| column.0.clone())
    }

    /// True when the first row is enough.
    pub fn is_ask(&self) -> bool {
        self.ask
    }

    /// Rows to look at, as expected: where nothing is thrown away or sorted, those up to the last that
    /// is asked for.
    pub fn expected(&self) -> f64 {
        let streams = |step: &Step| matches!(step, Step::Scan(_) | Step::Path(_));
        let [steps] = self.branches.as_slice() else {
            return self.looked;
        };
        let whole = self.distinct || self.group.is_some() || !self.order.is_empty();
        let wanted = if self.ask { Some(1) } else { self.limit };
        match wanted.filter(|_| !whole && steps.iter().all(streams)) {
            Some(wanted) => {
                let wanted = self.offset as f64 + wanted as f64;
                self.looked * (wanted / self.given.max(1.0)).min(1.0)
            }
            None => self.looked,
        }
    }

    /// The steps, once the plan has run; none unless it was compiled to be explained.
    pub fn told(&self) -> impl Iterator<Item = Told> {
        self.notes
            .iter()
            .zip(&self.counts)
            .map(|(note, rows)| Told {
                depth: note.depth,
                step: note.step.clone(),
                estimate: note.estimate,
                rows: rows.load(Ordering::Relaxed),
            })
    }
}

/// A step and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    /// How many steps it stands within.
    pub depth: usize,
    /// The step in words.
    pub step: String,
    /// Rows that were expected, where the statistics say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate: Option<f64>,
    /// Rows that came out of it, in all.
    pub rows: u64,
}

/// What rows are sorted by.
#[derive(Debug, Clone, Copy)]
struct Key {
    slot: usize,
    descending: bool,
}

/// One step; those that follow run for each row that it gives.
enum Step {
    Scan(Scan),
    Path(Way),
    Test(Test),
    /// Counts the rows that come by, to explain the step before.
    Count(usize),
    /// Rows of the inner steps, or one without them.
    Optional {
        flag: usize,
        inner: Vec<Step>,
        slots: Vec<usize>,
    },
    /// Whether the inner steps have a row.
    Exists {
        inner: Vec<Step>,
        wanted: bool,
    },
}

/// A triple pattern: subject, predicate, object.
#[derive(Debug, Clone)]
struct Scan {
    places: [Place; 3],
    /// Its place among the scans.
    number: usize,
    /// The numbers among which the object must lie.
    range: Option<(u32, u32)>,
    /// Rows that it is looked up for, as expected; 0 where walking may end before.
    times: f64,
}

impl Scan {
    /// False for an object that does not lie where it must.
    #[inline]
    fn may_be(&self, object: u32) -> bool {
        self.range
            .is_none_or(|(from, to)| (from..to).contains(&object))
    }
}

/// A place of a triple pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A term of the snapshot; for the predicate its number among the predicates.
    Fixed(u32),
    /// What an earlier step found.
    Known(usize),
    /// What this step finds.
    Found(usize),
    /// What nobody asks for.
    Unasked,
}

#[cfg(test)]
mod tests;
