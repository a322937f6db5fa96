//! `ptce convert`: anybody's tables and a mapping to RDF.
//!
//! In: a mapping and the sources it names, relative to it. Out: a file that appears whole or not
//! at all, standard output, or a version that can be served; exit status 1 for wrong data, 2 for a
//! mapping that cannot run.

mod apart;
mod explain;
mod infer;
mod progress;
mod run;
mod validate;
mod version;

use super::output::Output;
use super::{Failure, Outcome};
use crate::check::Validator;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::{FileSources, Mapping, Syntax};
use crate::publication::Publication;
use crate::whole_file;
use run::Run;
use std::io;
use std::path::{Path, PathBuf};

/// Convertir des tables en RDF · Convert tables to RDF by an RML mapping
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
    /// Make a version of the result in this folder of versions, as `ptce load` would of the file
    #[arg(long, value_name = "DIR", conflicts_with_all = ["infer", "output", "provenance", "explain"])]
    data: Option<PathBuf>,
    /// What relative IRIs are made absolute with, where the mapping has no rml:baseIRI
    #[arg(long, value_name = "IRI", default_value = "http://example.com/")]
    base: String,
    /// What to do with a value that is wrong
    #[arg(long, value_enum, default_value = "stop")]
    on_error: OnError,
    /// How many wrong values are told one by one; the others are counted
    #[arg(long, value_name = "N", default_value_t = crate::mapping::TOLD)]
    faults: usize,
    /// Memory for finding repeated triples and for joins, in MiB; beyond it, temporary files help
    #[arg(long, value_name = "MIB", default_value = "256")]
    memory: usize,
    /// Threads that make triples; 0 stands for all cores. The result does not depend on it
    #[arg(long, value_name = "N", default_value = "0")]
    threads: usize,
    /// Also write which source, row, columns and rule made each triple (with nt or nq)
    #[arg(long, value_name = "FILE")]
    provenance: Option<PathBuf>,
    /// Check what is made by these shapes (SHACL), without a file by those of the publication
    #[arg(long, value_name = "SHAPES", num_args = 0..=1)]
    validate: Option<Option<PathBuf>>,
    /// Run the rules of this source only (its path or file name in the mapping), and read it from
    /// standard input: a part of it, or all
    #[arg(long, value_name = "SOURCE", conflicts_with_all = ["infer", "explain"])]
    part: Option<String>,
    /// The first line of the table, where the part has none
    #[arg(long, value_name = "LINE", requires = "part")]
    header: Option<String>,
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
    pub fn run(&self, publication: Option<&Path>, output: &Output) -> Result<Outcome, Failure> {
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
        self.apart(&mapping).map_err(|found| output.fail(found))?;
        let validator = self.validator(publication);
        let validator = validator.map_err(|found| output.fail(found))?;
        Run {
            command: self,
            mapping: &mapping,
            validator: validator.as_ref(),
            output,
        }
        .whole()
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
                .help_with(
                    &error,
                    "vérifier le chemin du fichier",
                    "check the path of the file",
                )
        })?;
        let mut mapping = Mapping::parse(&shown, &text)?.with_base(&self.base)?;
        if self.data.is_some() {
            mapping = mapping.strict();
        }
        match &self.part {
            Some(source) => mapping.with_part(source, self.header.clone(), &self.sources()),
            None => Ok(mapping),
        }
    }

    /// What is written must be apart from what is read.
    fn apart(&self, mapping: &Mapping) -> Result<(), Diagnostics> {
        let mut files = apart::Files::default();
        files.reads("the mapping", self.mapping());
        if let Some(Some(shapes)) = &self.validate {
            files.reads("the shapes", shapes);
        }
        if self.data.is_none() && self.output != Path::new("-") {
            files.writes("--output", &self.output);
        }
        if let Some(provenance) = &self.provenance {
            files.writes("--provenance", provenance);
        }
        files.add_mapping(mapping, &self.sources(), whole_file::parent(self.mapping()))?;
        files.check()
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

    fn syntax(&self, output: &Output) -> Syntax {
        let by_name = || Syntax::of_name(&self.output.to_string_lossy());
        output.syntax().or_else(by_name).unwrap_or(Syntax::NQuads)
    }

    fn validator(&self, publication: Option<&Path>) -> Result<Option<Validator>, Diagnostics> {
        Ok(match &self.validate {
            None => None,
            Some(Some(path)) => Some(Validator::of_file(path)?),
            Some(None) => Some(Validator::of_publication(&Publication::open(publication)?)?),
        })
    }
}

fn unwritable(error: &io::Error) -> Diagnostic {
    Diagnostic::error("M202", format!("the output cannot be written: {error}"))
}
