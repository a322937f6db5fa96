//! `ptce link apply`: decisions of a review kept, and where asked for the linkset that they make.

use super::{Outcome, Output, decided, decisions_path, mappings, write};
use crate::diag::{Diagnostic, Diagnostics};
use crate::graph::dump::{self, Format};
use crate::graph::vocab::PREFIXES;
use crate::graph::{self, Dataset};
use crate::link::decisions::Decisions;
use crate::link::linkset::{self, Linkset};
use crate::link::sssom::Mapping;
use crate::publication::Publication;
use oxigraph::model::Quad;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// Keep the decisions of a review
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Reviews with decisions in the column other: accept or reject
    reviews: Vec<PathBuf>,
    /// Where decisions are kept (default data/links/decisions.tsv of the publication)
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// The name of the linkset: letters, digits and hyphens
    #[arg(long, value_name = "NAME", default_value = "organisations")]
    linkset: String,
    /// Also write the linkset as Turtle; `ptce build` makes its graph from the decisions
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Keeps the decisions, writes the linkset where asked to.
pub fn run(
    arguments: &Arguments,
    publication: &Publication,
    output: &Output,
) -> Result<Outcome, Diagnostics> {
    let slug = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if arguments.linkset.is_empty() || !arguments.linkset.chars().all(slug) {
        return Err(Diagnostic::error(
            "N014",
            "the name of a linkset holds letters, digits and hyphens",
        )
        .help(
            "par exemple --linkset sirene",
            "for example --linkset sirene",
        )
        .into());
    }
    let path = decisions_path(arguments.decisions.as_deref(), publication);
    let known = Decisions::new(mappings(&path, false)?);
    let mut decided_now = Vec::new();
    for review in &arguments.reviews {
        decided_now.extend(mappings(review, true)?);
    }
    // What could not be published is told before it is kept.
    quads(publication, &arguments.linkset, &path, decided_now.clone())?;
    let count = decided::keep(&path, known, decided_now)?;
    output.say(&format!(
        "{count} decisions new or changed in {}",
        path.display()
    ));
    if let Some(out) = &arguments.out {
        let kept = mappings(&path, false)?;
        let quads = quads(publication, &arguments.linkset, &path, kept)?;
        write(out, &turtle(quads)?)?;
        output.say(&format!("the linkset is in {}", out.display()));
    }
    Ok(Outcome::Done)
}

/// The linkset that mappings make.
fn quads(
    publication: &Publication,
    name: &str,
    file: &Path,
    mappings: Vec<Mapping>,
) -> Result<Vec<Quad>, Diagnostics> {
    let bytes = std::fs::read(file).unwrap_or_default();
    let mut set = Linkset::new(&publication.config.base, name)?;
    set.add(&linkset::Source {
        path: file.display().to_string(),
        sha256: graph::hex(&Sha256::digest(&bytes)),
        mappings,
    });
    set.into_quads(None)
}

fn turtle(quads: Vec<Quad>) -> Result<String, Diagnostics> {
    let mut text = Vec::new();
    dump::write(&Dataset::new(quads)?, Format::Ttl, PREFIXES, &mut text)
        .map_err(|error| Diagnostic::error("N013", format!("cannot write: {error}")))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
