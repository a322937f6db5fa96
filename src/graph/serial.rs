//! Quads on their way into a document of RDF, whatever writes it.
//!
//! In: quads and a writer of oxigraph's. Out: the same document, or an error of the kind
//! [`std::io::ErrorKind::InvalidData`] with an [`Unfit`]. In RDF/XML it is for an IRI that has to be the
//! name of an element and gives none (RDF 1.1 XML Syntax §6.1.4): `http://example.org/year/2015` as a
//! property, or as the class that a resource's element is named after; in JSON-LD for a triple term.

use crate::text::unfit::Unfit;
use crate::text::xml;
use crate::text::{shortened, visible};
use oxigraph::io::{RdfFormat, RdfSerializer, WriterQuadSerializer};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphNameRef, NamedNodeRef, NamedOrBlankNode, QuadRef, TermRef, TripleRef};
use std::io::{self, Write};

/// What is added to the namespace of RDF by what RDF/XML itself means (§6.2, §7.2.5): no properties.
const RESERVED: [&str; 9] = [
    "Description",
    "li",
    "RDF",
    "ID",
    "about",
    "parseType",
    "resource",
    "nodeID",
    "datatype",
];
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Writes quads in a format.
pub struct QuadsOut<W: Write> {
    below: WriterQuadSerializer<W>,
    format: RdfFormat,
    /// The subject of the last quad, in XML.
    subject: Option<NamedOrBlankNode>,
}

impl<W: Write> QuadsOut<W> {
    /// Writes to `out` as the serializer does.
    pub fn new(serializer: RdfSerializer, out: W) -> Self {
        Self {
            format: serializer.format(),
            below: serializer.for_writer(out),
            subject: None,
        }
    }

    /// Writes a quad.
    ///
    /// # Errors
    /// Whatever the writer says; `InvalidData` with [`Unfit`] for what the syntax has no place for.
    pub fn quad<'a>(&mut self, quad: impl Into<QuadRef<'a>>) -> io::Result<()> {
        let quad = quad.into();
        match self.format {
            RdfFormat::RdfXml => self.fits(quad)?,
            RdfFormat::JsonLd { .. } if matches!(quad.object, TermRef::Triple(_)) => {
                return Err(Unfit::error(
                    "un triple comme terme n'a pas de forme en JSON-LD",
                    "a triple term has no form in JSON-LD",
                ));
            }
            _ => {}
        }
        self.below.serialize_quad(quad)
    }

    /// Writes a triple.
    ///
    /// # Errors
    /// Whatever the writer says; `InvalidData` with [`Unfit`] for what the syntax has no place for.
    pub fn triple<'a>(&mut self, triple: impl Into<TripleRef<'a>>) -> io::Result<()> {
        self.quad(triple.into().in_graph(GraphNameRef::DefaultGraph))
    }

    /// Ends the document.
    ///
    /// # Errors
    /// Whatever the writer says.
    pub fn finish(self) -> io::Result<W> {
        self.below.finish()
    }

    fn fits(&mut self, quad: QuadRef<'_>) -> io::Result<()> {
        property(quad.predicate)?;
        nested(quad.object)?;
        if self.subject.as_ref().map(NamedOrBlankNode::as_ref) == Some(quad.subject) {
            return Ok(());
        }
        self.subject = Some(quad.subject.into_owned());
        // The first type of a resource is the name of its element; another is a property of it.
        match quad.object {
            TermRef::NamedNode(class)
                if quad.predicate == rdf::TYPE && !is_reserved(class) && !is_name(class) =>
            {
                Err(unnamed(class))
            }
            _ => Ok(()),
        }
    }
}

/// The properties of triples within a triple.
fn nested(object: TermRef<'_>) -> io::Result<()> {
    let mut object = object;
    while let TermRef::Triple(triple) = object {
        property(triple.predicate.as_ref())?;
        object = triple.object.as_ref();
    }
    Ok(())
}

fn property(iri: NamedNodeRef<'_>) -> io::Result<()> {
    if is_reserved(iri) || !is_name(iri) {
        return Err(unnamed(iri));
    }
    Ok(())
}

fn is_reserved(iri: NamedNodeRef<'_>) -> bool {
    let name = iri.as_str().strip_prefix(RDF);
    name.is_some_and(|name| RESERVED.contains(&name))
}

/// True for an IRI that ends in the name of an element. Below `xmlns` no element may be.
fn is_name(iri: NamedNodeRef<'_>) -> bool {
    let local = xml::local_name(iri.as_str());
    local.is_some_and(|local| {
        iri.as_str().len() - local.len() != XMLNS.len() || !iri.as_str().starts_with(XMLNS)
    })
}

fn unnamed(iri: NamedNodeRef<'_>) -> io::Error {
    let iri = visible(iri.as_str());
    let iri = shortened(&iri, 200);
    Unfit::error(
        format!("<{iri}> ne peut pas être le nom d'un élément de RDF/XML"),
        format!("<{iri}> cannot be the name of an element of RDF/XML"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{NamedNode, Term, Triple};

    /// The document of these triples, read again; or what is said against it.
    fn round(triples: &[(&str, &str, &str)]) -> Result<usize, String> {
        let node = |iri: &str| NamedNode::new(iri).expect("an IRI");
        let serializer = RdfSerializer::from_format(RdfFormat::RdfXml)
            .with_prefix("e", "http://e.org/")
            .expect("a prefix");
        let mut out = QuadsOut::new(serializer, Vec::new());
        for (s, p, o) in triples {
            let triple = Triple::new(node(s), node(p), Term::from(node(o)));
            out.triple(&triple).map_err(|error| {
                assert_eq!(error.kind(), io::ErrorKind::InvalidData);
                Unfit::said(&error).fr
            })?;
        }
        let bytes = out.finish().expect("a vector takes all");
        let parser = oxigraph::io::RdfParser::from_format(RdfFormat::RdfXml);
        let quads: Result<Vec<_>, _> = parser.for_slice(&bytes).collect();
        Ok(quads.expect("RDF/XML that is well formed").len())
    }

    #[test]
    fn what_names_no_element_is_told_and_the_rest_is_read_again() {
        let (s, o) = ("http://e.org/s", "http://e.org/o");
        for bad in [
            "http://example.org/year/2015",
            "http://e.org/",
            "http://e.org/-",
            "urn:isbn:2015",
            "http://e.org/%20",
            "http://www.w3.org/2000/xmlns/p",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#li",
        ] {
            let said = round(&[(s, bad, o)]).expect_err(bad);
            assert!(said.contains(bad) && said.contains("élément"), "{said}");
        }
        for good in [
            "http://example.org/year/y2015",
            "http://e.org/é",
            "http://e.org/2015a",
            "urn:isbn:a",
            "http://e.org/a:b",
            "http://e.org/%20_",
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#_1",
        ] {
            assert_eq!(round(&[(s, good, o)]), Ok(1), "{good}");
        }
    }

    #[test]
    fn a_class_without_name_passes_where_it_names_no_element() {
        let (s, o, year) = ("http://e.org/s", "http://e.org/o", "http://e.org/2015");
        let a = rdf::TYPE.as_str();
        assert!(round(&[(s, a, year)]).is_err());
        assert_eq!(round(&[(s, "http://e.org/p", o), (s, a, year)]), Ok(2));
    }
}
