//! A look at the query text before it is parsed: the parser and the evaluator recurse, so that deep
//! nesting would exhaust the stack and end the process.
//!
//! In: text. Out: how deeply its brackets stand in each other, strings, IRIs and comments aside.

use super::{Limits, QueryError};
use std::ops::Range;

/// Refuses text that is too long or nested too deeply.
///
/// # Errors
/// [`QueryError::TooLong`], [`QueryError::TooDeep`].
pub fn check(text: &str, limits: &Limits) -> Result<(), QueryError> {
    check_depth(text, limits).map(drop)
}

/// [`check`], then [`is_shallow`].
///
/// # Errors
/// As [`check`].
pub(super) fn check_shallow(text: &str, limits: &Limits) -> Result<bool, QueryError> {
    let depth = check_depth(text, limits)?;
    Ok(is_little(text.as_bytes(), depth))
}

/// True for text so short and so little nested that any thread has the stack to read and evaluate it;
/// a thread with a larger stack takes longer to start than such a query to answer.
pub(super) fn is_shallow(text: &str) -> bool {
    is_little(text.as_bytes(), depth(text.as_bytes()))
}

fn check_depth(text: &str, limits: &Limits) -> Result<usize, QueryError> {
    if text.len() > limits.query_bytes {
        return Err(QueryError::TooLong(limits.query_bytes));
    }
    let depth = depth(text.as_bytes());
    if depth > limits.query_depth {
        return Err(QueryError::TooDeep(limits.query_depth));
    }
    Ok(depth)
}

fn is_little(bytes: &[u8], depth: usize) -> bool {
    const OPERATORS: usize = 80;
    if bytes.len() > 2048 || depth > 12 {
        return false;
    }
    let (mut operators, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        operators += usize::from(b"|&+-*/=<>!^,".contains(&byte));
        at += match byte {
            b'#' => line_length(&bytes[at..]),
            b'"' | b'\'' => string_length(&bytes[at..]),
            b'<' => {
                let length = iri_length(&bytes[at..]).unwrap_or(1);
                operators += bytes[at..at + length]
                    .iter()
                    .filter(|b| b"|&+*=!^".contains(b))
                    .count();
                length
            }
            b'\\' => 2,
            _ => 1,
        };
    }
    operators <= OPERATORS
}

/// Brackets with `!` before them that may stand in each other. The parser reads what is wrong behind `!`
/// twice, and so what is wrong within that four times.
const NEGATED: usize = 8;

/// The deepest nesting of `( { [` and `<<`, where signs that nest without brackets (`!`, `^`, `-`,
/// `+` in a row) count as well. What may be an IRI or an operator with its operand is taken as both.
/// More than [`NEGATED`] brackets behind `!` are deeper than any limit.
fn depth(text: &[u8]) -> usize {
    let (mut signs, mut deepest) = (0_usize, 0_usize);
    let mut levels = Levels::default();
    scan(text, |at, step| {
        let byte = text[at];
        let open = levels.negated.len();
        if byte == b'<' && step > 1 {
            deepest = deepest.max(open + brackets(&text[at..at + step]));
        }
        levels.take(byte, step, text.get(at + 1).copied());
        if levels.negations > NEGATED {
            deepest = usize::MAX;
        }
        let open = levels.negated.len();
        match byte {
            b'!' | b'^' | b'-' | b'+' | b'/' | b'|' => signs += 1,
            // A comment is white space.
            b'#' => {}
            byte if byte.is_ascii_whitespace() => {}
            _ => signs = 0,
        }
        deepest = deepest.max(open + signs);
    });
    deepest
}

/// The brackets that are open.
#[derive(Default)]
struct Levels {
    /// For each, whether `!` stands before it.
    negated: Vec<bool>,
    /// How many of them.
    negations: usize,
    /// `!` came, and nothing yet that ends its operand: `!STR(`, `! NOT EXISTS {`.
    pending: bool,
}

