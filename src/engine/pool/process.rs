//! A worker process as the front holds it.

use super::tally::Tally;
use crate::engine::QueryError;
use crate::engine::child::Process;
use crate::engine::confine::Confinement;
use crate::engine::wire::Kind;
use bytes::Bytes;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long a worker may take to open its snapshot.
const START: Duration = Duration::from_secs(5);

/// A worker; dropping it kills its process.
#[derive(Debug)]
pub(super) struct Worker {
    process: Process,
    tally: Arc<Tally>,
    /// What the process gave up.
    pub(super) confinement: Confinement,
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.tally.end();
    }
}

impl Worker {
    /// Starts a worker of `program` and waits until it has opened its snapshot.
    pub(super) async fn start(
        program: &Path,
        snapshot: &File,
        hello: &[u8],
        tally: Arc<Tally>,
    ) -> Result<Self, QueryError> {
        let failed =
            |error: io::Error| QueryError::Evaluation(format!("no worker for the query: {error}"));
        let argument = crate::engine::worker::ARGUMENT;
        let mut process = Process::start(program, argument, Some(snapshot)).map_err(failed)?;
        let started = timeout(START, async {
            process.send(hello).await?;
            process.frame().await
        });
        match started.await {
            Ok(Ok((Kind::Ready, bytes))) => {
                let confinement =
                    serde_json::from_slice(&bytes).map_err(|_| QueryError::Stopped)?;
                tally.start();
                Ok(Self {
                    process,
                    tally,
                    confinement,
                })
            }
            Ok(Ok((Kind::Error, bytes))) => Err(error(&bytes)),
            _ => Err(QueryError::Stopped),
        }
    }

    /// True while the process lives.
    pub(super) fn lives(&mut self) -> bool {
        self.process.lives()
    }

    /// Sends bytes to the worker.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.process.send(bytes).await
    }

    /// The next frame of the worker.
    pub(super) async fn frame(&mut self) -> io::Result<(Kind, Bytes)> {
        self.process.frame().await
    }
}

/// The error that a frame holds.
pub(super) fn error(bytes: &[u8]) -> QueryError {
    serde_json::from_slice(bytes).unwrap_or(QueryError::Stopped)
}
