//! Words of a text as they are compared: in lower case, without accents, elisions and small words;
//! and their stems, so that singular and plural meet.

use crate::text::fold::folded;
use rust_stemmers::{Algorithm, Stemmer};

/// Words that say nothing alone, folded and sorted.
const SMALL: [&str; 37] = [
    "a", "and", "au", "aux", "avec", "c", "d", "dans", "de", "des", "du", "en", "et", "for", "in",
    "j", "l", "la", "le", "les", "m", "n", "of", "on", "ou", "par", "pour", "qu", "que", "s",
    "sur", "t", "the", "to", "un", "une", "y",
];

/// Makes words and stems.
pub struct Analysis(Stemmer);

impl Default for Analysis {
    fn default() -> Self {
        Self(Stemmer::create(Algorithm::French))
    }
}

impl std::fmt::Debug for Analysis {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Analysis")
    }
}

impl Analysis {
    /// The stem of a word.
    pub fn stem(&self, word: &str) -> String {
        self.0.stem(word).into_owned()
    }
}

/// The words of a text. `U.D.A.F.` is one word; `l'association` is `association`.
pub fn words(text: &str) -> Vec<String> {
    let mut words = all_words(text);
    words.retain(|word| SMALL.binary_search(&word.as_str()).is_err());
    words
}

fn all_words(text: &str) -> Vec<String> {
    let folded: Vec<char> = folded(text).chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    let mut dotted = false;
    for (at, c) in folded.iter().enumerate() {
        if c.is_alphanumeric() {
            word.push(*c);
            continue;
        }
        let letter = |at: usize| folded.get(at).is_some_and(|c| c.is_alphabetic());
        let single = |at: usize| letter(at) && !letter(at + 1);
        if *c == '.' && (dotted || word.chars().count() == 1) && single(at + 1) {
            dotted = true;
            continue;
        }
        dotted = false;
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The first letters of the words of a name of three words or more: `udaf`.
pub fn initials(name: &str) -> Option<String> {
    let words = words(name);
    if words.len() < 3 {
        return None;
    }
    Some(
        words
            .iter()
            .filter_map(|word| word.chars().next())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_are_sorted() {
        assert!(SMALL.is_sorted());
    }

    #[test]
    fn elisions_accents_and_dots_do_not_count() {
        assert_eq!(words("L’Économie de l'Hérault"), ["economie", "herault"]);
        assert_eq!(
            words("l’E\u{301}conomie de Ne\u{301}o"),
            ["economie", "neo"]
        );
        assert_eq!(words("U.D.A.F. de la Creuse"), ["udaf", "creuse"]);
        assert_eq!(words("Cœur-de-Ville n° 3"), ["coeur", "ville", "3"]);
        assert_eq!(
            words("exemple.org et S.A. Dupont"),
            ["exemple", "org", "sa", "dupont"]
        );
    }

    #[test]
    fn singular_and_plural_have_one_stem() {
        let analysis = Analysis::default();
        assert_eq!(analysis.stem("associations"), analysis.stem("association"));
        assert_eq!(analysis.stem("locales"), analysis.stem("local"));
        assert_ne!(analysis.stem("recyclage"), analysis.stem("mobilite"));
    }

    #[test]
    fn initials_are_those_of_the_words_that_count() {
        let udaf = initials("Union départementale des associations familiales");
        assert_eq!(udaf.as_deref(), Some("udaf"));
        assert_eq!(initials("Réseau solidaire"), None);
    }
}
