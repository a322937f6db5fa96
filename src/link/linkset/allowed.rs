//! What a mapping must say before it is published.
//!
//! In: an accepted mapping. Out: its predicate and confidence; or what is wrong, in which column, and the
//! way out.

use super::{Mapping, OWL, SKOS};
use crate::diag::Diagnostic;
use crate::graph::named_node;
use crate::publication::config::is_date;

/// Justifications that rest on a key of both sides.
const KEYED: [&str; 2] = [
    "semapv:BackgroundKnowledgeBasedMatching",
    "semapv:DatabaseCrossReference",
];
/// What may be said of two things.
const PREDICATES: [(&str, &str); 6] = [
    ("owl:sameAs", OWL),
    ("skos:exactMatch", SKOS),
    ("skos:closeMatch", SKOS),
    ("skos:broadMatch", SKOS),
    ("skos:narrowMatch", SKOS),
    ("skos:relatedMatch", SKOS),
];

/// Why a mapping is not published.
#[derive(Debug)]
pub(super) struct Refused {
    /// The column of the file that holds what is wrong.
    pub column: &'static str,
    message: String,
    help: (String, String),
}

impl Refused {
    /// As a diagnostic, without its place.
    pub fn told(self) -> Diagnostic {
        let (fr, en) = self.help;
        Diagnostic::error("N012", self.message).help(fr, en)
    }
}

fn refused(
    column: &'static str,
    message: impl Into<String>,
    fr: impl Into<String>,
    en: impl Into<String>,
) -> Refused {
    Refused {
        column,
        message: message.into(),
        help: (fr.into(), en.into()),
    }
}

/// The IRI of the predicate, where the mapping has what it needs.
pub(super) fn predicate(mapping: &Mapping) -> Result<String, Refused> {
    let said = mapping.predicate.as_str();
    let Some((name, space)) = PREDICATES.iter().find(|(name, _)| *name == said) else {
        let all = PREDICATES.map(|(name, _)| name).join(", ");
        return Err(refused(
            "predicate_id",
            format!("`predicate_id` must be one of {all}, found `{said}`"),
            format!("écrire l'un d'eux : {all}"),
            format!("write one of them: {all}"),
        ));
    };
    let keyed = KEYED.contains(&mapping.justification.as_str());
    if *name == "owl:sameAs" && !keyed {
        let keys = KEYED.join(", ");
        return Err(refused(
            "mapping_justification",
            "owl:sameAs needs a key: a justification by one",
            format!(
                "écrire skos:exactMatch avec un relecteur, ou la justification par une clé ({keys}) si c'en est une"
            ),
            format!(
                "write skos:exactMatch with a reviewer, or the justification by a key ({keys}) if it is one"
            ),
        ));
    }
    if *name == "skos:exactMatch" && !keyed && mapping.reviewer.is_empty() {
        return Err(refused(
            "reviewer_label",
            "skos:exactMatch needs a key or a reviewer, and `reviewer_label` is empty",
            "dire qui a décidé : remplir reviewer_label, ou ptce link apply FICHIER --reviewer NOM",
            "say who decided: fill reviewer_label, or ptce link apply FILE --reviewer NAME",
        ));
    }
    term(mapping)?;
    for (column, iri) in [
        ("subject_id", &mapping.subject),
        ("object_id", &mapping.object),
    ] {
        named_node(iri).map_err(|_| {
            let message = format!("`{iri}` is no IRI");
            let fr = "écrire l'adresse entière, ou un préfixe déclaré sous #curie_map:";
            let en = "write the whole address, or a prefix declared below #curie_map:";
            refused(column, message, fr, en)
        })?;
    }
    let local = name.rsplit(':').next().unwrap_or_default();
    Ok(format!("{space}{local}"))
}

/// Refuses a justification that is no term of SEMAPV, and a day that is none.
fn term(mapping: &Mapping) -> Result<(), Refused> {
    let said = &mapping.justification;
    let term = said.strip_prefix("semapv:").unwrap_or_default();
    if term.is_empty() || !term.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(refused(
            "mapping_justification",
            format!("`mapping_justification` must be a term of semapv, found `{said}`"),
            "écrire semapv:ManualMappingCuration pour une décision prise à la main",
            "write semapv:ManualMappingCuration for a decision taken by hand",
        ));
    }
    let day = &mapping.date;
    if !day.is_empty() && !is_date(day) {
        return Err(refused(
            "mapping_date",
            format!("`mapping_date` must be a date YYYY-MM-DD, found `{day}`"),
            "écrire l'année, le mois et le jour, comme 2026-01-31",
            "write the year, the month and the day, such as 2026-01-31",
        ));
    }
    Ok(())
}

/// The confidence, from 0 to 1.
pub(super) fn confidence(mapping: &Mapping) -> Result<f64, Refused> {
    let said = &mapping.confidence;
    let from = |text: &str| text.parse().ok().filter(|n: &f64| (0.0..=1.0).contains(n));
    let point = said.replace(',', ".");
    from(said).ok_or_else(|| {
        let proposed = if from(&point).is_some() {
            &point
        } else {
            "0.90"
        };
        refused(
            "confidence",
            format!("`confidence` must be a number from 0 to 1, found `{said}`"),
            format!("écrire un nombre avec un point, comme {proposed}"),
            format!("write a number with a point, such as {proposed}"),
        )
    })
}
