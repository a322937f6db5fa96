//! `/check`: whether the published graph has the shapes that the publication declares, as a page, as
//! JSON, and as `sh:ValidationReport`; `/shapes.ttl`: the shapes themselves.
//!
//! The graph is validated once, when the report is first asked for.

use super::negotiate::{self, HTML};
use super::pages;
use super::problem::Problem;
use super::site::Site;
use super::visit::Visit;
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use std::sync::Arc;

/// The forms of the report: ending, media type.
const FORMS: [(&str, &str); 2] = [("json", "application/json"), ("ttl", "text/turtle")];

/// GET `/check`, `/check.json`, `/check.ttl`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    if site.validation.is_empty() {
        return Err(Problem::not_found(&visit.path));
    }
    let form = match visit.path.strip_prefix("/check.") {
        Some(ending) => FORMS.into_iter().find(|(known, _)| *known == ending),
        None => {
            let mut offers = vec![(HTML, None)];
            offers.extend(FORMS.map(|form| (form.1, Some(form))));
            let accept = visit.accept();
            let best = negotiate::media(accept.as_deref(), &offers);
            let none = || Problem::not_acceptable(offers.iter().map(|(name, _)| *name));
            best.ok_or_else(none)?.1
        }
    };
    let report = site.validation.report(&site.dumps, site.triples).await?;
    let Some((_, media_type)) = form else {
        return pages::validation::get(&site, &visit, report).await;
    };
    let reply = site.reply(&["check", media_type]).vary("Accept").header(
        header::LINK,
        "</shapes.ttl>; rel=\"describedby\"; type=\"text/turtle\"".to_owned(),
    );
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let body = match media_type {
        "text/turtle" => report.turtle(),
        _ => format!("{:#}\n", report.json()),
    };
    Ok(reply.ok(media_type, body))
}

/// GET `/shapes.ttl`.
pub async fn shapes(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    if site.validation.is_empty() {
        return Err(Problem::not_found(&visit.path));
    }
    let licence = format!("<{}>; rel=\"license\"", site.config.licence.iri);
    let reply = site.reply(&["shapes"]).header(header::LINK, licence);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    Ok(reply.ok("text/turtle", site.validation.text.clone()))
}
