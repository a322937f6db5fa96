//! `ptce.toml`: what a publication says about itself. Every key is known; an unknown one is an error.

mod build;
pub mod catalog;
pub mod checks;
mod fault;
pub mod finding;
pub mod geojson;
mod naming;
mod origin;
mod plain;
mod read;
mod syntax;

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::outbound::Allowed;
use crate::text::Bilingual;
pub use build::{Build, Links, RdfFiles};
use catalog::Catalog;
use checks::{Evidence, PersonalData};
use finding::{Network, Reconcile, Search, Territory};
use geojson::GeoJson;
pub use naming::{Gazetteer, Names};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The settings of a publication.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The IRI that all identifiers of the publication start with; ends with `/`.
    pub base: String,
    /// The title.
    pub title: Bilingual,
    /// One or two sentences on what is in it.
    pub description: Bilingual,
    /// The day the facts describe, and their source.
    pub situation: Situation,
    /// The licence of the tables.
    pub licence: Licence,
    /// What is mapped to quads.
    pub build: Build,
    /// Where the source says what the tables say.
    pub evidence: Option<Evidence>,
    /// What no public table may hold.
    #[serde(default)]
    pub personal_data: Vec<PersonalData>,
    /// The tables by which names are compared.
    #[serde(default)]
    pub names: Names,
    /// The tables of territories that names are resolved to.
    #[serde(default)]
    pub gazetteer: Gazetteer,
    /// Settings of the endpoint.
    #[serde(default)]
    pub sparql: Sparql,
    /// What stands on the home page.
    #[serde(default)]
    pub home: Home,
    /// How things are shown.
    #[serde(default)]
    pub pages: Pages,
    /// Which things stand on a map.
    #[serde(default)]
    pub geojson: Vec<GeoJson>,
    /// Limits of the server, by the names of [`crate::settings`].
    #[serde(default)]
    pub limits: BTreeMap<String, u64>,
    /// What can be searched, and by which facets.
    #[serde(default)]
    pub search: Search,
    /// What the reconciliation service compares.
    #[serde(default)]
    pub reconcile: Reconcile,
    /// Maps, and places by postal code and name.
    #[serde(default)]
    pub territory: Territory,
    /// Amounts that are shown beside those of the others.
    #[serde(default)]
    pub bars: Vec<finding::Bar>,
    /// Who is named together with whom.
    pub network: Option<Network>,
    /// Pages in the publisher's own words, by address.
    #[serde(default)]
    pub texts: BTreeMap<String, finding::Text>,
    /// Where errors are reported: a `mailto:` or `https:` address.
    pub contact: Option<String>,
    /// What portals are told.
    #[serde(default)]
    pub catalog: Catalog,
}

/// The day the facts describe, and their source.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// A date, `YYYY-MM-DD`.
    pub date: String,
    /// The document the facts were taken from.
    pub source: String,
    /// The SHA-256 of the text of that document, in hexadecimal, for `ptce check --source`.
    pub source_sha256: Option<String>,
    /// A sentence for the foot of every page: who publishes this and who does not.
    pub notice: Option<Bilingual>,
}

/// The licence of the tables.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// Its IRI.
    pub iri: String,
    /// Its name.
    pub name: String,
}

/// Settings of the endpoint.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sparql {
    /// What a query without FROM sees.
    #[serde(default)]
    pub default_graph: DefaultGraph,
    /// The services that queries may call; none where it is empty.
    #[serde(default)]
    pub services: Vec<Service>,
}

/// A service that queries may call, or a folder of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Service {
    /// An address of the public Internet; one that ends with `/` stands for all below it.
    Public(String),
    /// An address with more to say.
    Described {
        /// The address.
        iri: String,
        /// True when it may lie in a private network.
        #[serde(default)]
        private: bool,
    },
}

impl Service {
    /// The address, and whether it may lie in a private network.
    pub fn parts(&self) -> (&str, bool) {
        match self {
            Self::Public(iri) => (iri, false),
            Self::Described { iri, private } => (iri, *private),
        }
    }
}

/// What a query without FROM sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DefaultGraph {
    /// The merge of the public named graphs, each triple once.
    #[default]
    Union,
    /// The default graph of its own.
    Own,
}

/// What stands on the home page.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Home {
    /// Two or three sentences that say what the publication is about.
    pub introduction: Option<Bilingual>,
    /// Stored queries whose single answer is shown as a figure.
    #[serde(default)]
    pub figures: Vec<String>,
    /// Those of the figures that are whole euros.
    #[serde(default)]
    pub euros: Vec<String>,
    /// Lists to start from, in this order.
    #[serde(default)]
    pub browse: Vec<Browse>,
}

/// A list to start from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Browse {
    /// The class of the things in it, as an IRI or relative to `base`.
    pub class: String,
    /// The heading.
    pub title: Bilingual,
}

/// How things are shown. Properties are IRIs or relative to `base`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// Properties whose values are whole euros.
    #[serde(default)]
    pub euros: Vec<String>,
    /// Properties whose values stand beside the heading.
    #[serde(default)]
    pub badges: Vec<String>,
    /// Properties whose values are described in place.
    #[serde(default)]
    pub inline: Vec<String>,
    /// Properties whose values unfold when asked for.
    #[serde(default)]
    pub folded: Vec<String>,
    /// Properties that name a thing which has no label.
    #[serde(default)]
    pub naming: Vec<String>,
    /// Properties that come first, in this order.
    #[serde(default)]
    pub first: Vec<String>,
    /// Properties that come last, in this order.
    #[serde(default)]
    pub last: Vec<String>,
}

