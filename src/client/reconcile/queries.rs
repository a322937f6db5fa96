//! Queries as the versions of the specification write them.

use super::{CANDIDATES, Query};
use serde_json::{Value, json};

/// A query of 0.2 (§4.1).
pub fn old(query: &Query<'_>) -> Value {
    let properties = query.properties.iter();
    let properties: Vec<Value> = properties
        .map(|(id, value)| json!({ "pid": id, "v": value }))
        .collect();
    let mut all = json!({ "query": query.name, "limit": CANDIDATES });
    if let Some(all) = all.as_object_mut() {
        if let Some(kind) = query.kind {
            all.insert("type".to_owned(), json!(kind));
        }
        if !properties.is_empty() {
            all.insert("properties".to_owned(), Value::Array(properties));
        }
    }
    all
}

/// A query of the draft (§4.1).
pub fn draft(query: &Query<'_>) -> Value {
    let name = json!({ "matchType": "name", "propertyValue": query.name });
    let properties = query.properties.iter();
    let properties = properties.map(
        |(id, value)| json!({ "matchType": "property", "propertyId": id, "propertyValue": value }),
    );
    let conditions: Vec<Value> = std::iter::once(name).chain(properties).collect();
    let mut all = json!({ "conditions": conditions, "limit": CANDIDATES });
    if let (Some(kind), Some(all)) = (query.kind, all.as_object_mut()) {
        all.insert("type".to_owned(), json!(kind));
    }
    all
}
