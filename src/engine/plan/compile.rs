//! From algebra to steps.

use super::clauses::Clauses;
use super::draft::{Draft, steps};
use super::group::Grouping;
use super::name::{Name, Slots};
use super::order::{End, look_up};
use super::part::{Part, Ranges};
use super::shape::{Shape, alternatives, names, shape};
use super::test::{Test, test};
use super::{Note, Plan, Terms, part};
use crate::snapshot::Damage;
use spargebra::Query;
use spargebra::algebra::Expression;
use std::collections::{BTreeMap, BTreeSet};

/// What a row counts that comes in the order of its group, where any other counts 1: its group need not be
/// looked up.
const IN_ORDER: f64 = 0.45;

/// Why there is no plan.
pub(super) enum No {
    /// The evaluator has to answer.
    Shape,
    Damage(Damage),
}

impl From<Damage> for No {
    fn from(damage: Damage) -> Self {
        Self::Damage(damage)
    }
}

/// The plan of a query, none when its shape is another; one that `explains` itself counts its rows.
///
/// # Errors
/// Damage.
pub fn compile(query: &Query, terms: &Terms<'_>, explains: bool) -> Result<Option<Plan>, Damage> {
    match plan(query, terms, explains) {
        Ok(plan) => Ok(Some(plan)),
        Err(No::Shape) => Ok(None),
        Err(No::Damage(damage)) => Err(damage),
    }
}

fn plan(query: &Query, terms: &Terms<'_>, explains: bool) -> Result<Plan, No> {
    let (pattern, ask) = match query {
        Query::Select { pattern, .. } => (pattern, false),
        Query::Ask { pattern, .. } => (pattern, true),
        Query::Construct { .. } | Query::Describe { .. } => return Err(No::Shape),
    };
    let (clauses, pattern) = Clauses::of(pattern);
    let shapes = alternatives(pattern).ok_or(No::Shape)?;
    let mut compiler = Compiler::new(terms, &shapes, explains);
    let inner_slots = compiler.slots.clone();
    let mut group = None;
    // What stands above the groups sees what the groups give, and nothing else.
    if let Some(clause) = &clauses.group {
        let (grouping, given) =
            Grouping::new(clause, &compiler.slots, &mut compiler.next).ok_or(No::Shape)?;
        compiler.slots = given;
        compiler.group_by = grouping.first();
        group = Some(grouping);
    }
    clauses.rename(&mut compiler.slots).ok_or(No::Shape)?;
    let columns = clauses.columns(&compiler.slots);
    let order = clauses.order(&compiler.slots).ok_or(No::Shape)?;
    let having = clauses.having(&compiler.slots).ok_or(No::Shape)?;
    let live: BTreeSet<usize> = match &group {
        Some(group) => group.reads().collect(),
        None => {
            let columns = columns.iter().filter_map(|column| column.1);
            columns.chain(order.iter().map(|key| key.slot)).collect()
        }
    };
    compiler.slots = inner_slots;
    compiler.whole = group.is_some() || !order.is_empty() || clauses.limit.is_none() && !ask;
    let mut branches = Vec::new();
    for shape in &shapes {
        compiler.rows = 1.0;
        if let Some(drafts) = compiler.branch(shape, &BTreeSet::new(), true)? {
            branches.push(steps(drafts, &mut live.clone()));
        }
    }
    if let Some((by, _)) = &clauses.group {
        let by = by.iter().map(|name| format!(" {name}"));
        compiler.note(|| format!("group by{}", by.collect::<String>()), None);
    }
    Ok(Plan {
        branches,
        slots: compiler.next,
        scans: compiler.scans,
        flags: compiler.flags,
        group,
        having,
        order,
        columns,
        distinct: clauses.distinct,
        offset: clauses.offset,
        limit: clauses.limit,
        ask,
        counts: compiler.notes.iter().map(|_| 0.into()).collect(),
        looked: compiler.looked,
        given: compiler.rows,
        notes: compiler.notes,
    })
}

struct Compiler<'t, 'a, 'q> {
    terms: &'t Terms<'a>,
    slots: Slots<'q>,
    /// What rows are grouped by first.
    group_by: Option<usize>,
    /// True when all rows are needed, however few are given.
    whole: bool,
    /// The first place that is free.
    next: usize,
    scans: usize,
    flags: usize,
    explains: bool,
    notes: Vec<Note>,
    /// Steps within which the steps at hand stand, rows expected so far, and those of all steps.
    depth: usize,
    rows: f64,
    looked: f64,
}

