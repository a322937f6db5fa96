//! The end of a walk: rows in order, each once, from OFFSET up to LIMIT.

use super::Plan;
use super::cell::{Cell, Held, Terms};
use super::sink::{Out, Sink, Stop};
use super::sort::Sorter;
use oxigraph::model::Term;
use rustc_hash::{FxHashMap, FxHashSet};

/// What is done with the rows in the end.
pub(super) struct Tail<'p> {
    plan: &'p Plan,
    in_time: &'p dyn Fn() -> bool,
    sorter: Option<Sorter<'p>>,
    listed: Listed<'p>,
}

/// Gives rows as they come, each once where DISTINCT asks so, from OFFSET up to LIMIT.
struct Listed<'p> {
    plan: &'p Plan,
    out: &'p mut Out<'p>,
    known: FxHashSet<Box<[Cell]>>,
    /// The computed terms of the rows that are known: each has its number here, since its place among the
    /// terms of the query is given again, or given to an equal one.
    values: FxHashMap<Term, usize>,
    skip: usize,
    left: usize,
    columns: Vec<Cell>,
}

impl<'p> Tail<'p> {
    pub fn new(plan: &'p Plan, in_time: &'p dyn Fn() -> bool, out: &'p mut Out<'p>) -> Self {
        let most = plan.limit.filter(|_| !plan.distinct);
        let most = most.map(|limit| limit.saturating_add(plan.offset));
        let sorter = (!plan.order.is_empty()).then(|| Sorter::new(&plan.order, most));
        Self {
            plan,
            in_time,
            sorter,
            listed: Listed {
                plan,
                out,
                known: FxHashSet::default(),
                values: FxHashMap::default(),
                skip: plan.offset,
                left: if plan.ask {
                    1
                } else {
                    plan.limit.unwrap_or(usize::MAX)
                },
                columns: Vec::new(),
            },
        }
    }

    /// True when rows are kept until all are there.
    pub fn sorts(&self) -> bool {
        self.sorter.is_some()
    }

    /// Gives the rows that were kept.
    ///
    /// # Errors
    /// [`Stop`].
    pub fn finish(self, terms: &mut Terms<'_>) -> Result<(), Stop> {
        let Self {
            sorter, mut listed, ..
        } = self;
        if let Some(sorter) = sorter {
            for row in sorter.finish(terms)? {
                listed.give(terms, &row)?;
            }
        }
        Ok(())
    }
}

impl Sink for Tail<'_> {
    fn row(&mut self, terms: &mut Terms<'_>, row: &[Cell], times: u64) -> Result<(), Stop> {
        let times = if self.plan.ask || self.plan.distinct {
            1
        } else {
            times
        };
        for time in 1..=times {
            if time.is_multiple_of(4096) && !(self.in_time)() {
                return Err(Stop::Late);
            }
            match &mut self.sorter {
                Some(sorter) => sorter.push(terms, row)?,
                None => self.listed.give(terms, row)?,
            }
        }
        Ok(())
    }
}

impl Listed<'_> {
    fn give(&mut self, terms: &mut Terms<'_>, row: &[Cell]) -> Result<(), Stop> {
        if self.left == 0 {
            return Err(Stop::Enough);
        }
        self.columns.clear();
        let cell = |column: &(_, Option<usize>)| column.1.map_or(Cell::NOTHING, |slot| row[slot]);
        self.columns.extend(self.plan.columns.iter().map(cell));
        if self.plan.distinct && !self.is_new(terms) {
            return Ok(());
        }
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(());
        }
        (self.out)(terms, &self.columns)?;
        self.left -= 1;
        if self.left == 0 {
            return Err(Stop::Enough);
        }
        Ok(())
    }

    /// True for columns that were not given yet.
    fn is_new(&mut self, terms: &Terms<'_>) -> bool {
        let cells = self.columns.iter().map(|&cell| {
            let Held::Value(at) = cell.held() else {
                return cell;
            };
            let next = self.values.len();
            terms.kept(at).map_or(cell, |term| {
                Cell::value(*self.values.entry(term.clone()).or_insert(next))
            })
        });
        self.known.insert(cells.collect())
    }
}
