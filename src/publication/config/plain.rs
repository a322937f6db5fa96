//! What a store without a publication says of itself; and the limits, which a publication may give.

use super::finding::{Reconcile, Search, Territory};
use super::{
    Build, Catalog, Config, DefaultGraph, Gazetteer, Home, Licence, Names, Pages, Situation, Sparql,
};
use crate::diag::{Diagnostic, Place};
use crate::settings::Settings;
use crate::text::Bilingual;
use std::collections::BTreeMap;

impl Config {
    /// What a store without a publication says of itself: no licence, no source and no day.
    pub fn plain(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            title: Bilingual::new("Graphe de connaissances", "Knowledge graph"),
            description: Bilingual::new(
                "Des données en RDF, à interroger en SPARQL.",
                "Data in RDF, to be asked in SPARQL.",
            ),
            situation: Situation::default(),
            licence: Licence::default(),
            build: Build::default(),
            evidence: None,
            personal_data: Vec::new(),
            sparql: Sparql {
                default_graph: DefaultGraph::Own,
                ..Sparql::default()
            },
            home: Home::default(),
            pages: Pages::default(),
            geojson: Vec::new(),
            search: Search::default(),
            reconcile: Reconcile::default(),
            territory: Territory::default(),
            bars: Vec::new(),
            network: None,
            texts: BTreeMap::new(),
            limits: BTreeMap::new(),
            names: Names::default(),
            gazetteer: Gazetteer::default(),
            contact: None,
            catalog: Catalog::default(),
        }
    }
}

/// What is wrong with `[limits]`, if anything is.
pub(super) fn wrong_limits(
    limits: &BTreeMap<String, u64>,
    text: &str,
    file: &str,
) -> Option<Diagnostic> {
    let message = Settings::default().with(limits).err()?;
    let name = message.split('`').nth(1).unwrap_or_default();
    let start = text.find("[limits]").map_or(0, |at| {
        at + text[at..].find(&format!("\n{name}")).map_or(0, |i| i + 1)
    });
    let place = Place::bytes(file, text, start..start + name.len());
    Some(Diagnostic::error("P002", message).at(place).help(
        "voir docs/settings.md pour les réglages et leurs bornes",
        "see docs/settings.md for the settings and their bounds",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_there_is_not_is_told_with_its_place() {
        let text = format!(
            "{}\n[limits]\ntime_s = 3\ncolour = 1\n",
            include_str!("../../../ptce.toml")
        );
        let found = Config::parse(&text, "ptce.toml").expect_err("wrong");
        let first = found.iter().next().expect("one");
        assert!(first.message.contains("`colour`"), "{}", first.message);
        let line = text
            .lines()
            .position(|line| line == "colour = 1")
            .expect("there")
            + 1;
        assert_eq!(
            first.place.as_ref().map(|place| place.line),
            Some(line as u64)
        );
    }
}
