//! `/sparql` for people: a form, and the answer as a table, a chart and a map. The form works by itself;
//! a script of this site completes words and puts the cursor where an error is.

pub mod help;

use super::Context;
use super::answer::{Width, answer, titles};
use super::layout::{Head, page};
use crate::engine::{AnswerFormat, Form, ParsedQuery, RequestedDataset};
use crate::graph::vocab::PREFIXES;
use crate::serve::names::encoded;
use crate::serve::problem::Problem;
use crate::serve::reply::Reply;
use crate::serve::site::Site;
use crate::serve::sparql::offers::{self, Offer};
use crate::serve::sparql::request::Question;
use crate::serve::visit::Visit;
use crate::text::{is_deceptive, visible};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use maud::{Markup, html};
use std::fmt::Write as _;

/// Rows that are shown.
const ROWS: usize = 500;

const EXAMPLE: &str = "SELECT ?class (COUNT(?thing) AS ?things) WHERE {\n  ?thing a ?class\n}\nGROUP BY ?class\nORDER BY DESC(?things)\n";

/// The page with the empty form.
pub fn form(site: &Site, visit: &Visit) -> Response {
    let reply = site.page_reply(visit);
    if let Some(response) = reply.not_modified(visit) {
        return response;
    }
    let cx = Context::new(site, visit);
    let example = help::example(site, visit).map(|text| Question {
        text,
        dataset: RequestedDataset::default(),
        format: None,
    });
    let markup = whole(cx, example.as_ref(), None, &html! {});
    reply.ok("text/html", markup.into_string())
}

/// The page with a query that cannot be read: 400.
pub fn failed(site: &Site, visit: &Visit, question: &Question, problem: &Problem) -> Response {
    let cx = Context::new(site, visit);
    let markup = whole(cx, Some(question), Some(problem), &html! {});
    let mut response = Reply::fleeting()
        .vary("Accept, Accept-Language")
        .lang(visit.lang)
        .ok("text/html", markup.into_string());
    *response.status_mut() = problem.status;
    response
}

/// The page with the answer to a query.
///
/// # Errors
/// What the engine says.
pub async fn results(
    site: &Site,
    visit: &Visit,
    question: Question,
    query: ParsedQuery,
) -> Result<Response, Problem> {
    let cx = Context::new(site, visit);
    let form = query.form;
    let shown = site
        .engine
        .show(query, question.dataset.clone(), ROWS)
        .await;
    let shown = match shown {
        Ok(shown) => shown,
        Err(error) => {
            let problem = Problem::from(error);
            let mut response = failed(site, visit, &question, &problem);
            for (name, value) in &problem.headers {
                response.headers_mut().insert(name.clone(), value.clone());
            }
            return Ok(response);
        }
    };
    let answer = html! {
        section aria-labelledby="answer" {
            h2 #answer { (cx.t("Réponse", "Answer")) }
            (answer(cx, &shown, &titles(form, None), Width::Whole).await?)
            (files(cx, &question, form))
        }
    };
    let markup = whole(cx, Some(&question), None, &answer);
    let mut response = Reply::fleeting()
        .vary("Accept, Accept-Language")
        .lang(visit.lang)
        .ok("text/html", markup.into_string());
    let robots = HeaderValue::from_static("noindex");
    response
        .headers_mut()
        .insert(header::HeaderName::from_static("x-robots-tag"), robots);
    Ok(response)
}

fn whole(
    cx: Context<'_>,
    question: Option<&Question>,
    problem: Option<&Problem>,
    answer: &Markup,
) -> Markup {
    let title = cx.t("Requête SPARQL", "SPARQL query").into_owned();
    let main = html! {
        h1 { (title) }
        @if let Some(problem) = problem {
            div.wrong #wrong role="alert" {
                p { (visible(&cx.of(&problem.detail))) }
                @if let Some((question, place)) = question.zip(problem.place()) { (help::caret(&question.text, place)) }
            }
        }
        (editor(cx, question, problem))
        (help::examples(cx))
        (answer)
        section aria-labelledby="help" {
            h2 #help { (cx.t("Pour les programmes", "For programs")) }
            p { (cx.t(
                "Cette adresse suit le protocole SPARQL 1.1, en lecture : GET et POST, avec default-graph-uri et named-graph-uri. L'en-tête Accept choisit le format ; le paramètre format passe devant : json, xml, csv, tsv pour SELECT, json, xml pour ASK, ttl, trig, nt, nq, rdf, jsonld pour CONSTRUCT et DESCRIBE ; plan et plan.json disent, à la place de la réponse, comment elle est trouvée. Le paramètre download donne un nom de fichier.",
                "This address follows the SPARQL 1.1 Protocol, for reading: GET and POST, with default-graph-uri and named-graph-uri. The Accept header chooses the format; the parameter format overrides it: json, xml, csv, tsv for SELECT, json, xml for ASK, ttl, trig, nt, nq, rdf, jsonld for CONSTRUCT and DESCRIBE; plan and plan.json tell, in place of the answer, how it is found. The parameter download gives a file name.",
            )) }
            (limits(cx))
            details {
                summary { (cx.t("Préfixes", "Prefixes")) }
                pre tabindex="0" { code {
                    @for (prefix, namespace) in PREFIXES { "PREFIX " (prefix) ": <" (namespace) ">\n" }
                } }
            }
        }
    };
    page(
        cx,
        &Head {
            title,
            editor: true,
            ..Head::default()
        },
        &main,
    )
}

