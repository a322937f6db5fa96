//! Names as people write them, made comparable: words without accents, abbreviations written out,
//! particles left out, legal forms apart.
//!
//! In: a name, and the editable tables that the settings `[names]` list. Out: [`Name`], the words
//! that carry meaning and the legal form that was said with them. Nothing here knows what the name is
//! a name of.

mod split;
pub mod tables;

pub use split::{plain_words, squeezed};
pub use tables::{Lexicon, rows};

/// A name as it is compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// The words in their order, without particles and legal form.
    pub words: Vec<String>,
    /// The legal form said in the name; empty when none is.
    pub form: String,
    /// What stands in brackets or in capitals alone and may be an acronym.
    pub acronyms: Vec<String>,
}

impl Lexicon {
    /// Reads a name. What stands in brackets is an acronym when it is one short word, and part of the
    /// name otherwise.
    pub fn name(&self, text: &str) -> Name {
        let (outside, inside) = split::brackets(text);
        let mut name = Name::default();
        let mut raw = plain_words(&outside);
        for part in inside {
            let words = plain_words(&part);
            match words.as_slice() {
                [one] if split::looks_like_acronym(&part) => name.acronyms.push(one.clone()),
                words => raw.extend(words.iter().cloned()),
            }
        }
        self.drop_article(&mut raw);
        name.form = self.take_form(&mut raw);
        // In a name all in capitals, as registers write them, no word stands out, unless it is alone.
        let parts = outside.split(|c: char| !c.is_alphanumeric() && c != '.');
        let mixed = outside.chars().any(char::is_lowercase) || lettered(&raw) == 1;
        for part in parts.filter(|_| mixed) {
            if split::looks_like_acronym(part) {
                name.acronyms.push(squeezed(part));
            }
        }
        for word in raw {
            match self.long(&word) {
                Some(long) => name.words.extend(long.iter().cloned()),
                None => name.words.push(word),
            }
        }
        if name.form.is_empty() {
            name.form = self.take_form(&mut name.words);
        }
        if let Some(at) = name.acronyms.iter().position(|short| self.is_form(short)) {
            let short = name.acronyms.remove(at);
            if name.form.is_empty() {
                name.form = self.form(&short);
            }
        }
        self.drop_particles(&mut name.words);
        name.acronyms.sort();
        name.acronyms.dedup();
        name
    }

    /// The words of a name without particles, abbreviations written out, nothing taken away.
    pub fn words(&self, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        for word in plain_words(text) {
            match self.long(&word) {
                Some(long) => words.extend(long.iter().cloned()),
                None => words.push(word),
            }
        }
        self.drop_particles(&mut words);
        words
    }
}

/// How many words are no numbers.
fn lettered(words: &[String]) -> usize {
    let number = |word: &&String| !word.bytes().all(|byte| byte.is_ascii_digit());
    words.iter().filter(number).count()
}

/// The first letters of words, as acronyms are made: `maison jeunes culture` to `mjc`.
pub fn initials(words: &[String]) -> String {
    words
        .iter()
        .filter_map(|word| word.chars().next())
        .collect()
}

#[cfg(test)]
mod tests;
