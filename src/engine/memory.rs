//! Quads kept in oxigraph's in-memory store and queries evaluated over it on threads of their own.
//!
//! The merge of the public graphs stands in the default graph, each triple once, so that a query
//! without FROM sees it.

use super::format::{AnswerFormat, ResultsFormat};
use super::parse::{ParsedQuery, parse};
use super::stream::{Answer, BlockWriter, pipe};
use super::{Limits, QueryError};
use crate::graph::Dataset;
use crate::graph::dump::Format;
use crate::publication::config::DefaultGraph;
use oxigraph::io::RdfSerializer;
use oxigraph::model::{GraphName, NamedNode, Quad};
use oxigraph::sparql::results::QueryResultsSerializer;
use oxigraph::sparql::{
    CancellationToken, QueryEvaluationError, QueryResults, QuerySolutionIter, QueryTripleIter,
    SparqlEvaluator,
};
use oxigraph::store::Store;
use std::io;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Semaphore;

/// Stack of an evaluating thread: the evaluator recurses on the algebra, whose depth is limited.
const STACK: usize = 64 << 20;

/// Answers queries over one dataset.
#[derive(Clone)]
pub struct Engine {
    store: Store,
    base: String,
    limits: Limits,
    places: Arc<Semaphore>,
    prefixes: Arc<Vec<(&'static str, &'static str)>>,
}

/// The dataset a request asks for (SPARQL 1.1 Protocol §2.1.4); when both are empty, the query's own
/// FROM clauses or the whole dataset.
#[derive(Debug, Clone, Default)]
pub struct RequestedDataset {
    /// `default-graph-uri`.
    pub default_graphs: Vec<NamedNode>,
    /// `named-graph-uri`.
    pub named_graphs: Vec<NamedNode>,
}

impl RequestedDataset {
    /// True when the request names no graph.
    pub fn is_empty(&self) -> bool {
        self.default_graphs.is_empty() && self.named_graphs.is_empty()
    }
}

impl Engine {
    /// An engine over the quads; `base` resolves the relative IRIs of queries.
    ///
    /// # Errors
    /// What the store says.
    pub fn new(
        quads: impl IntoIterator<Item = Quad>,
        merged: DefaultGraph,
        base: &str,
        prefixes: Vec<(&'static str, &'static str)>,
        limits: Limits,
    ) -> Result<Self, QueryError> {
        let failed = |error: &dyn std::fmt::Display| QueryError::Evaluation(error.to_string());
        let store = Store::new().map_err(|error| failed(&error))?;
        for quad in quads {
            if merged == DefaultGraph::Union {
                let copy = Quad {
                    graph_name: GraphName::DefaultGraph,
                    ..quad.clone()
                };
                store.insert(&copy).map_err(|error| failed(&error))?;
            }
            store.insert(&quad).map_err(|error| failed(&error))?;
        }
        let places = Arc::new(Semaphore::new(limits.concurrent));
        Ok(Self {
            store,
            base: base.to_owned(),
            limits,
            places,
            prefixes: Arc::new(prefixes),
        })
    }

    /// An engine over a dataset.
    ///
    /// # Errors
    /// What the store says.
    pub fn over(
        dataset: &Dataset,
        merged: DefaultGraph,
        base: &str,
        prefixes: Vec<(&'static str, &'static str)>,
        limits: Limits,
    ) -> Result<Self, QueryError> {
        Self::new(
            dataset.quads().iter().cloned(),
            merged,
            base,
            prefixes,
            limits,
        )
    }

    /// Parses a query, so that its form is known before a format is chosen.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn parse(&self, text: &str) -> Result<ParsedQuery, QueryError> {
        parse(text, &self.base, &self.limits)
    }

    /// Evaluates a query; the format must suit its form.
    ///
    /// # Errors
    /// Every [`QueryError`] that is known before the first block of the answer.
    pub async fn query(
        &self,
        query: ParsedQuery,
        dataset: RequestedDataset,
        format: AnswerFormat,
    ) -> Result<Answer, QueryError> {
        let place = tokio::time::timeout(self.limits.wait, self.places.clone().acquire_owned())
            .await
            .map_err(|_| QueryError::Busy)?
            .map_err(|_| QueryError::Busy)?;
        let (writer, blocks) = pipe(self.limits.answer_bytes);
        let token = CancellationToken::new();
        let work = Work {
            engine: self.clone(),
            token: token.clone(),
            deadline: Instant::now() + self.limits.time,
        };
        std::thread::Builder::new()
            .name("query".to_owned())
            .stack_size(STACK)
            .spawn(move || {
                let mut writer = writer;
                let result = work.evaluate(query, dataset, format, &mut writer);
                writer.finish(result);
                drop(place);
            })
            .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        let limit = self.limits.time;
        tokio::spawn(async move {
            tokio::time::sleep(limit).await;
            token.cancel();
        });
        match tokio::time::timeout(limit, Answer::start(blocks)).await {
            Ok(answer) => answer,
            Err(_) => Err(QueryError::Timeout(limit)),
        }
    }

    /// A small answer as JSON results, for the program's own questions.
    ///
    /// # Errors
    /// As [`Engine::query`].
    pub async fn select_json(&self, text: &str) -> Result<serde_json::Value, QueryError> {
        let query = self.parse(text)?;
        let format = AnswerFormat::Results(ResultsFormat::Json);
        let bytes = self
            .query(query, RequestedDataset::default(), format)
            .await?
            .collect()
            .await?;
        serde_json::from_slice(&bytes).map_err(|error| QueryError::Evaluation(error.to_string()))
    }
}

