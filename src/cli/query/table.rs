//! SPARQL JSON results as aligned columns for a terminal.
//!
//! In: a document in the SPARQL 1.1 Query Results JSON Format. Out: text; IRIs and literals by their
//! value, everything a terminal could take for a command made visible.

use crate::text::{shortened, visible};
use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

/// The widest a column becomes, in characters.
const WIDEST: usize = 100;

/// Renders a table or a truth value.
///
/// # Errors
/// One sentence when the bytes are not such a document.
pub fn render(json: &[u8]) -> Result<Vec<u8>, String> {
    let document: Value = serde_json::from_slice(json)
        .map_err(|error| format!("the answer is no SPARQL JSON results: {error}"))?;
    if let Some(value) = document["boolean"].as_bool() {
        return Ok(format!("{value}\n").into_bytes());
    }
    let names: Vec<&str> = document["head"]["vars"]
        .as_array()
        .map(|names| names.iter().filter_map(Value::as_str).collect())
        .ok_or("the answer is no SPARQL JSON results: it names no variable")?;
    let empty = Vec::new();
    let solutions = document["results"]["bindings"].as_array().unwrap_or(&empty);
    let mut rows: Vec<Vec<String>> = vec![names.iter().map(|name| cell(name)).collect()];
    rows.extend(solutions.iter().map(|solution| {
        let value = |name: &&str| cell(solution[*name]["value"].as_str().unwrap_or_default());
        names.iter().map(value).collect()
    }));
    Ok(align(&rows).into_bytes())
}

fn cell(text: &str) -> String {
    visible(&shortened(text, WIDEST)).into_owned()
}

fn align(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .map(|row| row[column].width())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for (number, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (text, width) in row.iter().zip(&widths) {
            line.push_str(text);
            line.push_str(&" ".repeat(width - text.width() + 2));
        }
        out.push_str(line.trim_end());
        out.push('\n');
        if number == 0 {
            let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
            out.push_str(&rule.join("  "));
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_control_characters_visible() {
        let json = r#"{"head":{"vars":["a","b"]},"results":{"bindings":[
            {"a":{"type":"literal","value":"été"},"b":{"type":"literal","value":"1"}},
            {"b":{"type":"literal","value":"x\u001b[0m"}}]}}"#;
        let text = String::from_utf8(render(json.as_bytes()).expect("a table")).expect("UTF-8");
        assert_eq!(text, "a    b\n───  ──────────\nété  1\n     x\\u{1b}[0m\n");
    }

    #[test]
    fn a_truth_value_is_a_word() {
        let json = br#"{"head":{},"boolean":true}"#;
        assert_eq!(render(json).expect("a value"), b"true\n");
    }
}
