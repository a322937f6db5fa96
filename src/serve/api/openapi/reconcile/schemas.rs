//! What goes into the reconciliation service and what comes out, as JSON schemas: 0.2 and the draft
//! share what they write alike.

use super::part;
use crate::serve::reconcile::{
    BATCH, CONDITIONS, DEFAULT, DIRECTIONS, MATCH, PROPERTIES, QUANTIFIERS, STRICT, THINGS, VALUES,
    settings,
};
use crate::serve::site::Site;
use serde_json::{Map, Value, json};

/// The schemas, by name.
pub fn schemas(site: &Site) -> Map<String, Value> {
    let named = [
        ("Value", value()),
        ("Queries", queries()),
        ("DraftQueries", draft_queries()),
        ("Type", named(&json!({}))),
        ("Candidate", candidate()),
        (
            "Answers",
            json!({ "type": "object", "additionalProperties": {
            "type": "object", "required": ["result"], "properties": { "result": list("Candidate") },
        } }),
        ),
        (
            "DraftAnswers",
            json!({ "type": "object", "required": ["results"], "properties": { "results": {
            "type": "array",
            "items": { "type": "object", "required": ["candidates"], "properties": { "candidates": list("Candidate") } },
        } } }),
        ),
        (
            "Manifest",
            manifest(&["versions", "name", "identifierSpace", "schemaSpace", "view"]),
        ),
        (
            "DraftManifest",
            manifest(&["versions", "name", "view", "suggest", "standardizedScore"]),
        ),
        (
            "Suggestions",
            json!({ "type": "object", "required": ["result"], "properties": {
            "result": { "type": "array", "items": named(&json!({ "notable": list("Type"), "description": { "type": "string" } })) },
        } }),
        ),
        (
            "Proposal",
            json!({ "type": "object", "required": ["properties"], "properties": {
            "properties": list("Type"), "type": { "type": "string" }, "limit": { "type": "integer" },
        } }),
        ),
        ("Extension", extension(site)),
        ("Cell", cell()),
        (
            "Values",
            json!({ "type": "object", "required": ["meta", "rows"], "properties": {
            "meta": list("Type"),
            "rows": { "type": "object", "additionalProperties": { "type": "object", "additionalProperties": list("Cell") } },
        } }),
        ),
        (
            "DraftValues",
            json!({ "type": "object", "required": ["meta", "rows"], "properties": {
            "meta": list("Type"),
            "rows": { "type": "array", "items": { "type": "object", "required": ["id", "properties"], "properties": {
                "id": { "type": "string" },
                "properties": { "type": "array", "items": { "type": "object", "required": ["id", "values"], "properties": { "id": { "type": "string" }, "values": list("Cell") } } },
            } } },
        } }),
        ),
    ];
    let named = named.into_iter();
    named
        .map(|(name, schema)| (format!("Reconcile{name}"), schema))
        .collect()
}

fn list(name: &str) -> Value {
    json!({ "type": "array", "items": part(name) })
}

/// An object with an identifier and a name, and what else it may have.
fn named(more: &Value) -> Value {
    let text = json!({ "type": "string" });
    let mut properties = json!({ "id": text, "name": text });
    if let (Some(properties), Value::Object(more)) = (properties.as_object_mut(), more) {
        properties.extend(more.clone());
    }
    json!({ "type": "object", "required": ["id", "name"], "properties": properties })
}

/// A value of a property, or a few.
fn value() -> Value {
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
fn queries() -> Value {
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
fn draft_queries() -> Value {
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

fn candidate() -> Value {
    let score = json!({ "type": "number", "minimum": 0, "maximum": 100 });
    let value = json!({ "type": ["number", "boolean"] });
    let mut candidate = named(&json!({
        "description": { "type": "string" },
        "type": list("Type"),
        "score": score,
        "match": { "type": "boolean" },
        "features": { "type": "array", "items": named(&json!({ "value": value })) },
    }));
    let required = json!(["id", "name", "type", "score", "match", "features"]);
    if let Some(members) = candidate.as_object_mut() {
        members.insert("required".to_owned(), required);
    }
    candidate
}

fn manifest(required: &[&str]) -> Value {
    let text = json!({ "type": "string" });
    let number = json!({ "type": "integer" });
    json!({ "type": "object", "required": required, "properties": {
        "versions": { "type": "array", "items": text },
        "name": text, "identifierSpace": text, "schemaSpace": text, "documentation": text, "serviceVersion": text,
        "defaultTypes": list("Type"),
        "view": { "type": "object", "required": ["url"], "properties": { "url": text } },
        "preview": { "type": "object", "required": ["width", "height"], "properties": { "url": text, "width": number, "height": number } },
        "suggest": { "type": "object", "required": ["entity", "property", "type"] },
        "extend": { "type": "object" },
        "batchSize": number,
        "standardizedScore": { "type": "boolean" },
    } })
}

/// A request for values.
fn extension(site: &Site) -> Value {
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

/// A value of a thing.
fn cell() -> Value {
    let text = json!({ "type": "string" });
    let only = |name: &str, schema: Value| json!({ "type": "object", "additionalProperties": false, "required": [name], "properties": { name: schema } });
    let thing = json!({ "type": "object", "additionalProperties": false, "required": ["id", "name"], "properties": { "id": text, "name": text } });
    json!({ "oneOf": [
        { "type": "object", "additionalProperties": false },
        thing,
        only("str", text.clone()),
        only("int", json!({ "type": "integer" })),
        only("float", json!({ "type": "number" })),
        only("date", json!({ "type": "string" })),
    ] })
}
