//! One query over one snapshot, from algebra to the bytes of its answer.
//!
//! In: a snapshot, a query, the dataset that the request asks for, a format. Out: bytes to a writer,
//! until all are written, the deadline has passed, or the writer takes no more.

use super::exact::{self, Exact};
use super::format::{AnswerFormat, ResultsFormat};
use super::rewrite::{Needs, rewrite};
use super::service::{Handler, ServiceError, Services};
use super::view::View;
use super::{QueryError, RequestedDataset};
use crate::graph::dump::Format;
use crate::snapshot::Snapshot;
use oxigraph::io::RdfSerializer;
use oxigraph::model::{GraphName, NamedNode};
use oxigraph::sparql::results::QueryResultsSerializer;
use oxigraph::sparql::{
    CancellationToken, PreparedSparqlQuery, QueryDatasetSpecification, QueryEvaluationError,
    QueryResults, QuerySolutionIter, QueryTripleIter, SparqlEvaluator,
};
use spargebra::Query;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What an evaluation needs besides the query.
pub struct Evaluation<'a> {
    /// The data.
    pub snapshot: &'a Snapshot,
    /// Whether the default graph is the merge of all graphs.
    pub union: bool,
    /// Prefixes of graphs that are written.
    pub prefixes: &'a [(String, String)],
    /// Stops the scans of the evaluator.
    pub token: CancellationToken,
    /// How services are called.
    pub services: Arc<Services>,
    /// When to stop.
    pub deadline: Instant,
    /// The time that the deadline stands for, for messages.
    pub time: Duration,
    /// Rows or triples that are written at most.
    pub rows: u64,
    /// The bytes that the writer takes at most, for messages.
    pub answer_bytes: u64,
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
        let needs = rewrite(&mut query);
        let exact = Exact::new(needs.exact);
        let mut prepared = self.evaluator(&needs, &exact).for_query(query);
        asked.apply(&mut prepared);
        let mut view = View::new(self.snapshot, self.union, exact);
        view.narrow(prepared.dataset())
            .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        *prepared.dataset_mut() = QueryDatasetSpecification::new();
        let results = prepared
            .on_queryable_dataset(view)
            .execute()
            .map_err(|error| self.evaluation(&error))?;
        match (results, format) {
            (QueryResults::Boolean(value), AnswerFormat::Results(format)) => {
                QueryResultsSerializer::from_format(format.oxigraph())
                    .serialize_boolean_to_writer(out, value)
                    .map(drop)
                    .map_err(|error| self.written(&error))
            }
            (QueryResults::Solutions(solutions), AnswerFormat::Results(format)) => {
                self.write_solutions(solutions, format, out)
            }
            (QueryResults::Graph(triples), AnswerFormat::Graph(format)) => {
                self.write_graph(triples, format, out)
            }
            _ => Err(QueryError::Evaluation(
                "this format does not suit this form of query".to_owned(),
            )),
        }
    }

    fn evaluator(&self, needs: &Needs, exact: &Exact) -> SparqlEvaluator {
        let mut evaluator = SparqlEvaluator::new()
            .with_cancellation_token(self.token.clone())
            .with_default_service_handler(Handler(Arc::clone(&self.services)));
        if needs.exact {
            let (text, datatype) = (exact.clone(), exact.clone());
            evaluator = evaluator
                .with_custom_function(name(exact::STR), move |terms| text.text(terms))
                .with_custom_function(name(exact::DATATYPE), move |terms| datatype.datatype(terms));
        }
        for unknown in &needs.unknown {
            evaluator = evaluator.with_custom_function(unknown.clone(), |_| None);
        }
        evaluator
    }

    fn write_solutions(
        &self,
        solutions: QuerySolutionIter<'_>,
        format: ResultsFormat,
        out: impl Write,
    ) -> Result<(), QueryError> {
        let mut writer = QueryResultsSerializer::from_format(format.oxigraph())
            .serialize_solutions_to_writer(out, solutions.variables().to_vec())
            .map_err(|error| self.written(&error))?;
        for (row, solution) in (0..).zip(solutions) {
            let solution = solution.map_err(|error| self.evaluation(&error))?;
            self.within(row)?;
            writer
                .serialize(&solution)
                .map_err(|error| self.written(&error))?;
        }
        writer
            .finish()
            .map(drop)
            .map_err(|error| self.written(&error))
    }

    fn write_graph(
        &self,
        triples: QueryTripleIter<'_>,
        format: Format,
        out: impl Write,
    ) -> Result<(), QueryError> {
        let mut serializer = RdfSerializer::from_format(format.rdf_format());
        for (prefix, namespace) in self.prefixes {
            serializer = serializer
                .with_prefix(prefix, namespace)
                .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        }
        let mut writer = serializer.for_writer(out);
        for (row, triple) in (0..).zip(triples) {
            let triple = triple.map_err(|error| self.evaluation(&error))?;
            self.within(row)?;
            writer
                .serialize_triple(&triple)
                .map_err(|error| self.written(&error))?;
        }
        writer
            .finish()
            .map(drop)
            .map_err(|error| self.written(&error))
    }

    /// Ends an answer whose row with this number, from 0, is one too many or too late.
    fn within(&self, row: u64) -> Result<(), QueryError> {
        if row >= self.rows {
            return Err(QueryError::TooManyRows(self.rows));
        }
        if Instant::now() > self.deadline {
            self.token.cancel();
            return Err(QueryError::Timeout(self.time));
        }
        Ok(())
    }

    fn evaluation(&self, error: &QueryEvaluationError) -> QueryError {
        match error {
            QueryEvaluationError::Cancelled => QueryError::Timeout(self.time),
            QueryEvaluationError::Service(error) => match error.downcast_ref::<ServiceError>() {
                Some(error) => QueryError::Service(error.clone()),
                None => QueryError::Evaluation(error.to_string()),
            },
            other => QueryError::Evaluation(other.to_string()),
        }
    }

    fn written(&self, error: &io::Error) -> QueryError {
        match error.kind() {
            io::ErrorKind::FileTooLarge => QueryError::TooLarge(self.answer_bytes),
            _ => QueryError::Evaluation(error.to_string()),
        }
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

fn name(iri: &str) -> NamedNode {
    NamedNode::new_unchecked(iri)
}
