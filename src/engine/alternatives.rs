//! Paths with alternatives as what they mean (SPARQL 1.1 Query §18.2.2.4): evaluators may count a way that
//! two alternatives share once, or several ways between two ends that are known, and some stores' parsers
//! know only the simplest (Virtuoso: `a/b*|c`).
//!
//! In: a query. Out: the same query with each alternative as a UNION, each sequence in it or around it as a
//! join, each `!(…)` that is evaluated here as a triple pattern with a test, and with what
//! `COUNT(DISTINCT *)` counts in a SELECT of its own; none where it holds no alternative. What stands below
//! `*` and its like is a set and stays.

use super::algebra::{each_pattern, in_scope, of_query_mut, singleton};
use super::names::{Name, each_name};
use spargebra::Query;
use spargebra::algebra::PropertyPathExpression as Path;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern};
use spargebra::term::{
    BlankNode, NamedNode, NamedNodePattern, TermPattern, TriplePattern, Variable,
};
use std::collections::HashMap;

/// Spreads the alternatives of a query that is evaluated here.
pub(super) fn spread(query: &mut Query) {
    spread_pattern(of_query_mut(query));
}

/// The same of a pattern, as that of an update.
pub(super) fn spread_pattern(pattern: &mut GraphPattern) {
    // No name in a query has a space.
    spread_with(pattern, Spreading::new("way ".to_owned(), false));
}

/// The query without alternatives, to be written again; `text` is what it was parsed from.
pub(super) fn spread_text(query: &Query, text: &str) -> Option<Query> {
    let mut query = query.clone();
    let mut prefixes = (0..).map(|n| format!("hidden{n}x"));
    let prefix = prefixes.find(|prefix| !text.contains(prefix))?;
    spread_with(of_query_mut(&mut query), Spreading::new(prefix, true)).then_some(query)
}

/// Whether there was an alternative.
fn spread_with(pattern: &mut GraphPattern, mut spreading: Spreading) -> bool {
    let mut found = false;
    each_pattern(pattern, &mut |part| {
        if let GraphPattern::Path {
            subject,
            path,
            object,
        } = part
            && spreading.spreads(path)
        {
            *part = spreading.path(subject.clone(), path.clone(), object.clone());
            found = true;
        }
        wall(part);
    });
    if found {
        each_name(pattern, &mut |name| {
            if let Name::End(term) = name {
                spreading.name(term);
            }
        });
    }
    found
}

/// `COUNT(DISTINCT *)` counts by the variables that are in scope (§18.5.1): nothing else comes to it, neither
/// blank nodes nor what lies between two steps.
fn wall(groups: &mut GraphPattern) {
    let GraphPattern::Group {
        inner, aggregates, ..
    } = groups
    else {
        return;
    };
    let counts_rows = AggregateExpression::CountSolutions { distinct: true };
    if aggregates.iter().any(|(_, one)| *one == counts_rows) {
        let variables = in_scope(inner).into_iter().collect();
        let whole = std::mem::replace(&mut **inner, singleton());
        **inner = GraphPattern::Project {
            inner: Box::new(whole),
            variables,
        };
    }
}

struct Spreading {
    /// What no name in the query begins with, but for those that are new.
    prefix: String,
    /// The query is written again, for others to read.
    written: bool,
    fresh: usize,
    /// The numbers of blank nodes.
    nodes: HashMap<BlankNode, usize>,
}

impl Spreading {
    fn new(prefix: String, written: bool) -> Self {
        Self {
            prefix,
            written,
            fresh: 0,
            nodes: HashMap::new(),
        }
    }

    /// True where something can be taken out of a path; below `*` and its like it has to stay.
    fn spreads(&self, path: &Path) -> bool {
        match path {
            Path::Alternative(..) => true,
            Path::Sequence(left, right) => self.spreads(left) || self.spreads(right),
            Path::Reverse(inner) => self.spreads(inner),
            Path::NegatedPropertySet(_) => !self.written,
            _ => false,
        }
    }

    fn path(&mut self, subject: TermPattern, path: Path, object: TermPattern) -> GraphPattern {
        match path {
            Path::Alternative(left, right) => GraphPattern::Union {
                left: Box::new(self.path(subject.clone(), *left, object.clone())),
                right: Box::new(self.path(subject, *right, object)),
            },
            Path::Sequence(left, right) => {
                let between = TermPattern::Variable(self.variable());
                GraphPattern::Join {
                    left: Box::new(self.path(subject, *left, between.clone())),
                    right: Box::new(self.path(between, *right, object)),
                }
            }
            Path::Reverse(inner) => self.path(object, *inner, subject),
            Path::NegatedPropertySet(nodes) if !self.written => self.others(subject, nodes, object),
            Path::NamedNode(predicate) => GraphPattern::Bgp {
                patterns: vec![TriplePattern {
                    subject,
                    predicate: NamedNodePattern::NamedNode(predicate),
                    object,
                }],
            },
            path => GraphPattern::Path {
                subject,
                path,
                object,
            },
        }
    }

    /// The triples whose predicate is none of those named.
    fn others(
        &mut self,
        subject: TermPattern,
        nodes: Vec<NamedNode>,
        object: TermPattern,
    ) -> GraphPattern {
        let predicate = self.variable();
        let named = nodes.into_iter().map(Expression::NamedNode).collect();
        let is_named = Expression::In(Box::new(predicate.clone().into()), named);
        GraphPattern::Filter {
            expr: Expression::Not(Box::new(is_named)),
            inner: Box::new(GraphPattern::Bgp {
                patterns: vec![TriplePattern {
                    subject,
                    predicate: predicate.into(),
                    object,
                }],
            }),
        }
    }

    /// Blank nodes as the variables that they are: a label may stand in one basic pattern only (§4.1.4),
    /// and patterns are taken apart here.
    fn name(&mut self, term: &mut TermPattern) {
        if let TermPattern::BlankNode(node) = term {
            // Most labels are made up, each time others.
            let next = self.nodes.len();
            let number = *self.nodes.entry(node.clone()).or_insert(next);
            let name = format!("{}_{number}", self.prefix);
            *term = TermPattern::Variable(Variable::new_unchecked(name));
        }
    }

    fn variable(&mut self) -> Variable {
        self.fresh += 1;
        Variable::new_unchecked(format!("{}{}", self.prefix, self.fresh))
    }
}

#[cfg(test)]
mod tests;
