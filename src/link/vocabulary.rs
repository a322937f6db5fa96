//! The words of the sources, how rare each is, and which word a misprint stands for.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash as _, Hasher as _};

/// Letters a word must have before a misprint is forgiven.
const FORGIVEN: usize = 5;
/// How much a word counts that was found in spite of a misprint.
const MISPRINT: f32 = 0.85;

/// Words by number.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: Vec<String>,
    numbers: FxHashMap<String, u32>,
    /// How many names hold each word.
    counts: Vec<u32>,
    /// Words by what stays when one letter is left out, as hashes: what is found is compared again.
    shortened: FxHashMap<u64, Vec<u32>>,
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
        if word.len() >= FORGIVEN {
            each_shorter(word, |short| {
                self.shortened.entry(hash(short)).or_default().push(number);
            });
            self.shortened.entry(hash(word)).or_default().push(number);
        }
        number
    }

    /// The word with a number.
    pub fn word(&self, number: u32) -> &str {
        self.words.get(number as usize).map_or("", String::as_str)
    }

    /// From 0 for a word of every name to 1 for a word of one name out of `names`.
    pub fn rarity(&self, number: u32, names: usize) -> f32 {
        let count = self
            .counts
            .get(number as usize)
            .copied()
            .unwrap_or(1)
            .max(1) as f32;
        let names = names.max(2) as f32;
        (names / count).ln_1p() / names.ln_1p()
    }

    /// The known word that is meant, and how surely: 1 when it is the same. The first in the order of
    /// numbers when a misprint may stand for several.
    pub fn meant(&self, word: &str) -> Option<(u32, f32)> {
        if let Some(number) = self.numbers.get(word) {
            return Some((*number, 1.0));
        }
        if word.len() < FORGIVEN || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut best: Option<u32> = None;
        let mut look = |key: u64| {
            for number in self.shortened.get(&key).into_iter().flatten() {
                if best.is_none_or(|best| *number < best)
                    && strsim::damerau_levenshtein(word, self.word(*number)) == 1
                {
                    best = Some(*number);
                }
            }
        };
        look(hash(word));
        each_shorter(word, |short| look(hash(short)));
        best.map(|number| (number, MISPRINT))
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The word with each of its letters left out.
fn each_shorter(word: &str, mut each: impl FnMut(&str)) {
    let mut short = String::with_capacity(word.len());
    for (at, c) in word.char_indices() {
        short.clear();
        short.push_str(&word[..at]);
        short.push_str(&word[at + c.len_utf8()..]);
        each(&short);
    }
}
