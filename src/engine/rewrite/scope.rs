//! Variables where they are not in scope: a group is evaluated by itself, and what only EXISTS, the right side
//! of MINUS or an expression names of variables that others bind has no value in it (SPARQL 1.1 §18.2.2,
//! §18.6). The evaluator often evaluates a group for each row of what it is joined to, with all that is in
//! the row.
//!
//! Here such variables get names of their own, where the name stands elsewhere as well. The rows that EXISTS
//! is asked for are seen in all of its pattern (§18.6, substitute).

use super::{having, parts_mut, singleton};
use crate::engine::algebra::in_scope;
use crate::engine::names::each_variable;
use crate::engine::parse::uses::Uses;
use oxigraph::model::Variable;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use std::collections::{BTreeMap, BTreeSet};

type Names = BTreeSet<Variable>;

/// What is seen from outside of a pattern: the variables of the rows that EXISTS is asked for.
#[derive(Clone, Copy)]
struct Seen<'a> {
    names: &'a Names,
    beyond: Option<&'a Seen<'a>>,
}

impl Seen<'_> {
    fn has(&self, name: &Variable) -> bool {
        self.names.contains(name) || self.beyond.is_some_and(|beyond| beyond.has(name))
    }
}

/// Gives the variables of a whole query names of their own where they are not in scope.
pub(super) fn settle(pattern: &mut GraphPattern) {
    let times = times(pattern);
    let (fresh, wholes) = (0, 0);
    let mut scoping = Scoping {
        times,
        fresh,
        wholes,
    };
    scoping.pattern(pattern, None);
}

/// How often each variable is named.
fn times(pattern: &mut GraphPattern) -> BTreeMap<Variable, usize> {
    let mut times = BTreeMap::new();
    each_variable(pattern, &mut |name| match times.get_mut(name) {
        Some(times) => *times += 1,
        None => drop(times.insert(name.clone(), 1)),
    });
    times
}

struct Scoping {
    /// How often the query names each variable.
    times: BTreeMap<Variable, usize>,
    fresh: usize,
    /// Parts so far that are another thing when they are evaluated row by row.
    wholes: usize,
}

