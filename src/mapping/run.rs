//! Runs the programs of a mapping over the records of their sources.
//!
//! In: compiled programs and opened sources. Out: quads into a sink, counts, or all that is wrong.

mod order;
mod parallel;
mod runner;

pub use order::Order;

use super::compile::Compiled;
use super::join::Index;
use super::problems::{Problems, TOLD};
use super::program::Program;
use super::read::Model;
use super::sink::QuadSink;
use super::source::{self, Records, Sources};
use crate::diag::{Diagnostic, Diagnostics};
use runner::Runner;
use std::io::Read;

/// What a run made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// The records read, of all sources.
    pub records: u64,
    /// The quads handed to the sink; the same quad counts each time it was made.
    pub quads: u64,
    /// The values passed over because they were wrong.
    pub skipped: u64,
    /// True when the run ended because a subject did not follow the one before it, so that quads
    /// may repeat.
    pub may_repeat: bool,
}

/// Called now and then while a run goes on.
pub type Watch<'a> = Option<&'a dyn Fn(&Counts)>;

/// How a mapping is run.
#[derive(Clone, Copy)]
pub struct How<'a> {
    /// Passes over values that are wrong.
    pub skip: bool,
    /// How many of them are told one by one.
    pub told: usize,
    /// Ends as soon as a triples map makes a subject that does not come after its last one.
    pub ascending: bool,
    /// How many threads make terms; what comes out is the same whatever their number.
    pub threads: usize,
    /// The memory that the tables of joins may take together, in bytes; beyond it they stand in
    /// temporary files.
    pub memory: usize,
    /// Called now and then.
    pub watch: Watch<'a>,
}

impl Default for How<'_> {
    /// One thread, 256 MiB, and the first fault is one too many.
    fn default() -> Self {
        Self {
            skip: false,
            told: TOLD,
            ascending: false,
            threads: 1,
            memory: 256 << 20,
            watch: None,
        }
    }
}

/// Runs everything.
///
/// # Errors
/// What is wrong with the sink. What is wrong with the sources and their values is handed back.
pub fn run(
    model: &Model,
    compiled: &Compiled,
    sources: &dyn Sources,
    sink: &mut dyn QuadSink,
    how: &How<'_>,
) -> Result<(Counts, Problems), Diagnostics> {
    let mut problems = Problems::new(how.told);
    let indexes = indexes(model, compiled, sources, &mut problems, how.memory);
    // All sources are opened before any is read, so that a mapping that cannot run says so at once.
    let mut opened = Vec::with_capacity(compiled.programs.len());
    for program in &compiled.programs {
        match source::open(&model.sources[program.source], &program.references, sources) {
            Ok(records) => opened.push(records),
            Err(faults) => problems.all(faults),
        }
    }
    if problems.is_fatal() {
        return Ok((Counts::default(), problems));
    }
    let mut counts = Counts::default();
    for (program, mut records) in compiled.programs.iter().zip(opened) {
        let mut state = parallel::State {
            sink: &mut *sink,
            problems: &mut problems,
            counts: &mut counts,
            order: how.ascending.then(|| Order::new(program.blocks.len())),
        };
        let again = || source::again(&model.sources[program.source], sources);
        if !in_parallel(program, &indexes, records.as_ref(), again, &mut state, how)? {
            let runner = Runner::new(
                program,
                &indexes,
                state.sink,
                state.problems,
                state.counts,
                state.order.as_mut(),
            );
            runner.all(records.as_mut(), how.watch)?;
        }
        if counts.may_repeat {
            break;
        }
    }
    counts.skipped = problems.count();
    Ok((counts, problems))
}

/// Runs a program on several threads where that gives the same; false where it was not run.
fn in_parallel(
    program: &Program,
    indexes: &[Index],
    records: &dyn Records,
    again: impl FnOnce() -> Option<Box<dyn Read + Send>>,
    state: &mut parallel::State<'_>,
    how: &How<'_>,
) -> Result<bool, Diagnostic> {
    let Some(parts) = records
        .parts()
        .filter(|_| how.threads > 1 && parallel::fits(program, state.sink))
    else {
        return Ok(false);
    };
    let Some(reader) = again() else {
        return Ok(false);
    };
    let shared = parallel::Shared {
        program,
        indexes,
        parts: &parts,
        is_ordered: how.ascending,
        wants_origin: state.sink.wants_origin(),
        told: how.told,
    };
    parallel::run(&shared, state, reader, how)
}

/// Opens all sources without reading their records.
pub fn look(model: &Model, compiled: &Compiled, sources: &dyn Sources) -> Diagnostics {
    let mut found = Diagnostics::new();
    let indexes = compiled.indexes.iter();
    let indexes = indexes.map(|index| (index.source, &index.references));
    let programs = compiled.programs.iter();
    let programs = programs.map(|program| (program.source, &program.references));
    for (source, references) in indexes.chain(programs) {
        let opened = source::open(&model.sources[source], references, sources);
        found.append(opened.err().unwrap_or_default());
    }
    found
}

/// Fills what joins look up.
fn indexes(
    model: &Model,
    compiled: &Compiled,
    sources: &dyn Sources,
    problems: &mut Problems,
    memory: usize,
) -> Vec<Index> {
    let memory = memory / compiled.indexes.len().max(1);
    let mut indexes = Vec::with_capacity(compiled.indexes.len());
    for program in &compiled.indexes {
        let is_run = compiled
            .programs
            .iter()
            .any(|run| run.source == program.source);
        let opened = source::open(&model.sources[program.source], &program.references, sources);
        let filled = opened.and_then(|mut records| {
            let index = Index::fill(program, records.as_mut(), problems, is_run, memory);
            index.map_err(Diagnostics::from)
        });
        match filled {
            Ok(index) => indexes.push(index),
            Err(faults) => problems.all(faults),
        }
    }
    indexes
}
