//! `/api`: the interface for programs, for people who write them.

use super::Context;
use super::layout::{Head, page};
use crate::serve::negotiate;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use maud::html;
use std::sync::Arc;

/// GET `/api`; a program gets the description instead.
///
/// # Errors
/// 406 for what is neither a page nor JSON.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let offers = [(negotiate::HTML, true), ("application/json", false)];
    match negotiate::media(visit.accept().as_deref(), &offers) {
        Some((_, true)) => {}
        Some((_, false)) => return crate::serve::api::openapi::get(State(site), visit).await,
        None => return Err(Problem::not_acceptable(offers.map(|(offer, _)| offer))),
    }
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let title = cx
        .t("Interface pour les programmes", "Interface for programs")
        .into_owned();
    let main = html! {
        h1 { (title) }
        p.lead { (cx.t(
            "Chaque question enregistrée a une adresse qui répond en JSON (avec un contexte JSON-LD) et en CSV, et en GeoJSON quand elle dit où se trouvent les choses.",
            "Each stored question has an address that answers in JSON (with a JSON-LD context) and CSV, and in GeoJSON where it says where things are.",
        )) }
        p { (cx.t(
            "L'en-tête Accept ou la fin de l'adresse (.json, .csv, .geojson) choisit le format ; page et size choisissent la part ; l'en-tête Link donne les pages voisines. Une erreur est un problem+json (RFC 9457) qui dit quoi faire.",
            "The Accept header or the end of the address (.json, .csv, .geojson) chooses the format; page and size choose the part; the Link header gives the neighbouring pages. An error is problem+json (RFC 9457) that says what to do.",
        )) }
        p { a href="/api/openapi.json" { "OpenAPI 3.1" } " · " a href="/.well-known/sparql-examples" { "sh:SPARQLExecutable" } " · " a href=(cx.href("/sparql")) { "SPARQL" } }
        dl.questions {
            @for query in site.queries.iter().filter(|query| query.is_own_table()) {
                dt { a href=(cx.href(&format!("/queries/{}", query.name))) { (cx.of(&query.title)) } }
                dd {
                    a href=(format!("/api/{}", query.name)) { code { "/api/" (query.name) } }
                    @for parameter in &query.parameters {
                        " · " (super::query::form::title(cx, parameter)) " " code { (parameter.name) @if let Some(default) = &parameter.default { "=" (default) } }
                    }
                }
            }
        }
    };
    let head = Head {
        title,
        alternates: vec![("application/json", "/api/openapi.json".to_owned())],
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}
