//! The catalogue: what open-data portals are told about a publication.
//!
//! In: the settings of a publication, its dataset counted ([`content`]), the address it is announced
//! under. Out: DCAT-AP 3.0.1 in two profiles ([`dcat`]), VoID ([`void`]), schema.org ([`schema_org`]),
//! and what a portal would miss or count against it ([`findings`], [`quality`]).

pub mod content;
pub mod dcat;
pub mod findings;
pub mod quality;
pub mod schema_org;
pub mod statements;
pub mod vocabulary;
pub mod void;

pub use content::Content;
pub use dcat::Profile;

use crate::publication::Config;
use crate::publication::config::catalog::{DatasetSettings, Period};
use crate::text::Bilingual;
use content::GraphContent;

/// A publication as a portal sees it.
#[derive(Debug, Clone, Copy)]
pub struct Catalogue<'a> {
    /// What the publication says of itself.
    pub config: &'a Config,
    /// What is published, counted.
    pub content: &'a Content,
    /// The announced address, without a slash at its end.
    pub address: &'a str,
    /// True where queries are answered at `/sparql` below the address, which files do not.
    pub endpoint: bool,
}

/// A dataset of the catalogue: one named graph.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// What is in it.
    pub graph: &'a GraphContent,
    /// What the publication says of it, where it does.
    pub settings: Option<&'a DatasetSettings>,
}

impl<'a> Catalogue<'a> {
    /// The IRI of the catalogue.
    pub fn iri(&self) -> String {
        format!("{}/catalog", self.address)
    }

    /// The settings of a graph.
    pub fn settings(&self, graph: &str) -> Option<&'a DatasetSettings> {
        let datasets = &self.config.catalog.datasets;
        datasets
            .iter()
            .find(|one| self.config.iri(&one.graph) == graph)
    }

    /// The datasets, those that were withdrawn aside.
    pub fn entries(&self) -> Vec<Entry<'a>> {
        let graphs = self.content.graphs.iter();
        let entries = graphs.map(|graph| Entry {
            graph,
            settings: self.settings(&graph.iri),
        });
        entries
            .filter(|entry| entry.settings.is_none_or(|one| one.withdrawn.is_none()))
            .collect()
    }

    /// The page of a dataset.
    pub fn page(&self, entry: &Entry<'_>) -> String {
        format!("{}/dataset/{}", self.address, entry.graph.slug)
    }

    /// The title of a dataset.
    pub fn title(&self, entry: &Entry<'_>) -> Bilingual {
        let given = entry.settings.map(|one| &one.title);
        let title = given.filter(|title| !title.fr.is_empty() && !title.en.is_empty());
        title.cloned().unwrap_or_else(|| {
            let (whole, name) = (&self.config.title, &entry.graph.slug);
            Bilingual::new(
                format!("{} : {name}", whole.fr),
                format!("{}: {name}", whole.en),
            )
        })
    }

    /// What is said of a dataset.
    pub fn description(&self, entry: &Entry<'_>) -> Bilingual {
        let given = entry.settings.map(|one| &one.description);
        let text = given.filter(|text| !text.fr.is_empty() && !text.en.is_empty());
        text.unwrap_or(&self.config.description).clone()
    }

    /// The themes of a dataset, as codes.
    pub fn themes(&self, entry: &Entry<'a>) -> &'a [String] {
        match entry.settings {
            Some(one) if !one.themes.is_empty() => &one.themes,
            _ => &self.config.catalog.themes,
        }
    }

    /// The words of a dataset in a language, those of the catalogue included.
    pub fn keywords(&self, entry: &Entry<'a>, lang: &str) -> Vec<&'a str> {
        let of = |words: &'a crate::publication::config::catalog::Keywords| match lang {
            "fr" => words.fr.iter(),
            _ => words.en.iter(),
        };
        let mut all: Vec<&str> = Vec::new();
        let own = entry.settings.map(|one| of(&one.keywords));
        for word in own
            .into_iter()
            .flatten()
            .chain(of(&self.config.catalog.keywords))
        {
            if !word.is_empty() && !all.contains(&word.as_str()) {
                all.push(word);
            }
        }
        all
    }

    /// The days that a dataset is about: its own, the catalogue's, or the day of the situation.
    pub fn period(&self, entry: &Entry<'_>) -> Period {
        let own = entry.settings.and_then(|one| one.period.as_ref());
        let given = own.or(self.config.catalog.period.as_ref());
        given.cloned().unwrap_or_else(|| Period {
            start: self.config.situation.date.clone(),
            end: self.config.situation.date.clone(),
        })
    }

    /// The IRI of the publisher.
    pub fn publisher(&self) -> String {
        match self.config.catalog.publisher.iri.as_str() {
            "" => format!("{}/catalog#publisher", self.address),
            iri => self.config.iri(iri),
        }
    }

    /// The day of the last change; that of the first publication where it is not said.
    pub fn modified(&self) -> &'a str {
        match self.config.catalog.modified.as_str() {
            "" => &self.config.catalog.issued,
            day => day,
        }
    }
}
