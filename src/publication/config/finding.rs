//! The settings of search, maps and networks: which things, and by which paths of properties.
//!
//! A path is a SPARQL 1.1 property path (§9.1); relative IRIs in it start at the publication's base:
//! `<ontology#territoryCovered>/<ontology#within>*`.

use crate::text::Bilingual;
use serde::Deserialize;

/// What can be searched.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Kinds of things that are found, in the order they are shown.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// Properties of things that narrow a search.
    #[serde(default)]
    pub facets: Vec<Facet>,
}

impl Search {
    /// The words for the kinds, in their order.
    pub fn kind_names(&self) -> Vec<&str> {
        self.kinds.iter().map(|kind| kind.name.as_str()).collect()
    }
}

/// A kind of things that are found.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// The word for it in addresses.
    pub name: String,
    /// The class, as an IRI or relative to `base`.
    pub class: String,
    /// What the things are called together.
    pub title: Bilingual,
    /// What one of them is called, as in “1 project”.
    pub one: Bilingual,
    /// Paths to more text of a thing, which counts less than its names.
    #[serde(default)]
    pub text: Vec<String>,
    /// The path to a value shown beside the name.
    pub note: Option<String>,
}

/// A property that narrows a search.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facet {
    /// The name of the parameter.
    pub name: String,
    /// The heading.
    pub title: Bilingual,
    /// The path to the values, which have labels.
    pub path: String,
    /// The beginning of the IRIs that count, relative to `base`; all where it is not given.
    #[serde(default)]
    pub only: String,
}

/// Maps, and places by postal code and name.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Territory {
    /// The name of the kind of search whose things stand on the maps.
    #[serde(default)]
    pub kind: String,
    /// The name of the facet that gives a thing its colour.
    #[serde(default)]
    pub status: String,
    /// The path from such a thing to something with `wgs84:lat` and `wgs84:long`.
    #[serde(default)]
    pub points: String,
    /// A CSV file of places: `code`, `name`, `departement`, `postal`.
    pub communes: Option<String>,
    /// The name of the map whose divisions are departments.
    #[serde(default)]
    pub departments: String,
    /// The maps.
    #[serde(default)]
    pub maps: Vec<Map>,
}

/// One division of the land.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// The word for it in addresses.
    pub name: String,
    /// The heading.
    pub title: Bilingual,
    /// A GeoJSON file of outlines, each with a `code`.
    pub outlines: String,
    /// The beginning of the IRIs of the divisions, before their code, relative to `base`.
    pub things: String,
    /// The facet of the search that the divisions are values of.
    pub facet: String,
    /// Divisions without an outline, drawn as squares beside the map.
    #[serde(default)]
    pub insets: Vec<Inset>,
}

/// A division drawn as a square.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inset {
    /// Its address relative to `base`.
    pub thing: String,
    /// Its name under the square.
    pub name: String,
}

/// An amount that is shown beside those of the others.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    /// The heading.
    pub title: Bilingual,
    /// The path from a thing to the amount, in whole euros.
    pub path: String,
}

/// Who is named together with whom.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// The class of the things that bring others together.
    pub class: String,
    /// The path from such a thing to those named in it.
    pub path: String,
    /// The path from such a thing to those that the page of it lists by their note.
    pub members: String,
    /// The heading of that list.
    pub members_title: Bilingual,
    /// What the page says of it.
    pub title: Bilingual,
    /// What the picture shows and does not show.
    pub note: Bilingual,
}

/// A page in the publisher's own words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The title.
    pub title: Bilingual,
    /// Its paragraphs; one that begins with `## ` is a heading.
    pub paragraphs: Vec<Bilingual>,
}

/// What the reconciliation service compares and gives beside the facets of the search.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reconcile {
    /// Properties of things. `siren`, `rna`, `commune`, `department` and `legal-form` are compared as
    /// `ptce link` compares them.
    #[serde(default)]
    pub properties: Vec<Property>,
}

/// A property of things for the reconciliation service.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// The word for it.
    pub name: String,
    /// The heading.
    pub title: Bilingual,
    /// The path to its values.
    pub path: String,
    /// The beginnings of the values that count, as IRIs or relative to `base`; what follows is the
    /// code. All values count where none is given.
    #[serde(default)]
    pub only: Vec<String>,
}
