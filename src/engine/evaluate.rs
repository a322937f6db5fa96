//! One query over one snapshot, from algebra to the bytes of its answer.
//!
//! In: a snapshot, a query, the dataset that the request asks for, a format. Out: bytes to a writer,
//! within the limits of [`Writing`].

use super::alternatives::spread;
use super::exact::Exact;
use super::format::AnswerFormat;
use super::rewrite::{Needs, TOO_MANY_GRAPHS, rewrite};
use super::service::{Handler, Services};
use super::view::View;
use super::writing::Writing;
use super::{QueryError, RequestedDataset};
use crate::snapshot::Snapshot;
use crate::text::xml::Checked;
use oxigraph::model::GraphName;
use oxigraph::sparql::{BoundPreparedSparqlQuery, QueryDatasetSpecification, SparqlEvaluator};
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
        let results = self.bound(query, asked)?.execute();
        let results = results.map_err(|error| self.writing.evaluation(&error))?;
        self.writing.put(results, format, out)
    }

    /// The query before the evaluator, over what it may see.
    pub(super) fn bound(
        &self,
        mut query: Query,
        asked: RequestedDataset,
    ) -> Result<BoundPreparedSparqlQuery<'_, View<'_>>, QueryError> {
        let exact = Exact::default();
        let view = self.view(&query, &asked, exact.clone())?;
        let needs = rewrite(&mut query, &view);
        if needs.too_large {
            return Err(QueryError::Evaluation(TOO_MANY_GRAPHS.to_owned()));
        }
        let mut prepared = self.evaluator(&needs, &exact).for_query(query);
        *prepared.dataset_mut() = QueryDatasetSpecification::new();
        Ok(prepared.on_queryable_dataset(view))
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
            for (name, call) in exact.functions() {
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
