//! One pass over a register by several threads, and the candidates of its parts as lines.
//!
//! In: an [`Index`] and a [`Register`]. Out: the candidates of each source. They are the same for any
//! number of threads and however the register is cut into parts.

use super::candidate::{Candidate, Candidates, insert, merge};
use super::rows::{Piece, Register};
use super::run::Linker;
use super::state::{Sieve, State};
use super::{Features, Index, Places, Record};
use crate::diag::{Diagnostic, Diagnostics, Place};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufRead};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::Builder;

/// The best rows of each source, and how many rows there were.
pub type Passed = (Candidates, u64);

/// Looks at the rows of a register, but for those that have not changed by a state.
///
/// # Errors
/// The first that is wrong with the register.
pub fn pass(
    index: &Index,
    places: &Places,
    threads: usize,
    state: Option<&State>,
    register: &mut Register,
) -> Result<Passed, Diagnostics> {
    let threads = threads.max(1);
    let (give, pieces) = sync_channel(2 * threads);
    let (memory, memories) = channel();
    let (pieces, is_over) = (Mutex::new(pieces), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let work = || Looking::new(index, places, state).work(&pieces, &memory.clone(), &is_over);
        let begin = |_| Builder::new().spawn_scoped(scope, work);
        let (workers, refused): (Vec<_>, Vec<_>) = (0..threads).map(begin).partition(Result::is_ok);
        if workers.is_empty()
            && let Some(Err(error)) = refused.into_iter().next()
        {
            return Err(no_thread(&error));
        }
        let read = hand_on(register, &give, &memories, &is_over);
        drop(give);
        let mut best = vec![Vec::new(); index.sources().len()];
        let (mut rows, mut first) = (0, None::<Fault>);
        for worker in workers.into_iter().flatten() {
            let done = worker.join().map_err(|_| gone())?;
            merge(&mut best, done.linker.into_candidates());
            rows += done.rows;
            first = match (first, done.fault) {
                (Some(one), Some(other)) if other.0 < one.0 => Some(other),
                (first, other) => first.or(other),
            };
        }
        match first {
            Some((_, fault)) => Err(fault.into()),
            None => read.map(|()| (best, rows)).map_err(Diagnostics::from),
        }
    })
}

/// Hands the register on, piece by piece, until it or something else is over.
fn hand_on(
    register: &mut Register,
    give: &SyncSender<(usize, Piece)>,
    memories: &Receiver<Vec<u8>>,
    is_over: &AtomicBool,
) -> Result<(), Diagnostic> {
    for number in 0.. {
        let memory = memories.try_recv().unwrap_or_default();
        let Some(piece) = register.next(memory)? else {
            break;
        };
        if is_over.load(Relaxed) || give.send((number, piece)).is_err() {
            break;
        }
    }
    Ok(())
}

/// A fault and the piece that it stands in.
type Fault = (usize, Diagnostic);

/// What one thread needs to look at rows, and what it has found.
struct Looking<'a> {
    linker: Linker<'a>,
    sieve: Option<Sieve<'a>>,
    rows: u64,
    fault: Option<Fault>,
}

impl<'a> Looking<'a> {
    fn new(index: &'a Index, places: &Places, state: Option<&'a State>) -> Self {
        Self {
            linker: Linker::new(index, places.clone()),
            sieve: state.map(State::sieve),
            rows: 0,
            fault: None,
        }
    }

    /// Takes pieces as long as there are some; those behind a fault are passed over.
    fn work(
        mut self,
        pieces: &Mutex<Receiver<(usize, Piece)>>,
        memories: &Sender<Vec<u8>>,
        is_over: &AtomicBool,
    ) -> Self {
        let mut records = Vec::new();
        loop {
            // Held while waiting: whoever has it takes the next piece.
            let next = pieces.lock().ok().and_then(|queue| queue.recv().ok());
            let Some((number, piece)) = next else {
                return self;
            };
            if self.fault.is_some() {
                continue;
            }
            match piece.each(&mut records, |rows| self.look(rows)) {
                Ok(memory) => {
                    let _ = memories.send(memory);
                }
                Err(fault) => {
                    self.fault = Some((number, fault));
                    is_over.store(true, Relaxed);
                }
            }
        }
    }

