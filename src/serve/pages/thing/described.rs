//! What is gathered for the page of a thing: its properties, those of the things described in place,
//! and the passages that it was derived from.

use crate::serve::lookup::{self, Fact};
use crate::serve::pages::Context;
use crate::serve::problem::Problem;
use oxigraph::model::{NamedNode, Term};
use std::collections::{BTreeMap, BTreeSet};

/// Properties that say where a fact comes from.
pub const SOURCES: [&str; 2] = [
    "http://www.w3.org/ns/prov#wasDerivedFrom",
    "http://www.w3.org/ns/prov#hadPrimarySource",
];

/// The values of each property.
pub type Properties = BTreeMap<String, Vec<Term>>;

/// A thing with those that are described in place and those it was derived from.
#[derive(Debug, Clone, Default)]
pub struct Described {
    /// Its own properties, sources aside.
    pub own: Properties,
    /// The things described in place, by IRI.
    pub inline: BTreeMap<String, Properties>,
    /// The things that it, or one described in place, was derived from.
    pub sources: BTreeMap<String, Properties>,
}

impl Described {
    /// The IRIs that need a name.
    pub fn iris(&self) -> BTreeSet<&str> {
        let all = self.inline.iter().chain(&self.sources);
        let nested = all.flat_map(|(iri, properties)| {
            std::iter::once(iri.as_str()).chain(properties.iter().flat_map(named))
        });
        nested.chain(self.own.iter().flat_map(named)).collect()
    }
}

fn named<'a>((property, values): (&'a String, &'a Vec<Term>)) -> impl Iterator<Item = &'a str> {
    let objects = values.iter().filter_map(|value| match value {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    });
    std::iter::once(property.as_str()).chain(objects)
}

/// Gathers the properties of a thing and of those shown with it.
///
/// # Errors
/// What the engine says.
pub async fn gather(cx: Context<'_>, facts: &[Fact]) -> Result<Described, Problem> {
    let mut described = Described::default();
    let inline = linked(facts, |property| {
        cx.site.pages.inline.iter().any(|p| p == property)
    });
    let nested = others(cx, &inline).await?;
    let mut sources = linked(facts, |property| SOURCES.contains(&property));
    let nested_facts: Vec<Fact> = nested.iter().map(|(_, fact)| fact.clone()).collect();
    sources.extend(linked(&nested_facts, |property| {
        SOURCES.contains(&property)
    }));
    for (iri, fact) in others(cx, &sources).await? {
        add(described.sources.entry(iri).or_default(), &fact);
    }
    for (iri, fact) in &nested {
        add(described.inline.entry(iri.clone()).or_default(), fact);
    }
    for fact in facts {
        add(&mut described.own, fact);
    }
    Ok(described)
}

/// The things that facts of the wanted properties lead to.
fn linked(facts: &[Fact], wanted: impl Fn(&str) -> bool) -> BTreeSet<&str> {
    let chosen = facts.iter().filter(|fact| wanted(&fact.property));
    let things = chosen.filter_map(|fact| match &fact.value.0 {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    });
    things.collect()
}

fn add(properties: &mut Properties, fact: &Fact) {
    let values = properties.entry(fact.property.clone()).or_default();
    if !values.contains(&fact.value.0) {
        values.push(fact.value.0.clone());
    }
}

/// The facts of other things, by thing.
///
/// # Errors
/// What the engine says.
async fn others(cx: Context<'_>, iris: &BTreeSet<&str>) -> Result<Vec<(String, Fact)>, Problem> {
    let nodes: Vec<NamedNode> = iris
        .iter()
        .filter_map(|iri| NamedNode::new(*iri).ok())
        .collect();
    Ok(lookup::facts(&cx.site.engine, &nodes).await?)
}
