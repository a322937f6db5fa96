//! What tells things of one name apart where they are listed together, so that links of one text are not
//! taken for each other (WCAG 2.4.4).
//!
//! In: lists of things, their names. Out: for each thing whose name another of its list has, the name of what
//! it is linked to by the first property that tells all of them apart, kinds first and sources last; where
//! no property does, the last parts of its IRI.

use super::TYPE;
use super::described::SOURCES;
use super::facts::place;
use crate::serve::labels::{Labels, Name};
use crate::serve::lookup;
use crate::serve::names::last_parts;
use crate::serve::pages::Context;
use crate::serve::problem::Problem;
use crate::text::fold::folded;
use crate::text::visible;
use oxigraph::model::NamedNode;
use std::collections::{BTreeMap, BTreeSet};

/// Links of things of one name that are looked at.
const LINKS: usize = 5000;

/// What stands beside the names of things, by their IRIs.
pub type Apart = BTreeMap<String, Name>;
/// What things are linked to, by their IRIs and by property.
type Links = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// What tells things of one name in a list apart, for each of the lists.
///
/// # Errors
/// What the engine says.
pub async fn gather<'l>(
    cx: Context<'_>,
    lists: impl Iterator<Item = &'l [String]>,
    labels: &Labels,
) -> Result<Apart, Problem> {
    let mut same: Vec<Vec<&str>> = Vec::new();
    for list in lists {
        let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for iri in list {
            let name = folded(&labels.name(iri, cx.lang()).text);
            by_name.entry(name).or_default().push(iri);
        }
        same.extend(by_name.into_values().filter(|things| things.len() > 1));
    }
    if same.is_empty() {
        return Ok(Apart::new());
    }
    let links = links(cx, same.iter().flatten().copied().collect()).await?;
    let all = links.values().flatten();
    let named: BTreeSet<&str> = all
        .flat_map(|(property, things)| things.iter().chain([property]))
        .map(String::as_str)
        .collect();
    let names = cx.site.labels(named).await?;
    let mut apart = Apart::new();
    for things in &same {
        match by_a_property(cx, things, &links, &names) {
            Some(told) => apart.extend(told),
            None => apart.extend(things.iter().map(|iri| {
                let text = visible(last_parts(iri, things.iter().copied())).into_owned();
                let name = Name {
                    text,
                    lang: None,
                    is_code: false,
                };
                ((*iri).to_owned(), name)
            })),
        }
    }
    Ok(apart)
}

async fn links(cx: Context<'_>, things: BTreeSet<&str>) -> Result<Links, Problem> {
    let things = things
        .into_iter()
        .filter_map(|iri| NamedNode::new(iri).ok());
    let things: String = things.map(|iri| format!("{iri} ")).collect();
    let asked = format!(
        "SELECT DISTINCT ?x ?p ?y {{ VALUES ?x {{ {things} }} ?x ?p ?y FILTER(isIRI(?y)) }} LIMIT {LINKS}"
    );
    let mut links = Links::new();
    for row in cx.site.engine.select(&asked).await?.rows {
        let mut row = row.into_iter().map(|term| term.and_then(lookup::iri));
        if let (Some(Some(x)), Some(Some(p)), Some(Some(y))) = (row.next(), row.next(), row.next())
        {
            let thing = links.entry(x).or_default();
            thing.entry(p).or_default().insert(y);
        }
    }
    Ok(links)
}

/// The names of what each of the things is linked to by one property, where they all differ.
fn by_a_property(
    cx: Context<'_>,
    things: &[&str],
    links: &Links,
    names: &Labels,
) -> Option<Vec<(String, Name)>> {
    let mut properties: Vec<&String> = links.get(*things.first()?)?.keys().collect();
    properties.sort_by_cached_key(|property| {
        let is_source = SOURCES.contains(&property.as_str());
        (*property != TYPE, is_source, place(cx, property, names))
    });
    properties.into_iter().find_map(|property| {
        let mut seen = BTreeSet::new();
        let told = things.iter().map(|iri| {
            let linked = links.get(*iri)?.get(property)?.iter();
            let mut linked = linked.filter(|linked| names.has(linked));
            let name = names.name(linked.next()?, cx.lang());
            seen.insert(folded(&name.text))
                .then(|| ((*iri).to_owned(), name))
        });
        told.collect()
    })
}
