//! What is wrong with a text that the parser refused: the place, what stands there, the likely reason.
//!
//! In: the text, and the words of the parser, `error at 3:7: expected one of …` with all that it could have
//! read. It tells how far it came with anything, which is seldom where the mistake is. Out: the first of the
//! usual mistakes that the text shows, each looked for on its own, else how far the parser came.

mod aggregates;
mod brackets;
mod changes;
mod names;
mod rules;
mod select;
mod tokens;
mod triples;
mod values;
mod words;

use super::QueryError;
use crate::text::Bilingual;
use oxigraph::model::BlankNode;
use tokens::{Token, tokens};

/// A mistake, and the byte where.
pub(super) type Mistake = (usize, Bilingual);

/// What a text was to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Query,
    Update,
}

/// Explains what the parser said of a text.
pub(super) fn explain(text: &str, said: &str, kind: Kind) -> QueryError {
    let read = tokens(text);
    let stopped = stopped(text, said);
    let found = names::spaced_iri(text, stopped)
        .or_else(|| tokens::odd_quote(&read))
        .or_else(|| brackets::open_string(&read))
        .or_else(|| tokens::unknown_escape(&read))
        .or_else(|| names::undeclared_prefix(text))
        .or_else(|| rules::other_kind(&read, kind))
        .or_else(|| words::unknown(&read))
        .or_else(|| words::alone(&read))
        .or_else(|| words::too_large(&read))
        .or_else(|| brackets::unpaired(&read))
        .or_else(|| changes::misplaced(&read))
        .or_else(|| changes::shared_label(&read, said))
        .or_else(|| aggregates::misplaced(&read))
        .or_else(|| select::clause(&read))
        .or_else(|| rules::broken(&read, said))
        .or_else(|| values::uneven(&read))
        .or_else(|| triples::incomplete(&read))
        .or_else(|| rules::bound_again(&read));
    match (found, stopped) {
        (Some((at, message)), _) => wrong(text, at, message),
        (None, Some(at)) => {
            let before = text[..at].char_indices().rev();
            let begin = before.take(behind(said)).last();
            unexpected(text, begin.map_or(at, |(begin, _)| begin))
        }
        (None, None) => QueryError::Syntax {
            message: Bilingual::new(said, said),
            position: None,
        },
    }
}

/// Two blocks of data that share a blank node, which the parser was not shown together.
pub(in crate::engine) fn shared_label(text: &str, label: &BlankNode) -> QueryError {
    let said = format!("The blank node {label} cannot be shared by multiple blocks");
    explain(text, &said, Kind::Update)
}

/// The place of an aggregate that the parser let through where there are no groups yet.
pub(super) fn early_aggregate(text: &str) -> Option<Mistake> {
    aggregates::misplaced(&tokens(text))
}

/// A syntax error at a byte of a text.
pub(super) fn wrong(text: &str, at: usize, message: Bilingual) -> QueryError {
    QueryError::Syntax {
        message,
        position: Some(position(text, at)),
    }
}

/// What the parser could not go on with, whole, and behind white space.
fn unexpected(text: &str, at: usize) -> QueryError {
    let in_word = |c: char| c.is_alphanumeric() || "_?$:".contains(c);
    let begin = text[..at].trim_end_matches(in_word).len();
    let goes_on = text[at..].starts_with(in_word);
    let begin = if goes_on { begin } else { at };
    let rest = text[begin..].trim_start();
    let Some(word) = rest.split_whitespace().next() else {
        let message = Bilingual::new(
            "la requête est incomplète ou incorrecte : l'analyse est allée jusqu'à la fin",
            "the query is incomplete or incorrect: reading it went on to its end",
        );
        return wrong(text, text.trim_end().len(), message);
    };
    let word: String = word.chars().take(40).collect();
    let message = Bilingual::new(
        format!("la requête ne se lit plus à partir de `{word}`"),
        format!("the query cannot be read from `{word}` on"),
    );
    wrong(text, text.len() - rest.len(), message)
}

/// The byte at which the parser stopped, from the line and column in its words.
fn stopped(text: &str, said: &str) -> Option<usize> {
    let (place, _) = said.strip_prefix("error at ")?.split_once(": ")?;
    let (line, column) = place.split_once(':')?;
    let (line, column) = (line.parse::<usize>().ok()?, column.parse::<usize>().ok()?);
    let lines = text.split_inclusive('\n').take(line.checked_sub(1)?);
    let start = lines.map(str::len).sum::<usize>();
    let at = text[start..].char_indices().nth(column.checked_sub(1)?);
    Some(at.map_or(text.len(), |(at, _)| start + at))
}

/// How far behind the place that is meant the parser says it stopped: by the keyword that it looked for
/// there, where it looked for one only.
fn behind(said: &str) -> usize {
    let (_, keyword) = said.split_once("expected ").unwrap_or_default();
    let alone = keyword.bytes().all(|byte| byte.is_ascii_alphabetic());
    if alone { keyword.len() } else { 0 }
}

/// Line and column of a byte, in characters from 1.
fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    (line, last.chars().count() + 1)
}

#[cfg(test)]
mod tests;
