//! What was found, as a review for a steward.

use super::super::output::count;
use super::{
    DECISIONS, Outcome, Output, REVIEW, decisions_path, in_publication, mappings, print, write,
};
use crate::diag::{Diagnostic, Diagnostics};
use crate::link::candidate::Candidates;
use crate::link::decisions::Decisions;
use crate::link::run::{Band, Linked, Thresholds, decide};
use crate::link::sssom::{self, Mapping};
use crate::link::{Features, Record};
use crate::publication::Publication;
use std::fmt::Write as _;
use std::fs::Metadata;
use std::path::PathBuf;

/// What is said of the bands: how many of them are right, on the invented organisations of
/// `benches/link.rs`. `ptce link stats` tells it of decisions.
const ACCEPTED: &str = "accept: about 98 in 100 are right";
const REVIEWED: &str = "review: about 1 in 8 is right where three names in ten have no counterpart";

/// How candidates become a review.
#[derive(Debug, clap::Args)]
pub struct Found {
    /// Where the review is written
    #[arg(long, value_name = "FILE", help = format!("Where the review is written (SSSOM TSV; default {REVIEW} of the publication); - for standard output"))]
    out: Option<PathBuf>,
    /// What was decided before
    #[arg(long, value_name = "FILE", help = format!("What was decided before (default {DECISIONS} of the publication)"))]
    decisions: Option<PathBuf>,
    /// The score from which a candidate is accepted
    #[arg(long, default_value_t = Thresholds::default().accept, value_parser = score)]
    accept: f32,
    /// The score from which a candidate is shown
    #[arg(long, default_value_t = Thresholds::default().review, value_parser = score)]
    review: f32,
}

fn score(text: &str) -> Result<f32, String> {
    let score = text
        .parse()
        .ok()
        .filter(|score| (0.0..=1.0).contains(score));
    score.ok_or_else(|| "expected a score from 0 to 1, such as 0.77".to_owned())
}

impl Found {
    /// Sees that the review is not written over one whose decisions are kept nowhere else.
    ///
    /// # Errors
    /// `N017` with the first of them, or what the reader of reviews says of the file.
    pub fn check(&self, publication: &Publication) -> Result<(), Diagnostics> {
        let out = self.out(publication);
        let holds_text = |known: Metadata| known.is_file() && known.len() > 0;
        if out.as_os_str() == "-" || !std::fs::metadata(&out).is_ok_and(holds_text) {
            return Ok(());
        }
        let decided = mappings(&out, true)?;
        let known = self.known(publication)?;
        let lost = |mapping: &&Mapping| mapping.is_decided() && !known.holds(mapping);
        let lost: Vec<&Mapping> = decided.iter().filter(lost).collect();
        let Some(first) = lost.first() else {
            return Ok(());
        };
        let shown = out.display().to_string();
        let said = format!(
            "the review that is there would be lost with {} that {} not kept, the first `{}` for `{}`",
            count(lost.len() as u64, "decision"),
            if lost.len() == 1 { "is" } else { "are" },
            first.decision,
            first.subject_label
        );
        let told = Diagnostic::error("N017", said).help(
            format!(
                "les garder d'abord : ptce link apply {shown} ; ou écrire ailleurs : --out AUTRE"
            ),
            format!("keep them first: ptce link apply {shown}; or write elsewhere: --out OTHER"),
        );
        let bytes = std::fs::read(&out).unwrap_or_default();
        let places = sssom::places(&bytes, &shown, &[(first.line, "other")]);
        Err(places.into_iter().fold(told, Diagnostic::at).into())
    }

    fn out(&self, publication: &Publication) -> PathBuf {
        in_publication(self.out.as_deref(), REVIEW, publication)
    }

    fn known(&self, publication: &Publication) -> Result<Decisions, Diagnostics> {
        let path = decisions_path(self.decisions.as_deref(), publication);
        Ok(Decisions::new(mappings(&path, false)?))
    }

