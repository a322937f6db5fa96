//! What a query will cost, guessed from its algebra and the snapshot's statistics, in rows to look at.
//!
//! The guess decides the lane, and refuses what cannot finish by many orders of magnitude. Texts
//! that an expression makes count as well ([`work`]).

mod work;

use crate::snapshot::{Damage, Pattern, Snapshot};
use oxigraph::model::{Term, Variable};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;
use std::time::Duration;
use work::Sizes;

/// Up to this cost a query is cheap.
const CHEAP: f64 = 200_000.0;
/// Rows a second that no machine looks at.
const SECOND: f64 = 1e9;

/// What is known of a query before it runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost(f64);

impl Cost {
    /// Rows to look at, as guessed.
    pub fn rows(self) -> f64 {
        self.0
    }

    /// True when the query may take a place among the cheap ones.
    pub fn is_cheap(self) -> bool {
        self.0 <= CHEAP
    }

    /// The rows to look at, when they are too many for any machine in this time.
    pub fn hopeless(self, time: Duration) -> Option<f64> {
        (self.0 >= SECOND * time.as_secs_f64().max(1.0)).then_some(self.0)
    }
}

/// Rows that a pattern gives, rows it looks at, variables it binds, lengths of the texts it makes.
#[derive(Debug, Default)]
struct Guess {
    rows: f64,
    cost: f64,
    variables: BTreeSet<String>,
    sizes: Sizes,
}

/// Guesses the cost of a query. Of one that may stop early (ASK, LIMIT without sorting or grouping)
/// only the rows up to its last count, where nothing in it throws rows away.
pub fn estimate(query: &Query, snapshot: &Snapshot) -> Cost {
    let estimator = Estimator { snapshot };
    let (pattern, wanted) = match query {
        Query::Ask { pattern, .. } => (pattern, Some(1.0)),
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. } => (pattern, wanted(pattern)),
    };
    let Guess { rows, cost, .. } = estimator.guess(pattern, &BTreeSet::new());
    Cost(match wanted {
        // What is thrown away is not known: it may be all, or nothing.
        Some(wanted) if discards(pattern) => cost.min(SECOND.max(wanted) / 2.0),
        Some(wanted) => cost * (wanted / rows.max(1.0)).min(1.0),
        None => cost,
    })
}

/// The rows after which a query stops, when a LIMIT stands above nothing that needs all rows.
fn wanted(pattern: &GraphPattern) -> Option<f64> {
    match pattern {
        GraphPattern::Slice {
            inner,
            start,
            length: Some(length),
        } => streams(inner).then_some(*start as f64 + *length as f64),
        GraphPattern::Project { inner, .. } => wanted(inner),
        _ => None,
    }
}

fn streams(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::OrderBy { .. } | GraphPattern::Group { .. } => false,
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. } => streams(inner),
        _ => true,
    }
}

/// True when rows may be looked at in vain.
fn discards(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => false,
        GraphPattern::Project { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Slice { inner, .. } => discards(inner),
        GraphPattern::Union { left, right } => discards(left) || discards(right),
        _ => true,
    }
}

struct Estimator<'a> {
    snapshot: &'a Snapshot,
}

