//! The engine: one snapshot and those who answer queries over it, threads of this process or workers.

use super::evaluate::Evaluation;
use super::format::{AnswerFormat, ResultsFormat};
use super::parse::{ParsedQuery, look, parse};
use super::pool::Pool;
use super::stream::{Answer, pipe};
use super::wire::{Ask, Hello};
use super::{Limits, QueryError};
use crate::graph::Dataset;
use crate::publication::config::DefaultGraph;
use crate::snapshot::write::{Resources, Writer};
use crate::snapshot::{Snapshot, SnapshotError};
use oxigraph::model::{NamedNode, Quad};
use oxigraph::sparql::CancellationToken;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tempfile::TempPath;
use tokio::sync::Semaphore;

/// Stack of an evaluating thread: the evaluator recurses on the algebra, whose depth is limited.
const STACK: usize = 256 << 20;

/// Answers queries over one snapshot.
#[derive(Clone)]
pub struct Engine {
    snapshot: Arc<Snapshot>,
    /// The file of the snapshot; removed with the engine when it was made for it.
    file: Arc<(PathBuf, Option<TempPath>)>,
    union: bool,
    base: String,
    limits: Limits,
    places: Arc<Semaphore>,
    prefixes: Arc<Vec<(String, String)>>,
    /// Worker processes; without them, threads of this process.
    pool: Option<Arc<Pool>>,
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
    /// An engine over quads, whose snapshot is kept in memory; `base` resolves the relative IRIs of
    /// queries.
    ///
    /// # Errors
    /// What the snapshot's writer says.
    pub fn new(
        quads: impl IntoIterator<Item = Quad>,
        merged: DefaultGraph,
        base: &str,
        prefixes: Vec<(&'static str, &'static str)>,
        limits: Limits,
    ) -> Result<Self, QueryError> {
        let write = || {
            let mut writer = Writer::new(Resources::default());
            quads
                .into_iter()
                .try_for_each(|quad| writer.push(quad.as_ref()))?;
            let mut file = tempfile::Builder::new().prefix("ptce-").tempfile()?;
            writer.finish(file.as_file_mut())?;
            let path = file.into_temp_path();
            Ok::<_, SnapshotError>((Snapshot::open(&path)?, path))
        };
        let (snapshot, path) =
            write().map_err(|error| QueryError::Evaluation(error.to_string()))?;
        let file = (path.to_path_buf(), Some(path));
        Ok(Self::on(snapshot, file, merged, base, prefixes, limits))
    }

    /// An engine over a dataset.
    ///
    /// # Errors
    /// As [`Engine::new`].
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

    /// An engine over a snapshot file.
    ///
    /// # Errors
    /// As [`Snapshot::open`].
    pub fn open(
        path: &Path,
        merged: DefaultGraph,
        base: &str,
        prefixes: Vec<(&'static str, &'static str)>,
        limits: Limits,
    ) -> Result<Self, SnapshotError> {
        let file = (path.canonicalize()?, None);
        Ok(Self::on(
            Snapshot::open(path)?,
            file,
            merged,
            base,
            prefixes,
            limits,
        ))
    }

    fn on(
        snapshot: Snapshot,
        file: (PathBuf, Option<TempPath>),
        merged: DefaultGraph,
        base: &str,
        prefixes: Vec<(&'static str, &'static str)>,
        limits: Limits,
    ) -> Self {
        Self {
            snapshot: Arc::new(snapshot),
            file: Arc::new(file),
            pool: None,
            union: merged == DefaultGraph::Union,
            base: base.to_owned(),
            limits,
            places: Arc::new(Semaphore::new(limits.concurrent)),
            prefixes: Arc::new(
                prefixes
                    .into_iter()
                    .map(|(a, b)| (a.to_owned(), b.to_owned()))
                    .collect(),
            ),
        }
    }

    /// The same engine with worker processes of `program`, this program.
    ///
    /// # Errors
    /// When the settings cannot be told to workers.
    pub fn with_workers(mut self, program: PathBuf) -> Result<Self, QueryError> {
        let hello = Hello {
            snapshot: self.file.0.clone(),
            union: self.union,
            prefixes: self.prefixes.to_vec(),
            limits: self.limits,
        };
        let pool = Pool::new(program, &hello);
        let failed = |error: std::io::Error| QueryError::Evaluation(error.to_string());
        self.pool = Some(Arc::new(pool.map_err(failed)?));
        Ok(self)
    }

    /// The snapshot behind.
    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// Parses a query, so that its form is known before a format is chosen.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn parse(&self, text: &str) -> Result<ParsedQuery, QueryError> {
        look(text, &self.base, &self.limits, &self.snapshot)
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
        if let Some(pool) = &self.pool {
            let names =
                |list: Vec<NamedNode>| list.into_iter().map(NamedNode::into_string).collect();
            let ask = Ask {
                text: query.text,
                base: self.base.clone(),
                default_graphs: names(dataset.default_graphs),
                named_graphs: names(dataset.named_graphs),
                format,
                time: self.limits.time,
            };
            return pool.query(ask, query.cost.is_cheap()).await;
        }
        let place = tokio::time::timeout(self.limits.wait, self.places.clone().acquire_owned())
            .await
            .map_err(|_| QueryError::Busy)?
            .map_err(|_| QueryError::Busy)?;
        let limits = self.limits;
        let (mut writer, blocks) = pipe(limits.answer_bytes);
        let token = CancellationToken::new();
        let (engine, stop) = (self.clone(), token.clone());
        std::thread::Builder::new()
            .name("query".to_owned())
            .stack_size(STACK)
            .spawn(move || {
                let evaluation = Evaluation {
                    snapshot: &engine.snapshot,
                    union: engine.union,
                    prefixes: &engine.prefixes,
                    token,
                    deadline: Instant::now() + limits.time,
                    time: limits.time,
                    answer_bytes: limits.answer_bytes,
                };
                let result = parse(&query.text, &engine.base, &limits)
                    .and_then(|(query, _)| evaluation.write(query, dataset, format, &mut writer));
                writer.finish(result);
                drop(place);
            })
            .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        tokio::spawn(async move {
            tokio::time::sleep(limits.time).await;
            stop.cancel();
        });
        match tokio::time::timeout(limits.time, Answer::start(blocks)).await {
            Ok(answer) => answer,
            Err(_) => Err(QueryError::Timeout(limits.time)),
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

#[cfg(test)]
mod tests;
