//! One word of a search: the words of the index it may stand for, and how well.

use super::index::Index;
use std::collections::HashMap;
use strsim::osa_distance;

/// How well a word is met: as it is, by its stem, by its beginning, with a typing error.
const EXACT: f32 = 1.0;
const STEM: f32 = 0.8;
const BEGINNING: f32 = 0.5;
const TYPED_WRONG: f32 = 0.5;
/// Words with the same beginning that are looked at.
const BEGINNINGS: usize = 200;

/// What a word leads to.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    /// Things by number, with a score.
    pub scores: HashMap<u32, f32>,
    /// The word that was understood in place of the one typed.
    pub corrected: Option<String>,
}

/// Expands a word; `last` when the reader may still be typing it.
pub(super) fn expand(index: &Index, word: &str, last: bool) -> Expanded {
    let mut expanded = Expanded::default();
    expanded.take(index, word, EXACT);
    let stem = index.analysis.stem(word);
    for term in index.stems.get(&stem).into_iter().flatten() {
        expanded.take(index, term, STEM);
    }
    let long = word.chars().count();
    if long >= if last { 2 } else { 4 } && !word.bytes().all(|b| b.is_ascii_digit()) {
        let from = index.terms.range(word.to_owned()..);
        for (term, _) in from
            .take_while(|(term, _)| term.starts_with(word))
            .take(BEGINNINGS)
        {
            expanded.take(index, term, BEGINNING);
        }
    }
    if expanded.scores.is_empty()
        && let Some(near) = nearest(index, word, long)
    {
        let near = near.to_owned();
        let stem = index.analysis.stem(&near);
        for term in index.stems.get(&stem).into_iter().flatten() {
            expanded.take(index, term, TYPED_WRONG);
        }
        expanded.corrected = Some(near);
    }
    expanded
}

impl Expanded {
    fn take(&mut self, index: &Index, term: &str, quality: f32) {
        let Some(things) = index.terms.get(term) else {
            return;
        };
        let rare = rarity(index.entries.len(), things.len());
        for (number, weight) in things {
            let best = self.scores.entry(*number).or_default();
            *best = best.max(weight * quality * rare);
        }
    }
}

/// How much a word tells: little when many things have it.
fn rarity(all: usize, having: usize) -> f32 {
    let share = (all.max(1) as f32) / (having.max(1) as f32);
    (1.0 + share).ln()
}

/// The word of the index nearest to one that it does not have, codes aside: one error in a word of
/// four letters, two from eight on (optimal string alignment).
fn nearest<'i>(index: &'i Index, word: &str, long: usize) -> Option<&'i str> {
    let allowed = match long {
        0..=3 => return None,
        4..=7 => 1,
        _ => 2,
    };
    let terms = index.terms.iter().filter(|(term, _)| {
        term.chars().count().abs_diff(long) <= allowed && !term.bytes().any(|b| b.is_ascii_digit())
    });
    let near =
        terms.map(|(term, things)| (osa_distance(term, word), usize::MAX - things.len(), term));
    near.filter(|(distance, _, _)| *distance <= allowed)
        .min()
        .map(|(_, _, term)| term.as_str())
}
