//! The IRIs of a query.

use crate::engine::algebra::of_query_mut;
use oxigraph::model::NamedNode;
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern, PropertyPathExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Visits the IRIs of the patterns that a small query is made of, and of what DESCRIBE is told.
pub(super) fn each_node(query: &mut Query, visit: &mut impl FnMut(&mut NamedNode)) {
    of_pattern(of_query_mut(query), visit);
}

fn of_pattern(pattern: &mut GraphPattern, visit: &mut impl FnMut(&mut NamedNode)) {
    match pattern {
        GraphPattern::Bgp { patterns } => {
            patterns
                .iter_mut()
                .for_each(|triple| of_triple(triple, visit));
        }
        GraphPattern::Path {
            subject,
            path,
            object,
        } => {
            of_term(subject, visit);
            of_path(path, visit);
            of_term(object, visit);
        }
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::LeftJoin { left, right, .. } => {
            of_pattern(left, visit);
            of_pattern(right, visit);
        }
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => of_pattern(inner, visit),
        GraphPattern::Extend {
            inner, expression, ..
        } => {
            of_pattern(inner, visit);
            if let Expression::NamedNode(node) = expression {
                visit(node);
            }
        }
        _ => {}
    }
}

fn of_triple(triple: &mut TriplePattern, visit: &mut impl FnMut(&mut NamedNode)) {
    of_term(&mut triple.subject, visit);
    if let NamedNodePattern::NamedNode(node) = &mut triple.predicate {
        visit(node);
    }
    of_term(&mut triple.object, visit);
}

fn of_term(term: &mut TermPattern, visit: &mut impl FnMut(&mut NamedNode)) {
    match term {
        TermPattern::NamedNode(node) => visit(node),
        TermPattern::Triple(triple) => of_triple(triple, visit),
        _ => {}
    }
}

fn of_path(path: &mut PropertyPathExpression, visit: &mut impl FnMut(&mut NamedNode)) {
    match path {
        PropertyPathExpression::NamedNode(node) => visit(node),
        PropertyPathExpression::Reverse(inner)
        | PropertyPathExpression::ZeroOrMore(inner)
        | PropertyPathExpression::OneOrMore(inner)
        | PropertyPathExpression::ZeroOrOne(inner) => of_path(inner, visit),
        PropertyPathExpression::Sequence(left, right)
        | PropertyPathExpression::Alternative(left, right) => {
            of_path(left, visit);
            of_path(right, visit);
        }
        PropertyPathExpression::NegatedPropertySet(nodes) => nodes.iter_mut().for_each(visit),
    }
}
