//! Hubs, the members named in them, and where all of them stand in a picture ([`layout`]).

pub mod layout;

use crate::serve::labels::Labels;
use layout::Layout;
use std::collections::{BTreeMap, BTreeSet};
use tokio::sync::OnceCell;

/// The network of a site, made when it is first needed.
pub type Networking = OnceCell<Network>;

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
