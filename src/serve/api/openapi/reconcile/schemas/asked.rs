//! What goes into the reconciliation service: batches of both versions, requests for values.

use super::super::part;
use crate::serve::held::reconciling::BATCH;
use crate::serve::reconcile::{
    CONDITIONS, DEFAULT, DIRECTIONS, MATCH, PROPERTIES, QUANTIFIERS, STRICT, THINGS, VALUES,
    settings,
};
use crate::serve::site::Site;
use serde_json::{Value, json};

/// A value of a property, or a few.
pub fn value() -> Value {
    let thing = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } });
    let plain = json!({ "type": ["string", "number", "boolean"] });
    let several =
        json!({ "type": "array", "maxItems": VALUES, "items": { "anyOf": [plain, thing] } });
    json!({ "anyOf": [plain, thing, several] })
}

fn limit() -> Value {
    json!({ "type": "integer", "minimum": 1, "default": DEFAULT })
}

/// A batch of 0.2.
pub fn queries() -> Value {
    let text = json!({ "type": "string" });
    let property = json!({ "type": "object", "required": ["pid", "v"], "properties": { "pid": text, "v": part("Value") } });
    let query = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "query": text,
            "type": { "anyOf": [text, { "type": "array", "items": text }] },
            "type_strict": { "type": "string", "enum": STRICT },
            "limit": limit(),
            "properties": { "type": "array", "maxItems": CONDITIONS, "items": property },
        },
        "anyOf": [
            { "required": ["query"] },
            { "required": ["properties"], "properties": { "properties": { "type": "array", "minItems": 1 } } },
        ],
    });
    json!({ "type": "object", "maxProperties": BATCH, "additionalProperties": query })
}

/// A batch of the draft.
pub fn draft_queries() -> Value {
    let text = json!({ "type": "string" });
    let [name, id, property] = MATCH;
    let of = |kinds: &[&str]| json!({ "type": "string", "enum": kinds });
    let of_name = json!({ "type": "object", "required": ["matchType", "propertyValue"], "properties": { "matchType": of(&[name, id]), "propertyValue": part("Value") } });
    let of_property = json!({
        "type": "object",
        "required": ["matchType", "propertyId", "propertyValue"],
        "properties": {
            "matchType": of(&[property]),
            "propertyId": text,
            "propertyValue": part("Value"),
            "required": { "type": "boolean", "default": false },
            "matchQuantifier": { "type": "string", "enum": QUANTIFIERS, "default": "any" },
            "matchQualifier": text,
        },
    });
    let query = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["conditions"],
        "properties": {
            "conditions": { "type": "array", "minItems": 1, "maxItems": CONDITIONS, "items": { "anyOf": [of_name, of_property] } },
            "type": text,
            "limit": limit(),
            "lang": text,
            "dir": { "type": "string", "enum": DIRECTIONS },
        },
    });
    json!({ "type": "object", "required": ["queries"], "properties": { "queries": { "type": "array", "maxItems": BATCH, "items": query } } })
}

/// A request for values.
pub fn extension(site: &Site) -> Value {
    let text = json!({ "type": "string" });
    let names: Vec<String> = settings(site).into_iter().map(|one| one.name).collect();
    let id = match names.is_empty() {
        true => text.clone(),
        false => json!({ "type": "string", "enum": names }),
    };
    let limit = json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^[0-9]{1,9}$" }] });
    let property = json!({ "type": "object", "required": ["id"], "properties": {
        "id": id, "settings": { "type": "object", "properties": { "limit": limit } },
    } });
    json!({ "type": "object", "required": ["ids", "properties"], "properties": {
        "ids": { "type": "array", "maxItems": THINGS, "items": text },
        "properties": { "type": "array", "maxItems": PROPERTIES, "items": property },
    } })
}
