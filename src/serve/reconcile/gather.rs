//! What the service answers from: the things that can be found, with the values of their properties.

use super::super::finder::pairs;
use super::super::labels::Labels;
use super::super::site::Site;
use crate::engine::QueryError;
use crate::name::Lexicon;
use crate::publication::config::finding::Property as Settings;
use crate::reconcile::{Property, Role, Said, Service, Thing};
use crate::serve::language::Lang;
use crate::text::Bilingual;
use oxigraph::model::{NamedNode, Term};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A property as it is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The word for it.
    pub name: String,
    /// Its heading.
    pub title: Bilingual,
}

/// What the service answers from. Things have the numbers of the finder's.
pub struct Kept {
    /// Names and conditions to candidates.
    pub service: Service,
    /// The properties, in the order of the settings.
    pub properties: Vec<Shown>,
    /// For each thing the values of each property.
    pub values: Vec<Vec<Vec<Term>>>,
    /// The names of values.
    pub labels: Labels,
}

impl Kept {
    /// The place of a property by its name.
    pub fn property(&self, name: &str) -> Option<usize> {
        self.properties.iter().position(|one| one.name == name)
    }
}

/// The properties: those of the settings, then the facets of the search that are not among them.
fn settings(site: &Site) -> Vec<Settings> {
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

/// Gathers everything of a version.
pub(super) async fn kept(site: &Site, lexicon: &Lexicon) -> Result<Arc<Kept>, QueryError> {
    let finder = site.finder().await?;
    let settings = settings(site);
    let entries = &finder.index.entries;
    let numbers: HashMap<&str, usize> = (0..)
        .zip(entries)
        .map(|(at, entry)| (entry.iri.as_str(), at))
        .collect();
    let mut values = vec![vec![Vec::new(); settings.len()]; entries.len()];
    for kind in &site.config.search.kinds {
        for (at, property) in settings.iter().enumerate() {
            for (iri, value) in pairs(site, kind, &property.path, "!isBlank(?v)").await? {
                let slot = numbers
                    .get(iri.as_str())
                    .and_then(|thing| values.get_mut(*thing));
                if let Some(list) = slot.and_then(|thing: &mut Vec<Vec<Term>>| thing.get_mut(at))
                    && !list.contains(&value)
                {
                    list.push(value);
                }
            }
        }
    }
    let iris: BTreeSet<&str> = values.iter().flatten().flatten().filter_map(iri).collect();
    let labels = site.labels(iris).await?;
    let mut properties: Vec<Property> = settings
        .iter()
        .map(|one| Property {
            role: Role::of(&one.name),
            said: Said::new(one.only.iter().map(|only| begin(site, only)).collect()),
        })
        .collect();
    let mut things = Vec::with_capacity(entries.len());
    for (entry, values) in entries.iter().zip(&mut values) {
        let mut codes = Vec::with_capacity(settings.len());
        for (property, values) in properties.iter_mut().zip(values) {
            codes.push(learn(site, &labels, &mut property.said, values));
        }
        let mut names = entry.names.clone();
        names.extend(entry.others.iter().cloned());
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        things.push(Thing {
            id: id(site, &entry.iri).to_owned(),
            kind: entry.kind,
            names,
            codes,
        });
    }
    let base = format!("{}id/", site.config.base);
    let titles = settings.into_iter();
    let (name, title) = (
        |one: &Settings| one.name.clone(),
        |one: &Settings| one.title.clone(),
    );
    Ok(Arc::new(Kept {
        service: Service::new(lexicon.clone(), base, things, properties),
        properties: titles
            .map(|one| Shown {
                name: name(&one),
                title: title(&one),
            })
            .collect(),
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

/// The codes of values, and what may be written for them; values that do not count are left out.
fn learn(site: &Site, labels: &Labels, said: &mut Said, values: &mut Vec<Term>) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    values.retain(|value| {
        let text = match value {
            Term::NamedNode(node) => node.as_str(),
            Term::Literal(literal) => literal.value(),
            _ => return false,
        };
        let short = id(site, text);
        let code = said.code(text).map(|code| match code == text {
            true => short.to_owned(),
            false => code,
        });
        let Some(code) = code.filter(|code| !code.is_empty()) else {
            return false;
        };
        said.learn(&code, &code);
        said.learn(&code, short);
        said.learn(&code, text);
        if let Term::NamedNode(node) = value {
            for lang in Lang::ALL {
                said.learn(&code, &labels.name(node.as_str(), lang).text);
            }
        }
        if !codes.contains(&code) {
            codes.push(code);
        }
        true
    });
    codes
}

/// True for a thing that has a page of its own here.
pub fn is_ours(site: &Site, node: &NamedNode) -> bool {
    site.names.path(node.as_str()).is_some()
}
