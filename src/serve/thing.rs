//! `/id/…`: a thing is no document, so that its address leads to a document about it (303), by
//! `Accept`; one that was merged into another leads there (301), one that was withdrawn is gone.

use super::data::form::Form;
use super::lookup::{self, DEPRECATED, Fact, REPLACED_BY, is_true};
use super::names::in_path;
use super::negotiate::{self, HTML};
use super::problem::Problem;
use super::reply::Reply;
use super::site::Site;
use super::visit::Visit;
use crate::graph::dump::Format;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use oxigraph::model::{NamedNode, Term};
use std::sync::Arc;

/// A thing that this site describes.
#[derive(Debug, Clone)]
pub struct Thing {
    /// Its IRI.
    pub iri: NamedNode,
    /// The path below `/id/`, as in the IRI.
    pub path: String,
    /// What is said of it.
    pub facts: Vec<Fact>,
}

impl Thing {
    /// Longitude and latitude that are said of it, in degrees (WGS 84).
    pub fn point(&self) -> Option<(f64, f64)> {
        let number = |name: &str| {
            let property = format!("http://www.w3.org/2003/01/geo/wgs84_pos#{name}");
            let fact = self.facts.iter().find(|fact| fact.property == property)?;
            match &fact.value.0 {
                Term::Literal(literal) => literal.value().parse().ok(),
                _ => None,
            }
            .filter(|number: &f64| number.is_finite())
        };
        Some((number("long")?, number("lat")?))
    }
}

/// What a path stands for.
#[derive(Debug, Clone)]
pub enum Found {
    /// A thing.
    Thing(Thing),
    /// The IRI of the thing that replaces it.
    Replaced(String),
}

/// Looks up what a path below `/id/`, `/page/` or `/data/` stands for.
///
/// # Errors
/// 404 for what is unknown, 410 for what was withdrawn, and what the engine says.
pub async fn find(site: &Site, path: &str, asked: &str) -> Result<Found, Problem> {
    for iri in site.names.candidates(path) {
        let Ok(node) = NamedNode::new(&iri) else {
            continue;
        };
        let facts = lookup::facts(&site.engine, std::slice::from_ref(&node)).await?;
        let facts: Vec<Fact> = facts.into_iter().map(|(_, fact)| fact).collect();
        if facts.is_empty() {
            continue;
        }
        let mut successors = Vec::new();
        for fact in facts.iter().filter(|fact| fact.property == REPLACED_BY) {
            if let Term::NamedNode(successor) = &fact.value.0 {
                successors.push(successor.as_str());
            }
        }
        if let Some(there) = successors.iter().find(|there| leads_on(there, &iri)) {
            return Ok(Found::Replaced((*there).to_owned()));
        }
        let withdrawn = |fact: &&Fact| fact.property == DEPRECATED;
        let mut said = facts.iter().filter(withdrawn).map(|fact| &fact.value.0);
        let withdrawn = said.any(|yes| matches!(yes, Term::Literal(yes) if is_true(yes.value())));
        if withdrawn || !successors.is_empty() {
            return Err(gone());
        }
        let path = site.names.path(&iri).unwrap_or(path).to_owned();
        return Ok(Found::Thing(Thing {
            iri: node,
            path,
            facts,
        }));
    }
    Err(Problem::not_found(asked))
}

/// True for a successor that a client can be sent to: an address of the web, and not the same one.
fn leads_on(successor: &str, iri: &str) -> bool {
    let scheme = successor.split(':').next().unwrap_or_default();
    ["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
        && in_path(successor) != in_path(iri)
}

fn gone() -> Problem {
    Problem::new(
        StatusCode::GONE,
        "Cette ressource a été retirée et n'a pas de successeur à une adresse du web. Chercher ce qui en tient lieu : /search.",
        "This resource was withdrawn and has no successor at an address of the web. Look for what stands in for it: /search.",
    )
}

/// The forms a thing's description comes in: a page first, then data.
fn offers() -> Vec<(&'static str, Option<Form>)> {
    let mut offers = vec![(HTML, None), ("application/xhtml+xml", None)];
    offers.extend(Form::all().map(|form| (form.media_type(), Some(form))));
    offers.push(("application/json", Some(Form::Rdf(Format::JsonLd))));
    offers.push(("text/plain", Some(Form::Rdf(Format::Nt))));
    offers
}

/// The address of a successor: here where it is a thing of this publication. The part of the path
/// before it and the ending after it are kept.
pub fn successor(site: &Site, iri: &str, folder: &str, ending: &str) -> String {
    match site.names.path(iri) {
        Some(path) => format!("/{folder}/{}{ending}", in_path(path)),
        None => iri.to_owned(),
    }
}

/// Leads to a successor; the language that was chosen goes on to an address here alone.
pub fn moved(site: &Site, visit: &Visit, iri: &str, folder: &str) -> Response {
    let to = successor(site, iri, folder, "");
    let to = match site.names.path(iri) {
        Some(_) => visit.href(&to),
        None => to,
    };
    Reply::new().redirect(StatusCode::MOVED_PERMANENTLY, to)
}

/// GET `/id/{path}`.
pub async fn redirect(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let path = visit.path.strip_prefix("/id/").unwrap_or_default();
    let thing = match find(&site, path, &visit.path).await? {
        Found::Thing(thing) => thing,
        Found::Replaced(iri) => return Ok(moved(&site, &visit, &iri, "id")),
    };
    let offers = offers();
    let accept = visit.accept();
    let Some((_, form)) = negotiate::media(accept.as_deref(), &offers) else {
        return Err(Problem::not_acceptable(
            offers.iter().map(|(name, _)| *name),
        ));
    };
    let path = in_path(&thing.path);
    let to = match form {
        None => visit.href(&format!("/page/{path}")),
        Some(form) => format!("/data/{path}.{}", form.extension()),
    };
    Ok(Reply::new()
        .vary("Accept")
        .redirect(StatusCode::SEE_OTHER, to))
}
