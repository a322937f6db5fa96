//! What differs between a record as it is and as it should be.
//!
//! In: two JSON objects. Out: the fields of the second that the first has otherwise; fields that only
//! the first has are not ours. Numbers are equal by value, texts with dates by their day where the
//! wanted one is a day, lists of plain values whatever their order.

use serde_json::Value;

/// A field that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its name, with that of the resource in front where it is of one.
    pub field: String,
    /// What is there; null where nothing is.
    pub before: Value,
    /// What should be there.
    pub after: Value,
}

impl Change {
    /// The change in one line, its values cut to be read.
    pub fn line(&self) -> String {
        let short = |value: &Value| crate::text::shortened(&value.to_string(), 60).into_owned();
        format!(
            "{}: {} -> {}",
            self.field,
            short(&self.before),
            short(&self.after)
        )
    }
}

/// The changes that make `before` hold all of `after`; `prefix` goes in front of names.
pub fn changes(prefix: &str, before: &Value, after: &Value) -> Vec<Change> {
    let Some(wanted) = after.as_object() else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    for (name, value) in wanted {
        let there = before.get(name).unwrap_or(&Value::Null);
        if !same(there, value) {
            changes.push(Change {
                field: format!("{prefix}{name}"),
                before: there.clone(),
                after: value.clone(),
            });
        }
    }
    changes
}

/// True where a value is what it should be.
fn same(there: &Value, wanted: &Value) -> bool {
    match (there, wanted) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::String(a), Value::Number(b)) => a.parse() == Ok(b.as_f64().unwrap_or(f64::NAN)),
        (Value::String(a), Value::String(b)) => {
            a == b || a.trim() == b.trim() || (is_day(b) && a.get(..10) == Some(b))
        }
        (Value::Object(_), Value::Object(b)) => b
            .iter()
            .all(|(name, value)| same(there.get(name).unwrap_or(&Value::Null), value)),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len()
                && (a.iter().zip(b).all(|(x, y)| same(x, y))
                    || b.iter().all(|y| a.iter().any(|x| same(x, y))))
        }
        (Value::Null, Value::String(b)) => b.is_empty(),
        (Value::Null, Value::Array(b)) => b.is_empty(),
        (a, b) => a == b,
    }
}

fn is_day(text: &str) -> bool {
    crate::publication::config::is_date(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_ours_and_differs_is_told() {
        let before = json!({
            "title": "A", "theirs": 1, "tags": ["b", "a"], "size": 3.0, "filesize": "12",
            "when": "2016-01-14T00:00:00+00:00", "deep": {"ours": 1, "theirs": 2}, "gone": null,
        });
        let after = json!({
            "title": "A", "tags": ["a", "b"], "size": 3, "filesize": 12, "when": "2016-01-14",
            "deep": {"ours": 1}, "gone": "",
        });
        assert_eq!(changes("", &before, &after), []);
        let after = json!({"title": "B", "tags": ["a", "c"], "new": true});
        let fields: Vec<String> = changes("r: ", &before, &after)
            .into_iter()
            .map(|change| change.field)
            .collect();
        assert_eq!(fields, ["r: title", "r: tags", "r: new"]);
    }
}
