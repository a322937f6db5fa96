//! What the service answers from: the things that can be found, with the values of their properties.

use super::super::finder::pairs;
use super::super::labels::Labels;
use super::super::site::Site;
use crate::engine::QueryError;
use crate::name::Lexicon;
use crate::publication::config::finding::Property as Settings;
use crate::reconcile::{Property, Role, Said, Service, Thing};
use crate::serve::held::reconciling::{Kept, Shown};
use crate::serve::language::Lang;
use oxigraph::model::{Literal, Term};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// The properties: those of the settings, then the facets of the search that are not among them.
pub fn settings(site: &Site) -> Vec<Settings> {
    let mut all = site.config.reconcile.properties.clone();
    for facet in site.facets() {
        if !all.iter().any(|one| one.name == facet.name) {
            let only = [facet.only.clone()].into_iter();
            all.push(Settings {
                name: facet.name.clone(),
                title: facet.title.clone(),
                path: facet.path.clone(),
                only: only.filter(|only| !only.is_empty()).collect(),
            });
        }
    }
    all
}

/// For each thing the values of each property, as the engine has them.
type Values = Vec<Vec<Vec<Term>>>;

/// Asks for the values of all properties.
async fn values(site: &Site, settings: &[Settings]) -> Result<Values, QueryError> {
    let entries = &site.finder().await?.index.entries;
    let numbered = (0..).zip(entries);
    let numbers: HashMap<&str, usize> = numbered
        .map(|(at, entry)| (entry.iri.as_str(), at))
        .collect();
    let mut values: Values = vec![vec![Vec::new(); settings.len()]; entries.len()];
    for kind in &site.config.search.kinds {
        for (at, property) in settings.iter().enumerate() {
            for (iri, value) in pairs(site, kind, &property.path, "!isBlank(?v)").await? {
                let thing = numbers.get(iri.as_str());
                let slot = thing.and_then(|thing| values.get_mut(*thing));
                if let Some(list) = slot.and_then(|thing| thing.get_mut(at))
                    && !list.contains(&value)
                {
                    list.push(value);
                }
            }
        }
    }
    Ok(values)
}

/// Gathers everything of a version.
pub(super) async fn kept(site: &Site, lexicon: &Lexicon) -> Result<Arc<Kept>, QueryError> {
    let settings = settings(site);
    let mut values = values(site, &settings).await?;
    let iris: BTreeSet<&str> = values.iter().flatten().flatten().filter_map(iri).collect();
    let labels = site.labels(iris).await?;
    let mut properties: Vec<Property> = settings
        .iter()
        .map(|one| Property {
            role: Role::of(&one.name),
            said: Said::new(one.only.iter().map(|only| begin(site, only)).collect()),
        })
        .collect();
    let entries = &site.finder().await?.index.entries;
    let mut things = Vec::with_capacity(entries.len());
    for (entry, values) in entries.iter().zip(&mut values) {
        let codes = properties
            .iter_mut()
            .zip(values)
            .map(|(property, values)| learn(site, &labels, &mut property.said, values));
        let mut names = entry.names.clone();
        names.extend(entry.others.iter().cloned());
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        things.push(Thing {
            id: id(site, &entry.iri).to_owned(),
            kind: entry.kind,
            names,
            codes: codes.collect(),
        });
    }
    let base = format!("{}id/", site.config.base);
    let shown = settings.into_iter().map(|one| Shown {
        name: one.name,
        title: one.title,
    });
    Ok(Arc::new(Kept {
        service: Service::new(lexicon.clone(), base, things, properties),
        properties: shown.collect(),
        values,
        labels,
    }))
}

/// The beginning of values: of identifiers of another kind (`siren:`) as it is, else an IRI.
fn begin(site: &Site, only: &str) -> String {
    match only.ends_with(':') {
        true => only.to_owned(),
        false => site.config.iri(only),
    }
}

/// The identifier of a thing: the part of its IRI behind `id/`, else the IRI.
pub fn id<'i>(site: &Site, iri: &'i str) -> &'i str {
    site.names.path(iri).unwrap_or(iri)
}

fn iri(term: &Term) -> Option<&str> {
    match term {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    }
}

/// The codes of values, and what may be written for them. Values that do not count are left out; of
/// those that stand elsewhere the code alone is kept.
fn learn(site: &Site, labels: &Labels, said: &mut Said, values: &mut Vec<Term>) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    values.retain_mut(|value| {
        let text = match &*value {
            Term::NamedNode(node) => node.as_str().to_owned(),
            Term::Literal(literal) => literal.value().to_owned(),
            _ => return false,
        };
        let short = id(site, &text);
        let cut = said.code(&text).filter(|code| !code.is_empty());
        let Some(cut) = cut else {
            return false;
        };
        let is_cut = cut != text;
        let code = if is_cut { cut } else { short.to_owned() };
        for written in [code.as_str(), short, &text] {
            said.learn(&code, written);
        }
        if let Term::NamedNode(node) = &*value {
            for lang in Lang::ALL {
                said.learn(&code, &labels.name(node.as_str(), lang).text);
            }
        }
        if is_cut && short == text {
            *value = Literal::new_simple_literal(&code).into();
        }
        let new = !codes.contains(&code);
        if new {
            codes.push(code);
        }
        new
    });
    codes
}
