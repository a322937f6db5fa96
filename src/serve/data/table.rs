//! What the data says of a thing, or of several, as rows for a spreadsheet.
//!
//! In: things. Out: CSV (RFC 4180, UTF-8), a row for each statement in the order of properties, values
//! and graphs: the thing, the property with its names, the value with its names where it is a thing, its
//! datatype and language where it is a text, and the dataset that says so. No cell is run as a formula.

use crate::export::cell::{harmless, is_schema_number};
use crate::export::row;
use crate::serve::labels::Labels;
use crate::serve::language::Lang;
use crate::serve::lookup::{Fact, FactValue};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::thing::Thing;
use crate::table::kind::Kind;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};

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
    let facts = thing.facts.iter().map(|fact| (thing.iri.as_str(), fact));
    rows(site, &facts.collect::<Vec<_>>()).await
}

/// The table of all that is said of several things, in their order.
///
/// # Errors
/// As [`written`].
pub async fn of_quads(site: &Site, quads: &[Quad]) -> Result<String, Problem> {
    let fact = |quad: &Quad| {
        let thing = match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
            NamedOrBlankNode::BlankNode(node) => node.to_string(),
        };
        let graph = match &quad.graph_name {
            GraphName::NamedNode(node) => node.as_str(),
            GraphName::BlankNode(_) | GraphName::DefaultGraph => "",
        };
        let fact = Fact {
            property: quad.predicate.as_str().to_owned(),
            value: FactValue(quad.object.clone()),
            graph: graph.to_owned(),
        };
        (thing, fact)
    };
    let mut facts: Vec<_> = quads.iter().map(fact).collect();
    facts.sort();
    let facts = facts.iter().map(|(thing, fact)| (thing.as_str(), fact));
    rows(site, &facts.collect::<Vec<_>>()).await
}

async fn rows(site: &Site, facts: &[(&str, &Fact)]) -> Result<String, Problem> {
    let things = facts.iter().filter_map(|(_, fact)| match &fact.value.0 {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    });
    let properties = facts.iter().map(|(_, fact)| fact.property.as_str());
    let labels = site.labels(things.chain(properties)).await?;
    let mut out = String::new();
    row(&mut out, &COLUMNS.map(str::to_owned));
    for (thing, fact) in facts {
        row(&mut out, &cells(thing, fact, &labels));
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
