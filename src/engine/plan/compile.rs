//! From algebra to steps.

use super::clauses::Clauses;
use super::group::Grouping;
use super::order::{End, Ends, fan, look_up};
use super::shape::{Name, Shape, alternatives, names, shape};
use super::test::{Slots, Test, test};
use super::{Place, Plan, Scan, Step, Terms};
use crate::snapshot::Damage;
use spargebra::Query;
use spargebra::algebra::Expression;
use std::collections::{BTreeMap, BTreeSet};

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

/// The plan of a query, none when its shape is another.
///
/// # Errors
/// Damage.
pub fn compile(query: &Query, terms: &Terms<'_>) -> Result<Option<Plan>, Damage> {
    match plan(query, terms) {
        Ok(plan) => Ok(Some(plan)),
        Err(No::Shape) => Ok(None),
        Err(No::Damage(damage)) => Err(damage),
    }
}

fn plan(query: &Query, terms: &Terms<'_>) -> Result<Plan, No> {
    let (pattern, ask) = match query {
        Query::Select { pattern, .. } => (pattern, false),
        Query::Ask { pattern, .. } => (pattern, true),
        Query::Construct { .. } | Query::Describe { .. } => return Err(No::Shape),
    };
    let (clauses, pattern) = Clauses::of(pattern);
    let shapes = alternatives(pattern).ok_or(No::Shape)?;
    let mut compiler = Compiler::new(terms, &shapes);
    let inner_slots = compiler.slots.clone();
    let mut group = None;
    // What stands above the groups sees what the groups give, and nothing else.
    if let Some(clause) = &clauses.group {
        let (grouping, given) =
            Grouping::new(clause, &compiler.slots, &mut compiler.next).ok_or(No::Shape)?;
        compiler.slots = given;
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
    let mut branches = Vec::new();
    for shape in &shapes {
        if let Some(drafts) = compiler.branch(shape, &BTreeSet::new(), true)? {
            branches.push(steps(drafts, &mut live.clone()));
        }
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
    })
}

/// A step before it is known what later steps ask for.
enum Draft {
    Scan(Ends, [bool; 3], Option<(u32, u32)>, usize),
    Test(Test),
    Optional(usize, Vec<Draft>),
    Exists(Vec<Draft>, bool),
}

struct Compiler<'t, 'a, 'q> {
    terms: &'t Terms<'a>,
    slots: Slots<'q>,
    /// The first place that is free.
    next: usize,
    scans: usize,
    flags: usize,
}

/// A test that waits for what it reads.
enum Waiting<'q> {
    Test(Test, BTreeSet<usize>),
    Exists(Shape<'q>, bool, Slots<'q>, BTreeSet<usize>),
}

impl<'t, 'a, 'q> Compiler<'t, 'a, 'q> {
    fn new(terms: &'t Terms<'a>, shapes: &[Shape<'q>]) -> Self {
        let mut compiler = Self {
            terms,
            slots: BTreeMap::new(),
            next: 0,
            scans: 0,
            flags: 0,
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

    /// The steps of a shape, none when it has no rows.
    fn branch(
        &mut self,
        shape: &Shape<'q>,
        bound: &BTreeSet<usize>,
        outermost: bool,
    ) -> Result<Option<Vec<Draft>>, No> {
        let mut left = Vec::new();
        for pattern in &shape.patterns {
            match look_up(pattern, &self.slots, self.terms.snapshot)? {
                Some(ends) => left.push(ends),
                None => return Ok(None),
            }
        }
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
            let mut best: Option<(usize, f64)> = None;
            for (at, ends) in left.iter().enumerate() {
                let rows = fan(
                    ends,
                    &known,
                    range(ends, &known, &ranges),
                    self.terms.snapshot,
                )?;
                if best.is_none_or(|(_, fewest)| rows < fewest) {
                    best = Some((at, rows));
                }
            }
            let Some((at, _)) = best else { break };
            let ends = left.remove(at);
            let before = ends.map(|end| matches!(end, End::Slot(slot) if known.contains(&slot)));
            drafts.push(Draft::Scan(
                ends,
                before,
                range(&ends, &known, &ranges),
                self.scans,
            ));
            self.scans += 1;
            known.extend(slots_of(&ends));
        }
        for part in &shape.optional {
            let flag = self.flags;
            self.flags += 1;
            let inner_known = known.clone();
            if let Some(inner) = self.branch(part, &inner_known, false)? {
                known.extend(inner.iter().flat_map(|draft| match draft {
                    Draft::Scan(ends, ..) => slots_of(ends).collect(),
                    _ => Vec::new(),
                }));
                drafts.push(Draft::Optional(flag, inner));
            }
        }
        let all = self.slots.values().copied().collect();
        self.ready(&mut waiting, &all, &mut drafts)?;
        Ok(Some(drafts))
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
        Ok(Waiting::Test(test, reads.into_iter().collect()))
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
                Waiting::Test(test, reads) if reads.is_subset(known) => {
                    drafts.push(Draft::Test(test));
                }
                Waiting::Exists(inner, wanted, slots, reads) if reads.is_subset(known) => {
                    let outer = std::mem::replace(&mut self.slots, slots);
                    let drafts_within = self.branch(&inner, &reads, false);
                    self.slots = outer;
                    match drafts_within? {
                        Some(within) => drafts.push(Draft::Exists(within, wanted)),
                        // A test that no row meets.
                        None if wanted => drafts.push(Draft::Test(Test::Any(Vec::new()))),
                        None => {}
                    }
                }
                later => waiting.push(later),
            }
        }
        Ok(())
    }

