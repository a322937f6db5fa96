//! `/network`: who works with whom, as a picture with links and as lists that hold the same; the same
//! as JSON by Accept.

pub mod near;
pub mod picture;

use super::layout::{Head, page};
use super::{Context, value};
use crate::serve::held::Network;
use crate::serve::negotiate;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use crate::text::fold::folded;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The media type of the machine twin.
const JSON: &str = "application/json";

/// GET `/network`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let offers = [(negotiate::HTML, true), (JSON, false)];
    let accept = visit.accept();
    let Some((_, is_page)) = negotiate::media(accept.as_deref(), &offers) else {
        return Err(Problem::not_acceptable(offers.map(|(offer, _)| offer)));
    };
    let Some(settings) = &site.config.network else {
        return Err(Problem::not_found(&visit.path));
    };
    if !is_page {
        return twin(State(Arc::clone(&site)), visit).await;
    }
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    if let Some((page, _)) = site.kept_page(&visit) {
        return Ok(reply.ok("text/html", page));
    }
    let cx = Context::new(&site, &visit);
    let network = site.network().await?;
    let finder = site.finder().await?;
    let title = cx.of(&settings.title);
    let main = html! {
        h1 { (title) }
        p.lead { (cx.of(&settings.note)) }
        (picture::figure(cx, network, finder))
        (shared(cx, network))
        (all(cx, network))
    };
    let head = Head {
        title: title.into_owned(),
        alternates: vec![(JSON, "/network.json".to_owned())],
        ..Head::default()
    };
    let kept = site.keep_page(&visit, page(cx, &head, &main), "");
    Ok(reply.ok("text/html", kept))
}

/// Names in the order of the alphabet.
fn by_name<'n>(
    cx: Context<'_>,
    network: &Network,
    iris: impl IntoIterator<Item = &'n String>,
) -> Vec<&'n String> {
    let mut iris: Vec<&String> = iris.into_iter().collect();
    iris.sort_by_cached_key(|iri| folded(&network.labels.name(iri, cx.lang()).text));
    iris
}

/// The members that several hubs share: what makes a network of the groups.
fn shared(cx: Context<'_>, network: &Network) -> Markup {
    let mut shared: Vec<(&String, &BTreeSet<String>)> = network.shared().collect();
    shared.sort_by_cached_key(|(iri, hubs)| {
        (
            usize::MAX - hubs.len(),
            folded(&network.labels.name(iri, cx.lang()).text),
        )
    });
    html! {
        section aria-labelledby="shared" {
            h2 #shared { (cx.t("Ce qui relie", "What links")) " " span.count { (cx.lang().number(shared.len())) } }
            div.scroll tabindex="0" role="region" aria-label=(cx.t("Tableau des liens", "Table of links")) {
                table {
                    thead { tr {
                        th scope="col" { (cx.t("Nom", "Name")) }
                        th scope="col" { (cx.t("Relie", "Links")) }
                        th.number scope="col" { (cx.t("Citée avec", "Named together with")) }
                    } }
                    tbody {
                        @for (iri, hubs) in shared {
                            tr {
                                th scope="row" { (value::thing(cx, &network.labels, iri)) }
                                td { ul.plain { @for hub in by_name(cx, network, hubs) { li { (value::thing(cx, &network.labels, hub)) } } } }
                                td.number { (cx.lang().number(network.neighbours(iri).len())) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Each hub with its members: all that the picture shows.
fn all(cx: Context<'_>, network: &Network) -> Markup {
    html! {
        section aria-labelledby="all" {
            h2 #all { (cx.t("Tout ce que montre l'image", "All that the picture shows")) }
            div.folds {
                @for hub in by_name(cx, network, network.hubs.keys()) {
                    @let members = by_name(cx, network, network.hubs.get(hub).into_iter().flatten());
                    details {
                        summary { (value::name(&network.labels.name(hub, cx.lang()))) " " span.count { (members.len()) } }
                        p { (value::thing(cx, &network.labels, hub)) }
                        ul.plain { @for member in members { li { (value::thing(cx, &network.labels, member)) } } }
                    }
                }
            }
        }
    }
}

/// GET `/network.json`: nodes and links, as network tools read them.
///
/// # Errors
/// What the engine says; 404 where the settings have no network.
pub async fn twin(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    if site.config.network.is_none() {
        return Err(Problem::not_found(&visit.path));
    }
    let reply = site
        .reply(&["network.json", visit.lang.code()])
        .vary("Accept, Accept-Language");
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let network = site.network().await?;
    let node = |iri: &String| {
        let kind = if network.is_hub(iri) { "hub" } else { "member" };
        json!({ "id": iri, "name": network.labels.name(iri, visit.lang).text, "kind": kind })
    };
    let nodes: Vec<_> = network
        .hubs
        .keys()
        .chain(network.members.keys())
        .map(node)
        .collect();
    let pairs = network
        .hubs
        .iter()
        .flat_map(|(hub, named)| named.iter().map(move |member| (hub, member)));
    let links: Vec<_> = pairs
        .map(|(hub, member)| json!({ "source": hub, "target": member }))
        .collect();
    Ok(reply.ok(JSON, json!({ "nodes": nodes, "links": links }).to_string()))
}