    fn look(&mut self, rows: &[Record]) {
        self.rows += rows.len() as u64;
        match &mut self.sieve {
            None => rows.iter().for_each(|row| self.linker.row(row)),
            Some(sieve) => sieve.new_among(rows, |row| self.linker.row(row)),
        }
    }
}

/// A thread has ended too early.
pub fn gone() -> Diagnostics {
    Diagnostic::error("N014", "a thread ended before its work was done").into()
}

fn no_thread(error: &io::Error) -> Diagnostics {
    let message = format!("the system gives no thread to read the register with: {error}");
    Diagnostic::error("N014", message)
        .help(
            "lever la limite de mémoire ou de processus sous laquelle la commande s'exécute (ulimit -v, ulimit -u, TasksMax)",
            "raise the limit of memory or of processes that the command runs under (ulimit -v, ulimit -u, TasksMax)",
        )
        .into()
}

/// A candidate as one line of JSON: what a process that reads one part of a register hands on.
#[derive(Debug, Serialize, Deserialize)]
struct Line<'a> {
    subject: Cow<'a, str>,
    object: Cow<'a, str>,
    label: Cow<'a, str>,
    features: Features,
    #[serde(default, skip_serializing_if = "<[String]>::is_empty")]
    ess: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    remark: Cow<'a, str>,
}

/// Candidates as lines, in the order of the sources.
pub fn write(sources: &[Record], best: &Candidates) -> String {
    let mut text = String::new();
    for (source, candidates) in sources.iter().zip(best) {
        for candidate in candidates {
            let line = Line {
                subject: Cow::Borrowed(&source.id),
                object: Cow::Borrowed(&candidate.id),
                label: Cow::Borrowed(&candidate.label),
                features: candidate.features,
                ess: Cow::Borrowed(&candidate.ess),
                remark: Cow::Borrowed(&candidate.remark),
            };
            // Text and finite numbers can always be written.
            text.push_str(&serde_json::to_string(&line).unwrap_or_default());
            text.push('\n');
        }
    }
    text
}

/// Reads candidates that [`write()`] wrote and adds them to `best`, line by line, so that memory depends on
/// the sources alone; `shown` is the file.
///
/// # Errors
/// `N015` with the line that is no candidate or is about something else than the sources, or when the file
/// cannot be read.
pub fn read(
    mut lines: impl BufRead,
    shown: &str,
    sources: &[Record],
    best: &mut Candidates,
) -> Result<(), Diagnostics> {
    let numbers: HashMap<&str, usize> = sources
        .iter()
        .enumerate()
        .map(|(number, source)| (source.id.as_str(), number))
        .collect();
    best.resize_with(sources.len(), Vec::new);
    let mut text = Vec::new();
    for at in 1.. {
        text.clear();
        let length = lines.read_until(b'\n', &mut text);
        if length.map_err(|error| unreadable(shown, &error))? == 0 {
            break;
        }
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let wrong = |said: String| {
            let mut place = Place::file(shown);
            (place.line, place.column) = (at, 1);
            Diagnostics::from(Diagnostic::error("N015", said).at(place).help(
                "donner les fichiers que `ptce link run --candidates` a écrits, avec les mêmes sources",
                "give the files that `ptce link run --candidates` wrote, with the same sources",
            ))
        };
        let line: Line<'_> = serde_json::from_slice(&text)
            .map_err(|error| wrong(format!("this is no candidate: {error}")))?;
        let source = *numbers
            .get(line.subject.as_ref())
            .ok_or_else(|| wrong(format!("`{}` is none of the sources", line.subject)))?;
        let candidate = Candidate {
            id: line.object.into_owned(),
            label: line.label.into_owned(),
            features: line.features,
            ess: line.ess.into_owned(),
            remark: line.remark.into_owned(),
            row: 0,
        };
        insert(&mut best[source], candidate);
    }
    Ok(())
}

/// A file of candidates that cannot be read.
pub fn unreadable(shown: &str, error: &io::Error) -> Diagnostics {
    Diagnostic::error("N015", format!("cannot be read: {error}"))
        .at(Place::file(shown))
        .help("vérifier le chemin", "check the path")
        .into()
}
