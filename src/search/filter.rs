//! What narrows a search: a kind and facet values.

use super::entry::Entry;

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
