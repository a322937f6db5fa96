//! Documents to the quads of a graph (Graph Store HTTP Protocol §5, SPARQL 1.1 Update §3.1.4).

use super::state::State;
use super::{ChangeError, Document};
use crate::graph::read::said;
use crate::load;
use crate::text::Bilingual;
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::{GraphName, Quad};

/// Adds the triples of a document to a graph. Its blank nodes are new ones (RDF 1.1 Semantics §4.1,
/// merging).
pub(super) fn add(
    state: &mut State<'_>,
    document: &Document,
    graph: &GraphName,
) -> Result<(), ChangeError> {
    for quad in quads(document, graph)? {
        state.insert(quad?)?;
    }
    Ok(())
}

/// True for a document that can be read to its end.
pub(super) fn is_readable(document: &Document) -> bool {
    let quads = quads(document, &GraphName::DefaultGraph);
    quads.is_ok_and(|mut quads| quads.all(|quad| quad.is_ok()))
}

fn quads(
    document: &Document,
    graph: &GraphName,
) -> Result<impl Iterator<Item = Result<Quad, ChangeError>>, ChangeError> {
    let format = format(&document.media_type)?;
    let reader = load::reader(&document.path, format)
        .map_err(|error| ChangeError::Document(error.to_string(), None))?;
    let parser = RdfParser::from_format(format)
        .with_base_iri(document.base.as_str())
        .map_err(|error| ChangeError::Document(error.to_string(), None))?
        .without_named_graphs()
        .with_default_graph(graph.clone())
        .rename_blank_nodes();
    let quads = parser.for_reader(reader);
    Ok(quads.map(|quad| quad.map_err(|error| wrong(&error))))
}

/// The format of a media type that holds triples.
fn format(media_type: &str) -> Result<RdfFormat, ChangeError> {
    match RdfFormat::from_media_type(media_type) {
        Some(RdfFormat::N3 | RdfFormat::NQuads | RdfFormat::TriG) | None => {
            Err(ChangeError::MediaType(media_type.to_owned()))
        }
        Some(format) => Ok(format),
    }
}

/// What is wrong with a document, and where.
pub(super) fn why(what: &str, place: Option<(u64, u64)>) -> Bilingual {
    match place {
        Some((line, column)) => Bilingual::new(
            format!("ligne {line}, colonne {column} : {what}"),
            format!("line {line}, column {column}: {what}"),
        ),
        None => Bilingual::new(what, what),
    }
}

fn wrong(error: &RdfParseError) -> ChangeError {
    match error {
        RdfParseError::Syntax(error) => {
            let start = error.location().map(|range| range.start);
            let place = start.map(|start| (start.line + 1, start.column + 1));
            ChangeError::Document(said(error), place)
        }
        RdfParseError::Io(error) => ChangeError::Document(error.to_string(), None),
    }
}
