//! What search, maps and places are answered from: the index of the things that the settings name,
//! with their labels, their points and the values that narrow a search.
//!
//! In: the engine, asked once for a version when the first reader searches. Out: everything below
//! without another question.

mod gather;
pub mod points;

pub use gather::pairs;

use super::labels::Labels;
use super::site::Site;
use crate::engine::QueryError;
use crate::publication::config::finding::{Facet, Map};
use crate::search::{Entry, Filter, Index};
use crate::territory::{Atlas, Outlines};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The finder of a site, made when it is first needed.
#[derive(Default)]
pub struct Lazy {
    /// Outlines and communes.
    pub atlas: Arc<Atlas>,
    cell: OnceCell<Finder>,
}

impl Lazy {
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

    /// The things on maps that a filter lets through.
    pub fn mapped(&self, site: &Site, filter: &Filter) -> Vec<u32> {
        let filter = Filter {
            kind: site.mapped_kind(),
            ..filter.clone()
        };
        self.index.find("", &filter).hits
    }

    /// The entry of a number.
    pub fn entry(&self, number: u32) -> Option<&Entry> {
        self.index.entry(number)
    }
}

impl Site {
    /// The finder; the first call makes it.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn finder(&self) -> Result<&Finder, QueryError> {
        self.finding
            .cell
            .get_or_try_init(|| gather::finder(self))
            .await
    }

    /// The finder, where it was made already.
    pub fn found(&self) -> Option<&Finder> {
        self.finding.cell.get()
    }

    /// The facets of the settings.
    pub fn facets(&self) -> &[Facet] {
        &self.config.search.facets
    }

    /// The place of a facet.
    pub fn facet(&self, name: &str) -> Option<usize> {
        self.facets().iter().position(|facet| facet.name == name)
    }

    /// The place of the kind that stands on maps.
    pub fn mapped_kind(&self) -> Option<usize> {
        let kinds = &self.config.search.kinds;
        kinds
            .iter()
            .position(|kind| kind.name == self.config.territory.kind)
    }

    /// The maps of the settings with their outlines.
    pub fn maps(&self) -> impl Iterator<Item = (&Map, &Outlines)> {
        self.config
            .territory
            .maps
            .iter()
            .zip(&self.finding.atlas.maps)
    }

    /// The map whose divisions are departments.
    pub fn departments(&self) -> Option<(&Map, &Outlines)> {
        self.maps()
            .find(|(map, _)| map.name == self.config.territory.departments)
    }

    /// What an address says narrows a search: `kind` and the facets, values as the last parts of
    /// their IRIs. Values that no thing has are kept, so that they find nothing.
    pub fn filter(&self, finder: &Finder, parameters: &super::parameters::Parameters) -> Filter {
        let kind = parameters.get("kind").and_then(|name| {
            self.config
                .search
                .kinds
                .iter()
                .position(|kind| kind.name == name)
        });
        let values = self.facets().iter().enumerate().map(|(at, facet)| {
            let wanted = parameters
                .all(&facet.name)
                .filter(|value| !value.is_empty());
            wanted.map(|value| finder.value(at, value)).collect()
        });
        Filter {
            kind,
            values: values.collect(),
        }
    }
}

impl Finder {
    /// The IRI of a facet's value from its last part, or the part itself where no thing has it.
    fn value(&self, facet: usize, part: &str) -> String {
        let all = self
            .index
            .entries
            .iter()
            .filter_map(|entry| entry.facets.get(facet));
        let known = all
            .flatten()
            .find(|iri| super::names::last_part(iri) == part);
        known.cloned().unwrap_or_else(|| part.to_owned())
    }
}
