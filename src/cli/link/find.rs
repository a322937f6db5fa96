//! `ptce link run`, and `ptce link merge` for what was run in parts.

use super::found::Found;
use super::kept::{self, Kept};
use super::service;
use super::target::{Opened, Target, places, sources};
use super::{Outcome, Output, print, write};
use crate::diag::Diagnostics;
use crate::link::candidate::Candidates;
use crate::link::{Index, Places, pass};
use crate::publication::Publication;
use crate::threads;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::PathBuf;

/// Look for the organisations in a register; write a review for a steward
#[derive(Debug, clap::Args)]
pub struct Run {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    found: Found,
    /// Write no review but the candidates of this part of the register, for `ptce link merge`; - for standard output
    #[arg(long, value_name = "FILE")]
    candidates: Option<PathBuf>,
    /// What the last run left, so that rows that have not changed are not compared again; written anew for the next
    #[arg(long, value_name = "FILE", conflicts_with = "candidates")]
    state: Option<PathBuf>,
    /// How many threads look at rows (default: as many as there are processors)
    #[arg(long, value_name = "NUMBER")]
    threads: Option<usize>,
}

/// Decide over the candidates of all parts of a register, as one run over the whole would
#[derive(Debug, clap::Args)]
pub struct Merge {
    /// What `ptce link run --candidates` wrote; - for standard input
    #[arg(required = true)]
    parts: Vec<PathBuf>,
    /// What identifiers of the register become IRIs with, as given to `ptce link run`
    #[arg(long, value_name = "IRI")]
    object_prefix: Option<String>,
    /// Which register it was
    #[arg(long, value_enum)]
    kind: crate::link::register::Kind,
    /// The table of things that were linked instead of the organisations of the publication
    #[arg(long, value_name = "FILE")]
    source: Option<PathBuf>,
    #[command(flatten)]
    found: Found,
}

/// Reads the register once, writes the review or the candidates.
pub fn run(
    arguments: &Run,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Diagnostics> {
    if arguments.candidates.is_none() {
        arguments.found.check(publication)?;
    }
    let (index, mut kept) = opened(arguments, publication, output)?;
    let places = places(publication)?;
    let (mut best, rows, register) =
        compared(arguments, (&index, &places), publication, &mut kept, output)?;
    service::remark(&mut best, &register.said);
    let sources = index.sources();
    if let Some(path) = &arguments.candidates {
        let text = pass::write(sources, &best);
        if path.as_os_str() == "-" {
            print(&text)?;
        } else {
            write(path, &text)?;
            output.say(&format!("{rows:>9} rows of the register"));
        }
        return Ok(Outcome::Done);
    }
    output.say(&format!("{rows:>9} rows of the register"));
    let all = &best;
    let found = (sources, all);
    let report = || {
        let prefix = &register.prefix;
        arguments.found.report(found, prefix, publication, output)
    };
    // Moved there, so that giving its memory back takes no time either.
    let write = move || kept.map_or(Ok(()), |kept| kept.write(all));
    let ((), outcome) = beside(write, report)?;
    // All of it goes with the process at once, where it would be given back thing by thing.
    std::mem::forget((index, best));
    Ok(outcome)
}

/// The sources, indexed, and what the last run left.
fn opened(
    arguments: &Run,
    publication: &Publication,
    output: &Output,
) -> Result<(Index, Option<Kept>), Diagnostics> {
    let target = &arguments.target;
    let Some(path) = &arguments.state else {
        return Ok((target.index(publication)?, None));
    };
    let (read, index) = beside(|| kept::read(path, target), || target.index(publication))?;
    let kept = Kept::open(path, read, index.sources(), publication, output)?;
    Ok((index, Some(kept)))
}

/// Does two things at once, and tells what is wrong with both.
fn beside<A: Send, B>(
    one: impl FnOnce() -> Result<A, Diagnostics> + Send,
    other: impl FnOnce() -> Result<B, Diagnostics>,
) -> Result<(A, B), Diagnostics> {
    let (one, other) = threads::both(one, other);
    match (one.unwrap_or_else(|| Err(pass::gone())), other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(mut wrong), Err(more)) => {
            wrong.append(more);
            Err(wrong)
        }
        (Err(wrong), Ok(_)) | (Ok(_), Err(wrong)) => Err(wrong),
    }
}

/// Compares the rows of the register, those that have not changed since the last run only if they must.
fn compared(
    arguments: &Run,
    (index, places): (&Index, &Places),
    publication: &Publication,
    kept: &mut Option<Kept>,
    output: &Output,
) -> Result<(Candidates, u64, Opened), Diagnostics> {
    let threads = arguments
        .threads
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    loop {
        let mut opened = arguments.target.open(index.sources(), publication)?;
        let state = kept.as_ref().map(|kept| &kept.state);
        let (mut best, rows) = pass::pass(index, places, threads, state, &mut opened.register)?;
        if kept
            .as_mut()
            .is_none_or(|kept| kept.finish(&mut best, output))
        {
            return Ok((best, rows, opened));
        }
    }
}

/// Reads the candidates of all parts, writes the review.
pub fn merge(
    arguments: &Merge,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Diagnostics> {
    arguments.found.check(publication)?;
    let sources = sources(arguments.source.as_deref(), publication)?;
    let mut best = Candidates::new();
    for path in &arguments.parts {
        let shown = path.display().to_string();
        if shown == "-" {
            pass::read(io::stdin().lock(), &shown, &sources, &mut best)?;
        } else {
            let file = File::open(path).map_err(|error| pass::unreadable(&shown, &error))?;
            pass::read(BufReader::new(file), &shown, &sources, &mut best)?;
        }
    }
    let prefix =
        (arguments.object_prefix.clone()).unwrap_or_else(|| arguments.kind.prefix().to_owned());
    let found = (sources.as_slice(), &best);
    arguments.found.report(found, &prefix, publication, output)
}
