//! A parameter of a stored query as OpenAPI describes it.
//!
//! In: the parameter, what may be chosen for it. Out: name, what it is, schema with default and the only
//! values where they are listed; things to choose from as examples with their names, since any address
//! may be given.

use crate::publication::stored_query::{Parameter, ParameterKind};
use crate::serve::held::Choices;
use crate::serve::language::Lang;
use crate::serve::site::Site;
use serde_json::{Map, Value, json};

/// Examples of a parameter at most.
const EXAMPLES: usize = 50;

/// The description of a parameter.
pub fn parameter(site: &Site, parameter: &Parameter, choices: &Choices, lang: Lang) -> Value {
    let base = &site.config.base;
    let kind = match parameter.kind {
        ParameterKind::Iri => lang.pick(
            format!("IRI, absolu ou relatif à {base}"),
            format!("IRI, absolute or relative to {base}"),
        ),
        ParameterKind::String => lang.pick("texte", "text").to_owned(),
        ParameterKind::Integer => lang.pick("nombre entier", "whole number").to_owned(),
    };
    let about = match lang.of(&parameter.title) {
        "" => kind,
        title => format!("{title} ({kind})"),
    };
    let mut whole = json!({ "name": parameter.name, "in": "query", "required": parameter.default.is_none(), "description": about, "schema": schema(parameter) });
    let things = match parameter.kind {
        ParameterKind::Iri => choices.of(parameter, base, lang),
        _ => Vec::new(),
    };
    if let (1..=EXAMPLES, Some(whole)) = (things.len(), whole.as_object_mut()) {
        let examples = (1..).zip(&things).map(|(number, one)| {
            (
                number.to_string(),
                json!({ "summary": one.name, "value": one.value }),
            )
        });
        let examples: Map<String, Value> = examples.collect();
        whole.insert("examples".to_owned(), Value::Object(examples));
    }
    whole
}

fn schema(parameter: &Parameter) -> Map<String, Value> {
    let mut schema = Map::new();
    let mut set = |name: &str, value: Value| schema.insert(name.to_owned(), value);
    match parameter.kind {
        ParameterKind::Iri => {
            set("type", json!("string"));
            set("format", json!("iri-reference"));
            set("minLength", json!(1));
        }
        ParameterKind::String => {
            set("type", json!("string"));
            if !parameter.one_of.is_empty() {
                set("enum", json!(parameter.one_of));
            }
        }
        ParameterKind::Integer => {
            set("type", json!("integer"));
            set("format", json!("int64"));
        }
    }
    if let Some(default) = &parameter.default {
        let value = match (parameter.kind, default.parse::<i64>()) {
            (ParameterKind::Integer, Ok(number)) => json!(number),
            _ => json!(default),
        };
        set("default", value);
    }
    schema
}
