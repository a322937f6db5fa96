//! Triple terms in patterns. The evaluator puts such a term together and looks it up once all its places are
//! known, and stops with an error where its subject turns out to be a literal or its predicate no IRI; but such
//! a term is nowhere, so that the pattern has no match (SPARQL 1.2 §18.3).
//!
//! Where that may come, the predicate becomes a variable of its own, which is compared with what stood there
//! afterwards: then no such term is put together. All others are looked up as before.

use super::{Rewriting, World, graphs};
use crate::engine::algebra::{expressions, parts, patterns};
use crate::engine::exact::disguised;
use oxigraph::model::{Term, Variable};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

/// Puts the triple terms of VALUES in disguise: the evaluator turns them into values before it looks them up.
pub(super) fn disguise(bindings: &mut [Vec<Option<GroundTerm>>]) {
    for term in bindings.iter_mut().flatten().flatten() {
        let mut at = term;
        while let GroundTerm::Triple(triple) = at {
            at = &mut triple.object;
            if let GroundTerm::Literal(literal) = at
                && let Term::Literal(disguised) = disguised(literal.clone().into())
            {
                *literal = disguised;
            }
        }
    }
}

/// What the variables and blank nodes of a query may stand for besides IRIs.
#[derive(Default)]
pub(super) struct Stands {
    /// Whether triple terms stand in its patterns.
    pub(super) triples: bool,
    /// For anything.
    anything: BTreeSet<String>,
    /// For blank nodes.
    nodes: BTreeSet<String>,
}

impl<W: World> Rewriting<'_, W> {
    /// Lets no triple term of a pattern be put together that may be none.
    pub(super) fn triple_terms(&mut self, pattern: &mut GraphPattern) {
        let ends: Vec<&mut TermPattern> = match pattern {
            GraphPattern::Bgp { patterns } => patterns
                .iter_mut()
                .flat_map(|triple| [&mut triple.subject, &mut triple.object])
                .collect(),
            GraphPattern::Path {
                subject, object, ..
            } => vec![subject, object],
            _ => return,
        };
        let mut replaced = Vec::new();
        for end in ends {
            if let TermPattern::Triple(triple) = end
                && self.stands.may_be_none(triple)
            {
                let own = self.variable();
                let predicate = std::mem::replace(&mut triple.predicate, own.clone().into());
                replaced.push((own, predicate));
            }
        }
        for (own, predicate) in replaced {
            let inner = std::mem::replace(pattern, super::singleton());
            *pattern = compared(inner, own, predicate);
        }
    }
}

/// The pattern, in which a variable of its own is what stood there.
fn compared(inner: GraphPattern, own: Variable, predicate: NamedNodePattern) -> GraphPattern {
    let own = Expression::Variable(own);
    let same = |other: Expression| Expression::SameTerm(Box::new(own.clone()), Box::new(other));
    let filter = |inner, expr| GraphPattern::Filter {
        expr,
        inner: Box::new(inner),
    };
    let variable = match predicate {
        NamedNodePattern::NamedNode(node) => return filter(inner, same(node.into())),
        NamedNodePattern::Variable(variable) => variable,
    };
    if graphs::names(&inner, &variable) {
        return filter(inner, same(variable.into()));
    }
    // Around EXISTS it may have a value already.
    let is_free = Expression::Not(Box::new(Expression::Bound(variable.clone())));
    let fits = Expression::Or(Box::new(is_free), Box::new(same(variable.clone().into())));
    GraphPattern::Extend {
        inner: Box::new(filter(inner, fits)),
        variable,
        expression: own,
    }
}

impl Stands {
    /// What stands in a whole query.
    pub(super) fn of(pattern: &GraphPattern) -> Self {
        let mut stands = Self::default();
        stands.pattern(pattern);
        stands
    }

    /// True for a variable that may stand for a literal or a triple term.
    pub(super) fn may_be_literal(&self, name: &Variable) -> bool {
        self.anything.contains(&name.to_string())
    }

    /// True for a triple term that may come out as none, or holds one.
    fn may_be_none(&self, triple: &TriplePattern) -> bool {
        let subject = match &triple.subject {
            TermPattern::NamedNode(_) => false,
            TermPattern::Literal(_) | TermPattern::Triple(_) => true,
            name => self.anything.contains(&name.to_string()),
        };
        let predicate = match &triple.predicate {
            NamedNodePattern::NamedNode(_) => false,
            NamedNodePattern::Variable(name) => {
                let name = name.to_string();
                self.anything.contains(&name) || self.nodes.contains(&name)
            }
        };
        let object =
            matches!(&triple.object, TermPattern::Triple(inner) if self.may_be_none(inner));
        subject || predicate || object
    }

    fn pattern(&mut self, pattern: &GraphPattern) {
        self.bound(pattern);
        expressions(pattern)
            .into_iter()
            .for_each(|one| self.test(one));
        patterns(pattern)
            .into_iter()
            .for_each(|one| self.pattern(one));
    }

    /// What a pattern binds besides those within.
    fn bound(&mut self, pattern: &GraphPattern) {
        match pattern {
            GraphPattern::Bgp { patterns } => {
                patterns.iter().for_each(|triple| self.triple(triple));
            }
            GraphPattern::Path {
                subject, object, ..
            } => [subject, object].into_iter().for_each(|end| self.end(end)),
            GraphPattern::Values {
                variables,
                bindings,
            } => {
                for (name, value) in bindings.iter().flat_map(|row| variables.iter().zip(row)) {
                    if !matches!(value, None | Some(GroundTerm::NamedNode(_))) {
                        self.open(name);
                    }
                }
            }
            GraphPattern::Extend { variable, .. } => self.open(variable),
            GraphPattern::Group { aggregates, .. } => {
                aggregates.iter().for_each(|(name, _)| self.open(name));
            }
            GraphPattern::Graph {
                name: NamedNodePattern::Variable(name),
                ..
            } => drop(self.nodes.insert(name.to_string())),
            GraphPattern::Service { .. } => pattern.on_in_scope_variable(|name| self.open(name)),
            _ => {}
        }
    }

    /// The patterns that an expression asks for.
    fn test(&mut self, expression: &Expression) {
        if let Expression::Exists(pattern) = expression {
            self.pattern(pattern);
        }
        parts(expression)
            .into_iter()
            .for_each(|part| self.test(part));
    }

    fn triple(&mut self, triple: &TriplePattern) {
        match &triple.subject {
            TermPattern::Triple(inner) => self.inner(inner),
            name => drop(self.nodes.insert(name.to_string())),
        }
        self.end(&triple.object);
    }

    fn end(&mut self, end: &TermPattern) {
        match end {
            TermPattern::Triple(inner) => self.inner(inner),
            name => drop(self.anything.insert(name.to_string())),
        }
    }

    fn inner(&mut self, triple: &TriplePattern) {
        self.triples = true;
        self.triple(triple);
    }

    fn open(&mut self, name: &Variable) {
        self.anything.insert(name.to_string());
    }
}