impl Levels {
    fn take(&mut self, byte: u8, step: usize, next: Option<u8>) {
        match byte {
            b'(' | b'{' | b'[' => {
                self.negated.push(self.pending);
                self.negations += usize::from(self.pending);
                self.pending = false;
            }
            b')' | b'}' | b']' => self.close(),
            b'<' if step == 1 && next == Some(b'<') => self.negated.push(false),
            b'>' if next == Some(b'>') => self.close(),
            b'!' => self.pending = next != Some(b'='),
            b',' | b';' | b'&' | b'|' | b'=' => self.pending = false,
            _ => {}
        }
    }

    fn close(&mut self) {
        self.negations -= usize::from(self.negated.pop() == Some(true));
        self.pending = false;
    }
}

/// The deepest nesting of brackets and signs in what may be an IRI.
fn brackets(text: &[u8]) -> usize {
    let (mut open, mut deepest) = (0_usize, 0_usize);
    for byte in text {
        match byte {
            b'(' | b'[' | b'!' => open += 1,
            b')' | b']' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
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
    while let Some(&byte) = text.get(at) {
        let length = match byte {
            b'#' => line_length(&text[at..]),
            b'"' | b'\'' => string_length(&text[at..]),
            b'<' => iri_length(&text[at..]).unwrap_or(1),
            // A sign of a name (SPARQL 1.1 §19.8, PN_LOCAL_ESC): neither quote nor bracket.
            b'\\' => 2,
            _ => 1,
        };
        step(at, length);
        at += length;
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
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_iris_and_comments_do_not_count() {
        let text = "# ((((\nSELECT * { ?s <http://e.org/((> \"((\\\"((\" ; '''(\n(''' }";
        // What may be an operator and its operand counts for itself.
        assert_eq!(depth(text.as_bytes()), 3);
        let text = text.replace("/((>", "/>");
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
    fn negations_within_each_other_are_few() {
        for unit in [
            "!(",
            "! (",
            "!\n#x\n(",
            "!STR(",
            "!EXISTS{FILTER(",
            "1||!(",
            "! NOT EXISTS {",
        ] {
            let nested =
                |times: usize| depth(format!("ASK{{FILTER({}", unit.repeat(times)).as_bytes());
            assert!(nested(NEGATED) < 100, "{unit}");
            assert_eq!(nested(NEGATED + 1), usize::MAX, "{unit}");
            // One after the other they are as many as anybody wants.
            let text = format!(
                "ASK{{FILTER({}",
                "!(?a) && !STR(?b) && ?c != (1) && ".repeat(200)
            );
            assert!(depth(text.as_bytes()) < 10);
        }
    }

    #[test]
    fn nothing_hides_nesting() {
        // A quote, a number sign or a closing bracket that belongs to a name.
        for name in [r"e:\'", r"e:\#", r"e:\)"] {
            let text = format!("ASK {{ ?s {name} {}", format!("({name} ").repeat(500));
            assert!(depth(text.as_bytes()) > 400, "{name}");
        }
        // An operator and what is compared, which look like an IRI.
        let operand = format!("FILTER(?a<{}1{}>?b)", "(".repeat(500), ")".repeat(500));
        assert!(depth(operand.as_bytes()) > 400);
        // Signs apart from each other.
        assert!(depth("!#\n".repeat(500).as_bytes()) > 400);
        assert!(depth("! \t\n".repeat(500).as_bytes()) > 400);
        assert_eq!(
            depth(b"ASK { <http://e.org/Paris_(France)> ?p ?o }"),
            2,
            "an IRI with brackets is no nesting to speak of"
        );
    }

    #[test]
    fn looking_takes_time_in_proportion_to_length() {
        for unit in ["<", "<a", "'", "\"", "<'", "\\<"] {
            let text = unit.repeat(100_000 / unit.len());
            // Of this thread alone: other tests run beside it.
            let spent = || rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
            let begin = spent();
            let found = depth(text.as_bytes()) + words(&text).len();
            let took = spent() - begin;
            assert!(took.tv_sec < 1, "{unit}: {found}");
        }
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
