//! The words, signs, strings and IRIs of a text, with the byte where each begins; comments are left out.

use super::Mistake;
use crate::engine::guard;
use crate::text::Bilingual;

/// A word, a sign, a string with its quotes, an IRI with its brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub at: usize,
    pub text: &'t str,
}

impl Token<'_> {
    /// True for a keyword, in any case.
    pub fn is(&self, keyword: &str) -> bool {
        self.text.eq_ignore_ascii_case(keyword)
    }

    /// True for a variable.
    pub fn is_variable(&self) -> bool {
        self.text.starts_with(['?', '$']) && self.text.len() > 1
    }

    /// True for a string.
    pub fn is_string(&self) -> bool {
        self.text.starts_with(['"', '\''])
    }

    /// True for a word: a keyword, the name of a function, `a`, `true`.
    pub fn is_word(&self) -> bool {
        let mut signs = self.text.chars();
        signs.next().is_some_and(char::is_alphabetic)
            && signs.all(|c| c.is_alphanumeric() || c == '_')
    }

    /// True for a term of a pattern, on its own.
    pub fn is_term(&self) -> bool {
        let number = self.text.starts_with(|c: char| c.is_ascii_digit());
        let iri = self.text.starts_with('<') && self.text.len() > 1;
        let truth = self.text == "a" || self.is("true") || self.is("false");
        self.is_variable() || self.is_string() || number || iri || truth || self.text.contains(':')
    }
}

/// All of a text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut ranges: Vec<(usize, usize, bool)> = Vec::new();
    guard::scan(bytes, |at, length| {
        let byte = bytes[at];
        if byte == b'#' || byte.is_ascii_whitespace() {
            return;
        }
        let single = length == 1 || byte == b'\\';
        let word = single
            && (byte >= 0x80 || byte.is_ascii_alphanumeric() || b":-_.%@?$\\".contains(&byte));
        match ranges.last_mut() {
            Some((_, end, true)) if word && *end == at => *end = at + length,
            _ => ranges.push((at, at + length, word)),
        }
    });
    let cut = |(from, to, word): (usize, usize, bool)| {
        let text = text.get(from..to.min(text.len()))?;
        // A point at the end of a name ends the triple.
        let name = if word {
            text.trim_end_matches('.')
        } else {
            text
        };
        let dots = &text[name.len()..];
        let name = Token {
            at: from,
            text: name,
        };
        let dots = Token {
            at: from + name.text.len(),
            text: dots,
        };
        Some([name, dots])
    };
    let cut = ranges.into_iter().filter_map(cut).flatten();
    cut.filter(|token| !token.text.is_empty()).collect()
}

/// A quote that a word processor makes.
pub(super) fn odd_quote(tokens: &[Token<'_>]) -> Option<Mistake> {
    let odd = |token: &Token<'_>| {
        let quoted = token.is_string() || token.text.starts_with('<');
        let (at, sign) = token
            .text
            .char_indices()
            .find(|(_, c)| "“”„«»‘’".contains(*c))?;
        (!quoted).then_some((token.at + at, sign))
    };
    let (at, sign) = tokens.iter().find_map(odd)?;
    Some((
        at,
        Bilingual::new(
            format!("`{sign}` n'est pas un guillemet de SPARQL : écrire \"…\" ou '…'"),
            format!("`{sign}` is no quote of SPARQL: write \"…\" or '…'"),
        ),
    ))
}

/// A backslash in a string with a sign behind it that makes nothing of the two (SPARQL 1.1 §19.7, ECHAR).
pub(super) fn unknown_escape(tokens: &[Token<'_>]) -> Option<Mistake> {
    let unknown = |token: &Token<'_>| {
        let mut signs = token.text.char_indices();
        while let Some((at, sign)) = signs.next() {
            if sign != '\\' {
                continue;
            }
            let (_, escaped) = signs.next()?;
            let wanted = match escaped {
                't' | 'b' | 'n' | 'r' | 'f' | '"' | '\'' | '\\' => 0,
                'u' => 4,
                'U' => 8,
                _ => return Some((token.at + at, escaped)),
            };
            let digits = token.text[at + 2..].bytes().take(wanted);
            if digits.filter(u8::is_ascii_hexdigit).count() < wanted {
                return Some((token.at + at, escaped));
            }
        }
        None
    };
    let strings = tokens.iter().filter(|token| token.is_string());
    let (at, escaped) = strings.filter_map(unknown).next()?;
    let known = r#"\t \b \n \r \f \" \' \\ \u00E9"#;
    Some((
        at,
        Bilingual::new(
            format!(
                "`\\{escaped}` ne se lit pas dans une chaîne : écrire \\\\{escaped}, ou l'un de {known}"
            ),
            format!(
                "`\\{escaped}` cannot be read in a string: write \\\\{escaped}, or one of {known}"
            ),
        ),
    ))
}
