//! From tables to quads by an RML mapping (http://w3id.org/rml/).
//!
//! In: a mapping in Turtle or YARRRML and the sources it names. Out: quads, one at a time, into a
//! [`QuadSink`], or diagnostics: `M0xx` for the mapping, located in its file; `M1xx` for values,
//! located in the table.
//!
//! A mapping is read ([`read`](mod@read)) into what it says ([`model`]), compiled once into a flat
//! program for each source ([`program`]) and run over the records of the sources ([`run`](mod@run)).

mod compile;
mod datatype;
mod dialect;
mod distinct;
mod document;
mod encoding;
mod explain;
mod function;
mod infer;
mod iri;
mod join;
mod language;
mod legacy;
pub mod model;
mod named;
mod notes;
mod nquads;
mod output;
mod packing;
mod part;
mod problems;
mod program;
mod provenance;
mod rdf_json;
mod read;
mod record;
mod run;
mod sink;
mod source;
mod target;
mod template;
mod term;
mod unique;
mod vocabulary;
mod yarrrml;

pub use distinct::Distinct;
pub use explain::{Answer, Explain};
pub use infer::{Draft, infer};
pub use named::{Named, named};
pub use nquads::unwritten;
pub use output::{QuadWriter, Syntax};
pub use packing::{Packing, pack};
pub use problems::TOLD;
pub use provenance::Provenance;
pub use run::{Counts, How};
pub use sink::{Origin, QuadSink};
pub use source::{FileSources, Sources};
pub use target::TargetFiles;

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::Files;
use crate::table::schema::Package;
use document::Document;
use source::{DescribedSources, PublicationSources};
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};

/// What relative IRIs are made absolute with when nothing else is said.
const DEFAULT_BASE: &str = "http://example.com/";

/// The place of each statement of a Turtle file, in their order.
///
/// # Errors
/// `M002` for each syntax error.
pub fn places(file: &str, text: &str, base: &str) -> Result<Vec<Place>, Diagnostics> {
    let document = Document::parse(file, text, base)?;
    let places = document.statements().map(|said| document.place(said));
    Ok(places.collect())
}

/// A mapping that was read and makes sense; its sources are opened when it runs.
#[derive(Debug)]
pub struct Mapping {
    model: read::Model,
    prefixes: Vec<(String, String)>,
    base: String,
    folder: String,
    /// True when every IRI must be valid, whatever the mapping takes as it is (`rml:UnsafeIRI`).
    is_strict: bool,
    /// The source that is read from standard input, in parts, and the same as it comes there.
    part: Option<(usize, usize)>,
}

impl Mapping {
    /// Reads a mapping of a publication, by its path.
    ///
    /// # Errors
    /// `M001` it cannot be read, `M002` it is not Turtle, `M003` to `M019` it does not say what a
    /// mapping must.
    pub fn read(files: &Files, path: &str) -> Result<Self, Diagnostics> {
        let (shown, text) = Self::text(files, path)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Ok(Self {
            folder: folder.to_owned(),
            is_strict: true,
            ..Self::parse(&shown, &text)?
        })
    }

    /// The name of a mapping of a publication in messages, and its text.
    fn text(files: &Files, path: &str) -> Result<(String, String), Diagnostic> {
        let shown = files.display(path);
        let text = files.read_text(path).map_err(|error| {
            Diagnostic::error("M001", format!("the mapping cannot be read: {error}"))
                .at(Place::file(&shown))
                .help_with(
                    &error,
                    "vérifier le chemin du fichier",
                    "check the path of the file",
                )
        })?;
        Ok((shown, text))
    }

    fn document(file: &str, text: &str) -> Result<Document, Diagnostics> {
        if yarrrml::is_name(file) {
            yarrrml::parse(file, text)
        } else {
            Document::parse(file, text, DEFAULT_BASE)
        }
    }

    /// Reads the text of a mapping; `file` is its name in messages. A name that ends in `.yml` or
    /// `.yaml` says that it is YARRRML.
    ///
    /// # Errors
    /// As [`Mapping::read`].
    pub fn parse(file: &str, text: &str) -> Result<Self, Diagnostics> {
        let document = Self::document(file, text)?;
        let model = read::read(&document)?;
        let prefixes = document.prefixes().to_vec();
        Ok(Self {
            model,
            prefixes,
            base: DEFAULT_BASE.to_owned(),
            folder: String::new(),
            is_strict: false,
            part: None,
        })
    }

