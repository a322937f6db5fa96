//! How a French text of ours is set: no line may begin with `:` or `»`, nor end with `«`.
//!
//! In: a text as people type it, with ordinary spaces. Out: the same with no-break spaces before
//! double signs and within quotation marks (Imprimerie nationale, *Lexique des règles typographiques*).
//! For texts of the interface and of the publisher only: data is shown as it is.

use std::borrow::Cow;

/// The space before a colon and within quotation marks.
const WIDE: char = '\u{A0}';
/// The space before other double signs.
const NARROW: char = '\u{202F}';

/// A French text with its no-break spaces. A sign that begins a word (`?x`, `:a`) is none of grammar.
pub fn french(text: &str) -> Cow<'_, str> {
    if !text.contains([':', ';', '?', '!', '«', '»']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        if c == ' ' {
            let mut ahead = chars.clone();
            ahead.next();
            let word = ahead.next().is_some_and(char::is_alphanumeric);
            out.push(match next {
                _ if before == Some('«') => WIDE,
                Some('»') => WIDE,
                Some(':') if !word => WIDE,
                Some(';' | '?' | '!') if !word => NARROW,
                _ => c,
            });
        } else {
            out.push(c);
        }
        before = Some(c);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_keep_their_word() {
        let cases = [
            ("Document : ", "Document\u{A0}: "),
            ("Un ; deux !", "Un\u{202F}; deux\u{202F}!"),
            ("« Néo » ?", "«\u{A0}Néo\u{A0}»\u{202F}?"),
            (" ; la suite", "\u{202F}; la suite"),
            ("La variable ?x de :a", "La variable ?x de :a"),
            ("https://a.example/?b:c;d!", "https://a.example/?b:c;d!"),
            ("Rien à changer", "Rien à changer"),
        ];
        for (text, expected) in cases {
            assert_eq!(french(text), expected, "{text}");
            assert_eq!(french(expected), expected, "{text}");
        }
    }
}
