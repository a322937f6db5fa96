//! A printed value as something to look for in a text.
//!
//! In: the value of a cell. Out: a pattern that finds it as whole words; `[…]` in it stands for what
//! was left out, at most some words; digits may be printed with spaces between them.

use super::source::fold;
use regex::{Regex, RegexBuilder};

/// How many characters `[…]` may stand for.
const LEFT_OUT: usize = 80;

/// What to look for.
pub(super) struct Needle {
    pattern: Regex,
    /// The value starts with `[…]`, so that where it starts is not known.
    pub(super) open: bool,
}

impl Needle {
    /// None when there is nothing to look for: an empty value, or nothing but `[…]`.
    pub(super) fn new(value: &str, digits: bool) -> Option<Self> {
        let value = fold(value).replace("[...]", "[…]");
        let letters = |text: &str| text.chars().any(char::is_alphanumeric);
        if !letters(&value) {
            return None;
        }
        let parts: Vec<String> = value
            .split("[…]")
            .map(|part| literal(part, digits))
            .collect();
        let body = parts.join(&format!(".{{0,{LEFT_OUT}}}?"));
        let before = if value.starts_with(char::is_alphanumeric) {
            "(?:^|[^\\p{L}\\p{N}])"
        } else {
            ""
        };
        let after = if value.ends_with(char::is_alphanumeric) {
            "(?:$|[^\\p{L}\\p{N}])"
        } else {
            ""
        };
        let pattern = format!("(?s){before}({body}){after}");
        let pattern = RegexBuilder::new(&pattern)
            .size_limit(16 << 20)
            .build()
            .ok()?;
        Some(Self {
            pattern,
            open: value.starts_with("[…]"),
        })
    }

    /// Where the value starts in a folded text.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        self.pattern
            .captures(text)?
            .get(1)
            .map(|found| found.start())
    }
}

fn literal(part: &str, digits: bool) -> String {
    if !digits {
        return regex::escape(part);
    }
    let pieces: Vec<String> = part
        .chars()
        .map(|c| regex::escape(&c.to_string()))
        .collect();
    pieces.join(" ?")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(value: &str, text: &str) -> bool {
        Needle::new(value, false)
            .expect("a value")
            .find(&fold(text))
            .is_some()
    }

    #[test]
    fn values_are_found_as_whole_words() {
        assert!(finds("l'Atelier", "EDF, **l’Atelier\n** (SARL)"));
        assert!(finds("EDF", "GDF, EDF"));
        assert!(!finds("EDF", "ERDF, GEDF"));
        assert!(!finds("Ville de Dijon", "ville de Dijon"));
        assert!(finds("[…], éleveur à Ger", "Jeanne Exemple, éleveur à Ger"));
        assert!(finds("Ferme de […] (GAEC)", "Ferme de Paul Exemple (GAEC)"));
        assert!(!finds(
            "Ferme […] (GAEC)",
            &format!("Ferme {} (GAEC)", "x".repeat(200))
        ));
        assert!(Needle::new("[…]", false).is_none());
    }

    #[test]
    fn digits_may_be_spaced() {
        let needle = Needle::new("26158", true).expect("a number");
        for text in ["26 158 €", "26158 €", "soit 26\u{202f}158"] {
            assert!(needle.find(&fold(text)).is_some(), "{text}");
        }
        for text in [
            "126158",
            "26 1580",
            "26158,5 k".trim_end_matches(",5 k").trim_end_matches('8'),
        ] {
            assert!(needle.find(text).is_none(), "{text}");
        }
    }
}
