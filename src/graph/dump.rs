//! Dumps: a dataset in the six RDF formats, sorted, the same bytes for the same dataset.
//!
//! N-Quads, TriG and JSON-LD keep the named graphs; N-Triples, Turtle and RDF/XML hold the merge of
//! the graphs, each triple once. Turtle and TriG are written by sophia, whose streaming writer groups
//! what is sorted; its pretty writer looks at the whole dataset for each subject.

use super::Dataset;
use super::serial::QuadsOut;
use crate::text::xml::Checked;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term, Triple};
use sophia::api::prelude::{QuadSerializer as _, TripleSerializer as _};
use sophia::api::quad::Spog;
use sophia::api::source::{IntoSource as _, StreamError};
use sophia::api::term::{BnodeId, IriRef, LanguageTag, SimpleTerm};
use sophia::turtle::serializer::trig::{TriGConfig, TriGSerializer};
use sophia::turtle::serializer::turtle::TurtleSerializer;
use std::io::{self, Write};

/// An RDF format that a dataset is written in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, serde::Serialize, serde::Deserialize,
)]
#[value(rename_all = "lower")]
pub enum Format {
    /// N-Triples (W3C RDF 1.1 N-Triples).
    Nt,
    /// N-Quads (W3C RDF 1.1 N-Quads).
    Nq,
    /// Turtle (W3C RDF 1.1 Turtle).
    Ttl,
    /// TriG (W3C RDF 1.1 TriG).
    Trig,
    /// RDF/XML (W3C RDF 1.1 XML Syntax).
    RdfXml,
    /// JSON-LD 1.1, streaming profile.
    JsonLd,
}

impl Format {
    /// All of them, in the order they are listed to people.
    pub const ALL: [Self; 6] = [
        Self::Ttl,
        Self::Trig,
        Self::Nt,
        Self::Nq,
        Self::RdfXml,
        Self::JsonLd,
    ];

    /// The file name extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Nt => "nt",
            Self::Nq => "nq",
            Self::Ttl => "ttl",
            Self::Trig => "trig",
            Self::RdfXml => "rdf",
            Self::JsonLd => "jsonld",
        }
    }

    /// The IANA media type, without parameters.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Nt => "application/n-triples",
            Self::Nq => "application/n-quads",
            Self::Ttl => "text/turtle",
            Self::Trig => "application/trig",
            Self::RdfXml => "application/rdf+xml",
            Self::JsonLd => "application/ld+json",
        }
    }

    /// The name people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nt => "N-Triples",
            Self::Nq => "N-Quads",
            Self::Ttl => "Turtle",
            Self::Trig => "TriG",
            Self::RdfXml => "RDF/XML",
            Self::JsonLd => "JSON-LD",
        }
    }

    /// The format in oxigraph's terms.
    pub fn rdf_format(self) -> RdfFormat {
        match self {
            Self::Nt => RdfFormat::NTriples,
            Self::Nq => RdfFormat::NQuads,
            Self::Ttl => RdfFormat::Turtle,
            Self::Trig => RdfFormat::TriG,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd {
                profile: JsonLdProfileSet::empty(),
            },
        }
    }
}

/// Writes the dataset in a format; `prefixes` are (prefix, namespace IRI).
///
/// # Errors
/// Whatever the writer says; `InvalidData` for a predicate that RDF/XML cannot name, for a character that it
/// cannot hold and for a triple term in JSON-LD.
pub fn write(
    dataset: &Dataset,
    format: Format,
    prefixes: &[(&str, &str)],
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Nq => dataset
            .quads()
            .iter()
            .try_for_each(|quad| writeln!(out, "{quad} .")),
        Format::Nt => dataset
            .triples()
            .iter()
            .try_for_each(|triple| writeln!(out, "{triple} .")),
        Format::Ttl => turtle(&dataset.triples(), prefixes, out),
        Format::Trig => trig(&by_graph(dataset), prefixes, out),
        Format::RdfXml => {
            let out = Checked::new(out, true);
            let mut writer = QuadsOut::new(serializer(format, prefixes)?, out);
            for triple in &dataset.triples() {
                writer.triple(triple)?;
            }
            writer.finish().map(drop)
        }
        Format::JsonLd => {
            let mut writer = QuadsOut::new(serializer(format, prefixes)?, out);
            for quad in by_graph(dataset) {
                writer.quad(&quad)?;
            }
            writer.finish().map(drop)
        }
    }
}

