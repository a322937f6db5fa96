//! A table cut into pieces that several threads work on; what they make is handed on in order.
//!
//! In: the bytes of a table and a program. Out: the same lines, counts and faults, in the same
//! order, as one thread gives. At most a few pieces are on their way at a time, so that memory is
//! bounded.

use super::runner::Runner;
use super::split::{Piece, Split};
use super::{Counts, How, Order};
use crate::diag::{Diagnostic, Place};
use crate::mapping::join::Index;
use crate::mapping::nquads;
use crate::mapping::problems::Problems;
use crate::mapping::program::{ObjectOp, Program, TermOp, TermRule};
use crate::mapping::sink::QuadSink;
use crate::mapping::source::Parts;
use oxigraph::model::QuadRef;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

/// The most threads.
const THREAD_LIMIT: usize = 8;

/// What all threads see.
pub struct Shared<'a> {
    /// The program.
    pub program: &'a Program,
    /// What it looks up.
    pub indexes: &'a [Index],
    /// How pieces are read.
    pub parts: &'a Parts,
    /// Whether subjects must ascend.
    pub is_ordered: bool,
}

/// Where what is made goes.
pub struct State<'a> {
    /// The quads.
    pub sink: &'a mut dyn QuadSink,
    /// The faults.
    pub problems: &'a mut Problems,
    /// The counts.
    pub counts: &'a mut Counts,
    /// The order of subjects, where they must ascend.
    pub order: Option<Order>,
}

/// What was made of a piece.
#[derive(Default)]
struct Made {
    lines: Vec<u8>,
    counts: Counts,
    problems: Problems,
    order: Option<Order>,
}

/// Lines in memory.
struct Lines<'a>(&'a mut Vec<u8>);

impl QuadSink for Lines<'_> {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        nquads::push_line(quad, self.0);
        Ok(())
    }
}

/// True when the sink takes lines, and no term depends on the number of its record.
pub fn fits(program: &Program, sink: &dyn QuadSink) -> bool {
    let is_free = |term: &TermOp| !matches!(term.rule, TermRule::Fresh(_)) && term.targets == 0;
    let mut has_graphs = false;
    let are_free = program.blocks.iter().all(|block| {
        has_graphs |= !block.graphs.is_empty();
        let rules = block.rules.iter().all(|rule| {
            has_graphs |= !rule.graphs.is_empty();
            let objects = rule.objects.iter().all(|object| match object {
                ObjectOp::Term(term) => is_free(term),
                ObjectOp::Join { targets, .. } => *targets == 0,
            });
            objects && rule.predicates.iter().all(is_free) && rule.graphs.iter().all(is_free)
        });
        rules && is_free(&block.subject) && block.graphs.iter().all(is_free)
    });
    are_free && !sink.wants_origin() && sink.takes_lines(has_graphs)
}

/// Runs the program over the whole table.
///
/// # Errors
/// What the sink says.
pub fn run(
    shared: &Shared<'_>,
    state: &mut State<'_>,
    reader: Box<dyn Read + Send>,
    how: &How<'_>,
) -> Result<(), Diagnostic> {
    let threads = how.threads.min(THREAD_LIMIT);
    let (give_permit, permits) = sync_channel(threads * 3);
    let (give_piece, pieces) = sync_channel(threads);
    let (give_made, made) = sync_channel(threads);
    for _ in 0..threads * 3 {
        let _ = give_permit.send(());
    }
    let pieces = Mutex::new(Some(pieces));
    std::thread::scope(|scope| {
        scope.spawn(move || {
            cut(
                Split::new(reader, shared.parts.dialect()),
                &permits,
                &give_piece,
            )
        });
        for _ in 0..threads {
            let (pieces, give_made) = (&pieces, give_made.clone());
            scope.spawn(move || {
                while let Some((number, piece)) = taken(pieces) {
                    if give_made
                        .send((number, make(shared, number, piece)))
                        .is_err()
                    {
                        return;
                    }
                }
            });
        }
        drop(give_made);
        let result = collect(state, made, give_permit, how);
        // Without receivers, threads that wait to hand something on come to their end.
        drop(pieces.lock().unwrap_or_else(PoisonError::into_inner).take());
        result
    })
}

type Numbered = (usize, io::Result<Piece>);

/// Cuts the table as fast as permits come.
fn cut<R: Read>(mut split: Split<R>, permits: &Receiver<()>, give: &SyncSender<Numbered>) {
    for number in 0.. {
        if permits.recv().is_err() {
            return;
        }
        let piece = match split.next() {
            Ok(Some(piece)) => Ok(piece),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let is_last = piece.is_err();
        if give.send((number, piece)).is_err() || is_last {
            return;
        }
    }
}

fn taken(pieces: &Mutex<Option<Receiver<Numbered>>>) -> Option<Numbered> {
    let pieces = pieces.lock().unwrap_or_else(PoisonError::into_inner);
    pieces.as_ref()?.recv().ok()
}

fn make(shared: &Shared<'_>, number: usize, piece: io::Result<Piece>) -> Made {
    let mut made = Made::default();
    let piece = match piece {
        Ok(piece) => piece,
        Err(error) => {
            let name = shared.parts.name();
            let message = format!("the table cannot be read: {error}");
            made.problems
                .source(Diagnostic::error("T001", message).at(Place::file(name)));
            return made;
        }
    };
    let mut order = shared
        .is_ordered
        .then(|| Order::new(shared.program.blocks.len()));
    match shared.parts.read(piece.bytes, piece.line, number == 0) {
        Ok(mut records) => {
            let mut sink = Lines(&mut made.lines);
            let runner = Runner::new(
                shared.program,
                shared.indexes,
                &mut sink,
                &mut made.problems,
                &mut made.counts,
                order.as_mut(),
            );
            // Memory takes everything.
            let _ = runner.all(&mut records, None);
        }
        Err(fault) => made.problems.source(fault),
    }
    made.order = order;
    made
}

/// Hands on what was made, in the order of the table, up to the first fault of the table itself.
fn collect(
    state: &mut State<'_>,
    made: Receiver<(usize, Made)>,
    permits: SyncSender<()>,
    how: &How<'_>,
) -> Result<(), Diagnostic> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (number, part) in made {
        waiting.insert(number, part);
        while let Some(part) = waiting.remove(&next) {
            next += 1;
            state.counts.records += part.counts.records;
            state.counts.quads += part.counts.quads;
            state.counts.may_repeat |= part.counts.may_repeat;
            if let (Some(order), Some(of_part)) = (&mut state.order, part.order) {
                state.counts.may_repeat |= !order.goes_on(of_part);
            }
            let is_over = part.problems.is_fatal() || state.counts.may_repeat;
            state.problems.append(part.problems);
            if state.counts.may_repeat {
                return Ok(());
            }
            state.sink.lines(&part.lines)?;
            if is_over {
                return Ok(());
            }
            // A cutter that has gone needs no permit.
            let _ = permits.send(());
            if let Some(watch) = how.watch {
                watch(state.counts);
            }
        }
    }
    Ok(())
}
