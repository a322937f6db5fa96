//! `/queries`: the stored queries; `/queries/{name}`: one of them with its question, its parameters,
//! its answer and its text.

pub mod form;

use super::answer::Width;
use super::layout::{Head, page};
use super::{Context, sparql};
use crate::engine::{Asker, Form, QueryError, RequestedDataset};
use crate::publication::StoredQuery;
use crate::publication::stored_query::Parameter;
use crate::serve::api::unfit;
use crate::serve::language::Lang;
use crate::serve::names::encoded;
use crate::serve::negotiate;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows that are shown.
const ROWS: usize = 500;

/// The stored queries as links.
pub fn links(cx: Context<'_>) -> Markup {
    html! {
        ul.questions {
            @for query in &cx.site.queries {
                li {
                    a href=(cx.href(&format!("/queries/{}", query.name))) { (cx.of(&query.title)) }
                }
            }
        }
    }
}

/// Files of an answer that has rows: format and what it is called.
const TABLES: [(&str, &str); 4] = [
    ("csv", "CSV"),
    ("json", "JSON"),
    ("xml", "XML"),
    ("tsv", "TSV"),
];
/// Files of an answer that is a graph.
const GRAPHS: [(&str, &str); 3] = [
    ("ttl", "Turtle"),
    ("jsonld", "JSON-LD"),
    ("nt", "N-Triples"),
];

