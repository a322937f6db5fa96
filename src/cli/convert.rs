//! `ptce convert`: anybody's tables and a mapping to RDF.
//!
//! In: a mapping and the sources it names, relative to it. Out: a file that appears whole or not
//! at all, or standard output; exit status 1 for wrong data, 2 for a mapping that cannot run.

mod explain;
mod infer;
mod progress;

use super::output::{Output, ignore_broken_pipe};
use super::{Failure, Outcome};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::{
    Counts, Distinct, FileSources, How, Mapping, Provenance, QuadSink, QuadWriter, Sources as _,
    Syntax, TargetFiles,
};
use crate::whole_file;
use progress::Progress;
use std::io::{self, Seek as _, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What is kept in memory of an output that goes to standard output, in bytes, before it is
/// known that all went well.
const KEPT: usize = 8 << 20;

/// Convert tables to RDF by an RML mapping
#[derive(Debug, Clone, clap::Args)]
pub struct Convert {
    /// The mapping, in Turtle (RML) or YARRRML (.yml); the sources it names stand relative to it
    #[arg(long, short, value_name = "FILE", required_unless_present = "infer")]
    mapping: Option<PathBuf>,
    /// Draw up a mapping (YARRRML) and a Table Schema of a table, instead of running one
    #[arg(long, value_name = "TABLE", conflicts_with = "mapping")]
    infer: Option<String>,
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
    /// Threads that make triples; 0 stands for all cores. The result does not depend on it
    #[arg(long, value_name = "N", default_value = "0")]
    threads: usize,
    /// Also write which source, row, columns and rule made each triple (with nt or nq)
    #[arg(long, value_name = "FILE")]
    provenance: Option<PathBuf>,
    /// Say where a triple comes from instead of writing any; `?` stands for anything
    #[arg(long, value_name = "TRIPLE", conflicts_with_all = ["infer", "provenance"])]
    explain: Option<String>,
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
        if let Some(table) = &self.infer {
            return infer::run(table, &self.output, output);
        }
        let mapping = self.read().map_err(|found| output.fail(found))?;
        if let Some(triple) = &self.explain {
            return explain::run(self, &mapping, triple, output);
        }
        if self.provenance.is_some() && !self.syntax(output).is_lines() {
            let message = "provenance names lines, which this syntax does not have";
            return Err(output.fail(
                Diagnostic::error("M204", message)
                    .help("ajouter --format nq ou nt", "add --format nq or nt"),
            ));
        }
        let start = Instant::now();
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
                output.say(&progress::summary(&counts, start.elapsed()));
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

    /// The mapping; the command line is refused without one.
    fn mapping(&self) -> &Path {
        self.mapping.as_deref().unwrap_or(Path::new(""))
    }

    fn read(&self) -> Result<Mapping, Diagnostics> {
        let shown = self.mapping().display().to_string();
        let text = std::fs::read_to_string(self.mapping()).map_err(|error| {
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
        let mut writer = QuadWriter::new(out, self.syntax(output), mapping.prefixes());
        let counts = match &self.provenance {
            None => self.fill(mapping, &mut writer, output, ascending)?,
            Some(path) => {
                let mut provenance = Provenance::new(&mut writer, &mapping.rules());
                let counts = self.fill(mapping, &mut provenance, output, ascending)?;
                if counts.is_some() {
                    provenance.finish(path)?;
                }
                counts
            }
        };
        writer.finish().map_err(|error| unwritable(&error))?;
        Ok(counts)
    }

    fn fill(
        &self,
        mapping: &Mapping,
        writer: &mut dyn QuadSink,
        output: &Output,
        ascending: bool,
    ) -> Result<Option<Counts>, Diagnostics> {
        let sources = self.sources();
        let progress = Progress::new(output);
        let watch = |counts: &Counts| progress.show(counts);
        let how = How {
            skip: self.on_error == OnError::Skip,
            ascending,
            threads: self.threads(),
            watch: progress.is_shown().then_some(&watch),
        };
        if ascending {
            let (counts, _) = mapping.run_as(&sources, writer, &how)?;
            return Ok(Some(counts).filter(|counts| !counts.may_repeat));
        }
        let mut outputs = TargetFiles::new(writer, mapping.targets(), mapping.prefixes());
        let mut distinct = Distinct::new(&mut outputs, self.memory << 20);
        let (mut counts, skipped) = mapping.run_as(&sources, &mut distinct, &how)?;
        progress.end();
        output.diagnostics(skipped.iter());
        counts.quads = distinct.finish()?;
        outputs.finish(whole_file::parent(self.mapping()))?;
        Ok(Some(counts))
    }

    fn sources(&self) -> FileSources {
        FileSources::new(whole_file::parent(self.mapping()))
    }

    fn threads(&self) -> usize {
        match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        }
    }

    /// Whether to begin in the hope that the tables are sorted; they may have to be read again.
    fn hopes(&self, mapping: &Mapping) -> bool {
        let sources = self.sources();
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