impl Config {
    /// Reads the text of `ptce.toml`; `file` is its name in messages.
    ///
    /// # Errors
    /// `P002` and `P008` with the place of each thing that is wrong.
    pub fn parse(text: &str, file: &str) -> Result<Self, Diagnostics> {
        match Self::read(text, file) {
            (Some(config), found) if found.is_empty() => Ok(config),
            (_, found) => Err(found),
        }
    }

    /// Reads the text as far as it can be understood, with all that is wrong (`P002`, `P008`); without
    /// what is wrong, the settings do to look at the other files.
    pub fn read(text: &str, file: &str) -> (Option<Self>, Diagnostics) {
        let (mut config, mut found) = read::read(text, file);
        if let Some(config) = &mut config
            && let Err(more) = config.verify(text, file)
        {
            found.append(more);
            if !is_base(&config.base) {
                STAND_IN.clone_into(&mut config.base);
            }
        }
        (config, found)
    }

    /// The rules that types cannot say.
    fn verify(&self, text: &str, file: &str) -> Result<(), Diagnostics> {
        let mut found = Diagnostics::new();
        let mut wrong = |value: &str, message: String, fr: &str, en: &str| {
            let start = text.find(&format!("\"{value}\"")).map_or(0, |i| i + 1);
            let place = Place::bytes(file, text, start..start + value.len());
            found.push(Diagnostic::error("P002", message).at(place).help(fr, en));
        };
        if !is_base(&self.base) {
            wrong(
                &self.base,
                format!(
                    "`base` must be an absolute IRI that ends with /, found `{}`",
                    self.base
                ),
                "par exemple https://example.org/ma-publication/",
                "for example https://example.org/my-publication/",
            );
        }
        if oxiri::Iri::parse(self.licence.iri.as_str()).is_err() {
            let message = format!(
                "`licence.iri` must be an absolute IRI, found `{}`",
                self.licence.iri
            );
            wrong(
                &self.licence.iri,
                message,
                "écrire l'adresse complète de la licence",
                "write the full address of the licence",
            );
        }
        if !is_date(&self.situation.date) {
            let message = format!(
                "`situation.date` must be a date YYYY-MM-DD, found `{}`",
                self.situation.date
            );
            wrong(
                &self.situation.date,
                message,
                "par exemple 2016-01-14",
                "for example 2016-01-14",
            );
        }
        for service in &self.sparql.services {
            let (iri, private) = service.parts();
            if let Err(said) = Allowed::new(iri, private) {
                wrong(
                    iri,
                    format!("`sparql.services`: {said}"),
                    "par exemple https://query.example.org/sparql",
                    "for example https://query.example.org/sparql",
                );
            }
        }
        found.extend(self.catalog.wrong_address(text, file));
        found.extend(plain::wrong_limits(&self.limits, text, file));
        found.into_result()
    }

    /// An IRI of the publication from its path below `base`; an absolute IRI stays as it is.
    pub fn iri(&self, path: &str) -> String {
        if oxiri::Iri::parse(path).is_ok() {
            path.to_owned()
        } else {
            format!("{}{path}", self.base)
        }
    }
}

/// What stands in for an address that is missing or wrong.
pub const STAND_IN: &str = "https://stand-in.invalid/";

/// True for an absolute IRI that ends with `/`.
fn is_base(text: &str) -> bool {
    oxiri::Iri::parse(text).is_ok() && text.ends_with('/')
}

/// True for a calendar date `YYYY-MM-DD` (XSD 1.1 part 2, `date` without time zone).
pub fn is_date(text: &str) -> bool {
    use std::str::FromStr as _;
    text.len() == 10 && oxsdatatypes::Date::from_str(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../../ptce.toml");

    #[test]
    fn the_bundled_settings_are_valid() {
        let config = Config::parse(GOOD, "ptce.toml").expect("valid");
        assert_eq!(
            config.iri("graph/ptce-2015"),
            "https://w3id.org/ptce/graph/ptce-2015"
        );
        assert_eq!(config.iri("urn:x:y"), "urn:x:y");
    }

    #[test]
    fn an_unknown_setting_is_named_with_its_place() {
        let text = GOOD.replace("[licence]", "[licence]\ncolour = 1");
        let found = Config::parse(&text, "ptce.toml").expect_err("unknown key");
        let first = found.iter().next().expect("one").clone();
        assert!(first.message.contains("colour"), "{}", first.message);
        assert!(first.place.is_some_and(|p| p.line > 10));
    }

    #[test]
    fn services_are_web_addresses() {
        let with = |services: &str| {
            let text = GOOD.replace("[sparql]", &format!("[sparql]\nservices = [{services}]"));
            Config::parse(&text, "p").map(|config| config.sparql.services)
        };
        let good = r#""https://e.org/sparql", { iri = "http://127.0.0.1:1/", private = true }"#;
        let services = with(good).expect("valid");
        assert_eq!(services[0].parts(), ("https://e.org/sparql", false));
        assert_eq!(services[1].parts(), ("http://127.0.0.1:1/", true));
        for wrong in [
            r#""e.org""#,
            r#""file:///etc/passwd""#,
            r#"{ iri = "ftp://e/" }"#,
        ] {
            let found = with(wrong).expect_err("wrong");
            assert!(
                found.iter().any(|d| d.message.contains("sparql.services")),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_wrong_date_and_base_are_both_told() {
        let text = GOOD
            .replace("\"2016-01-14\"", "\"2016-02-30\"")
            .replace("https://w3id.org/ptce/", "w3id.org/ptce");
        assert_eq!(
            Config::parse(&text, "p").expect_err("wrong").iter().count(),
            2
        );
    }
}
