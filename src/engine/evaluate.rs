//! One query over one snapshot, from algebra to the bytes of its answer.
//!
//! In: a snapshot, a query, the dataset that the request asks for, a format. Out: bytes to a writer,
//! within the limits of [`Writing`].

use super::exact::Exact;
use super::format::AnswerFormat;
use super::geo;
use super::rewrite::{Needs, TOO_MANY_GRAPHS, rewrite};
use super::service::{Handler, Services};
use super::view::View;
use super::writing::Writing;
use super::{QueryError, RequestedDataset};
use crate::snapshot::Snapshot;
use oxigraph::model::GraphName;
use oxigraph::sparql::{PreparedSparqlQuery, QueryDatasetSpecification, SparqlEvaluator};
use spargebra::Query;
use std::io::Write;
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

impl Evaluation<'_> {
    /// Evaluates a query and writes its answer.
    ///
    /// # Errors
    /// Every [`QueryError`] of evaluating and writing.
    pub fn write(
        &self,
        query: Query,
        asked: RequestedDataset,
        format: AnswerFormat,
        mut out: impl Write,
    ) -> Result<(), QueryError> {
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
        mut query: Query,
        asked: RequestedDataset,
        format: AnswerFormat,
        out: impl Write,
    ) -> Result<(), QueryError> {
        let exact = Exact::default();
        let mut view = View::new(self.snapshot, self.union, exact.clone());
        let mut graphs = SparqlEvaluator::new().for_query(query.clone());
        asked.apply(&mut graphs);
        view.narrow(graphs.dataset())
            .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        let needs = rewrite(&mut query, &view);
        if needs.too_large {
            return Err(QueryError::Evaluation(TOO_MANY_GRAPHS.to_owned()));
        }
        let mut prepared = self.evaluator(&needs, &exact).for_query(query);
        *prepared.dataset_mut() = QueryDatasetSpecification::new();
        let results = prepared
            .on_queryable_dataset(view)
            .execute()
            .map_err(|error| self.writing.evaluation(&error))?;
        self.writing.put(results, format, out)
    }

    fn evaluator(&self, needs: &Needs, exact: &Exact) -> SparqlEvaluator {
        let mut evaluator = SparqlEvaluator::new()
            .with_cancellation_token(self.writing.token.clone())
            .with_default_service_handler(Handler(Arc::clone(&self.services)));
        if needs.exact {
            for (name, call) in exact.functions() {
                evaluator = evaluator.with_custom_function(name, move |terms| call(terms));
            }
            for (name, make) in exact.aggregates() {
                evaluator = evaluator.with_custom_aggregate_function(name, move || make());
            }
        }
        for unknown in &needs.unknown {
            evaluator = evaluator.with_custom_function(unknown.clone(), geo::function(unknown));
        }
        evaluator
    }
}

impl RequestedDataset {
    /// Puts the request's dataset in the place of the query's.
    fn apply(self, prepared: &mut PreparedSparqlQuery) {
        if !self.is_empty() {
            let defaults = self
                .default_graphs
                .into_iter()
                .map(GraphName::from)
                .collect();
            prepared.dataset_mut().set_default_graph(defaults);
            let named = self.named_graphs.into_iter().map(Into::into).collect();
            prepared.dataset_mut().set_available_named_graphs(named);
        }
    }
}
