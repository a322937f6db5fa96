//! The terms of a namespace that a mapping names.
//!
//! In: a mapping and a namespace. Out: its constants and templates that begin so, with their places.

use super::Mapping;
use super::vocabulary as rml;
use crate::diag::{Diagnostics, Place};
use crate::publication::Files;
use oxigraph::model::Term;

/// A constant or a template of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The IRI, of a template what stands before its first reference.
    pub iri: String,
    /// True when nothing from a table follows.
    pub is_whole: bool,
    /// Where it stands.
    pub place: Place,
}

/// What a mapping of a publication names in a namespace, in the order of the file.
///
/// # Errors
/// `M001` it cannot be read, `M002` it is not Turtle, what is wrong with its YARRRML.
pub fn named(files: &Files, path: &str, namespace: &str) -> Result<Vec<Named>, Diagnostics> {
    let (shown, text) = Mapping::text(files, path)?;
    let document = Mapping::document(&shown, &text)?;
    let named = |(iri, is_whole): (String, bool), place| Named {
        iri,
        is_whole,
        place,
    };
    let statements = document.statements().filter_map(|statement| {
        let object = &statement.triple.object;
        let found = match object {
            Term::NamedNode(node) => (node.as_str().to_owned(), true),
            Term::Literal(text) if statement.triple.predicate.as_str() == rml::TEMPLATE => {
                let whole = text.value();
                let before = whole.split('{').next().unwrap_or(whole);
                (before.to_owned(), before.len() == whole.len())
            }
            _ => return None,
        };
        let is_wanted = found.0.starts_with(namespace);
        is_wanted.then(|| named(found, document.place(statement)))
    });
    Ok(statements.collect())
}
