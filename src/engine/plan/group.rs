//! Rows in groups, and what is told of each group (SPARQL 1.1 §11, §18.5.1).

use super::cell::{Cell, Held, Terms};
use super::concat::Strings;
use super::distinct::Distinct;
use super::name::{Name, Slots};
use super::number::Number;
use super::sink::{Sink, Stop};
use hashbrown::HashTable;
use oxigraph::model::{Term, Variable};
use rustc_hash::FxHasher;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression};
use std::hash::{Hash as _, Hasher as _};

/// GROUP BY and the aggregates with their names.
pub(super) type Clause<'q> = (&'q [Variable], &'q [(Variable, AggregateExpression)]);

/// Groups whose texts are fetched together.
const TOGETHER: usize = 16;

/// How rows are grouped.
pub(super) struct Grouping {
    by: Vec<usize>,
    /// Each with its place in the rows of groups.
    pub(super) aggregates: Vec<(Aggregate, usize)>,
}

pub(super) enum Aggregate {
    CountRows,
    Count(usize),
    CountDistinct(usize),
    Sum(usize),
    Average(usize),
    Concat(usize, String),
}

/// What is known of one group.
pub(super) enum State {
    Count(u64),
    /// None once a value was no number.
    Sum(Option<Number>, i64),
}

impl Grouping {
    /// The grouping and the places that its groups fill; none for aggregates of another kind.
    pub fn new<'q>(
        (by, aggregates): &Clause<'q>,
        slots: &Slots<'q>,
        next: &mut usize,
    ) -> Option<(Self, Slots<'q>)> {
        let mut given = Slots::new();
        let mut fresh = || {
            *next += 1;
            *next - 1
        };
        let mut keys = Vec::new();
        for variable in *by {
            let name = Name::Variable(variable.as_str());
            let slot = slots.get(&name).copied().unwrap_or_else(&mut fresh);
            given.insert(name, slot);
            keys.push(slot);
        }
        let mut listed = Vec::new();
        for (variable, aggregate) in *aggregates {
            let slot = fresh();
            given.insert(Name::Variable(variable.as_str()), slot);
            listed.push((kind(aggregate, slots)?, slot));
        }
        let grouping = Self {
            by: keys,
            aggregates: listed,
        };
        Some((grouping, given))
    }

    /// The place that rows are grouped by first.
    pub fn first(&self) -> Option<usize> {
        self.by.first().copied()
    }

    /// The only place that rows are grouped by, where they are counted only: that cannot fail once a group
    /// was told.
    pub fn alone(&self) -> Option<usize> {
        let counts = |(kind, _): &(Aggregate, usize)| {
            matches!(
                kind,
                Aggregate::CountRows | Aggregate::Count(_) | Aggregate::CountDistinct(_)
            )
        };
        match self.by[..] {
            [slot] if self.aggregates.iter().all(counts) => Some(slot),
            _ => None,
        }
    }

    /// The places of a row that it reads.
    pub fn reads(&self) -> impl Iterator<Item = usize> {
        let read = self.aggregates.iter().filter_map(|(kind, _)| match kind {
            Aggregate::CountRows => None,
            Aggregate::Count(slot)
            | Aggregate::CountDistinct(slot)
            | Aggregate::Sum(slot)
            | Aggregate::Average(slot)
            | Aggregate::Concat(slot, _) => Some(*slot),
        });
        self.by.iter().copied().chain(read)
    }
}

fn kind(aggregate: &AggregateExpression, slots: &Slots<'_>) -> Option<Aggregate> {
    let (name, expression, distinct) = match aggregate {
        AggregateExpression::CountSolutions { distinct: false } => {
            return Some(Aggregate::CountRows);
        }
        AggregateExpression::CountSolutions { distinct: true } => return None,
        AggregateExpression::FunctionCall {
            name,
            expr,
            distinct,
        } => (name, expr, *distinct),
    };
    let Expression::Variable(variable) = expression else {
        return None;
    };
    let slot = *slots.get(&Name::Variable(variable.as_str()))?;
    Some(match (name, distinct) {
        (AggregateFunction::Count, true) => Aggregate::CountDistinct(slot),
        (AggregateFunction::Count, false) => Aggregate::Count(slot),
        (AggregateFunction::Sum, false) => Aggregate::Sum(slot),
        (AggregateFunction::Avg, false) => Aggregate::Average(slot),
        (AggregateFunction::GroupConcat { separator }, false) => {
            Aggregate::Concat(slot, separator.as_deref().unwrap_or(" ").to_owned())
        }
        _ => return None,
    })
}

