//! Walking the steps: each row of a step goes through the steps behind it.

use super::cell::{Cell, Terms};
use super::gather::Gathered;
use super::group::Groups;
use super::ordered::{self, Ordered};
use super::tail::Tail;
use super::{Plan, Scope, Step};
use crate::snapshot::Damage;
use crate::snapshot::order::Rows;
use std::sync::atomic::{AtomicU64, Ordering};

/// Why walking stops before its end.
pub enum Stop {
    /// The snapshot is damaged.
    Damage(Damage),
    /// The time is over.
    Late,
    /// More rows than an answer may have.
    TooMany,
    /// A row was found where one is enough, or enough rows.
    Enough,
    /// The evaluator has to answer; nothing was given yet.
    Unsuited,
    /// What takes the rows takes no more.
    Closed(std::io::Error),
}

impl From<Damage> for Stop {
    fn from(damage: Damage) -> Self {
        Self::Damage(damage)
    }
}

/// Takes the rows of an answer, one place for each column.
pub type Out<'o> = dyn FnMut(&mut Terms<'_>, &[Cell]) -> Result<(), Stop> + 'o;

/// Takes rows; each stands for `times` equal ones.
pub trait Sink {
    /// Takes a row.
    ///
    /// # Errors
    /// [`Stop`].
    fn row(&mut self, terms: &mut Terms<'_>, row: &[Cell], times: u64) -> Result<(), Stop>;
}

/// What comes after the last of some steps.
pub(super) enum After<'s, 'p> {
    Row,
    Optional(usize, &'p [Step], &'s After<'s, 'p>),
    Found,
}

/// The state of a walk.
pub struct Walk<'w, 'a, S> {
    pub(super) terms: &'w mut Terms<'a>,
    pub(super) scope: &'w Scope,
    pub(super) sink: S,
    pub(super) row: Vec<Cell>,
    flags: Vec<bool>,
    /// Rows behind the steps that are to be explained.
    counts: &'w [AtomicU64],
    /// For each scan, what it looked up last.
    pub(super) seen: Vec<(u32, Option<Rows>)>,
    /// For each scan, the objects that it looks up.
    pub(super) gathered: Vec<Gathered>,
    /// For each set of graphs, whether the default graph has its triples, once it was asked.
    pub(super) sets: Vec<Option<bool>>,
    ticks: u32,
    in_time: &'w dyn Fn() -> bool,
}

impl<'w, 'a, S: Sink> Walk<'w, 'a, S> {
    fn new(
        plan: &'w Plan,
        terms: &'w mut Terms<'a>,
        scope: &'w Scope,
        in_time: &'w dyn Fn() -> bool,
        sink: S,
    ) -> Self {
        let sets = terms.snapshot.graphs.sets() as usize;
        Self {
            terms,
            scope,
            sink,
            row: vec![Cell::NOTHING; plan.slots],
            flags: vec![false; plan.flags],
            counts: &plan.counts,
            seen: vec![(0, None); plan.scans],
            gathered: vec![Gathered::Unknown; plan.scans],
            sets: vec![None; sets],
            ticks: 0,
            in_time,
        }
    }

    /// Looks at the clock from time to time.
    #[inline]
    pub(super) fn tick(&mut self) -> Result<(), Stop> {
        self.ticks = self.ticks.wrapping_add(1);
        if self.ticks.is_multiple_of(4096) && !(self.in_time)() {
            return Err(Stop::Late);
        }
        Ok(())
    }

