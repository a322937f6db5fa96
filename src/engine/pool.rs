//! The workers of an engine: started when needed, kept while idle, killed when they take too long,
//! replaced when they end.
//!
//! In: a query and its lane ([`lanes`]). Out: its answer in blocks, as a worker process
//! ([`process`]) writes it; or the error that ended it.

pub mod asker;
pub(super) mod lanes;
mod process;
pub mod tally;

use super::confine::Confinement;
use super::snapshot_file::SnapshotFile;
use super::stream::Answer;
use super::wire::{Ask, Call, Hello, Kind, Reply, message};
use super::{Limits, QueryError};
use crate::outbound::{Bounds, Outbound};
use asker::Asker;
use bytes::Bytes;
use lanes::{Lane, Lanes, Place};
use process::{Worker, error};
use std::io;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use tally::{Kill, Tally};
use tokio::sync::mpsc::{Sender, channel};
use tokio::time::{Instant, timeout, timeout_at};

/// The workers.
#[derive(Debug)]
pub(super) struct Pool {
    program: PathBuf,
    /// What a worker is told first: one that does not give way to others, and one that does.
    hellos: [Vec<u8>; 2],
    limits: Limits,
    outbound: Outbound,
    lanes: Lanes,
    /// Idle workers, in the same order.
    idle: [Mutex<Vec<Worker>>; 2],
    tally: Arc<Tally>,
    /// What workers are given.
    file: Arc<SnapshotFile>,
}

/// Where blocks go, and errors.
type To = Sender<Result<Bytes, QueryError>>;

/// How a query ended in a lane.
enum End {
    /// The receiver knows all.
    Told,
    /// Nothing was sent within the time and memory of the lane.
    Outgrown(QueryError),
}

impl Pool {
    pub(super) fn new(
        program: PathBuf,
        hello: Hello,
        outbound: Outbound,
        file: Arc<SnapshotFile>,
        tally: Arc<Tally>,
    ) -> io::Result<Self> {
        let limits = hello.limits;
        let patient = Hello {
            patient: true,
            ..hello.clone()
        };
        Ok(Self {
            program,
            hellos: [message(&hello)?, message(&patient)?],
            limits,
            outbound,
            lanes: Lanes::new(limits),
            idle: Default::default(),
            tally,
            file,
        })
    }

    /// Starts a worker, keeps it, and says what it could give up.
    pub(super) async fn prepare(&self) -> Result<Confinement, QueryError> {
        let worker = self.worker(Lane::Cheap).await?;
        let confinement = worker.confinement.clone();
        self.keep(Lane::Cheap, worker);
        Ok(confinement)
    }