    /// Decides, leaves out what a steward has decided, writes the review.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn report(
        &self,
        (sources, best): (&[Record], &Candidates),
        prefix: &str,
        publication: &Publication,
        output: &Output,
    ) -> Result<Outcome, Diagnostics> {
        let thresholds = Thresholds {
            accept: self.accept,
            review: self.review,
            ..Thresholds::default()
        };
        let linked = decide(best, thresholds);
        let decisions = self.known(publication)?;
        let candidates = linked
            .iter()
            .map(|linked| mapping(&sources[linked.source], linked, prefix))
            .collect();
        let open = decisions.open(candidates);
        let base = &publication.config.base;
        let set = sssom::Set {
            iri: &format!("{base}graph/links/review"),
            licence: &publication.config.licence.iri,
            prefixes: &[("subject", base), ("object", prefix)],
        };
        let text = sssom::write(&set, &open);
        let out = self.out(publication);
        if out.as_os_str() == "-" {
            print(&text)?;
            return Ok(Outcome::Done);
        }
        // Somebody may have decided in it meanwhile.
        self.check(publication)?;
        write(&out, &text)?;
        let count = |band| linked.iter().filter(|linked| linked.band == band).count();
        let looked_at = best.iter().filter(|list| !list.is_empty()).count();
        let below = looked_at - linked.len();
        output.say(&format!("{:>9} organisations looked for", sources.len()));
        for (count, said) in [
            (count(Band::Accept), ACCEPTED),
            (count(Band::Review), REVIEWED),
            (
                below,
                "reject: about 1 in 100, below --review and not written",
            ),
        ] {
            output.say(&format!("{count:>9} {said}"));
        }
        output.say(&format!("{:>9} lines in {}", open.len(), out.display()));
        Ok(Outcome::Done)
    }
}

/// The features in words.
pub fn sentence(features: &Features) -> String {
    let mut text = format!("score {:.2}: words {:.2}", features.score(), features.words);
    if features.key {
        text.push_str(", same key");
    }
    if features.acronym > 0.0 {
        let _ = write!(text, ", acronym {:.2}", features.acronym);
    }
    for (value, name) in [(features.place, "place"), (features.form, "legal form")] {
        if value != 0.0 {
            let _ = write!(text, ", {name} {value:+.1}");
        }
    }
    if features.other_number {
        text.push_str(", other number");
    }
    text
}

/// What says that a row belongs to the social and solidarity economy, each evidence apart.
pub fn evidence(ess: &[String]) -> String {
    let said = ess.iter().map(|evidence| format!("; ESS {evidence}"));
    said.collect()
}

fn mapping(source: &Record, linked: &Linked, prefix: &str) -> Mapping {
    let features = &linked.best.features;
    let justification = if features.key {
        "semapv:DatabaseCrossReference"
    } else {
        "semapv:LexicalMatching"
    };
    let object = &linked.best.id;
    let mut comment = sentence(features);
    if linked.second > 0.0 {
        let _ = write!(comment, "; second {:.2}", linked.second);
    }
    comment.push_str(&evidence(&linked.best.ess));
    if !linked.best.remark.is_empty() {
        let _ = write!(comment, "; {}", linked.best.remark);
    }
    comment.push_str(if linked.band == Band::Accept {
        "; band accept"
    } else {
        "; band review"
    });
    Mapping {
        subject: source.id.clone(),
        subject_label: source.names.first().cloned().unwrap_or_default(),
        predicate: "skos:exactMatch".to_owned(),
        object: if object.contains("://") {
            object.clone()
        } else {
            format!("{prefix}{object}")
        },
        object_label: linked.best.label.clone(),
        justification: justification.to_owned(),
        tool: "ptce".to_owned(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        confidence: format!("{:.2}", features.score()),
        comment,
        ..Mapping::default()
    }
}
