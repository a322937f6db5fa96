//! Who is named together with whom: the things that bring others together (hubs, such as projects)
//! and those named in them (members, such as organisations).
//!
//! In: the engine, asked once for a version. Out: for each hub its members and for each member its
//! hubs, those that share something, and where all of them stand in a picture ([`layout`]).

pub mod layout;

use super::labels::Labels;
use super::site::Site;
use crate::engine::QueryError;
use layout::Layout;
use oxigraph::model::Term;
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::OnceCell;

/// The network of a site, made when it is first needed.
pub type Lazy = OnceCell<Network>;

/// Hubs and members, each sorted by IRI.
#[derive(Default)]
pub struct Network {
    /// The hubs with their members.
    pub hubs: BTreeMap<String, BTreeSet<String>>,
    /// The members with their hubs.
    pub members: BTreeMap<String, BTreeSet<String>>,
    /// The members that the page of a hub lists.
    pub listed: BTreeMap<String, BTreeSet<String>>,
    /// The names of all of them.
    pub labels: Labels,
    /// Where they stand.
    pub layout: Layout,
}

impl Network {
    /// The members that several hubs share.
    pub fn shared(&self) -> impl Iterator<Item = (&String, &BTreeSet<String>)> {
        self.members.iter().filter(|(_, hubs)| hubs.len() > 1)
    }

    /// True for a hub.
    pub fn is_hub(&self, iri: &str) -> bool {
        self.hubs.contains_key(iri)
    }

    /// What a thing is linked with: the members of a hub, the hubs of a member.
    pub fn linked(&self, iri: &str) -> Option<&BTreeSet<String>> {
        self.hubs.get(iri).or_else(|| self.members.get(iri))
    }

    /// The things of the same kind that share something with this one, and how much, the most first.
    pub fn neighbours(&self, iri: &str) -> Vec<(&str, usize)> {
        let across = if self.is_hub(iri) {
            &self.members
        } else {
            &self.hubs
        };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for between in self.linked(iri).into_iter().flatten() {
            for other in across.get(between).into_iter().flatten() {
                if other != iri {
                    *counts.entry(other).or_default() += 1;
                }
            }
        }
        let mut neighbours: Vec<(&str, usize)> = counts.into_iter().collect();
        neighbours.sort_by_key(|(other, count)| (usize::MAX - count, *other));
        neighbours
    }
}

impl Site {
    /// The network; the first call makes it. Empty where the settings have none.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn network(&self) -> Result<&Network, QueryError> {
        self.network.get_or_try_init(|| gather(self)).await
    }
}

async fn gather(site: &Site) -> Result<Network, QueryError> {
    let Some(settings) = &site.config.network else {
        return Ok(Network::default());
    };
    let class = site.config.iri(&settings.class);
    let hubs = pairs(site, &class, &settings.path).await?;
    let listed = pairs(site, &class, &settings.members).await?;
    let mut members: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (hub, named) in &hubs {
        for member in named {
            members
                .entry(member.clone())
                .or_default()
                .insert(hub.clone());
        }
    }
    let all = hubs.keys().chain(members.keys());
    let labels = site.labels(all.map(String::as_str)).await?;
    let layout = Layout::new(&hubs, &members);
    Ok(Network {
        hubs,
        members,
        listed,
        labels,
        layout,
    })
}

/// What a path leads to from each thing of a class.
async fn pairs(
    site: &Site,
    class: &str,
    path: &str,
) -> Result<BTreeMap<String, BTreeSet<String>>, QueryError> {
    let text = format!(
        "SELECT DISTINCT ?s ?v {{ ?s a <{class}> . ?s {path} ?v FILTER(isIRI(?s) && isIRI(?v)) }}"
    );
    let mut pairs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in site.engine.select(&text).await?.rows {
        if let [Some(Term::NamedNode(s)), Some(Term::NamedNode(v))] = row.as_slice() {
            let named = pairs.entry(s.as_str().to_owned()).or_default();
            named.insert(v.as_str().to_owned());
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_something_and_the_closest_come_first() {
        let hubs = [
            ("a", vec!["x", "y"]),
            ("b", vec!["x", "y"]),
            ("c", vec!["y"]),
            ("d", vec!["z"]),
        ];
        let mut network = Network::default();
        for (hub, members) in hubs {
            for member in members {
                network
                    .hubs
                    .entry(hub.to_owned())
                    .or_default()
                    .insert(member.to_owned());
                network
                    .members
                    .entry(member.to_owned())
                    .or_default()
                    .insert(hub.to_owned());
            }
        }
        assert_eq!(network.neighbours("a"), [("b", 2), ("c", 1)]);
        assert_eq!(network.neighbours("x"), [("y", 2)]);
        assert_eq!(network.neighbours("d"), []);
        assert_eq!(network.shared().count(), 2);
    }
}
