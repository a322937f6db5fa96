//! Running a plan: its alternatives one after the other, into groups where there are any, then through what
//! is done with the rows in the end.

use super::Plan;
use super::cell::{Cell, Terms};
use super::group::{Grouping, Groups};
use super::ordered::{self, Ordered};
use super::sink::{Out, Sink, Stop};
use super::tail::Tail;
use super::walk::{After, Walk, count};
use crate::engine::view::Scope;

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
        grouping: &Grouping,
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
