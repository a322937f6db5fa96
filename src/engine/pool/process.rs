//! A worker process as the front holds it.

use crate::engine::QueryError;
use crate::engine::confine::Confinement;
use crate::engine::wire::{Kind, LONGEST};
use bytes::Bytes;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::time::timeout;

/// How long a worker may take to open its snapshot.
const START: Duration = Duration::from_secs(5);

/// A process and the front's end of its socket; dropping it kills the process.
#[derive(Debug)]
pub(super) struct Worker {
    child: Option<Child>,
    socket: UnixStream,
    /// What the process gave up.
    pub(super) confinement: Confinement,
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            // The process is gone at once; taking down its memory may last.
            std::thread::spawn(move || child.wait());
        }
    }
}

impl Worker {
    /// Starts a worker of `program` and waits until it has opened its snapshot.
    pub(super) async fn start(program: &Path, hello: &[u8]) -> Result<Self, QueryError> {
        let failed =
            |error: io::Error| QueryError::Evaluation(format!("no worker for the query: {error}"));
        let mut worker = Self::spawn(program).map_err(failed)?;
        let started = timeout(START, async {
            worker.socket.write_all(hello).await?;
            worker.frame().await
        });
        match started.await {
            Ok(Ok((Kind::Ready, bytes))) => {
                worker.confinement =
                    serde_json::from_slice(&bytes).map_err(|_| QueryError::Stopped)?;
                Ok(worker)
            }
            Ok(Ok((Kind::Error, bytes))) => Err(error(&bytes)),
            _ => Err(QueryError::Stopped),
        }
    }

    fn spawn(program: &Path) -> io::Result<Self> {
        let (here, there) = std::os::unix::net::UnixStream::pair()?;
        here.set_nonblocking(true)?;
        let child = Command::new(program)
            .arg(crate::engine::worker::ARGUMENT)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(there)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self {
            child: Some(child),
            socket: UnixStream::from_std(here)?,
            confinement: Confinement::default(),
        })
    }

    /// True while the process lives.
    pub(super) fn lives(&mut self) -> bool {
        let child = self.child.as_mut();
        child.is_some_and(|child| matches!(child.try_wait(), Ok(None)))
    }

    /// Sends bytes to the worker.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.socket.write_all(bytes).await
    }

    /// The next frame of the worker.
    pub(super) async fn frame(&mut self) -> io::Result<(Kind, Bytes)> {
        let mut head = [0; 5];
        self.socket.read_exact(&mut head).await?;
        let [kind, length @ ..] = head;
        let length = u32::from_le_bytes(length);
        let kind = Kind::of(kind).filter(|_| length <= LONGEST);
        let kind = kind.ok_or_else(|| io::Error::other("a frame of no kind"))?;
        let mut bytes = vec![0; length as usize];
        self.socket.read_exact(&mut bytes).await?;
        Ok((kind, bytes.into()))
    }
}

/// The error that a frame holds.
pub(super) fn error(bytes: &[u8]) -> QueryError {
    serde_json::from_slice(bytes).unwrap_or(QueryError::Stopped)
}
