//! The drafted mapping, in YARRRML.
//!
//! In: what was found of a table. Out: a text for people, whose comments say what was seen.

use super::column::{Column, Kind};
use crate::mapping::model::Access;
use crate::text::nearest;
use std::collections::HashSet;
use std::fmt::Write as _;

/// What was found of a table.
pub struct Found<'a> {
    /// Its columns.
    pub columns: &'a [Column],
    /// How many rows it has.
    pub rows: u64,
    /// What the mapping calls it.
    pub access: &'a str,
    /// Its name without ending.
    pub stem: &'a str,
    /// How it is written.
    pub how: &'a Access,
    /// True for a sheet of a spreadsheet.
    pub is_sheet: bool,
}

/// Properties of common vocabularies, by the plain name of a column.
const KNOWN: [(&str, &str); 12] = [
    ("nom", "rdfs:label"),
    ("name", "rdfs:label"),
    ("label", "rdfs:label"),
    ("libelle", "rdfs:label"),
    ("intitule", "rdfs:label"),
    ("titre", "rdfs:label"),
    ("title", "rdfs:label"),
    ("denomination", "rdfs:label"),
    ("description", "dcterms:description"),
    ("resume", "dcterms:description"),
    ("summary", "dcterms:description"),
    ("site-web", "foaf:homepage"),
];

/// Writes the mapping.
pub fn yarrrml(found: &Found<'_>) -> String {
    let name = match nearest::slug(found.stem) {
        slug if slug.is_empty() => "table".to_owned(),
        slug => slug,
    };
    let mut out = String::new();
    let shown = crate::text::visible(found.access);
    let _ = write!(
        out,
        "# Brouillon tiré de {shown} ({rows} lignes) : à relire, à corriger, puis à appliquer par ptce convert.\n\
         # Draft made of {shown} ({rows} rows): read it, change it, then run it with ptce convert.\n\
         prefixes:\n  ex: \"http://example.org/{name}/\" # à remplacer par une adresse à vous · put an address of yours here\n\
         sources:\n  {name}:\n    access: {}\n",
        quoted(&format!(
            "{}~{}",
            found.access,
            if found.is_sheet { "spreadsheet" } else { "csv" }
        )),
        rows = found.rows,
    );
    if let Some(delimiter) = found.how.dialect.delimiter {
        let text = if delimiter == b'\t' {
            "tab".to_owned()
        } else {
            char::from(delimiter).to_string()
        };
        let _ = writeln!(out, "    delimiter: {}", quoted(&text));
    }
    if let Some(encoding) = found.how.encoding {
        let _ = writeln!(out, "    encoding: {}", encoding.name());
    }
    let _ = write!(
        out,
        "    null: \"\"\nmappings:\n  {name}:\n    sources: [{name}]\n"
    );
    let key = key(found.columns);
    let subject = match key {
        Some(key) => quoted(&format!("ex:{}", reference(&key.name))),
        // Nothing names the rows: each becomes a node without a name.
        None => "\"_:\" # aucune colonne ne distingue les lignes · no column tells the rows apart"
            .to_owned(),
    };
    let _ = write!(
        out,
        "    s: {subject}\n    po:\n      - [a, {}]\n",
        quoted(&format!("ex:{}", camel(&name, true)))
    );
    let mut used = HashSet::new();
    for column in found.columns {
        rule(column, &mut used, &mut out);
    }
    out
}

/// The column that names the rows: the first whose name says so, else the first that could.
fn key(columns: &[Column]) -> Option<&Column> {
    let says_so = |column: &&Column| {
        let name = nearest::slug(&column.name);
        [
            "id",
            "key",
            "cle",
            "code",
            "siret",
            "siren",
            "numero",
            "identifiant",
            "uid",
        ]
        .iter()
        .any(|known| {
            name == *known
                || name.starts_with(&format!("{known}-"))
                || name.ends_with(&format!("-{known}"))
        })
    };
    let mut keys = columns.iter().filter(|column| column.is_key());
    keys.clone().find(says_so).or_else(|| keys.next())
}

fn rule(column: &Column, used: &mut HashSet<String>, out: &mut String) {
    let slug = nearest::slug(&column.name);
    let known = KNOWN
        .iter()
        .find(|(name, _)| *name == slug)
        .map(|(_, property)| (*property).to_owned());
    // A name is not cut, even where it holds a semicolon.
    let separator = column.separator().filter(|_| known.is_none());
    let mut property = known.unwrap_or_else(|| match camel(&slug, false) {
        name if name.is_empty() => "ex:valeur".to_owned(),
        name => format!("ex:{name}"),
    });
    let mut number = 2;
    while !used.insert(property.clone()) {
        property = format!("ex:{}{number}", camel(&slug, false));
        number += 1;
    }
    let property = quoted(&property);
    let value = quoted(&reference(&column.name));
    let empty = match column.empty {
        0 => String::new(),
        count => format!(" # {count} vides · empty"),
    };
    let language = match slug.rsplit_once('-') {
        Some((_, tag @ ("fr" | "en"))) => Some(tag),
        _ => None,
    };
    let plain = |datatype: &str| format!("      - [{property}, {value}, {datatype}]");
    let call = |function: &str, more: &str, datatype: &str| {
        format!(
            "      - p: {property}\n        o: {{function: {function}, parameters: {{value: {value}{more}}}{datatype}}}"
        )
    };
    let text = match (column.kind(), separator, language) {
        (Kind::Boolean, ..) => plain("xsd:boolean"),
        (Kind::Integer, ..) => plain("xsd:integer"),
        (Kind::Decimal, ..) => plain("xsd:decimal"),
        (Kind::Date, ..) => plain("xsd:date"),
        (Kind::DateTime, ..) => plain("xsd:dateTime"),
        (Kind::DecimalComma, ..) => call("decimalComma", "", ", datatype: xsd:decimal"),
        (Kind::FrenchDate, ..) => call("date", ", format: dd/MM/yyyy", ", datatype: xsd:date"),
        (Kind::Iri, ..) => format!(
            "      - [{property}, {}]",
            quoted(&format!("{}~iri", reference(&column.name)))
        ),
        (Kind::Text, Some(separator), _) => {
            call("split", &format!(", separator: \"{separator}\""), "")
        }
        (Kind::Text, None, Some(tag)) => plain(&format!("{tag}~lang")),
        (Kind::Text, None, None) => format!("      - [{property}, {value}]"),
    };
    let _ = writeln!(out, "{text}{empty}");
}

/// `$(name)`, with what would end it escaped.
fn reference(name: &str) -> String {
    let mut depth = 0_i32;
    let is_balanced = name.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    }) && depth == 0;
    if is_balanced && !name.contains('\\') {
        return format!("$({name})");
    }
    let escaped = name.replace('(', "\\(").replace(')', "\\)");
    format!("$({escaped})")
}

/// A text in double quotes, as YAML and JSON both write it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `nom-de-la-structure` as `nomDeLaStructure`, or with a capital at the start.
fn camel(slug: &str, capital: bool) -> String {
    let mut out = String::new();
    for (index, word) in slug.split('-').enumerate() {
        let mut characters = word.chars();
        if let Some(first) = characters.next() {
            if index > 0 || capital {
                out.extend(first.to_uppercase());
            } else {
                out.push(first);
            }
            out.push_str(characters.as_str());
        }
    }
    out
}