    /// The prefixes that the mapping declares, with their IRIs.
    pub fn prefixes(&self) -> &[(String, String)] {
        &self.prefixes
    }

    /// What the mapping says without an effect.
    pub fn warnings(&self) -> &Diagnostics {
        &self.model.warnings
    }

    /// Where the records come from.
    pub fn sources(&self) -> &[model::LogicalSource] {
        match self.part {
            Some((_, part)) => &self.model.sources[part..],
            None => &self.model.sources,
        }
    }

    /// The files that take triples instead of the default output.
    pub fn targets(&self) -> &[model::LogicalTarget] {
        &self.model.targets
    }

    /// The files that a run over these sources may read, each with the place that names it.
    pub fn files_read(&self, sources: &FileSources) -> Vec<(PathBuf, Place)> {
        let all = self.model.sources.iter().flat_map(|source| {
            let paths = sources.files(source).into_iter();
            paths.map(|path| (path, source.path_place.clone()))
        });
        all.collect()
    }

    /// The files of its publication that a run may read, by path.
    pub fn files_of_publication(&self, files: &Files) -> Vec<String> {
        let sources = PublicationSources {
            files,
            mapping_folder: &self.folder,
            package: None,
        };
        let all = self.model.sources.iter();
        all.flat_map(|source| sources.files(source)).collect()
    }

    /// The files of logical targets, each with the place that names it; their paths start from
    /// `mapping_folder` or the current one.
    ///
    /// # Errors
    /// `M021` for a path that leads out of these folders, `M202` for one at which no file can stand.
    pub fn files_written(
        &self,
        mapping_folder: &Path,
    ) -> Result<Vec<(PathBuf, Place)>, Diagnostics> {
        let targets = self.targets();
        let paths = target::paths(targets, mapping_folder)?.into_iter();
        Ok(paths
            .zip(targets.iter().map(|target| target.place.clone()))
            .collect())
    }

    /// Sets what relative IRIs are made absolute with where the mapping has no `rml:baseIRI`.
    ///
    /// # Errors
    /// `M016` when it is not absolute itself.
    pub fn with_base(mut self, base: &str) -> Result<Self, Diagnostic> {
        if !iri::is_absolute(base) {
            let message = format!("`--base {base}` is no absolute IRI");
            return Err(Diagnostic::error("M016", message).help(
                "donner un IRI entier, par exemple --base https://example.org/",
                "give a whole IRI, such as --base https://example.org/",
            ));
        }
        base.clone_into(&mut self.base);
        Ok(self)
    }

