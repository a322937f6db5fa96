//! Building: the tables of a publication to its datasets, public and restricted apart.
//!
//! In: a publication, and a steward's own restricted folder where there is one. Out: the public
//! dataset and, in a dataset of its own, the restricted quads; never anything of the second in the
//! first.

pub mod gone;
pub mod inputs;

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::read::PUT_BACK;
use crate::graph::{self, Dataset};
use crate::link::linkset::{self, Linkset};
use crate::link::sssom;
use crate::mapping::{Mapping, QuadSink};
use crate::publication::config::Links;
use crate::publication::{Files, Publication};
use inputs::Inputs;
use oxigraph::model::{Quad, QuadRef};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// What was built.
#[derive(Debug)]
pub struct Built {
    /// What everybody may see.
    pub public: Dataset,
    /// What only readers with a token may see; empty without a restricted folder.
    pub restricted: Dataset,
    /// The SHA-256 of each input file of the public dataset by its path.
    pub inputs: BTreeMap<String, String>,
}

/// Builds the datasets of tables that nobody has checked.
///
/// # Errors
/// As [`build_as`].
pub fn build(publication: &Publication, restricted: Option<&Path>) -> Result<Built, Diagnostics> {
    build_as(
        publication,
        restricted,
        &Inputs::of(publication, restricted),
    )
}

/// Builds the datasets of files as they were `seen` before they were checked: what a mapping meets here
/// is told as well, but without the rules of their schema.
///
/// # Errors
/// Every diagnostic of the mappings, the RDF files and the dataset; `B003` for a file that was saved
/// since.
pub fn build_as(
    publication: &Publication,
    restricted: Option<&Path>,
    seen: &Inputs,
) -> Result<Built, Diagnostics> {
    let build = &publication.config.build;
    let mut found = Diagnostics::new();
    let mut quads = Vec::new();
    for path in &build.mappings {
        collect(publication, path, &publication.files, &mut quads)
            .unwrap_or_else(|e| found.append(e));
    }
    for rdf in &build.rdf {
        let read = graph::named_node(&publication.config.iri(&rdf.graph))
            .map_err(Diagnostics::from)
            .and_then(|graph| {
                let base = &publication.config.base;
                graph::read::turtle(&publication.files, &rdf.files, base, &graph)
            });
        match read {
            Ok(more) => quads.extend(more),
            Err(more) => found.append(more),
        }
    }
    for links in &build.links {
        match linkset(publication, links) {
            Ok(more) => quads.extend(more),
            Err(more) => found.append(more),
        }
    }
    let mut kept_apart = Vec::new();
    if let Some(folder) = restricted {
        let files = Files::folder(folder);
        for path in &build.restricted_mappings {
            collect(publication, path, &files, &mut kept_apart).unwrap_or_else(|e| found.append(e));
        }
    }
    found.into_result()?;
    let inputs = Inputs::of(publication, restricted);
    inputs.as_before(seen, &publication.files)?;
    Ok(Built {
        public: Dataset::new(quads)?,
        restricted: Dataset::new(kept_apart)?,
        inputs: inputs.public,
    })
}

/// The quads of a linkset, whose title is that of its dataset in the catalogue.
///
/// # Errors
/// What is wrong with its files, each thing with its place.
pub fn linkset(publication: &Publication, links: &Links) -> Result<Vec<Quad>, Diagnostics> {
    let config = &publication.config;
    let mut set = Linkset::new(&config.base, &links.name)?;
    for path in &links.files {
        let bytes = read(&publication.files, path)?;
        let shown = publication.files.display(path);
        set.add(linkset::Source {
            path,
            shown: &shown,
            bytes: &bytes,
            mappings: &sssom::read(&bytes, &shown)?,
        });
    }
    let graph = config.iri(&format!("graph/links/{}", links.name));
    let mut described = config.catalog.datasets.iter();
    let described = described.find(|one| config.iri(&one.graph) == graph);
    set.into_quads(described.map(|one| &one.title))
}

/// Runs one mapping of the publication over the tables of a folder.
fn collect(
    publication: &Publication,
    path: &str,
    tables: &Files,
    quads: &mut Vec<Quad>,
) -> Result<(), Diagnostics> {
    struct Collector<'a>(&'a mut Vec<Quad>);
    impl QuadSink for Collector<'_> {
        fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
            self.0.push(quad.into_owned());
            Ok(())
        }
    }
    let mapping = Mapping::read(&publication.files, path)?;
    mapping.run(tables, &mut Collector(quads)).map(drop)
}

fn read(files: &Files, path: &str) -> Result<Cow<'static, [u8]>, Diagnostic> {
    let bytes = files.read(path);
    bytes.map_err(|error| unreadable(files, path, &error))
}

fn unreadable(files: &Files, path: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error("P003", format!("the file cannot be read: {error}"))
        .at(Place::file(files.display(path)))
        .help_with(error, PUT_BACK[0], PUT_BACK[1])
}
