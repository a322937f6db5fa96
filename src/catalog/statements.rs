//! Statements gathered one by one into a document.
//!
//! In: subjects, properties and values as text. Out: triples in the default graph; a value that
//! cannot be said (an IRI that is none, an empty text) is left out.

use crate::text::Bilingual;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{
    BlankNode, GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term,
};

/// Namespaces of the catalogue.
pub mod ns {
    /// Asset Description Metadata Schema.
    pub const ADMS: &str = "http://www.w3.org/ns/adms#";
    /// Data Catalog Vocabulary.
    pub const DCAT: &str = "http://www.w3.org/ns/dcat#";
    /// What DCAT-AP adds to it.
    pub const DCATAP: &str = "http://data.europa.eu/r5r/";
    /// DCMI Metadata Terms.
    pub const DCT: &str = "http://purl.org/dc/terms/";
    /// Friend of a Friend.
    pub const FOAF: &str = "http://xmlns.com/foaf/0.1/";
    /// GeoSPARQL.
    pub const GEO: &str = "http://www.opengis.net/ont/geosparql#";
    /// PROV-O.
    pub const PROV: &str = "http://www.w3.org/ns/prov#";
    /// RDF Schema.
    pub const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
    /// Simple Knowledge Organization System.
    pub const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
    /// Software Package Data Exchange.
    pub const SPDX: &str = "http://spdx.org/rdf/terms#";
    /// vCard.
    pub const VCARD: &str = "http://www.w3.org/2006/vcard/ns#";
    /// Vocabulary of Interlinked Datasets.
    pub const VOID: &str = "http://rdfs.org/ns/void#";
}

/// Prefixes that documents about data declare.
pub const PREFIXES: &[(&str, &str)] = &[
    ("adms", ns::ADMS),
    ("dcat", ns::DCAT),
    ("dcatap", ns::DCATAP),
    ("dcterms", ns::DCT),
    ("foaf", ns::FOAF),
    ("geo", ns::GEO),
    ("prov", ns::PROV),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", ns::RDFS),
    ("skos", ns::SKOS),
    ("spdx", ns::SPDX),
    ("vcard", ns::VCARD),
    ("void", ns::VOID),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Statements in the making.
#[derive(Debug, Clone, Default)]
pub struct Statements {
    quads: Vec<Quad>,
}

/// A subject or object by its IRI, or `_:label`.
fn node(name: &str) -> Option<NamedOrBlankNode> {
    match name.strip_prefix("_:") {
        Some(label) => BlankNode::new(label).ok().map(Into::into),
        None => NamedNode::new(name).ok().map(Into::into),
    }
}

impl Statements {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a statement with any value.
    pub fn add(&mut self, subject: &str, property: &str, value: impl Into<Term>) {
        if let (Some(s), Ok(p)) = (node(subject), NamedNode::new(property)) {
            self.quads
                .push(Quad::new(s, p, value.into(), GraphName::DefaultGraph));
        }
    }

    /// Says of which class a thing is.
    pub fn class(&mut self, subject: &str, class: &str) {
        self.link(subject, rdf::TYPE.as_str(), class);
    }

    /// Points to another thing.
    pub fn link(&mut self, subject: &str, property: &str, object: &str) {
        match node(object) {
            Some(NamedOrBlankNode::NamedNode(object)) => self.add(subject, property, object),
            Some(NamedOrBlankNode::BlankNode(object)) => self.add(subject, property, object),
            None => {}
        }
    }

    /// A text without language.
    pub fn plain(&mut self, subject: &str, property: &str, text: &str) {
        if !text.is_empty() {
            self.add(subject, property, Literal::new_simple_literal(text));
        }
    }

    /// A text in one language.
    pub fn said(&mut self, subject: &str, property: &str, text: &str, lang: &str) {
        if !text.is_empty()
            && let Ok(literal) = Literal::new_language_tagged_literal(text, lang)
        {
            self.add(subject, property, literal);
        }
    }

    /// A text in both languages.
    pub fn text(&mut self, subject: &str, property: &str, text: &Bilingual) {
        self.said(subject, property, &text.fr, "fr");
        self.said(subject, property, &text.en, "en");
    }

    /// A value of a datatype.
    pub fn typed(&mut self, subject: &str, property: &str, text: &str, datatype: NamedNodeRef<'_>) {
        if !text.is_empty() {
            self.add(
                subject,
                property,
                Literal::new_typed_literal(text, datatype),
            );
        }
    }

    /// A day, `YYYY-MM-DD`.
    pub fn day(&mut self, subject: &str, property: &str, day: &str) {
        self.typed(subject, property, day, xsd::DATE);
    }

    /// A number of things.
    pub fn count(&mut self, subject: &str, property: &str, n: impl std::fmt::Display) {
        self.typed(subject, property, &n.to_string(), xsd::INTEGER);
    }

    /// What was gathered.
    pub fn into_quads(self) -> Vec<Quad> {
        self.quads
    }
}
