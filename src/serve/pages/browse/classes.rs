//! `/browse`: the classes with how many things each has.

use crate::serve::lookup::departed;
use crate::serve::pages::layout::{Head, page};
use crate::serve::pages::{Context, value};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use maud::html;
use oxigraph::model::Term;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The classes and how many things each has, the largest first. Things that were merged or withdrawn do
/// not count; they are few, so that they are counted apart.
///
/// # Errors
/// What the engine says.
pub async fn counts(site: &Site) -> Result<Vec<(String, usize)>, Problem> {
    let mut counts = counted(site, "?s a ?c").await?;
    let departed = format!("?s a ?c {}", departed(&site.config.base));
    for (class, count) in counted(site, &departed).await? {
        counts.entry(class).and_modify(|all| *all -= count);
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.retain(|(_, count)| *count > 0);
    counts.sort_by_key(|(_, count)| Reverse(*count));
    Ok(counts)
}

/// How many things of each class a pattern finds.
async fn counted(site: &Site, pattern: &str) -> Result<BTreeMap<String, usize>, Problem> {
    let text = format!("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ {pattern} }} GROUP BY ?c");
    let rows = site.engine.select(&text).await?.rows;
    let counts = rows.iter().filter_map(|row| match row.as_slice() {
        [Some(Term::NamedNode(class)), Some(Term::Literal(n))] => {
            Some((class.as_str().to_owned(), n.value().parse().ok()?))
        }
        _ => None,
    });
    Ok(counts.collect())
}

/// GET `/browse`.
pub async fn classes(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    visit.wants_page()?;
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let counts = counts(&site).await?;
    let labels = site
        .labels(counts.iter().map(|(class, _)| class.as_str()))
        .await?;
    let title = cx
        .t("Parcourir les données", "Browse the data")
        .into_owned();
    let main = html! {
        h1 { (title) }
        table {
            caption.hidden { (cx.t("Classes et nombre de choses", "Classes and number of things")) }
            thead { tr {
                th scope="col" { (cx.t("Classe", "Class")) }
                th.number scope="col" { (cx.t("Nombre", "Number")) }
            } }
            tbody {
                @for (class, count) in &counts {
                    tr {
                        th scope="row" {
                            a href=(cx.href(&site.names.browse(class))) {
                                (value::name(&labels.name(class, cx.lang())))
                            }
                            " " span.quiet { (crate::text::visible(&site.names.short(class))) }
                        }
                        td.number { (cx.lang().number(count)) }
                    }
                }
            }
        }
    };
    let head = Head {
        title,
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}
