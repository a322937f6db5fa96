//! How deeply brackets stand in each other, and how often the parser reads what stands in the innermost.
//!
//! What may be an IRI may also be an operator with its operand, `1<0#>`, and then what follows the number
//! sign is a comment. Where that may be, and matters, nothing that closes counts any more: whichever way the
//! parser reads, it is not nested deeper than is said here.

use super::step_length;

/// Functions whose forms the parser tries one after the other: it reads their arguments once for each.
const TRIED: [&str; 4] = ["substr", "regex", "replace", "group_concat"];
/// Signs that mean something else where an operand stands and not an IRI.
const TELLING: &[u8] = b"#()[]!'\\";

/// What is known of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nesting {
    /// The deepest nesting of `( { [` and `<<`, where signs that nest without brackets (`!`, `^`, `-`,
    /// `+` in a row) count as well.
    pub depth: usize,
    /// The most brackets in each other that the parser reads twice: behind `!`, where it cannot go on, and
    /// those of [`TRIED`].
    pub doubled: usize,
}

impl Nesting {
    /// How many bytes the parser may read of a text of so many.
    pub fn readings(&self, bytes: usize) -> usize {
        let times = u32::try_from(self.doubled).ok();
        let times = times.and_then(|doubled| 1_usize.checked_shl(doubled));
        times.map_or(usize::MAX, |times| bytes.saturating_mul(times))
    }
}

/// The nesting of a text.
pub fn nesting(text: &[u8]) -> Nesting {
    let mut look = Look::default();
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let length = step_length(&text[at..]);
        if byte == b'<' && length > 1 {
            let inside = &text[at + 1..at + length - 1];
            if look.may_compare()
                && !is_address(inside)
                && inside.iter().any(|b| TELLING.contains(b))
            {
                return look.in_doubt(&text[at..]);
            }
            look.seen(look.open.len() + brackets(inside));
        }
        look.take(text, at, length);
        at += length;
    }
    look.found
}

/// A bracket that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    sign: u8,
    doubled: bool,
}

/// A text up to some byte.
#[derive(Debug, Default)]
struct Look {
    found: Nesting,
    open: Vec<Open>,
    /// How many of them are read twice.
    doubled: usize,
    /// Signs in a row that nest.
    signs: usize,
    /// `!` in a row, each of which is read twice.
    negations: usize,
    /// `!` came, and nothing yet that ends its operand: `!STR(`, `! NOT EXISTS {`.
    pending: bool,
    /// The word before this byte, white space and comments between.
    word: (usize, usize),
    /// The last byte that was neither white space nor comment.
    last: u8,
}

impl Look {
    /// True where `<` may compare: within round brackets, behind an operand.
    fn may_compare(&self) -> bool {
        self.open.last().is_some_and(|open| open.sign == b'(')
            && !b"(,=<&|+*/!^;{".contains(&self.last)
    }

    fn seen(&mut self, depth: usize) {
        self.found.depth = self.found.depth.max(depth);
        self.found.doubled = self.found.doubled.max(self.doubled + self.negations);
    }

    fn take(&mut self, text: &[u8], at: usize, length: usize) {
        let (byte, next) = (text[at], text.get(at + 1).copied());
        if byte == b'#' || byte.is_ascii_whitespace() {
            return;
        }
        match byte {
            b'(' | b'{' | b'[' => {
                let tried = byte == b'(' && is_tried(&text[self.word.0..self.word.1]);
                self.opened(byte, self.pending || tried);
                self.pending = false;
            }
            b')' | b'}' | b']' => self.close(),
            b'<' if length == 1 && next == Some(b'<') => self.opened(byte, false),
            b'>' if next == Some(b'>') => self.close(),
            b'!' => self.pending = next != Some(b'='),
            b',' | b';' | b'&' | b'|' | b'=' => self.pending = false,
            _ => {}
        }
        match byte {
            b'!' | b'^' | b'-' | b'+' | b'/' | b'|' => self.signs += 1,
            _ => self.signs = 0,
        }
        self.negations = match byte {
            b'!' => self.negations + 1,
            _ => 0,
        };
        let goes_on = self.word.1 == at && at > 0;
        self.word = match byte.is_ascii_alphanumeric() || byte == b'_' {
            true if goes_on => (self.word.0, at + 1),
            true => (at, at + 1),
            false => (0, 0),
        };
        self.last = byte;
        self.seen(self.open.len() + self.signs);
    }

    fn opened(&mut self, sign: u8, doubled: bool) {
        self.open.push(Open { sign, doubled });
        self.doubled += usize::from(doubled);
    }

    fn close(&mut self) {
        self.doubled -= usize::from(self.open.pop().is_some_and(|open| open.doubled));
        self.pending = false;
    }

    /// The nesting where the rest may be read in two ways: what opens stays open.
    fn in_doubt(mut self, rest: &[u8]) -> Nesting {
        let mut depth = self.open.len() + self.signs;
        for (at, byte) in rest.iter().enumerate() {
            match byte {
                b'(' | b'{' | b'[' => depth += 1,
                b'<' if rest.get(at + 1) == Some(&b'<') => depth += 1,
                b'!' if rest.get(at + 1) != Some(&b'=') => {
                    depth += 1;
                    self.doubled += 1;
                }
                b'^' | b'/' | b'|' => self.signs += 1,
                b's' | b'S' | b'r' | b'R' | b'g' | b'G' => {
                    self.doubled += usize::from(TRIED.iter().any(|name| {
                        let word = rest.get(at..at + name.len());
                        word.is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
                    }));
                }
                _ => {}
            }
        }
        self.seen(depth + self.signs);
        self.found
    }
}

fn is_tried(word: &[u8]) -> bool {
    TRIED
        .iter()
        .any(|name| word.eq_ignore_ascii_case(name.as_bytes()))
}

/// True for `https://…`: behind the colon of a name nothing that computes can begin with two slashes.
fn is_address(inside: &[u8]) -> bool {
    let scheme = |b: &u8| b.is_ascii_alphanumeric() || b"+-.".contains(b);
    let end = inside
        .iter()
        .position(|b| !scheme(b))
        .unwrap_or(inside.len());
    inside.first().is_some_and(u8::is_ascii_alphabetic) && inside[end..].starts_with(b"://")
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