/// Takes rows, gives groups.
pub(super) struct Groups<'p> {
    pub(super) grouping: &'p Grouping,
    /// The groups, each with the first cell of its key.
    table: HashTable<(Cell, u32)>,
    keys: Vec<Cell>,
    pub(super) states: Vec<State>,
    /// For each aggregate what is told only once all rows are there.
    pub(super) distinct: Vec<Distinct>,
    strings: Vec<Strings>,
    count: usize,
    last: Option<usize>,
}

impl<'p> Groups<'p> {
    /// Groups of so many rows, as expected.
    pub fn new(grouping: &'p Grouping, rows: f64) -> Self {
        let strings = grouping.aggregates.iter().map(|(kind, _)| match kind {
            Aggregate::Concat(..) => Strings::with_room(rows),
            _ => Strings::default(),
        });
        let mut groups = Self {
            grouping,
            table: HashTable::new(),
            keys: Vec::new(),
            states: Vec::new(),
            distinct: (grouping.aggregates.iter().map(|_| Distinct::default())).collect(),
            strings: strings.collect(),
            count: 0,
            last: None,
        };
        if grouping.by.is_empty() {
            groups.add();
            groups.last = Some(0);
        }
        groups
    }

    /// The one group begins again.
    pub(super) fn restart(&mut self) {
        self.states.clear();
        self.add();
    }

    fn add(&mut self) {
        for (kind, _) in &self.grouping.aggregates {
            self.states.push(match kind {
                Aggregate::Sum(_) | Aggregate::Average(_) => {
                    State::Sum(Some(Number::Integer(0.into())), 0)
                }
                _ => State::Count(0),
            });
        }
        self.count += 1;
    }

    /// The group of a row.
    fn find(&mut self, row: &[Cell]) -> Result<usize, Stop> {
        let width = self.grouping.by.len();
        let own = |group: usize, keys: &[Cell]| {
            let key = keys
                .get(group * width..(group + 1) * width)
                .unwrap_or_default();
            let wanted = self.grouping.by.iter().map(|&slot| row[slot]);
            key.iter().copied().eq(wanted)
        };
        if let Some(last) = self.last
            && own(last, &self.keys)
        {
            return Ok(last);
        }
        let hash = |cells: &mut dyn Iterator<Item = Cell>| {
            let mut hasher = FxHasher::default();
            cells.for_each(|cell| cell.hash(&mut hasher));
            hasher.finish()
        };
        let mut key = self.grouping.by.iter().map(|&slot| row[slot]);
        let wanted = hash(&mut key.clone());
        let first = key.next().unwrap_or_default();
        let keys = &self.keys;
        let same = |&(cell, group): &(Cell, u32)| {
            cell == first && (width == 1 || own(group as usize, keys))
        };
        let group = match self.table.find(wanted, same) {
            Some(&(_, group)) => group as usize,
            None => {
                let group = self.count;
                let number = u32::try_from(group).map_err(|_| Stop::Unsuited)?;
                self.keys
                    .extend(self.grouping.by.iter().map(|&slot| row[slot]));
                self.add();
                let keys = &self.keys;
                self.table
                    .insert_unique(wanted, (first, number), |&(_, group)| {
                        let at = group as usize * width;
                        hash(&mut keys.iter().skip(at).take(width).copied())
                    });
                group
            }
        };
        self.last = Some(group);
        Ok(group)
    }

