//! Aggregates where there are no groups yet.

use super::{Mistake, Token};
use crate::text::Bilingual;

/// How many conditions are looked at: each may be as far from its end as the text is long.
const LOOKED_AT: usize = 64;

const AGGREGATES: [&str; 7] = [
    "COUNT",
    "SUM",
    "MIN",
    "MAX",
    "AVG",
    "SAMPLE",
    "GROUP_CONCAT",
];

/// An aggregate in FILTER or BIND (SPARQL 1.1 §11.2).
pub(super) fn misplaced(tokens: &[Token<'_>]) -> Option<Mistake> {
    let conditions = (0..tokens.len()).filter(|&at| {
        let opens = tokens.get(at + 1).is_some_and(|next| next.text == "(");
        opens && (tokens[at].is("FILTER") || tokens[at].is("BIND"))
    });
    conditions
        .take(LOOKED_AT)
        .find_map(|at| within(&tokens[at + 1..]))
}

fn within(tokens: &[Token<'_>]) -> Option<Mistake> {
    let mut depth = 0_usize;
    let inside = tokens.iter().take_while(|token| {
        depth += usize::from(token.text == "(");
        depth -= usize::from(token.text == ")");
        depth > 0 && token.text != "{"
    });
    let called = inside
        .zip(tokens.get(1..)?)
        .find(|(token, next)| next.text == "(" && AGGREGATES.iter().any(|word| token.is(word)));
    let (token, _) = called?;
    let word = token.text.to_ascii_uppercase();
    let message = Bilingual::new(
        format!(
            "{word} se calcule sur des groupes, qui n'existent pas encore ici : mettre la condition dans HAVING, après l'accolade fermante"
        ),
        format!(
            "{word} is told of groups, which are not there yet here: put the condition into HAVING, behind the closing brace"
        ),
    );
    Some((token.at, message))
}
