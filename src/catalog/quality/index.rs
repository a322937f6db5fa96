//! Statements by subject and property, as text.
//!
//! In: triples. Out: the values of a property of a thing; an IRI as it is, a literal as its text, a
//! blank node as `_:label`.

use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use std::collections::BTreeMap;

/// The values of the properties of one thing, as text and as terms.
type Properties<'q> = BTreeMap<&'q str, Vec<(String, &'q Term)>>;

/// An index of statements.
pub struct Index<'q> {
    by: BTreeMap<String, Properties<'q>>,
}

fn name(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn text(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

impl<'q> Index<'q> {
    /// The index of these statements.
    pub fn new(quads: &'q [Quad]) -> Self {
        let mut by: BTreeMap<String, Properties<'q>> = BTreeMap::new();
        for quad in quads {
            let of = by.entry(name(&quad.subject)).or_default();
            let values = of.entry(quad.predicate.as_str()).or_default();
            let value = (text(&quad.object), &quad.object);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Self { by }
    }

    /// The things of a class, in order.
    pub fn of_class(&self, class: &str) -> Vec<&str> {
        let subjects = self.by.keys().map(String::as_str);
        subjects.filter(|one| self.is_a(one, class)).collect()
    }

    /// True where a thing is said to be of a class.
    pub fn is_a(&self, subject: &str, class: &str) -> bool {
        self.values(subject, rdf::TYPE.as_str()).contains(&class)
    }

    /// The values of a property.
    pub fn values(&self, subject: &str, property: &str) -> Vec<&str> {
        let terms = self.pairs(subject, property);
        terms.iter().map(|(text, _)| text.as_str()).collect()
    }

    /// The values of a property, as terms.
    pub fn terms(&self, subject: &str, property: &str) -> Vec<&'q Term> {
        let terms = self.pairs(subject, property);
        terms.iter().map(|(_, term)| *term).collect()
    }

    fn pairs(&self, subject: &str, property: &str) -> &[(String, &'q Term)] {
        let of = self.by.get(subject).and_then(|of| of.get(property));
        of.map_or(&[], Vec::as_slice)
    }
}
