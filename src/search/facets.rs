//! How many of the things found each kind and each facet value would leave.

use super::filter::Filter;
use super::index::Index;
use std::collections::BTreeMap;

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