impl Scoping {
    /// Settles a pattern; gives the variables that it may bind.
    fn pattern(&mut self, pattern: &mut GraphPattern, outer: Option<&Seen<'_>>) -> Names {
        match pattern {
            GraphPattern::Bgp { .. }
            | GraphPattern::Path { .. }
            | GraphPattern::Values { .. }
            | GraphPattern::Service { .. } => in_scope(pattern),
            GraphPattern::Join { left, right } | GraphPattern::Union { left, right } => {
                let left = self.pattern(left, outer);
                merged(left, self.pattern(right, outer))
            }
            GraphPattern::Lateral { left, right } => {
                let left = self.pattern(left, outer);
                let right = self.pattern(right, Some(&seen(&left, outer)));
                merged(left, right)
            }
            GraphPattern::Minus { left, right } => {
                let left = self.pattern(left, outer);
                self.rename(right, &seen(&left, outer));
                self.pattern(right, outer);
                self.wholes += 1;
                left
            }
            GraphPattern::LeftJoin { .. } => self.option(pattern, outer),
            GraphPattern::Filter { expr, inner } => {
                let names = self.pattern(inner, outer);
                self.expression(expr, &seen(&names, outer));
                names
            }
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                let mut names = self.pattern(inner, outer);
                self.expression(expression, &seen(&names, outer));
                names.insert(variable.clone());
                names
            }
            GraphPattern::OrderBy { inner, expression } => {
                let names = self.pattern(inner, outer);
                for OrderExpression::Asc(by) | OrderExpression::Desc(by) in expression {
                    self.expression(by, &seen(&names, outer));
                }
                names
            }
            GraphPattern::Group { .. } => self.group(pattern, outer),
            GraphPattern::Graph { inner, .. } => {
                self.pattern(inner, outer);
                in_scope(pattern)
            }
            GraphPattern::Project { inner, variables } => self.select(inner, variables, outer),
            GraphPattern::Slice { inner, .. } => {
                self.wholes += 1;
                self.pattern(inner, outer)
            }
            GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => {
                self.pattern(inner, outer)
            }
        }
    }

    /// What SELECT takes its columns from.
    fn select(
        &mut self,
        inner: &mut GraphPattern,
        columns: &[Variable],
        outer: Option<&Seen<'_>>,
    ) -> Names {
        having::settle(inner);
        // Others of the same name are others.
        let is_seen = |name: &&Variable| outer.is_some_and(|outer| outer.has(name));
        let names = columns.iter().filter(is_seen).cloned().collect();
        self.pattern(inner, Some(&seen(&names, None)));
        columns.iter().cloned().collect()
    }

    /// OPTIONAL. The evaluator does not look at what is optional before it evaluates a group row by row: where
    /// it is another thing then, the group gets a wall around it.
    fn option(&mut self, pattern: &mut GraphPattern, outer: Option<&Seen<'_>>) -> Names {
        let (names, whole) = self.options(pattern, outer);
        if whole {
            *pattern = GraphPattern::Project {
                inner: Box::new(std::mem::replace(pattern, singleton())),
                variables: names.iter().cloned().collect(),
            };
        }
        names
    }

    /// One OPTIONAL after the other, and whether one of them is another thing row by row.
    fn options(&mut self, pattern: &mut GraphPattern, outer: Option<&Seen<'_>>) -> (Names, bool) {
        let GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } = pattern
        else {
            return (self.pattern(pattern, outer), false);
        };
        let (left, whole) = self.options(left, outer);
        let before = self.wholes;
        let names = merged(left, self.pattern(right, outer));
        if let Some(expression) = expression {
            self.expression(expression, &seen(&names, outer));
        }
        (names, whole || self.wholes > before)
    }

    fn group(&mut self, pattern: &mut GraphPattern, outer: Option<&Seen<'_>>) -> Names {
        let GraphPattern::Group {
            inner,
            variables,
            aggregates,
        } = pattern
        else {
            return Names::new();
        };
        let names = self.pattern(inner, outer);
        for (_, aggregate) in &mut *aggregates {
            if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                self.expression(expr, &seen(&names, outer));
            }
        }
        let given = aggregates.iter().map(|(name, _)| name);
        variables.iter().chain(given).cloned().collect()
    }

    /// Settles an expression, by the variables that it sees.
    fn expression(&mut self, expression: &mut Expression, seen: &Seen<'_>) {
        match expression {
            Expression::Variable(name) | Expression::Bound(name) => {
                let times = self.times.get(name);
                if !seen.has(name) && times.is_some_and(|times| *times > 1) {
                    *name = self.variable();
                }
            }
            Expression::Exists(pattern) => {
                self.rename(pattern, seen);
                self.pattern(pattern, Some(seen));
            }
            other => parts_mut(other)
                .into_iter()
                .for_each(|part| self.expression(part, seen)),
        }
    }

    /// Renames what is not seen from within a pattern and stands elsewhere as well. What a service is asked
    /// goes there as it is written.
    fn rename(&mut self, pattern: &mut GraphPattern, seen: &Seen<'_>) {
        let within = times(pattern);
        let elsewhere = within.into_iter().filter(|(name, within)| {
            !seen.has(name) && self.times.get(name).is_some_and(|all| all > within)
        });
        let elsewhere: Vec<Variable> = elsewhere.map(|(name, _)| name).collect();
        if elsewhere.is_empty() || Uses::of_pattern(pattern).service {
            return;
        }
        let own = elsewhere.into_iter().map(|name| (name, self.variable()));
        let own: BTreeMap<Variable, Variable> = own.collect();
        each_variable(pattern, &mut |name| {
            if let Some(own) = own.get(name) {
                *name = own.clone();
            }
        });
    }

    /// A variable that no query can name.
    fn variable(&mut self) -> Variable {
        self.fresh += 1;
        Variable::new_unchecked(format!("ptce own {}", self.fresh))
    }
}

fn seen<'a>(names: &'a Names, beyond: Option<&'a Seen<'a>>) -> Seen<'a> {
    Seen { names, beyond }
}

fn merged(mut one: Names, mut other: Names) -> Names {
    if one.len() < other.len() {
        std::mem::swap(&mut one, &mut other);
    }
    one.extend(other);
    one
}
