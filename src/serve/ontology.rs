//! `/ontology`: the terms that the publication defines, as a page or as RDF, by `Accept`;
//! `/ontology/{version}` the same at the address of its version, and earlier versions as they were
//! kept in `ontology/versions/{version}.ttl`.

use super::data;
use super::negotiate::{self, HTML};
use super::pages;
use super::problem::Problem;
use super::reply::attachment;
use super::site::Site;
use super::visit::Visit;
use crate::engine::{Engine, QueryError};
use crate::graph::dump::Format;
use crate::publication::Files;
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use oxigraph::model::{NamedNode, Quad, Term};
use std::collections::BTreeMap;
use std::sync::Arc;

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/// `dcterms:modified`.
pub const MODIFIED: &str = "http://purl.org/dc/terms/modified";
const VERSION: &str = "http://www.w3.org/2002/07/owl#versionIRI";
/// Where a publication keeps earlier versions of its ontology.
const EARLIER: &str = "ontology/versions/";
/// What a graph that defines terms has.
const KINDS: [&str; 5] = [
    "Ontology",
    "Class",
    "ObjectProperty",
    "DatatypeProperty",
    "AnnotationProperty",
];
const OWL: &str = "http://www.w3.org/2002/07/owl#";

/// The ontology of a publication: the document `{base}ontology` and its terms.
#[derive(Debug, Clone, Default)]
pub struct Ontology {
    /// The IRI of the document.
    pub iri: String,
    /// What is said of the document.
    pub header: Vec<(String, Term)>,
    /// What is said of each term, by IRI, in order.
    pub terms: BTreeMap<String, Vec<(String, Term)>>,
    /// What earlier versions said, by version.
    pub earlier: BTreeMap<String, Vec<Quad>>,
    quads: Vec<Quad>,
}

impl Ontology {
    /// Reads the ontology of a publication; it is empty when there is none.
    ///
    /// # Errors
    /// What the engine says.
    pub async fn read(engine: &Engine, base: &str) -> Result<Self, QueryError> {
        let iri = format!("{base}ontology");
        let mut ontology = Self {
            iri,
            ..Self::default()
        };
        // Only the graphs that define anything are read through.
        let graphs = format!(
            "SELECT DISTINCT ?g {{ VALUES ?kind {{ {} }} GRAPH ?g {{ ?term a ?kind }} }} ORDER BY ?g",
            KINDS.map(|kind| format!("<{OWL}{kind}>")).join(" ")
        );
        for row in engine.select(&graphs).await?.rows {
            if let Some(Some(Term::NamedNode(graph))) = row.into_iter().next() {
                ontology.gather(engine, &graph).await?;
            }
        }
        Ok(ontology)
    }

    /// Takes what a graph says of the document and its terms.
    async fn gather(&mut self, engine: &Engine, graph: &NamedNode) -> Result<(), QueryError> {
        let iri = &self.iri;
        let text = format!(
            "SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o \
             FILTER(STR(?s) = \"{iri}\" || STRSTARTS(STR(?s), \"{iri}#\")) }} }} ORDER BY ?s ?p ?o"
        );
        for row in engine.select(&text).await?.rows {
            let mut row = row.into_iter().flatten();
            if let (Some(Term::NamedNode(s)), Some(Term::NamedNode(p)), Some(object)) =
                (row.next(), row.next(), row.next())
            {
                let said = (p.as_str().to_owned(), object.clone());
                if s.as_str() == self.iri {
                    self.header.push(said);
                } else {
                    let term = self.terms.entry(s.as_str().to_owned());
                    term.or_default().push(said);
                }
                self.quads.push(Quad::new(s, p, object, graph.clone()));
            }
        }
        Ok(())
    }

    /// Reads the earlier versions that the publication keeps; one that cannot be read is not served.
    pub fn remember(&mut self, files: &Files, base: &str) {
        let (Ok(graph), Ok(paths)) = (
            crate::graph::named_node(&self.iri),
            files.list(EARLIER, ".ttl"),
        ) else {
            return;
        };
        for path in paths {
            let name = path
                .strip_prefix(EARLIER)
                .and_then(|n| n.strip_suffix(".ttl"));
            let read = crate::graph::read::turtle(files, std::slice::from_ref(&path), base, &graph);
            if let (Some(name), Ok(quads)) = (name, read) {
                self.earlier.insert(name.to_owned(), quads);
            }
        }
    }

    /// The version, where the IRI of the version is that of the document with it behind.
    pub fn version(&self) -> Option<&str> {
        let said = self.header.iter().find(|(property, _)| property == VERSION);
        match said {
            Some((_, Term::NamedNode(node))) => {
                let version = node.as_str().strip_prefix(&self.iri)?.strip_prefix('/')?;
                (!version.is_empty() && !version.contains('/')).then_some(version)
            }
            _ => None,
        }
    }

