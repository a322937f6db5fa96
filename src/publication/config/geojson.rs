//! Which things of a publication stand on a map (`[[geojson]]`).
//!
//! In: `ptce.toml`. Out: for each file, a class, and where its things are looked for.

use crate::text::Bilingual;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A GeoJSON file: the things of a class as features.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeoJson {
    /// The name of the file, without its ending.
    pub name: String,
    /// What is in it.
    pub title: Bilingual,
    /// The class of the things, as an IRI or relative to `base`.
    pub class: String,
    /// Properties that lead to places with latitude and longitude, for a thing that has none itself;
    /// the first that leads to any is taken. As IRIs or relative to `base`.
    #[serde(default)]
    pub place: Vec<String>,
    /// Properties of the features: name in the file, and property.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}
