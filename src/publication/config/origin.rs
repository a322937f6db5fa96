//! Where the facts of a graph come from, and whom their licence asks to name.
//!
//! In: `[situation]` and `[[catalog.datasets]]`. Out: texts with their languages. A graph that says nothing
//! of its own comes from the document of the situation.

use super::Config;
use super::catalog::DatasetSettings;
use crate::text::Bilingual;

impl Config {
    /// Where the facts of a graph come from, each text with its language.
    pub fn origin(&self, graph: &str) -> Vec<(&'static str, &str)> {
        let own = self.dataset(graph).map(|one| said(&one.source));
        match own {
            Some(own) if !own.is_empty() => own,
            _ if self.situation.source.is_empty() => Vec::new(),
            _ => vec![("fr", &self.situation.source)],
        }
    }

    /// True for a graph that does not come from the document of the situation.
    pub fn has_own_origin(&self, graph: &str) -> bool {
        self.dataset(graph)
            .is_some_and(|one| !said(&one.source).is_empty())
    }

    /// Whom the licence of what is in a graph asks to name, each text with its language.
    pub fn attribution(&self, graph: &str) -> Vec<(&'static str, &str)> {
        let own = self.dataset(graph).map(|one| said(&one.attribution));
        own.unwrap_or_default()
    }

    /// All that is to be named, once each, in the order of the datasets.
    pub fn attributions(&self) -> Vec<&Bilingual> {
        let mut all: Vec<&Bilingual> = Vec::new();
        for one in &self.catalog.datasets {
            if !said(&one.attribution).is_empty() && !all.contains(&&one.attribution) {
                all.push(&one.attribution);
            }
        }
        all
    }

    fn dataset(&self, graph: &str) -> Option<&DatasetSettings> {
        let mut all = self.catalog.datasets.iter();
        all.find(|one| self.iri(&one.graph) == graph)
    }
}

fn said(text: &Bilingual) -> Vec<(&'static str, &str)> {
    let both = [("fr", text.fr.as_str()), ("en", text.en.as_str())];
    both.into_iter()
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../../../ptce.toml");

    fn config() -> Config {
        let mut config = Config::parse(GOOD, "ptce.toml").expect("valid");
        config.base = "https://example.org/".to_owned();
        config.situation.source = "Un dossier".to_owned();
        config.catalog.datasets = ["graph/places", "graph/map", "graph/plain"]
            .map(|graph| DatasetSettings {
                graph: graph.to_owned(),
                ..DatasetSettings::default()
            })
            .to_vec();
        config.catalog.datasets[0].source = Bilingual::new("Un registre", "A register");
        for at in 0..2 {
            config.catalog.datasets[at].attribution = Bilingual::new("Points : Nommé", "");
        }
        config
    }

    #[test]
    fn a_graph_says_where_it_comes_from() {
        let config = config();
        let places = "https://example.org/graph/places";
        let own = [("fr", "Un registre"), ("en", "A register")];
        assert_eq!(config.origin(places), own);
        assert!(config.has_own_origin(places));
        for other in [
            "https://example.org/graph/plain",
            "https://example.org/none",
        ] {
            assert_eq!(config.origin(other), [("fr", "Un dossier")]);
            assert!(!config.has_own_origin(other));
            assert!(config.attribution(other).is_empty());
        }
        assert_eq!(config.attribution(places), [("fr", "Points : Nommé")]);
        assert_eq!(config.attributions().len(), 1);
    }
}