    /// Gives the groups as rows of `width` places, in the order of their keys: their terms then stand one
    /// behind the other in the dictionary.
    ///
    /// # Errors
    /// What `take` says.
    pub fn finish(
        mut self,
        terms: &mut Terms<'_>,
        width: usize,
        mut take: impl FnMut(&mut Terms<'_>, &[Cell]) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let Grouping { by, aggregates } = self.grouping;
        let key = |group: usize| &self.keys[group * by.len()..(group + 1) * by.len()];
        let mut order: Vec<usize> = (0..self.count).collect();
        order.sort_unstable_by(|a, b| key(*a).cmp(key(*b)));
        let counts = self.distinct.into_iter().map(|one| one.counts(self.count));
        let counts: Vec<Vec<u64>> = counts.collect();
        let texts = self.strings.into_iter();
        let texts = texts.map(|strings| strings.read(self.count, terms));
        let texts = texts.collect::<Result<Vec<_>, _>>()?;
        let mut row = vec![Cell::NOTHING; width];
        for next in order.chunks(TOGETHER) {
            texts.iter().for_each(|texts| texts.fetch(next));
            for &group in next {
                for (&slot, &key) in by.iter().zip(key(group)) {
                    row[slot] = key;
                }
                let mark = terms.mark();
                for (at, (kind, slot)) in aggregates.iter().enumerate() {
                    row[*slot] = match kind {
                        Aggregate::CountDistinct(_) => Cell::count(counts[at][group]),
                        Aggregate::Concat(_, separator) => (texts[at].joined(group, separator))
                            .map_or(Cell::NOTHING, |text| terms.keep(text.into())),
                        _ => std::mem::take(&mut self.states[group * aggregates.len() + at])
                            .finish(kind, terms),
                    };
                }
                take(terms, &row)?;
                if !terms.keeps {
                    terms.forget(mark);
                }
            }
        }
        Ok(())
    }
}

/// Equal rows whose values are taken one by one; of more the evaluator gives account.
const EQUAL: u64 = 1 << 16;

impl Sink for Groups<'_> {
    fn row(&mut self, terms: &mut Terms<'_>, row: &[Cell], times: u64) -> Result<(), Stop> {
        let group = self.find(row)?;
        self.take(group, terms, row, times)
    }
}

impl Groups<'_> {
    /// Takes a row of a group.
    pub(super) fn take(
        &mut self,
        group: usize,
        terms: &mut Terms<'_>,
        row: &[Cell],
        times: u64,
    ) -> Result<(), Stop> {
        let number = u32::try_from(group).map_err(|_| Stop::Unsuited)?;
        let first = group * self.grouping.aggregates.len();
        for (at, (kind, _)) in self.grouping.aggregates.iter().enumerate() {
            let Some(state) = self.states.get_mut(first + at) else {
                continue;
            };
            match (kind, state) {
                (Aggregate::CountRows, State::Count(count)) => {
                    *count = count.checked_add(times).ok_or(Stop::Late)?;
                }
                (Aggregate::Count(slot), State::Count(count)) => {
                    let times = if row[*slot] == Cell::NOTHING {
                        0
                    } else {
                        times
                    };
                    *count = count.checked_add(times).ok_or(Stop::Late)?;
                }
                (Aggregate::CountDistinct(slot), _) => match row[*slot].held() {
                    Held::Nothing => {}
                    Held::Stored(value) => self.distinct[at].insert(number, value),
                    Held::Integer(_) | Held::Value(_) => return Err(Stop::Unsuited),
                },
                (Aggregate::Sum(_) | Aggregate::Average(_) | Aggregate::Concat(..), _)
                    if times > EQUAL =>
                {
                    return Err(Stop::Unsuited);
                }
                (Aggregate::Sum(slot) | Aggregate::Average(slot), State::Sum(sum, count)) => {
                    let value = if sum.is_some() {
                        terms.number(row[*slot])?
                    } else {
                        None
                    };
                    for _ in 0..times {
                        *sum = sum.zip(value).and_then(|(sum, value)| sum.plus(value));
                        if sum.is_none() {
                            break;
                        }
                        *count += 1;
                    }
                }
                (Aggregate::Concat(slot, _), _) => {
                    self.strings[at].add(number, row[*slot], times);
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Default for State {
    fn default() -> Self {
        Self::Count(0)
    }
}

impl State {
    pub(super) fn finish(self, kind: &Aggregate, terms: &mut Terms<'_>) -> Cell {
        let value: Term = match self {
            Self::Count(count) => return Cell::count(count),
            Self::Sum(None, _) => return Cell::NOTHING,
            Self::Sum(Some(sum), count) => {
                let result = match (kind, count) {
                    (Aggregate::Average(_), 0) => Some(Number::Integer(0.into())),
                    (Aggregate::Average(_), count) => sum.over(count),
                    _ => Some(sum),
                };
                match result {
                    Some(number) => number.value().into(),
                    None => return Cell::NOTHING,
                }
            }
        };
        terms.keep(value)
    }
}
