//! `ptce convert`: anybody's tables and a mapping to RDF.
//!
//! In: a mapping and the sources it names, relative to it. Out: a file that appears whole or not
//! at all, standard output, or a version that can be served; exit status 1 for wrong data, 2 for a
//! mapping that cannot run.

mod apart;
mod explain;
mod infer;
mod made;
mod progress;
mod run;
mod validate;
mod version;

use super::output::Output;
use super::{Failure, Outcome};
use crate::check::Validator;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::{self, FileSources, Mapping, Syntax};
use crate::publication::Publication;
use crate::whole_file;
use run::Run;
use std::borrow::Cow;
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
    /// Where the result goes, in the syntax and the packing that the ending tells (.nt .nq .ttl .trig
    /// .rdf .jsonld, then .gz .zst .zip); `-` is standard output
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
    /// Also write which source, row, columns and rule made each triple (with nt or nq), packed as the
    /// ending tells
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
        output.diagnostics(mapping.warnings().iter());
        if let Some(triple) = &self.explain {
            return explain::run(self, &mapping, triple, output);
        }
        self.apart(&mapping).map_err(|found| output.fail(found))?;
        let syntax = self.syntax(output).map_err(|found| output.fail(found))?;
        if self.provenance.is_some() && !syntax.is_lines() {
            let message = "provenance names lines, which this syntax does not have";
            return Err(output.fail(
                Diagnostic::error("M204", message)
                    .help("ajouter --format nq ou nt", "add --format nq or nt"),
            ));
        }
        let validator = self.validator(publication);
        let validator = validator.map_err(|found| output.fail(found))?;
        Run {
            command: self,
            mapping: &mapping,
            validator: validator.as_ref(),
            syntax,
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

    /// The name of the output, which tells its syntax and how it is packed.
    fn name(&self) -> Cow<'_, str> {
        self.output
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
    }

    /// The syntax that is asked for, or that the name of the output tells.
    fn syntax(&self, output: &Output) -> Result<Syntax, Diagnostic> {
        if let Some(asked) = output.syntax() {
            return Ok(asked);
        }
        match Syntax::of_name(&self.name()) {
            Ok(told) => Ok(told.unwrap_or(Syntax::NQuads)),
            Err(ending) => Err(Diagnostic::error("M208", format!("`.{ending}` tells no syntax of RDF"))
                .at(Place::file(self.output.display().to_string()))
                .help(
                    "donner un nom en .nt, .nq, .ttl, .trig, .rdf ou .jsonld (puis .gz, .zst ou .zip), ou dire la syntaxe avec --format",
                    "give a name in .nt, .nq, .ttl, .trig, .rdf or .jsonld (then .gz, .zst or .zip), or say the syntax with --format",
                )),
        }
    }

    fn validator(&self, publication: Option<&Path>) -> Result<Option<Validator>, Diagnostics> {
        Ok(match &self.validate {
            None => None,
            Some(Some(path)) => Some(Validator::of_file(path)?),
            Some(None) => Some(Validator::of_publication(&Publication::open(publication)?)?),
        })
    }
}

/// `M202` for an output at this path.
fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    mapping::unwritten(error).at(place(path))
}

/// An output as a person names it.
fn place(path: &Path) -> Place {
    if path == Path::new("-") {
        return Place::file("stdout");
    }
    Place::file(path.display().to_string())
}
