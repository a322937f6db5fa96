//! One conversion: the mapping over its sources, to where the result goes.
//!
//! In: what the command line says. Out: a file that appears whole or not at all, standard output or a
//! version; diagnostics, a summary, an outcome.

use super::made::{Made, filled};
use super::progress::{self, Progress};
use super::validate::Kept;
use super::{Convert, OnError, place, unwritable};
use crate::check::Validator;
use crate::cli::output::{Output, ignore_broken_pipe};
use crate::cli::{Failure, Outcome};
use crate::diag::Diagnostics;
use crate::mapping::{
    self, Counts, Distinct, How, Mapping, Packing, Provenance, QuadSink, QuadWriter, Sources as _,
    Syntax, TargetFiles,
};
use crate::whole_file;
use std::io::{self, Seek as _, Write};
use std::path::Path;
use std::time::Instant;
use tempfile::SpooledTempFile;

/// What is kept in memory of an output that goes to standard output, in bytes, before it is
/// known that all went well.
const KEPT: usize = 8 << 20;

/// A conversion.
pub struct Run<'a> {
    /// What the command line says.
    pub command: &'a Convert,
    /// The mapping.
    pub mapping: &'a Mapping,
    /// The shapes that the result must have.
    pub validator: Option<&'a Validator>,
    /// How triples are written.
    pub syntax: Syntax,
    /// How to speak.
    pub output: &'a Output,
}

impl Run<'_> {
    /// Converts everything.
    ///
    /// # Errors
    /// After its diagnostics were shown: the mapping cannot run, or the output cannot be written.
    pub fn whole(&self) -> Result<Outcome, Failure> {
        let start = Instant::now();
        let run = |ascending| {
            let path = self.command.output.as_path();
            if let Some(folder) = &self.command.data {
                self.to_version(folder)
            } else if path == Path::new("-") {
                self.to_stream(ascending, || Ok(io::stdout()))
            } else if whole_file::is_device(path) {
                self.to_stream(ascending, || whole_file::open_device(path))
            } else {
                self.to_file(ascending)
            }
        };
        let hoped = if self.hopes() { run(true) } else { Ok(None) };
        let made = match hoped {
            Ok(None) => run(false),
            hoped => hoped,
        };
        let put = made.and_then(|made| made.map_or(Ok(Counts::default()), Made::put_in_place));
        match put {
            Ok(counts) => {
                let summary = progress::summary(&counts, start.elapsed());
                self.output.say(&summary);
                if counts.skipped == 0 {
                    return Ok(Outcome::Done);
                }
                self.output
                    .say(&format!("{} faults passed over", counts.skipped));
                Ok(Outcome::Findings)
            }
            Err(found) => {
                // The mapping, the output, the folder of versions, what is written there.
                let unrunnable = ["M0", "M2", "B0", "L0"];
                let is_data = found
                    .iter()
                    .all(|d| !unrunnable.iter().any(|code| d.code.starts_with(code)));
                let failure = self.output.fail(found);
                if is_data {
                    Ok(Outcome::Findings)
                } else {
                    Err(failure)
                }
            }
        }
    }

    /// Writes everything to `out`; what cannot be written has no place yet. With `ascending`, nothing is remembered to find repeated
    /// triples, and there is no result when the tables turn out not to be sorted by their keys.
    fn convert(&self, out: &mut dyn Write, ascending: bool) -> Result<Option<Made>, Diagnostics> {
        let mut writer = QuadWriter::new(out, self.syntax, self.mapping.prefixes());
        let made = match &self.command.provenance {
            None => self.fill(&mut writer, ascending)?,
            Some(path) => packed(path, |out| {
                let mut provenance = Provenance::new(&mut writer, &self.mapping.rules(), out);
                let made = self.fill(&mut provenance, ascending)?;
                let finished = provenance.finish();
                finished.map_err(|error| unwritable(path, &error))?;
                Ok(made)
            })?,
        };
        if made.is_none() {
            return Ok(None);
        }
        let finished = writer.finish();
        finished.map_err(|error| mapping::unwritten(&error))?;
        Ok(made)
    }

    pub(super) fn fill(
        &self,
        writer: &mut dyn QuadSink,
        ascending: bool,
    ) -> Result<Option<Made>, Diagnostics> {
        let (command, mapping) = (self.command, self.mapping);
        let progress = Progress::new(self.output);
        let watch = |counts: &Counts| progress.show(counts);
        let how = How {
            skip: command.on_error == OnError::Skip,
            told: command.faults,
            ascending,
            threads: command.threads(),
            memory: self.share(),
            watch: progress.is_shown().then_some(&watch),
        };
        if ascending {
            let (counts, _) = mapping.run_as(&command.sources(), writer, &how)?;
            let made = (!counts.may_repeat).then(|| Made::new(counts, Vec::new()));
            return Ok(made);
        }
        let mut outputs = TargetFiles::new(writer, mapping.targets(), mapping.prefixes());
        let (mut counts, passed_over) = match self.validator {
            None => self.once_each(&mut outputs, &how)?,
            Some(validator) => {
                let mut kept = Kept::new(&mut outputs, self.share());
                let (counts, mut passed_over) = self.once_each(&mut kept, &how)?;
                let found = kept.validate(validator)?;
                if !how.skip && found.has_errors() {
                    return Err(found);
                }
                passed_over.append(found);
                (counts, passed_over)
            }
        };
        progress.end();
        self.output.diagnostics(passed_over.iter());
        let failed = passed_over.iter().filter(|d| d.code == "H003").count();
        counts.skipped += failed as u64;
        let files = outputs.finish(whole_file::parent(command.mapping()))?;
        Ok(Some(Made::new(counts, files)))
    }

    /// Runs the mapping; the sink gets each quad once.
    fn once_each(
        &self,
        sink: &mut dyn QuadSink,
        how: &How<'_>,
    ) -> Result<(Counts, Diagnostics), Diagnostics> {
        let sources = self.command.sources();
        if sink.is_a_set() {
            return self.mapping.run_as(&sources, sink, how);
        }
        let mut distinct = Distinct::new(sink, self.share());
        let (mut counts, passed_over) = self.mapping.run_as(&sources, &mut distinct, how)?;
        counts.quads = distinct.finish()?;
        Ok((counts, passed_over))
    }

    /// The memory in bytes that each may take: the search for repetitions, joins, validation.
    pub(super) fn share(&self) -> usize {
        let others = [self.mapping.has_joins(), self.validator.is_some()];
        let shares = 1 + others.into_iter().filter(|other| *other).count();
        self.command.memory.saturating_mul(1 << 20) / shares
    }

    /// Whether to begin in the hope that the tables are sorted; they may have to be read again.
    fn hopes(&self) -> bool {
        let sources = self.command.sources();
        self.command.data.is_none()
            && self.command.on_error == OnError::Stop
            && self.validator.is_none()
            && self.mapping.is_distinct_by_subject()
            && self
                .mapping
                .sources()
                .iter()
                .all(|source| sources.is_regular(source))
    }

    /// Nothing reaches standard output, a pipe or a device before all is known to be right.
    fn to_stream<W: Write>(
        &self,
        ascending: bool,
        open: impl Fn() -> io::Result<W>,
    ) -> Result<Option<Made>, Diagnostics> {
        let path = &self.command.output;
        let kept = kept(|out| self.convert(out, ascending));
        let kept = kept.map_err(|found| placed(found, &std::env::temp_dir()))?;
        let Some((made, mut kept)) = kept else {
            return Ok(None);
        };
        let mut copy = || {
            let mut out = open()?;
            mapping::pack(&mut kept, path, packing(path), &mut out)?;
            out.flush()
        };
        ignore_broken_pipe(copy()).map_err(|error| unwritable(path, &error))?;
        Ok(Some(made))
    }

    fn to_file(&self, ascending: bool) -> Result<Option<Made>, Diagnostics> {
        let path = self.command.output.as_path();
        let temporary = std::env::temp_dir();
        let first = match packing(path) {
            Packing::None => path,
            _ => &temporary,
        };
        packed(path, |out| self.convert(out, ascending)).map_err(|found| placed(found, first))
    }
}

