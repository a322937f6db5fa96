//! What udata (data.gouv.fr) and CKAN would lose of the catalogue, and the quality that udata would
//! compute.
//!
//! In: the catalogue. Out: `K008` and `K009`. The rules are those of the harvesters themselves: udata
//! counts nine things, its keywords have 3 to 96 characters; a tag of CKAN has 2 to 100 letters,
//! digits, spaces, `-`, `_`, `.` and nothing else.

use super::locate::Locator;
use super::settings::placeholder;
use crate::catalog::vocabulary::{COUNTRIES, FREQUENCIES};
use crate::catalog::{Catalogue, Entry};
use crate::diag::{Diagnostic, Diagnostics};
use crate::publication::config::catalog::DatasetSettings;
use std::collections::BTreeMap;

/// Characters that a description must have more of than this.
const DESCRIPTION: usize = 100;
/// Licences that udata knows by their address.
const LICENCES: [&str; 4] = [
    "etalab.gouv.fr",
    "opendatacommons.org",
    "opendefinition.org",
    "creativecommons.org",
];

/// What to write of a place.
const PLACE: (&str, &str) = (
    "dire le pays et son cadre : catalog.place.country et bbox = [ouest, sud, est, nord]",
    "say the country and its box: catalog.place.country and bbox = [west, south, east, north]",
);

/// The path of a dataset's settings.
fn path(catalogue: &Catalogue<'_>, entry: &Entry<'_>) -> String {
    let datasets = &catalogue.config.catalog.datasets;
    let same = |one: &DatasetSettings| entry.settings.is_some_and(|own| std::ptr::eq(own, one));
    match datasets.iter().position(same) {
        Some(at) => format!("catalog.datasets.{at}"),
        None => "catalog".to_owned(),
    }
}

/// Tells what udata would lose; the quality of each dataset.
pub fn udata(
    catalogue: &Catalogue<'_>,
    locator: &Locator<'_>,
    answers: &dyn Fn(&str) -> bool,
    found: &mut Diagnostics,
) -> BTreeMap<String, f64> {
    let mut qualities = BTreeMap::new();
    for entry in catalogue.entries() {
        let mut got = 0_u32;
        for (met, setting, fr, en) in criteria(catalogue, &entry, answers) {
            if met {
                got += 1;
                continue;
            }
            let own = path(catalogue, &entry);
            let setting = match setting {
                "description" => format!("{own}.description.fr"),
                other => other.to_owned(),
            };
            let message = format!("udata would lower the quality of {}", entry.graph.iri);
            found.push(
                Diagnostic::error("K008", message)
                    .at(locator.place(&setting))
                    .help(fr, en),
            );
        }
        qualities.insert(entry.graph.iri.clone(), f64::from(got) / 9.0);
        for word in catalogue.keywords(&entry, "fr") {
            let n = word.chars().count();
            if !(3..=96).contains(&n) {
                let shown = crate::text::shortened(word, 60);
                let message = format!("udata drops the keyword `{shown}`");
                found.push(
                    Diagnostic::error("K008", message)
                        .at(locator.place("catalog.keywords.fr"))
                        .help(
                            "un mot-clé d'udata a de 3 à 96 caractères",
                            "a keyword of udata has 3 to 96 characters",
                        ),
                );
            }
        }
    }
    qualities
}

type Criterion = (bool, &'static str, &'static str, &'static str);

/// The nine things that udata counts: met or not, the setting, what to do.
fn criteria(
    catalogue: &Catalogue<'_>,
    entry: &Entry<'_>,
    answers: &dyn Fn(&str) -> bool,
) -> [Criterion; 9] {
    let config = catalogue.config;
    let catalog = &config.catalog;
    let licence = LICENCES
        .iter()
        .any(|host| config.licence.iri.contains(host));
    let place = COUNTRIES.names(&catalog.place.country).is_some() && catalog.place.bbox.is_some();
    let frequency = FREQUENCIES.names(&catalog.frequency).is_some();
    let text = catalogue.description(entry);
    let files = &entry.graph.files;
    let there = |path: &str| answers(&format!("{}{path}", catalogue.address));
    let period = catalogue.period(entry);
    [
        (
            licence,
            "licence.iri",
            "prendre une licence qu'udata connaît",
            "take a licence that udata knows",
        ),
        (
            !period.start.is_empty(),
            "catalog.period",
            "dire la période",
            "say the period",
        ),
        (place, "catalog.place", PLACE.0, PLACE.1),
        (
            frequency,
            "catalog.frequency",
            "dire la fréquence",
            "say the frequency",
        ),
        (true, "catalog.frequency", "", ""),
        (
            text.fr.chars().count() > DESCRIPTION,
            "description",
            "décrire le jeu de données en plus de cent caractères",
            "describe the dataset in more than a hundred characters",
        ),
        (
            !files.is_empty(),
            "catalog",
            "publier au moins un fichier",
            "publish at least one file",
        ),
        (
            files.iter().all(|file| there(&file.path)),
            "catalog.address",
            "les fichiers doivent répondre à l'adresse publique",
            "the files must answer at the public address",
        ),
        (
            !files.is_empty(),
            "catalog",
            "publier au moins un fichier",
            "publish at least one file",
        ),
    ]
}

/// Tells what CKAN would lose.
pub fn ckan(catalogue: &Catalogue<'_>, locator: &Locator<'_>, found: &mut Diagnostics) {
    let lists = [
        ("fr", &catalogue.config.catalog.keywords.fr),
        ("en", &catalogue.config.catalog.keywords.en),
    ];
    let own = catalogue.config.catalog.datasets.iter().enumerate();
    let own = own.flat_map(|(at, one)| {
        let base = format!("catalog.datasets.{at}.keywords");
        [
            (format!("{base}.fr"), &one.keywords.fr),
            (format!("{base}.en"), &one.keywords.en),
        ]
    });
    let all = lists.map(|(lang, words)| (format!("catalog.keywords.{lang}"), words));
    for (path, words) in all.into_iter().chain(own) {
        for (at, word) in words.iter().enumerate() {
            if !is_tag(word) {
                let shown = crate::text::shortened(word, 60);
                let message = format!("CKAN refuses the tag `{shown}` and the dataset with it");
                found.push(
                    Diagnostic::error("K009", message)
                        .at(locator.place(&format!("{path}.{at}")))
                        .help(
                            "de 2 à 100 lettres, chiffres, espaces, tirets, points ; pas d'apostrophe ni de virgule",
                            "2 to 100 letters, digits, spaces, hyphens, full stops; no apostrophe, no comma",
                        ),
                );
            }
        }
    }
    let title = &catalogue.config.title.fr;
    if title.trim().is_empty() || placeholder(title).is_some() {
        found.push(
            Diagnostic::error("K009", "CKAN refuses a catalogue without a title")
                .at(locator.place("title.fr"))
                .help("écrire le titre", "write the title"),
        );
    }
}

/// True for what CKAN takes as a tag.
pub fn is_tag(word: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || " -_.".contains(c);
    (2..=100).contains(&word.chars().count()) && word.chars().all(plain)
}
