//! The variables of a query, to look at or to change.
//!
//! In: a pattern. Out: each variable, as often as it stands there; those of EXISTS and of a SERVICE as well.

use super::algebra::parts_mut;
use oxigraph::model::Variable;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Visits the variables of a pattern.
pub(super) fn each_variable(pattern: &mut GraphPattern, visit: &mut impl FnMut(&mut Variable)) {
    of_itself(pattern, visit);
    match pattern {
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right }
        | GraphPattern::LeftJoin { left, right, .. } => {
            each_variable(left, visit);
            each_variable(right, visit);
        }
        GraphPattern::Group { inner, .. }
        | GraphPattern::Filter { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Service { inner, .. } => each_variable(inner, visit),
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => {}
    }
}

/// Those that stand in no pattern within.
fn of_itself(pattern: &mut GraphPattern, visit: &mut impl FnMut(&mut Variable)) {
    match pattern {
        GraphPattern::Bgp { patterns } => patterns
            .iter_mut()
            .for_each(|triple| of_triple(triple, visit)),
        GraphPattern::Path {
            subject, object, ..
        } => [subject, object]
            .into_iter()
            .for_each(|end| of_term(end, visit)),
        GraphPattern::Values { variables, .. } | GraphPattern::Project { variables, .. } => {
            of_list(variables, visit);
        }
        GraphPattern::LeftJoin { expression, .. } => expression
            .iter_mut()
            .for_each(|condition| of_expression(condition, visit)),
        GraphPattern::Filter { expr, .. } => of_expression(expr, visit),
        GraphPattern::Extend {
            variable,
            expression,
            ..
        } => {
            visit(variable);
            of_expression(expression, visit);
        }
        GraphPattern::OrderBy { expression, .. } => {
            for OrderExpression::Asc(by) | OrderExpression::Desc(by) in expression {
                of_expression(by, visit);
            }
        }
        GraphPattern::Group {
            variables,
            aggregates,
            ..
        } => {
            of_list(variables, visit);
            for (name, aggregate) in aggregates {
                visit(name);
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    of_expression(expr, visit);
                }
            }
        }
        GraphPattern::Graph { name, .. } | GraphPattern::Service { name, .. } => {
            of_node(name, visit);
        }
        _ => {}
    }
}

fn of_list(variables: &mut [Variable], visit: &mut impl FnMut(&mut Variable)) {
    variables.iter_mut().for_each(visit);
}

fn of_expression(expression: &mut Expression, visit: &mut impl FnMut(&mut Variable)) {
    match expression {
        Expression::Variable(name) | Expression::Bound(name) => visit(name),
        Expression::Exists(pattern) => each_variable(pattern, visit),
        other => parts_mut(other)
            .into_iter()
            .for_each(|part| of_expression(part, visit)),
    }
}

fn of_triple(triple: &mut TriplePattern, visit: &mut impl FnMut(&mut Variable)) {
    of_term(&mut triple.subject, visit);
    of_node(&mut triple.predicate, visit);
    of_term(&mut triple.object, visit);
}

fn of_node(node: &mut NamedNodePattern, visit: &mut impl FnMut(&mut Variable)) {
    if let NamedNodePattern::Variable(name) = node {
        visit(name);
    }
}

fn of_term(term: &mut TermPattern, visit: &mut impl FnMut(&mut Variable)) {
    match term {
        TermPattern::Variable(name) => visit(name),
        TermPattern::Triple(triple) => of_triple(triple, visit),
        _ => {}
    }
}
