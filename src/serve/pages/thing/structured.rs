//! What search engines are told of a thing: schema.org in JSON-LD.
//!
//! In: the facts of a thing. Out: an object where one of its classes is one of schema.org, or one that
//! schema.org has under another name (`org:Organization`), with the amount of a grant and the point of a
//! place; none for anything else.

use super::TYPE;
use crate::serve::labels::Labels;
use crate::serve::pages::Context;
use crate::serve::thing::Thing;
use oxigraph::model::Term;
use serde_json::{Map, Number, Value, json};

const SCHEMA: &str = "https://schema.org/";
/// Classes of other vocabularies and their names in schema.org.
const SAME: [(&str, &str); 5] = [
    ("http://www.w3.org/ns/org#Organization", "Organization"),
    (
        "http://www.w3.org/ns/org#FormalOrganization",
        "Organization",
    ),
    (
        "http://www.w3.org/ns/regorg#RegisteredOrganization",
        "Organization",
    ),
    ("http://purl.org/dc/terms/Location", "Place"),
    ("http://xmlns.com/foaf/0.1/Organization", "Organization"),
];
/// Properties of other vocabularies and their names in schema.org.
const PROPERTIES: [(&str, &str); 6] = [
    (
        "http://www.w3.org/2004/02/skos/core#altLabel",
        "alternateName",
    ),
    ("http://www.w3.org/2004/02/skos/core#exactMatch", "sameAs"),
    ("http://www.w3.org/2002/07/owl#sameAs", "sameAs"),
    ("http://xmlns.com/foaf/0.1/homepage", "url"),
    ("http://purl.org/dc/terms/identifier", "identifier"),
    ("http://www.w3.org/ns/org#identifier", "identifier"),
];
/// Values of one property that are told.
const VALUES: usize = 20;

/// The object of a thing.
pub fn of(cx: Context<'_>, thing: &Thing, labels: &Labels, summary: &str) -> Option<Value> {
    let mut classes: Vec<&str> = thing
        .facts
        .iter()
        .filter(|fact| fact.property == TYPE)
        .filter_map(|fact| match &fact.value.0 {
            Term::NamedNode(class) => known(class.as_str(), &SAME),
            _ => None,
        })
        .collect();
    classes.sort_unstable();
    classes.dedup();
    let class = classes.first()?;
    let iri = thing.iri.as_str();
    let mut all = Map::new();
    all.insert("@context".to_owned(), json!(SCHEMA));
    all.insert("@type".to_owned(), json!(class));
    all.insert("@id".to_owned(), json!(iri));
    let name = labels.name(iri, cx.lang()).text;
    all.insert("name".to_owned(), json!(name));
    if !summary.is_empty() {
        let text = crate::text::shortened(summary, 4900).into_owned();
        all.insert("description".to_owned(), json!(text));
    }
    let page = format!("{}/page/{}", cx.site.public_url, thing.path);
    all.insert("mainEntityOfPage".to_owned(), json!(page));
    let own = match *class {
        "MonetaryGrant" => amount(cx, thing).map(|amount| ("amount", amount)),
        "Place" => point(thing).map(|point| ("geo", point)),
        _ => None,
    };
    all.extend(own.map(|(property, value)| (property.to_owned(), value)));
    for (property, value) in values(cx, thing, labels) {
        // What is told as an object already is no list.
        let list = all.entry(property).or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut()
            && list.len() < VALUES
            && !list.contains(&value)
        {
            list.push(value);
        }
    }
    for value in all.values_mut() {
        if let Some([only]) = value.as_array().map(Vec::as_slice) {
            *value = only.clone();
        }
    }
    Some(Value::Object(all))
}

/// The amount of a grant (`schema:MonetaryAmount`); none where several are told.
fn amount(cx: Context<'_>, thing: &Thing) -> Option<Value> {
    let money = thing.facts.iter();
    let money = money.filter(|fact| cx.site.is_money(&fact.property));
    let mut numbers = money.map(|fact| match &fact.value.0 {
        Term::Literal(literal) => literal.value().parse::<Number>().ok(),
        _ => None,
    });
    let value = numbers.next()??;
    let alone = numbers.all(|other| other.as_ref() == Some(&value));
    alone.then(|| json!({ "@type": "MonetaryAmount", "value": value, "currency": "EUR" }))
}

/// The point of a place (`schema:GeoCoordinates`).
fn point(thing: &Thing) -> Option<Value> {
    let (longitude, latitude) = thing.point()?;
    Some(json!({ "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude }))
}

/// The name in schema.org of one of its own terms, or of one that it has under another name.
fn known<'t>(iri: &'t str, same: &[(&str, &'static str)]) -> Option<&'t str> {
    let own = iri.strip_prefix(SCHEMA);
    let other = || same.iter().find(|(other, _)| *other == iri);
    own.or_else(|| other().map(|(_, name)| *name))
}

/// The values of the properties that schema.org knows. A thing is told with its name.
fn values(cx: Context<'_>, thing: &Thing, labels: &Labels) -> Vec<(String, Value)> {
    let mut values = Vec::new();
    for fact in &thing.facts {
        let Some(property) = known(&fact.property, &PROPERTIES) else {
            continue;
        };
        if ["name", "description"].contains(&property) {
            continue;
        }
        let value = match &fact.value.0 {
            Term::Literal(literal) => json!(literal.value()),
            Term::NamedNode(node) if ["sameAs", "url"].contains(&property) => {
                json!(node.as_str())
            }
            Term::NamedNode(node) => json!({
                "@id": node.as_str(),
                "name": labels.name(node.as_str(), cx.lang()).text,
            }),
            _ => continue,
        };
        values.push((property.to_owned(), value));
    }
    values
}