    /// The day of the last change, as the ontology says.
    pub fn modified(&self) -> Option<&str> {
        let said = self
            .header
            .iter()
            .find(|(property, _)| property == MODIFIED);
        match said {
            Some((_, Term::Literal(day))) => Some(day.value()),
            _ => None,
        }
    }

    /// True when the publication defines nothing.
    pub fn is_empty(&self) -> bool {
        self.quads.is_empty()
    }

    /// The terms that are classes, or those that are properties.
    pub fn of_kind(&self, kinds: &[&str]) -> impl Iterator<Item = (&str, &[(String, Term)])> {
        let kinds: Vec<Term> = kinds
            .iter()
            .filter_map(|kind| NamedNode::new(format!("{OWL}{kind}")).ok())
            .map(Term::from)
            .collect();
        self.terms
            .iter()
            .filter(move |(_, said)| said.iter().any(|(p, o)| p == TYPE && kinds.contains(o)))
            .map(|(iri, said)| (iri.as_str(), said.as_slice()))
    }
}

/// GET `/ontology/{version}` and `/ontology/{version}.{extension}`.
pub async fn version(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let asked = visit.path.strip_prefix("/ontology/").unwrap_or_default();
    let ontology = &site.ontology;
    if ontology.version() == Some(asked) {
        return get(State(site), visit).await;
    }
    let ending = asked.rsplit_once('.');
    let ending = ending.and_then(|(name, extension)| Some((name, data::format(extension)?)));
    let (name, format) = match ending {
        Some((name, format)) => (name, Some(format)),
        None => (asked, None),
    };
    let quads = match ontology.earlier.get(name) {
        Some(quads) => quads,
        None if ontology.version() == Some(name) => &ontology.quads,
        None => return Err(Problem::not_found(&visit.path)),
    };
    let offers = offers();
    let media_type = match format {
        Some(format) => Some((format.media_type(), format)),
        None => negotiate::media(visit.accept().as_deref(), &offers).map(|(name, f)| (*name, *f)),
    };
    let (media_type, format) =
        media_type.ok_or_else(|| Problem::not_acceptable(offers.iter().map(|(name, _)| *name)))?;
    let latest = format!("<{}>; rel=\"latest-version\"", ontology.iri);
    let reply = site
        .reply(&["ontology", name, media_type])
        .vary("Accept")
        .header(header::LINK, format!("{}, {latest}", site.licence_link()));
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    Ok(reply.ok(media_type, data::written(quads.clone(), format)?))
}

/// The media types that RDF is offered in.
fn offers() -> Vec<(&'static str, Format)> {
    let mut offers = Format::ALL
        .map(|format| (format.media_type(), format))
        .to_vec();
    offers.push(("application/json", Format::JsonLd));
    offers
}

/// GET `/ontology`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    if site.ontology.is_empty() {
        return Err(Problem::not_found(&visit.path));
    }
    let rdf = offers().into_iter();
    let mut offers = vec![(HTML, None)];
    offers.extend(rdf.map(|(name, format)| (name, Some(format))));
    let accept = visit.accept();
    match negotiate::media(accept.as_deref(), &offers) {
        None => Err(Problem::not_acceptable(
            offers.iter().map(|(name, _)| *name),
        )),
        Some((_, None)) => pages::ontology::get(&site, &visit).await,
        Some((media_type, Some(format))) => written(&site, &visit, media_type, *format),
    }
}

/// GET `/ontology.{extension}`.
pub async fn data(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let format = visit.path.strip_prefix("/ontology.").and_then(data::format);
    let format = format
        .filter(|_| !site.ontology.is_empty())
        .ok_or_else(|| Problem::not_found(&visit.path))?;
    written(&site, &visit, format.media_type(), format)
}

fn written(
    site: &Site,
    visit: &Visit,
    media_type: &str,
    format: Format,
) -> Result<Response, Problem> {
    let extension = format.extension();
    let mut reply = site
        .reply(&["ontology", media_type])
        .modified(site.ontology.modified())
        .vary("Accept")
        .header(header::LINK, site.licence_link())
        .header(header::CONTENT_LOCATION, format!("/ontology.{extension}"));
    if let Some(response) = reply.not_modified(visit) {
        return Ok(response);
    }
    if visit.parameters.get("download").is_some() {
        let name = attachment(&format!("ontology.{extension}"));
        reply = reply.header(header::CONTENT_DISPOSITION, name);
    }
    Ok(reply.ok(
        media_type,
        data::written(site.ontology.quads.clone(), format)?,
    ))
}
