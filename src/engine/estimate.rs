//! What a query will cost, guessed from its algebra and the snapshot's statistics, in rows to look at.
//!
//! The guess decides the lane, and refuses what cannot finish by many orders of magnitude.

use crate::snapshot::{Damage, Pattern, Snapshot};
use oxigraph::model::{NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

/// Up to this cost a query is cheap.
const CHEAP: f64 = 200_000.0;
/// From this cost on no machine ends it: a thousand million rows a second for a quarter of an hour.
const HOPELESS: f64 = 1e12;

/// What is known of a query before it runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost(f64);

impl Cost {
    /// True when the query may take a place among the cheap ones.
    pub fn is_cheap(self) -> bool {
        self.0 <= CHEAP
    }

    /// The rows to look at, when they are too many for any machine.
    pub fn hopeless(self) -> Option<f64> {
        (self.0 >= HOPELESS).then_some(self.0)
    }
}

/// Rows that a pattern gives, rows it looks at, variables it binds.
#[derive(Debug, Default)]
struct Guess {
    rows: f64,
    cost: f64,
    variables: BTreeSet<String>,
}

/// Guesses the cost of a query. One that may stop early (ASK, LIMIT without sorting or grouping) is
/// never hopeless.
pub fn estimate(query: &Query, snapshot: &Snapshot) -> Cost {
    let estimator = Estimator { snapshot };
    let (pattern, early) = match query {
        Query::Ask { pattern, .. } => (pattern, true),
        Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. } => (pattern, stops_early(pattern)),
    };
    let cost = estimator.guess(pattern, &BTreeSet::new()).cost;
    Cost(if early {
        cost.min(HOPELESS / 2.0)
    } else {
        cost
    })
}

/// True when a LIMIT stands above nothing that needs all rows.
fn stops_early(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Slice {
            inner,
            length: Some(_),
            ..
        } => streams(inner),
        GraphPattern::Project { inner, .. } => stops_early(inner),
        _ => false,
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
                }
            }
            GraphPattern::Values {
                variables,
                bindings,
            } => Guess {
                rows: bindings.len() as f64,
                cost: bindings.len() as f64,
                variables: variables.iter().map(|v| v.as_str().to_owned()).collect(),
            },
            GraphPattern::Join { left, right } => {
                let left = self.guess(left, bound);
                join(left, |inner| self.guess(right, inner), bound)
            }
            GraphPattern::Lateral { left, right } | GraphPattern::LeftJoin { left, right, .. } => {
                let left = self.guess(left, bound);
                let rows = left.rows;
                let mut joined = join(left, |inner| self.guess(right, inner), bound);
                joined.rows = joined.rows.max(rows);
                joined
            }
            GraphPattern::Union { left, right } => {
                let (left, mut right) = (self.guess(left, bound), self.guess(right, bound));
                right.variables.extend(left.variables);
                let (rows, cost) = (left.rows + right.rows, left.cost + right.cost);
                Guess {
                    rows,
                    cost,
                    variables: right.variables,
                }
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
                inner.cost += inner.rows * self.tests(expr, &inner.variables);
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
                inner, variable, ..
            } => {
                let mut inner = self.guess(inner, bound);
                inner.variables.insert(variable.as_str().to_owned());
                inner.cost += inner.rows;
                inner
            }
            GraphPattern::Graph { inner, .. } | GraphPattern::Project { inner, .. } => {
                self.guess(inner, bound)
            }
            GraphPattern::OrderBy { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Group { inner, .. } => {
                let inner = self.guess(inner, bound);
                Guess {
                    cost: inner.cost + inner.rows,
                    ..inner
                }
            }
            GraphPattern::Service { .. } => Guess::default(),
        }
    }

    /// Rows looked at for each row that an expression is asked about.
    fn tests(&self, expression: &Expression, bound: &BTreeSet<String>) -> f64 {
        match expression {
            Expression::Exists(pattern) => 1.0 + self.guess(pattern, bound).cost,
            Expression::Not(inner) => self.tests(inner, bound),
            Expression::And(a, b) | Expression::Or(a, b) => {
                self.tests(a, bound) + self.tests(b, bound)
            }
            _ => 1.0,
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
            let Some(predicate) = self.predicate(name)? else {
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

    fn predicate(&self, name: &NamedNode) -> Result<Option<u32>, Damage> {
        match self.snapshot.dictionary.number(name.as_ref().into())? {
            Some(term) => self.snapshot.statistics.find_predicate(term),
            None => Ok(None),
        }
    }
}

/// A join: through shared variables the right side is looked at for each row of the left.
fn join(
    left: Guess,
    right: impl Fn(&BTreeSet<String>) -> Guess,
    bound: &BTreeSet<String>,
) -> Guess {
    let alone = right(bound);
    let rows = if alone.variables.is_disjoint(&left.variables) {
        left.rows * alone.rows
    } else {
        left.rows.max(alone.rows)
    };
    let mut variables = left.variables;
    variables.extend(alone.variables);
    Guess {
        rows,
        cost: left.cost + alone.cost + rows,
        variables,
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