    pub(super) fn go<'p>(
        &mut self,
        steps: &'p [Step],
        after: &After<'_, 'p>,
        times: u64,
    ) -> Result<(), Stop> {
        let Some((step, rest)) = steps.split_first() else {
            return match after {
                After::Row => self.sink.row(self.terms, &self.row, times),
                After::Found => Err(Stop::Enough),
                After::Optional(flag, rest, after) => {
                    self.flags[*flag] = true;
                    self.go(rest, after, times)
                }
            };
        };
        match step {
            Step::Scan(scan) => self.scan(scan, rest, after, times),
            Step::Path(way) => self.path(way, rest, after, times),
            Step::Count(note) => {
                count(&self.counts[*note], times);
                self.go(rest, after, times)
            }
            Step::Test(test) => match test.holds(self.terms, &self.row)? {
                Some(true) => self.go(rest, after, times),
                _ => Ok(()),
            },
            Step::Optional { flag, inner, slots } => {
                self.flags[*flag] = false;
                self.go(inner, &After::Optional(*flag, rest, after), times)?;
                if self.flags[*flag] {
                    return Ok(());
                }
                for &slot in slots {
                    self.row[slot] = Cell::NOTHING;
                }
                self.go(rest, after, times)
            }
            Step::Exists { inner, wanted } => {
                let found = match self.go(inner, &After::Found, 1) {
                    Ok(()) => false,
                    Err(Stop::Enough) => true,
                    Err(stop) => return Err(stop),
                };
                if found == *wanted {
                    self.go(rest, after, times)
                } else {
                    Ok(())
                }
            }
        }
    }
}

/// Adds to a counter, up to the largest number; one thread walks a plan that is to be explained.
fn count(counter: &AtomicU64, times: u64) {
    let counted = counter.load(Ordering::Relaxed).saturating_add(times);
    counter.store(counted, Ordering::Relaxed);
}

impl Plan {
    /// Gives the rows of the answer, one place for each column.
    ///
    /// # Errors
    /// [`Stop`]; never [`Stop::Enough`].
    pub fn run(
        &self,
        terms: &mut Terms<'_>,
        scope: &Scope,
        in_time: &dyn Fn() -> bool,
        out: &mut Out<'_>,
    ) -> Result<(), Stop> {
        let tail = Tail::new(self, in_time, out);
        let result = match &self.group {
            None => self.walk(terms, scope, in_time, tail),
            Some(grouping) => self.grouped(grouping, terms, scope, in_time, tail),
        };
        match result {
            Err(Stop::Enough) => Ok(()),
            other => other,
        }
    }

    fn walk(
        &self,
        terms: &mut Terms<'_>,
        scope: &Scope,
        in_time: &dyn Fn() -> bool,
        tail: Tail<'_>,
    ) -> Result<(), Stop> {
        let (tail, terms) = self.through(terms, scope, in_time, tail)?;
        tail.finish(terms)
    }

    /// Walks all alternatives; gives back what took their rows.
    fn through<'w, 'a, S: Sink>(
        &'w self,
        terms: &'w mut Terms<'a>,
        scope: &'w Scope,
        in_time: &'w dyn Fn() -> bool,
        sink: S,
    ) -> Result<(S, &'w mut Terms<'a>), Stop> {
        let mut walk = Walk::new(self, terms, scope, in_time, sink);
        for steps in &self.branches {
            walk.row.fill(Cell::NOTHING);
            walk.go(steps, &After::Row, 1)?;
        }
        Ok((walk.sink, walk.terms))
    }

    fn grouped(
        &self,
        grouping: &super::group::Grouping,
        terms: &mut Terms<'_>,
        scope: &Scope,
        in_time: &dyn Fn() -> bool,
        mut tail: Tail<'_>,
    ) -> Result<(), Stop> {
        // Rows that are sorted are needed until all are there.
        terms.keeps = tail.sorts();
        let mut give = |terms: &mut Terms<'_>, row: &[Cell]| {
            // What the groups are told by is the last step.
            if let Some(counter) = self.counts.last() {
                count(counter, 1);
            }
            match &self.having {
                Some(test) if test.holds(terms, row)? != Some(true) => Ok(()),
                _ => tail.row(terms, row, 1),
            }
        };
        if let Some(by) = ordered::in_order(grouping, &self.branches) {
            let groups = Ordered::new(grouping, by, self.slots, &mut give);
            let (mut groups, terms) = self.through(terms, scope, in_time, groups)?;
            groups.end(terms)?;
        } else {
            let groups = Groups::new(grouping, self.given);
            let (groups, terms) = self.through(terms, scope, in_time, groups)?;
            groups.finish(terms, self.slots, &mut give)?;
        }
        tail.finish(terms)
    }
}
