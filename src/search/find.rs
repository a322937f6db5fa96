//! Finding things by what is typed: words as they are, misspelt, half written.

use super::analysis::words;
use super::entry::Entry;
use super::filter::Filter;
use super::index::Index;
use super::matching::expand;
use std::collections::HashMap;

/// Words of a search that are looked at.
const WORDS: usize = 12;
/// Characters of a search that are looked at.
pub const CHARACTERS: usize = 200;

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
}