/// A test that waits for what it reads.
enum Waiting<'q> {
    Test(Test, BTreeSet<usize>, &'q Expression),
    Exists(Shape<'q>, bool, Slots<'q>, BTreeSet<usize>),
}

impl<'t, 'a, 'q> Compiler<'t, 'a, 'q> {
    fn new(terms: &'t Terms<'a>, shapes: &[Shape<'q>], explains: bool) -> Self {
        let mut compiler = Self {
            terms,
            slots: BTreeMap::new(),
            group_by: None,
            whole: false,
            next: 0,
            scans: 0,
            flags: 0,
            explains,
            notes: Vec::new(),
            depth: 0,
            rows: 1.0,
            looked: 0.0,
        };
        for shape in shapes {
            compiler.name(shape);
        }
        compiler
    }

    /// Gives places to the variables of a shape.
    fn name(&mut self, shape: &Shape<'q>) {
        for name in shape.possible() {
            if !self.slots.contains_key(&name) {
                self.slots.insert(name, self.next);
                self.next += 1;
            }
        }
    }

    /// Notes a step, where steps are to be explained; gives the number of the note.
    fn note(&mut self, step: impl FnOnce() -> String, estimate: Option<f64>) -> Option<usize> {
        self.explains.then(|| {
            self.notes.push(Note {
                depth: self.depth,
                step: step(),
                estimate,
            });
            self.notes.len() - 1
        })
    }

    /// The steps of a shape, none when it has no rows.
    fn branch(
        &mut self,
        shape: &Shape<'q>,
        bound: &BTreeSet<usize>,
        outermost: bool,
    ) -> Result<Option<Vec<Draft>>, No> {
        let Some(mut left) = self.parts(shape)? else {
            return Ok(None);
        };
        let mut waiting = Vec::new();
        for expression in &shape.tests {
            waiting.push(self.waiting(expression, shape, outermost)?);
        }
        let ranges = self.ranges(&waiting)?;
        // What an OPTIONAL binds is not there before it.
        let mut known = bound.clone();
        let mut drafts = Vec::new();
        loop {
            self.ready(&mut waiting, &known, &mut drafts)?;
            let best = self.best(&left, &known, &ranges, drafts.is_empty())?;
            let Some((at, rows)) = best else { break };
            // A path whose ends are both open is the evaluator's.
            if rows == f64::INFINITY {
                return Err(No::Shape);
            }
            let part = left.remove(at);
            let times = if self.whole { self.rows } else { 0.0 };
            self.rows *= rows;
            self.looked += self.rows.max(1.0);
            let note = self.note(|| part.to_string(), Some(self.rows));
            let before = |end| matches!(end, End::Slot(slot) if known.contains(&slot));
            let draft = match part {
                Part::Triple(_, ends) => {
                    self.scans += 1;
                    let range = part::range(&ends, &known, &ranges);
                    Draft::Scan(ends, ends.map(before), range, self.scans - 1, times)
                }
                Part::Path(_, ends, way) => Draft::Path(way, ends, ends.map(before)),
            };
            known.extend(draft.slots());
            drafts.push(draft);
            drafts.extend(note.map(Draft::Count));
        }
        for part in &shape.optional {
            let flag = self.flags;
            self.flags += 1;
            let inner_known = known.clone();
            let (note, rows) = (self.note(|| "optional".to_owned(), None), self.rows);
            self.depth += 1;
            let inner = self.branch(part, &inner_known, false)?;
            self.depth -= 1;
            self.rows = self.rows.max(rows);
            if let Some(inner) = inner {
                known.extend(inner.iter().flat_map(Draft::slots));
                drafts.push(Draft::Optional(flag, inner));
            }
            drafts.extend(note.map(Draft::Count));
        }
        let all = self.slots.values().copied().collect();
        self.ready(&mut waiting, &all, &mut drafts)?;
        Ok(Some(drafts))
    }

    /// The part that is worth most as the next, and the rows that it gives for each row so far.
    fn best(
        &self,
        left: &[Part<'_, 'q>],
        known: &BTreeSet<usize>,
        ranges: &Ranges,
        first: bool,
    ) -> Result<Option<(usize, f64)>, No> {
        let mut best: Option<(usize, f64, f64)> = None;
        for (at, part) in left.iter().enumerate() {
            let rows = part.fan(known, ranges, self.terms.snapshot)?;
            let by_group = first && part.is_in_order_of(self.group_by);
            let worth = if by_group { rows * IN_ORDER } else { rows };
            if best.is_none_or(|(_, _, fewest)| worth < fewest) {
                best = Some((at, rows, worth));
            }
        }
        Ok(best.map(|(at, rows, _)| (at, rows)))
    }

    /// The patterns and paths of a shape with their terms looked up, none when one has no rows.
    fn parts<'s>(&self, shape: &'s Shape<'q>) -> Result<Option<Vec<Part<'s, 'q>>>, No> {
        let snapshot = self.terms.snapshot;
        let mut parts = Vec::new();
        for pattern in &shape.patterns {
            match look_up(pattern, &self.slots, snapshot)? {
                Some(ends) => parts.push(Part::Triple(pattern, ends)),
                None => return Ok(None),
            }
        }
        for path in &shape.paths {
            match path.look_up(&self.slots, snapshot)? {
                Some(ends) => parts.push(Part::Path(path, ends, path.way(snapshot)?)),
                // A term that the graph has not leads to itself.
                None if path.may_stay() => return Err(No::Shape),
                None => return Ok(None),
            }
        }
        Ok(Some(parts))
    }

