//! How deeply brackets stand in each other, and how often the parser reads what stands in the innermost.
//!
//! What may be an IRI may also be an operator with its operand, `1<0#>`, and then what follows the number
//! sign is a comment. Where that may be, and matters, nothing that closes counts any more: whichever way the
//! parser reads, it is not nested deeper than is said here.

use super::step_length;

/// Functions whose forms the parser tries one after the other: it reads their arguments once for each.
const TRIED: [&str; 4] = ["substr", "regex", "replace", "group_concat"];
/// What the first sign of a word, a bracket or `!` costs, in bytes within a word: some sixty forms of
/// an operand are tried there.
const START: usize = 16;
/// What else may double what follows ([`Look::bracket`], [`Look::prefix`]).
const MAY_DOUBLE: [&str; 3] = ["exists", "distinct", "silent"];
/// Signs that mean something else where an operand stands and not an IRI.
const TELLING: &[u8] = b"#()[]!'\\";

/// What is known of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nesting {
    /// The deepest nesting of `( { [` and `<<`, where signs that nest without brackets (`!`, `^`, `-`,
    /// `+` in a row) count as well.
    pub depth: usize,
    /// What the parser reads beyond its first reading of the text, in bytes, where a word or a bracket
    /// begins in [`START`]. It reads brackets twice behind `!`, where it cannot go on, those of [`TRIED`], a
    /// group in the arguments of a function that has an IRI, which it takes for an aggregate as well.
    pub again: usize,
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
    /// How often its inside is doubled.
    doubled: usize,
    /// It holds arguments of a function that has an IRI, or stands within them.
    called: bool,
}

/// A text up to some byte.
#[derive(Debug, Default)]
struct Look {
    found: Nesting,
    open: Vec<Open>,
    /// How often the inside of them all is doubled.
    doubled: usize,
    /// Signs in a row that nest.
    signs: usize,
    /// `!` came, and nothing yet that ends its operand: `!STR(`, `! NOT EXISTS {`; or `silent:`.
    pending: bool,
    /// The word before this byte, white space and comments between.
    word: (usize, usize),
    /// An IRI stands before this byte, or a name with a prefix.
    named: bool,
    /// Where the last step ended that was neither white space nor comment.
    end: usize,
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
    }

    /// The parser reads `bytes` as often as the brackets around them say.
    fn read(&mut self, bytes: usize) {
        if self.doubled > 0 {
            let times = u32::try_from(self.doubled).ok();
            let times = times.and_then(|doubled| 1_usize.checked_shl(doubled));
            let again = times.map_or(usize::MAX, |times| bytes.saturating_mul(times - 1));
            self.found.again = self.found.again.saturating_add(again);
        }
    }

    fn take(&mut self, text: &[u8], at: usize, length: usize) {
        let (byte, next) = (text[at], text.get(at + 1).copied());
        if byte == b'#' || byte.is_ascii_whitespace() {
            return;
        }
        let goes_on = self.word.1 == at && at > 0;
        match byte {
            b'(' | b'{' | b'[' => self.bracket(text, byte),
            b')' | b'}' | b']' => self.close(),
            b'<' if length == 1 && next == Some(b'<') => self.opened(byte, 0, false),
            b'>' if next == Some(b'>') => self.close(),
            b'!' => self.pending = next != Some(b'='),
            b',' | b';' | b'&' | b'|' | b'=' => self.pending = false,
            b':' if goes_on => self.prefix(&text[self.word.0..at]),
            _ => {}
        }
        match byte {
            b'!' | b'^' | b'-' | b'+' | b'/' | b'|' => self.signs += 1,
            _ => self.signs = 0,
        }
        let in_word = byte.is_ascii_alphanumeric() || byte == b'_';
        self.word = match in_word {
            true if goes_on => (self.word.0, at + 1),
            true => (at, at + 1),
            false => (0, 0),
        };
        self.named = match byte {
            b':' => true,
            b'<' => length > 1,
            b'-' | b'.' | b'%' | b'\\' | 0x80.. => self.named && self.end == at,
            _ => in_word && self.named && self.end == at,
        };
        let starts = (in_word && !goes_on) || b"({[!".contains(&byte);
        self.read(length + usize::from(starts) * START);
        (self.last, self.end) = (byte, at + length);
        self.seen(self.open.len() + self.signs);
    }

    /// A bracket opens, the word before it says of what.
    fn bracket(&mut self, text: &[u8], sign: u8) {
        let within = self.open.last().is_some_and(|open| open.called);
        let twice = match sign {
            b'(' => is_one(&text[self.word.0..self.word.1], &TRIED),
            _ => sign == b'{' && within,
        };
        let called = sign == b'(' && (self.named || within);
        let doubled = usize::from(self.pending) + usize::from(twice);
        self.opened(sign, doubled, called);
        self.pending = false;
    }

    fn opened(&mut self, sign: u8, doubled: usize, called: bool) {
        self.open.push(Open {
            sign,
            doubled,
            called,
        });
        self.doubled += doubled;
    }

    fn close(&mut self) {
        self.doubled -= self.open.pop().map_or(0, |open| open.doubled);
        self.pending = false;
    }

    /// A prefix that is a keyword: `COUNT(distinct:x(`, `SERVICE silent:x {`.
    fn prefix(&mut self, word: &[u8]) {
        match self.open.last_mut() {
            Some(open) if open.sign == b'(' && is_one(word, &["distinct"]) => {
                open.doubled += 1;
                self.doubled += 1;
            }
            _ => self.pending |= is_one(word, &["silent"]),
        }
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
                _ if byte.is_ascii_alphabetic() => {
                    let words = TRIED.iter().chain(&MAY_DOUBLE);
                    let here = |name: &&&str| {
                        let word = rest.get(at..at + name.len());
                        word.is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
                    };
                    self.doubled += words.filter(here).count();
                }
                _ => {}
            }
        }
        self.read(rest.len().saturating_mul(START));
        self.seen(depth + self.signs);
        self.found
    }
}

fn is_one(word: &[u8], names: &[&str]) -> bool {
    names
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
