//! `/ontology`: the terms that the publication defines, as a page, as RDF or as a table, by `Accept`;
//! `/ontology/{version}` the same at the address of its version, and earlier versions as they were
//! kept in `ontology/versions/{version}.ttl`.

use super::data::form::Form;
use super::data::{self, table};
use super::negotiate::{self, HTML};
use super::pages;
use super::problem::Problem;
use super::reply::attachment;
use super::site::Site;
use super::visit::Visit;
use crate::graph::dump::Format;
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use oxigraph::model::Quad;
use std::sync::Arc;

/// GET `/ontology/{version}` and `/ontology/{version}.{extension}`.
pub async fn version(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let asked = visit.path.strip_prefix("/ontology/").unwrap_or_default();
    let ontology = &site.ontology;
    if ontology.version() == Some(asked) {
        return get(State(site), visit).await;
    }
    let ending = asked.rsplit_once('.');
    let ending = ending.and_then(|(name, extension)| Some((name, Form::of(extension)?)));
    let (name, form) = match ending {
        Some((name, form)) => (name, Some(form)),
        None => (asked, None),
    };
    let quads = match ontology.earlier.get(name) {
        Some(quads) => quads,
        None if ontology.version() == Some(name) => &ontology.quads,
        None => return Err(Problem::not_found(&visit.path)),
    };
    let offers = offers();
    let media_type = match form {
        Some(form) => Some((form.media_type(), form)),
        None => negotiate::media(visit.accept().as_deref(), &offers).map(|(name, f)| (*name, *f)),
    };
    let (media_type, form) =
        media_type.ok_or_else(|| Problem::not_acceptable(offers.iter().map(|(name, _)| *name)))?;
    let latest = format!("<{}>; rel=\"latest-version\"", ontology.iri);
    let reply = site
        .reply(&["ontology", name, media_type])
        .vary("Accept")
        .header(header::LINK, format!("{}, {latest}", site.licence_link()));
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    Ok(reply.ok(media_type, bytes(&site, quads, form).await?))
}

/// The media types that the data is offered in.
fn offers() -> Vec<(&'static str, Form)> {
    let mut offers: Vec<_> = Form::all().map(|form| (form.media_type(), form)).collect();
    offers.push(("application/json", Form::Rdf(Format::JsonLd)));
    offers
}

async fn bytes(site: &Site, quads: &[Quad], form: Form) -> Result<Vec<u8>, Problem> {
    match form {
        Form::Rdf(format) => data::written(quads.to_vec(), format),
        Form::Csv => Ok(table::of_quads(site, quads).await?.into_bytes()),
    }
}

/// GET `/ontology`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    if site.ontology.is_empty() {
        return Err(Problem::not_found(&visit.path));
    }
    let data = offers().into_iter();
    let mut offers = vec![(HTML, None)];
    offers.extend(data.map(|(name, form)| (name, Some(form))));
    let accept = visit.accept();
    match negotiate::media(accept.as_deref(), &offers) {
        None => Err(Problem::not_acceptable(
            offers.iter().map(|(name, _)| *name),
        )),
        Some((_, None)) => pages::ontology::get(&site, &visit).await,
        Some((media_type, Some(form))) => written(&site, &visit, media_type, *form).await,
    }
}

/// GET `/ontology.{extension}`.
pub async fn data(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let form = visit.path.strip_prefix("/ontology.").and_then(Form::of);
    let form = form
        .filter(|_| !site.ontology.is_empty())
        .ok_or_else(|| Problem::not_found(&visit.path))?;
    written(&site, &visit, form.media_type(), form).await
}

async fn written(
    site: &Site,
    visit: &Visit,
    media_type: &str,
    form: Form,
) -> Result<Response, Problem> {
    let extension = form.extension();
    let mut reply = site
        .reply(&["ontology", media_type])
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
    let bytes = bytes(site, &site.ontology.quads, form).await?;
    Ok(reply.ok(media_type, bytes))
}
