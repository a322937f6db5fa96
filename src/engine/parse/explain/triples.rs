//! Triples with a term too few, or with no point behind them.

use super::{Mistake, Token};
use crate::text::Bilingual;

/// The first run of terms, with nothing else between two points or brackets of a pattern, that is no triple.
pub(super) fn incomplete(tokens: &[Token<'_>]) -> Option<Mistake> {
    // What stands between the brackets of VALUES are no triples.
    if tokens.iter().any(|token| token.is("VALUES")) {
        return None;
    }
    let pattern = tokens.iter().position(|token| token.text == "{")?;
    let begins = |token: &Token<'_>| matches!(token.text, "{" | "." | "}");
    let ends = |token: &Token<'_>| matches!(token.text, "." | "}");
    let starts = (pattern + 1..tokens.len()).filter(|&at| begins(&tokens[at - 1]));
    let run = |from: usize| {
        let is_tag = |token: &&Token<'_>| token.text.starts_with('@');
        let rest = &tokens[from..];
        let length = rest
            .iter()
            .take_while(|token| token.is_term() || is_tag(token))
            .count();
        let run = &rest[..length];
        let terms = length - run.iter().filter(is_tag).count();
        let whole = rest.get(length).is_some_and(ends);
        (whole && terms > 0 && terms != 3).then_some((run, terms))
    };
    let (run, terms) = starts.into_iter().find_map(run)?;
    if terms < 3 {
        let message = Bilingual::new(
            "ce triplet est incomplet : il faut un sujet, un prédicat et un objet",
            "this triple is incomplete: it takes a subject, a predicate and an object",
        );
        return Some((run.first()?.at, message));
    }
    let message = Bilingual::new(
        "il manque un point entre les triplets, ou `;` ou `,` avant ce terme",
        "a point is missing between triples, or `;` or `,` before this term",
    );
    Some((
        run.iter().filter(|token| token.is_term()).nth(3)?.at,
        message,
    ))
}
