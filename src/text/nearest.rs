//! The name that was probably meant. In: a name and those there are. Out: the nearest, if it is near.

use super::{Bilingual, nfd};

/// The share of characters that must agree.
const NEAR: f64 = 0.6;

/// The candidate most like the name, case and accents apart; none when none is near.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = plain(name);
    let length = name.chars().count();
    let mut best: Option<(f64, &str)> = None;
    for candidate in candidates {
        // The length alone tells most candidates off, before the costly comparison.
        let other = candidate.chars().count();
        if length.min(other) as f64 + 2.0 < NEAR * length.max(other) as f64 {
            continue;
        }
        let likeness = strsim::normalized_damerau_levenshtein(&name, &plain(candidate));
        if likeness >= NEAR && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// What a way out begins with where another name is near: that name, `sign` before it. Nothing otherwise.
pub fn perhaps<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    sign: &str,
) -> Bilingual {
    match nearest(name, candidates).filter(|near| *near != name) {
        Some(near) => Bilingual::new(
            format!("sans doute {sign}{near} ; "),
            format!("perhaps {sign}{near}; "),
        ),
        None => Bilingual::default(),
    }
}

/// Lower case, without accents.
pub fn plain(text: &str) -> String {
    nfd(text)
        .chars()
        .filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// A slug as in keys: lower case without accents, other characters than letters and digits as hyphens.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).replace('œ', "oe").replace('æ', "ae").chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_found_and_the_far_is_not() {
        let names = ["laureate", "eligible"];
        assert_eq!(nearest("lauréat", names), Some("laureate"));
        assert_eq!(nearest("Éligible", names), Some("eligible"));
        assert_eq!(nearest("refused", names), None);
        assert_eq!(nearest("", names), None);
    }

    #[test]
    fn a_slug_is_plain() {
        assert_eq!(slug("Groupe Néo 56"), "groupe-neo-56");
        assert_eq!(slug("  Cœur d'Yvelines ! "), "coeur-d-yvelines");
    }
}
