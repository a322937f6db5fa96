//! `/sparql`: the SPARQL 1.1 Protocol, read-only.
//!
//! In: a query by GET, by POST of a form, or by POST of the query itself ([`request`]). Out: a
//! streamed answer ([`answer`]) in the format that `Accept` or `format=` asks for ([`offers`]), a page
//! for a browser, or the service description when there is no query ([`description`]).

pub mod answer;
pub mod description;
pub mod kept;
pub mod offers;
pub mod request;

use super::negotiate::{self, HTML};
use super::pages;
use super::problem::Problem;
use super::site::Site;
use super::visit::Visit;
use crate::engine::ParsedQuery;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use offers::Offer;
use request::{Protocol, Question};
use std::sync::Arc;

/// GET `/sparql`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let protocol = Protocol::from_parameters(&visit.parameters)?;
    let Some(text) = protocol.query.clone() else {
        if protocol.has_dataset() || protocol.format.is_some() {
            return Err(request::missing());
        }
        return no_query(&site, &visit).await;
    };
    let question = protocol.question(text)?;
    respond(&site, &visit, question, true).await
}

/// POST `/sparql`.
pub async fn post(
    State(site): State<Arc<Site>>,
    visit: Visit,
    body: Body,
) -> Result<Response, Problem> {
    let question = request::posted(&visit, body, &site.limits).await?;
    respond(&site, &visit, question, false).await
}

/// Without a query: the form for people, the service description for programs.
async fn no_query(site: &Site, visit: &Visit) -> Result<Response, Problem> {
    let offers = offers::description();
    let accept = visit.accept();
    let Some((media_type, format)) = negotiate::media(accept.as_deref(), &offers) else {
        return Err(Problem::not_acceptable(
            offers.iter().map(|(name, _)| *name),
        ));
    };
    match format {
        None => Ok(pages::sparql::form(site, visit)),
        Some(format) => description::respond(site, visit, media_type, *format),
    }
}

async fn respond(
    site: &Site,
    visit: &Visit,
    question: Question,
    cacheable: bool,
) -> Result<Response, Problem> {
    let place = site.clients.enter(visit.client)?;
    let accept = visit.accept();
    let query: ParsedQuery = match site.engine.ready(&question.text).await {
        Ok(query) => query.asked_by(visit.asker()),
        Err(error) if question.format.is_none() && negotiate::prefers_html(accept.as_deref()) => {
            return Ok(pages::sparql::failed(site, visit, &question, &error.into()));
        }
        Err(error) => return Err(error.into()),
    };
    let offers = offers::answers(query.form);
    let (media_type, offer) = match question.format.as_deref() {
        Some(name) => offers::by_name(name, query.form)?,
        None => *negotiate::media(accept.as_deref(), &offers)
            .ok_or_else(|| Problem::not_acceptable(offers.iter().map(|(name, _)| *name)))?,
    };
    match offer {
        Offer::Page => pages::sparql::results(site, visit, question, query).await,
        Offer::Data(format) => {
            answer::stream(
                site,
                visit,
                question,
                query,
                (media_type, format),
                cacheable,
                place,
            )
            .await
        }
    }
}

/// The media type of the page of results.
pub const PAGE: &str = HTML;
