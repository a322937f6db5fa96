//! From tables to quads by an RML mapping (http://w3id.org/rml/).
//!
//! In: a mapping in Turtle and the sources it names. Out: quads, one at a time, into a
//! [`QuadSink`], or diagnostics: `M0xx` for the mapping, located in its file; `M1xx` for values,
//! located in the table.
//!
//! A mapping is read ([`read`](mod@read)) into what it says ([`model`]), compiled once into a flat
//! program for each source ([`program`]) and run over the records of the sources ([`run`](mod@run)).

mod compile;
mod datatype;
mod distinct;
mod document;
mod encoding;
mod function;
mod iri;
mod join;
mod language;
mod legacy;
pub mod model;
mod nquads;
mod output;
mod packing;
mod problems;
mod program;
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

pub use distinct::Distinct;
pub use output::{QuadWriter, Syntax};
pub use run::Counts;
pub use sink::QuadSink;
pub use source::{FileSources, Sources};
pub use target::TargetFiles;

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::Files;
use document::Document;
use source::PublicationSources;

/// What relative IRIs are made absolute with when nothing else is said.
const DEFAULT_BASE: &str = "http://example.com/";

/// A mapping that was read and makes sense; its sources are opened when it runs.
#[derive(Debug)]
pub struct Mapping {
    model: read::Model,
    prefixes: Vec<(String, String)>,
    base: String,
    folder: String,
}

impl Mapping {
    /// Reads a mapping of a publication, by its path.
    ///
    /// # Errors
    /// `M001` it cannot be read, `M002` it is not Turtle, `M003` to `M018` it does not say what a
    /// mapping must.
    pub fn read(files: &Files, path: &str) -> Result<Self, Diagnostics> {
        let shown = files.display(path);
        let text = files.read_text(path).map_err(|error| {
            Diagnostic::error("M001", format!("the mapping cannot be read: {error}"))
                .at(Place::file(&shown))
                .help(
                    "vérifier le chemin du fichier",
                    "check the path of the file",
                )
        })?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Ok(Self {
            folder: folder.to_owned(),
            ..Self::parse(&shown, &text)?
        })
    }

    /// Reads the text of a mapping; `file` is its name in messages.
    ///
    /// # Errors
    /// As [`Mapping::read`].
    pub fn parse(file: &str, text: &str) -> Result<Self, Diagnostics> {
        let document = Document::parse(file, text, DEFAULT_BASE)?;
        let model = read::read(&document)?;
        let prefixes = document.prefixes().to_vec();
        Ok(Self {
            model,
            prefixes,
            base: DEFAULT_BASE.to_owned(),
            folder: String::new(),
        })
    }

    /// The prefixes that the mapping declares, with their IRIs.
    pub fn prefixes(&self) -> &[(String, String)] {
        &self.prefixes
    }

    /// Where the records come from.
    pub fn sources(&self) -> &[model::LogicalSource] {
        &self.model.sources
    }

    /// The files that take triples instead of the default output.
    pub fn targets(&self) -> &[model::LogicalTarget] {
        &self.model.targets
    }

    /// Sets what relative IRIs are made absolute with where the mapping has no `rml:baseIRI`.
    #[must_use]
    pub fn with_base(mut self, base: &str) -> Self {
        base.clone_into(&mut self.base);
        self
    }

    /// Runs the mapping over the tables of a publication. Paths of sources start from its folder,
    /// with `rml:root rml:MappingDirectory` from that of the mapping.
    ///
    /// # Errors
    /// `M009` a column that a source does not have, `M010` a source that cannot be read, `M101`
    /// a value that makes no IRI, `M102` one that is no language tag, and what is wrong with the
    /// tables themselves (`T0xx`): all of them at once.
    pub fn run(&self, files: &Files, sink: &mut dyn QuadSink) -> Result<Counts, Diagnostics> {
        let sources = PublicationSources {
            files,
            mapping_folder: &self.folder,
        };
        self.run_with(&sources, sink)
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
        let (counts, problems) = self.start(sources, sink, false)?;
        problems.into_result().map(|()| counts)
    }

    /// Runs the mapping as [`Mapping::run_with`], but passes over values that are wrong: the terms
    /// that cannot be made of them, and the triples these would stand in, are left out. The
    /// second part of the result says which, the first hundred of them one by one.
    ///
    /// # Errors
    /// As [`Mapping::run`], but for values.
    pub fn run_skipping(
        &self,
        sources: &dyn Sources,
        sink: &mut dyn QuadSink,
    ) -> Result<(Counts, Diagnostics), Diagnostics> {
        let (counts, problems) = self.start(sources, sink, false)?;
        Ok((counts, problems.into_skipped()?))
    }

    /// True when the mapping cannot make a triple twice as long as the subjects of each triples
    /// map differ: then [`Mapping::run_ascending`] saves looking for repetitions.
    pub fn is_distinct_by_subject(&self) -> bool {
        unique::by_subject(&self.model, &compile::compile(&self.model, &self.base))
    }

    /// Runs a mapping that [is distinct by subject](Mapping::is_distinct_by_subject) as long as
    /// the subjects of each triples map ascend. Nothing when they do not: then what the sink took
    /// is of no use, and the mapping is to be run with a [`Distinct`] sink.
    ///
    /// # Errors
    /// As [`Mapping::run_with`].
    pub fn run_ascending(
        &self,
        sources: &dyn Sources,
        sink: &mut dyn QuadSink,
    ) -> Result<Option<Counts>, Diagnostics> {
        let (counts, problems) = self.start(sources, sink, true)?;
        if counts.may_repeat {
            return Ok(None);
        }
        problems.into_result().map(|()| Some(counts))
    }

    fn start(
        &self,
        sources: &dyn Sources,
        sink: &mut dyn QuadSink,
        ascending: bool,
    ) -> Result<(Counts, problems::Problems), Diagnostics> {
        let compiled = compile::compile(&self.model, &self.base);
        run::run(&self.model, &compiled, sources, sink, ascending)
    }
}

#[cfg(test)]
mod tests;
