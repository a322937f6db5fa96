//! `/dump`: the whole dataset as files, and what is in it.

use super::Context;
use super::layout::{Head, page};
use crate::graph::dump::Format;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;

/// GET `/dump`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    visit.wants_page()?;
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let title = cx
        .t("Télécharger les données", "Download the data")
        .to_owned();
    let main = html! {
        h1 { (title) }
        p.lead { (cx.lang().of(&site.config.description)) }
        (formats(cx))
        h2 { (cx.t("Graphes nommés", "Named graphs")) }
        table {
            caption.hidden { (cx.t("Triplets par graphe", "Triples per graph")) }
            thead { tr {
                th scope="col" { (cx.t("Graphe", "Graph")) }
                th.number scope="col" { (cx.t("Triplets", "Triples")) }
            } }
            tbody {
                @for (graph, triples) in &site.graphs {
                    tr {
                        td { code { (graph) } }
                        td.number { (cx.lang().number(triples)) }
                    }
                }
            }
        }
        p { (cx.t("Version : ", "Version: ")) code.long { (site.version) } }
    };
    let head = Head {
        title,
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// The list of the files.
pub fn formats(cx: Context<'_>) -> Markup {
    html! {
        ul.formats {
            @for format in Format::ALL {
                li {
                    a href=(format!("/dump/graph.{}", format.extension())) download="" { (format.name()) }
                    " "
                    span.quiet {
                        @match format {
                            Format::Trig | Format::Nq | Format::JsonLd =>
                                (cx.t("avec les graphes nommés", "with the named graphs")),
                            _ => (cx.t("tous graphes réunis", "all graphs merged")),
                        }
                    }
                }
            }
        }
    }
}
