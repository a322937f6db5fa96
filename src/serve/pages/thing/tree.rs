//! Concepts below a scheme or a concept (SKOS Reference §8), as a tree.

use crate::serve::labels::Labels;
use crate::serve::pages::{Context, value};
use crate::serve::problem::Problem;
use crate::text::fold::folded;
use maud::{Markup, html};
use oxigraph::model::{NamedNode, Term};
use std::collections::{BTreeMap, BTreeSet};

/// Things in a tree.
const TREE: usize = 1000;

/// The namespace of SKOS.
pub const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";

/// A concept with the narrower ones.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its IRI.
    pub iri: String,
    /// The narrower ones.
    pub children: Vec<Node>,
}

/// The concepts below a scheme or a concept.
pub async fn concepts(cx: Context<'_>, thing: &NamedNode) -> Result<Vec<Node>, Problem> {
    let text = format!(
        "SELECT DISTINCT ?concept ?broader {{ \
           {{ ?concept <{SKOS}inScheme> {thing} }} UNION {{ ?concept <{SKOS}broader>+ {thing} }} \
           OPTIONAL {{ ?concept <{SKOS}broader> ?broader }} }} LIMIT {TREE}"
    );
    let mut below: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut all = BTreeSet::new();
    let rows = cx.site.engine.select(&text).await?.rows;
    for row in &rows {
        if let [Some(Term::NamedNode(concept)), broader] = row.as_slice() {
            all.insert(concept.as_str().to_owned());
            if let Some(Term::NamedNode(broader)) = broader {
                let children = below.entry(broader.as_str().to_owned()).or_default();
                children.insert(concept.as_str().to_owned());
            }
        }
    }
    let top: Vec<String> = match below.get(thing.as_str()) {
        Some(children) => children.iter().cloned().collect(),
        None => {
            let inner: BTreeSet<&String> = below
                .iter()
                .filter(|(broader, _)| all.contains(*broader))
                .flat_map(|(_, children)| children)
                .collect();
            all.iter()
                .filter(|concept| !inner.contains(concept))
                .cloned()
                .collect()
        }
    };
    Ok(top.into_iter().map(|iri| node(iri, &mut below)).collect())
}

/// A concept with those below it; each stands once, so that circles and meshes end.
fn node(iri: String, below: &mut BTreeMap<String, BTreeSet<String>>) -> Node {
    let children = below.remove(&iri).unwrap_or_default();
    Node {
        children: children
            .into_iter()
            .map(|child| node(child, below))
            .collect(),
        iri,
    }
}

/// Concepts as nested lists, by name.
fn tree(cx: Context<'_>, labels: &Labels, nodes: &[Node]) -> Markup {
    let mut nodes: Vec<&Node> = nodes.iter().collect();
    nodes.sort_by_cached_key(|node| folded(&labels.name(&node.iri, cx.lang()).text));
    html! {
        ul.tree {
            @for node in nodes {
                li {
                    (value::thing(cx, labels, &node.iri))
                    @if !node.children.is_empty() { (tree(cx, labels, &node.children)) }
                }
            }
        }
    }
}

/// The concepts of a scheme, or the narrower ones of a concept, as a tree.
pub fn section(cx: Context<'_>, nodes: &[Node], labels: &Labels) -> Markup {
    html! {
        @if !nodes.is_empty() {
            section aria-labelledby="tree" {
                h2 #tree { (cx.t("Hiérarchie", "Hierarchy")) }
                (tree(cx, labels, nodes))
            }
        }
    }
}
