//! What became of a thing that was merged into another or withdrawn.
//!
//! In: a predicate and an object. Out: what they say of it, if they do.

use super::vocab::{DEPRECATED, REPLACED_BY};
use oxigraph::model::Term;

/// What became of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departed<'t> {
    /// It was merged into another, by its IRI.
    Into(&'t str),
    /// It was withdrawn.
    Withdrawn,
}

/// What a statement says of its subject.
pub fn departed<'t>(predicate: &str, object: &'t Term) -> Option<Departed<'t>> {
    match (predicate, object) {
        (REPLACED_BY, Term::NamedNode(new)) => Some(Departed::Into(new.as_str())),
        (DEPRECATED, Term::Literal(yes)) if is_true(yes.value()) => Some(Departed::Withdrawn),
        _ => None,
    }
}

/// True for what `xsd:boolean` writes as true.
pub fn is_true(text: &str) -> bool {
    text == "true" || text == "1"
}
