//! A thing to be found.

use std::collections::BTreeSet;

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
