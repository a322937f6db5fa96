//! That the graph has the shapes that the publication declares (`build.shapes`, SHACL Core).
//!
//! In: a publication whose tables are sound, or RDF files. Out: what does not conform.

use super::Report;
use super::terms::{self, Declared};
use crate::build::build;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::{self, Dataset};
use crate::publication::Publication;
use crate::publication::files::WHOLE_FILE_LIMIT;
use crate::shapes::{self, Facts, Shapes, living};
use oxigraph::model::{Quad, Triple};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// The public graph.
///
/// # Errors
/// What the mappings say when they cannot be used, terms that no ontology declares.
pub(super) fn built(
    publication: &Publication,
    declared: Option<&Declared>,
) -> Result<Dataset, Diagnostics> {
    let built = build(publication, None)?;
    if let Some(declared) = declared {
        terms::made(declared, built.public.quads()).into_result()?;
    }
    Ok(built.public)
}

/// Validates quads, all graphs merged; none where the publication has no shapes.
///
/// # Errors
/// What the shapes say when they cannot be used.
pub fn validate(
    publication: &Publication,
    quads: impl IntoIterator<Item = Quad>,
) -> Result<Option<shapes::Report>, Diagnostics> {
    let (config, files) = (&publication.config, &publication.files);
    if config.build.shapes.is_empty() {
        return Ok(None);
    }
    let shapes = Shapes::read(files, &config.build.shapes, &config.base)?;
    let facts = Facts::new(living(quads));
    Ok(Some(shapes.validate(&facts)))
}

/// Shapes with what stands beside the data that they are asked about.
#[derive(Debug)]
pub struct Validator {
    shapes: Shapes,
    beside: Vec<Quad>,
    base: String,
}

impl Validator {
    /// The shapes of a publication, with its RDF files (ontology, concepts).
    ///
    /// # Errors
    /// `P006` when the publication has no shapes, what they say when they cannot be used, and what
    /// is wrong with the RDF files.
    pub fn of_publication(publication: &Publication) -> Result<Self, Diagnostics> {
        let (config, files) = (&publication.config, &publication.files);
        if config.build.shapes.is_empty() {
            let none = Diagnostic::error("P006", "the publication has no shapes").help(
                "les nommer dans ptce.toml : [build] shapes = [\"ontology/shapes.ttl\"]",
                "name them in ptce.toml: [build] shapes = [\"ontology/shapes.ttl\"]",
            );
            return Err(none.into());
        }
        let (mut beside, mut found) = (Vec::new(), Diagnostics::new());
        for rdf in &config.build.rdf {
            let graph = graph::named_node(&config.iri(&rdf.graph))?;
            match graph::read::turtle(files, &rdf.files, &config.base, &graph) {
                Ok(more) => beside.extend(more),
                Err(more) => found.append(more),
            }
        }
        found.into_result()?;
        Ok(Self {
            shapes: Shapes::read(files, &config.build.shapes, &config.base)?,
            beside,
            base: config.base.clone(),
        })
    }

    /// The shapes of a file in any syntax of RDF.
    ///
    /// # Errors
    /// `G003` and `G004` for a file that cannot be read; what the shapes say.
    pub fn of_file(path: &Path) -> Result<Self, Diagnostics> {
        let shown = path.display().to_string();
        let quads = graph::read::any(&read(path)?, &shown, "http://example.com/")?;
        Ok(Self {
            shapes: Shapes::compile(quads.into_iter().map(Triple::from), &shown)?,
            beside: Vec::new(),
            base: String::new(),
        })
    }

    /// What IRIs in messages are shown without.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Validates quads, all graphs merged.
    pub fn validate(&self, quads: impl IntoIterator<Item = Quad>) -> shapes::Report {
        let all = self.beside.iter().cloned().chain(quads);
        self.shapes.validate(&Facts::new(living(all)))
    }
}

/// Validates RDF files with the published RDF files (ontology, concepts) beside them.
///
/// # Errors
/// As [`Validator::of_publication`]; `G003` and `G004` for a file that cannot be read.
pub fn files(publication: &Publication, paths: &[PathBuf]) -> Result<Report, Diagnostics> {
    let validator = Validator::of_publication(publication)?;
    let (mut quads, mut found) = (Vec::new(), Diagnostics::new());
    for path in paths {
        let read = read(path).map_err(Diagnostics::from);
        let shown = path.display().to_string();
        match read.and_then(|bytes| graph::read::any(&bytes, &shown, &validator.base)) {
            Ok(more) => quads.extend(more),
            Err(more) => found.append(more),
        }
    }
    found.into_result()?;
    let shapes = validator.validate(quads);
    Ok(Report {
        diagnostics: shapes.diagnostics(&validator.base),
        shapes: Some(shapes),
        ..Report::default()
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| {
        let most = WHOLE_FILE_LIMIT + 1;
        file.take(most).read_to_end(&mut bytes)
    });
    let unreadable = |why: String| {
        Diagnostic::error("G003", format!("the RDF file cannot be read: {why}"))
            .at(Place::file(path.display().to_string()))
            .help(
                "vérifier le nom du fichier et le droit de le lire",
                "check the name of the file and the right to read it",
            )
    };
    match read {
        Err(error) => Err(unreadable(error.to_string())),
        Ok(_) if bytes.len() as u64 > WHOLE_FILE_LIMIT => Err(unreadable(format!(
            "larger than {} MiB",
            WHOLE_FILE_LIMIT >> 20
        ))),
        Ok(_) => Ok(bytes),
    }
}
