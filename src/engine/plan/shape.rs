//! The parts of a query's pattern that the operators take: triple patterns, paths, tests, optional and
//! existential parts.

use super::name::{Name, end};
use super::trail::{Path, path};
use crate::engine::algebra::parts;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

/// More parts than this are left to the evaluator.
const PARTS: usize = 48;

/// A group of patterns that are joined.
#[derive(Debug, Default)]
pub(super) struct Shape<'q> {
    pub patterns: Vec<&'q TriplePattern>,
    pub paths: Vec<Path<'q>>,
    pub tests: Vec<&'q Expression>,
    pub optional: Vec<Shape<'q>>,
}

/// The alternatives of a pattern; none when a part is of another kind.
pub(super) fn alternatives(pattern: &GraphPattern) -> Option<Vec<Shape<'_>>> {
    match pattern {
        GraphPattern::Union { left, right } => {
            let mut all = alternatives(left)?;
            all.extend(alternatives(right)?);
            (all.len() <= PARTS).then_some(all)
        }
        other => Some(vec![shape(other)?]),
    }
}

/// The parts of one group.
pub(super) fn shape(pattern: &GraphPattern) -> Option<Shape<'_>> {
    let mut found = Shape::default();
    found.take(pattern)?;
    let joined = |part: &Shape<'_>| part.patterns.len() + part.paths.len();
    let inner = found.optional.iter().map(joined).sum::<usize>();
    let parts = joined(&found) + found.tests.len() + inner;
    (parts <= PARTS && joined(&found) > 0).then_some(found)
}

impl<'q> Shape<'q> {
    fn take(&mut self, pattern: &'q GraphPattern) -> Option<()> {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                self.patterns.extend(patterns);
                patterns.iter().all(is_plain).then_some(())
            }
            GraphPattern::Path {
                subject,
                path: steps,
                object,
            } => {
                self.paths.push(path(subject, steps, object)?);
                Some(())
            }
            GraphPattern::Join { left, right } => {
                // What stands after an OPTIONAL may be joined before it only when it shares none of
                // the variables that may stay unbound, and a test is taken out of its group only
                // when the group binds all it names.
                let (left, right) = (shape(left)?, shape(right)?);
                let apart = left.is_apart(&right) && right.is_apart(&left);
                let within = |side: &Self| side.tests_within() && side.optional_tests_within();
                if !apart || !within(&left) || !within(&right) {
                    return None;
                }
                for side in [left, right] {
                    self.patterns.extend(side.patterns);
                    self.paths.extend(side.paths);
                    self.tests.extend(side.tests);
                    self.optional.extend(side.optional);
                }
                Some(())
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => self.option(left, right, expression.as_ref()),
            GraphPattern::Filter { expr, inner } => {
                self.take(inner)?;
                conjuncts(expr, &mut self.tests);
                Some(())
            }
            _ => None,
        }
    }

    fn option(
        &mut self,
        left: &'q GraphPattern,
        right: &'q GraphPattern,
        expression: Option<&'q Expression>,
    ) -> Option<()> {
        self.take(left)?;
        let mut part = shape(right)?;
        if !part.optional.is_empty() || !part.tests_within() {
            return None;
        }
        part.tests.extend(expression);
        let (certain, possible) = (self.certain(), self.possible());
        // A variable that an OPTIONAL before may have left unbound is another matter, and a
        // test on the left side does not see what the right side binds.
        let inner = part.certain();
        let apart = inner.intersection(&possible).all(|v| certain.contains(v));
        let unseen = |test: &&Expression| {
            mentions(test).is_some_and(|names| {
                names
                    .iter()
                    .all(|v| certain.contains(v) || !inner.contains(v))
            })
        };
        if !apart || !self.tests.iter().all(unseen) {
            return None;
        }
        self.optional.push(part);
        Some(())
    }

    /// The variables that every row binds.
    pub fn certain(&self) -> BTreeSet<Name<'q>> {
        let mut found = BTreeSet::new();
        for pattern in &self.patterns {
            found.extend(variables(pattern).into_iter().flatten());
        }
        for path in &self.paths {
            found.extend(path.ends().into_iter().filter_map(end));
        }
        found
    }

    /// The variables that a row may bind.
    pub fn possible(&self) -> BTreeSet<Name<'q>> {
        let mut found = self.certain();
        for part in &self.optional {
            found.extend(part.certain());
        }
        found
    }

    fn is_apart(&self, other: &Self) -> bool {
        let (certain, possible) = (self.certain(), self.possible());
        let theirs = other.possible();
        theirs
            .iter()
            .all(|v| certain.contains(v) || !possible.contains(v))
    }

    /// True when no test of an OPTIONAL names what only another group binds: a filter sees its own group.
    fn optional_tests_within(&self) -> bool {
        let possible = self.possible();
        let mut tests = self.optional.iter().flat_map(|part| &part.tests);
        tests.all(|test| {
            mentions(test).is_some_and(|names| names.iter().all(|name| possible.contains(name)))
        })
    }

    fn tests_within(&self) -> bool {
        let certain = self.certain();
        self.tests.iter().all(|test| {
            names(test).is_some_and(|names| names.iter().all(|name| certain.contains(name)))
        })
    }
}

fn conjuncts<'q>(expression: &'q Expression, into: &mut Vec<&'q Expression>) {
    match expression {
        Expression::And(a, b) => {
            conjuncts(a, into);
            conjuncts(b, into);
        }
        other => into.push(other),
    }
}

/// No triple terms, and no variable twice.
fn is_plain(pattern: &TriplePattern) -> bool {
    let term = |term: &TermPattern| !matches!(term, TermPattern::Triple(_));
    let [a, b, c] = variables(pattern);
    let twice = (a.is_some() && (a == b || a == c)) || (b.is_some() && b == c);
    term(&pattern.subject) && term(&pattern.object) && !twice
}

/// The variables of a pattern by place.
pub(super) fn variables(pattern: &TriplePattern) -> [Option<Name<'_>>; 3] {
    let predicate = match &pattern.predicate {
        NamedNodePattern::Variable(variable) => Some(Name::Variable(variable.as_str())),
        NamedNodePattern::NamedNode(_) => None,
    };
    [end(&pattern.subject), predicate, end(&pattern.object)]
}

/// The variables that an expression names; none when it holds EXISTS.
pub(super) fn names(expression: &Expression) -> Option<BTreeSet<Name<'_>>> {
    let mut found = BTreeSet::new();
    collect(expression, &mut found).then_some(found)
}

/// The variables that a test names, those of EXISTS with them; none when EXISTS holds another shape.
fn mentions(test: &Expression) -> Option<BTreeSet<Name<'_>>> {
    match test {
        Expression::Not(inner) => mentions(inner),
        Expression::Exists(pattern) => {
            let inner = shape(pattern)?;
            let mut found = inner.certain();
            for test in inner.tests {
                found.extend(names(test)?);
            }
            Some(found)
        }
        other => names(other),
    }
}

fn collect<'q>(expression: &'q Expression, found: &mut BTreeSet<Name<'q>>) -> bool {
    match expression {
        Expression::Exists(_) => false,
        Expression::Variable(variable) | Expression::Bound(variable) => {
            found.insert(Name::Variable(variable.as_str()));
            true
        }
        other => parts(other).into_iter().all(|part| collect(part, found)),
    }
}
