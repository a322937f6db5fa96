//! The names in a query, to look at or to change.
//!
//! In: a pattern. Out: each variable and each blank node, as often as it stands there, those of EXISTS as well.

use super::algebra::{each_pattern, expressions_mut, parts_mut};
use oxigraph::model::Variable;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// A name where it stands.
pub(super) enum Name<'a> {
    /// A variable elsewhere.
    Variable(&'a mut Variable),
    /// The subject or the object of a triple pattern, or the end of a path, where it is a variable or a blank
    /// node, which is a variable that nobody sees (SPARQL 1.1 §4.1.4).
    End(&'a mut TermPattern),
}

/// Visits the names of a pattern, but for those that a SERVICE is asked.
pub(super) fn each_name(pattern: &mut GraphPattern, visit: &mut impl FnMut(Name<'_>)) {
    each_pattern(pattern, &mut |part| of_itself(part, visit));
}

/// Visits the variables of a pattern, and those that a SERVICE is asked.
pub(super) fn each_variable(pattern: &mut GraphPattern, visit: &mut impl FnMut(&mut Variable)) {
    each_pattern(pattern, &mut |part| {
        of_itself(part, &mut |name| {
            if let Name::Variable(name) | Name::End(TermPattern::Variable(name)) = name {
                visit(name);
            }
        });
        if let GraphPattern::Service { inner, .. } = part {
            of_service(inner, visit);
        }
    });
}

/// Apart, since what is asked elsewhere may ask again elsewhere.
fn of_service(pattern: &mut GraphPattern, visit: &mut dyn FnMut(&mut Variable)) {
    each_variable(pattern, &mut |name| visit(name));
}

/// Visits those that stand in no pattern within.
fn of_itself(pattern: &mut GraphPattern, visit: &mut impl FnMut(Name<'_>)) {
    for expression in expressions_mut(pattern) {
        of_expression(expression, visit);
    }
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
            variables.iter_mut().map(Name::Variable).for_each(visit);
        }
        GraphPattern::Extend { variable, .. } => visit(Name::Variable(variable)),
        GraphPattern::Group {
            variables,
            aggregates,
            ..
        } => {
            let given = aggregates.iter_mut().map(|(name, _)| name);
            variables
                .iter_mut()
                .chain(given)
                .map(Name::Variable)
                .for_each(visit);
        }
        GraphPattern::Graph { name, .. } | GraphPattern::Service { name, .. } => {
            of_node(name, visit);
        }
        _ => {}
    }
}

fn of_expression(expression: &mut Expression, visit: &mut impl FnMut(Name<'_>)) {
    if let Expression::Variable(name) | Expression::Bound(name) = expression {
        visit(Name::Variable(name));
    }
    for part in parts_mut(expression) {
        of_expression(part, visit);
    }
}

fn of_triple(triple: &mut TriplePattern, visit: &mut impl FnMut(Name<'_>)) {
    of_term(&mut triple.subject, visit);
    of_node(&mut triple.predicate, visit);
    of_term(&mut triple.object, visit);
}

fn of_node(node: &mut NamedNodePattern, visit: &mut impl FnMut(Name<'_>)) {
    if let NamedNodePattern::Variable(name) = node {
        visit(Name::Variable(name));
    }
}

fn of_term(term: &mut TermPattern, visit: &mut impl FnMut(Name<'_>)) {
    match term {
        TermPattern::Variable(_) | TermPattern::BlankNode(_) => visit(Name::End(term)),
        TermPattern::Triple(triple) => of_triple(triple, visit),
        TermPattern::NamedNode(_) | TermPattern::Literal(_) => {}
    }
}
