//! What `ptce check` verifies besides types and keys: that the source says what the tables say, and
//! that no table holds what it must not.
//!
//! In: `[evidence]` and `[[personal_data]]` of `ptce.toml`. Out: rules that name tables and columns.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Where the source says what the tables say.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The table of evidence: for a thing and a fact, the lines of the source.
    pub table: String,
    /// Its column with the key of the thing.
    pub thing: String,
    /// Its column with the name of the fact.
    pub fact: String,
    /// Its columns with the first and the last line, from 1.
    pub lines: [String; 2],
    /// Its column with the key of the source; needed where there are several sources.
    pub source: Option<String>,
    /// The table of the sources; without it there is one, `situation.source_sha256`.
    pub sources: Option<Sources>,
    /// Values taken from the source as printed.
    #[serde(default)]
    pub printed: Vec<Printed>,
    /// Texts that must not repeat the source.
    #[serde(default)]
    pub own_words: Vec<OwnWords>,
}

/// The table of the sources.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// The table.
    pub table: String,
    /// Its column with the key of a source.
    pub key: String,
    /// Its column with the SHA-256 of the source's text, in hexadecimal.
    pub sha256: String,
}

/// Values taken from the source as printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// The table.
    pub table: String,
    /// Its columns with printed values.
    pub columns: Vec<String>,
    /// Its column with the key of the thing; without it, the value may stand anywhere in the source.
    pub thing: Option<String>,
    /// The facts in whose lines the value must stand, in one of them at least.
    #[serde(default)]
    pub facts: Vec<String>,
    /// Only rows with these values in these columns.
    #[serde(default, rename = "where")]
    pub only: BTreeMap<String, String>,
    /// A column with the line of the source on which the value starts.
    pub line: Option<String>,
    /// The values are numbers, printed with or without spaces between digits.
    #[serde(default)]
    pub digits: bool,
}

/// Texts that must not repeat the source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWords {
    /// The table.
    pub table: String,
    /// Its columns with texts in one's own words.
    pub columns: Vec<String>,
    /// How many words in a row may not be those of the source.
    pub run: usize,
}

/// What no public table may hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalData {
    /// What is refused in every column of every table.
    pub refuse: Refused,
    /// The columns that may hold it, as `table.column`.
    #[serde(default)]
    pub except: Vec<String>,
}

/// A kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Refused {
    /// An e-mail address.
    Email,
    /// A French telephone number.
    Telephone,
}