/// One query on its thread.
struct Work {
    engine: Engine,
    token: CancellationToken,
    deadline: Instant,
}

impl Work {
    fn evaluate(
        &self,
        query: ParsedQuery,
        dataset: RequestedDataset,
        format: AnswerFormat,
        out: &mut BlockWriter,
    ) -> Result<(), QueryError> {
        let mut prepared = SparqlEvaluator::new()
            .with_cancellation_token(self.token.clone())
            .for_query(query.query);
        if !dataset.is_empty() {
            let defaults = dataset
                .default_graphs
                .into_iter()
                .map(GraphName::from)
                .collect();
            prepared.dataset_mut().set_default_graph(defaults);
            let named = dataset.named_graphs.into_iter().map(Into::into).collect();
            prepared.dataset_mut().set_available_named_graphs(named);
        }
        let results = prepared
            .on_store(&self.engine.store)
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

    fn write_solutions(
        &self,
        solutions: QuerySolutionIter<'_>,
        format: ResultsFormat,
        out: &mut BlockWriter,
    ) -> Result<(), QueryError> {
        let mut writer = QueryResultsSerializer::from_format(format.oxigraph())
            .serialize_solutions_to_writer(out, solutions.variables().to_vec())
            .map_err(|error| self.written(&error))?;
        for solution in solutions {
            let solution = solution.map_err(|error| self.evaluation(&error))?;
            self.in_time()?;
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
        out: &mut BlockWriter,
    ) -> Result<(), QueryError> {
        let mut serializer = RdfSerializer::from_format(format.rdf_format());
        for (prefix, namespace) in self.engine.prefixes.iter() {
            serializer = serializer
                .with_prefix(*prefix, *namespace)
                .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        }
        let mut writer = serializer.for_writer(out);
        for triple in triples {
            let triple = triple.map_err(|error| self.evaluation(&error))?;
            self.in_time()?;
            writer
                .serialize_triple(&triple)
                .map_err(|error| self.written(&error))?;
        }
        writer
            .finish()
            .map(drop)
            .map_err(|error| self.written(&error))
    }

    fn in_time(&self) -> Result<(), QueryError> {
        if Instant::now() > self.deadline {
            self.token.cancel();
            return Err(QueryError::Timeout(self.engine.limits.time));
        }
        Ok(())
    }

    fn evaluation(&self, error: &QueryEvaluationError) -> QueryError {
        match error {
            QueryEvaluationError::Cancelled => QueryError::Timeout(self.engine.limits.time),
            other => QueryError::Evaluation(other.to_string()),
        }
    }

    fn written(&self, error: &io::Error) -> QueryError {
        match error.kind() {
            io::ErrorKind::FileTooLarge => QueryError::TooLarge(self.engine.limits.answer_bytes),
            _ => QueryError::Evaluation(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::Literal;

    fn engine(limits: Limits) -> Engine {
        let node = |n: String| NamedNode::new(format!("http://example.org/{n}")).expect("an IRI");
        let quads = (0..200).flat_map(|i| {
            ["g1", "g2"].map(|graph| {
                let value = Literal::from(i);
                Quad::new(
                    node(format!("s{i}")),
                    node("p".into()),
                    value,
                    node(graph.into()),
                )
            })
        });
        Engine::new(
            quads,
            DefaultGraph::Union,
            "http://example.org/",
            Vec::new(),
            limits,
        )
        .expect("a store")
    }

    async fn ask(engine: &Engine, text: &str) -> Result<String, QueryError> {
        let query = engine.parse(text)?;
        let format = AnswerFormat::Results(ResultsFormat::Csv);
        let answer = engine
            .query(query, RequestedDataset::default(), format)
            .await?;
        answer
            .collect()
            .await
            .map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
    }

    #[tokio::test]
    async fn the_default_graph_is_the_merge_each_triple_once() {
        let engine = engine(Limits::default());
        let count = ask(&engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").await;
        assert_eq!(count.as_deref(), Ok("n\r\n200\r\n"));
        let count = ask(&engine, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").await;
        assert_eq!(count.as_deref(), Ok("n\r\n400\r\n"));
    }

    #[tokio::test]
    async fn an_answer_over_the_limit_is_an_error_not_a_cut() {
        let engine = engine(Limits {
            answer_bytes: 1000,
            ..Limits::default()
        });
        let answer = ask(&engine, "SELECT * { ?s ?p ?o }").await;
        assert_eq!(answer, Err(QueryError::TooLarge(1000)));
    }

    #[tokio::test]
    async fn a_query_over_its_time_is_an_error() {
        let time = std::time::Duration::from_millis(200);
        let engine = engine(Limits {
            time,
            ..Limits::default()
        });
        let product = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";
        let start = Instant::now();
        assert_eq!(ask(&engine, product).await, Err(QueryError::Timeout(time)));
        assert!(start.elapsed() < std::time::Duration::from_secs(5));
    }
}
