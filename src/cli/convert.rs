//! `ptce convert`: anybody's tables and a mapping to RDF.
//!
//! In: a mapping and the sources it names, relative to it. Out: a file that appears whole or not
//! at all, or standard output; exit status 1 for wrong data, 2 for a mapping that cannot run.

use super::output::{Output, ignore_broken_pipe};
use super::{Failure, Outcome};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::{Counts, Distinct, FileSources, Mapping, QuadWriter, Syntax, TargetFiles};
use crate::whole_file;
use std::io::{self, Seek as _, Write};
use std::path::{Path, PathBuf};

/// What is kept in memory of an output that goes to standard output, in bytes, before it is
/// known that all went well.
const KEPT: usize = 8 << 20;

/// Convert tables to RDF by an RML mapping
#[derive(Debug, Clone, clap::Args)]
pub struct Convert {
    /// The mapping, in Turtle; the sources it names stand relative to it
    #[arg(long, short, value_name = "FILE")]
    mapping: PathBuf,
    /// Where the result goes; `-` is standard output
    #[arg(long, short, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// What relative IRIs are made absolute with, where the mapping has no rml:baseIRI
    #[arg(long, value_name = "IRI", default_value = "http://example.com/")]
    base: String,
    /// What to do with a value that is wrong
    #[arg(long, value_enum, default_value = "stop")]
    on_error: OnError,
    /// Memory for finding repeated triples, in MiB; beyond it, temporary files help
    #[arg(long, value_name = "MIB", default_value = "256")]
    memory: usize,
}

/// What to do with a value that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum OnError {
    /// Write nothing, and say all that is wrong.
    Stop,
    /// Leave out what cannot be made of it, and say so.
    Skip,
}

impl Convert {
    /// Runs the command.
    ///
    /// # Errors
    /// After its diagnostics were shown: the mapping cannot run, or the output cannot be written.
    pub fn run(&self, output: &Output) -> Result<Outcome, Failure> {
        let mapping = self.read().map_err(|found| output.fail(found))?;
        let run = |ascending| {
            if self.output == Path::new("-") {
                self.to_standard_output(&mapping, output, ascending)
            } else {
                self.to_file(&mapping, output, ascending)
            }
        };
        let hoped = if self.hopes(&mapping) {
            run(true)
        } else {
            Ok(None)
        };
        let result = match hoped {
            Ok(None) => run(false).map(Option::unwrap_or_default),
            Ok(Some(counts)) => Ok(counts),
            Err(found) => Err(found),
        };
        match result {
            Ok(counts) => {
                output.say(&format!(
                    "{} records, {} triples",
                    counts.records, counts.quads
                ));
                if counts.skipped > 0 {
                    output.say(&format!("{} values skipped", counts.skipped));
                    return Ok(Outcome::Findings);
                }
                Ok(Outcome::Done)
            }
            Err(found) => {
                let is_data = found
                    .iter()
                    .all(|d| !d.code.starts_with("M0") && !d.code.starts_with("M2"));
                let failure = output.fail(found);
                if is_data {
                    Ok(Outcome::Findings)
                } else {
                    Err(failure)
                }
            }
        }
    }

    fn read(&self) -> Result<Mapping, Diagnostics> {
        let shown = self.mapping.display().to_string();
        let text = std::fs::read_to_string(&self.mapping).map_err(|error| {
            Diagnostic::error("M001", format!("the mapping cannot be read: {error}"))
                .at(Place::file(&shown))
                .help(
                    "vérifier le chemin du fichier",
                    "check the path of the file",
                )
        })?;
        Ok(Mapping::parse(&shown, &text)?.with_base(&self.base))
    }

    /// Writes everything to `out`. With `ascending`, nothing is remembered to find repeated
    /// triples, and there is no result when the tables turn out not to be sorted by their keys.
    fn convert(
        &self,
        mapping: &Mapping,
        out: &mut dyn Write,
        output: &Output,
        ascending: bool,
    ) -> Result<Option<Counts>, Diagnostics> {
        let sources = FileSources::new(whole_file::parent(&self.mapping));
        let mut writer = QuadWriter::new(out, self.syntax(output), mapping.prefixes());
        if ascending {
            let counts = mapping.run_ascending(&sources, &mut writer)?;
            writer.finish().map_err(|error| unwritable(&error))?;
            return Ok(counts);
        }
        let mut outputs = TargetFiles::new(&mut writer, mapping.targets(), mapping.prefixes());
        let mut distinct = Distinct::new(&mut outputs, self.memory << 20);
        let mut counts = match self.on_error {
            OnError::Stop => mapping.run_with(&sources, &mut distinct)?,
            OnError::Skip => {
                let (counts, skipped) = mapping.run_skipping(&sources, &mut distinct)?;
                output.diagnostics(skipped.iter());
                counts
            }
        };
        counts.quads = distinct.finish()?;
        outputs.finish(whole_file::parent(&self.mapping))?;
        writer.finish().map_err(|error| unwritable(&error))?;
        Ok(Some(counts))
    }

    /// Whether to begin in the hope that the tables are sorted; they may have to be read again.
    fn hopes(&self, mapping: &Mapping) -> bool {
        let sources = FileSources::new(whole_file::parent(&self.mapping));
        self.on_error == OnError::Stop
            && mapping.is_distinct_by_subject()
            && mapping
                .sources()
                .iter()
                .all(|source| sources.is_regular(source))
    }

    fn syntax(&self, output: &Output) -> Syntax {
        let by_name = || Syntax::of_name(&self.output.to_string_lossy());
        output.syntax().or_else(by_name).unwrap_or(Syntax::NQuads)
    }

    /// Nothing reaches standard output before all is known to be right.
    fn to_standard_output(
        &self,
        mapping: &Mapping,
        output: &Output,
        ascending: bool,
    ) -> Result<Option<Counts>, Diagnostics> {
        let mut kept = io::BufWriter::new(tempfile::SpooledTempFile::new(KEPT));
        let Some(counts) = self.convert(mapping, &mut kept, output, ascending)? else {
            return Ok(None);
        };
        let copy = || {
            let mut kept = kept.into_inner().map_err(io::IntoInnerError::into_error)?;
            kept.rewind()?;
            io::copy(&mut kept, &mut io::stdout().lock())?;
            io::stdout().flush()
        };
        ignore_broken_pipe(copy()).map_err(|error| unwritable(&error))?;
        Ok(Some(counts))
    }

    fn to_file(
        &self,
        mapping: &Mapping,
        output: &Output,
        ascending: bool,
    ) -> Result<Option<Counts>, Diagnostics> {
        let mut result = Ok(None);
        let written = whole_file::write(&self.output, |out| {
            result = self.convert(mapping, out, output, ascending);
            match &result {
                Ok(Some(_)) => Ok(()),
                _ => Err(io::Error::other("there is no result")),
            }
        });
        let Some(counts) = result? else {
            return Ok(None);
        };
        written.map_err(|error| unwritable(&error))?;
        Ok(Some(counts))
    }
}

fn unwritable(error: &io::Error) -> Diagnostic {
    Diagnostic::error("M202", format!("the output cannot be written: {error}"))
}
