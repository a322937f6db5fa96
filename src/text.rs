//! Text as data: what comes in is any string, what goes out is safe to show in a terminal or log.

pub mod fold;
pub mod nearest;
pub mod typography;
pub mod unfit;
pub mod xml;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use std::borrow::Cow;
use std::fmt::Write as _;

/// A bilingual text, French first.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    /// The French text.
    pub fr: String,
    /// The English text.
    pub en: String,
}

impl Bilingual {
    /// Both languages of one text.
    pub fn new(fr: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            fr: fr.into(),
            en: en.into(),
        }
    }
}

/// What cells of a spreadsheet hold in the middle of a text.
const BREAKS: [char; 3] = ['\n', '\r', '\t'];

/// True for characters that change how a terminal or a reader sees the text around them:
/// controls, bidirectional overrides and isolates, line separators, byte order marks.
pub fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// The text with every deceptive character written as `\u{…}`, for terminals and logs.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_deceptive) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_deceptive(c) {
            let _ = write!(out, "\\u{{{:x}}}", c as u32);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The text on one line, for names and titles: line breaks and tabs become one space, other deceptive
/// characters are made visible.
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(BREAKS) {
        return visible(text);
    }
    let parts = text.split(BREAKS).map(|part| part.trim_matches(' '));
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    Cow::Owned(visible(&parts.join(" ")).into_owned())
}

/// The lines of a text, tabs as spaces, other deceptive characters made visible.
pub fn lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\t', " ");
    let lines = text.split(['\n', '\r']);
    lines.map(|line| visible(line).into_owned()).collect()
}

/// The text without deceptive characters: what was typed into a form that is shown again.
pub fn typed(text: &str) -> Cow<'_, str> {
    if text.contains(is_deceptive) {
        Cow::Owned(text.replace(is_deceptive, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text with accents joined to their letters (Unicode normalisation form C).
pub fn nfc(text: &str) -> Cow<'_, str> {
    const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
    NFC.normalize(text)
}

/// The text with accents apart from their letters (Unicode normalisation form D).
pub fn nfd(text: &str) -> Cow<'_, str> {
    const NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfd();
    NFD.normalize(text)
}

/// At most `limit` characters of the text, with `…` where it was cut.
pub fn shortened(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(visible("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(visible("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(visible("élève"), "élève");
        assert_eq!(typed("a\u{202e}b\u{1b}"), "ab");
    }

    #[test]
    fn line_breaks_and_tabs_are_no_deception() {
        assert_eq!(on_one_line("a \r\n\tb\u{1b}"), "a b\\u{1b}");
        assert_eq!(on_one_line("a\u{a0}b"), "a\u{a0}b");
        assert_eq!(lines("a\r\n\nb\tc\u{1b}"), ["a", "", "b c\\u{1b}"]);
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(shortened("ééé", 2), "éé…");
        assert_eq!(shortened("ééé", 3), "ééé");
    }
}
