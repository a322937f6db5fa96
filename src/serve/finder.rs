//! What search, maps and places are answered from: the index of the things that the settings name,
//! with their labels, their points and the values that narrow a search.
//!
//! In: the engine, asked once for a version when the first reader searches. Out: everything below
//! without another question.

mod gather;
pub mod points;

pub use gather::pairs;

use super::held::Finder;
use super::site::Site;
use crate::engine::QueryError;
use crate::publication::config::finding::{Facet, Map};
use crate::search::Filter;
use crate::territory::Outlines;

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
    /// The things on maps that a filter lets through.
    pub fn mapped(&self, site: &Site, filter: &Filter) -> Vec<u32> {
        let filter = Filter {
            kind: site.mapped_kind(),
            ..filter.clone()
        };
        self.index.find("", &filter).hits
    }
}
