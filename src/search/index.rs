//! The index: words to things, with how much a word says of a thing.

use super::analysis::{Analysis, initials, words};
use super::entry::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a word in a name counts.
const NAME: f32 = 10.0;
/// What a word in another name, a code or an acronym counts.
const OTHER: f32 = 6.0;
/// What initials count, which nobody may have written.
const INITIALS: f32 = 4.0;
/// What a word in other text counts.
const TEXT: f32 = 1.0;

/// Things by word.
#[derive(Debug, Default)]
pub struct Index {
    /// The things, by number.
    pub entries: Vec<Entry>,
    pub(super) terms: BTreeMap<String, BTreeMap<u32, f32>>,
    pub(super) stems: HashMap<String, BTreeSet<String>>,
    pub(super) analysis: Analysis,
    /// Of each thing, how many words the shortest of its names has.
    pub(super) lengths: Vec<usize>,
}

impl Index {
    /// Indexes things.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut index = Self::default();
        for (number, entry) in (0_u32..).zip(&entries) {
            let lengths = entry.names.iter().map(|name| words(name).len());
            index.lengths.push(lengths.min().unwrap_or(usize::MAX));
            for name in &entry.names {
                index.add(number, name, NAME);
                if let Some(initials) = initials(name) {
                    index.term(number, initials, INITIALS);
                }
            }
            for other in &entry.others {
                index.add(number, other, OTHER);
            }
            for text in &entry.texts {
                index.add(number, text, TEXT);
            }
        }
        for term in index.terms.keys() {
            let stem = index.analysis.stem(term);
            index.stems.entry(stem).or_default().insert(term.clone());
        }
        index.entries = entries;
        index
    }

    fn add(&mut self, number: u32, text: &str, weight: f32) {
        for word in words(text) {
            self.term(number, word, weight);
        }
    }

    fn term(&mut self, number: u32, word: String, weight: f32) {
        let known = self
            .terms
            .entry(word)
            .or_default()
            .entry(number)
            .or_default();
        *known = known.max(weight);
    }

    /// A thing by number.
    pub fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.get(usize::try_from(number).ok()?)
    }
}