fn limits(cx: Context<'_>) -> Markup {
    let limits = &cx.site.limits;
    let (seconds, bytes) = (
        limits.time.as_secs_f32(),
        cx.lang().number(limits.query_bytes),
    );
    html! {
        p.quiet {
            (cx.t("Limites : ", "Limits: "))
            (seconds) " s" (cx.t(" par requête, ", " a query, "))
            (bytes) (cx.t(" octets de texte.", " bytes of text."))
        }
    }
}

/// The form, with a query in it.
fn editor(cx: Context<'_>, question: Option<&Question>, problem: Option<&Problem>) -> Markup {
    let place = problem.and_then(Problem::place);
    let text = question.map_or(EXAMPLE, |question| question.text.as_str());
    let graphs = |graphs: &[oxigraph::model::NamedNode], name: &str| {
        html! {
            @for graph in graphs { input type="hidden" name=(name) value=(graph.as_str()); }
        }
    };
    html! {
        form.editor method="get" action="/sparql" {
            label for="query" { (cx.t("Requête", "Query")) }
            // The parser of HTML drops one line feed after the start tag.
            div.typing {
                textarea #query name="query" rows="12" spellcheck="false" autocapitalize="off"
                    aria-invalid=[problem.map(|_| "true")] aria-describedby=[problem.map(|_| "wrong")]
                    data-terms=(cx.href("/sparql/terms.json"))
                    data-line=[place.map(|(line, _)| line)] data-column=[place.map(|(_, column)| column)] { "\n" (visible_lines(text)) }
            }
            @if cx.site.assets.rich_editor().is_none() { (help::keys(cx)) }
            @if let Some(question) = question {
                (graphs(&question.dataset.default_graphs, "default-graph-uri"))
                (graphs(&question.dataset.named_graphs, "named-graph-uri"))
            }
            @if cx.visit.lang_chosen {
                input type="hidden" name="lang" value=(cx.lang().code());
            }
            button type="submit" { (cx.t("Exécuter", "Run")) }
        }
    }
}

/// The text of a query with its deceptive characters as escapes, which mean the same anywhere in a
/// query (SPARQL 1.1 §19.2), and its lines kept.
pub fn visible_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_deceptive(c) && !"\n\r\t".contains(c) {
            // All of them are of the basic plane.
            let _ = write!(out, "\\u{:04X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn files(cx: Context<'_>, question: &Question, form: Form) -> Markup {
    let mut address = format!("/sparql?query={}", encoded(&question.text));
    let RequestedDataset {
        default_graphs,
        named_graphs,
    } = &question.dataset;
    for (name, graphs) in [
        ("default-graph-uri", default_graphs),
        ("named-graph-uri", named_graphs),
    ] {
        for graph in graphs {
            address = format!("{address}&{name}={}", encoded(graph.as_str()));
        }
    }
    html! {
        p.downloads {
            (cx.t("Télécharger la réponse entière : ", "Download the whole answer: "))
            @for (name, offer) in offers::names(form) {
                @if matches!(offer, Offer::Data(AnswerFormat::Results(_) | AnswerFormat::Graph(_))) {
                    a href=(format!("{address}&format={name}&download=")) { (name) } " "
                }
            }
        }
        p.downloads {
            (cx.t("Comment elle est trouvée (étapes, lignes attendues, lignes vues) : ", "How it is found (steps, rows expected, rows seen): "))
            @for (name, _) in offers::PLANS {
                a href=(format!("{address}&format={name}")) { (name) } " "
            }
        }
    }
}
