//! A worker: a process of this program that answers queries over one snapshot, one after the other.
//!
//! In: its standard input is one end of a socket pair, its standard output the snapshot, to be read.
//! Out: frames over the socket. It has no other open file, a limit on memory, and no way to reach anything but the front
//! ([`confine`]): it ends when the front's end of the socket closes, whatever it is doing. The front
//! kills it when a deadline has passed.

pub mod probe;

use super::QueryError;
use super::confine::{self, Work};
use super::evaluate::Evaluation;
use super::parse::parse;
use super::service::Services;
use super::wire::{Ask, Hello, Kind, put_frame, read_message, write_frame};
use super::writing::Writing;
use crate::snapshot::Snapshot;
use oxigraph::sparql::CancellationToken;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{getpid, setpriority_process};
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
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
/// A worker that gives way from its start ends with a query that runs longer: its memory has grown.
const LONG: Duration = Duration::from_secs(1);
/// How often a worker looks whether its front is still there.
const WATCH: Duration = Duration::from_millis(50);
const NICE: i32 = 10;
const BLOCK: usize = 64 << 10;

/// Runs a worker until its front has gone.
pub fn run() -> ExitCode {
    close_inherited();
    let served = std::thread::Builder::new().stack_size(STACK).spawn(serve);
    match served.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

/// Closes what the front had open from whoever started it; nothing of this process is open yet.
fn close_inherited() {
    let numbers: Vec<i32> = std::fs::read_dir("/proc/self/fd")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|&number| number > 2)
        .collect();
    for number in numbers {
        // The folder that was read is among them, and closed by now.
        let _ = nix::unistd::close(number);
    }
}

fn serve() -> io::Result<()> {
    let mut socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let Some(hello) = read_message::<Hello>(&mut socket)? else {
        return Ok(());
    };
    confine::limit(&hello.limits, STACK as u64)?;
    let started = Arc::new(AtomicU64::new(0));
    watch(&socket, Arc::clone(&started), hello.patient)?;
    let snapshot = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let snapshot = match Snapshot::of_file(&snapshot) {
        Ok(snapshot) => snapshot,
        Err(error) => {
            let error = QueryError::Evaluation(error.to_string());
            return write_frame(&mut socket, Kind::Error, &serde_json::to_vec(&error)?);
        }
    };
    let services = Arc::new(Services::through(socket.try_clone()?));
    // The front says nothing more before it was answered, so that nothing else is read ahead.
    let mut front = BufReader::new(socket.try_clone()?);
    let confinement = confine::filter(Work::Queries);
    write_frame(&mut socket, Kind::Ready, &serde_json::to_vec(&confinement)?)?;
    let birth = Instant::now();
    let mut memory = None;
    while let Some(ask) = read_message::<Ask>(&mut front)? {
        let begin = Instant::now();
        let since = u64::try_from(birth.elapsed().as_millis()).unwrap_or(u64::MAX - 1);
        started.store(since + 1, Ordering::Relaxed);
        let mut out = Frames {
            socket: &mut socket,
            buffer: Vec::new(),
            sent: 0,
            limit: hello.limits.answer_bytes,
        };
        services.forget();
        if memory.replace(ask.memory) != Some(ask.memory) {
            confine::memory(ask.memory, STACK as u64)?;
        }
        let result = caught(|| answer(&snapshot, &hello, &ask, &services, &mut out));
        started.store(0, Ordering::Relaxed);
        match result {
            Ok(()) => {
                let most = if hello.patient { LONG } else { QUICK - WATCH };
                let ends = begin.elapsed() >= most || out.sent > 8 << 20;
                out.end(ends)?;
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

/// What breaks off by a fault of this program is told as that: what ends the process looks as if memory was
/// missing.
fn caught(answer: impl FnOnce() -> Result<(), QueryError>) -> Result<(), QueryError> {
    catch_unwind(AssertUnwindSafe(answer)).unwrap_or(Err(QueryError::Broken))
}

fn answer(
    snapshot: &Snapshot,
    hello: &Hello,
    ask: &Ask,
    services: &Arc<Services>,
    out: &mut Frames<'_>,
) -> Result<(), QueryError> {
    let (query, _) = parse(&ask.text, &ask.base, &hello.limits)?;
    let evaluation = Evaluation {
        snapshot,
        union: hello.union,
        services: Arc::clone(services),
        writing: Writing {
            prefixes: &hello.prefixes,
            token: CancellationToken::new(),
            deadline: Instant::now() + ask.time,
            time: ask.time,
            rows: ask.rows,
            answer_bytes: hello.limits.answer_bytes,
        },
    };
    evaluation.write(query, ask.dataset(), ask.format, out)
}

/// Ends the process when the front has gone; lets a long query, or all where the worker is `patient`,
/// give way to others.
fn watch(socket: &UnixStream, started: Arc<AtomicU64>, patient: bool) -> io::Result<()> {
    let socket = socket.try_clone()?;
    let birth = Instant::now();
    let thread = rustix::thread::gettid();
    let give_way = move || {
        let _ = setpriority_process(Some(thread), NICE);
        let _ = setpriority_process(Some(getpid()), NICE);
    };
    if patient {
        give_way();
    }
    std::thread::Builder::new()
        .stack_size(64 << 10)
        .spawn(move || {
            let timeout = Timespec {
                tv_sec: 0,
                tv_nsec: i64::from(WATCH.subsec_nanos()),
            };
            let mut polite = patient;
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
                    give_way();
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

impl Frames<'_> {
    /// Sends what is left, and that the answer is whole.
    fn end(self, ends: bool) -> io::Result<()> {
        let mut last = Vec::with_capacity(self.buffer.len() + 16);
        // What is gathered is less than a block, unless it was written at once.
        for block in self.buffer.chunks(1 << 20) {
            put_frame(&mut last, Kind::Block, block)?;
        }
        put_frame(&mut last, Kind::End, &[u8::from(ends)])?;
        self.socket.write_all(&last)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_as_one() {
        assert_eq!(caught(|| Ok(())), Ok(()));
        assert_eq!(caught(|| Err(QueryError::Busy)), Err(QueryError::Busy));
        assert_eq!(caught(|| panic!("a fault")), Err(QueryError::Broken));
    }
}
