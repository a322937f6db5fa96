//! From the properties of a data package to tables whose columns, keys and references are known.
//!
//! In: the JSON text. Out: the tables, or everything in the description that cannot be kept.

use super::described::{self, Names};
use super::field::field;
use super::form;
use super::locate::{self, Description};
use super::located;
use super::{Field, ForeignKey, Package, Table};
use crate::diag::Diagnostics;
use crate::table::csv::Dialect;
use crate::text::Bilingual;
use crate::text::nearest::perhaps;

pub(super) fn compile(text: &str, file: &str) -> Result<Package, Diagnostics> {
    let mut description = Description::new(text, file);
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        return Err(description.not_json(&error).into());
    }
    let read = match located::read(text) {
        Some(node) => form::check(&node, &mut description),
        None => {
            description.wrong_at("T041", "not JSON".to_owned(), 0..0, locate::OTHERWISE);
            None
        }
    };
    let package: described::Package = match read.map(serde_json::from_value) {
        Some(Ok(package)) => package,
        Some(Err(error)) => return Err(description.not_json(&error).into()),
        // What is left out would be told as missing where others name it.
        None => return Err(description.found),
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
    let mut groups = |groups: &[Vec<String>], property: &str| -> Vec<Vec<usize>> {
        let groups = groups.iter();
        groups.map(|group| numbers(group, property)).collect()
    };
    let exactly_one_of = groups(&resource.schema.exactly_one_of, "ptce:exactlyOneOf");
    let together = groups(&resource.schema.together, "ptce:together");
    Table {
        name: resource.name.clone(),
        path: path(resource, description),
        dialect: dialect(resource, description),
        fields,
        missing_values: resource.schema.missing_values.clone(),
        primary_key,
        foreign_keys: Vec::new(),
        exactly_one_of,
        together,
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
            let Bilingual { fr, en } = one_of(to, &names.collect::<Vec<_>>());
            description.wrong("T043", message, &way, (&fr, &en));
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
        let names = fields.iter().map(|field| field.name.as_str());
        let Bilingual { fr, en } = one_of(name, &names.collect::<Vec<_>>());
        description.wrong("T043", message, way, (&fr, &en));
    }
    found
}

/// The way out of a name that is none of those that are declared.
fn one_of(name: &str, declared: &[&str]) -> Bilingual {
    let Bilingual { fr, en } = perhaps(name, declared.iter().copied(), "");
    let declared = declared.join(", ");
    Bilingual::new(
        format!("{fr}sont déclarés : {declared}"),
        format!("{en}declared are: {declared}"),
    )
}