fn serializer(format: Format, prefixes: &[(&str, &str)]) -> io::Result<RdfSerializer> {
    let mut serializer = RdfSerializer::from_format(format.rdf_format());
    for (prefix, namespace) in prefixes {
        serializer = serializer
            .with_prefix(*prefix, *namespace)
            .map_err(io::Error::other)?;
    }
    Ok(serializer)
}

/// The quads with those of a graph together, which TriG and JSON-LD write as one block.
fn by_graph(dataset: &Dataset) -> Vec<Quad> {
    let mut quads = dataset.quads().to_vec();
    quads.sort_by_cached_key(|quad| quad.graph_name.to_string());
    quads
}

fn turtle(triples: &[Triple], prefixes: &[(&str, &str)], out: &mut dyn Write) -> io::Result<()> {
    let source = triples
        .iter()
        .map(|t| [subject(&t.subject), predicate(t), object(&t.object)]);
    TurtleSerializer::new_with_config(out, config(prefixes)?)
        .serialize_triples(source.into_source())
        .map(drop)
        .map_err(into_io)
}

fn trig(quads: &[Quad], prefixes: &[(&str, &str)], out: &mut dyn Write) -> io::Result<()> {
    let source = quads.iter().map(|q| -> Spog<SimpleTerm<'_>> {
        let terms = [
            subject(&q.subject),
            iri(q.predicate.as_str()),
            object(&q.object),
        ];
        (terms, graph(&q.graph_name))
    });
    TriGSerializer::new_with_config(out, config(prefixes)?)
        .serialize_quads(source.into_source())
        .map(drop)
        .map_err(into_io)
}

fn config(prefixes: &[(&str, &str)]) -> io::Result<TriGConfig> {
    let mut map = Vec::new();
    for (prefix, namespace) in prefixes {
        let prefix =
            sophia::api::prefix::Prefix::new((*prefix).into()).map_err(io::Error::other)?;
        let namespace = sophia::iri::Iri::new((*namespace).into()).map_err(io::Error::other)?;
        map.push((prefix, namespace));
    }
    Ok(TriGConfig::new().with_own_prefix_map(map))
}

fn into_io(error: StreamError<std::convert::Infallible, io::Error>) -> io::Error {
    match error {
        StreamError::SinkError(error) => error,
        StreamError::SourceError(never) => match never {},
    }
}

fn iri(iri: &str) -> SimpleTerm<'_> {
    SimpleTerm::Iri(IriRef::new_unchecked(iri.into()))
}

fn blank(label: &str) -> SimpleTerm<'_> {
    SimpleTerm::BlankNode(BnodeId::new_unchecked(label.into()))
}

fn subject(term: &NamedOrBlankNode) -> SimpleTerm<'_> {
    match term {
        NamedOrBlankNode::NamedNode(node) => iri(node.as_str()),
        NamedOrBlankNode::BlankNode(node) => blank(node.as_str()),
    }
}

fn predicate(triple: &Triple) -> SimpleTerm<'_> {
    iri(triple.predicate.as_str())
}

fn graph(name: &GraphName) -> Option<SimpleTerm<'_>> {
    match name {
        GraphName::NamedNode(node) => Some(iri(node.as_str())),
        GraphName::BlankNode(node) => Some(blank(node.as_str())),
        GraphName::DefaultGraph => None,
    }
}

fn object(term: &Term) -> SimpleTerm<'_> {
    match term {
        Term::NamedNode(node) => iri(node.as_str()),
        Term::BlankNode(node) => blank(node.as_str()),
        Term::Literal(literal) => match literal.language() {
            Some(tag) => SimpleTerm::LiteralLanguage(
                literal.value().into(),
                LanguageTag::new_unchecked(tag.into()),
                None,
            ),
            None => SimpleTerm::LiteralDatatype(
                literal.value().into(),
                IriRef::new_unchecked(literal.datatype().into_owned().into_string().into()),
            ),
        },
        Term::Triple(triple) => SimpleTerm::Triple(Box::new([
            subject(&triple.subject),
            iri(triple.predicate.as_str()),
            object(&triple.object),
        ])),
    }
}

#[cfg(test)]
mod tests;
