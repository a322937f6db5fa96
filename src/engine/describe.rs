//! DESCRIBE of given terms: the triples of each in the default graph, and those of the blank nodes that
//! they lead to, in the order in which the evaluator gives them.

use super::QueryError;
use super::evaluate::Evaluation;
use super::view::{TermId, View, ViewError};
use crate::graph::dump::Format;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, TripleRef};
use rustc_hash::FxHashSet;
use spareval::{InternalQuad, QueryableDataset as _};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use std::io::Write;

/// The terms of a query that describes given terms and asks for no pattern.
pub(super) fn terms(query: &Query) -> Option<Vec<Term>> {
    let Query::Describe { pattern, .. } = query else {
        return None;
    };
    let mut pattern = match pattern {
        GraphPattern::Project { inner, .. } => &**inner,
        other => other,
    };
    let mut terms = Vec::new();
    while let GraphPattern::Extend {
        inner, expression, ..
    } = pattern
    {
        let Expression::NamedNode(node) = expression else {
            return None;
        };
        terms.push(node.clone().into());
        pattern = inner;
    }
    let is_empty = matches!(pattern, GraphPattern::Bgp { patterns } if patterns.is_empty());
    terms.reverse();
    (is_empty && !terms.is_empty()).then_some(terms)
}

impl Evaluation<'_> {
    /// Gives the triples of each term, then those of blank nodes found there, the last found first.
    pub(super) fn each_described(
        &self,
        view: &View<'_>,
        terms: Vec<Term>,
        mut take: impl FnMut(&InternalQuad<TermId>, &Term) -> Result<(), QueryError>,
    ) -> Result<(), QueryError> {
        let (mut known, mut left) = (FxHashSet::default(), Vec::new());
        for term in terms {
            let id = view.internalize_term(term).map_err(failed)?;
            if known.insert(id) {
                left.push(id);
            }
        }
        let mut given = 0;
        while let Some(id) = left.pop() {
            for quad in view.internal_quads_for_pattern(Some(&id), None, None, Some(None)) {
                let quad = quad.map_err(failed)?;
                self.writing.within(given)?;
                given += 1;
                let object = view.externalize_term(quad.object).map_err(failed)?;
                if object.is_blank_node() && known.insert(quad.object) {
                    left.push(quad.object);
                }
                take(&quad, &object)?;
            }
        }
        Ok(())
    }

    /// Writes the description of given terms.
    pub(super) fn described(
        &self,
        view: &View<'_>,
        terms: Vec<Term>,
        format: Format,
        out: impl Write,
    ) -> Result<(), QueryError> {
        let mut writer = self.writing.graph_writer(format, out)?;
        let wrong = || QueryError::Evaluation("a triple that is none".to_owned());
        // The triples of a subject come in the order of their predicates.
        let mut subject: Option<(TermId, NamedOrBlankNode)> = None;
        let mut predicate: Option<(TermId, NamedNode)> = None;
        self.each_described(view, terms, |quad, object| {
            if subject.as_ref().is_none_or(|(id, _)| *id != quad.subject) {
                let term = view.externalize_term(quad.subject).map_err(failed)?;
                subject = Some((quad.subject, term.try_into().map_err(|_| wrong())?));
            }
            if predicate
                .as_ref()
                .is_none_or(|(id, _)| *id != quad.predicate)
            {
                let term = view.externalize_term(quad.predicate).map_err(failed)?;
                let Term::NamedNode(node) = term else {
                    return Err(wrong());
                };
                predicate = Some((quad.predicate, node));
            }
            let (_, predicate) = predicate.as_ref().ok_or_else(wrong)?;
            let (_, subject) = subject.as_ref().ok_or_else(wrong)?;
            let triple = TripleRef::new(subject, predicate.as_ref(), object);
            writer
                .triple(triple)
                .map_err(|error| self.writing.written(&error))
        })?;
        writer
            .finish()
            .map(drop)
            .map_err(|error| self.writing.written(&error))
    }
}

fn failed(error: ViewError) -> QueryError {
    QueryError::Evaluation(error.to_string())
}
