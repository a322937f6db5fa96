//! `/page/{path}`: all that is said of a thing, for people.
//!
//! In: the facts of a thing. Out: its name, its kinds, its summary, its properties by name, where they
//! come from, what points to it, and the same as data.

pub mod evidence;
pub mod facts;
pub mod pointing;

use super::layout::{Head, page};
use super::{Context, value};
use crate::graph::dump::Format;
use crate::serve::labels::{self, Labels};
use crate::serve::lookup::{self, Fact};
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use crate::serve::site::Site;
use crate::serve::thing::{self, Found, Thing};
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use facts::Described;
use maud::{Markup, html};
use oxigraph::model::{Literal, NamedNode, Term};
use pointing::Pointing;
use std::collections::BTreeSet;
use std::sync::Arc;

/// `rdf:type`.
pub const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/// Properties that sum a thing up, the best first.
const SUMMARIES: [&str; 6] = [
    "http://purl.org/dc/terms/abstract",
    "http://purl.org/dc/terms/description",
    "http://www.w3.org/2004/02/skos/core#definition",
    "https://schema.org/description",
    "http://schema.org/description",
    "http://www.w3.org/2000/01/rdf-schema#comment",
];

/// GET `/page/{path}`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let path = visit.path.strip_prefix("/page/").unwrap_or_default();
    let thing = match thing::find(&site, path, &visit.path).await? {
        Found::Thing(thing) => thing,
        Found::Replaced(iri) => {
            let to = visit.href(&thing::successor(&site, &iri, "page", ""));
            return Ok(Reply::new().redirect(StatusCode::MOVED_PERMANENTLY, to));
        }
    };
    let iri = thing.iri.as_str();
    let link = format!(
        "<{iri}>; rel=\"describes\", <{}>; rel=\"license\"",
        site.config.licence.iri
    );
    let reply = site.page_reply(&visit).header(header::LINK, link);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let described = facts::gather(cx, &thing.facts).await?;
    let pointing = pointing::gather(cx, &thing.iri).await?;
    let mut named: BTreeSet<&str> = described.iris();
    named.extend(pointing.iris());
    named.insert(iri);
    named.extend(thing.facts.iter().flat_map(iris_of));
    let labels = site.labels(named).await?;
    let markup = whole(cx, &thing, &described, &pointing, &labels);
    Ok(reply.ok("text/html", markup.into_string()))
}

/// The IRIs in a fact that need a name.
fn iris_of(fact: &Fact) -> impl Iterator<Item = &str> {
    let object = match &fact.value.0 {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    };
    object.into_iter().chain([fact.property.as_str()])
}

fn whole(
    cx: Context<'_>,
    thing: &Thing,
    described: &Described,
    pointing: &Pointing,
    labels: &Labels,
) -> Markup {
    let iri = thing.iri.as_str();
    let name = labels.name(iri, cx.lang());
    let summary = best(&thing.facts, &SUMMARIES, cx);
    let shown_above: Vec<&Literal> = labels
        .literal(iri, cx.lang())
        .into_iter()
        .chain(summary)
        .collect();
    let main = html! {
        article {
            (breadcrumb(cx, thing, labels))
            h1 lang=[&name.lang] { (name.text) }
            (badges(cx, thing, labels))
            @if let Some(summary) = summary {
                @let text = crate::text::visible(summary.value());
                @let shown = crate::text::shortened(&text, 3000);
                p.lead lang=[labels::name(summary, cx.lang()).lang] { (shown) }
            }
            (facts::section(cx, described, labels, &shown_above))
            (hierarchy(cx, pointing, labels))
            (evidence::section(cx, described, labels))
            (pointing::section(cx, thing, pointing, labels))
            (downloads(cx, thing))
        }
    };
    let head = Head {
        title: name.text.clone(),
        description: summary.map_or_else(String::new, |summary| summary.value().to_owned()),
        alternates: Format::ALL
            .map(|format| (format.media_type(), data_address(thing, format)))
            .to_vec(),
        subject: Some(iri.to_owned()),
    };
    page(cx, &head, &main)
}

