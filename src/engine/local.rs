//! The engine: where the quads are, and those who answer queries about them, threads of this process
//! or workers.

mod asked;
mod at_once;
mod data;
mod thread;

pub use data::Counts;

use super::confine::Confinement;
use super::format::{AnswerFormat, ResultsFormat};
use super::parse::prepared::Prepared;
use super::parse::{ParsedQuery, look, on_thread};
use super::pool::Pool;
use super::remote::Remote;
use super::snapshot_file::SnapshotFile;
use super::stream::Answer;
use super::wire::Hello;
use super::{Asker, Limits, QueryError, RequestedDataset, Tally, guard};
use crate::graph::Dataset;
use crate::outbound::Outbound;
use crate::publication::config::DefaultGraph;
use crate::snapshot::SnapshotError;
use crate::snapshot::write::{Resources, Writer};
use crate::version::Hold;
use crate::whole_file::without_name;
use data::Data;
use lru::LruCache;
use oxigraph::model::Quad;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Semaphore, oneshot};

/// Stack of an evaluating thread: the evaluator recurses on the algebra, whose depth is limited.
const STACK: usize = 256 << 20;

/// Queries that were looked at and are remembered, and the bytes of the longest.
const LOOKED: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1023);
const SHORT: usize = 4 << 10;

