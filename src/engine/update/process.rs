//! The process that makes a change: one task, one outcome, then its end.
//!
//! In: a [`Task`] over standard input, one end of a socket pair. Out: a frame with the outcome or
//! the error, and the snapshots of the next version in the folder of the task. It has a limit on
//! memory, reaches files and nothing else ([`crate::engine::confine`]), and ends when the
//! front's end of the socket closes.

use super::state::State;
use super::{Change, ChangeError, Outcome, Task, documents, operations};
use crate::engine::Limits;
use crate::engine::confine::{self, Work};
use crate::engine::wire::{Kind, read_message, write_frame};
use oxigraph::model::{GraphName, NamedNode};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Resource, Rlimit, getpid, setpriority_process, setrlimit};
use std::io;
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

/// The argument that makes this program such a process.
pub const ARGUMENT: &str = "writer";
/// Stack for parsing and evaluating, which recurse; it lies within the memory limit.
const STACK: usize = 96 << 20;
/// A change gives way to queries.
const NICE: i32 = 10;

/// Makes one change.
pub fn run() -> ExitCode {
    let served = std::thread::Builder::new().stack_size(STACK).spawn(serve);
    match served.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

fn serve() -> io::Result<()> {
    let mut socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let Some(task) = read_message::<Task>(&mut socket)? else {
        return Ok(());
    };
    limit(&task.limits)?;
    end_with(&socket)?;
    // Where the system has no filters, the workers of the same program have said so.
    let _ = confine::filter(Work::Changes);
    match carry_out(&task) {
        Ok(outcome) => write_frame(&mut socket, Kind::End, &serde_json::to_vec(&outcome)?),
        Err(error) => write_frame(&mut socket, Kind::Error, &serde_json::to_vec(&error)?),
    }
}

fn carry_out(task: &Task) -> Result<Outcome, ChangeError> {
    let mut state = State::open(task)?;
    let mut outcome = Outcome::default();
    match &task.change {
        Change::Look { text } => {
            outcome.loads = operations::loads(&state, text)?;
            return Ok(outcome);
        }
        Change::Update { .. } => operations::run(&mut state)?,
        Change::Put {
            graph,
            documents,
            replace,
        } => {
            let graph = name(graph.as_deref());
            outcome.existed = state.has_graph(&graph)?;
            if *replace {
                state.clear(&graph, false);
            }
            state.create(&graph)?;
            for document in documents {
                documents::add(&mut state, document, &graph)?;
            }
        }
        Change::Remove { graph } => {
            let graph = name(graph.as_deref());
            outcome.existed = state.has_graph(&graph)?;
            if !outcome.existed {
                return Err(ChangeError::NoGraph(graph.to_string()));
            }
            state.clear(&graph, true);
        }
    }
    state.finish()?;
    Ok(outcome)
}

fn name(iri: Option<&str>) -> GraphName {
    iri.map_or(GraphName::DefaultGraph, |iri| {
        NamedNode::new_unchecked(iri).into()
    })
}

/// Takes what the process may not have: memory beyond the limit, core files; it gives way to others.
fn limit(limits: &Limits) -> io::Result<()> {
    let set = |resource, value| {
        let limit = Rlimit {
            current: Some(value),
            maximum: Some(value),
        };
        setrlimit(resource, limit).map_err(io::Error::from)
    };
    set(Resource::Data, limits.memory.saturating_add(STACK as u64))?;
    set(Resource::Core, 0)?;
    // A system that does not allow it changes nothing but the order of work.
    let _ = setpriority_process(Some(getpid()), NICE);
    Ok(())
}

/// Ends the process when the front has gone.
fn end_with(socket: &UnixStream) -> io::Result<()> {
    let socket = socket.try_clone()?;
    std::thread::Builder::new()
        .stack_size(64 << 10)
        .spawn(move || {
            let gone = PollFlags::RDHUP | PollFlags::HUP | PollFlags::ERR;
            loop {
                let mut fds = [PollFd::new(&socket, PollFlags::RDHUP)];
                if poll(&mut fds, None).is_ok() && fds[0].revents().intersects(gone) {
                    std::process::exit(0);
                }
            }
        })?;
    Ok(())
}
