//! The concepts that a catalogue points to, with names and scheme, so that nobody has to fetch them.

use super::term;
use crate::catalog::statements::{Statements, ns};
use crate::catalog::vocabulary::{ACCESS_RIGHTS, AVAILABILITIES, SCHEMES, Scheme};
use oxigraph::model::{Quad, Term};
use std::collections::BTreeSet;

/// Anybody may read this.
pub fn public(subject: &str, out: &mut Statements) {
    if let Some(iri) = ACCESS_RIGHTS.concept("PUBLIC") {
        out.link(subject, &term(ns::DCT, "accessRights"), &iri);
    }
}

/// This is meant to stay.
pub fn stable(subject: &str, out: &mut Statements) {
    if let Some(iri) = AVAILABILITIES.concept("STABLE") {
        out.link(subject, &term(ns::DCATAP, "availability"), &iri);
    }
}

/// What is to be said of the concepts that these statements point to.
pub fn describe(quads: &[Quad]) -> Vec<Quad> {
    let objects: BTreeSet<&str> = quads
        .iter()
        .filter_map(|quad| match &quad.object {
            Term::NamedNode(node) => Some(node.as_str()),
            _ => None,
        })
        .collect();
    let mut out = Statements::new();
    for scheme in SCHEMES {
        let mut used = objects.contains(scheme.iri);
        for iri in &objects {
            if let Some(code) = scheme.code(iri) {
                concept(scheme, iri, code, &mut out);
                used = true;
            }
        }
        if used {
            let (fr, en) = scheme.title;
            out.class(scheme.iri, &term(ns::SKOS, "ConceptScheme"));
            out.said(scheme.iri, &term(ns::DCT, "title"), fr, "fr");
            out.said(scheme.iri, &term(ns::DCT, "title"), en, "en");
        }
    }
    out.into_quads()
}

fn concept(scheme: &Scheme, iri: &str, code: &str, out: &mut Statements) {
    out.class(iri, &term(ns::SKOS, "Concept"));
    if !scheme.class.is_empty() {
        out.class(iri, &term(ns::DCT, scheme.class));
    }
    out.link(iri, &term(ns::SKOS, "inScheme"), scheme.iri);
    if let Some((fr, en)) = scheme.names(code) {
        out.said(iri, &term(ns::SKOS, "prefLabel"), fr, "fr");
        out.said(iri, &term(ns::SKOS, "prefLabel"), en, "en");
    }
}
