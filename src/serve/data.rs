//! `/data/{path}.{ttl|trig|nt|nq|rdf|jsonld|csv}`: what the data says of a thing, in RDF or as a table.
//!
//! In: the path of a thing and an ending. Out: its facts; with their graphs in TriG, N-Quads and CSV, as
//! triples in the others. JSON-LD could name graphs, but a client that reads a document about one
//! thing looks into the default graph, as it does in Turtle.

pub mod form;
pub mod table;

use super::problem::Problem;
use super::reply::attachment;
use super::signposts;
use super::site::Site;
use super::thing::{self, Found, Thing};
use super::visit::Visit;
use super::written;
use crate::catalog::statements::{Statements, ns};
use crate::graph::Dataset;
use crate::graph::dump::Format;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use form::Form;
use oxigraph::model::{GraphName, NamedNode, Quad};
use std::collections::BTreeSet;
use std::sync::Arc;

/// GET `/data/{path}.{extension}`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let rest = visit.path.strip_prefix("/data/").unwrap_or_default();
    let (path, form) = rest
        .rsplit_once('.')
        .and_then(|(path, extension)| Some((path, Form::of(extension)?)))
        .ok_or_else(|| Problem::not_found(&visit.path))?;
    let thing = match thing::find(&site, path, &visit.path).await? {
        Found::Thing(thing) => thing,
        Found::Replaced(iri) => {
            let ending = format!(".{}", form.extension());
            let to = thing::successor(&site, &iri, "data", &ending);
            return Ok(super::reply::Reply::new().redirect(StatusCode::MOVED_PERMANENTLY, to));
        }
    };
    let file = format!("{}.{}", thing.path.replace('/', "-"), form.extension());
    let reply = site
        .reply(&["data", thing.iri.as_str(), form.extension()])
        .header(header::LINK, link(&site, &thing));
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let bytes = match form {
        Form::Rdf(format) => {
            let mut quads = quads(&thing);
            quads.extend(about(&site, &visit, &thing));
            written(quads, format)?
        }
        Form::Csv => table::written(&site, &thing).await?.into_bytes(),
    };
    let reply = if visit.parameters.get("download").is_some() {
        reply.header(header::CONTENT_DISPOSITION, attachment(&file))
    } else {
        reply
    };
    Ok(reply.ok(form.media_type(), bytes))
}

/// What is said of the thing, with the graphs that say so.
fn quads(thing: &Thing) -> Vec<Quad> {
    let quads = thing.facts.iter().filter_map(|fact| {
        let property = NamedNode::new(&fact.property).ok()?;
        let graph = NamedNode::new(&fact.graph).ok()?;
        Some(Quad::new(
            thing.iri.clone(),
            property,
            fact.value.0.clone(),
            graph,
        ))
    });
    quads.collect()
}

/// The format of a file name extension.
pub fn format(extension: &str) -> Option<Format> {
    Format::ALL
        .into_iter()
        .find(|format| format.extension() == extension)
}

/// What the document is about, under which licence it is, where it comes from.
fn link(site: &Site, thing: &Thing) -> String {
    let page = format!("{}/page/{}", site.public_url, thing.path);
    let mut links = vec![
        signposts::link(thing.iri.as_str(), "describes", ""),
        signposts::link(thing.iri.as_str(), "cite-as", ""),
        signposts::link(&page, "alternate", "text/html"),
    ];
    links.extend(signposts::of_data(site));
    links.join(", ")
}

/// What is said of the document itself: its licence, its source, the datasets it is taken from.
fn about(site: &Site, visit: &Visit, thing: &Thing) -> Vec<Quad> {
    let mut out = Statements::new();
    let document = format!("{}{}", site.public_url, visit.path);
    let term = |name: &str| format!("{}{name}", ns::DCT);
    out.link(
        &document,
        &format!("{}primaryTopic", ns::FOAF),
        thing.iri.as_str(),
    );
    out.link(&document, &term("license"), &site.config.licence.iri);
    let graphs: BTreeSet<&str> = thing.facts.iter().map(|fact| fact.graph.as_str()).collect();
    for graph in graphs {
        for (lang, text) in site.config.origin(graph) {
            out.said(&document, &term("source"), text, lang);
        }
        for (lang, text) in site.config.attribution(graph) {
            out.said(&document, &term("rights"), text, lang);
        }
        out.link(&document, &term("isPartOf"), graph);
    }
    out.into_quads()
}

/// Quads of a document in a format, sorted; JSON-LD has them all in its default graph.
///
/// # Errors
/// 406 when they cannot be written in it.
pub fn written(mut quads: Vec<Quad>, format: Format) -> Result<Vec<u8>, Problem> {
    if format == Format::JsonLd {
        for quad in &mut quads {
            quad.graph_name = GraphName::DefaultGraph;
        }
    }
    written::written(&Dataset::with_blank_nodes(quads), format)
}
