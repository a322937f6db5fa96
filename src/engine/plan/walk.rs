//! Walking the steps: each row of a step goes through the steps behind it.

use super::cell::{Cell, Terms};
use super::objects::Gathered;
use super::sink::{Sink, Stop};
use super::{Plan, Step};
use crate::engine::view::Scope;
use crate::snapshot::order::Rows;
use std::sync::atomic::{AtomicU64, Ordering};

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
    pub(super) fn new(
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
pub(super) fn count(counter: &AtomicU64, times: u64) {
    let counted = counter.load(Ordering::Relaxed).saturating_add(times);
    counter.store(counted, Ordering::Relaxed);
}
