//! Things that the version before had and that are no longer there: their addresses, which somebody may
//! have cited, answer nothing any more.
//!
//! In: the current version of a folder, what was built. Out: `B004` for those that have a name.

use super::Built;
use crate::diag::Diagnostic;
use crate::graph::vocab::NAMING;
use crate::publication::Publication;
use crate::snapshot::Snapshot;
use crate::version::{self, SNAPSHOT};
use oxigraph::model::{NamedOrBlankNode, Quad};
use std::collections::BTreeSet;
use std::path::Path;

/// Things that are named in a warning.
const TOLD: usize = 5;

/// The warning, where there is a version before that can be read and something is gone.
pub fn warning(publication: &Publication, folder: &Path, built: &Built) -> Option<Diagnostic> {
    let name = version::current(folder).ok()??;
    let before = Snapshot::open(&folder.join(name).join(SNAPSHOT)).ok()?;
    let begin = format!("{}id/", publication.config.base);
    let mut gone = BTreeSet::new();
    for quad in before.quads().ok()? {
        gone.extend(named(&quad.ok()?, &begin));
    }
    for quad in built.public.quads() {
        if let NamedOrBlankNode::NamedNode(thing) = &quad.subject {
            gone.remove(thing.as_str());
        }
    }
    let first = gone.first()?;
    let short = |iri: &String| format!("`id/{}`", iri.strip_prefix(&begin).unwrap_or(iri));
    let mut all: Vec<String> = gone.iter().take(TOLD).map(short).collect();
    if gone.len() > TOLD {
        all.push(format!("… ({})", gone.len()));
    }
    let told = format!("gone since the version before: {}", all.join(", "));
    let first = short(first);
    Some(Diagnostic::warning("B004", told).help(
        format!("leur adresse ne répond plus, alors que quelqu'un la cite peut-être : remettre la clé, ou dire dans un fichier Turtle de [[build.rdf]] ce que {first} est devenu (dcterms:isReplacedBy, owl:deprecated ; docs/publication.md)"),
        format!("their address answers no more, and somebody may cite it: put the key back, or tell in a Turtle file of [[build.rdf]] what became of {first} (dcterms:isReplacedBy, owl:deprecated; docs/publication.md)"),
    ))
}

/// The thing of one's own that a statement names.
fn named(quad: &Quad, begin: &str) -> Option<String> {
    let NamedOrBlankNode::NamedNode(thing) = &quad.subject else {
        return None;
    };
    let names = NAMING.contains(&quad.predicate.as_str());
    (names && thing.as_str().starts_with(begin)).then(|| thing.as_str().to_owned())
}
