//! CSV on the Web (Metadata Vocabulary for Tabular Data, W3C 2015): a table group for the CSV files
//! beside it. References from columns that may be empty are left out: some validators refuse them; the
//! Data Package has all.

use super::{PACKAGE, Sheet};
use crate::publication::Config;
use crate::table::kind::{Kind, TextFormat};
use crate::table::schema::{Bound, Field};
use serde_json::{Map, Value, json};

/// The description of all tables.
pub fn describe(sheets: &[Sheet], config: &Config) -> Value {
    let tables: Vec<Value> = sheets.iter().map(|sheet| table(sheet, sheets)).collect();
    json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "fr" }],
        "dc:title": words(&config.title.fr, &config.title.en),
        "dc:description": words(&config.description.fr, &config.description.en),
        "dc:license": { "@id": config.licence.iri },
        "dc:source": config.situation.source,
        "rdfs:seeAlso": { "@id": PACKAGE },
        "dialect": { "encoding": "utf-8", "delimiter": ",", "quoteChar": "\"", "doubleQuote": true, "header": true },
        "tables": tables,
    })
}

fn words(fr: &str, en: &str) -> Value {
    json!([{ "@value": fr, "@language": "fr" }, { "@value": en, "@language": "en" }])
}

fn table(sheet: &Sheet, sheets: &[Sheet]) -> Value {
    let names = |columns: &[usize], of: &Sheet| -> Value {
        columns
            .iter()
            .filter_map(|at| of.table.fields.get(*at))
            .map(|field| json!(field.name))
            .collect()
    };
    let columns: Vec<Value> = sheet
        .table
        .fields
        .iter()
        .enumerate()
        .map(|(at, field)| column(field, sheet.changed(at), &sheet.table.missing_values))
        .collect();
    let mut schema = Map::new();
    schema.insert("columns".into(), columns.into());
    if !sheet.table.primary_key.is_empty() {
        schema.insert("primaryKey".into(), names(&sheet.table.primary_key, sheet));
    }
    let keys: Vec<Value> = sheet
        .table
        .foreign_keys
        .iter()
        .filter(|key| key.fields.iter().all(|at| sheet.table.fields[*at].required))
        .filter_map(|key| {
            let other = sheets.get(key.table)?;
            Some(json!({
                "columnReference": names(&key.fields, sheet),
                "reference": { "resource": other.file, "columnReference": names(&key.targets, other) },
            }))
        })
        .collect();
    if !keys.is_empty() {
        schema.insert("foreignKeys".into(), keys.into());
    }
    json!({
        "url": sheet.file,
        "dc:title": words(&sheet.title.fr, &sheet.title.en),
        "tableSchema": schema,
    })
}

fn column(field: &Field, changed: bool, missing: &[String]) -> Value {
    let mut empty: Vec<&str> = vec![""];
    empty.extend(
        missing
            .iter()
            .map(String::as_str)
            .filter(|text| !text.is_empty()),
    );
    json!({
        "name": field.name,
        "titles": field.name,
        "required": field.required,
        "null": empty,
        "datatype": datatype(field, changed),
    })
}

fn datatype(field: &Field, changed: bool) -> Value {
    let mut of = Map::new();
    let base = match &field.kind {
        Kind::Integer => "integer",
        Kind::Number => "decimal",
        Kind::Boolean(_, _) => "boolean",
        Kind::Date => "date",
        Kind::Year => "gYear",
        Kind::Text(TextFormat::Uri) => "anyURI",
        _ => "string",
    };
    of.insert("base".into(), json!(base));
    if let Kind::Boolean(yes, no) = &field.kind
        && let (Some(yes), Some(no)) = (yes.first(), no.first())
    {
        of.insert("format".into(), json!(format!("{yes}|{no}")));
    }
    if base == "string" {
        if let Some(format) = format(field, changed) {
            of.insert("format".into(), json!(format));
        }
        let mut length = |name: &str, value: Option<u64>| {
            if let Some(value) = value {
                of.insert(name.into(), json!(value));
            }
        };
        // An apostrophe before a formula is one character more.
        length("minLength", field.length.0);
        length(
            "maxLength",
            field.length.1.map(|most| most + u64::from(changed)),
        );
    } else {
        let mut bound = |name: &str, bound: Option<&Bound>| {
            if let Some(bound) = bound {
                of.insert(name.into(), json!(bound.text));
            }
        };
        bound("minimum", field.bounds.0.as_ref());
        bound("maximum", field.bounds.1.as_ref());
    }
    Value::Object(of)
}

/// What the whole text must match: the pattern, or one of the texts allowed.
fn format(field: &Field, changed: bool) -> Option<String> {
    let inner = if !field.pattern_text.is_empty() {
        field.pattern_text.clone()
    } else if !field.allowed.is_empty() {
        let escaped = field.allowed.iter().map(|text| regex::escape(text));
        escaped.collect::<Vec<_>>().join("|")
    } else {
        return None;
    };
    let apostrophe = if changed { "'?" } else { "" };
    Some(format!("^{apostrophe}(?:{inner})$"))
}