/// Answers queries over one snapshot, or over a store elsewhere.
#[derive(Clone)]
pub struct Engine {
    data: Data,
    union: bool,
    base: String,
    limits: Limits,
    places: Arc<Semaphore>,
    prefixes: Arc<Vec<(String, String)>>,
    /// Where services are called.
    outbound: Outbound,
    /// Worker processes; without them, threads of this process.
    pool: Option<Arc<Pool>>,
    /// Short queries that were looked at.
    looked: Arc<Mutex<LruCache<Arc<str>, ParsedQuery>>>,
    /// Those that differ from others in what they ask about only.
    prepared: Arc<Prepared>,
    /// Places for looking at long ones.
    looking: Arc<Semaphore>,
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
            Data::of(SnapshotFile::unnamed(writer)?)
        };
        let data = write().map_err(unkept)?;
        Ok(Self::on(data, merged, base, prefixes, limits))
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
    /// As [`crate::snapshot::Snapshot::open`].
    pub fn open(
        path: &Path,
        merged: DefaultGraph,
        base: &str,
        prefixes: Vec<(&'static str, &'static str)>,
        limits: Limits,
    ) -> Result<Self, SnapshotError> {
        let data = Data::of(SnapshotFile::open(path)?)?;
        Ok(Self::on(data, merged, base, prefixes, limits))
    }

    /// An engine over a store elsewhere, which has no workers: the store evaluates.
    pub fn elsewhere(
        remote: Arc<Remote>,
        merged: DefaultGraph,
        base: &str,
        prefixes: Vec<(&'static str, &'static str)>,
        limits: Limits,
    ) -> Self {
        Self::on(Data::Remote(remote), merged, base, prefixes, limits)
    }

    fn on(
        data: Data,
        merged: DefaultGraph,
        base: &str,
        prefixes: Vec<(&'static str, &'static str)>,
        limits: Limits,
    ) -> Self {
        Self {
            data,
            outbound: Outbound::default(),
            pool: None,
            looked: Arc::new(Mutex::new(LruCache::new(LOOKED))),
            prepared: Arc::new(Prepared::new()),
            looking: Arc::new(Semaphore::new(2)),
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

    /// Keeps a version in use as long as somebody may ask this engine.
    pub fn keep(&self, hold: Hold) {
        if let Data::Snapshot(_, file) = &self.data {
            let place = file.hold.lock();
            *place.unwrap_or_else(PoisonError::into_inner) = Some(hold);
        }
    }

    /// True when its snapshot was made again since it was opened.
    pub fn is_replaced(&self) -> bool {
        matches!(&self.data, Data::Snapshot(_, file) if file.is_replaced())
    }

    /// The same engine, which calls services through `outbound`; only workers do.
    #[must_use]
    pub fn with_outbound(mut self, outbound: Outbound) -> Self {
        self.outbound = outbound;
        self
    }

    /// The same engine with worker processes of `program`, this program; `tally` counts them. What a
    /// store elsewhere evaluates needs none.
    ///
    /// # Errors
    /// When the settings cannot be told to workers.
    pub fn with_workers(mut self, program: PathBuf, tally: Arc<Tally>) -> Result<Self, QueryError> {
        let Data::Snapshot(_, file) = &self.data else {
            return Ok(self);
        };
        let hello = Hello {
            union: self.union,
            prefixes: self.prefixes.to_vec(),
            limits: self.limits,
            patient: false,
        };
        let pool = Pool::new(
            program,
            hello,
            self.outbound.clone(),
            Arc::clone(file),
            tally,
        );
        let failed = |error: std::io::Error| QueryError::Evaluation(error.to_string());
        self.pool = Some(Arc::new(pool.map_err(failed)?));
        Ok(self)
    }

    /// Starts a worker and says what it could give up; none where threads answer.
    ///
    /// # Errors
    /// When no worker starts.
    pub async fn confinement(&self) -> Result<Option<Confinement>, QueryError> {
        match &self.pool {
            Some(pool) => pool.prepare().await.map(Some),
            None => Ok(None),
        }
    }

    /// True when queries may call services (SPARQL 1.1 Federated Query).
    pub fn calls_services(&self) -> bool {
        !self.outbound.is_off()
    }

    /// Parses a query, so that its form is known before a format is chosen.
    ///
    /// # Errors
    /// As [`look`].
    pub fn parse(&self, text: &str) -> Result<ParsedQuery, QueryError> {
        if let Some(known) = self.known(text) {
            return Ok(known);
        }
        if guard::check_shallow(text, &self.limits)? {
            return Ok(self.remember(self.look(text, true)()?));
        }
        let looked = on_thread(self.look(text, false))?.join();
        Ok(self.remember(looked.unwrap_or(Err(QueryError::Broken))?))
    }

    /// [`Engine::parse`] without keeping others from their turn: a long text waits for a place.
    ///
    /// # Errors
    /// As [`Engine::parse`]; [`QueryError::Busy`].
    pub async fn ready(&self, text: &str) -> Result<ParsedQuery, QueryError> {
        if let Some(known) = self.known(text) {
            return Ok(known);
        }
        if guard::check_shallow(text, &self.limits)? {
            return Ok(self.remember(self.look(text, true)()?));
        }
        let place = if text.len() > SHORT {
            let place = Arc::clone(&self.looking).acquire_owned();
            let place = tokio::time::timeout(self.limits.wait, place).await;
            Some(place.map_err(|_| QueryError::Busy)?)
        } else {
            None
        };
        let look = self.look(text, false);
        let (tell, told) = oneshot::channel();
        on_thread(move || {
            let _ = tell.send(look());
            drop(place);
        })?;
        let looked = tokio::time::timeout(self.limits.time, told).await;
        let looked = looked.map_err(|_| QueryError::Timeout(self.limits.time))?;
        Ok(self.remember(looked.unwrap_or(Err(QueryError::Broken))?))
    }

    fn look(
        &self,
        text: &str,
        shallow: bool,
    ) -> impl FnOnce() -> Result<ParsedQuery, QueryError> + use<> {
        let (text, base) = (text.to_owned(), self.base.clone());
        let (limits, data) = (self.limits, self.data.clone());
        // The front answers over all graphs together, and has not the stack for what is nested.
        let prepared = (shallow && self.union).then(|| Arc::clone(&self.prepared));
        move || match data {
            Data::Snapshot(snapshot, _) => {
                look(&text, &base, &limits, Some(&snapshot), prepared.as_deref())
            }
            Data::Remote(remote) => remote.look(&text, &base, &limits),
        }
    }

    fn known(&self, text: &str) -> Option<ParsedQuery> {
        if text.len() > SHORT {
            return None;
        }
        let looked = {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            looked.get(text).cloned()
        };
        let Data::Snapshot(snapshot, _) = &self.data else {
            return looked;
        };
        looked.or_else(|| {
            let query = self.prepared.ready(text, &self.limits, snapshot)?;
            Some(self.remember(query))
        })
    }

    fn remember(&self, query: ParsedQuery) -> ParsedQuery {
        if query.text.len() <= SHORT {
            let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
            looked.put(query.text.clone(), query.clone());
        }
        query
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
            if let Some(answer) = self.at_once(&query, &dataset, format) {
                return Ok(answer);
            }
            return self.by_worker(pool, query, dataset, format).await;
        }
        self.by_thread(query, dataset, format).await
    }

    /// A small answer as JSON results, for the program's own questions.
    ///
    /// # Errors
    /// As [`Engine::query`].
    pub async fn select_json(&self, text: &str) -> Result<serde_json::Value, QueryError> {
        let mut query = self.ready(text).await?.asked_by(Asker::Site);
        query.rows = u64::MAX;
        let format = AnswerFormat::Results(ResultsFormat::Json);
        let bytes = self
            .query(query, RequestedDataset::default(), format)
            .await?
            .collect()
            .await?;
        serde_json::from_slice(&bytes).map_err(|error| QueryError::Evaluation(error.to_string()))
    }
}

/// Quads that cannot be kept in the temporary folder, whose name says where to look.
fn unkept(error: SnapshotError) -> QueryError {
    QueryError::Evaluation(match error {
        SnapshotError::Io(error) => {
            let folder = std::env::temp_dir();
            let error = without_name(error);
            format!(
                "the temporary folder {} (TMPDIR) cannot be written to: {error}",
                folder.display()
            )
        }
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests;
