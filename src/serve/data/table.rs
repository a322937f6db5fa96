//! What the data says of a thing as rows for a spreadsheet.
//!
//! In: a thing. Out: CSV (RFC 4180, UTF-8), a row for each statement in the order of properties, values
//! and graphs: the thing, the property with its names, the value with its names where it is a thing, its
//! datatype and language where it is a text, and the dataset that says so. No cell is run as a formula.

use crate::export::cell::{harmless, is_schema_number};
use crate::export::row;
use crate::serve::labels::Labels;
use crate::serve::language::Lang;
use crate::serve::lookup::Fact;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::thing::Thing;
use crate::table::kind::Kind;
use oxigraph::model::Term;
use oxigraph::model::vocab::xsd;

/// The names of the columns.
pub const COLUMNS: [&str; 10] = [
    "thing",
    "property",
    "property_fr",
    "property_en",
    "value",
    "value_fr",
    "value_en",
    "datatype",
    "language",
    "graph",
];

/// The place of the value among them.
const VALUE: usize = 4;

/// The table of a thing.
///
/// # Errors
/// What the engine says when asked for names.
pub async fn written(site: &Site, thing: &Thing) -> Result<String, Problem> {
    let things = thing.facts.iter().filter_map(|fact| match &fact.value.0 {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    });
    let properties = thing.facts.iter().map(|fact| fact.property.as_str());
    let labels = site.labels(things.chain(properties)).await?;
    let mut out = String::new();
    row(&mut out, &COLUMNS.map(str::to_owned));
    for fact in &thing.facts {
        row(&mut out, &cells(thing.iri.as_str(), fact, &labels));
    }
    Ok(out)
}

/// The cells of a statement.
fn cells(thing: &str, fact: &Fact, labels: &Labels) -> [String; COLUMNS.len()] {
    let named = |iri: &str| Lang::ALL.map(|lang| labels.name(iri, lang).text);
    let [property_fr, property_en] = named(&fact.property);
    let mut value = fact.value.0.to_string();
    let [mut value_fr, mut value_en] = <[String; 2]>::default();
    let (mut datatype, mut language, mut kind) = ("", "", Kind::String);
    let mut number = false;
    match &fact.value.0 {
        Term::NamedNode(node) => {
            value = node.as_str().to_owned();
            [value_fr, value_en] = named(node.as_str());
        }
        Term::Literal(literal) => {
            value = literal.value().to_owned();
            language = literal.language().unwrap_or_default();
            if language.is_empty() && literal.datatype() != xsd::STRING {
                datatype = literal.datatype().as_str();
                // A number stays a number; anything else that would run becomes text.
                kind = Kind::Number;
                number = is_numeric(datatype) && is_schema_number(&value);
            }
        }
        _ => {}
    }
    let texts = [
        (thing, Kind::String),
        (&fact.property, Kind::String),
        (&property_fr, Kind::String),
        (&property_en, Kind::String),
        (&value, kind),
        (&value_fr, Kind::String),
        (&value_en, Kind::String),
        (datatype, Kind::String),
        (language, Kind::String),
        (&fact.graph, Kind::String),
    ];
    let mut cells = texts.map(|(text, kind)| harmless(text, &kind).into_owned());
    if number {
        cells[VALUE] = value;
    }
    cells
}

/// True for the datatypes of numbers (XML Schema 1.1 Part 2 §3.3 and §3.4).
fn is_numeric(datatype: &str) -> bool {
    let name = datatype.strip_prefix("http://www.w3.org/2001/XMLSchema#");
    name.is_some_and(|name| {
        let base = [
            "decimal", "double", "float", "integer", "long", "int", "short", "byte",
        ];
        let bounded = [
            "nonPositiveInteger",
            "negativeInteger",
            "nonNegativeInteger",
        ];
        base.contains(&name)
            || bounded.contains(&name)
            || name == "positiveInteger"
            || name.starts_with("unsigned")
    })
}
