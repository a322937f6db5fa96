//! A worker: a process of this program that answers queries over one snapshot, one after the other.
//!
//! In: its standard input is one end of a socket pair. Out: frames over the same socket. It has no
//! other open file but the snapshot, a limit on memory, and no way back to the front: it ends when
//! the front's end of the socket closes, whatever it is doing. The front kills it when a deadline
//! has passed.

use super::evaluate::Evaluation;
use super::parse::parse;
use super::wire::{Ask, Hello, Kind, read_message, write_frame};
use super::{Limits, QueryError};
use crate::snapshot::Snapshot;
use oxigraph::sparql::CancellationToken;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Resource, Rlimit, getpid, setpriority_process, setrlimit};
use std::io::{self, Write};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The argument that makes this program a worker.
pub const ARGUMENT: &str = "worker";
/// Stack for parsing and evaluating, which recurse on the query; it lies within the memory limit.
const STACK: usize = 96 << 20;
/// A query that runs longer gives way to others, and its worker ends with it.
const QUICK: Duration = Duration::from_millis(100);
/// How often a worker looks whether its front is still there.
const WATCH: Duration = Duration::from_millis(50);
const NICE: i32 = 15;
const BLOCK: usize = 64 << 10;

/// Runs a worker until its front has gone.
pub fn run() -> ExitCode {
    let served = std::thread::Builder::new().stack_size(STACK).spawn(serve);
    match served.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

fn serve() -> io::Result<()> {
    let mut socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let Some(hello) = read_message::<Hello>(&mut socket)? else {
        return Ok(());
    };
    confine(&hello.limits)?;
    let started = Arc::new(AtomicU64::new(0));
    watch(&socket, Arc::clone(&started))?;
    let snapshot = match Snapshot::open(&hello.snapshot) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            let error = QueryError::Evaluation(error.to_string());
            return write_frame(&mut socket, Kind::Error, &serde_json::to_vec(&error)?);
        }
    };
    write_frame(&mut socket, Kind::Ready, &[])?;
    let birth = Instant::now();
    while let Some(ask) = read_message::<Ask>(&mut socket)? {
        let begin = Instant::now();
        let since = u64::try_from(birth.elapsed().as_millis()).unwrap_or(u64::MAX - 1);
        started.store(since + 1, Ordering::Relaxed);
        let mut out = Frames {
            socket: &mut socket,
            buffer: Vec::new(),
            sent: 0,
            limit: hello.limits.answer_bytes,
        };
        let result = answer(&snapshot, &hello, &ask, &mut out).and_then(|()| {
            out.flush()
                .map_err(|error| QueryError::Evaluation(error.to_string()))
        });
        let grown = out.sent > 8 << 20;
        started.store(0, Ordering::Relaxed);
        match result {
            Ok(()) => {
                let ends = begin.elapsed() >= QUICK - WATCH || grown;
                write_frame(&mut socket, Kind::End, &[u8::from(ends)])?;
                if ends {
                    return Ok(());
                }
            }
            Err(error) => {
                return write_frame(&mut socket, Kind::Error, &serde_json::to_vec(&error)?);
            }
        }
    }
    Ok(())
}

fn answer(
    snapshot: &Snapshot,
    hello: &Hello,
    ask: &Ask,
    out: &mut Frames<'_>,
) -> Result<(), QueryError> {
    let (query, _) = parse(&ask.text, &ask.base, &hello.limits)?;
    let evaluation = Evaluation {
        snapshot,
        union: hello.union,
        prefixes: &hello.prefixes,
        token: CancellationToken::new(),
        deadline: Instant::now() + ask.time,
        time: ask.time,
        rows: ask.rows,
        answer_bytes: hello.limits.answer_bytes,
    };
    evaluation.write(query, ask.dataset(), ask.format, out)
}

/// Takes what the process may not have: memory beyond the limit, core files, new files to write.
fn confine(limits: &Limits) -> io::Result<()> {
    let set = |resource, value| {
        setrlimit(
            resource,
            Rlimit {
                current: Some(value),
                maximum: Some(value),
            },
        )
        .map_err(io::Error::from)
    };
    set(Resource::Data, limits.memory + STACK as u64)?;
    set(Resource::Core, 0)?;
    set(Resource::Fsize, 0)
}

/// Ends the process when the front has gone; lets a long query give way to others.
fn watch(socket: &UnixStream, started: Arc<AtomicU64>) -> io::Result<()> {
    let socket = socket.try_clone()?;
    let birth = Instant::now();
    let thread = rustix::thread::gettid();
    std::thread::Builder::new()
        .stack_size(64 << 10)
        .spawn(move || {
            let timeout = Timespec {
                tv_sec: 0,
                tv_nsec: i64::from(WATCH.subsec_nanos()),
            };
            let mut polite = false;
            loop {
                let mut fds = [PollFd::new(&socket, PollFlags::RDHUP)];
                let gone = PollFlags::RDHUP | PollFlags::HUP | PollFlags::ERR;
                match poll(&mut fds, Some(&timeout)) {
                    Ok(_) if fds[0].revents().intersects(gone) => std::process::exit(0),
                    _ => {}
                }
                let since = started.load(Ordering::Relaxed);
                let now = u64::try_from(birth.elapsed().as_millis()).unwrap_or(u64::MAX);
                let long =
                    since != 0 && now.saturating_sub(since) >= u64::from(QUICK.subsec_millis());
                if long && !polite {
                    polite = true;
                    let _ = setpriority_process(Some(thread), NICE);
                    let _ = setpriority_process(Some(getpid()), NICE);
                }
            }
        })?;
    Ok(())
}

/// The answer as frames.
struct Frames<'a> {
    socket: &'a mut UnixStream,
    buffer: Vec<u8>,
    sent: u64,
    limit: u64,
}

impl Write for Frames<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.sent + (self.buffer.len() + bytes.len()) as u64 > self.limit {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "the answer is too large",
            ));
        }
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BLOCK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        for block in self.buffer.chunks(1 << 20) {
            write_frame(self.socket, Kind::Block, block)?;
        }
        self.sent += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }
}