    /// The numbers among which a variable must lie by the tests.
    fn ranges(&self, waiting: &[Waiting<'_>]) -> Result<BTreeMap<usize, (u32, u32)>, Damage> {
        let mut bounds: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
        for waiting in waiting {
            if let Waiting::Test(test, _) = waiting {
                test.narrow(&mut bounds);
            }
        }
        let between = |(slot, (from, to)): (usize, (f64, f64))| {
            Ok((slot, self.terms.snapshot.dictionary.between(from, to)?))
        };
        bounds.into_iter().map(between).collect()
    }
}

fn range(
    ends: &Ends,
    known: &BTreeSet<usize>,
    ranges: &BTreeMap<usize, (u32, u32)>,
) -> Option<(u32, u32)> {
    match ends[2] {
        End::Slot(slot) if !known.contains(&slot) => ranges.get(&slot).copied(),
        _ => None,
    }
}

fn slots_of(ends: &Ends) -> impl Iterator<Item = usize> {
    ends.iter().filter_map(|end| match end {
        End::Slot(slot) => Some(*slot),
        End::Term(_) => None,
    })
}

/// The steps, from the last to the first, as what is asked for later decides what is looked at.
fn steps(drafts: Vec<Draft>, live: &mut BTreeSet<usize>) -> Vec<Step> {
    let mut steps = Vec::with_capacity(drafts.len());
    for draft in drafts.into_iter().rev() {
        steps.push(match draft {
            Draft::Scan(ends, known, range, number) => {
                let mut places = [Place::Unasked; 3];
                for ((place, end), known) in places.iter_mut().zip(ends).zip(known) {
                    *place = match end {
                        End::Term(number) => Place::Fixed(number),
                        End::Slot(slot) if known => Place::Known(slot),
                        End::Slot(slot) if live.remove(&slot) => Place::Found(slot),
                        End::Slot(_) => Place::Unasked,
                    };
                }
                live.extend(places.iter().filter_map(|place| match place {
                    Place::Known(slot) => Some(*slot),
                    _ => None,
                }));
                Step::Scan(Scan {
                    places,
                    number,
                    range,
                })
            }
            Draft::Test(test) => {
                let mut reads = Vec::new();
                test.reads(&mut reads);
                live.extend(reads);
                Step::Test(test)
            }
            Draft::Optional(flag, inner) => {
                let mut inner_live = live.clone();
                let inner = self::steps(inner, &mut inner_live);
                let slots: Vec<usize> = live.difference(&inner_live).copied().collect();
                live.extend(inner_live);
                live.retain(|slot| !slots.contains(slot));
                Step::Optional { flag, inner, slots }
            }
            Draft::Exists(inner, wanted) => {
                let mut inner_live = BTreeSet::new();
                let inner = self::steps(inner, &mut inner_live);
                live.extend(inner_live);
                Step::Exists { inner, wanted }
            }
        });
    }
    steps.reverse();
    steps
}
