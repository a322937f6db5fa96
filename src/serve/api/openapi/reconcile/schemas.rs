//! What goes into the reconciliation service and what comes out, as JSON schemas: 0.2 and the draft
//! share what they write alike.

mod asked;

use super::part;
use crate::serve::site::Site;
use serde_json::{Map, Value, json};

/// The schemas, by name.
pub fn schemas(site: &Site) -> Map<String, Value> {
    let text = json!({ "type": "string" });
    let named = [
        ("Value", asked::value()),
        ("Queries", asked::queries()),
        ("DraftQueries", asked::draft_queries()),
        ("Type", named(&json!({}))),
        ("Candidate", candidate()),
        (
            "Answers",
            by_name(&object(&json!({ "result": list("Candidate") }))),
        ),
        (
            "DraftAnswers",
            object(
                &json!({ "results": all(&object(&json!({ "candidates": list("Candidate") }))) }),
            ),
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
            object(
                &json!({ "result": all(&named(&json!({ "notable": list("Type"), "description": text }))) }),
            ),
        ),
        ("Proposal", object(&json!({ "properties": list("Type") }))),
        ("Extension", asked::extension(site)),
        ("Cell", cell()),
        (
            "Values",
            object(&json!({ "meta": list("Type"), "rows": by_name(&by_name(&list("Cell"))) })),
        ),
        ("DraftValues", {
            let property = object(&json!({ "id": text, "values": list("Cell") }));
            let row = object(&json!({ "id": text, "properties": all(&property) }));
            object(&json!({ "meta": list("Type"), "rows": all(&row) }))
        }),
    ];
    let named = named.into_iter();
    named
        .map(|(name, schema)| (format!("Reconcile{name}"), schema))
        .collect()
}

/// An object that has all of these members.
fn object(members: &Value) -> Value {
    let names = members.as_object().into_iter().flat_map(Map::keys);
    let names: Vec<&String> = names.collect();
    json!({ "type": "object", "required": names, "properties": members })
}

/// An object of such values by any name.
fn by_name(values: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": values })
}

/// A list of such values.
fn all(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn list(name: &str) -> Value {
    all(&part(name))
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
