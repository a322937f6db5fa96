//! The index of the things that the settings name, with their labels, their points and the values that narrow
//! a search.

use crate::search::{Entry, Index};
use crate::serve::labels::Labels;
use crate::serve::names::last_part;
use crate::territory::Atlas;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The finder of a site, made when it is first needed.
#[derive(Default)]
pub struct Finding {
    /// Outlines and communes.
    pub atlas: Arc<Atlas>,
    pub(in crate::serve) cell: OnceCell<Finder>,
}

impl Finding {
    /// A finder over these places.
    pub fn new(atlas: Arc<Atlas>) -> Self {
        Self {
            atlas,
            cell: OnceCell::new(),
        }
    }
}

/// The things that can be found.
pub struct Finder {
    /// Words to things.
    pub index: Index,
    /// The names of the things, of the values of facets and of notes.
    pub labels: Labels,
    /// What is shown beside a name: the IRI of a value, by thing.
    pub notes: HashMap<String, String>,
    /// Longitude and latitude of the things on maps, by number.
    pub points: BTreeMap<u32, (f64, f64)>,
    /// For each bar of the settings, the amounts by thing, the largest first.
    pub bars: Vec<Vec<(String, f64)>>,
}

impl Finder {
    /// The number of the first thing with an IRI.
    pub fn number(&self, iri: &str) -> Option<u32> {
        let at = self
            .index
            .entries
            .iter()
            .position(|entry| entry.iri == iri)?;
        u32::try_from(at).ok()
    }

    /// The entry of a number.
    pub fn entry(&self, number: u32) -> Option<&Entry> {
        self.index.entry(number)
    }

    /// The IRI of a facet's value from its last part, or the part itself where no thing has it.
    pub(in crate::serve) fn value(&self, facet: usize, part: &str) -> String {
        let all = self
            .index
            .entries
            .iter()
            .filter_map(|entry| entry.facets.get(facet));
        let known = all.flatten().find(|iri| last_part(iri) == part);
        known.cloned().unwrap_or_else(|| part.to_owned())
    }
}
