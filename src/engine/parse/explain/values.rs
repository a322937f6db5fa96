//! Rows of VALUES with a value too few or too many (SPARQL 1.1 §19.8, note 11).

use super::{Mistake, Token};
use crate::text::Bilingual;

/// The first row that has another number of values than there are variables.
pub(super) fn uneven(tokens: &[Token<'_>]) -> Option<Mistake> {
    let tables = tokens.iter().enumerate();
    let tables = tables.filter(|(_, token)| token.is("VALUES"));
    tables.map(|(at, _)| &tokens[at + 1..]).find_map(table)
}

fn table(tokens: &[Token<'_>]) -> Option<Mistake> {
    let (names, mut rest) = row(tokens)?;
    rest = match rest {
        [open, rest @ ..] if open.text == "{" => rest,
        _ => return None,
    };
    while let Some((values, behind)) = row(rest) {
        if values != names {
            return Some((rest.first()?.at, message(names, values)));
        }
        rest = behind;
    }
    None
}

/// How many terms stand between the brackets at the beginning, and what stands behind; none for triple terms.
fn row<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<(usize, &'t [Token<'a>])> {
    let inside = match tokens {
        [open, inside @ ..] if open.text == "(" => inside,
        _ => return None,
    };
    let end = inside.iter().position(|token| token.text == ")")?;
    let (inside, behind) = (&inside[..end], &inside[end + 1..]);
    let is_value = |(at, token): (usize, &Token<'_>)| {
        let typed = at > 0 && inside[at - 1].text.ends_with('^');
        (token.is_term() || token.is("UNDEF") || token.text.starts_with('-')) && !typed
    };
    let plain = inside
        .iter()
        .all(|token| !token.text.starts_with("<<") && token.text != "<");
    let values = inside
        .iter()
        .enumerate()
        .filter(|one| is_value(*one))
        .count();
    plain.then_some((values, behind))
}

fn message(names: usize, values: usize) -> Bilingual {
    let (french, english) = if values < names {
        (
            "UNDEF pour celle qui manque",
            "UNDEF stands for one that is missing",
        )
    } else {
        (
            "en ôter, ou nommer une variable de plus",
            "take some away, or name another variable",
        )
    };
    Bilingual::new(
        format!("cette ligne de VALUES a {values} valeur(s) pour {names} variable(s) : {french}"),
        format!("this row of VALUES has {values} value(s) for {names} variable(s): {english}"),
    )
}
