//! A look at the query text before it is parsed: the parser and the evaluator recurse, so that deep
//! nesting would exhaust the stack and end the process.
//!
//! In: text. Out: whether it may be parsed, and whether here or on a thread with a larger stack; its words,
//! IRIs and triple terms.

mod nesting;

use super::{Limits, QueryError};
use nesting::{Nesting, nesting};
use std::ops::Range;

/// What the parser may read again and again ([`Nesting::again`]): less than half a second of it, and a
/// millisecond.
const READINGS: usize = 1 << 19;
const FEW_READINGS: usize = 1 << 12;
/// What it may read again for each byte of a long text.
const READINGS_OF_BYTE: usize = 16;

/// Refuses text that is too long or nested too deeply.
///
/// # Errors
/// [`QueryError::TooLong`], [`QueryError::TooDeep`].
pub fn check(text: &str, limits: &Limits) -> Result<(), QueryError> {
    check_nesting(text, limits).map(drop)
}

/// [`check`], then [`is_shallow`].
///
/// # Errors
/// As [`check`].
pub(super) fn check_shallow(text: &str, limits: &Limits) -> Result<bool, QueryError> {
    let nesting = check_nesting(text, limits)?;
    Ok(is_little(text.as_bytes(), &nesting))
}

/// True for text so short and so little nested that any thread has the stack to read and evaluate it;
/// a thread with a larger stack takes longer to start than such a query to answer.
pub(super) fn is_shallow(text: &str) -> bool {
    is_little(text.as_bytes(), &nesting(text.as_bytes()))
}

fn check_nesting(text: &str, limits: &Limits) -> Result<Nesting, QueryError> {
    if text.len() > limits.query_bytes {
        return Err(QueryError::TooLong(limits.query_bytes));
    }
    let nesting = nesting(text.as_bytes());
    let readings = READINGS.max(text.len() * READINGS_OF_BYTE);
    if nesting.depth > limits.query_depth || nesting.again > readings {
        return Err(QueryError::TooDeep(limits.query_depth));
    }
    Ok(nesting)
}

fn is_little(bytes: &[u8], nesting: &Nesting) -> bool {
    const OPERATORS: usize = 80;
    if bytes.len() > 2048 || nesting.depth > 12 || nesting.again > FEW_READINGS {
        return false;
    }
    let (mut operators, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        operators += usize::from(b"|&+-*/=<>!^,".contains(&byte));
        let length = step_length(&bytes[at..]);
        if byte == b'<' {
            let inside = bytes[at..at + length].iter();
            operators += inside.filter(|b| b"|&+*=!^".contains(b)).count();
        }
        at += length;
    }
    operators <= OPERATORS
}

/// The words of a query (runs without white space, brackets, separators or signs) with their byte
/// offsets; strings, IRIs and comments are left out.
pub fn words(text: &str) -> Vec<(usize, &str)> {
    let bytes = text.as_bytes();
    let (mut words, mut start, mut at) = (Vec::new(), None, 0);
    while at <= bytes.len() {
        let byte = bytes.get(at).copied().unwrap_or(b' ');
        let inside = byte >= 0x80 || byte.is_ascii_alphanumeric() || b":-_.%@?$".contains(&byte);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
        at += match byte {
            b'#' => line_length(&bytes[at..]),
            b'"' | b'\'' => string_length(&bytes[at..]),
            b'<' => iri_length(&bytes[at..]).unwrap_or(1),
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii) => 2,
            _ => 1,
        };
    }
    words
}

/// The byte ranges of the IRI references of a query, with their brackets.
pub(super) fn iris(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    scan(text.as_bytes(), |at, length| {
        if text.as_bytes()[at] == b'<' && length > 1 {
            found.push(at..at + length);
        }
    });
    found
}

/// The bytes at which triple terms, `<<(`, begin.
pub(super) fn triple_terms(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    scan(text.as_bytes(), |at, _| {
        if text.as_bytes()[at..].starts_with(b"<<(") {
            found.push(at);
        }
    });
    found
}

/// Goes through a text in steps: a string, an IRI, a comment, or one byte of what is between.
pub(super) fn scan(text: &[u8], mut step: impl FnMut(usize, usize)) {
    let mut at = 0;
    while at < text.len() {
        let length = step_length(&text[at..]);
        step(at, length);
        at += length;
    }
}

/// The bytes of the first step of a text that is not empty.
fn step_length(text: &[u8]) -> usize {
    match text[0] {
        b'#' => line_length(text),
        b'"' | b'\'' => string_length(text),
        b'<' => iri_length(text).unwrap_or(1),
        // A sign of a name (SPARQL 1.1 §19.8, PN_LOCAL_ESC): neither quote nor bracket.
        b'\\' => 2,
        _ => 1,
    }
}

fn line_length(text: &[u8]) -> usize {
    text.iter()
        .position(|&b| b == b'\n' || b == b'\r')
        .unwrap_or(text.len())
}

/// The length of a string literal with its quotes (SPARQL 1.1 §19.8, STRING_LITERAL productions).
fn string_length(text: &[u8]) -> usize {
    let quote = text[0];
    let long = text.len() >= 3 && text[1] == quote && text[2] == quote;
    let width = if long { 3 } else { 1 };
    let mut at = width;
    while at < text.len() {
        if text[at] == b'\\' {
            at += 2;
        } else if text[at..].starts_with(&[quote; 3][..width]) {
            return at + width;
        } else if !long && matches!(text[at], b'\n' | b'\r') {
            // Not a string after all: the parser will say so.
            return at;
        } else {
            at += 1;
        }
    }
    text.len()
}

/// The length of an IRI reference with its brackets, or none where `<` is an operator.
fn iri_length(text: &[u8]) -> Option<usize> {
    let legal = |b: u8| b > b' ' && !matches!(b, b'<' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`');
    let inside = text.get(1..)?;
    // The first sign that cannot stand in an IRI ends the search, so that all are found in one pass.
    let end = inside.iter().position(|&b| b == b'>' || !legal(b))?;
    (inside[end] == b'>').then_some(end + 2)
}

#[cfg(test)]
mod tests;
