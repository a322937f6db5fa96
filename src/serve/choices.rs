//! What may be chosen for the parameters of stored queries: the things of a class or a concept scheme,
//! where they are few.
//!
//! In: the `of` lines of the queries. Out: the things with their names, asked for once for a version.

use super::held::choices::Choices;
use super::lookup::iri;
use super::site::Site;
use crate::engine::QueryError;
use oxigraph::model::NamedNode;
use std::collections::{BTreeMap, BTreeSet};

/// Things that are listed at most; where there are more, the address is typed.
const MOST: usize = 500;

impl Site {
    /// What may be chosen; the first call asks.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn choices(&self) -> Result<&Choices, QueryError> {
        self.choices.0.get_or_try_init(|| gather(self)).await
    }
}

async fn gather(site: &Site) -> Result<Choices, QueryError> {
    let parameters = site.queries.iter().flat_map(|query| &query.parameters);
    let classes: BTreeSet<&str> = parameters.filter_map(|one| one.of.as_deref()).collect();
    let mut things = BTreeMap::new();
    for of in classes {
        let Ok(class) = NamedNode::new(site.config.iri(of)) else {
            continue;
        };
        let text = format!(
            "SELECT DISTINCT ?x {{ {{ ?x a {class} }} UNION {{ ?x <http://www.w3.org/2004/02/skos/core#inScheme> {class} }} FILTER(isIRI(?x)) }} LIMIT {}",
            MOST + 1
        );
        let rows = site.engine.select(&text).await?.rows;
        let all = rows
            .into_iter()
            .filter_map(|row| iri(row.into_iter().next()??));
        let all: Vec<String> = all.collect();
        if all.len() <= MOST {
            things.insert(of.to_owned(), all);
        }
    }
    let labels = site
        .labels(things.values().flatten().map(String::as_str))
        .await?;
    Ok(Choices { things, labels })
}
