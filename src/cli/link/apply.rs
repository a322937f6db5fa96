//! `ptce link apply`: decisions of a review kept, and where asked for the linkset that they make.

use super::{Outcome, Output, REVIEW, decided, decisions_path, in_publication, mappings, write};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::Dataset;
use crate::graph::dump::{self, Format};
use crate::graph::vocab::PREFIXES;
use crate::link::decisions::{Decisions, Signature};
use crate::link::linkset::{self, Linkset};
use crate::link::sssom::{self, Mapping};
use crate::publication::Publication;
use oxigraph::model::Quad;
use std::path::{Path, PathBuf};

/// Keep the decisions of a review
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Reviews with decisions in the column other: accept or reject
    #[arg(help = format!("Reviews with decisions in the column other, accept or reject (default {REVIEW} of the publication, where there is one)"))]
    reviews: Vec<PathBuf>,
    /// Where decisions are kept (default data/links/decisions.tsv of the publication)
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Who decided, as it will be published; fills the column reviewer_label where it is empty
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    reviewer: Option<String>,
    /// The day of the decisions that are new or changed and say none (default today, UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = crate::cli::resolve::date)]
    date: Option<String>,
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
    check_name(&arguments.linkset)?;
    let path = decisions_path(arguments.decisions.as_deref(), publication);
    let by = Signature {
        reviewer: arguments.reviewer.as_deref().unwrap_or_default(),
        date: &arguments.date.clone().unwrap_or_else(decided::today),
    };
    let known = Decisions::new(mappings(&path, false)?);
    let mut decided_now = Vec::new();
    let (mut unreadable, mut found) = (Diagnostics::new(), Diagnostics::new());
    for review in &reviews(arguments, publication) {
        let bytes = match bytes(review) {
            Ok(bytes) => bytes,
            Err(fault) => {
                unreadable.push(fault);
                continue;
            }
        };
        match decided_in(
            (review, &bytes),
            (&known, by),
            &arguments.linkset,
            publication,
        ) {
            Ok(decided) => decided_now.extend(decided),
            Err(more) => found.append(more),
        }
    }
    if unreadable.has_errors() {
        unreadable.append(found);
        return Err(unreadable);
    }
    if found.has_errors() {
        output.diagnostics(found.iter());
        return Ok(Outcome::Findings);
    }
    let kept = decided::keep(&path, decided_now, by, publication)?;
    let fr = ["nouvelle ou changée", "nouvelles ou changées"];
    let told = decided::decisions(kept.changed, fr, ["new or changed"; 2]);
    output.say(&format!("{}: {told}", path.display()));
    if kept.unsigned > 0 {
        let fr = [
            "n'y est pas signée : l'appliquer de nouveau avec --reviewer NOM",
            "n'y sont pas signées : les appliquer de nouveau avec --reviewer NOM",
        ];
        let en = [
            "there is not signed: apply it again with --reviewer NAME",
            "there are not signed: apply them again with --reviewer NAME",
        ];
        output.say(&decided::decisions(kept.unsigned, fr, en));
    }
    if let Some(out) = &arguments.out {
        let kept = mappings(&path, false)?;
        let bytes = std::fs::read(&path).unwrap_or_default();
        let quads = quads(publication, &arguments.linkset, (&path, &bytes), &kept)?;
        write(out, &turtle(quads)?)?;
        output.say(&format!("the linkset is in {}", out.display()));
    }
    Ok(Outcome::Done)
}

/// The reviews that are given, else the usual one where it is there: without any, the linkset can be
/// written all the same.
fn reviews(arguments: &Arguments, publication: &Publication) -> Vec<PathBuf> {
    let usual = in_publication(None, REVIEW, publication);
    match arguments.reviews.is_empty() && usual.exists() {
        true => vec![usual],
        false => arguments.reviews.clone(),
    }
}

fn check_name(linkset: &str) -> Result<(), Diagnostic> {
    let slug = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !linkset.is_empty() && linkset.chars().all(slug) {
        return Ok(());
    }
    let said = "the name of a linkset holds letters, digits and hyphens";
    Err(Diagnostic::error("N014", said).help(
        "par exemple --linkset sirene",
        "for example --linkset sirene",
    ))
}

fn bytes(review: &Path) -> Result<Vec<u8>, Diagnostic> {
    std::fs::read(review).map_err(|error| {
        Diagnostic::error("N012", format!("cannot be read: {error}"))
            .at(Place::file(review.display().to_string()))
            .help("vérifier le chemin", "check the path")
    })
}

/// The mappings of a review; what could not be published once it is signed is told before it is kept, by
/// its place in the review.
fn decided_in(
    (review, bytes): (&Path, &[u8]),
    (known, by): (&Decisions, Signature<'_>),
    linkset: &str,
    publication: &Publication,
) -> Result<Vec<Mapping>, Diagnostics> {
    let decided = sssom::read(bytes, &review.display().to_string())?;
    let signed = decided.iter().cloned();
    let signed: Vec<Mapping> = signed.map(|mapping| known.signed(mapping, by)).collect();
    quads(publication, linkset, (review, bytes), &signed)?;
    Ok(decided)
}

/// The linkset that the mappings of a file make.
fn quads(
    publication: &Publication,
    name: &str,
    (file, bytes): (&Path, &[u8]),
    mappings: &[Mapping],
) -> Result<Vec<Quad>, Diagnostics> {
    let shown = file.display().to_string();
    let mut set = Linkset::new(&publication.config.base, name)?;
    set.add(linkset::Source {
        path: &shown,
        shown: &shown,
        bytes,
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
