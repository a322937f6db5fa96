//! One column: its type, its bounds, its pattern.
//!
//! In: the properties of a field as JSON writes them. Out: the column, or what cannot be kept of it.

use super::described;
use super::locate::Description;
use super::{Bound, Field};
use crate::table::kind::{Kind, TextFormat};
use crate::table::value;
use crate::text::nearest::nearest;
use regex::{Regex, RegexBuilder};

/// The largest program a pattern may compile to, in bytes.
const PATTERN_LIMIT: usize = 1 << 20;

/// One column as described; what is wrong with it goes to the description.
pub(super) fn field(
    table: &str,
    described: &described::Field,
    description: &mut Description<'_>,
) -> Field {
    let way = [table, described.name.as_str()];
    let kind = kind(described, &way, description);
    let constraints = &described.constraints;
    let mut bound = |value: &Option<serde_json::Value>, property: &str| {
        let text = text_of(value.as_ref()?);
        let read = value::parse(&kind, &text);
        if read.is_none() {
            let wanted = value::name(&kind);
            let message = format!(
                "`{property}` of `{}` must be {wanted}, found `{text}`",
                way[1]
            );
            let help = (
                "écrire la borne comme une valeur de la colonne",
                "write the bound as a value of the column",
            );
            description.wrong("T042", message, &[way[0], way[1], property], help);
        }
        Some(Bound { text, value: read? })
    };
    let bounds = (
        bound(&constraints.minimum, "minimum"),
        bound(&constraints.maximum, "maximum"),
    );
    Field {
        name: described.name.clone(),
        unit: described.unit.clone(),
        required: constraints.required,
        unique: constraints.unique,
        length: (constraints.min_length, constraints.max_length),
        bounds,
        pattern: pattern(constraints.pattern.as_deref(), &way, description),
        pattern_text: constraints.pattern.clone().unwrap_or_default(),
        allowed: constraints.allowed.iter().map(text_of).collect(),
        kind,
    }
}

fn text_of(value: &serde_json::Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn pattern(
    pattern: Option<&str>,
    way: &[&str; 2],
    description: &mut Description<'_>,
) -> Option<Regex> {
    let pattern = pattern?;
    let built = RegexBuilder::new(&format!("^(?:{pattern})$"))
        .size_limit(PATTERN_LIMIT)
        .build();
    match built {
        Ok(regex) => Some(regex),
        Err(error) => {
            let reason = error.to_string();
            let reason = reason
                .lines()
                .last()
                .unwrap_or_default()
                .trim_start_matches("error: ");
            let message = format!("the pattern of `{}` cannot be used: {reason}", way[1]);
            let help = (
                "écrire une expression régulière sans référence arrière ni regard autour",
                "write a regular expression without back-references or look-around",
            );
            description.wrong("T044", message, &[way[0], way[1], "pattern", pattern], help);
            None
        }
    }
}

/// The types of Table Schema v1, by name.
const KINDS: [&str; 15] = [
    "string",
    "integer",
    "number",
    "boolean",
    "date",
    "datetime",
    "time",
    "year",
    "yearmonth",
    "duration",
    "geopoint",
    "geojson",
    "object",
    "array",
    "any",
];

fn kind(described: &described::Field, way: &[&str; 2], description: &mut Description<'_>) -> Kind {
    let texts = |given: &Option<Vec<String>>, default: [&str; 4]| {
        given
            .clone()
            .unwrap_or_else(|| default.map(str::to_owned).to_vec())
    };
    let name = described.kind.as_deref().unwrap_or("string");
    let format = described.format.as_deref().unwrap_or("default");
    let kind = match (name, format) {
        ("string", "email") => Kind::Text(TextFormat::Email),
        ("string", "uri") => Kind::Text(TextFormat::Uri),
        ("string", "uuid") => Kind::Text(TextFormat::Uuid),
        ("string", "default") => Kind::String,
        ("any", _) => Kind::Any,
        ("integer", "default") => Kind::Integer,
        ("number", "default") => Kind::Number,
        ("boolean", "default") => Kind::Boolean(
            texts(&described.true_values, ["true", "True", "TRUE", "1"]),
            texts(&described.false_values, ["false", "False", "FALSE", "0"]),
        ),
        ("date", "default") => Kind::Date,
        ("datetime", "default") => Kind::DateTime,
        ("time", "default") => Kind::Time,
        ("year", "default") => Kind::Year,
        ("yearmonth", "default") => Kind::YearMonth,
        ("duration", "default") => Kind::Duration,
        ("geopoint", "default") => Kind::Geopoint,
        ("object" | "geojson", "default") => Kind::Object,
        ("array", "default") => Kind::Array,
        _ => return unknown_kind(name, format, way, description),
    };
    let own_number = described.decimal_char.as_deref().is_some_and(|c| c != ".")
        || described.group_char.is_some()
        || described.bare_number == Some(false);
    if own_number {
        let message = format!(
            "the numbers of `{}` must be written plainly, as 1234.5",
            way[1]
        );
        let help = (
            "retirer decimalChar, groupChar et bareNumber : les valeurs passent telles quelles dans le graphe",
            "remove decimalChar, groupChar and bareNumber: values go into the graph as they are",
        );
        description.wrong("T042", message, way, help);
    }
    kind
}

fn unknown_kind(
    name: &str,
    format: &str,
    way: &[&str; 2],
    description: &mut Description<'_>,
) -> Kind {
    if KINDS.contains(&name) {
        let message = format!(
            "unknown format `{format}` of the {name} column `{}`",
            way[1]
        );
        let help = (
            "formats lus : default, et pour string email, uri, uuid ; les dates s'écrivent AAAA-MM-JJ",
            "formats read: default, and for string email, uri, uuid; dates are written YYYY-MM-DD",
        );
        description.wrong("T042", message, &[way[0], way[1], format], help);
    } else {
        let message = format!("unknown type `{name}` of the column `{}`", way[1]);
        let list = KINDS.join(", ");
        let (fr, en) = match nearest(name, KINDS.iter().copied()) {
            Some(near) => (format!("sans doute {near}"), format!("perhaps {near}")),
            None => (
                format!("types possibles : {list}"),
                format!("types: {list}"),
            ),
        };
        description.wrong("T042", message, &[way[0], way[1], name], (&fr, &en));
    }
    Kind::Any
}
