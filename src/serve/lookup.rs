//! Questions about one thing, asked through the engine.
//!
//! In: an IRI. Out: what is said of it, by graph; what points to it, counted and listed.

use crate::engine::{Engine, QueryError};
pub use crate::graph::departed::is_true;
pub use crate::graph::vocab::{DEPRECATED, REPLACED_BY};
use oxigraph::model::{NamedNode, Term};

/// The pattern of the things `?s` of a publication that were merged or withdrawn: their addresses answer
/// 301 or 410, and lists leave them out.
pub fn departed(base: &str) -> String {
    format!(
        "{{ {{ ?s <{REPLACED_BY}> ?successor FILTER(isIRI(?successor)) }} UNION \
         {{ ?s <{DEPRECATED}> ?yes FILTER(STR(?yes) IN (\"true\", \"1\")) }} \
         FILTER(STRSTARTS(STR(?s), \"{base}id/\")) }}"
    )
}

/// One statement about a thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    /// The IRI of the property.
    pub property: String,
    /// The value.
    pub value: FactValue,
    /// The IRI of the named graph that says so.
    pub graph: String,
}

/// A value, ordered by its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactValue(pub Term);

impl PartialOrd for FactValue {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for FactValue {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.to_string().cmp(&other.0.to_string())
    }
}

/// All that is said of things, in order of property, value and graph.
///
/// # Errors
/// What the engine says.
pub async fn facts(
    engine: &Engine,
    things: &[NamedNode],
) -> Result<Vec<(String, Fact)>, QueryError> {
    let mut facts = Vec::new();
    for chunk in things.chunks(300) {
        let values: String = chunk.iter().map(|iri| format!("{iri} ")).collect();
        let text =
            format!("SELECT ?s ?g ?p ?o {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}");
        for row in engine.select(&text).await?.rows {
            let mut row = row.into_iter();
            if let (
                Some(Some(Term::NamedNode(s))),
                Some(Some(Term::NamedNode(g))),
                Some(Some(Term::NamedNode(p))),
                Some(Some(value)),
            ) = (row.next(), row.next(), row.next(), row.next())
            {
                let fact = Fact {
                    property: p.into_string(),
                    value: FactValue(value),
                    graph: g.into_string(),
                };
                facts.push((s.into_string(), fact));
            }
        }
    }
    facts.sort();
    Ok(facts)
}

/// How many things point to this one, by property.
///
/// # Errors
/// What the engine says.
pub async fn pointing_counts(
    engine: &Engine,
    thing: &NamedNode,
) -> Result<Vec<(String, usize)>, QueryError> {
    let text = format!(
        "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p {thing} FILTER(isIRI(?s)) }} GROUP BY ?p ORDER BY ?p"
    );
    let rows = engine.select(&text).await?.rows;
    let counts = rows.iter().filter_map(|row| match row.as_slice() {
        [Some(Term::NamedNode(p)), Some(Term::Literal(n))] => {
            Some((p.as_str().to_owned(), n.value().parse().ok()?))
        }
        _ => None,
    });
    Ok(counts.collect())
}

/// The things that point to this one through a property, in order of their IRI.
///
/// # Errors
/// What the engine says.
pub async fn pointing(
    engine: &Engine,
    thing: &NamedNode,
    property: &NamedNode,
    limit: usize,
    offset: usize,
) -> Result<Vec<String>, QueryError> {
    let text = format!(
        "SELECT DISTINCT ?s {{ ?s {property} {thing} FILTER(isIRI(?s)) }} ORDER BY ?s LIMIT {limit} OFFSET {offset}"
    );
    let rows = engine.select(&text).await?.rows;
    Ok(rows
        .into_iter()
        .filter_map(|row| iri(row.into_iter().next()??))
        .collect())
}

/// The IRI of a term that is one.
pub fn iri(term: Term) -> Option<String> {
    match term {
        Term::NamedNode(node) => Some(node.into_string()),
        _ => None,
    }
}
