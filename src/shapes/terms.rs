//! The terms of SHACL that shapes are read from and reports are written with.

use oxigraph::model::{NamedNode, NamedNodeRef, Term, TermRef};

/// The namespace of SHACL.
pub const SH: &str = "http://www.w3.org/ns/shacl#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// A term of SHACL.
pub fn sh(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{SH}{name}"))
}

/// A term of RDF.
pub fn rdf(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{RDF}{name}"))
}

/// `rdfs:subClassOf`.
pub fn sub_class_of() -> NamedNode {
    NamedNode::new_unchecked("http://www.w3.org/2000/01/rdf-schema#subClassOf")
}

/// `rdfs:Class`.
pub fn rdfs_class() -> NamedNode {
    NamedNode::new_unchecked("http://www.w3.org/2000/01/rdf-schema#Class")
}

/// The local name of a term of SHACL.
pub fn local(node: NamedNodeRef<'_>) -> Option<&str> {
    node.as_str().strip_prefix(SH)
}

/// The IRI of a term that is one.
pub fn named(term: &Term) -> Option<&NamedNode> {
    match term {
        Term::NamedNode(node) => Some(node),
        _ => None,
    }
}

/// True for an IRI or a blank node.
pub fn is_resource(term: TermRef<'_>) -> bool {
    matches!(term, TermRef::NamedNode(_) | TermRef::BlankNode(_))
}
