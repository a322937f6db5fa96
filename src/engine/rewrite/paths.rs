//! Property paths that may have no steps, from or to a term that is no node of the graph.
//!
//! Such a path leads from the term to itself and nowhere else (SPARQL 1.1 §18.4, ALP and
//! ZeroLengthPath); the evaluator looks at nodes of the graph only.

use super::{Rewriting, World, singleton};
use crate::engine::names::{Name, each_name};
use oxigraph::model::Term;
use spargebra::algebra::{GraphPattern, PropertyPathExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};

impl<W: World> Rewriting<'_, W> {
    /// `x p?/q* y` is written as two paths with a name between them that nobody sees. Where the first stays at
    /// its term, that name is the term.
    pub(super) fn settle(&self, join: &mut GraphPattern, graph: Option<&NamedNodePattern>) {
        loop {
            let mut leaves = Vec::new();
            collect(join, &mut leaves);
            let found = leaves
                .into_iter()
                .find_map(|leaf| self.stays(leaf, graph).map(|found| (leaf, found)));
            let Some((leaf, (hidden, term))) = found else {
                return;
            };
            *leaf = singleton();
            each_name(join, &mut |name| {
                if let Name::End(end) = name
                    && *end == hidden
                {
                    *end = term.clone();
                }
            });
        }
    }

    /// The name that nobody sees at the other end of a path that stays at its term, and the term.
    fn stays(
        &self,
        leaf: &GraphPattern,
        graph: Option<&NamedNodePattern>,
    ) -> Option<(TermPattern, TermPattern)> {
        let GraphPattern::Path {
            subject,
            path,
            object,
        } = leaf
        else {
            return None;
        };
        let (hidden, end) = match (subject, object) {
            (hidden, end) | (end, hidden) if is_hidden(hidden) => (hidden, end),
            _ => return None,
        };
        let term = constant(end)?;
        (may_be_empty(path) && self.is_absent(&term, graph)).then(|| (hidden.clone(), end.clone()))
    }

    /// True when a term is known to be no node of the graph.
    fn is_absent(&self, term: &GroundTerm, graph: Option<&NamedNodePattern>) -> bool {
        let graph = match graph {
            None => None,
            Some(NamedNodePattern::NamedNode(name)) => Some(name),
            Some(NamedNodePattern::Variable(_)) => return false,
        };
        !self.world.is_node(&Term::from(term.clone()), graph)
    }

    pub(super) fn path(&self, pattern: &mut GraphPattern, graph: Option<&NamedNodePattern>) {
        let GraphPattern::Path {
            subject,
            path,
            object,
        } = &*pattern
        else {
            return;
        };
        let absent = |end: &TermPattern| {
            let term = constant(end)?;
            self.is_absent(&term, graph).then_some(term)
        };
        let Some(term) = absent(subject).or_else(|| absent(object)) else {
            return;
        };
        if !may_be_empty(path) {
            return;
        }
        let other = if constant(subject).as_ref() == Some(&term) {
            object
        } else {
            subject
        };
        let values = match other {
            TermPattern::Variable(name) => GraphPattern::Values {
                variables: vec![name.clone()],
                bindings: vec![vec![Some(term)]],
            },
            other if constant(other).as_ref() == Some(&term) => singleton(),
            // A blank node is a variable that nobody sees.
            TermPattern::BlankNode(_) => singleton(),
            _ => return,
        };
        *pattern = GraphPattern::Join {
            left: Box::new(singleton()),
            right: Box::new(values),
        };
    }
}

/// The triple patterns and paths that are joined.
fn collect<'a>(pattern: &'a mut GraphPattern, leaves: &mut Vec<&'a mut GraphPattern>) {
    match pattern {
        GraphPattern::Join { left, right } => {
            collect(left, leaves);
            collect(right, leaves);
        }
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => leaves.push(pattern),
        _ => {}
    }
}

/// True for a path with a fixed end that may have no steps.
pub(super) fn may_stay(
    subject: &TermPattern,
    path: &PropertyPathExpression,
    object: &TermPattern,
) -> bool {
    may_be_empty(path) && (constant(subject).is_some() || constant(object).is_some())
}

/// True for a blank node and for what stands in the place of one; no query can name that.
fn is_hidden(end: &TermPattern) -> bool {
    match end {
        TermPattern::BlankNode(_) => true,
        TermPattern::Variable(name) => name.as_str().contains(' '),
        _ => false,
    }
}

fn may_be_empty(path: &PropertyPathExpression) -> bool {
    match path {
        PropertyPathExpression::NamedNode(_) | PropertyPathExpression::NegatedPropertySet(_) => {
            false
        }
        PropertyPathExpression::Reverse(path) | PropertyPathExpression::OneOrMore(path) => {
            may_be_empty(path)
        }
        PropertyPathExpression::Sequence(a, b) => may_be_empty(a) && may_be_empty(b),
        PropertyPathExpression::Alternative(a, b) => may_be_empty(a) || may_be_empty(b),
        PropertyPathExpression::ZeroOrMore(_) | PropertyPathExpression::ZeroOrOne(_) => true,
    }
}

fn constant(end: &TermPattern) -> Option<GroundTerm> {
    match end {
        TermPattern::NamedNode(node) => Some(node.clone().into()),
        TermPattern::Literal(literal) => Some(literal.clone().into()),
        _ => None,
    }
}
