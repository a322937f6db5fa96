//! A snapshot as the dataset that the evaluator reads: terms are numbers, the default graph is a
//! merge in which each triple stands once, and FROM and FROM NAMED are kept here.
//!
//! In: patterns of numbers. Out: quads of numbers. Terms that the snapshot has not (constants of the
//! query, values it computes) get numbers of their own, valid for one query.

mod quads;

use super::exact::{self, Exact};
use super::rewrite::World;
use crate::snapshot::{Damage, LOCAL, Pattern, Snapshot, Triples};
use indexmap::IndexSet;
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Term};
use rustc_hash::FxBuildHasher;
use spareval::{ExpressionTerm, InternalQuad, QueryDatasetSpecification, QueryableDataset};
use std::cell::{Cell, RefCell};
use std::num::NonZeroU32;
use std::rc::Rc;

use quads::{GraphNames, Quads, Wanted};

/// What the default graph of a query is.
#[derive(Debug, Clone)]
pub enum Scope {
    /// The merge of all graphs.
    All,
    /// The merge of some graphs, by number, in order.
    Graphs(Rc<[u32]>),
}

/// A term by its number: the snapshot's below [`LOCAL`], the query's own from there on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TermId(NonZeroU32);

impl TermId {
    fn stored(number: u32) -> Option<Self> {
        NonZeroU32::new(number).map(Self)
    }

    /// The snapshot's number.
    fn number(self) -> Option<u32> {
        let number = self.0.get();
        (number < LOCAL).then_some(number)
    }
}

/// Why a dataset cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewError {
    /// The snapshot is damaged.
    Damage(Damage),
    /// The query computes more different terms than can be numbered.
    TooManyTerms,
}

impl std::fmt::Display for ViewError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Damage(damage) => damage.fmt(f),
            Self::TooManyTerms => f.write_str("the query computes too many different values"),
        }
    }
}

impl std::error::Error for ViewError {}

impl From<Damage> for ViewError {
    fn from(damage: Damage) -> Self {
        Self::Damage(damage)
    }
}

/// What a query sees as its default graph.
#[derive(Debug, Clone)]
enum Default {
    /// The merge of all graphs.
    All,
    /// The merge of some graphs, by number.
    Graphs(Rc<[u32]>),
}

/// A snapshot under the eyes of one query.
pub struct View<'a> {
    snapshot: &'a Snapshot,
    default: Default,
    /// The named graphs that FROM NAMED lists; none when all are seen.
    named: Option<Vec<TermId>>,
    /// Those of them that the snapshot has, by number.
    named_numbers: Option<Rc<[u32]>>,
    locals: RefCell<IndexSet<Term, FxBuildHasher>>,
    /// The predicate that was looked for last: its term, its number if it is one.
    predicate: Cell<(u32, Option<u32>)>,
    exact: Exact,
    fault: Rc<Cell<Option<ViewError>>>,
}

impl<'a> View<'a> {
    /// A view whose default graph is the merge of all graphs (`union`) or the default graph alone.
    pub fn new(snapshot: &'a Snapshot, union: bool, exact: Exact) -> Self {
        Self {
            snapshot,
            default: if union {
                Default::All
            } else {
                Default::Graphs([0].into())
            },
            named: None,
            named_numbers: None,
            locals: RefCell::default(),
            predicate: Cell::new((0, None)),
            exact,
            fault: Rc::default(),
        }
    }

    /// What could not be read, once there is such: the evaluator passes over it within MINUS and EXISTS.
    pub(super) fn fault(&self) -> Rc<Cell<Option<ViewError>>> {
        Rc::clone(&self.fault)
    }

