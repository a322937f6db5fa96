//! The terms that a publication defines: what its graph says of `{base}ontology` and of what begins with it, and
//! earlier versions as they were kept in `ontology/versions/{version}.ttl`.

use crate::engine::{Engine, QueryError};
use crate::publication::Files;
use oxigraph::model::{NamedNode, Quad, Term};
use std::collections::BTreeMap;

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const VERSION: &str = "http://www.w3.org/2002/07/owl#versionIRI";
/// Where a publication keeps earlier versions of its ontology.
const EARLIER: &str = "ontology/versions/";
/// What a graph that defines terms has.
const KINDS: [&str; 5] = [
    "Ontology",
    "Class",
    "ObjectProperty",
    "DatatypeProperty",
    "AnnotationProperty",
];
const OWL: &str = "http://www.w3.org/2002/07/owl#";

/// The ontology of a publication: the document `{base}ontology` and its terms.
#[derive(Debug, Clone, Default)]
pub struct Ontology {
    /// The IRI of the document.
    pub iri: String,
    /// What is said of the document.
    pub header: Vec<(String, Term)>,
    /// What is said of each term, by IRI, in order.
    pub terms: BTreeMap<String, Vec<(String, Term)>>,
    /// What earlier versions said, by version.
    pub earlier: BTreeMap<String, Vec<Quad>>,
    pub(in crate::serve) quads: Vec<Quad>,
}

impl Ontology {
    /// Reads the ontology of a publication; it is empty when there is none.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn read(engine: &Engine, base: &str) -> Result<Self, QueryError> {
        let iri = format!("{base}ontology");
        let mut ontology = Self {
            iri,
            ..Self::default()
        };
        // Only the graphs that define anything are read through.
        let graphs = format!(
            "SELECT DISTINCT ?g {{ VALUES ?kind {{ {} }} GRAPH ?g {{ ?term a ?kind }} }} ORDER BY ?g",
            KINDS.map(|kind| format!("<{OWL}{kind}>")).join(" ")
        );
        for row in engine.select(&graphs).await?.rows {
            if let Some(Some(Term::NamedNode(graph))) = row.into_iter().next() {
                ontology.gather(engine, &graph).await?;
            }
        }
        Ok(ontology)
    }

    /// Takes what a graph says of the document and its terms.
    async fn gather(&mut self, engine: &Engine, graph: &NamedNode) -> Result<(), QueryError> {
        let iri = &self.iri;
        let text = format!(
            "SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o \
             FILTER(STR(?s) = \"{iri}\" || STRSTARTS(STR(?s), \"{iri}#\")) }} }} ORDER BY ?s ?p ?o"
        );
        for row in engine.select(&text).await?.rows {
            let mut row = row.into_iter().flatten();
            if let (Some(Term::NamedNode(s)), Some(Term::NamedNode(p)), Some(object)) =
                (row.next(), row.next(), row.next())
            {
                let said = (p.as_str().to_owned(), object.clone());
                if s.as_str() == self.iri {
                    self.header.push(said);
                } else {
                    let term = self.terms.entry(s.as_str().to_owned());
                    term.or_default().push(said);
                }
                self.quads.push(Quad::new(s, p, object, graph.clone()));
            }
        }
        Ok(())
    }

    /// Reads the earlier versions that the publication keeps; one that cannot be read is not served.
    pub fn remember(&mut self, files: &Files, base: &str) {
        let (Ok(graph), Ok(paths)) = (
            crate::graph::named_node(&self.iri),
            files.list(EARLIER, ".ttl"),
        ) else {
            return;
        };
        for path in paths {
            let name = path
                .strip_prefix(EARLIER)
                .and_then(|n| n.strip_suffix(".ttl"));
            let read = crate::graph::read::turtle(files, std::slice::from_ref(&path), base, &graph);
            if let (Some(name), Ok(quads)) = (name, read) {
                self.earlier.insert(name.to_owned(), quads);
            }
        }
    }

    /// The version, where the IRI of the version is that of the document with it behind.
    pub fn version(&self) -> Option<&str> {
        let said = self.header.iter().find(|(property, _)| property == VERSION);
        match said {
            Some((_, Term::NamedNode(node))) => {
                let version = node.as_str().strip_prefix(&self.iri)?.strip_prefix('/')?;
                (!version.is_empty() && !version.contains('/')).then_some(version)
            }
            _ => None,
        }
    }

    /// True when the publication defines nothing.
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
    }

    /// The terms that are classes, or those that are properties.
    pub fn of_kind(&self, kinds: &[&str]) -> impl Iterator<Item = (&str, &[(String, Term)])> {
        let kinds: Vec<Term> = kinds
            .iter()
            .filter_map(|kind| NamedNode::new(format!("{OWL}{kind}")).ok())
            .map(Term::from)
            .collect();
        self.terms
            .iter()
            .filter(move |(_, said)| said.iter().any(|(p, o)| p == TYPE && kinds.contains(o)))
            .map(|(iri, said)| (iri.as_str(), said.as_slice()))
    }
}
