//! `[names]` and `[gazetteer]`: the editable tables by which names are compared and places found.

use serde::Deserialize;

/// Tables of words, by path from the publication's folder.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Names {
    /// Column `word`: words that carry no meaning.
    pub particles: Option<String>,
    /// Columns `short`, `long`.
    pub abbreviations: Option<String>,
    /// Columns `words`, `form`, `categories` (beginnings of INSEE's legal categories, by spaces).
    pub legal_forms: Option<String>,
    /// Columns `word`, `weight` (0 to 1): words that say little.
    pub weak_words: Option<String>,
    /// A SPARQL query for what `ptce link` looks for: `?id ?name ?form ?commune ?department ?siren`.
    pub sources: Option<String>,
}

/// Tables of territories, by path from the publication's folder.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gazetteer {
    /// Columns `code`, `name`, `start`, `end`, `successor`, `iri_code`, `iri_uuid`, `atu`, `nuts2`.
    pub regions: Option<String>,
    /// Columns `code`, `name`, `region2015`, `region2016`, `iri_code`, `iri_uuid`, `atu`.
    pub departments: Option<String>,
    /// Columns `siren`, `name`, `kind`, `years`, `departement`.
    pub groupings: Option<String>,
    /// Columns `code`, `name`, `departement`, `postal`, `siren`.
    pub communes: Option<String>,
    /// Columns `alias`, `kind`, `code`.
    pub aliases: Option<String>,
    /// Columns `words`, `kind`: words that say what kind of territory a name is of.
    pub kinds: Option<String>,
    /// Columns `kind`, `code`, `until`, `successor`.
    pub successors: Option<String>,
}
