//! The index: words to things, with how much a word says of a thing.

use super::analysis::{Analysis, initials, words};
use super::facets::Filter;
use super::matching::expand;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a word in a name counts.
const NAME: f32 = 10.0;
/// What a word in another name, a code or an acronym counts.
const OTHER: f32 = 6.0;
/// What initials count, which nobody may have written.
const INITIALS: f32 = 4.0;
/// What a word in other text counts.
const TEXT: f32 = 1.0;
/// Words of a search that are looked at.
const WORDS: usize = 12;
/// Characters of a search that are looked at.
pub const CHARACTERS: usize = 200;

/// A thing to be found.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Its IRI.
    pub iri: String,
    /// Its kind, by place in the settings.
    pub kind: usize,
    /// Its names, the first one the best.
    pub names: Vec<String>,
    /// Other names, codes, acronyms.
    pub others: Vec<String>,
    /// Other text.
    pub texts: Vec<String>,
    /// The values of each facet, by place in the settings.
    pub facets: Vec<BTreeSet<String>>,
}

/// Things by word.
#[derive(Debug, Default)]
pub struct Index {
    /// The things, by number.
    pub entries: Vec<Entry>,
    pub(super) terms: BTreeMap<String, BTreeMap<u32, f32>>,
    pub(super) stems: HashMap<String, BTreeSet<String>>,
    pub(super) analysis: Analysis,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The numbers of the things, the best first.
    pub hits: Vec<u32>,
    /// Words that were taken for others: as typed, as understood.
    pub corrected: Vec<(String, String)>,
    /// True when no thing has all the words and those with some of them are shown.
    pub partly: bool,
}

impl Index {
    /// Indexes things.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut index = Self::default();
        for (number, entry) in (0_u32..).zip(&entries) {
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

    /// The things that a text means and the filter lets through; all of them for an empty text.
    pub fn find(&self, text: &str, filter: &Filter) -> Found {
        let text: String = text.chars().take(CHARACTERS).collect();
        let mut words = words(&text);
        words.truncate(WORDS);
        let through = |number: &u32| {
            let entry = usize::try_from(*number)
                .ok()
                .and_then(|at| self.entries.get(at));
            entry.is_some_and(|entry| filter.lets(entry, None))
        };
        if words.is_empty() {
            let all = (0..u32::try_from(self.entries.len()).unwrap_or(u32::MAX)).filter(through);
            let hits = if text.trim().is_empty() {
                all.collect()
            } else {
                Vec::new()
            };
            return Found {
                hits,
                ..Found::default()
            };
        }
        let mut found = Found::default();
        let mut scores: HashMap<u32, (usize, f32)> = HashMap::new();
        for (at, word) in words.iter().enumerate() {
            let expanded = expand(self, word, at + 1 == words.len());
            if let Some(corrected) = expanded.corrected {
                found.corrected.push((word.clone(), corrected));
            }
            #[expect(
                clippy::iter_over_hash_type,
                reason = "each thing has a sum of its own"
            )]
            for (number, score) in expanded.scores {
                let sum = scores.entry(number).or_default();
                *sum = (sum.0 + 1, sum.1 + score);
            }
        }
        let mut hits: Vec<(u32, usize, f32)> = scores
            .into_iter()
            .filter(|(number, _)| through(number))
            .map(|(number, (matched, score))| (number, matched, score))
            .collect();
        let most = hits
            .iter()
            .map(|(_, matched, _)| *matched)
            .max()
            .unwrap_or(0);
        found.partly = most > 0 && most < words.len();
        hits.retain(|(_, matched, _)| *matched == most);
        hits.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        found.hits = hits.into_iter().map(|(number, _, _)| number).collect();
        found
    }

    /// Names that a text may be the beginning of, the best first.
    pub fn suggest(&self, text: &str, limit: usize) -> Vec<&Entry> {
        if text.trim().is_empty() {
            return Vec::new();
        }
        let found = self.find(text, &Filter::default());
        let entries = found
            .hits
            .into_iter()
            .filter_map(|number| self.entry(number));
        entries.take(limit).collect()
    }

    /// A thing by number.
    pub fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.get(usize::try_from(number).ok()?)
    }
}

#[cfg(test)]
mod tests;
