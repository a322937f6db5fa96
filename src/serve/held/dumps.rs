//! The whole dataset as files, each made once when it is first asked for; what is too large to be held in
//! memory as N-Quads only, written while they are taken ([`streamed`]).

mod streamed;

use crate::engine::{Engine, QueryError};
use crate::graph::Dataset;
use crate::graph::dump::Format;
use crate::serve::clients::Client;
use crate::serve::copies::Copies;
use crate::serve::problem::Problem;
use crate::serve::written::written;
use crate::snapshot::Snapshot;
use axum::body::Body;
use bytes::Bytes;
use std::sync::Arc;
use streamed::Streams;
pub use streamed::Wanted;
use tokio::sync::OnceCell;

/// The dumps of what an engine answers about.
pub struct Dumps {
    engine: Engine,
    /// Turns for what needs all quads in memory.
    pub copies: Copies,
    quads: usize,
    made: [OnceCell<Bytes>; Format::ALL.len()],
    streams: Streams,
}

impl Dumps {
    /// The dumps of this engine's data, which has so many quads; none made yet.
    pub fn new(engine: Engine, copies: Copies, quads: usize) -> Self {
        Self {
            engine,
            copies,
            quads,
            made: Default::default(),
            streams: Streams::default(),
        }
    }

    /// The formats of files of all quads.
    pub fn offered(&self) -> &'static [Format] {
        match self.engine.snapshot() {
            Some(_) => self.formats(self.quads),
            // What is elsewhere is copied before it is written.
            None if self.fit() => &Format::ALL,
            None => &[],
        }
    }

    /// True when all quads may be in memory at once.
    pub fn fit(&self) -> bool {
        self.copies.fit(self.quads)
    }

    /// How many quads there are.
    pub fn quads(&self) -> usize {
        self.quads
    }

    /// The formats in which a version of so many quads is given whole.
    pub fn formats(&self, quads: usize) -> &'static [Format] {
        if self.copies.fit(quads) {
            &Format::ALL
        } else {
            &[Format::Nq]
        }
    }

    /// The order of a file of so many quads, which belongs to its validator: what is streamed comes in
    /// another, and so in other bytes.
    pub fn order(&self, quads: usize) -> &'static str {
        if self.copies.fit(quads) {
            "sorted"
        } else {
            "by subject"
        }
    }

    /// Makes something of all quads, in its turn ([`Copies::run`]).
    ///
    /// # Errors
    /// What the engine says; 404 where the quads are too many; 500 where nothing could be made.
    pub async fn of_all<T: Send + 'static>(
        &self,
        make: impl FnOnce(&Dataset) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>, Problem> {
        let engine = self.engine.clone();
        let work = async move {
            let dataset = engine.dataset().await?;
            let made = tokio::task::spawn_blocking(move || make(&dataset));
            Ok(made.await.ok().flatten())
        };
        self.copies.run(self.quads, work).await
    }

    /// The dump of one graph, or of all, in a format; `length` in bytes where it is known of what is streamed.
    ///
    /// # Errors
    /// 404 where it is too large for this format, 406 when it cannot be written in it, and as
    /// [`Dumps::streamed`].
    pub async fn body(
        &self,
        graph: Option<String>,
        format: Format,
        length: Option<u64>,
        client: Option<Client>,
    ) -> Result<Body, Problem> {
        match (self.engine.snapshot(), graph) {
            (Some(snapshot), graph) if format == Format::Nq && !self.fit() => {
                let wanted = Wanted { graph, length };
                self.streamed(Arc::clone(snapshot), wanted, client).await
            }
            (_, Some(iri)) => self.graph(iri, format).await.map(Body::from),
            (_, None) => self.get(format).await.map(Body::from),
        }
    }

    /// A snapshot, or a graph of it, as N-Quads that are written while they are taken.
    ///
    /// # Errors
    /// 429 where the client takes as many as it may, 503 where others are served for too long.
    pub async fn streamed(
        &self,
        snapshot: Arc<Snapshot>,
        wanted: Wanted,
        client: Option<Client>,
    ) -> Result<Body, Problem> {
        self.streams.body(snapshot, wanted, client).await
    }

    /// The dump of one graph in a format.
    ///
    /// # Errors
    /// 406 when it cannot be written.
    async fn graph(&self, iri: String, format: Format) -> Result<Bytes, Problem> {
        let write = move |all: &Dataset| written(&all.of_graph(&iri), format);
        self.make(write).await
    }

    /// The dump in a format.
    ///
    /// # Errors
    /// 406 when it cannot be written.
    pub async fn get(&self, format: Format) -> Result<Bytes, Problem> {
        let write = move |all: &Dataset| written(all, format);
        let place = Format::ALL.iter().position(|other| *other == format);
        match place.and_then(|place| self.made.get(place)) {
            Some(cell) => cell.get_or_try_init(|| self.make(write)).await.cloned(),
            None => self.make(write).await,
        }
    }

    /// A file of all quads, made in its turn.
    async fn make(
        &self,
        write: impl FnOnce(&Dataset) -> Result<Vec<u8>, Problem> + Send + 'static,
    ) -> Result<Bytes, Problem> {
        let made = self.of_all(move |all| Some(write(all))).await?;
        made.unwrap_or_else(|| Err(QueryError::Stopped.into()))
            .map(Bytes::from)
    }
}
