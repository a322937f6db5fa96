//! What a publication says of itself to open-data portals: `[catalog]` of `ptce.toml`.
//!
//! In: TOML. Out: settings. Nothing is required to serve; `ptce preflight` tells what a portal would
//! miss, and what still is a placeholder. An empty text is a thing not known.

use crate::diag::{Diagnostic, Place as Spot};
use crate::text::Bilingual;
use serde::Deserialize;

/// The catalogue: who publishes what, when, about where.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Catalog {
    /// The address that readers and portals use: `https://data.example.fr`.
    pub address: String,
    /// The day of the first publication, `YYYY-MM-DD`.
    pub issued: String,
    /// The day of the last change of the data, `YYYY-MM-DD`.
    pub modified: String,
    /// Who publishes.
    pub publisher: Publisher,
    /// Who answers questions.
    pub contact: Contact,
    /// The place that the data is about.
    pub place: Place,
    /// The first and the last day that the data is about; the day of the situation where not given.
    pub period: Option<Period>,
    /// Codes of the EU data theme table: `SOCI`, `ECON`, `REGI`…
    pub themes: Vec<String>,
    /// Words to be found by.
    pub keywords: Keywords,
    /// A code of the EU frequency table: `NEVER`, `IRREG`, `ANNUAL`…
    pub frequency: String,
    /// The licence in the EU licence table: its code, `ETALAB_2_0` or `CC_BY_4_0`.
    pub licence_code: String,
    /// What the data cannot say, a sentence each.
    pub limits: Vec<Bilingual>,
    /// What is said of single named graphs.
    pub datasets: Vec<DatasetSettings>,
}

/// Who publishes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Publisher {
    /// The IRI that names it, whole or relative to `base`.
    pub iri: String,
    /// Its name.
    pub name: Bilingual,
    /// A code of the ADMS publisher types: `NonProfitOrganisation`, `LocalAuthority`…
    pub kind: String,
    /// The address of its own site.
    pub homepage: String,
}

/// Who answers questions: a service, never a private person.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Contact {
    /// The name of the service.
    pub name: Bilingual,
    /// Its mailbox, without `mailto:`.
    pub email: String,
    /// The address of its form or page.
    pub url: String,
}

impl Catalog {
    /// What is wrong with the address; `text` is that of the settings.
    pub(super) fn wrong_address(&self, text: &str, file: &str) -> Option<Diagnostic> {
        let address = &self.address;
        let start = text.find(&format!("\"{address}\"")).map_or(0, |at| at + 1);
        let place = Spot::bytes(file, text, start..start + address.len());
        let message = format!("`catalog.address` must be the root of a host, found `{address}`");
        has_path(address).then(|| {
            Diagnostic::error("P002", message).at(place).help(
                "les liens partent de la racine : donner un domaine ou un sous-domaine entier, par exemple https://data.example.org",
                "links start at the root: give a whole domain or subdomain, for example https://data.example.org",
            )
        })
    }
}

/// True for an address of the web that goes on behind its host: what is published has links from the root.
pub fn has_path(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, host)| host);
    host.trim_end_matches('/').contains(['/', '?', '#'])
}

/// A place.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Place {
    /// A code of the EU country table: `FRA`.
    pub country: String,
    /// West, south, east, north in degrees (WGS 84) of what the data covers; west is the larger one of a
    /// box across the antimeridian.
    pub bbox: Option<[f64; 4]>,
    /// Longitude and latitude in degrees of a point that stands for it.
    pub centroid: Option<[f64; 2]>,
}

impl Place {
    /// The box in parts that each go from west to east: two for one across the antimeridian.
    pub fn boxes(&self) -> Vec<[f64; 4]> {
        match self.bbox {
            Some([w, s, e, n]) if w > e => vec![[w, s, 180.0, n], [-180.0, s, e, n]],
            Some(whole) => vec![whole],
            None => Vec::new(),
        }
    }
}

/// Days that data is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// The first day, `YYYY-MM-DD`.
    pub start: String,
    /// The last day, `YYYY-MM-DD`.
    pub end: String,
}

/// Words in both languages.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keywords {
    /// In French.
    pub fr: Vec<String>,
    /// In English.
    pub en: Vec<String>,
}

/// What is said of one named graph.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatasetSettings {
    /// The graph, as an IRI or relative to `base`.
    pub graph: String,
    /// The title.
    pub title: Bilingual,
    /// What is in it, in at least a hundred characters.
    pub description: Bilingual,
    /// Words beside those of the catalogue.
    pub keywords: Keywords,
    /// Themes, where they are not those of the catalogue.
    pub themes: Vec<String>,
    /// Days, where they are not those of the catalogue.
    pub period: Option<Period>,
    /// Where its facts come from, where that is not the document of the situation.
    pub source: Bilingual,
    /// Whom the licence of what is in it asks to name, and that licence.
    pub attribution: Bilingual,
    /// The tables it is made from, by their name in `data/datapackage.json`.
    pub tables: Vec<String>,
    /// The GeoJSON files of its things, by their name in `[[geojson]]`.
    pub geojson: Vec<String>,
    /// Why it was withdrawn; its address answers 410 with this text.
    pub withdrawn: Option<Bilingual>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_that_of_a_whole_host() {
        let told = |address: &str| {
            let text = format!("[catalog]\naddress = \"{address}\"\n");
            let settings = Catalog {
                address: address.to_owned(),
                ..Catalog::default()
            };
            settings.wrong_address(&text, "ptce.toml")
        };
        for good in [
            "",
            "https://data.example.org",
            "https://data.example.org:8443/",
        ] {
            assert_eq!(told(good), None, "{good}");
        }
        for wrong in ["https://example.org/ptce", "https://example.org/?a=b"] {
            let told = told(wrong).expect(wrong);
            assert!(told.message.contains("`catalog.address`"), "{told:?}");
            assert!(told.place.is_some_and(|place| place.line == 2));
        }
    }
}
