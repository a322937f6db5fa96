//! From the properties of a data package to tables whose columns, keys and references are known.
//!
//! In: the JSON text. Out: the tables, or everything in the description that cannot be kept.

use super::described::{self, Names};
use super::locate::Description;
use super::{Bound, Field, ForeignKey, Kind, Package, Table, TextFormat};
use crate::diag::Diagnostics;
use crate::table::csv::Dialect;
use crate::table::nearest::nearest;
use crate::table::value;
use regex::{Regex, RegexBuilder};

/// The largest program a pattern may compile to, in bytes.
const PATTERN_LIMIT: usize = 1 << 20;

pub(super) fn compile(text: &str, file: &str) -> Result<Package, Diagnostics> {
    let mut description = Description::new(text, file);
    let package: described::Package = match serde_json::from_str(text) {
        Ok(package) => package,
        Err(error) => return Err(description.not_json(&error).into()),
    };
    let mut tables: Vec<Table> = Vec::new();
    for resource in &package.resources {
        if tables.iter().any(|table| table.name == resource.name) {
            let message = format!("two tables are called `{}`", resource.name);
            description.wrong("T041", message, &[&resource.name, &resource.name], ONE_NAME);
        }
        tables.push(table(resource, &mut description));
    }
    for (number, resource) in package.resources.iter().enumerate() {
        let keys = foreign_keys(number, resource, &tables, &mut description);
        tables[number].foreign_keys = keys;
    }
    description.found.into_result()?;
    Ok(Package { tables })
}

const ONE_NAME: (&str, &str) = ("renommer l'une des deux", "rename one of the two");

fn table(resource: &described::Resource, description: &mut Description<'_>) -> Table {
    let fields: Vec<Field> = resource
        .schema
        .fields
        .iter()
        .map(|described| field(&resource.name, described, description))
        .collect();
    for (number, one) in fields.iter().enumerate() {
        if fields[..number].iter().any(|other| other.name == one.name) {
            let message = format!(
                "two columns of `{}` are called `{}`",
                resource.name, one.name
            );
            description.wrong(
                "T041",
                message,
                &[&resource.name, &one.name, &one.name],
                ONE_NAME,
            );
        }
    }
    let mut numbers = |names: &[String], property: &str| -> Vec<usize> {
        names
            .iter()
            .filter_map(|name| {
                let way = [resource.name.as_str(), property, name];
                column(&resource.name, &fields, name, &way, description)
            })
            .collect()
    };
    let primary_key = numbers(&resource.schema.primary_key.0, "primaryKey");
    let exactly_one_of = resource
        .schema
        .exactly_one_of
        .iter()
        .map(|group| numbers(group, "ptce:exactlyOneOf"))
        .collect();
    Table {
        name: resource.name.clone(),
        path: path(resource, description),
        dialect: dialect(resource, description),
        fields,
        missing_values: resource.schema.missing_values.clone(),
        primary_key,
        foreign_keys: Vec::new(),
        exactly_one_of,
    }
}

fn path(resource: &described::Resource, description: &mut Description<'_>) -> String {
    let folder = super::DESCRIPTION
        .rsplit_once('/')
        .map_or("", |(folder, _)| folder);
    match resource.path.0.as_slice() {
        [path] if !path.contains("://") => format!("{folder}/{path}"),
        other => {
            let message = format!(
                "the table `{}` must be one file below {folder}/, found `{}`",
                resource.name,
                other.join(", ")
            );
            let way = [resource.name.as_str(), "path"];
            let help = (
                "donner un seul chemin relatif, sans adresse",
                "give one relative path, no address",
            );
            description.wrong("T041", message, &way, help);
            String::new()
        }
    }
}

fn dialect(resource: &described::Resource, description: &mut Description<'_>) -> Dialect {
    let mut out = Dialect::default();
    let told = &resource.dialect;
    let mut refuse = |property: &str, value: &str| {
        let message = format!(
            "`{property}` of the table `{}` cannot be `{value}`",
            resource.name
        );
        let help = (
            "les tables sont en UTF-8, avec un en-tête, un séparateur et un guillemet d'un octet, doublé dans les cellules",
            "tables are UTF-8, with a header, a delimiter and a quote of one byte, doubled inside cells",
        );
        description.wrong("T042", message, &[&resource.name, property], help);
    };
    for (property, value, byte) in [
        ("delimiter", &told.delimiter, &mut out.delimiter),
        ("quoteChar", &told.quote_char, &mut out.quote),
    ] {
        match value.as_deref().map(str::as_bytes) {
            None => {}
            Some(&[one]) if one.is_ascii() && !matches!(one, b'\r' | b'\n') => *byte = one,
            Some(_) => refuse(property, value.as_deref().unwrap_or_default()),
        }
    }
    if told.double_quote == Some(false) {
        refuse("doubleQuote", "false");
    }
    if told.header == Some(false) {
        refuse("header", "false");
    }
    if let Some(escape) = &told.escape_char {
        refuse("escapeChar", escape);
    }
    if let Some(encoding) = &resource.encoding
        && !matches!(
            encoding.to_ascii_lowercase().as_str(),
            "utf-8" | "utf8" | "utf-8-sig"
        )
    {
        refuse("encoding", encoding);
    }
    out
}

fn field(table: &str, described: &described::Field, description: &mut Description<'_>) -> Field {
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

fn foreign_keys(
    number: usize,
    resource: &described::Resource,
    tables: &[Table],
    description: &mut Description<'_>,
) -> Vec<ForeignKey> {
    let mut keys = Vec::new();
    for key in &resource.schema.foreign_keys {
        let to = key.reference.resource.as_str();
        let way = [resource.name.as_str(), "foreignKeys", to];
        let target = match to {
            "" => Some(number),
            _ => tables.iter().position(|table| table.name == to),
        };
        let Some(target) = target else {
            let message = format!("`{}` refers to a table `{to}` that is not declared", way[0]);
            let names = tables.iter().map(|table| table.name.as_str());
            let near = nearest(to, names).unwrap_or("…");
            let help = (format!("sans doute `{near}`"), format!("perhaps `{near}`"));
            description.wrong("T043", message, &way, (&help.0, &help.1));
            continue;
        };
        let mut columns = |table: &Table, names: &Names| -> Vec<usize> {
            names
                .0
                .iter()
                .filter_map(|name| {
                    let way = [way[0], "foreignKeys", name];
                    column(&table.name, &table.fields, name, &way, description)
                })
                .collect()
        };
        let fields = columns(&tables[number], &key.fields);
        let targets = columns(&tables[target], &key.reference.fields);
        if key.fields.0.len() != key.reference.fields.0.len() || key.fields.0.is_empty() {
            let message = format!(
                "a reference of `{}` must name as many columns on both sides",
                way[0]
            );
            let help = (
                "compléter la liste la plus courte",
                "complete the shorter list",
            );
            description.wrong("T043", message, &way, help);
        }
        keys.push(ForeignKey {
            fields,
            table: target,
            targets,
        });
    }
    keys
}

fn column(
    table: &str,
    fields: &[Field],
    name: &str,
    way: &[&str],
    description: &mut Description<'_>,
) -> Option<usize> {
    let found = fields.iter().position(|field| field.name == name);
    if found.is_none() {
        let message = format!("the table `{table}` has no column `{name}`");
        let near = nearest(name, fields.iter().map(|field| field.name.as_str())).unwrap_or("…");
        let help = (format!("sans doute `{near}`"), format!("perhaps `{near}`"));
        description.wrong("T043", message, way, (&help.0, &help.1));
    }
    found
}
