//! The Table Schema (v1) of a drafted table. In: its columns. Out: JSON.

use super::column::{Column, Kind};
use serde_json::{Map, Value, json};

/// The schema, with a line end.
pub fn json(columns: &[Column], rows: u64) -> String {
    let fields: Vec<Value> = columns.iter().map(|column| field(column, rows)).collect();
    let mut schema = json!({ "fields": fields, "missingValues": [""] });
    if let Some(key) = columns.iter().find(|column| column.is_key()) {
        schema["primaryKey"] = json!([key.name]);
    }
    // A map of texts and lists can always be written.
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    format!("{text}\n")
}

fn field(column: &Column, rows: u64) -> Value {
    let mut field = Map::new();
    let mut say = |key: &str, value: Value| field.insert(key.to_owned(), value);
    say("name", json!(column.name));
    let kind = match column.kind() {
        Kind::Boolean => "boolean",
        Kind::Integer => "integer",
        Kind::Decimal | Kind::DecimalComma => "number",
        Kind::Date | Kind::FrenchDate => "date",
        Kind::DateTime => "datetime",
        Kind::Iri | Kind::Text => "string",
    };
    say("type", json!(kind));
    match column.kind() {
        Kind::DecimalComma => {
            say("decimalChar", json!(","));
            say("groupChar", json!(" "));
        }
        Kind::FrenchDate => {
            say("format", json!("%d/%m/%Y"));
        }
        Kind::Iri => {
            say("format", json!("uri"));
        }
        _ => {}
    }
    if column.empty == 0 && rows > 0 {
        let constraints = if column.is_key() {
            json!({ "required": true, "unique": true })
        } else {
            json!({ "required": true })
        };
        say("constraints", constraints);
    }
    Value::Object(field)
}
