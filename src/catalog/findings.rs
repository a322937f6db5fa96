//! What a portal would miss: the findings of `ptce preflight`.
//!
//! In: the settings with their text, the catalogue made from them. Out: diagnostics that name file,
//! line, setting and the way out: what is missing or a placeholder ([`settings`]), what the European
//! quality assessment counts off, what udata and CKAN would lose ([`portals`]).

pub mod locate;
pub mod portals;
pub mod settings;

use super::quality::{self, ALL_POINTS, Metric, Score};
use super::{Catalogue, Profile, dcat};
use crate::diag::{Diagnostic, Diagnostics};
use locate::Locator;
use serde::Serialize;
use std::collections::BTreeMap;

/// What was found, counted.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// How many datasets there are.
    pub datasets: usize,
    /// How many distributions there are.
    pub distributions: usize,
    /// The rules of DCAT-AP that are broken.
    pub violations: Vec<String>,
    /// The points of every distribution in the European assessment, out of 405.
    pub scores: Vec<Score>,
    /// The quality that udata would compute for each dataset, from 0 to 1.
    pub udata: BTreeMap<String, f64>,
}

impl Report {
    /// The points of the distribution that has the fewest.
    pub fn lowest(&self) -> u32 {
        self.scores
            .iter()
            .map(|score| score.points)
            .min()
            .unwrap_or(0)
    }
}

/// Looks at a catalogue; `answers` says whether an address gives an answer.
pub fn find(
    catalogue: &Catalogue<'_>,
    locator: &Locator<'_>,
    answers: &dyn Fn(&str) -> bool,
) -> (Report, Diagnostics) {
    let mut found = settings::find(catalogue, locator);
    let quads = dcat::quads(catalogue, Profile::DcatAp);
    let index = quality::index::Index::new(&quads);
    let violations = quality::compliance::violations(&index);
    for violation in &violations {
        found.push(
            Diagnostic::error("K006", format!("a rule of DCAT-AP is broken: {violation}"))
                .at(locator.place("catalog"))
                .help(
                    "remplir les réglages signalés plus haut ; ce qui manque au catalogue en vient",
                    "fill in the settings told above; what the catalogue lacks comes from them",
                ),
        );
    }
    let scores = quality::measure(&quads, answers);
    points(&scores, locator, &mut found);
    let udata = portals::udata(catalogue, locator, answers, &mut found);
    portals::ckan(catalogue, locator, &mut found);
    let report = Report {
        datasets: catalogue.entries().len(),
        distributions: scores.len(),
        violations,
        scores,
        udata,
    };
    (report, found)
}

/// One diagnostic for each metric that any distribution misses.
fn points(scores: &[Score], locator: &Locator<'_>, found: &mut Diagnostics) {
    for metric in Metric::ALL {
        let missing = scores
            .iter()
            .filter(|score| score.missing.contains(&metric))
            .count();
        if missing == 0 {
            continue;
        }
        let (setting, fr, en) = remedy(metric);
        let message = format!(
            "{} of {ALL_POINTS} points of the European assessment are lost on {missing} of {} distributions: {metric:?}",
            metric.points(),
            scores.len(),
        );
        found.push(
            Diagnostic::error("K007", message)
                .at(locator.place(setting))
                .help(fr, en),
        );
    }
}

/// The setting that a metric comes from, and what to write there.
fn remedy(metric: Metric) -> (&'static str, &'static str, &'static str) {
    match metric {
        Metric::Keywords => (
            "catalog.keywords",
            "donner des mots-clés : catalog.keywords.fr et .en",
            "give keywords: catalog.keywords.fr and .en",
        ),
        Metric::Categories => (
            "catalog.themes",
            "donner des thèmes européens : catalog.themes = [\"SOCI\"]",
            "give European themes: catalog.themes = [\"SOCI\"]",
        ),
        Metric::Place => (
            "catalog.place.country",
            "dire de quel pays parlent les données : catalog.place.country = \"FRA\"",
            "say which country the data is about: catalog.place.country = \"FRA\"",
        ),
        Metric::Time => (
            "catalog.period",
            "dire quels jours les données décrivent : catalog.period",
            "say which days the data describes: catalog.period",
        ),
        Metric::AccessAnswers | Metric::DownloadAnswers => (
            "catalog.address",
            "donner l'adresse publique du serveur, et vérifier qu'elle répond (--online)",
            "give the public address of the server, and verify that it answers (--online)",
        ),
        Metric::Licence | Metric::LicenceVocabulary => (
            "catalog.licence_code",
            "donner le code de la licence dans la table européenne : catalog.licence_code = \"ETALAB_2_0\"",
            "give the code of the licence in the EU table: catalog.licence_code = \"ETALAB_2_0\"",
        ),
        Metric::Contact => (
            "catalog.contact",
            "donner la boîte ou la page d'un service : catalog.contact.email ou .url",
            "give the mailbox or the page of a service: catalog.contact.email or .url",
        ),
        Metric::Publisher => (
            "catalog.publisher",
            "dire qui publie : catalog.publisher.name",
            "say who publishes: catalog.publisher.name",
        ),
        Metric::Issued | Metric::Modified => (
            "catalog.issued",
            "donner les dates : catalog.issued et catalog.modified",
            "give the dates: catalog.issued and catalog.modified",
        ),
        Metric::Compliance => (
            "catalog",
            "corriger les règles de DCAT-AP signalées plus haut",
            "mend the rules of DCAT-AP told above",
        ),
        _ => (
            "catalog",
            "ce point vient des fichiers eux-mêmes ; voir la liste des distributions (--format json)",
            "this point comes from the files themselves; see the list of distributions (--format json)",
        ),
    }
}
