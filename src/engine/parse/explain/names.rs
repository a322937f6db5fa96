//! IRIs and prefixed names that are none.

use super::Mistake;
use crate::engine::guard;
use crate::text::Bilingual;

/// An IRI with a space in it, before the place where the parser stopped.
pub(super) fn spaced_iri(text: &str, stopped: Option<usize>) -> Option<Mistake> {
    let (iri, at) = spaced(&text[..stopped?])?;
    Some((
        at,
        Bilingual::new(
            format!("il n'y a pas d'espace dans une IRI : écrire %20 dans `{iri}`"),
            format!("there is no space in an IRI: write %20 in `{iri}`"),
        ),
    ))
}

/// The last thing in a text that looks like an IRI but for its spaces, and where it begins; what may as well
/// be two comparisons of variables is none.
fn spaced(text: &str) -> Option<(String, usize)> {
    let end = text.rfind('>')?;
    let begin = text[..end].rfind('<')?;
    let inside = &text[begin + 1..end];
    let plain = |c: char| c != '\n' && !"?$\"&|{}()".contains(c);
    let spaced = inside.starts_with(|c: char| c.is_alphanumeric() || c == '#' || c == '/')
        && inside.contains(' ')
        && inside.chars().all(plain);
    spaced.then(|| (text[begin..=end].chars().take(80).collect(), begin))
}

/// The first prefix that is used before any PREFIX declares it.
pub(super) fn undeclared_prefix(text: &str) -> Option<Mistake> {
    let (prefix, at) = undeclared(text)?;
    Some((
        at,
        Bilingual::new(
            format!(
                "le préfixe `{prefix}:` n'est pas déclaré : ajouter PREFIX {prefix}: <…> en tête de la requête"
            ),
            format!(
                "the prefix `{prefix}:` is not declared: add PREFIX {prefix}: <…> at the top of the query"
            ),
        ),
    ))
}

fn undeclared(text: &str) -> Option<(&str, usize)> {
    let mut declared: Vec<&str> = Vec::new();
    let mut previous = "";
    for (at, word) in guard::words(text) {
        let Some((prefix, _)) = word.split_once(':') else {
            previous = word;
            continue;
        };
        let name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if previous.eq_ignore_ascii_case("prefix") {
            declared.push(prefix);
        } else if !prefix.starts_with('_')
            && prefix.chars().all(name)
            && !declared.contains(&prefix)
        {
            return Some((prefix, at));
        }
        previous = word;
    }
    None
}