    /// Answers a query.
    pub(super) async fn query(
        self: &Arc<Self>,
        ask: Ask,
        lane: Lane,
        asker: Asker,
    ) -> Result<Answer, QueryError> {
        let lane = self.lanes.of(&ask.text, lane);
        let place = self.place(lane, asker).await?;
        let (to, blocks) = channel(4);
        let pool = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(error) = pool.answer(ask, (lane, asker), place, &to).await {
                let _ = to.send(Err(error)).await;
            }
        });
        Answer::start(blocks).await
    }

    async fn place(&self, lane: Lane, asker: Asker) -> Result<Place, QueryError> {
        let place = timeout(self.limits.wait, self.lanes.place(lane, asker)).await;
        place.ok().flatten().ok_or(QueryError::Busy)
    }

    async fn answer(
        &self,
        ask: Ask,
        (lane, asker): (Lane, Asker),
        place: Place,
        to: &To,
    ) -> Result<(), QueryError> {
        let mut run = pin!(self.run(&ask, lane, to));
        let mut place = place;
        let ended = match timeout(self.lanes.patience(lane), &mut run).await {
            Ok(ended) => ended,
            Err(_) if lane == Lane::Cheap => {
                place = self.lanes.aside(place);
                run.await
            }
            Err(_) => run.await,
        };
        let error = match ended {
            Ok(End::Told) => return Ok(()),
            Ok(End::Outgrown(error)) => error,
            Err(error) => {
                // What broke off for want of memory or time has more of it when it is asked again.
                if lane == Lane::Cheap
                    && matches!(error, QueryError::Stopped | QueryError::Timeout(_))
                {
                    self.lanes.was_costly(&ask.text);
                }
                return Err(error);
            }
        };
        if lane != Lane::Cheap {
            return Err(error);
        }
        self.lanes.was_costly(&ask.text);
        drop(place);
        let _place = tokio::select! {
            () = to.closed() => return Ok(()),
            place = self.place(Lane::Costly, asker) => place?,
        };
        match self.run(&ask, Lane::Costly, to).await? {
            End::Told => Ok(()),
            End::Outgrown(error) => Err(error),
        }
    }

    /// Runs a query on a worker: its first byte must come within the patience of the lane, the last
    /// within the limit.
    async fn run(&self, ask: &Ask, lane: Lane, to: &To) -> Result<End, QueryError> {
        let mut worker = self.worker(lane).await?;
        let begin = Instant::now();
        let last = begin + self.limits.time;
        let ask = Ask {
            memory: self.lanes.memory(lane),
            ..ask.clone()
        };
        let bytes = message(&ask).map_err(|error| QueryError::Evaluation(error.to_string()))?;
        let mut until = begin + self.lanes.patience(lane);
        let mut begun = false;
        let sent = timeout_at(until, worker.send(&bytes)).await;
        if !matches!(sent, Ok(Ok(()))) {
            return self.killed(Kill::Stopped, begun);
        }
        loop {
            let frame = tokio::select! {
                // The worker is dropped, which kills it.
                () = to.closed() => return self.killed(Kill::Gone, begun),
                frame = timeout_at(until, worker.frame()) => frame,
            };
            let (kind, bytes) = match frame {
                Ok(Ok(frame)) => frame,
                Ok(Err(_)) => return self.killed(Kill::Stopped, begun),
                Err(_) if !begun && lane == Lane::Cheap => {
                    return self.killed(Kill::Outgrown, begun);
                }
                Err(_) => return self.killed(Kill::Time, begun),
            };
            match kind {
                Kind::Block => {
                    (begun, until) = (true, last);
                    match timeout_at(until, to.send(Ok(bytes))).await {
                        Ok(Ok(())) => {}
                        Ok(Err(_)) => return self.killed(Kill::Gone, begun),
                        Err(_) => return self.killed(Kill::Time, begun),
                    }
                }
                Kind::End => {
                    if bytes.first() == Some(&0) {
                        self.keep(lane, worker);
                    }
                    return Ok(End::Told);
                }
                Kind::Error => return Err(error(&bytes)),
                Kind::Call => {
                    let called = tokio::select! {
                        () = to.closed() => return self.killed(Kill::Gone, begun),
                        called = timeout_at(until, self.call(&mut worker, &bytes)) => called,
                    };
                    match called {
                        Ok(called) => called?,
                        Err(_) => return self.killed(Kill::Time, true),
                    }
                }
                Kind::Ready => return Err(QueryError::Stopped),
            }
        }
    }

    /// What an early end means for the receiver: where nothing was sent yet, another lane may try;
    /// else the answer is broken.
    fn killed(&self, kill: Kill, begun: bool) -> Result<End, QueryError> {
        self.tally.killed(kill);
        let error = match kill {
            Kill::Gone => return Ok(End::Told),
            Kill::Time | Kill::Outgrown => QueryError::Timeout(self.limits.time),
            Kill::Stopped => QueryError::Stopped,
        };
        if begun {
            return Err(error);
        }
        Ok(End::Outgrown(error))
    }

    /// Calls a service on a worker's behalf.
    async fn call(&self, worker: &mut Worker, call: &[u8]) -> Result<(), QueryError> {
        let call: Call = serde_json::from_slice(call).map_err(|_| QueryError::Stopped)?;
        let bounds = Bounds {
            time: self.limits.remote_time,
            bytes: self.limits.remote_bytes,
        };
        let results = self.outbound.results(&call.service, &call.query, bounds);
        let (reply, bytes) = match results.await {
            Ok(document) => {
                let reply = Reply::Results {
                    media_type: document.media_type,
                    length: document.bytes.len() as u64,
                };
                (reply, document.bytes)
            }
            Err(refusal) => {
                let reply = Reply::Failed {
                    why: refusal.say(),
                    refused: refusal.is_decided(),
                };
                (reply, Vec::new())
            }
        };
        let reply = message(&reply).map_err(|_| QueryError::Stopped)?;
        let stopped = |_| QueryError::Stopped;
        worker.send(&reply).await.map_err(stopped)?;
        worker.send(&bytes).await.map_err(stopped)
    }

    /// An idle worker that lives, or a new one.
    async fn worker(&self, lane: Lane) -> Result<Worker, QueryError> {
        loop {
            let idle = self.idle(lane).pop();
            let Some(mut worker) = idle else {
                break;
            };
            if worker.lives() {
                return Ok(worker);
            }
        }
        let tally = Arc::clone(&self.tally);
        let (file, hello) = (&self.file.file, &self.hellos[kind(lane)]);
        Worker::start(&self.program, file, hello, tally).await
    }

    fn idle(&self, lane: Lane) -> std::sync::MutexGuard<'_, Vec<Worker>> {
        self.idle[kind(lane)]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, lane: Lane, worker: Worker) {
        let mut idle = self.idle(lane);
        if idle.len() < self.limits.concurrent {
            idle.push(worker);
        }
    }
}

/// The kind of worker for a lane.
fn kind(lane: Lane) -> usize {
    usize::from(lane == Lane::Costly)
}
