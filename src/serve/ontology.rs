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
use crate::graph::dump::Format;
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use std::sync::Arc;

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
