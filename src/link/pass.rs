//! One pass over a register by several threads, and the candidates of its parts as lines.
//!
//! In: an [`Index`] and rows one by one. Out: the candidates of each source. They are the same for any
//! number of threads and however the register is cut into parts.

use super::run::{Candidate, Candidates, Linker, merge};
use super::state::{Sieve, State};
use super::{Features, Index, Places, Record};
use crate::diag::{Diagnostic, Diagnostics, Place};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};

/// Rows that are handed to a thread at once.
const BATCH: usize = 512;

/// Looks at the rows that `next` gives, but for those that have not changed by a state.
///
/// # Errors
/// What `next` says.
pub fn pass(
    index: &Index,
    places: &Places,
    threads: usize,
    state: Option<&State>,
    mut next: impl FnMut(&mut Record) -> Result<bool, Diagnostics>,
) -> Result<Candidates, Diagnostics> {
    let mut first = Looking::new(index, places, state);
    if threads < 2 {
        let mut record = Record::default();
        while next(&mut record)? {
            first.look(std::slice::from_ref(&record));
        }
        return Ok(first.linker.into_candidates());
    }
    let (full, waiting) = sync_channel::<(Vec<Record>, usize)>(2 * threads);
    let (empty, used) = channel();
    let waiting = Mutex::new(waiting);
    std::thread::scope(|scope| {
        let work = || {
            let looking = Looking::new(index, places, state);
            looking.work(&waiting, &empty.clone())
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let result = loop {
            let mut batch: Vec<Record> = used.try_recv().unwrap_or_default();
            batch.resize_with(BATCH, Record::default);
            let mut count = 0;
            let ended = loop {
                match batch.get_mut(count).map(&mut next) {
                    None => break Ok(false),
                    Some(Ok(true)) => count += 1,
                    Some(Ok(false)) => break Ok(true),
                    Some(Err(wrong)) => break Err(wrong),
                }
            };
            if count > 0 && full.send((batch, count)).is_err() {
                break Ok(());
            }
            match ended {
                Ok(false) => {}
                Ok(true) => break Ok(()),
                Err(wrong) => break Err(wrong),
            }
        };
        drop(full);
        let mut best = first.linker.into_candidates();
        for worker in workers {
            let part = worker.join().map_err(|_| gone())?;
            merge(&mut best, part);
        }
        result.map(|()| best)
    })
}

/// What one thread needs to look at rows.
struct Looking<'a> {
    linker: Linker<'a>,
    sieve: Option<Sieve<'a>>,
}

impl<'a> Looking<'a> {
    fn new(index: &'a Index, places: &Places, state: Option<&'a State>) -> Self {
        Self {
            linker: Linker::new(index, places.clone()),
            sieve: state.map(State::sieve),
        }
    }

    fn look(&mut self, rows: &[Record]) {
        match &mut self.sieve {
            None => rows.iter().for_each(|row| self.linker.row(row)),
            Some(sieve) => sieve.new_among(rows, |row| self.linker.row(row)),
        }
    }

    /// Takes rows as long as there are some.
    fn work(
        mut self,
        waiting: &Mutex<Receiver<(Vec<Record>, usize)>>,
        empty: &Sender<Vec<Record>>,
    ) -> Candidates {
        loop {
            // Held while waiting: whoever has it takes the next batch.
            let next = waiting.lock().ok().and_then(|queue| queue.recv().ok());
            let Some((batch, count)) = next else {
                return self.linker.into_candidates();
            };
            self.look(&batch[..count]);
            let _ = empty.send(batch);
        }
    }
}

/// A thread has ended too early.
pub fn gone() -> Diagnostics {
    Diagnostic::error("N014", "a thread ended before its work was done").into()
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
            };
            // Text and finite numbers can always be written.
            text.push_str(&serde_json::to_string(&line).unwrap_or_default());
            text.push('\n');
        }
    }
    text
}

/// Reads candidates that [`write()`] wrote and adds them to `best`; `shown` is the file.
///
/// # Errors
/// `N015` with the line that is no candidate or is about something else than the sources.
pub fn read(
    bytes: &[u8],
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
    let mut part: Candidates = vec![Vec::new(); sources.len()];
    for (at, text) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let wrong = |said: String| {
            let mut place = Place::file(shown);
            (place.line, place.column) = (at as u64 + 1, 1);
            Diagnostics::from(Diagnostic::error("N015", said).at(place).help(
                "donner les fichiers que `ptce link run --candidates` a écrits, avec les mêmes sources",
                "give the files that `ptce link run --candidates` wrote, with the same sources",
            ))
        };
        let line: Line<'_> = serde_json::from_slice(text)
            .map_err(|error| wrong(format!("this is no candidate: {error}")))?;
        let source = *numbers
            .get(line.subject.as_ref())
            .ok_or_else(|| wrong(format!("`{}` is none of the sources", line.subject)))?;
        part[source].push(Candidate {
            id: line.object.into_owned(),
            label: line.label.into_owned(),
            features: line.features,
            ess: line.ess.into_owned(),
            row: 0,
        });
    }
    merge(best, part);
    Ok(())
}
