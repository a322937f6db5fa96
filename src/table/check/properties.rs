//! What holds for all values: no text makes a check fall, a sound value is left alone, and what is
//! proposed in the place of a wrong one is sound itself.

use super::cell::fault;
use super::numbers::plain;
use super::rules::accepts;
use crate::table::schema::{Field, Package};
use crate::table::value;
use proptest::prelude::*;

/// One column of each kind.
fn fields() -> Vec<Field> {
    let columns = [
        r#"{"name": "text"}"#,
        r#"{"name": "code", "constraints": {"pattern": "[0-9]{5}"}}"#,
        r#"{"name": "lot", "constraints": {"pattern": "[0-9]{1,2}-[0-9]{1,2}"}}"#,
        r#"{"name": "status", "constraints": {"enum": ["laureate", "eligible", "01-02"]}}"#,
        r#"{"name": "short", "constraints": {"minLength": 2, "maxLength": 3}}"#,
        r#"{"name": "whole", "type": "integer", "unit": "EUR", "constraints": {"minimum": 0}}"#,
        r#"{"name": "number", "type": "number", "constraints": {"maximum": 100}}"#,
        r#"{"name": "date", "type": "date", "constraints": {"minimum": "2015-01-01"}}"#,
        r#"{"name": "month", "type": "yearmonth"}"#,
        r#"{"name": "truth", "type": "boolean"}"#,
        r#"{"name": "point", "type": "geopoint"}"#,
        r#"{"name": "object", "type": "object"}"#,
        r#"{"name": "mailbox", "type": "string", "format": "email"}"#,
    ];
    let text = format!(
        r#"{{"resources": [{{"name": "t", "path": "t.csv", "schema": {{"fields": [{}]}}}}]}}"#,
        columns.join(", ")
    );
    let package = Package::parse(&text, "d").expect("a description");
    package
        .tables
        .into_iter()
        .flat_map(|table| table.fields)
        .collect()
}

/// Texts near those that are recognised, and any others.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,6}",
        "[0-9]{1,3}([ .,\u{a0}][0-9]{1,3}){0,2}( ?€)?",
        "[0-9]{1,2}[-/][0-9]{1,2}([-/][0-9]{2,4})?",
        "([0-9]{1,2}-)?(janv|févr|mars|Apr|mai|déc|août)\\.?(-[0-9]{1,4})?",
        "[0-9][.,][0-9]{0,5}[eE][+-]?[0-9]{1,3}",
        "[a-zéÃ©â€™ #!/A-Z]{1,12}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_value_makes_a_check_fall(text in text(), key in text()) {
        for field in fields() {
            for is_key in [false, true] {
                let _ = fault(&field, &text, &key, is_key);
            }
        }
    }

    #[test]
    fn what_a_damaged_code_was_is_allowed(text in text()) {
        for field in fields().iter().filter(|field| !accepts(field, &text)) {
            let Some(found) = super::damage::in_code(field, &text, "") else { continue };
            let Some((_, was)) = found.message.split_once(" was `") else { continue };
            let was = was.trim_end_matches('`');
            prop_assert!(accepts(field, was), "{}", found.message);
        }
    }

    #[test]
    fn a_plain_number_is_a_number(text in text()) {
        for field in fields() {
            if !matches!(field.name.as_str(), "whole" | "number") {
                continue;
            }
            if let Some(number) = plain(&text, field.name == "whole") {
                prop_assert!(value::parse(&field.kind, &number).is_some(), "{text} gives {number}");
            }
        }
    }
}