/// How the name of a file tells that it is packed.
fn packing(path: &Path) -> Packing {
    Packing::of_name(&path.file_name().unwrap_or_default().to_string_lossy())
}

/// Everything in a temporary file.
fn kept(
    fill: impl FnOnce(&mut dyn Write) -> Result<Option<Made>, Diagnostics>,
) -> Result<Option<(Made, SpooledTempFile)>, Diagnostics> {
    let mut kept = io::BufWriter::new(SpooledTempFile::new(KEPT));
    let Some(made) = fill(&mut kept)? else {
        return Ok(None);
    };
    let whole = kept.into_inner().map_err(io::IntoInnerError::into_error);
    let rewound = whole.and_then(|mut kept| kept.rewind().map(|()| kept));
    let kept = rewound.map_err(|error| unwritable(&std::env::temp_dir(), &error))?;
    Ok(Some((made, kept)))
}

/// A file that appears whole where there is a result, packed as its name tells. What is packed is so
/// once it is whole: an archive begins with its length.
fn packed(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<Option<Made>, Diagnostics>,
) -> Result<Option<Made>, Diagnostics> {
    let packing = packing(path);
    if packing == Packing::None {
        return filled(path, fill);
    }
    let Some((made, mut kept)) = kept(fill)? else {
        return Ok(None);
    };
    filled(path, |out| {
        let packed = mapping::pack(&mut kept, path, packing, out);
        packed.map_err(|error| unwritable(path, &error))?;
        Ok(Some(made))
    })
}

/// Says where an output stands that takes no more.
fn placed(found: Diagnostics, path: &Path) -> Diagnostics {
    let mut placed = Diagnostics::new();
    placed.extend(
        found
            .into_iter()
            .map(|told| match (told.code, &told.place) {
                ("M202", None) => told.at(place(path)),
                _ => told,
            }),
    );
    placed
}
