//! The service as `/api/openapi.json` describes it: every route is there, its example is answered, and
//! the answer is what the schema says.

use super::{ENGLISH, FORM, JSON, get};
use crate::serve::{Server, encoded};
use serde_json::{Value, json};

/// Why a value is not what a schema of the description says; the keywords that the description uses.
fn refuses(whole: &Value, schema: &Value, value: &Value) -> Option<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        return match whole.pointer(pointer) {
            Some(schema) => refuses(whole, schema, value),
            None => Some(format!("no schema {name}")),
        };
    }
    let is = |kind: &Value| match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        _ => false,
    };
    let of_kind = match &schema["type"] {
        Value::Null => true,
        Value::Array(kinds) => kinds.iter().any(is),
        kind => is(kind),
    };
    let within =
        |bound: &str, keeps: fn(f64, f64) -> bool| match (schema[bound].as_f64(), value.as_f64()) {
            (Some(bound), Some(value)) => keeps(value, bound),
            _ => true,
        };
    let bounded = within("minimum", |a, b| a >= b) && within("maximum", |a, b| a <= b);
    if !of_kind || !bounded {
        return Some(format!("{value} is not {schema}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().expect("a name")).is_none() {
            return Some(format!("{value} has no {name}"));
        }
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        let found = match (&schema["properties"][name], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => Some(format!("{name} is too much in {value}")),
            (Value::Null, Value::Null) => None,
            (Value::Null, more) => refuses(whole, more, member),
            (known, _) => refuses(whole, known, member),
        };
        if found.is_some() {
            return found;
        }
    }
    if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
        let mut wrong = list.iter().filter_map(|item| refuses(whole, items, item));
        if let Some(wrong) = wrong.next() {
            return Some(wrong);
        }
    }
    for choice in ["anyOf", "oneOf"] {
        let all = schema[choice].as_array().into_iter().flatten();
        let wrong: Vec<_> = all.map(|one| refuses(whole, one, value)).collect();
        let right = wrong.iter().filter(|one| one.is_none()).count();
        if !wrong.is_empty() && (right == 0 || (choice == "oneOf" && right > 1)) {
            return Some(format!("{right} of {choice} hold for {value}: {wrong:?}"));
        }
    }
    None
}

/// Asks for what an operation describes; `None` for what is not JSON.
fn answered(server: &Server, path: &str, method: &str, operation: &Value) -> Option<Value> {
    let path = path.replace("{what}", "type");
    if method == "post" {
        let content = operation["requestBody"]["content"]
            .as_object()
            .expect("a body");
        let (media_type, body) = content.iter().next().expect("a media type");
        let (header, body) = match media_type.as_str() {
            "application/json" => (JSON, body["example"].to_string()),
            _ => {
                let fields = body["example"].as_object().expect("fields");
                let pairs = fields.iter();
                let pairs =
                    pairs.map(|(name, value)| format!("{name}={}", encoded(&value.to_string())));
                (FORM, pairs.collect::<Vec<_>>().join("&"))
            }
        };
        let answer = server.send("POST", &path, &[header, ENGLISH], body.as_bytes());
        return Some(super::value(&answer));
    }
    let names: Vec<&str> = operation["parameters"]
        .as_array()
        .expect("parameters")
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    if names.contains(&"view") {
        let page = server.get(&format!("{path}?id=organisation%2Frennes-metropole"), "*/*");
        assert_eq!(
            (page.status, page.header("content-type")),
            (200, "text/html; charset=utf-8")
        );
        return None;
    }
    Some(get(server, &path))
}

pub fn every_route_is_described_and_answers_so(server: &Server) {
    let whole = server.get("/api/openapi.json", "*/*").json();
    let paths = whole["paths"].as_object().expect("paths").iter();
    let mut seen = Vec::new();
    for (path, operations) in paths.filter(|(path, _)| path.starts_with("/reconcile")) {
        for (method, operation) in operations.as_object().expect("operations") {
            seen.push(format!("{method} {path}"));
            let responses = operation["responses"].as_object().expect("responses");
            for status in ["400", "429", "503"] {
                assert!(responses.contains_key(status), "{method} {path}");
            }
            if let Some(answer) = answered(server, path, method, operation) {
                let schema = &responses["200"]["content"]["application/json"]["schema"];
                assert!(schema.is_object(), "{method} {path}");
                let wrong = refuses(&whole, schema, &answer);
                assert!(
                    wrong.is_none(),
                    "{method} {path}: {}",
                    wrong.expect("a reason")
                );
                assert!(
                    refuses(&whole, schema, &json!("text")).is_some(),
                    "{method} {path}"
                );
            }
        }
    }
    seen.sort();
    let mut expected = vec![
        "get /reconcile".to_owned(),
        "post /reconcile".to_owned(),
        "get /reconcile/1.0".to_owned(),
    ];
    for root in ["/reconcile", "/reconcile/1.0"] {
        for below in [
            "get {}/extend/propose",
            "post {}/extend",
            "post {}/match",
            "get {}/preview",
            "get {}/suggest/{what}",
        ] {
            expected.push(below.replace("{}", root));
        }
    }
    expected.sort();
    assert_eq!(seen, expected);
    let batch = encoded(r#"{"q0":{"query":"Rennes"}}"#);
    let answers = get(server, &format!("/reconcile?queries={batch}"));
    let schema = json!({ "$ref": "#/components/schemas/ReconcileAnswers" });
    assert_eq!(refuses(&whole, &schema, &answers), None);
    let score = &answers["q0"]["result"][0]["score"];
    assert!(score.is_number(), "{answers}");
    // Every kind of value, in both shapes.
    let properties = get(server, "/reconcile/suggest/property?prefix=&limit=50");
    let names = properties["result"].as_array().expect("properties").iter();
    let asked = json!({
        "ids": ["organisation/rennes-metropole", "project/groupe-neo-56", "nothing/here"],
        "properties": names.map(|one| json!({ "id": one["id"] })).collect::<Vec<_>>(),
    });
    let old = super::value(&super::post(server, "extend", &asked));
    let body = asked.to_string();
    let path = "/reconcile/1.0/extend";
    let new = super::value(&server.send("POST", path, &[JSON], body.as_bytes()));
    for (name, answer) in [("Values", old), ("DraftValues", new)] {
        let schema = json!({ "$ref": format!("#/components/schemas/Reconcile{name}") });
        assert_eq!(refuses(&whole, &schema, &answer), None);
        for kind in ["id", "str", "int"] {
            assert!(
                answer.to_string().contains(&format!("{{\"{kind}\":")),
                "{kind}: {answer}"
            );
        }
    }
}
