//! What a store without a publication says of itself; and the limits, which a publication may give.

use super::finding::{Reconcile, Search, Territory};
use super::{
    Build, Catalog, Config, DefaultGraph, Gazetteer, Home, Licence, Names, Pages, Situation, Sparql,
};
use crate::diag::{Diagnostic, Place};
use crate::settings::{self, Settings};
use crate::text::Bilingual;
use crate::text::nearest::perhaps;
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

/// What is wrong with `[limits]`: each name and value that cannot be.
pub(super) fn wrong_limits(
    limits: &BTreeMap<String, u64>,
    text: &str,
    file: &str,
) -> Vec<Diagnostic> {
    let start = text.find("[limits]").unwrap_or_default();
    let wrong = |(name, value): (&String, &u64)| {
        let message = Settings::default().set(name, *value).err()?;
        let at = text[start..].find(&format!("\n{name}"));
        let at = at.map_or(start, |at| start + at + 1);
        let place = Place::bytes(file, text, at..at + name.len());
        let names = settings::ALL.iter().map(|setting| setting.name);
        let Bilingual { fr, en } = perhaps(name, names, "");
        Some(Diagnostic::error("P002", message).at(place).help(
            format!("{fr}voir docs/settings.md pour les réglages et leurs bornes"),
            format!("{en}see docs/settings.md for the settings and their bounds"),
        ))
    };
    limits.iter().filter_map(wrong).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_there_is_not_is_told_with_its_place() {
        let text = format!(
            "{}\n[limits]\ntime_s = 3\ncolour = 1\ntime_ss = 3\n",
            include_str!("../../../ptce.toml")
        );
        let found = Config::parse(&text, "ptce.toml").expect_err("wrong");
        let [first, second] = found.iter().collect::<Vec<_>>()[..] else {
            panic!("{found:?}");
        };
        assert!(first.message.contains("`colour`"), "{}", first.message);
        let help = second.help.as_ref().map_or("", |help| &help.en);
        assert!(help.starts_with("perhaps time_s;"), "{help}");
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