    /// Narrows the view to the graphs that a query or a request names. The evaluator must then be
    /// left with [`QueryDatasetSpecification::new`].
    ///
    /// # Errors
    /// Damage.
    pub fn narrow(&mut self, asked: &QueryDatasetSpecification) -> Result<(), ViewError> {
        if asked.is_default_dataset() {
            return Ok(());
        }
        if let Some(graphs) = asked.default_graph_graphs() {
            let mut numbers = Vec::with_capacity(graphs.len());
            for graph in graphs {
                match graph {
                    GraphName::DefaultGraph => numbers.push(0),
                    GraphName::NamedNode(name) => numbers.extend(self.graph(name.clone().into())?),
                    GraphName::BlankNode(name) => numbers.extend(self.graph(name.clone().into())?),
                }
            }
            numbers.sort_unstable();
            numbers.dedup();
            self.default = Default::Graphs(numbers.into());
        }
        if let Some(graphs) = asked.available_named_graphs() {
            let (mut ids, mut numbers) = (Vec::new(), Vec::new());
            for graph in graphs {
                let term: Term = match graph {
                    NamedOrBlankNode::NamedNode(name) => name.clone().into(),
                    NamedOrBlankNode::BlankNode(name) => name.clone().into(),
                };
                numbers.extend(self.graph(term.clone())?);
                let id = self.internalize_term(term)?;
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            numbers.sort_unstable();
            numbers.dedup();
            self.named = Some(ids);
            self.named_numbers = Some(numbers.into());
        }
        Ok(())
    }

    /// What the default graph is made of.
    pub fn scope(&self) -> Scope {
        match &self.default {
            Default::All => Scope::All,
            Default::Graphs(graphs) => Scope::Graphs(Rc::clone(graphs)),
        }
    }

    /// The number of a named graph.
    fn graph(&self, name: Term) -> Result<Option<u32>, ViewError> {
        Ok(match self.snapshot.dictionary.number(name.as_ref())? {
            Some(term) => self.snapshot.graphs.find(term)?,
            None => None,
        })
    }

    fn predicate_number(&self, term: u32) -> Result<Option<u32>, ViewError> {
        let (last, number) = self.predicate.get();
        if last == term {
            return Ok(number);
        }
        let number = self.snapshot.statistics.find_predicate(term)?;
        self.predicate.set((term, number));
        Ok(number)
    }

    /// The pattern in the snapshot's numbers, none when it cannot match.
    fn pattern(
        &self,
        subject: Option<&TermId>,
        predicate: Option<&TermId>,
        object: Option<&TermId>,
    ) -> Result<Option<Pattern>, ViewError> {
        let mut pattern = Pattern::default();
        for (id, place) in [
            (subject, &mut pattern.subject),
            (object, &mut pattern.object),
        ] {
            if let Some(id) = id {
                let Some(number) = id.number() else {
                    return Ok(None);
                };
                *place = Some(number);
            }
        }
        if let Some(id) = predicate {
            let Some(number) = id.number() else {
                return Ok(None);
            };
            let Some(number) = self.predicate_number(number)? else {
                return Ok(None);
            };
            pattern.predicate = Some(number);
        }
        Ok(Some(pattern))
    }

    fn quads(
        &self,
        subject: Option<&TermId>,
        predicate: Option<&TermId>,
        object: Option<&TermId>,
        graph: Option<Option<&TermId>>,
    ) -> Result<Quads<'a>, ViewError> {
        let none = Quads::new(Triples::none(self.snapshot), Wanted::Merge);
        let Some(pattern) = self.pattern(subject, predicate, object)? else {
            return Ok(none);
        };
        Ok(match (graph, &self.default) {
            (Some(None), Default::All) => {
                Quads::new(self.snapshot.triples(pattern)?, Wanted::Merge)
            }
            (Some(None), Default::Graphs(graphs)) => match graphs[..] {
                [] => none,
                [graph] => {
                    let triples = self.snapshot.triples_near(pattern, graph)?;
                    Quads::new(triples, Wanted::Graph(graph, None, (u32::MAX, false)))
                }
                _ => {
                    let wanted = Wanted::Graphs(Rc::clone(graphs), (u32::MAX, false));
                    Quads::new(self.snapshot.triples(pattern)?, wanted)
                }
            },
            (Some(Some(&name)), _) => {
                if self
                    .named
                    .as_ref()
                    .is_some_and(|named| !named.contains(&name))
                {
                    return Ok(none);
                }
                let Some(number) = name.number() else {
                    return Ok(none);
                };
                let Some(graph) = self.snapshot.graphs.find(number)? else {
                    return Ok(none);
                };
                let triples = self.snapshot.triples_near(pattern, graph)?;
                Quads::new(triples, Wanted::Graph(graph, Some(name), (u32::MAX, false)))
            }
            (None, _) => {
                let wanted = Wanted::Each(self.named_numbers.clone(), None);
                Quads::new(self.snapshot.triples(pattern)?, wanted)
            }
        })
    }
}

