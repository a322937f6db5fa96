//! What stands between SELECT and the pattern.

use super::{Mistake, Token};
use crate::text::Bilingual;

/// A mistake in a SELECT clause (SPARQL 1.1 §19.8, SelectClause).
pub(super) fn clause(tokens: &[Token<'_>]) -> Option<Mistake> {
    let selects = (0..tokens.len()).filter(|&at| tokens[at].is("SELECT"));
    // The head of each may be as long as the text.
    selects.take(64).map(|at| &tokens[at + 1..]).find_map(one)
}

/// The tokens up to the pattern or FROM.
pub(super) fn head<'t, 'a>(tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    let ends = |token: &Token<'_>| token.text == "{" || token.is("WHERE") || token.is("FROM");
    let end = tokens.iter().position(ends).unwrap_or(tokens.len());
    &tokens[..end]
}

fn one(tokens: &[Token<'_>]) -> Option<Mistake> {
    let (mut depth, mut opened) = (0_usize, 0);
    let mut named = false;
    for token in head(tokens) {
        match token.text {
            "(" => {
                if depth == 0 {
                    (opened, named) = (token.at, false);
                }
                depth += 1;
            }
            ")" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && !named {
                    return Some((opened, unnamed()));
                }
            }
            "," if depth == 0 => {
                let message = Bilingual::new(
                    "pas de virgule entre les variables de SELECT : les séparer par des espaces",
                    "no comma between the variables of SELECT: spaces stand between them",
                );
                return Some((token.at, message));
            }
            _ if depth == 1 && token.is("AS") => named = true,
            _ if depth == 0 && token.is_word() && !token.is("DISTINCT") && !token.is("REDUCED") => {
                return Some((token.at, unnamed()));
            }
            _ => {}
        }
    }
    None
}

fn unnamed() -> Bilingual {
    Bilingual::new(
        "dans SELECT, ce qui se calcule est entre parenthèses et porte un nom : (COUNT(?x) AS ?n)",
        "what SELECT computes stands in brackets and has a name: (COUNT(?x) AS ?n)",
    )
}