/// The best literal of the first of these properties, by language.
fn best<'f>(facts: &'f [Fact], properties: &[&str], cx: Context<'_>) -> Option<&'f Literal> {
    facts
        .iter()
        .filter_map(|fact| {
            let rank = properties
                .iter()
                .position(|known| *known == fact.property)?;
            match &fact.value.0 {
                Term::Literal(literal) => {
                    Some((labels::distance(literal, cx.lang()), rank, literal))
                }
                _ => None,
            }
        })
        .min_by_key(|(distance, rank, literal)| (*distance, *rank, literal.value()))
        .map(|(_, _, literal)| literal)
}

fn types(thing: &Thing) -> impl Iterator<Item = &str> {
    thing
        .facts
        .iter()
        .filter(|fact| fact.property == TYPE)
        .filter_map(|fact| match &fact.value.0 {
            Term::NamedNode(class) => Some(class.as_str()),
            _ => None,
        })
}

fn breadcrumb(cx: Context<'_>, thing: &Thing, labels: &Labels) -> Markup {
    let class = types(thing)
        .find(|class| cx.site.names.page(class).is_some())
        .or(types(thing).next());
    html! {
        nav.breadcrumb aria-label=(cx.t("Fil d'Ariane", "Breadcrumb")) {
            ol {
                li { a href=(cx.href("/")) { (cx.t("Accueil", "Home")) } }
                @if let Some(class) = class {
                    li {
                        a href=(cx.href(&cx.site.names.browse(class))) {
                            (value::name(&labels.name(class, cx.lang())))
                        }
                    }
                }
            }
        }
    }
}

/// The kinds of the thing (in the publication's own terms where it has them), and the values that the publication wants beside the heading.
fn badges(cx: Context<'_>, thing: &Thing, labels: &Labels) -> Markup {
    let own: BTreeSet<&str> = types(thing)
        .filter(|class| cx.site.names.page(class).is_some())
        .collect();
    let classes = if own.is_empty() {
        types(thing).collect()
    } else {
        own
    };
    let mut values: Vec<(&str, &Term)> = thing
        .facts
        .iter()
        .filter(|fact| cx.site.pages.badges.contains(&fact.property))
        .map(|fact| (fact.property.as_str(), &fact.value.0))
        .collect();
    values.dedup();
    html! {
        @if !values.is_empty() || !classes.is_empty() { ul.badges {
            @for (property, term) in values {
                li.strong { (value::term(cx, labels, Some(property), term)) }
            }
            @for class in classes {
                li {
                    a href=(cx.href(&cx.site.names.browse(class))) {
                        (value::name(&labels.name(class, cx.lang())))
                    }
                }
            }
        } }
    }
}

/// The concepts of a scheme, or the narrower ones of a concept, as a tree.
fn hierarchy(cx: Context<'_>, pointing: &Pointing, labels: &Labels) -> Markup {
    html! {
        @if !pointing.tree.is_empty() {
            section aria-labelledby="tree" {
                h2 #tree { (cx.t("Hiérarchie", "Hierarchy")) }
                (pointing::tree(cx, labels, &pointing.tree))
            }
        }
    }
}

fn data_address(thing: &Thing, format: Format) -> String {
    format!("/data/{}.{}", thing.path, format.extension())
}

fn downloads(cx: Context<'_>, thing: &Thing) -> Markup {
    html! {
        section.downloads aria-labelledby="data" {
            h2 #data { (cx.t("Ces données ailleurs", "This data elsewhere")) }
            ul.inline {
                @for format in Format::ALL {
                    li { a href=(data_address(thing, format)) { (format.name()) } }
                }
            }
            p {
                (cx.t("Identifiant permanent : ", "Permanent identifier: "))
                code.long { (crate::text::visible(thing.iri.as_str())) }
            }
        }
    }
}

/// The facts of other things, by thing.
///
/// # Errors
/// What the engine says.
pub async fn others(
    cx: Context<'_>,
    iris: &BTreeSet<&str>,
) -> Result<Vec<(String, Fact)>, Problem> {
    let nodes: Vec<NamedNode> = iris
        .iter()
        .filter_map(|iri| NamedNode::new(*iri).ok())
        .collect();
    Ok(lookup::facts(&cx.site.engine, &nodes).await?)
}