/// GET `/queries`.
pub async fn list(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    visit.wants_page()?;
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let title = cx
        .t("Questions et réponses", "Questions and answers")
        .into_owned();
    let main = html! {
        h1 { (title) }
        dl.questions {
            @for query in &site.queries {
                dt { a href=(cx.href(&format!("/queries/{}", query.name))) { (cx.of(&query.title)) } }
                dd { (cx.of(&query.description)) }
            }
        }
    };
    let head = Head {
        title,
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// GET `/queries/{name}`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let name = visit.path.strip_prefix("/queries/").unwrap_or_default();
    let query = site
        .stored_query(name)
        .ok_or_else(|| Problem::not_found(&visit.path))?;
    if let Some(elsewhere) = for_programs(&visit)? {
        return Ok(elsewhere);
    }
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let values = values(query, &visit);
    let text = query.with_values(&values, &site.config.base);
    let answer = match &text {
        Ok(text) => Some(answer(cx, query, text).await?),
        Err(_) => None,
    };
    let wrong = match &text {
        Err(found) if !values.is_empty() => unfit::beside(found, query),
        _ => BTreeMap::new(),
    };
    let choices = site.choices().await?;
    let title = cx.of(&query.title).into_owned();
    let description = cx.of(&query.description).into_owned();
    let main = html! {
        (breadcrumb(cx))
        h1 { (title) }
        p.lead { (description) }
        (form::form(cx, query, choices, &values, &wrong))
        @if let (Some((answer, form)), Ok(text)) = (&answer, &text) {
            section aria-labelledby="answer" {
                h2 #answer { (cx.t("Réponse", "Answer")) }
                (answer)
                @if query.is_own_table() {
                    (files(cx, query, text, &TABLES))
                    (addresses(cx, query, &values))
                } @else if *form == Form::Graph {
                    (files(cx, query, text, &GRAPHS))
                }
            }
        }
        (text_of(cx, text.as_deref().unwrap_or(&query.text)))
    };
    let head = Head {
        title,
        description,
        own: query
            .parameters
            .iter()
            .map(|one| one.name.clone())
            .collect(),
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// The text of a query, and where it may be changed.
fn text_of(cx: Context<'_>, text: &str) -> Markup {
    html! {
        section aria-labelledby="text" {
            h2 #text { (cx.t("La requête", "The query")) }
            pre tabindex="0" { code { (sparql::visible_lines(text)) } }
            p { a href=(cx.href(&format!("/sparql?query={}", encoded(text)))) {
                (cx.t("Modifier et exécuter", "Edit and run"))
            } }
        }
    }
}

fn breadcrumb(cx: Context<'_>) -> Markup {
    html! {
        nav.breadcrumb aria-label=(cx.t("Fil d'Ariane", "Breadcrumb")) {
            ol {
                li { a href=(cx.href("/")) { (cx.t("Accueil", "Home")) } }
                li { a href=(cx.href("/queries")) { (cx.t("Questions", "Questions")) } }
            }
        }
    }
}

/// The way to the interface for programs, for a request that wants no page.
fn for_programs(visit: &Visit) -> Result<Option<Response>, Problem> {
    let offers = [
        (negotiate::HTML, true),
        ("application/json", false),
        ("text/csv", false),
    ];
    match negotiate::media(visit.accept().as_deref(), &offers) {
        Some((_, true)) => Ok(None),
        Some((_, false)) => {
            let to = format!(
                "{}?{}",
                visit.path.replacen("/queries/", "/api/", 1),
                visit.query
            );
            let reply = Reply::new().vary("Accept, Accept-Language");
            Ok(Some(
                reply.redirect(StatusCode::SEE_OTHER, to.trim_end_matches('?')),
            ))
        }
        None => Err(Problem::not_acceptable(offers.map(|(offer, _)| offer))),
    }
}

/// The values that the address gives to the parameters of the query.
fn values(query: &StoredQuery, visit: &Visit) -> BTreeMap<String, String> {
    let given = query.parameters.iter().filter_map(|parameter| {
        let value = visit.parameters.get(&parameter.name);
        let value = value.filter(|value| !value.is_empty());
        let value = of_language(parameter, value, visit).or(value)?;
        Some((parameter.name.clone(), value.to_owned()))
    });
    given.collect()
}

/// The value of a parameter that chooses among languages as pages do: that of the page where the address
/// gives none, or another tag of it (`en-GB`).
fn of_language(parameter: &Parameter, value: Option<&str>, visit: &Visit) -> Option<&'static str> {
    let code = visit.lang.code();
    let is_choice = parameter.name == "lang" && parameter.one_of.iter().any(|one| one == code);
    let is_its_tag = value.is_none_or(|tag| Lang::from_tag(tag) == Some(visit.lang));
    (is_choice && is_its_tag).then_some(code)
}

/// The answer and its form.
async fn answer(
    cx: Context<'_>,
    query: &StoredQuery,
    text: &str,
) -> Result<(Markup, Form), Problem> {
    let ready = cx.site.engine.ready(text).await?;
    let ready = ready.asked_by(Asker::Site);
    let form = ready.form;
    let shown = cx
        .site
        .engine
        .show(ready, RequestedDataset::default(), ROWS)
        .await;
    let titles = super::answer::titles(form, Some(query));
    // Subject, predicate and object belong together.
    let width = match form {
        Form::Graph => Width::Whole,
        Form::Select | Form::Ask => Width::Brief,
    };
    match shown {
        Err(error @ QueryError::Service(_)) => {
            // The question stays readable where the service that it asks may not be called.
            let problem = Problem::from(error);
            let why = crate::text::visible(&cx.of(&problem.detail)).into_owned();
            Ok((html! { p.wrong { (why) } }, form))
        }
        shown => Ok((
            super::answer::answer(cx, &shown?, &titles, width).await?,
            form,
        )),
    }
}

/// The addresses of this answer for programs.
fn addresses(cx: Context<'_>, query: &StoredQuery, values: &BTreeMap<String, String>) -> Markup {
    let pairs = values
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    let pairs = pairs.collect::<Vec<_>>().join("&");
    let address = |ending: &str| match pairs.as_str() {
        "" => format!("/api/{}{ending}", query.name),
        pairs => format!("/api/{}{ending}?{pairs}", query.name),
    };
    let places = query.text.contains("?lat") && query.text.contains("?long");
    html! {
        p {
            (cx.t("Adresse pour les programmes : ", "Address for programs: "))
            a href=(address("")) { code { (address("")) } }
            " (JSON" (if places { ", CSV, GeoJSON" } else { ", CSV" }) ") · "
            a href=(cx.href("/api")) { (cx.t("toute l'interface", "the whole interface")) }
        }
    }
}

fn files(cx: Context<'_>, query: &StoredQuery, text: &str, formats: &[(&str, &str)]) -> Markup {
    let address = |format: &str| {
        format!(
            "/sparql?query={}&format={format}&download={}",
            encoded(text),
            encoded(&query.name)
        )
    };
    html! {
        p.downloads {
            (cx.t("Télécharger la réponse : ", "Download the answer: "))
            @for (format, name) in formats {
                a href=(address(format)) { (name) } " "
            }
        }
    }
}
