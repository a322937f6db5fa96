//! Finding things by what is typed: words as they are, misspelt, half written.

use super::analysis::words;
use super::entry::Entry;
use super::filter::Filter;
use super::index::Index;
use super::matching::expand;
use crate::text::fold::folded;
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

/// A thing that was found: its score, how far its names are from the text, its number.
type Hit = (f32, (bool, usize), u32);

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
        scores.retain(|number, _| through(number));
        let most = scores.values().map(|(matched, _)| *matched).max();
        let most = most.unwrap_or(0);
        found.partly = most > 0 && most < words.len();
        let whole = (folded(text.trim()), words.len());
        let mut hits: Vec<Hit> = scores
            .into_iter()
            .filter(|(_, (matched, _))| *matched == most)
            .map(|(number, (_, score))| (score, self.beside(number, &whole), number))
            .collect();
        hits.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        found.hits = hits.into_iter().map(|(_, _, number)| number).collect();
        found
    }

    /// How far the names of a thing are from a folded text of so many words: whether none is the text,
    /// and how many words the shortest one has.
    fn beside(&self, number: u32, (text, words): &(String, usize)) -> (bool, usize) {
        let at = usize::try_from(number).ok();
        let length = at.and_then(|at| self.lengths.get(at)).copied();
        let length = length.unwrap_or(usize::MAX);
        let is_named = |entry: &Entry| entry.names.iter().any(|name| folded(name) == *text);
        // Most things need not be looked at: no name has as few words as the text.
        let named = length <= *words && self.entry(number).is_some_and(is_named);
        (!named, length)
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
