//! The terms of the publication's own ontology, which a mapping must not make up.
//!
//! In: mappings, the RDF files that declare terms, the graph that was built. Out: `M023` for each term
//! in the namespace `{base}ontology#` that no file declares. A publication that declares none may use
//! what it likes.

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph;
use crate::mapping::{Named, named};
use crate::publication::Publication;
use crate::text::nearest::nearest;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet};

/// The terms that there are, by what follows the namespace, and what mappings name in it.
pub(super) struct Declared {
    namespace: String,
    terms: BTreeSet<String>,
    named: Vec<Named>,
}

impl Declared {
    /// None where no term is declared. What is wrong with the files is told where they are built.
    pub(super) fn read(publication: &Publication) -> Option<Self> {
        let (config, files) = (&publication.config, &publication.files);
        let namespace = format!("{}ontology#", config.base);
        let mut terms = BTreeSet::new();
        for rdf in &config.build.rdf {
            let graph = graph::named_node(&config.iri(&rdf.graph)).ok()?;
            let quads = graph::read::turtle(files, &rdf.files, &config.base, &graph).ok()?;
            terms.extend(quads.iter().filter_map(|quad| match &quad.subject {
                NamedOrBlankNode::NamedNode(node) => {
                    node.as_str().strip_prefix(&namespace).map(str::to_owned)
                }
                NamedOrBlankNode::BlankNode(_) => None,
            }));
        }
        if terms.is_empty() {
            return None;
        }
        let named = all_named(publication, &namespace);
        Some(Self {
            namespace,
            terms,
            named,
        })
    }

    /// What follows the namespace in an IRI that stands for no term.
    fn missing<'i>(&self, iri: &'i str, is_whole: bool) -> Option<&'i str> {
        let local = iri.strip_prefix(&self.namespace)?;
        let is_there = if is_whole {
            self.terms.contains(local)
        } else {
            self.terms.iter().any(|term| term.starts_with(local))
        };
        (!is_there).then_some(local)
    }

    fn fault(&self, message: String, local: &str) -> Diagnostic {
        // Classes begin with a capital, properties do not.
        let is_class = |name: &str| name.starts_with(char::is_uppercase);
        let alike = self.terms.iter().map(String::as_str);
        let alike = alike.filter(|term| is_class(term) == is_class(local));
        let (fr, en) = match nearest(local, alike) {
            Some(near) => (format!("écrire {near}"), format!("write {near}")),
            None => ("corriger le nom".to_owned(), "mend the name".to_owned()),
        };
        Diagnostic::error("M023", message).help(
            format!("{fr}, ou déclarer le terme dans l'ontologie"),
            format!("{en}, or declare the term in the ontology"),
        )
    }
}

/// What mappings name in a namespace. A mapping that cannot be read is told where it is run.
fn all_named(publication: &Publication, namespace: &str) -> Vec<Named> {
    let build = &publication.config.build;
    let paths = build.mappings.iter().chain(&build.restricted_mappings);
    let of = |path: &String| named(&publication.files, path, namespace);
    paths
        .flat_map(|path| of(path).unwrap_or_default())
        .collect()
}

/// What mappings name themselves.
pub(super) fn check(declared: &Declared) -> Diagnostics {
    let mut found = Diagnostics::new();
    for Named {
        iri,
        is_whole,
        place,
    } in &declared.named
    {
        if let Some(local) = declared.missing(iri, *is_whole) {
            let how = if *is_whole { "" } else { " that begins with" };
            let message = format!("the ontology declares no term{how} `{local}`");
            found.push(declared.fault(message, local).at(place.clone()));
        }
    }
    found
}

/// The classes and properties that were made of values of tables.
pub(super) fn made(declared: &Declared, quads: &[Quad]) -> Diagnostics {
    let mut found = Diagnostics::new();
    let mut missing = BTreeMap::new();
    for quad in quads {
        let term = match &quad.object {
            Term::NamedNode(class) if quad.predicate == rdf::TYPE => class.as_str(),
            _ => quad.predicate.as_str(),
        };
        if let Some(local) = declared.missing(term, true) {
            missing.entry(local).or_insert((term, &quad.subject));
        }
    }
    let place = |term: &str| -> Option<&Place> {
        let mut named = declared.named.iter();
        let maker = named.find(|one| !one.is_whole && term.starts_with(&one.iri));
        maker.map(|one| &one.place)
    };
    for (local, (term, subject)) in missing {
        let message = format!("the ontology declares no term `{local}`, which {subject} has");
        let fault = declared.fault(message, local);
        found.push(match place(term) {
            Some(place) => fault.at(place.clone()),
            None => fault,
        });
    }
    found
}
