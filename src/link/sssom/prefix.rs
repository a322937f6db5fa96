//! Prefixes of subjects and objects, and those that nothing declares.
//!
//! In: a cell and the heading of its file. Out: the IRI it stands for; or `N016`, since an undeclared
//! prefix would be published as if it were an IRI, and lead nowhere.

use super::PREFIXES;
use super::heading::Heading;
use crate::diag::{Diagnostic, Place};
use crate::text::nearest::nearest;

/// The IRI that a cell stands for; the cell itself where no prefix of it is known.
pub(super) fn expanded(text: &str, heading: &Heading) -> String {
    let found = text.split_once(':').and_then(|(prefix, rest)| {
        let (_, iri) = known(heading).find(|(known, _)| *known == prefix)?;
        Some(format!("{iri}{rest}"))
    });
    found.unwrap_or_else(|| text.to_owned())
}

/// What is wrong with an expanded cell that still begins with a prefix.
pub(super) fn undeclared(
    iri: &str,
    heading: &Heading,
    at: impl FnOnce() -> Place,
) -> Option<Diagnostic> {
    let whole = iri.contains("://") || iri.starts_with("urn:") || iri.starts_with("tag:");
    let (prefix, rest) = iri.split_once(':').filter(|_| !whole)?;
    let message = format!("the prefix `{prefix}:` of `{iri}` is not declared");
    let near = nearest(prefix, known(heading).map(|(known, _)| known));
    let (fr, en) = match near {
        _ if !heading.has_map => (
            format!(
                "remettre au début du fichier les lignes # (#curie_map: …) qui s'y trouvaient, ou y ajouter #curie_map: puis #  {prefix}: \"https://…\""
            ),
            format!(
                "put back the # lines (#curie_map: …) at the top of the file, or add #curie_map: and then #  {prefix}: \"https://…\""
            ),
        ),
        Some(near) => (
            format!(
                "écrire {near}:{rest} si c'est ce préfixe, sinon le déclarer sous #curie_map: par #  {prefix}: \"https://…\""
            ),
            format!(
                "write {near}:{rest} if that prefix is meant, else declare it below #curie_map: by #  {prefix}: \"https://…\""
            ),
        ),
        None => (
            format!(
                "écrire l'adresse entière, ou déclarer le préfixe sous #curie_map: par #  {prefix}: \"https://…\""
            ),
            format!(
                "write the whole address, or declare the prefix below #curie_map: by #  {prefix}: \"https://…\""
            ),
        ),
    };
    let wrong = Diagnostic::error("N016", message).at(at());
    Some(wrong.label("no such prefix").help(fr, en))
}

fn known(heading: &Heading) -> impl Iterator<Item = (&str, &str)> {
    let own = heading.prefixes.iter();
    own.map(|(prefix, iri)| (prefix.as_str(), iri.as_str()))
        .chain(PREFIXES)
}
