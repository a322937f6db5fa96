//! Who is named together with whom: the things that bring others together (hubs, such as projects)
//! and those named in them (members, such as organisations).
//!
//! In: the engine, asked once for a version. Out: for each hub its members and for each member its
//! hubs, those that share something, and where all of them stand in a picture.

use super::held::network::Network;
use super::held::network::layout::Layout;
use super::site::Site;
use crate::engine::QueryError;
use oxigraph::model::Term;
use std::collections::{BTreeMap, BTreeSet};

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
