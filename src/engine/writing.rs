//! Results as the bytes of an answer, within its limits.
//!
//! In: what an evaluation gives, here or elsewhere, and a format. Out: bytes to a writer, until all are
//! written, a limit is met, or the writer takes no more.

use super::QueryError;
use super::format::{AnswerFormat, ResultsFormat};
use super::service::ServiceError;
use super::solutions::SolutionsOut;
use crate::graph::dump::Format;
use crate::graph::serial::QuadsOut;
use crate::text::unfit::Unfit;
use oxigraph::io::RdfSerializer;
use oxigraph::sparql::results::QueryResultsSerializer;
use oxigraph::sparql::{
    CancellationToken, QueryEvaluationError, QueryResults, QuerySolutionIter, QueryTripleIter,
};
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// The most triples of a graph that is written in order; a larger one comes as it is found.
const SORTED: usize = 10_000;

/// What an answer may take, and how its graphs are written.
pub struct Writing<'a> {
    /// Prefixes of graphs that are written.
    pub prefixes: &'a [(String, String)],
    /// Stops the scans of the evaluator.
    pub token: CancellationToken,
    /// When to stop.
    pub deadline: Instant,
    /// The time that the deadline stands for, for messages.
    pub time: Duration,
    /// Rows or triples that are written at most.
    pub rows: u64,
    /// The bytes that the writer takes at most, for messages.
    pub answer_bytes: u64,
}

impl Writing<'_> {
    /// Writes results in a format that suits them.
    ///
    /// # Errors
    /// Every [`QueryError`] of evaluating and writing.
    pub fn put(
        &self,
        results: QueryResults<'_>,
        format: AnswerFormat,
        out: impl Write,
    ) -> Result<(), QueryError> {
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

    fn write_solutions(
        &self,
        solutions: QuerySolutionIter<'_>,
        format: ResultsFormat,
        out: impl Write,
    ) -> Result<(), QueryError> {
        let mut writer = SolutionsOut::new(format, out, solutions.variables().to_vec())
            .map_err(|error| self.written(&error))?;
        for (row, solution) in (0..).zip(solutions) {
            let solution = solution.map_err(|error| self.evaluation(&error))?;
            self.within(row)?;
            let row = solution.iter();
            writer
                .row(row.map(|(name, term)| (name.as_ref(), term.as_ref())))
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
        let mut writer = self.graph_writer(format, out)?;
        let mut triples = triples.enumerate().map(|(row, triple)| {
            let triple = triple.map_err(|error| self.evaluation(&error))?;
            self.within(row as u64)?;
            Ok(triple)
        });
        // A graph has no order; the evaluator's is another each time.
        let mut first = triples
            .by_ref()
            .take(SORTED + 1)
            .collect::<Result<Vec<_>, QueryError>>()?;
        if first.len() <= SORTED {
            first.sort_by_cached_key(ToString::to_string);
        }
        for triple in first.into_iter().map(Ok).chain(triples) {
            writer
                .triple(&triple?)
                .map_err(|error| self.written(&error))?;
        }
        writer
            .finish()
            .map(drop)
            .map_err(|error| self.written(&error))
    }

    /// A writer of triples.
    pub(super) fn graph_writer<W: Write>(
        &self,
        format: Format,
        out: W,
    ) -> Result<QuadsOut<W>, QueryError> {
        let mut serializer = RdfSerializer::from_format(format.rdf_format());
        // Formats of lines have none.
        let lines = matches!(format, Format::Nt | Format::Nq);
        for (prefix, namespace) in self.prefixes.iter().filter(|_| !lines) {
            serializer = serializer
                .with_prefix(prefix, namespace)
                .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        }
        Ok(QuadsOut::new(serializer, out))
    }

    /// Ends an answer whose row with this number, from 0, is one too many or too late.
    pub(super) fn within(&self, row: u64) -> Result<(), QueryError> {
        if row >= self.rows {
            return Err(QueryError::TooManyRows(self.rows));
        }
        if Instant::now() > self.deadline {
            self.token.cancel();
            return Err(QueryError::Timeout(self.time));
        }
        Ok(())
    }

    pub(super) fn evaluation(&self, error: &QueryEvaluationError) -> QueryError {
        match error {
            QueryEvaluationError::Cancelled => QueryError::Timeout(self.time),
            QueryEvaluationError::Service(error) => match error.downcast_ref::<ServiceError>() {
                Some(error) => QueryError::Service(error.clone()),
                None => QueryError::Evaluation(error.to_string()),
            },
            other => QueryError::Evaluation(other.to_string()),
        }
    }

    pub(super) fn written(&self, error: &io::Error) -> QueryError {
        match error.kind() {
            io::ErrorKind::FileTooLarge => QueryError::TooLarge(self.answer_bytes),
            io::ErrorKind::InvalidData => QueryError::Unfit(Unfit::said(error)),
            _ => QueryError::Evaluation(error.to_string()),
        }
    }
}
