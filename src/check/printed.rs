//! A printed value as something to look for in a text.
//!
//! In: the value of a cell. Out: where it stands in a folded text, as whole words; `[…]` in it stands
//! for what was left out, at most some words; digits may be printed with spaces between them.

use super::source::fold;

/// How many bytes `[…]` may stand for.
const LEFT_OUT: usize = 120;

/// What to look for.
pub(super) struct Needle {
    /// The value between its `[…]`.
    parts: Vec<String>,
    digits: bool,
    /// The value starts with `[…]`, so that where it starts is not known.
    pub(super) open: bool,
    /// The value starts or ends with a letter or digit, and so must the word in the text.
    bounds: (bool, bool),
}

impl Needle {
    /// None when there is nothing to look for: an empty value, or nothing but `[…]`.
    pub(super) fn new(value: &str, digits: bool) -> Option<Self> {
        let value = fold(value).replace("[...]", "[…]");
        let bounds = (
            value.starts_with(char::is_alphanumeric),
            value.ends_with(char::is_alphanumeric),
        );
        let parts: Vec<String> = value
            .split("[…]")
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        let wanted = parts
            .iter()
            .any(|part| part.chars().any(char::is_alphanumeric));
        wanted.then_some(Self {
            parts,
            digits,
            open: value.starts_with("[…]"),
            bounds,
        })
    }

    /// Where the value starts in a folded text.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        let (first, rest) = self.parts.split_first()?;
        let mut from = 0;
        while let Some((start, end)) = self.next(text, from, first) {
            let before = text[..start].chars().next_back();
            let begins = !self.bounds.0 || !before.is_some_and(char::is_alphanumeric);
            if begins && self.goes_on(text, end, rest) {
                return Some(start);
            }
            from = start + text[start..].chars().next().map_or(1, char::len_utf8);
        }
        None
    }

    /// Whether the parts after the first follow, each within what `[…]` may stand for.
    fn goes_on(&self, text: &str, at: usize, rest: &[String]) -> bool {
        let Some((part, rest)) = rest.split_first() else {
            let after = text[at..].chars().next();
            return !self.bounds.1 || !after.is_some_and(char::is_alphanumeric);
        };
        let mut from = at;
        while let Some((start, end)) = self.next(text, from, part) {
            if start - at > LEFT_OUT {
                return false;
            }
            if self.goes_on(text, end, rest) {
                return true;
            }
            from = start + text[start..].chars().next().map_or(1, char::len_utf8);
        }
        false
    }

    /// The next place of a part, from a byte on.
    fn next(&self, text: &str, from: usize, part: &str) -> Option<(usize, usize)> {
        if !self.digits {
            let start = from + text.get(from..)?.find(part)?;
            return Some((start, start + part.len()));
        }
        let first = part.chars().next()?;
        let starts = text
            .get(from..)?
            .match_indices(first)
            .map(|(at, _)| from + at);
        starts
            .into_iter()
            .find_map(|start| Some((start, start + spaced(&text[start..], part)?)))
    }
}

/// How many bytes of the text the digits take there, with single spaces between them or not.
fn spaced(text: &str, digits: &str) -> Option<usize> {
    let mut rest = text;
    for (number, digit) in digits.chars().enumerate() {
        if number > 0 {
            rest = rest.strip_prefix(' ').unwrap_or(rest);
        }
        rest = rest.strip_prefix(digit)?;
    }
    Some(text.len() - rest.len())
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
        assert!(finds("EDF", "ERDF, GEDF, EDF"));
        assert!(!finds("EDF", "ERDF, GEDF"));
        assert!(!finds("Ville de Dijon", "ville de Dijon"));
        assert!(finds("[…], éleveur à Ger", "Jeanne Exemple, éleveur à Ger"));
        assert!(finds("Ferme de […] (GAEC)", "Ferme de Paul Exemple (GAEC)"));
        assert!(!finds(
            "Ferme […] (GAEC)",
            &format!("Ferme {} (GAEC)", "x".repeat(200))
        ));
        assert!(Needle::new("[…]", false).is_none());
        assert!(finds("é", "éé é"));
    }

    #[test]
    fn digits_may_be_spaced() {
        let needle = Needle::new("26158", true).expect("a number");
        for text in ["26 158 €", "26158 €", "soit 26\u{202f}158", "26 26 158"] {
            assert!(needle.find(&fold(text)).is_some(), "{text}");
        }
        for text in ["126158", "26 1580", "26  158", "2615"] {
            assert!(needle.find(text).is_none(), "{text}");
        }
    }
}