impl<'a> QueryableDataset<'a> for View<'a> {
    type InternalTerm = TermId;
    type Error = ViewError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&TermId>,
        predicate: Option<&TermId>,
        object: Option<&TermId>,
        graph_name: Option<Option<&TermId>>,
    ) -> impl Iterator<Item = Result<InternalQuad<TermId>, ViewError>> + use<'a> {
        let (quads, error) = match self.quads(subject, predicate, object, graph_name) {
            Ok(quads) => (Some(quads), None),
            Err(error) => (None, Some(Err(error))),
        };
        let fault = self.fault();
        let all = error.into_iter().chain(quads.into_iter().flatten());
        all.inspect(move |quad| {
            if let Err(error) = quad {
                fault.set(Some(*error));
            }
        })
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<TermId, ViewError>> + use<'a> {
        GraphNames::new(self.snapshot, self.named.clone())
    }

    fn contains_internal_graph_name(&self, graph_name: &TermId) -> Result<bool, ViewError> {
        if let Some(named) = &self.named {
            return Ok(named.contains(graph_name));
        }
        let Some(number) = graph_name.number() else {
            return Ok(false);
        };
        Ok(self.snapshot.graphs.find(number)?.is_some())
    }

    fn internalize_term(&self, term: Term) -> Result<TermId, ViewError> {
        // Constants come here without being values of an expression before.
        let term = exact::revealed(term);
        let mut locals = self.locals.borrow_mut();
        let index = match locals.get_index_of(&term) {
            Some(index) => index,
            None => {
                if let Some(id) = self
                    .snapshot
                    .dictionary
                    .number(term.as_ref())?
                    .and_then(TermId::stored)
                {
                    return Ok(id);
                }
                locals.insert_full(term).0
            }
        };
        let number = u32::try_from(index)
            .ok()
            .and_then(|index| LOCAL.checked_add(index));
        number
            .and_then(TermId::stored)
            .ok_or(ViewError::TooManyTerms)
    }

    fn externalize_term(&self, term: TermId) -> Result<Term, ViewError> {
        match term.number() {
            Some(number) => Ok(self.snapshot.dictionary.term(number)?),
            None => {
                let index = (term.0.get() - LOCAL) as usize;
                self.locals
                    .borrow()
                    .get_index(index)
                    .cloned()
                    .ok_or(ViewError::TooManyTerms)
            }
        }
    }

    fn externalize_expression_term(&self, term: TermId) -> Result<ExpressionTerm, ViewError> {
        Ok(self.exact.value(self.externalize_term(term)?))
    }

    fn internalize_expression_term(&self, term: ExpressionTerm) -> Result<TermId, ViewError> {
        self.internalize_term(term.into())
    }
}

impl World for View<'_> {
    fn named_graphs(&self) -> Vec<NamedNode> {
        let names = self.internal_named_graphs().flatten();
        let terms = names.filter_map(|name| self.externalize_term(name).ok());
        terms
            .filter_map(|term| match term {
                Term::NamedNode(name) => Some(name),
                _ => None,
            })
            .collect()
    }

    fn is_node(&self, term: &Term, graph: Option<&NamedNode>) -> bool {
        let number = |term: &Term| {
            self.snapshot
                .dictionary
                .number(term.as_ref())
                .ok()
                .flatten()
        };
        let Some(term) = number(term).and_then(TermId::stored) else {
            return false;
        };
        let graph = match graph {
            None => None,
            Some(name) => match number(&name.clone().into()).and_then(TermId::stored) {
                Some(name) => Some(name),
                None => return false,
            },
        };
        let any = |subject, object| {
            let mut quads =
                self.internal_quads_for_pattern(subject, None, object, Some(graph.as_ref()));
            quads.next().is_some()
        };
        any(Some(&term), None) || any(None, Some(&term))
    }
}

#[cfg(test)]
mod tests;
