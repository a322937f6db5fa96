//! `/ontology` for people: what each class and property means, in the reader's language; how they hang
//! together ([`schema`]), who made them and what they stand beside ([`around`]).

mod around;
mod diagram;
mod relations;
mod schema;

use super::layout::{Head, page};
use super::{Context, value};
use crate::serve::data::form::Form;
use crate::serve::labels::{self, Labels, NAMING};
use crate::serve::names;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::response::Response;
use maud::{Markup, html};
use oxigraph::model::{Literal, Term};
use std::collections::BTreeSet;

const DEFINITIONS: [&str; 3] = [
    "http://www.w3.org/2004/02/skos/core#definition",
    "http://www.w3.org/2000/01/rdf-schema#comment",
    "http://purl.org/dc/terms/description",
];
/// What is told of a term in a list, in this order.
const TOLD: [&str; 10] = [
    "http://www.w3.org/2000/01/rdf-schema#subClassOf",
    "http://www.w3.org/2000/01/rdf-schema#subPropertyOf",
    "http://www.w3.org/2000/01/rdf-schema#domain",
    "https://schema.org/domainIncludes",
    "http://www.w3.org/2000/01/rdf-schema#range",
    "http://www.w3.org/2002/07/owl#inverseOf",
    "http://www.w3.org/2002/07/owl#equivalentClass",
    "http://www.w3.org/2002/07/owl#disjointWith",
    "http://www.w3.org/2000/01/rdf-schema#seeAlso",
    EXAMPLE,
];
const EXAMPLE: &str = "http://purl.org/vocab/vann/example";

/// The page of the ontology.
///
/// # Errors
/// What the engine says.
pub async fn get(site: &Site, visit: &Visit) -> Result<Response, Problem> {
    let reply = site.page_reply(visit);
    if let Some(response) = reply.not_modified(visit) {
        return Ok(response);
    }
    let cx = Context::new(site, visit);
    let ontology = &site.ontology;
    let mut iris: BTreeSet<&str> = ontology.terms.keys().map(String::as_str).collect();
    iris.extend(TOLD.into_iter().chain(around::HEAD).chain(around::ALIGNED));
    iris.insert(&ontology.iri);
    let said = ontology.terms.values().flatten().chain(&ontology.header);
    iris.extend(said.filter_map(|(_, object)| match object {
        Term::NamedNode(node) => Some(node.as_str()),
        _ => None,
    }));
    let labels = site.labels(iris).await?;
    let title = labels.name(&ontology.iri, cx.lang()).text;
    let classes = ["Class"];
    let properties = ["ObjectProperty", "DatatypeProperty", "AnnotationProperty"];
    let main = html! {
        h1 { (title) }
        @if let Some(text) = text(cx, &ontology.header, &DEFINITIONS) {
            p.lead lang=[labels::name(text, cx.lang()).lang] { (value::lines(text.value())) }
        }
        p { code.long { (ontology.iri) "#" } }
        (downloads(cx))
        (around::head(cx, &labels, ontology))
        (schema::section(cx, &labels, ontology))
        (terms(cx, &labels, &cx.t("Classes", "Classes"), "classes", &classes))
        (terms(cx, &labels, &cx.t("Propriétés", "Properties"), "properties", &properties))
        (around::alignments(cx, &labels, ontology))
    };
    let alternates = Form::all()
        .map(|form| (form.media_type(), data_address(cx, form)))
        .collect();
    let head = Head {
        title,
        alternates,
        subject: Some(ontology.iri.clone()),
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// Where the data of this page is: below the address of a version that of the version.
fn data_address(cx: Context<'_>, form: Form) -> String {
    let page = match cx.visit.path.as_str() {
        path if path.starts_with("/ontology/") => path,
        _ => "/ontology",
    };
    format!("{page}.{}", form.extension())
}

fn downloads(cx: Context<'_>) -> Markup {
    html! {
        ul.inline aria-label=(cx.t("Formats", "Formats")) {
            @for form in Form::all() {
                li { a href=(data_address(cx, form)) { (form.name()) } }
            }
        }
    }
}

fn terms(cx: Context<'_>, labels: &Labels, title: &str, id: &str, kinds: &[&str]) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (title) }
            @for (iri, said) in cx.site.ontology.of_kind(kinds) {
                (term(cx, labels, iri, said))
            }
        }
    }
}

fn term(cx: Context<'_>, labels: &Labels, iri: &str, said: &[(String, Term)]) -> Markup {
    let other = cx.lang().pick(
        crate::serve::language::Lang::En,
        crate::serve::language::Lang::Fr,
    );
    let elsewhere = labels
        .literal(iri, other)
        .filter(|name| labels::distance(name, other) == 0);
    html! {
        article.term id=(names::last_part(iri)) {
            h3 { (value::name(&labels.name(iri, cx.lang()))) " " code { (cx.site.names.short(iri)) } }
            @if let Some(name) = elsewhere {
                p.quiet { span lang=(other.code()) { (crate::text::visible(name.value())) } " " abbr.lang { (other.code()) } }
            }
            @if let Some(text) = text(cx, said, &DEFINITIONS) {
                p lang=[labels::name(text, cx.lang()).lang] { (value::lines(text.value())) }
            }
            dl.facts {
                @for property in TOLD {
                    @let values = values(said, property);
                    @if !values.is_empty() {
                        div {
                            dt { (value::property(cx, labels, property)) }
                            @for object in values { dd { (value::term(cx, labels, None, object)) (source(cx, property, object)) } }
                        }
                    }
                }
            }
        }
    }
}

/// An example as data, beside its page.
fn source(cx: Context<'_>, property: &str, object: &Term) -> Markup {
    let path = match object {
        Term::NamedNode(node) if property == EXAMPLE => cx.site.names.path(node.as_str()),
        _ => None,
    };
    html! { @if let Some(path) = path { " (" a href=(format!("/data/{path}.ttl")) { "Turtle" } ")" } }
}

/// The name of a term; `prefix:name` where it has none.
fn label(cx: Context<'_>, labels: &Labels, iri: &str) -> String {
    if labels.has(iri) || names::well_known(iri, cx.lang()).is_some() {
        labels.name(iri, cx.lang()).text
    } else {
        cx.site.names.short(iri)
    }
}

fn values<'s>(said: &'s [(String, Term)], property: &str) -> Vec<&'s Term> {
    said.iter()
        .filter(|(p, _)| p == property)
        .map(|(_, object)| object)
        .collect()
}

/// The best text of these properties, in the language of the page where there is one.
fn text<'s>(cx: Context<'_>, said: &'s [(String, Term)], among: &[&str]) -> Option<&'s Literal> {
    said.iter()
        .filter(|(property, _)| {
            among.contains(&property.as_str()) && !NAMING.contains(&property.as_str())
        })
        .filter_map(|(_, object)| match object {
            Term::Literal(literal) => Some(literal),
            _ => None,
        })
        .min_by_key(|literal| labels::distance(literal, cx.lang()))
}
