//! Which names are worth a comparison: lists of names by what they share.
//!
//! In: the words and the department of every name. Out: for the words of a row, the names that share
//! a telling word with it, two frequent ones, a frequent one in the same department, their only one, or
//! all letters, however they are cut into words.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash as _, Hasher as _};

/// A word that more names hold than this is not telling by itself.
const COMMON: usize = 16;
/// A list longer than this is no way to find a name.
const LONGEST: usize = 64;
/// Words of a name that are looked at.
const WORDS: usize = 12;

/// Lists of names, by hash of what they share.
#[derive(Debug, Default)]
pub struct Blocks {
    common: Vec<bool>,
    lists: FxHashMap<u64, (u32, u32)>,
    names: Vec<u32>,
}

impl Blocks {
    /// Of names in their order, each with its words and the number of its department, 0
    /// when not known, and its letters without spaces.
    pub fn new<'n>(
        vocabulary: usize,
        names: impl Iterator<Item = (&'n [(u32, f32)], u32, &'n str)> + Clone,
    ) -> Self {
        let mut counts = vec![0_usize; vocabulary];
        for (words, _, _) in names.clone() {
            for (word, _) in words {
                counts[*word as usize] += 1;
            }
        }
        let mut blocks = Self {
            common: counts.iter().map(|count| *count > COMMON).collect(),
            ..Self::default()
        };
        let mut shared: Vec<(u64, u32)> = Vec::new();
        for (number, (words, department, letters)) in (0_u32..).zip(names) {
            let words: Vec<(usize, u32)> = (words.iter().map(|(word, _)| *word).enumerate())
                .take(WORDS)
                .collect();
            shared.push((letters_hash(letters), number));
            if let [(_, only)] = words.as_slice() {
                shared.push((hash(ALONE, *only, 0, 0), number));
            }
            blocks.each_key(&words, department, |key| shared.push((key, number)));
        }
        shared.sort_unstable();
        shared.dedup();
        for list in shared.chunk_by(|a, b| a.0 == b.0) {
            if list.len() > LONGEST {
                continue;
            }
            let start = u32::try_from(blocks.names.len()).unwrap_or(u32::MAX);
            let length = u32::try_from(list.len()).unwrap_or(u32::MAX);
            blocks.names.extend(list.iter().map(|(_, name)| *name));
            blocks.lists.insert(list[0].0, (start, length));
        }
        blocks
    }

    /// The names that are written with the same letters.
    pub fn spelled(&self, letters: &str) -> &[u32] {
        self.list(letters_hash(letters))
    }

    /// Calls `each` for every name that shares enough words with a row, given by their places and what
    /// they may mean; a name may come several times.
    pub fn sharing(&self, words: &[(usize, u32)], department: u32, mut each: impl FnMut(u32)) {
        let mut list = |key: u64| self.list(key).iter().copied().for_each(&mut each);
        for (_, word) in words {
            list(hash(ALONE, *word, 0, 0));
        }
        self.each_key(words, department, list);
    }

    fn list(&self, key: u64) -> &[u32] {
        self.lists.get(&key).map_or(&[], |(start, length)| {
            &self.names[*start as usize..][..*length as usize]
        })
    }

    /// What names are found by: a telling word, a frequent one with the department, two frequent ones
    /// with and without it.
    fn each_key(&self, words: &[(usize, u32)], department: u32, mut each: impl FnMut(u64)) {
        let is_common = |word: u32| self.common.get(word as usize).copied().unwrap_or(true);
        for (at, (place, word)) in words.iter().enumerate() {
            if !is_common(*word) {
                each(hash(TELLING, *word, 0, 0));
                continue;
            }
            if department != 0 {
                each(hash(THERE, *word, 0, department));
            }
            for (other_place, other) in &words[..at] {
                if place == other_place || !is_common(*other) {
                    continue;
                }
                let (low, high) = (*word.min(other), *word.max(other));
                each(hash(BOTH, low, high, 0));
                if department != 0 {
                    each(hash(BOTH, low, high, department));
                }
            }
        }
    }
}

const ALONE: u8 = 1;
const TELLING: u8 = 2;
const THERE: u8 = 3;
const BOTH: u8 = 4;

fn hash(why: u8, word: u32, other: u32, department: u32) -> u64 {
    let mut hasher = FxHasher::default();
    (why, word, other, department).hash(&mut hasher);
    hasher.finish()
}

fn letters_hash(letters: &str) -> u64 {
    let mut hasher = FxHasher::default();
    letters.hash(&mut hasher);
    hasher.finish()
}
