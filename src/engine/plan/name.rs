//! What the rows of a query bind, and where its value stands in a row.

use oxigraph::model::Variable;
use spargebra::term::TermPattern;
use std::collections::BTreeMap;

/// What is bound: a variable, or a blank node of the query, which is a variable that nobody can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name<'q> {
    Variable(&'q str),
    Blank(&'q str),
}

/// The places of variables.
pub(super) type Slots<'q> = BTreeMap<Name<'q>, usize>;

/// The place of a variable; none where no part of the pattern binds it.
pub(super) fn place(variable: &Variable, slots: &Slots<'_>) -> Option<usize> {
    slots.get(&Name::Variable(variable.as_str())).copied()
}

/// What a subject or an object binds; none for a term.
pub(super) fn end(term: &TermPattern) -> Option<Name<'_>> {
    match term {
        TermPattern::Variable(variable) => Some(Name::Variable(variable.as_str())),
        TermPattern::BlankNode(node) => Some(Name::Blank(node.as_str())),
        _ => None,
    }
}
