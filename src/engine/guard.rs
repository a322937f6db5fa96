//! A look at the query text before it is parsed: the parser and the evaluator recurse, so that deep
//! nesting would exhaust the stack and end the process.
//!
//! In: text. Out: how deeply its brackets stand in each other, strings, IRIs and comments aside.

use super::{Limits, QueryError};

/// Refuses text that is too long or nested too deeply.
///
/// # Errors
/// [`QueryError::TooLong`], [`QueryError::TooDeep`].
pub fn check(text: &str, limits: &Limits) -> Result<(), QueryError> {
    if text.len() > limits.query_bytes {
        return Err(QueryError::TooLong(limits.query_bytes));
    }
    if depth(text.as_bytes()) > limits.query_depth {
        return Err(QueryError::TooDeep(limits.query_depth));
    }
    Ok(())
}

/// True for text so short and so little nested that any thread has the stack to read and evaluate it;
/// a thread with a larger stack takes longer to start than such a query to answer.
pub(super) fn is_shallow(text: &str) -> bool {
    const OPERATORS: usize = 64;
    let bytes = text.as_bytes();
    if bytes.len() > 2048 || depth(bytes) > 12 {
        return false;
    }
    let (mut operators, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        operators += usize::from(b"|&+-*/=<>!^,".contains(&byte));
        at += match byte {
            b'#' => line_length(&bytes[at..]),
            b'"' | b'\'' => string_length(&bytes[at..]),
            b'<' => iri_length(&bytes[at..]).unwrap_or(1),
            _ => 1,
        };
    }
    operators <= OPERATORS
}

/// The deepest nesting of `( { [` and `<<`, where signs that nest without brackets (`!`, `^`, `-`,
/// `+` in a row, and UNION, OPTIONAL, MINUS in a row, which the algebra nests) count as well.
fn depth(text: &[u8]) -> usize {
    let (mut open, mut signs, mut deepest) = (0_usize, 0_usize, 0_usize);
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let step = match byte {
            b'#' => line_length(&text[at..]),
            b'"' | b'\'' => string_length(&text[at..]),
            b'<' => iri_length(&text[at..]).unwrap_or(1),
            _ => 1,
        };
        match byte {
            b'(' | b'{' | b'[' => open += 1,
            b')' | b'}' | b']' => open = open.saturating_sub(1),
            b'<' if step == 1 && text.get(at + 1) == Some(&b'<') => open += 1,
            b'>' if text.get(at + 1) == Some(&b'>') => open = open.saturating_sub(1),
            _ => {}
        }
        match byte {
            b'!' | b'^' | b'-' | b'+' | b'/' | b'|' => signs += 1,
            byte if byte.is_ascii_whitespace() => {}
            _ => signs = 0,
        }
        deepest = deepest.max(open + signs);
        at += step;
    }
    deepest
}

/// The words of a query (runs without white space, brackets, separators or signs) with their byte
/// offsets; strings, IRIs and comments are left out.
pub(super) fn words(text: &str) -> Vec<(usize, &str)> {
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
            _ => 1,
        };
    }
    words
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
    let end = text.iter().position(|&b| b == b'>')?;
    let inside = &text[1..end];
    let legal = |&b: &u8| b > b' ' && !matches!(b, b'<' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`');
    inside.iter().all(legal).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_iris_and_comments_do_not_count() {
        let text = "# ((((\nSELECT * { ?s <http://e.org/((> \"((\\\"((\" ; '''(\n(''' }";
        assert_eq!(depth(text.as_bytes()), 1);
    }

    #[test]
    fn nesting_counts_whatever_the_bracket() {
        assert_eq!(depth(b"{ ( [ ] ) }"), 3);
        assert_eq!(depth(b"FILTER(!!!!?x)"), 5);
        assert_eq!(depth(b"FILTER(1 < 2 && 3 > 2)"), 1);
        assert_eq!(depth(b"<< <http://a> <http://b> << ?a ?b ?c >> >>"), 2);
    }

    #[test]
    fn deep_and_long_texts_are_refused() {
        let limits = Limits::default();
        let deep = format!(
            "ASK {{ FILTER({}1{}) }}",
            "(".repeat(20_000),
            ")".repeat(20_000)
        );
        assert_eq!(check(&deep, &limits), Err(QueryError::TooDeep(100)));
        let long = format!("ASK {{}} # {}", "x".repeat(100_001));
        assert_eq!(check(&long, &limits), Err(QueryError::TooLong(100_000)));
        assert_eq!(check("ASK {}", &limits), Ok(()));
    }
}
