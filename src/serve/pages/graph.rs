//! `/graph/{name}`: a named graph as a dataset: its size, what is in it, how to get it.

use super::Context;
use super::layout::{Head, page};
use super::value;
use crate::graph::dump::Format;
use crate::serve::names::encoded;
use crate::serve::negotiate;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::html;
use oxigraph::model::{NamedNode, Term};
use std::sync::Arc;

/// The address of the graph itself in a format.
fn address(node: &NamedNode, format: Format) -> String {
    let text = format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {node} {{ ?s ?p ?o }} }}");
    format!(
        "/sparql?query={}&format={}",
        encoded(&text),
        format.extension()
    )
}

/// The classes of a graph with how many things each has.
async fn classes(site: &Site, node: &NamedNode) -> Result<Vec<(String, String)>, Problem> {
    let text = format!(
        "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH {node} {{ ?s a ?c }} }} GROUP BY ?c ORDER BY DESC(?n) ?c"
    );
    let rows = site.engine.select(&text).await?.rows;
    let classes = rows.iter().filter_map(|row| match row.as_slice() {
        [Some(Term::NamedNode(class)), Some(Term::Literal(n))] => {
            Some((class.as_str().to_owned(), n.value().to_owned()))
        }
        _ => None,
    });
    Ok(classes.collect())
}

/// GET `/graph/{name}`; a request for RDF is led to the graph itself.
///
/// # Errors
/// 404 for a graph that is not there, 406 for what is neither a page nor RDF.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let not_found = || Problem::not_found(&visit.path);
    let iri = site.config.iri(visit.path.trim_start_matches('/'));
    let triples = *site.graphs.get(&iri).ok_or_else(not_found)?;
    let node = NamedNode::new(&iri).map_err(|_| not_found())?;
    let mut offers: Vec<(&str, Option<Format>)> = vec![(negotiate::HTML, None)];
    offers.extend(Format::ALL.map(|format| (format.media_type(), Some(format))));
    match negotiate::media(visit.accept().as_deref(), &offers) {
        Some((_, None)) => {}
        Some((_, Some(format))) => {
            let reply = Reply::new().vary("Accept, Accept-Language");
            return Ok(reply.redirect(StatusCode::SEE_OTHER, address(&node, *format)));
        }
        None => {
            return Err(Problem::not_acceptable(
                offers.iter().map(|(name, _)| *name),
            ));
        }
    }
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let classes = classes(&site, &node).await?;
    let labels = site
        .labels(
            classes
                .iter()
                .map(|(class, _)| class.as_str())
                .chain([iri.as_str()]),
        )
        .await?;
    let name = labels.name(&iri, cx.lang());
    let main = html! {
        h1 lang=[&name.lang] { (cx.t("Graphe : ", "Graph: ")) (name.text) }
        p { (cx.lang().number(triples)) (cx.t(" triplets. Identifiant : ", " triples. Identifier: ")) code.long { (iri) } }
        table {
            thead { tr { th scope="col" { (cx.t("Classe", "Class")) } th.number scope="col" { (cx.t("Choses", "Things")) } } }
            tbody {
                @for (class, count) in &classes {
                    tr { th scope="row" { (value::thing(cx, &labels, class)) } td.number { (cx.lang().number(count)) } }
                }
            }
        }
        section aria-labelledby="files" {
            h2 #files { (cx.t("Télécharger ce graphe", "Download this graph")) }
            ul.inline { @for format in Format::ALL { li { a href=(address(&node, format)) { (format.name()) } } } }
        }
    };
    let head = Head {
        title: name.text.clone(),
        subject: Some(iri.clone()),
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}
