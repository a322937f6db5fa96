//! `/page/{path}`: all that is said of a thing, for people.
//!
//! In: the facts of a thing. Out: its name, its kinds, its summary, its properties by name, where they
//! come from, what points to it, and the same as data.

pub mod apart;
pub mod around;
pub mod described;
pub mod evidence;
pub mod facts;
pub mod parts;
pub mod pointing;
pub mod structured;
pub mod title;
pub mod tree;

use super::layout::{Head, numbered, page};
use super::{Context, value};
use crate::graph::dump::Format;
use crate::serve::data::form::Form;
use crate::serve::held::{Finder, Network};
use crate::serve::labels::{self, Labels};
use crate::serve::lookup::Fact;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use crate::serve::signposts;
use crate::serve::site::Site;
use crate::serve::thing::{self, Found, Thing};
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use described::Described;
use maud::{Markup, html};
use oxigraph::model::{Literal, Term};
use std::collections::BTreeSet;
use std::sync::Arc;
use title::Title;

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

/// The head of a page.
fn head(site: &Site, visit: &Visit, link: &str) -> Reply {
    site.page_reply(visit).header(header::LINK, link)
}

/// GET `/page/{path}`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    // What does not exist has no form that could be asked for.
    let wanted = visit.wants_page();
    if wanted.is_ok()
        && let Some((page, link)) = site.kept_page(&visit)
    {
        let reply = head(&site, &visit, &link);
        return Ok(reply
            .not_modified(&visit)
            .unwrap_or_else(|| reply.ok("text/html", page)));
    }
    let path = visit.path.strip_prefix("/page/").unwrap_or_default();
    let thing = match thing::find(&site, path, &visit.path).await? {
        Found::Thing(thing) => thing,
        Found::Replaced(iri) => return Ok(thing::moved(&site, &visit, &iri, "page")),
    };
    wanted?;
    let iri = thing.iri.as_str();
    let link = links(&site, &thing).join(", ");
    let reply = head(&site, &visit, &link);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let finder = site.finder().await?;
    let network = site.network().await?;
    let described = described::gather(cx, &thing.facts).await?;
    let pointing = pointing::gather(cx, &thing.iri).await?;
    let mut named: BTreeSet<&str> = described.iris();
    named.extend(pointing.iris());
    named.insert(iri);
    named.extend(thing.facts.iter().flat_map(iris_of));
    let labels = site.labels(named).await?;
    let listed = pointing.groups.iter().map(|(_, _, things)| &**things);
    let gathered = Gathered {
        described: &described,
        told: pointing::Told {
            pointing: &pointing,
            labels: &labels,
            apart: &apart::gather(cx, listed, &labels).await?,
        },
        network,
        finder,
        title: title::of(cx, &thing, &labels).await?,
    };
    let page = site.keep_page(&visit, whole(cx, &thing, &gathered, &labels), &link);
    Ok(reply.ok("text/html", page))
}

/// The typed links of a page about a thing.
fn links(site: &Site, thing: &Thing) -> Vec<String> {
    let iri = thing.iri.as_str();
    let mut links = vec![
        signposts::link(iri, "describes", ""),
        signposts::link(iri, "cite-as", ""),
        signposts::link("https://schema.org/AboutPage", "type", ""),
    ];
    for form in [Form::Rdf(Format::Ttl), Form::Rdf(Format::JsonLd), Form::Csv] {
        let address = format!("{}{}", site.public_url, parts::data_address(thing, form));
        links.push(signposts::link(&address, "describedby", form.media_type()));
    }
    links.extend(signposts::of_data(site));
    links
}

/// The IRIs in a fact that need a name.
fn iris_of(fact: &Fact) -> impl Iterator<Item = &str> {
    let object = match &fact.value.0 {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    };
    object.into_iter().chain([fact.property.as_str()])
}

/// All that a page is made of, names aside.
struct Gathered<'g> {
    described: &'g Described,
    told: pointing::Told<'g>,
    network: &'g Network,
    finder: &'g Finder,
    title: Title,
}

fn whole(cx: Context<'_>, thing: &Thing, gathered: &Gathered<'_>, labels: &Labels) -> Markup {
    let Gathered {
        described,
        told,
        network,
        finder,
        title,
    } = gathered;
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
            (parts::breadcrumb(cx, thing, labels))
            h1 lang=[&name.lang] { (name.text) @if let Some(last) = &title.last { " " span.quiet { (last) } } }
            (parts::badges(cx, thing, labels))
            @if let Some(summary) = summary {
                p.lead lang=[labels::name(summary, cx.lang()).lang] { (value::lines(summary.value())) }
            }
            p.asof { (cx.t("Situation au ", "Situation on ")) (cx.lang().date(&cx.site.config.situation.date)) }
            div.beside {
                (around::bars(cx, finder, iri))
                (around::place(cx, finder, thing))
            }
            (facts::section(cx, described, labels, &shown_above))
            (around::members(cx, network, finder, iri))
            (around::neighbours(cx, network, iri))
            (around::held(cx, finder, iri))
            (tree::section(cx, &told.pointing.tree, labels))
            (evidence::section(cx, thing, described, labels))
            (pointing::section(cx, thing, *told))
            (around::cite(cx, thing, &name.text))
            (parts::downloads(cx, thing))
        }
    };
    let head = Head {
        title: match &told.pointing.whole {
            Some((property, page)) => {
                let property = labels.name(property, cx.lang()).text;
                numbered(&format!("{} – {property}", title.whole), *page)
            }
            None => title.whole.clone(),
        },
        description: summary.map_or_else(String::new, |summary| summary.value().to_owned()),
        alternates: Form::all()
            .map(|form| (form.media_type(), parts::data_address(thing, form)))
            .collect(),
        subject: Some(iri.to_owned()),
        structured: structured::of(cx, thing, labels, summary.map_or("", Literal::value)),
        own: match &told.pointing.whole {
            Some(_) => ["from", "page"].map(str::to_owned).to_vec(),
            None => Vec::new(),
        },
        editor: false,
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
                Term::Literal(literal) if !literal.value().trim().is_empty() => {
                    Some((labels::distance(literal, cx.lang()), rank, literal))
                }
                _ => None,
            }
        })
        .min_by_key(|(distance, rank, literal)| (*distance, *rank, literal.value()))
        .map(|(_, _, literal)| literal)
}
