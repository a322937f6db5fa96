//! What narrows a search: a kind and facet values, and how many things each value would leave.

use super::index::{Entry, Index};
use std::collections::BTreeMap;

/// What is let through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The kind, by place in the settings; all when none.
    pub kind: Option<usize>,
    /// For each facet the values of which one must be there; any where there is none.
    pub values: Vec<Vec<String>>,
}

impl Filter {
    /// True when an entry passes; the facet `except` is not looked at.
    pub fn lets(&self, entry: &Entry, except: Option<usize>) -> bool {
        if self.kind.is_some_and(|kind| kind != entry.kind) {
            return false;
        }
        self.values.iter().enumerate().all(|(facet, wanted)| {
            wanted.is_empty()
                || Some(facet) == except
                || entry
                    .facets
                    .get(facet)
                    .is_some_and(|has| wanted.iter().any(|value| has.contains(value)))
        })
    }
}

impl Index {
    /// How many of the things found by text alone each value of a facet would leave, the filter's
    /// other facets applied.
    pub fn count(&self, hits: &[u32], filter: &Filter, facet: usize) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        let entries = hits.iter().filter_map(|hit| self.entry(*hit));
        for entry in entries.filter(|entry| filter.lets(entry, Some(facet))) {
            for value in entry.facets.get(facet).into_iter().flatten() {
                *counts.entry(value.as_str()).or_default() += 1;
            }
        }
        counts
    }

    /// How many of the things found by text alone are of each kind, facets applied.
    pub fn count_kinds(&self, hits: &[u32], filter: &Filter) -> BTreeMap<usize, usize> {
        let any = Filter {
            kind: None,
            ..filter.clone()
        };
        let mut counts = BTreeMap::new();
        let entries = hits.iter().filter_map(|hit| self.entry(*hit));
        for entry in entries.filter(|entry| any.lets(entry, None)) {
            *counts.entry(entry.kind).or_default() += 1;
        }
        counts
    }
}
