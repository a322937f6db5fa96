//! Brackets and quotes that are not closed.

use super::{Mistake, Token};
use crate::text::Bilingual;

/// A string that does not end.
pub(super) fn open_string(tokens: &[Token<'_>]) -> Option<Mistake> {
    let open = |token: &&Token<'_>| {
        let mut signs = token.text.chars();
        let closed = signs.next() == signs.next_back();
        token.is_string() && !closed
    };
    let token = tokens.iter().find(open)?;
    Some((
        token.at,
        Bilingual::new(
            "la chaîne ouverte ici n'est pas fermée sur sa ligne",
            "the string that begins here does not end in its line",
        ),
    ))
}

/// A bracket without its other half.
pub(super) fn unpaired(tokens: &[Token<'_>]) -> Option<Mistake> {
    let mut open: Vec<&Token<'_>> = Vec::new();
    for token in tokens {
        let wanted = match token.text {
            "(" | "[" | "{" => {
                open.push(token);
                continue;
            }
            ")" => "(",
            "]" => "[",
            "}" => "{",
            _ => continue,
        };
        match open.pop() {
            Some(other) if other.text == wanted => {}
            Some(other) => return Some(unclosed(other)),
            None => {
                let sign = token.text;
                let message = Bilingual::new(
                    format!(
                        "`{sign}` ferme ce qui n'est pas ouvert : en enlever un, ou ajouter `{wanted}`"
                    ),
                    format!("`{sign}` closes what is not open: take one away, or add `{wanted}`"),
                );
                return Some((token.at, message));
            }
        }
    }
    open.last().map(|token| unclosed(token))
}

fn unclosed(token: &Token<'_>) -> Mistake {
    let sign = token.text;
    let other = match sign {
        "(" => ")",
        "[" => "]",
        _ => "}",
    };
    let message = Bilingual::new(
        format!("`{sign}` est ouvert ici et n'est pas fermé : il manque `{other}`"),
        format!("`{sign}` opens here and is not closed: `{other}` is missing"),
    );
    (token.at, message)
}