impl Estimator<'_> {
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of pattern")]
    fn guess(&self, pattern: &GraphPattern, bound: &BTreeSet<String>) -> Guess {
        match pattern {
            GraphPattern::Bgp { patterns } => self.basic(patterns, bound),
            GraphPattern::Path {
                subject, object, ..
            } => {
                let ends = [subject, object];
                let free = ends.iter().filter(|end| !is_bound(end, bound)).count();
                let triples = self.snapshot.statistics.totals.triples as f64;
                let rows = match free {
                    0 => 1.0,
                    1 => triples.sqrt(),
                    _ => triples * 4.0,
                };
                let variables = ends.iter().filter_map(|end| variable(end)).collect();
                Guess {
                    rows,
                    cost: rows * 4.0,
                    variables,
                    ..Guess::default()
                }
            }
            GraphPattern::Values {
                variables,
                bindings,
            } => Guess {
                rows: bindings.len() as f64,
                cost: bindings.len() as f64,
                variables: variables.iter().map(|v| v.as_str().to_owned()).collect(),
                ..Guess::default()
            },
            GraphPattern::Join { left, right } => {
                let left = self.guess(left, bound);
                self.join(left, right, bound)
            }
            GraphPattern::Lateral { left, right } | GraphPattern::LeftJoin { left, right, .. } => {
                let left = self.guess(left, bound);
                let rows = left.rows;
                let mut joined = self.join(left, right, bound);
                joined.rows = joined.rows.max(rows);
                joined
            }
            GraphPattern::Union { left, right } => {
                let (left, mut right) = (self.guess(left, bound), self.guess(right, bound));
                right.variables.extend(left.variables);
                right.rows += left.rows;
                right.cost += left.cost;
                right.lengthen(left.sizes);
                right
            }
            GraphPattern::Minus { left, right } => {
                let (left, right) = (self.guess(left, bound), self.guess(right, bound));
                Guess {
                    cost: left.cost + right.cost + left.rows,
                    ..left
                }
            }
            GraphPattern::Filter { expr, inner } => {
                let mut inner = self.guess(inner, bound);
                inner.cost += inner.rows * self.tests(expr, &inner);
                inner
            }
            GraphPattern::Slice { inner, length, .. } => {
                let inner = self.guess(inner, bound);
                let most = length.map_or(f64::INFINITY, |length| length as f64);
                Guess {
                    rows: inner.rows.min(most),
                    ..inner
                }
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                let mut inner = self.guess(inner, bound);
                let name = variable.as_str().to_owned();
                inner.cost += inner.rows * self.tests(expression, &inner);
                let length = work::text(expression, &inner.sizes).length;
                inner.sizes.insert(name.clone(), length);
                inner.variables.insert(name);
                inner
            }
            GraphPattern::Graph { inner, .. } | GraphPattern::Project { inner, .. } => {
                self.guess(inner, bound)
            }
            GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner } => {
                let inner = self.guess(inner, bound);
                Guess {
                    cost: inner.cost + inner.rows,
                    ..inner
                }
            }
            GraphPattern::Group {
                inner, aggregates, ..
            } => {
                let mut inner = self.guess(inner, bound);
                inner.cost += inner.rows;
                for (variable, aggregate) in aggregates {
                    let length = work::gathered(aggregate, inner.rows, &inner.sizes);
                    inner.sizes.insert(variable.as_str().to_owned(), length);
                }
                inner
            }
            GraphPattern::Service { .. } => Guess::default(),
        }
    }

    /// A join: through shared variables the right side is looked at once, or for each row of the
    /// left where that is less.
    fn join(&self, left: Guess, right: &GraphPattern, bound: &BTreeSet<String>) -> Guess {
        let mut alone = self.guess(right, bound);
        let apart = alone.variables.is_disjoint(&left.variables);
        let (rows, mut cost) = if apart {
            let rows = left.rows * alone.rows;
            (rows, alone.cost + rows)
        } else {
            let rows = left.rows.max(alone.rows);
            (rows, alone.cost + rows)
        };
        // Only where it is one look: nested joins would be guessed twice at each level.
        let leaf = matches!(right, GraphPattern::Bgp { .. } | GraphPattern::Path { .. });
        let mut given = rows;
        if leaf && !apart {
            let known = bound.union(&left.variables).cloned().collect();
            let each = self.guess(right, &known);
            if left.rows * each.cost < cost {
                cost = left.rows * each.cost;
                given = left.rows * each.rows;
            }
        }
        alone.variables.extend(left.variables);
        alone.lengthen(left.sizes);
        Guess {
            rows: given,
            cost: left.cost + cost,
            ..alone
        }
    }

    /// A basic graph pattern, joined from the pattern with the fewest rows on.
    fn basic(&self, patterns: &[TriplePattern], bound: &BTreeSet<String>) -> Guess {
        // Beyond this many the order does not matter for a guess.
        const ORDERED: usize = 64;
        let mut left: Vec<&TriplePattern> = patterns.iter().take(ORDERED).collect();
        let mut known = bound.clone();
        let mut guess = Guess {
            rows: 1.0,
            cost: patterns.len() as f64,
            ..Guess::default()
        };
        while !left.is_empty() {
            let fans = left
                .iter()
                .map(|pattern| self.fan(pattern, &known))
                .enumerate();
            let Some((at, fan)) = fans.min_by(|a, b| a.1.total_cmp(&b.1)) else {
                break;
            };
            let pattern = left.swap_remove(at);
            guess.rows *= fan;
            guess.cost += guess.rows.max(1.0);
            for end in [&pattern.subject, &pattern.object] {
                known.extend(variable(end));
                guess.variables.extend(variable(end));
            }
            if let NamedNodePattern::Variable(name) = &pattern.predicate {
                known.insert(name.as_str().to_owned());
                guess.variables.insert(name.as_str().to_owned());
            }
        }
        guess
    }

    /// Rows of a triple pattern for one row of what is known already.
    fn fan(&self, pattern: &TriplePattern, known: &BTreeSet<String>) -> f64 {
        self.count(pattern, known).unwrap_or(1.0)
    }

    fn count(&self, pattern: &TriplePattern, known: &BTreeSet<String>) -> Result<f64, Damage> {
        let statistics = &self.snapshot.statistics;
        let mut wanted = Pattern::default();
        for (end, place) in [
            (&pattern.subject, &mut wanted.subject),
            (&pattern.object, &mut wanted.object),
        ] {
            if let Some(term) = constant(end) {
                let Some(number) = self.snapshot.dictionary.number(term.as_ref())? else {
                    return Ok(0.0);
                };
                *place = Some(number);
            }
        }
        let (mut subjects, mut objects) = (statistics.totals.subjects, statistics.totals.objects);
        if let NamedNodePattern::NamedNode(name) = &pattern.predicate {
            let Some(predicate) = self.snapshot.predicate(name.as_ref())? else {
                return Ok(0.0);
            };
            wanted.predicate = Some(predicate);
            let counts = statistics.predicate(predicate)?;
            (subjects, objects) = (counts.subjects, counts.objects);
        }
        let mut rows = self.snapshot.count(wanted)? as f64;
        if wanted.subject.is_none() && is_bound(&pattern.subject, known) {
            rows /= subjects.max(1) as f64;
        }
        if wanted.object.is_none() && is_bound(&pattern.object, known) {
            rows /= objects.max(1) as f64;
        }
        Ok(rows)
    }
}

impl Guess {
    /// Takes the longer of the lengths that two sides give.
    fn lengthen(&mut self, other: Sizes) {
        for (name, length) in other {
            let known = self.sizes.entry(name).or_default();
            *known = known.max(length);
        }
    }
}

fn variable(term: &TermPattern) -> Option<String> {
    match term {
        TermPattern::Variable(name) => Some(Variable::as_str(name).to_owned()),
        TermPattern::BlankNode(node) => Some(format!("_:{}", node.as_str())),
        _ => None,
    }
}

fn is_bound(term: &TermPattern, bound: &BTreeSet<String>) -> bool {
    variable(term).is_none_or(|name| bound.contains(&name))
}

fn constant(term: &TermPattern) -> Option<Term> {
    match term {
        TermPattern::NamedNode(node) => Some(node.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        _ => None,
    }
}
