//! The properties of a data package as JSON writes them (Data Package v1, Table Schema v1).
//!
//! In: JSON. Out: the same as Rust values, not yet understood. A publication's own properties are
//! passed over; under `constraints`, `foreignKeys` and `reference` nothing of one's own is allowed,
//! so that a misspelt rule is told and not ignored.

use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};
use std::fmt;

#[derive(Deserialize)]
pub(super) struct Package {
    pub(super) resources: Vec<Resource>,
}

#[derive(Deserialize)]
pub(super) struct Resource {
    pub(super) name: String,
    pub(super) path: Names,
    pub(super) encoding: Option<String>,
    #[serde(default)]
    pub(super) dialect: Dialect,
    pub(super) schema: Schema,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dialect {
    pub(super) delimiter: Option<String>,
    pub(super) quote_char: Option<String>,
    pub(super) double_quote: Option<bool>,
    pub(super) escape_char: Option<String>,
    pub(super) header: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Schema {
    pub(super) fields: Vec<Field>,
    #[serde(default)]
    pub(super) missing_values: Vec<String>,
    #[serde(default)]
    pub(super) primary_key: Names,
    #[serde(default)]
    pub(super) foreign_keys: Vec<ForeignKey>,
    #[serde(default, rename = "ptce:exactlyOneOf")]
    pub(super) exactly_one_of: Vec<Vec<String>>,
    #[serde(default, rename = "ptce:together")]
    pub(super) together: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Field {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) format: Option<String>,
    pub(super) unit: Option<String>,
    #[serde(default)]
    pub(super) constraints: Constraints,
    pub(super) decimal_char: Option<String>,
    pub(super) group_char: Option<String>,
    pub(super) bare_number: Option<bool>,
    pub(super) true_values: Option<Vec<String>>,
    pub(super) false_values: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Constraints {
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) unique: bool,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) minimum: Option<serde_json::Value>,
    pub(super) maximum: Option<serde_json::Value>,
    pub(super) pattern: Option<String>,
    #[serde(rename = "enum", default)]
    pub(super) allowed: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForeignKey {
    pub(super) fields: Names,
    pub(super) reference: Reference,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reference {
    pub(super) resource: String,
    pub(super) fields: Names,
}

/// One name, or a list of names.
#[derive(Default)]
pub(super) struct Names(pub(super) Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name or a list of names")
            }

            fn visit_str<E>(self, name: &str) -> Result<Names, E> {
                Ok(Names(vec![name.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = list.next_element()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_any(Either)
    }
}
