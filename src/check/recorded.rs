//! Which of the publication's sources a text is, by its SHA-256.
//!
//! In: the texts given, `situation.source_sha256` and the table of sources where there is one. Out:
//! the texts with the keys that the table of evidence knows them by, or `E002` for a stranger.

use super::source::Source;
use super::{cell, each_row};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::Publication;
use crate::table::schema::Package;

/// The texts given, known by their keys.
pub(super) struct Sources {
    /// Each with its key; the empty key where the publication has no table of sources.
    pub(super) given: Vec<(String, Source)>,
    /// Whether every source that the publication records is given.
    pub(super) complete: bool,
}

/// Recognises the texts; what is none of the sources is told and left out.
pub(super) fn recognise(
    publication: &Publication,
    package: &Package,
    texts: Vec<Source>,
) -> (Sources, Diagnostics) {
    let mut found = Diagnostics::new();
    let recorded = recorded(publication, package);
    let mut given: Vec<(String, Source)> = Vec::new();
    for text in texts {
        let same = |(_, sha256): &&(String, String)| sha256.eq_ignore_ascii_case(&text.sha256);
        match recorded.iter().find(same) {
            Some((key, _)) => given.push((key.clone(), text)),
            None if recorded.is_empty() => given.push((String::new(), text)),
            None => found.push(stranger(&text)),
        }
    }
    let is_given = |key: &String| given.iter().any(|(known, _)| known == key);
    let complete = recorded.iter().all(|(key, _)| is_given(key));
    (Sources { given, complete }, found)
}

/// Keys and hashes of all sources that the publication records.
fn recorded(publication: &Publication, package: &Package) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let table = publication
        .config
        .evidence
        .as_ref()
        .and_then(|evidence| evidence.sources.as_ref());
    if let Some(sources) = table
        && let Some(table) = package.table(&sources.table)
    {
        each_row(publication, table, |headers, row| {
            let name = |column: &str| cell(headers, row, column).to_owned();
            all.push((name(&sources.key), name(&sources.sha256)));
        });
    } else if let Some(sha256) = &publication.config.situation.source_sha256 {
        all.push((String::new(), sha256.clone()));
    }
    all
}

fn stranger(text: &Source) -> Diagnostic {
    let message = format!(
        "this is no source that the publication records: its SHA-256 is {}",
        text.sha256
    );
    Diagnostic::error("E002", message).at(Place::file(&text.name)).help(
        "prendre le texte d'origine ; s'il a changé, corriger son SHA-256 et relire la table des preuves",
        "take the original text; if it has changed, correct its SHA-256 and go through the evidence again",
    )
}
