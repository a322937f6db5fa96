//! A table cut into pieces that several threads work on; what they make is handed on in order.
//!
//! In: the bytes of a table and a program. Out: the same lines, counts and faults, in the same
//! order, as one thread gives; where the result is a set, each thread gives quads to a sink of its own
//! instead of lines. At most a few pieces are on their way at a time, so that memory is
//! bounded.

use super::runner::Runner;
use super::{Counts, How, Order};
use crate::diag::Diagnostic;
use crate::mapping::join::Index;
use crate::mapping::notes::Notes;
use crate::mapping::nquads;
use crate::mapping::problems::Problems;
use crate::mapping::program::{ObjectOp, Program, TermOp, TermRule};
use crate::mapping::sink::{Origin, QuadSink};
use crate::mapping::source::Parts;
use crate::table::csv::{Split, unreadable};
use oxigraph::model::QuadRef;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;

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
    /// Whether it is wanted what lines are made of.
    pub wants_origin: bool,
    /// How many faults are told one by one.
    pub told: usize,
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

/// What a piece and its lines stand in. There are so many of these and no more: they go round, so
/// that memory is neither asked for nor given back while the table passes.
#[derive(Default)]
struct Memory {
    bytes: Vec<u8>,
    lines: Vec<u8>,
    notes: Notes,
}

/// Whole rows of the table, or why there are none.
struct Piece {
    number: usize,
    line: io::Result<u64>,
    memory: Memory,
}

/// What was made of a piece.
struct Made {
    memory: Memory,
    counts: Counts,
    problems: Problems,
    order: Option<Order>,
    /// Why the thread's own sink took no more.
    refused: Option<Diagnostic>,
}

/// Lines in memory, and where they come from where that is wanted.
struct Lines<'a> {
    lines: &'a mut Vec<u8>,
    notes: Option<&'a mut Notes>,
}

impl QuadSink for Lines<'_> {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        if let Some(notes) = &mut self.notes {
            notes.line();
        }
        nquads::push_line(quad, self.lines);
        Ok(())
    }

    fn wants_origin(&self) -> bool {
        self.notes.is_some()
    }

    fn record(&mut self, origin: &Origin<'_>) {
        if let Some(notes) = &mut self.notes {
            notes.record(origin.line);
        }
    }

    fn rule(&mut self, number: usize) {
        if let Some(notes) = &mut self.notes {
            notes.rule(number);
        }
    }
}

/// True when the sink takes lines or a set, and no term depends on the number of its record.
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
    are_free && (sink.is_a_set() || sink.takes_lines(has_graphs))
}

/// Runs the program over the whole table; false where the system gives no threads, and nothing was done.
///
/// # Errors
/// What the sink says.
pub fn run(
    shared: &Shared<'_>,
    state: &mut State<'_>,
    reader: Box<dyn Read + Send>,
    how: &How<'_>,
) -> Result<bool, Diagnostic> {
    let threads = how.threads.min(THREAD_LIMIT);
    let in_flight = threads * 2 + 2;
    let (give_memory, memories) = sync_channel(in_flight);
    let (give_piece, pieces) = sync_channel(threads);
    let (give_made, made) = sync_channel(threads);
    for _ in 0..in_flight {
        let _ = give_memory.send(Memory::default());
    }
    let pieces = Mutex::new(Some(pieces));
    let mut own = if state.sink.is_a_set() {
        state.sink.beside(threads)
    } else {
        Vec::new()
    };
    std::thread::scope(|scope| {
        let cutter = Builder::new().spawn_scoped(scope, move || {
            cut(
                Split::new(reader, shared.parts.dialect()),
                &memories,
                &give_piece,
            )
        });
        let mut is_begun = false;
        for _ in 0..if cutter.is_ok() { threads } else { 0 } {
            let (pieces, give_made) = (&pieces, give_made.clone());
            let mut own = own.pop();
            let worker = Builder::new().spawn_scoped(scope, move || {
                while let Some(piece) = taken(pieces) {
                    let number = piece.number;
                    let made = make(shared, piece, own.as_deref_mut());
                    if give_made.send((number, made)).is_err() {
                        return;
                    }
                }
            });
            is_begun |= worker.is_ok();
        }
        drop(give_made);
        let result = if is_begun {
            collect(shared.parts.name(), state, made, give_memory, how)
        } else {
            drop((made, give_memory));
            Ok(())
        };
        // Without receivers, threads that wait to hand something on come to their end.
        drop(pieces.lock().unwrap_or_else(PoisonError::into_inner).take());
        result.map(|()| is_begun)
    })
}

/// Cuts the table as fast as memory comes back.
fn cut<R: Read>(mut split: Split<R>, memories: &Receiver<Memory>, give: &SyncSender<Piece>) {
    for (number, mut memory) in memories.iter().enumerate() {
        let line = match split.next(&mut memory.bytes) {
            Ok(Some(line)) => Ok(line),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let is_last = line.is_err();
        let piece = Piece {
            number,
            line,
            memory,
        };
        if give.send(piece).is_err() || is_last {
            return;
        }
    }
}

fn taken(pieces: &Mutex<Option<Receiver<Piece>>>) -> Option<Piece> {
    let pieces = pieces.lock().unwrap_or_else(PoisonError::into_inner);
    pieces.as_ref()?.recv().ok()
}

fn make(
    shared: &Shared<'_>,
    piece: Piece,
    own: Option<&mut (dyn QuadSink + Send + 'static)>,
) -> Made {
    let mut made = Made {
        memory: piece.memory,
        counts: Counts::default(),
        problems: Problems::new(shared.told),
        order: None,
        refused: None,
    };
    made.memory.lines.clear();
    made.memory.notes.clear();
    let line = match piece.line {
        Ok(line) => line,
        Err(error) => {
            made.problems
                .source(unreadable(shared.parts.name(), &error));
            return made;
        }
    };
    let mut order = shared
        .is_ordered
        .then(|| Order::new(shared.program.blocks.len()));
    let bytes = std::mem::take(&mut made.memory.bytes);
    match shared.parts.read(bytes, line, piece.number == 0) {
        Ok(mut records) => {
            let Memory { lines, notes, .. } = &mut made.memory;
            let notes = shared.wants_origin.then_some(notes);
            let mut sink = Lines { lines, notes };
            let sink: &mut dyn QuadSink = match own {
                Some(own) => own,
                None => &mut sink,
            };
            let runner = Runner::new(
                shared.program,
                shared.indexes,
                sink,
                &mut made.problems,
                &mut made.counts,
                order.as_mut(),
            );
            // Memory takes everything; a sink may not.
            made.refused = runner.all(&mut records, None).err();
            made.memory.bytes = records.into_buffer();
        }
        Err(fault) => made.problems.source(fault),
    }
    made.order = order;
    made
}

/// Hands on what was made, in the order of the table, up to the first fault of the table itself.
fn collect(
    name: &str,
    state: &mut State<'_>,
    made: Receiver<(usize, Made)>,
    memories: SyncSender<Memory>,
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
            if let Some(refused) = part.refused {
                return Err(refused);
            }
            if !state.sink.is_a_set() {
                state.sink.noted(name, &part.memory.notes);
                state.sink.lines(&part.memory.lines)?;
            }
            if is_over {
                return Ok(());
            }
            // A cutter that has gone needs no memory.
            let _ = memories.send(part.memory);
            if let Some(watch) = how.watch {
                watch(state.counts);
            }
        }
    }
    Ok(())
}