    /// Refuses every IRI that is none, also where the mapping says `rml:UnsafeIRI`: what stands in a
    /// version is RDF. Mappings of a publication are so.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.is_strict = true;
        self
    }

    /// Runs the rules of one source only, and reads it from standard input: all of it, or a part.
    /// Joins look at whole sources all the same. `header` is its first line where the part has none.
    ///
    /// # Errors
    /// `M206` when not exactly one source has this path or file name, or a join leads from it to blank
    /// nodes without a name; as [`Mapping::read`].
    pub fn with_part(
        mut self,
        name: &str,
        header: Option<String>,
        sources: &dyn Sources,
    ) -> Result<Self, Diagnostics> {
        let number = part::source(&self.model, name)?;
        let part = source::as_part(&self.model.sources[number], header, sources)?;
        self.part = Some((number, self.model.sources.len()));
        self.model.sources.push(part);
        Ok(self)
    }

    fn compiled(&self) -> compile::Compiled {
        let mut compiled = compile::compile(&self.model, &self.base, self.is_strict);
        let Some((source, part)) = self.part else {
            return compiled;
        };
        compiled.programs.retain(|program| program.source == source);
        for program in &mut compiled.programs {
            program.source = part;
            // Blank nodes without a name of one part are not those of another.
            program.before = RandomState::new().hash_one(part) >> 1;
        }
        compiled
    }

    /// Runs the mapping over the tables of a publication. Paths of sources start from its folder,
    /// with `rml:root rml:MappingDirectory` from that of the mapping. Where the mapping does not say what
    /// stands between cells, the description of the tables does; what it calls missing is no value.
    ///
    /// # Errors
    /// `M009` a column that a source does not have, `M010` a source that cannot be read, `M101`
    /// a value that makes no IRI, `M102` one that is no language tag, and what is wrong with the
    /// tables themselves (`T0xx`): all of them at once.
    pub fn run(&self, files: &Files, sink: &mut dyn QuadSink) -> Result<Counts, Diagnostics> {
        let package = Package::read(files).ok();
        let sources = PublicationSources {
            files,
            mapping_folder: &self.folder,
            package: package.as_ref(),
        };
        self.run_with(&sources, sink)
    }

    /// What keeps the mapping from running over the tables of a publication, without reading their
    /// rows. Of a table that is described, the description says which columns there are, so that a
    /// fault of the table is not told again as one of the mapping; where there is no description, what
    /// parts the names of a table is what stands there.
    pub fn look(&self, files: &Files, package: Option<&Package>) -> Diagnostics {
        let of = |package| PublicationSources {
            files,
            mapping_folder: &self.folder,
            package: Some(package),
        };
        let (model, compiled) = (&self.model, self.compiled());
        let mut found = self.warnings().clone();
        found.append(match package {
            Some(package) => run::look(model, &compiled, &DescribedSources(of(package))),
            None => run::look(model, &compiled, &of(&Package::undescribed(files))),
        });
        found
    }

    /// Runs the mapping over sources that are opened in another way.
    ///
    /// # Errors
    /// As [`Mapping::run`].
    pub fn run_with(
        &self,
        sources: &dyn Sources,
        sink: &mut dyn QuadSink,
    ) -> Result<Counts, Diagnostics> {
        let (counts, _) = self.run_as(sources, sink, &How::default())?;
        Ok(counts)
    }

    /// True when the mapping cannot make a triple twice as long as the subjects of each triples
    /// map differ: then [`How::ascending`] saves looking for repetitions.
    pub fn is_distinct_by_subject(&self) -> bool {
        unique::by_subject(&self.model, &self.compiled())
    }

    /// True when subjects of another source are looked up, which takes memory too.
    pub fn has_joins(&self) -> bool {
        !self.compiled().indexes.is_empty()
    }

    /// Runs the mapping in a certain way.
    ///
    /// With [`How::skip`], values that are wrong are passed over: the terms that cannot be made of
    /// them, and the triples these would stand in, are left out; the second part of the result
    /// says which, the first hundred of them one by one. With [`How::ascending`], where
    /// [`Counts::may_repeat`] comes back, what the sink took is of no use, and the mapping is to be
    /// run again with a [`Distinct`] sink.
    ///
    /// # Errors
    /// As [`Mapping::run`].
    pub fn run_as(
        &self,
        sources: &dyn Sources,
        sink: &mut dyn QuadSink,
        how: &How<'_>,
    ) -> Result<(Counts, Diagnostics), Diagnostics> {
        let compiled = self.compiled();
        let (counts, problems) = run::run(&self.model, &compiled, sources, sink, how)?;
        if how.skip {
            return Ok((counts, problems.into_skipped()?));
        }
        if !counts.may_repeat {
            problems.into_result()?;
        }
        Ok((counts, Diagnostics::new()))
    }

    /// The rules that make triples, by their numbers.
    pub fn rules(&self) -> Vec<Rule> {
        let compiled = self.compiled();
        let mut rules = Vec::new();
        for program in &compiled.programs {
            for block in &program.blocks {
                for rule in &block.rules {
                    let names = block.slots(rule).into_iter();
                    let names = names.map(|slot| program.references[slot].text.clone());
                    let place = &rule.place;
                    rules.push(Rule {
                        place: format!("{}:{}:{}", place.file, place.line, place.column),
                        columns: names.collect(),
                    });
                }
            }
        }
        rules
    }
}

/// The file of a table, which is a sheet of a workbook where its path says so after `#`.
pub fn file_of(table: &str) -> &Path {
    Path::new(source::split_sheet(table).0)
}

/// A rule of a mapping: a predicate-object map, or the classes of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// File, line and column.
    pub place: String,
    /// The columns or paths it reads.
    pub columns: Vec<String>,
}

#[cfg(test)]
mod tests;
