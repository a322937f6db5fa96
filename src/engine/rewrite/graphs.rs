//! `GRAPH ?g { … }`: the pattern is matched in each graph by itself, and only then the variable is
//! bound (SPARQL 1.1 §18.6, evaluation of Graph).
//!
//! The evaluator gives the variable to every triple pattern inside, which is the same for most
//! patterns and faster. The others become a union over the graphs.

use super::{Rewriting, World, paths, singleton};
use crate::engine::algebra::{in_scope, parts};
use oxigraph::model::{NamedNode, Variable};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};

/// How many branches all unions of a query may have.
const BRANCHES: usize = 4096;

impl<W: World> Rewriting<'_, W> {
    pub(super) fn graph(&mut self, pattern: &mut GraphPattern) {
        let GraphPattern::Graph { name, inner } = pattern else {
            return;
        };
        match &*name {
            NamedNodePattern::NamedNode(_) => {
                if !binds(inner) {
                    // Nothing inside asks whether there is such a graph.
                    let inside = std::mem::replace(&mut **inner, singleton());
                    **inner = join(singleton(), inside);
                }
                let name = name.clone();
                self.pattern(inner, Some(&name));
            }
            NamedNodePattern::Variable(variable) => {
                if is_simple(inner, variable, true) && binds(inner) {
                    let name = name.clone();
                    self.pattern(inner, Some(&name));
                    return;
                }
                let graphs = self.world.named_graphs();
                self.branches += graphs.len();
                if self.branches > BRANCHES {
                    self.needs.too_large = true;
                    return;
                }
                let branches = graphs.into_iter().map(|graph| {
                    let mut branch = branch(inner, variable, &graph);
                    self.pattern(&mut branch, None);
                    branch
                });
                let union = branches.reduce(|left, right| GraphPattern::Union {
                    left: Box::new(left),
                    right: Box::new(right),
                });
                let nothing = GraphPattern::Values {
                    variables: vec![variable.clone()],
                    bindings: Vec::new(),
                };
                *pattern = union.unwrap_or(nothing);
            }
        }
    }
}

/// The pattern in one graph, with the variable bound to it afterwards.
fn branch(inner: &GraphPattern, variable: &Variable, graph: &NamedNode) -> GraphPattern {
    let variables = in_scope(inner);
    let bound_inside = variables.contains(variable);
    let inside = GraphPattern::Project {
        inner: Box::new(GraphPattern::Graph {
            name: graph.clone().into(),
            inner: Box::new(inner.clone()),
        }),
        variables: variables.into_iter().collect(),
    };
    if bound_inside {
        let values = GraphPattern::Values {
            variables: vec![variable.clone()],
            bindings: vec![vec![Some(GroundTerm::from(graph.clone()))]],
        };
        return join(values, inside);
    }
    GraphPattern::Extend {
        inner: Box::new(inside),
        variable: variable.clone(),
        expression: Expression::NamedNode(graph.clone()),
    }
}

fn join(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join {
        left: Box::new(left),
        right: Box::new(right),
    }
}

/// True when every solution of a pattern comes from a look at the graph.
fn binds(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Join { left, right } => binds(left) || binds(right),
        GraphPattern::Union { left, right } => binds(left) && binds(right),
        GraphPattern::LeftJoin { left, .. } | GraphPattern::Minus { left, .. } => binds(left),
        GraphPattern::Filter { inner, .. } | GraphPattern::Extend { inner, .. } => binds(inner),
        _ => false,
    }
}

/// True when giving the variable to the triple patterns inside means the same. On the `spine` every
/// solution of the pattern is one of the whole.
fn is_simple(pattern: &GraphPattern, variable: &Variable, spine: bool) -> bool {
    let free = |expression: &Expression| {
        !super::names(expression, variable) && asked(expression, variable)
    };
    match pattern {
        GraphPattern::Bgp { .. } => spine || !names(pattern, variable),
        GraphPattern::Path {
            subject,
            path,
            object,
        } => !paths::may_stay(subject, path, object) && (spine || !names(pattern, variable)),
        GraphPattern::Values { .. } => spine || !names(pattern, variable),
        GraphPattern::Join { left, right } | GraphPattern::Union { left, right } => {
            is_simple(left, variable, spine) && is_simple(right, variable, spine)
        }
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            is_simple(left, variable, spine)
                && binds(left)
                && is_simple(right, variable, false)
                && expression.as_ref().is_none_or(free)
        }
        GraphPattern::Filter { expr, inner } => {
            free(expr) && is_simple(inner, variable, spine) && binds(inner)
        }
        GraphPattern::Extend {
            inner,
            expression,
            variable: name,
        } => name != variable && free(expression) && is_simple(inner, variable, spine),
        _ => false,
    }
}

/// True when the patterns that an expression asks for are simple as well.
fn asked(expression: &Expression, variable: &Variable) -> bool {
    match expression {
        Expression::Exists(pattern) => is_simple(pattern, variable, false) && binds(pattern),
        other => parts(other).into_iter().all(|part| asked(part, variable)),
    }
}

/// True when a variable is named anywhere in a pattern.
pub(super) fn names(pattern: &GraphPattern, variable: &Variable) -> bool {
    let term = |term: &TermPattern| term_names(term, variable);
    let within = |expression: &Expression| super::names(expression, variable);
    match pattern {
        GraphPattern::Bgp { patterns } => patterns.iter().any(|triple| {
            term(&triple.subject)
                || term(&triple.object)
                || matches!(&triple.predicate, NamedNodePattern::Variable(name) if name == variable)
        }),
        GraphPattern::Path {
            subject, object, ..
        } => term(subject) || term(object),
        GraphPattern::Values { variables, .. } => variables.contains(variable),
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => names(left, variable) || names(right, variable),
        GraphPattern::LeftJoin {
            left,
            right,
            expression,
        } => {
            names(left, variable)
                || names(right, variable)
                || expression.as_ref().is_some_and(within)
        }
        GraphPattern::Filter { expr, inner } => within(expr) || names(inner, variable),
        GraphPattern::Extend {
            inner,
            variable: name,
            expression,
        } => name == variable || within(expression) || names(inner, variable),
        GraphPattern::Graph { name, inner } => {
            matches!(name, NamedNodePattern::Variable(name) if name == variable)
                || names(inner, variable)
        }
        // What is below chooses its own variables.
        _ => {
            let mut found = false;
            pattern.on_in_scope_variable(|name| found = found || name == variable);
            found
        }
    }
}

fn term_names(term: &TermPattern, variable: &Variable) -> bool {
    match term {
        TermPattern::Variable(name) => name == variable,
        TermPattern::Triple(triple) => {
            term_names(&triple.subject, variable)
                || term_names(&triple.object, variable)
                || matches!(&triple.predicate, NamedNodePattern::Variable(name) if name == variable)
        }
        _ => false,
    }
}
