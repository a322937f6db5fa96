//! One query over one snapshot, from algebra to the bytes of its answer.
//!
//! In: a snapshot, a query, the dataset that the request asks for, a format. Out: bytes to a writer,
//! within the limits of [`Writing`].

use super::alternatives::spread;
use super::exact::Exact;
use super::format::AnswerFormat;
use super::parse::uses::Uses;
use super::rewrite::{Needs, TOO_MANY_GRAPHS, rewrite};
use super::service::{Handler, Services};
use super::view::{View, ViewError};
use super::writing::Writing;
use super::{QueryError, RequestedDataset};
use crate::snapshot::Snapshot;
use crate::text::xml::Checked;
use oxigraph::model::GraphName;
use oxigraph::sparql::{BoundPreparedSparqlQuery, QueryDatasetSpecification, SparqlEvaluator};
use spargebra::Query;
use std::cell::Cell;
use std::io::Write;
use std::rc::Rc;
use std::sync::Arc;

/// What an evaluation needs besides the query.
pub struct Evaluation<'a> {
    /// The data.
    pub snapshot: &'a Snapshot,
    /// Whether the default graph is the merge of all graphs.
    pub union: bool,
    /// How services are called.
    pub services: Arc<Services>,
    /// Within what the answer is written.
    pub writing: Writing<'a>,
}

/// What may fail while a query is evaluated.
pub(super) struct Watch {
    fault: Rc<Cell<Option<ViewError>>>,
    uses: Uses,
}

impl Evaluation<'_> {
    /// Evaluates a query and writes its answer.
    ///
    /// # Errors
    /// Every [`QueryError`] of evaluating and writing.
    pub fn write(
        &self,
        mut query: Query,
        asked: RequestedDataset,
        format: AnswerFormat,
        out: impl Write,
    ) -> Result<(), QueryError> {
        let mut out = Checked::new(out, format.is_xml());
        spread(&mut query);
        if let AnswerFormat::Explain(format) = format {
            return self.explained(query, asked, format, out);
        }
        if self.planned(&query, &asked, format, &mut out)? {
            return Ok(());
        }
        self.evaluated(query, asked, format, out)
    }

    /// The same by the evaluator alone.
    ///
    /// # Errors
    /// Every [`QueryError`] of evaluating and writing.
    pub(super) fn evaluated(
        &self,
        query: Query,
        asked: RequestedDataset,
        format: AnswerFormat,
        out: impl Write,
    ) -> Result<(), QueryError> {
        let (bound, watch) = self.bound(query, asked)?;
        let results = bound.execute();
        let results = results.map_err(|error| self.writing.evaluation(&error))?;
        self.writing.put(results, format, out)?;
        self.missed_nothing(&watch)
    }

    /// Looks for what the evaluator passed over: within MINUS it takes what fails for nothing, within EXISTS
    /// for a solution.
    ///
    /// # Errors
    /// What failed, so that no such answer looks whole.
    pub(super) fn missed_nothing(&self, watch: &Watch) -> Result<(), QueryError> {
        if let Some(fault) = watch.fault.get() {
            return Err(QueryError::Evaluation(fault.to_string()));
        }
        if self.writing.token.is_cancelled() {
            return Err(QueryError::Timeout(self.writing.time));
        }
        match self.services.failure(|service| watch.uses.needs(service)) {
            Some(error) => Err(QueryError::Service(error)),
            None => Ok(()),
        }
    }

    /// The query before the evaluator, over what it may see, and what to look for once it has ended.
    pub(super) fn bound(
        &self,
        mut query: Query,
        asked: RequestedDataset,
    ) -> Result<(BoundPreparedSparqlQuery<'_, View<'_>>, Watch), QueryError> {
        let exact = Exact::default();
        let view = self.view(&query, &asked, exact.clone())?;
        let watch = Watch {
            fault: view.fault(),
            uses: Uses::of(&query),
        };
        let needs = rewrite(&mut query, &view);
        if needs.too_large {
            return Err(QueryError::Evaluation(TOO_MANY_GRAPHS.to_owned()));
        }
        let mut prepared = self.evaluator(&needs, &exact).for_query(query);
        *prepared.dataset_mut() = QueryDatasetSpecification::new();
        Ok((prepared.on_queryable_dataset(view), watch))
    }

    /// What the request, else the query asks to see.
    pub(super) fn view(
        &self,
        query: &Query,
        asked: &RequestedDataset,
        exact: Exact,
    ) -> Result<View<'_>, QueryError> {
        let mut view = View::new(self.snapshot, self.union, exact);
        if asked.is_empty() && query.dataset().is_none() {
            return Ok(view);
        }
        let mut specification = match query.dataset() {
            Some(dataset) if asked.is_empty() => dataset.clone().into(),
            _ => QueryDatasetSpecification::new(),
        };
        if !asked.is_empty() {
            let defaults = asked.default_graphs.iter().cloned();
            specification.set_default_graph(defaults.map(GraphName::from).collect());
            let named = asked.named_graphs.iter().cloned();
            specification.set_available_named_graphs(named.map(Into::into).collect());
        }
        view.narrow(&specification)
            .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        Ok(view)
    }

    fn evaluator(&self, needs: &Needs, exact: &Exact) -> SparqlEvaluator {
        let mut evaluator = SparqlEvaluator::new()
            .with_cancellation_token(self.writing.token.clone())
            .with_default_service_handler(Handler(Arc::clone(&self.services)));
        if needs.exact {
            for (name, call) in exact.functions(needs.disguise) {
                evaluator = evaluator.with_custom_function(name, move |terms| call(terms));
            }
            for (name, make) in exact.aggregates() {
                evaluator = evaluator.with_custom_aggregate_function(name, move || make());
            }
        }
        for (name, call) in needs.functions() {
            evaluator = evaluator.with_custom_function(name, call);
        }
        evaluator
    }
}
