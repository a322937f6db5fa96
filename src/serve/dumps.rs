//! `/dump/graph.{ttl|trig|nt|nq|rdf|jsonld}`: the whole dataset as a file; `/dump/{name}.…` one named
//! graph, `/dump/void.…` what is counted in them. What is too large to be held in memory is there as
//! N-Quads only.

use super::catalog::void;
use super::data;
use super::problem::Problem;
use super::reply::attachment;
use super::signposts;
use super::site::Site;
use super::visit::Visit;
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use std::sync::Arc;

/// GET `/dump/{name}.{extension}`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let file = visit.path.strip_prefix("/dump/").unwrap_or_default();
    let named = file
        .rsplit_once('.')
        .and_then(|(name, extension)| Some((name, data::format(extension)?)));
    let (name, format) = named.ok_or_else(|| Problem::not_found(&visit.path))?;
    if name == "void" && !site.has_graph_named("void") {
        return void::answer(&site, &visit, format.media_type(), format).await;
    }
    let graph = match name {
        "graph" => None,
        name => Some(site.graph_named(name, &visit.path)?),
    };
    let page = match &graph {
        None => format!("{}/dump", site.public_url),
        Some(_) => format!("{}/dataset/{name}", site.public_url),
    };
    let mut links = signposts::of_data(&site);
    links.push(signposts::link(&page, "collection", "text/html"));
    if site.dumps.fit() {
        let described = format!("{}/dump/void.ttl", site.public_url);
        links.push(signposts::link(&described, "describedby", "text/turtle"));
    }
    let stem = file_stem(&site.config.base);
    let kept = match &graph {
        None => format!("{stem}.{}", format.extension()),
        Some(_) => format!("{stem}-{file}"),
    };
    if !site.dumps.offered().contains(&format) {
        return Err(site.dumps.copies.too_many());
    }
    let reply = site
        .reply(&["dump", file, site.dumps.order(site.dumps.quads())])
        .header(header::LINK, links.join(", "))
        .header(header::CONTENT_DISPOSITION, attachment(&kept));
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let length = site.length(graph.as_deref(), &visit).await?;
    let body = site.dumps.body(graph, format, length, visit.client);
    let body = body.await?;
    Ok(reply.ok(format.media_type(), body))
}

/// The last part of the base, which names the publication.
fn file_stem(base: &str) -> &str {
    super::names::last_part(base)
}
