//! The workers of an engine: started when needed, kept while idle, killed when they take too long,
//! replaced when they end.
//!
//! Two lanes: queries that look cheap have places of their own and little time; what takes longer
//! begins again in the other lane, which has as many places as there are processors.

use super::local::SnapshotFile;
use super::stream::Answer;
use super::wire::{Ask, Hello, Kind, LONGEST, message};
use super::{Limits, QueryError};
use bytes::Bytes;
use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::sync::mpsc::{Sender, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

/// How long a query may take in the lane of the cheap ones before its first byte.
const CHEAP: Duration = Duration::from_millis(500);
/// How long a worker may take to open its snapshot.
const START: Duration = Duration::from_secs(5);
/// Idle workers that are kept.
const IDLE: usize = 4;

/// The workers.
#[derive(Debug)]
pub(super) struct Pool {
    program: PathBuf,
    hello: Vec<u8>,
    limits: Limits,
    idle: Mutex<Vec<Worker>>,
    cheap: Arc<Semaphore>,
    costly: Arc<Semaphore>,
    /// Is there as long as a worker may be started.
    _file: Arc<SnapshotFile>,
}

/// A process and the front's end of its socket; dropping it kills the process.
#[derive(Debug)]
struct Worker {
    child: Option<Child>,
    socket: UnixStream,
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

/// How a query ended in a lane.
enum End {
    /// The receiver knows all.
    Told,
    /// Nothing was sent in the time of the cheap lane.
    NotCheap,
}

impl Pool {
    pub(super) fn new(
        program: PathBuf,
        hello: &Hello,
        file: Arc<SnapshotFile>,
    ) -> io::Result<Self> {
        let limits = hello.limits;
        let costly = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self {
            program,
            hello: message(hello)?,
            limits,
            idle: Mutex::default(),
            cheap: Arc::new(Semaphore::new(limits.concurrent.max(1))),
            costly: Arc::new(Semaphore::new(costly)),
            _file: file,
        })
    }

    /// Answers a query.
    pub(super) async fn query(
        self: &Arc<Self>,
        ask: Ask,
        cheap: bool,
    ) -> Result<Answer, QueryError> {
        let lane = if cheap { &self.cheap } else { &self.costly };
        let place = self.place(lane).await?;
        let (to, blocks) = channel(4);
        let pool = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(error) = pool.answer(ask, cheap, place, &to).await {
                let _ = to.send(Err(error)).await;
            }
        });
        Answer::start(blocks).await
    }

    async fn place(&self, lane: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, QueryError> {
        match timeout(self.limits.wait, Arc::clone(lane).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            _ => Err(QueryError::Busy),
        }
    }

    async fn answer(
        &self,
        ask: Ask,
        cheap: bool,
        place: OwnedSemaphorePermit,
        to: &Sender<Result<Bytes, QueryError>>,
    ) -> Result<(), QueryError> {
        let patience = if cheap {
            CHEAP.min(self.limits.time)
        } else {
            self.limits.time
        };
        let begun = self.run(&ask, patience, to).await?;
        if matches!(begun, End::Told) {
            return Ok(());
        }
        if !cheap || self.limits.time <= CHEAP {
            return Err(QueryError::Timeout(self.limits.time));
        }
        drop(place);
        let _place = self.place(&self.costly).await?;
        match self.run(&ask, self.limits.time, to).await? {
            End::Told => Ok(()),
            End::NotCheap => Err(QueryError::Timeout(self.limits.time)),
        }
    }

    /// Runs a query on a worker: its first byte must come within `patience`, the last within the
    /// limit.
    async fn run(
        &self,
        ask: &Ask,
        patience: Duration,
        to: &Sender<Result<Bytes, QueryError>>,
    ) -> Result<End, QueryError> {
        let mut worker = self.worker().await?;
        let begin = Instant::now();
        let bytes = message(ask).map_err(|error| stopped(&error))?;
        let mut until = begin + patience;
        let sent = timeout_at(until, worker.socket.write_all(&bytes)).await;
        if !matches!(sent, Ok(Ok(()))) {
            return Err(QueryError::Stopped);
        }
        loop {
            let frame = tokio::select! {
                // The client has gone: the worker is dropped, which kills it.
                () = to.closed() => return Ok(End::Told),
                frame = timeout_at(until, worker.frame()) => frame,
            };
            let (kind, bytes) = match frame {
                Ok(Ok(frame)) => frame,
                Ok(Err(_)) => return Err(QueryError::Stopped),
                Err(_) if until < begin + self.limits.time => return Ok(End::NotCheap),
                Err(_) => return Err(QueryError::Timeout(self.limits.time)),
            };
            match kind {
                Kind::Block => {
                    until = begin + self.limits.time;
                    match timeout_at(until, to.send(Ok(bytes))).await {
                        Ok(Ok(())) => {}
                        Ok(Err(_)) => return Ok(End::Told),
                        Err(_) => return Err(QueryError::Timeout(self.limits.time)),
                    }
                }
                Kind::End => {
                    if bytes.first() == Some(&0) {
                        self.keep(worker);
                    }
                    return Ok(End::Told);
                }
                Kind::Error => return Err(error(&bytes)),
                Kind::Ready => return Err(QueryError::Stopped),
            }
        }
    }

    /// An idle worker, or a new one.
    async fn worker(&self) -> Result<Worker, QueryError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        if let Some(worker) = idle {
            return Ok(worker);
        }
        let mut worker = self.spawn().map_err(|error| stopped(&error))?;
        let started = timeout(START, async {
            worker.socket.write_all(&self.hello).await?;
            worker.frame().await
        });
        match started.await {
            Ok(Ok((Kind::Ready, _))) => Ok(worker),
            Ok(Ok((Kind::Error, bytes))) => Err(error(&bytes)),
            _ => Err(QueryError::Stopped),
        }
    }

    fn spawn(&self) -> io::Result<Worker> {
        let (here, there) = std::os::unix::net::UnixStream::pair()?;
        here.set_nonblocking(true)?;
        let child = Command::new(&self.program)
            .arg(super::worker::ARGUMENT)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(OwnedFd::from(there)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Worker {
            child: Some(child),
            socket: UnixStream::from_std(here)?,
        })
    }

    fn keep(&self, worker: Worker) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(worker);
        }
    }
}

impl Worker {
    async fn frame(&mut self) -> io::Result<(Kind, Bytes)> {
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

fn error(bytes: &[u8]) -> QueryError {
    serde_json::from_slice(bytes).unwrap_or(QueryError::Stopped)
}

fn stopped(error: &io::Error) -> QueryError {
    QueryError::Evaluation(format!("no worker for the query: {error}"))
}
