//! The words of the sources, how rare each is, and which words a misprint may stand for.
//!
//! In: words, then [`Vocabulary::settle`]. Out: for any word the known words that may be meant.

use super::begins::Begins;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash as _, Hasher as _};

/// Letters a word must have before a misprint is forgiven.
const FORGIVEN: usize = 5;
/// How much a word counts that was found in spite of a misprint.
const MISPRINT: f32 = 0.85;
/// A word is taken for a misprint of one that is this many times as frequent.
const OFTENER: u32 = 8;
/// Words that a misprint may stand for at most.
const MEANT: usize = 8;

/// The known words that a word may mean, with a likeness of 1 for the same.
pub type Meant = Vec<(u32, f32)>;

/// Words by number.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: Vec<String>,
    numbers: FxHashMap<String, u32>,
    /// How many names hold each word.
    counts: Vec<u32>,
    /// What stays of a word when one letter is left out, as a hash, and the word; sorted. What is found
    /// is compared again.
    shortened: Vec<(u64, u32)>,
    begins: Begins,
    rarities: Vec<f32>,
}

impl Vocabulary {
    /// The number of a word, a new one when it is not known; counts it once more.
    pub fn add(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            let number = *number;
            self.counts[number as usize] += 1;
            return number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(word.to_owned());
        self.counts.push(1);
        self.numbers.insert(word.to_owned(), number);
        number
    }

    /// To be called once, when all words of `names` names are known.
    pub fn settle(&mut self, names: usize) {
        let mut shortened = Vec::new();
        for (number, word) in (0..).zip(&self.words) {
            each_key(word, |key| shortened.push((key, number)));
        }
        shortened.sort_unstable();
        shortened.dedup();
        self.begins = Begins::new(shortened.iter().map(|(key, _)| upper(*key)));
        self.shortened = shortened;
        let names = names.max(2) as f32;
        let rarity = |count: u32| (names / count.max(1) as f32).ln_1p() / names.ln_1p();
        let rarities = (0..).zip(&self.words).map(|(number, word)| {
            let count = self.counts[number as usize];
            let mut counts = vec![count];
            // A misprint is as telling as the word that it stands for.
            if count <= 2 {
                let near = self.near(word).into_iter();
                let often = near.map(|(near, _)| self.counts[near as usize]);
                counts.extend(often.filter(|often| *often >= OFTENER * count));
            }
            rarity(counts.into_iter().max().unwrap_or(1))
        });
        self.rarities = rarities.collect();
    }

    /// The word with a number.
    pub fn word(&self, number: u32) -> &str {
        self.words.get(number as usize).map_or("", String::as_str)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// From 0 for a word of every name to 1 for a word of one name.
    pub fn rarity(&self, number: u32) -> f32 {
        self.rarities.get(number as usize).copied().unwrap_or(1.0)
    }

    /// The number of a word that is known as it is written.
    pub fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    /// The known words that may be meant, the same one first, then in the order of numbers.
    pub fn meant(&self, word: &str) -> Meant {
        let mut meant = Meant::new();
        let same = self.number(word);
        meant.extend(same.map(|number| (number, 1.0)));
        meant.extend(self.near(word));
        meant.truncate(MEANT);
        meant
    }

    /// Known words that differ by one misprint.
    fn near(&self, word: &str) -> Meant {
        let mut near = Meant::new();
        each_key(word, |key| {
            let same = self.shortened[self.begins.range(upper(key))].iter();
            for (_, number) in same.filter(|(known, _)| *known == key) {
                let known = self.word(*number);
                let new = near.iter().all(|(near, _)| near != number);
                if new && known != word && one_misprint(word, known) {
                    near.push((*number, MISPRINT));
                }
            }
        });
        near.sort_unstable_by_key(|(number, _)| *number);
        near
    }
}

/// True when two different texts are the same but for one letter left out, added or another, or for
/// two neighbours in the wrong order.
pub fn one_misprint(a: &str, b: &str) -> bool {
    let (a, b) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let same = |(a, b): &(char, char)| a == b;
    let start: usize = a
        .chars()
        .zip(b.chars())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let (a, b) = (&a[start..], &b[start..]);
    let end: usize = (a.chars().rev())
        .zip(b.chars().rev())
        .take_while(same)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let mut a = a[..a.len() - end].chars();
    let mut b = b[..b.len() - end].chars();
    match (a.next(), a.next(), b.next(), b.next()) {
        (None, _, Some(_), None) | (Some(_), None, Some(_), None) => true,
        (Some(a1), Some(a2), Some(b1), Some(b2)) => {
            a1 == b2 && a2 == b1 && a.next().is_none() && b.next().is_none()
        }
        _ => false,
    }
}

/// The hashes of a word and of what stays when one of its letters is left out; none of a short word or
/// one with a digit.
fn each_key(word: &str, mut each: impl FnMut(u64)) {
    if word.len() < FORGIVEN || word.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    each(hash(word));
    let mut short = String::with_capacity(word.len());
    for (at, c) in word.char_indices() {
        short.clear();
        short.push_str(&word[..at]);
        short.push_str(&word[at + c.len_utf8()..]);
        each(hash(&short));
    }
}

fn upper(key: u64) -> u16 {
    (key >> 48) as u16
}

/// The hash of a text, quickly made; who chooses texts can make two of them fall together.
pub fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_misprint_is_a_letter_or_two_neighbours() {
        for (a, b) in [
            ("fabrique", "fabirque"),
            ("fabrique", "fabriqu"),
            ("fabrique", "ffabrique"),
            ("éclose", "écluse"),
        ] {
            assert!(one_misprint(a, b) && one_misprint(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("fabrique", "fabrique"),
            ("ruche", "roches"),
            ("abcd", "dbca"),
        ] {
            assert!(!one_misprint(a, b) && !one_misprint(b, a), "{a} {b}");
        }
    }

    #[test]
    fn a_misprint_of_a_frequent_word_is_no_rarer_than_that_word() {
        let mut vocabulary = Vocabulary::default();
        for _ in 0..20 {
            vocabulary.add("cuisines");
        }
        let wrong = vocabulary.add("cuiisines");
        let rare = vocabulary.add("oseraie");
        vocabulary.settle(22);
        assert!(vocabulary.rarity(wrong) < 0.3 && vocabulary.rarity(rare) > 0.99);
        assert_eq!(vocabulary.meant("cuisines"), [(0, 1.0), (wrong, MISPRINT)]);
        assert_eq!(vocabulary.meant("oserait"), [(rare, MISPRINT)]);
        assert_eq!(vocabulary.meant("osier"), []);
    }
}
