//! Tests: every format reads back.

use super::*;
use oxigraph::io::RdfParser;
use oxigraph::model::{Literal, NamedNode};

const PREFIXES: &[(&str, &str)] = &[("e", "http://example.org/")];

fn dataset() -> Dataset {
    let node = |n: &str| NamedNode::new(format!("http://example.org/{n}")).expect("an IRI");
    let literals = [
        Literal::new_simple_literal("a \"quoted\"\nline \\ é"),
        Literal::new_language_tagged_literal("été", "fr").expect("a tag"),
        Literal::new_typed_literal("042", oxigraph::model::vocab::xsd::INTEGER),
    ];
    let mut quads = Vec::new();
    for graph in ["g1", "g2"] {
        for literal in &literals {
            quads.push(Quad::new(
                node("s"),
                node("p"),
                literal.clone(),
                node(graph),
            ));
        }
        quads.push(Quad::new(node("s"), node("q"), node("o"), node(graph)));
    }
    Dataset::new(quads).expect("no blank node")
}

fn dump(format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    write(&dataset(), format, PREFIXES, &mut out).expect("a vector takes all");
    out
}

#[test]
fn every_format_reads_back_as_the_same_dataset() {
    for format in Format::ALL {
        let bytes = dump(format);
        let read: Result<Vec<Quad>, _> = RdfParser::from_format(format.rdf_format())
            .for_slice(&bytes)
            .collect();
        let read = Dataset::new(read.expect("valid")).expect("no blank node");
        if matches!(format, Format::Nq | Format::Trig | Format::JsonLd) {
            assert_eq!(read.quads(), dataset().quads(), "{}", format.name());
        } else {
            assert_eq!(read.triples(), dataset().triples(), "{}", format.name());
            assert_eq!(read.quads().len(), 4, "{}: each triple once", format.name());
        }
    }
}

#[test]
fn the_same_dataset_gives_the_same_bytes() {
    for format in Format::ALL {
        assert_eq!(dump(format), dump(format), "{}", format.name());
    }
}