    fn waiting(
        &mut self,
        expression: &'q Expression,
        outer: &Shape<'q>,
        outermost: bool,
    ) -> Result<Waiting<'q>, No> {
        let (expression, wanted) = match expression {
            Expression::Not(inner) if matches!(**inner, Expression::Exists(_)) => (&**inner, false),
            other => (other, true),
        };
        if let Expression::Exists(pattern) = expression {
            let inner = shape(pattern).ok_or(No::Shape)?;
            let (inside, certain) = (inner.certain(), outer.certain());
            let maybe = outer.possible();
            let known = |name: &Name<'_>| certain.contains(name) || !maybe.contains(name);
            // A test within sees what is bound outside only where it is joined within as well.
            let within = |test: &&Expression| {
                names(test).is_some_and(|names| names.iter().all(|name| inside.contains(name)))
            };
            let simple = inner.optional.is_empty() && inner.tests.iter().all(within);
            if !outermost || !simple || !inside.iter().all(known) {
                return Err(No::Shape);
            }
            let mut slots = Slots::new();
            for &name in &inside {
                let shared = certain
                    .contains(&name)
                    .then(|| self.slots.get(&name).copied());
                let slot = shared.flatten().unwrap_or_else(|| {
                    self.next += 1;
                    self.next - 1
                });
                slots.insert(name, slot);
            }
            let shared = inside.intersection(&certain);
            let reads = shared.filter_map(|name| slots.get(name).copied()).collect();
            return Ok(Waiting::Exists(inner, wanted, slots, reads));
        }
        let test = test(expression, &self.slots).ok_or(No::Shape)?;
        let mut reads = Vec::new();
        test.reads(&mut reads);
        Ok(Waiting::Test(test, reads.into_iter().collect(), expression))
    }

    /// Puts the tests that can be asked now among the steps.
    fn ready(
        &mut self,
        waiting: &mut Vec<Waiting<'q>>,
        known: &BTreeSet<usize>,
        drafts: &mut Vec<Draft>,
    ) -> Result<(), No> {
        for test in std::mem::take(waiting) {
            match test {
                Waiting::Test(test, reads, expression) if reads.is_subset(known) => {
                    drafts.push(Draft::Test(test));
                    let note = self.note(|| format!("filter {expression}"), None);
                    drafts.extend(note.map(Draft::Count));
                }
                Waiting::Exists(inner, wanted, slots, reads) if reads.is_subset(known) => {
                    let outer = std::mem::replace(&mut self.slots, slots);
                    let word = if wanted { "exists" } else { "not exists" };
                    let (note, rows) = (self.note(|| word.to_owned(), None), self.rows);
                    self.depth += 1;
                    let drafts_within = self.branch(&inner, &reads, false);
                    self.depth -= 1;
                    self.rows = rows;
                    self.slots = outer;
                    match drafts_within? {
                        Some(within) => drafts.push(Draft::Exists(within, wanted)),
                        // A test that no row meets.
                        None if wanted => drafts.push(Draft::Test(Test::Any(Vec::new()))),
                        None => {}
                    }
                    drafts.extend(note.map(Draft::Count));
                }
                later => waiting.push(later),
            }
        }
        Ok(())
    }

    /// The numbers among which a variable must lie by the tests.
    fn ranges(&self, waiting: &[Waiting<'_>]) -> Result<Ranges, Damage> {
        let mut bounds: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for waiting in waiting {
            if let Waiting::Test(test, ..) = waiting {
                test.narrow(&mut bounds);
            }
        }
        let between = |(slot, (from, to)): (usize, (f64, f64))| {
            Ok((slot, self.terms.snapshot.dictionary.between(from, to)?))
        };
        bounds.into_iter().map(between).collect()
    }
}
