//! `/check` for people: whether the graph has its shapes, and what does not.

use super::Context;
use super::layout::{Head, page};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use crate::shapes::{Report, Violation, report};
use crate::text::{shortened, visible};
use axum::response::Response;
use maud::{Markup, html};
use oxigraph::model::Term;

/// Results that the page shows; the data has all.
const SHOWN: usize = 200;

/// The page of the report.
///
/// # Errors
/// What the engine says.
pub async fn get(site: &Site, visit: &Visit, report: &Report) -> Result<Response, Problem> {
    let reply = site.page_reply(visit);
    if let Some(response) = reply.not_modified(visit) {
        return Ok(response);
    }
    let cx = Context::new(site, visit);
    let shown: Vec<&Violation> = report.violations.iter().take(SHOWN).collect();
    let title = cx
        .t("Vérification du graphe", "Check of the graph")
        .into_owned();
    let (shapes, nodes) = (
        cx.lang().number(report.shapes),
        cx.lang().number(report.nodes),
    );
    let main = html! {
        h1 { (title) }
        p.lead {
            @if report.conforms() {
                (cx.t("Le graphe publié respecte toutes ses formes.", "The published graph meets all its shapes."))
            } @else {
                (cx.lang().number(report.violations.len())) " "
                (cx.t("résultats ne respectent pas les formes.", "results do not meet the shapes."))
            }
        }
        p {
            (cx.t("Formes : ", "Shapes: ")) (shapes) ". "
            (cx.t("Choses vérifiées : ", "Things checked: ")) (nodes) ". "
            a href="/shapes.ttl" { (cx.t("Lire les formes (SHACL)", "Read the shapes (SHACL)")) }
        }
        ul.inline aria-label=(cx.t("Formats", "Formats")) {
            li { a href="/check.json" { "JSON" } }
            li { a href="/check.ttl" { "Turtle (sh:ValidationReport)" } }
        }
        @if !shown.is_empty() {
            (results(cx, &shown))
            @if report.violations.len() > SHOWN {
                p { (cx.t("La suite est dans le fichier JSON.", "The rest is in the JSON file.")) }
            }
        }
    };
    let head = Head {
        title,
        alternates: vec![
            ("application/json", "/check.json".to_owned()),
            ("text/turtle", "/check.ttl".to_owned()),
        ],
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

fn results(cx: Context<'_>, shown: &[&Violation]) -> Markup {
    let base = &cx.site.config.base;
    let text = |text: String| shortened(&visible(&text), 200).into_owned();
    html! {
        table {
            caption.hidden { (cx.t("Ce qui ne respecte pas les formes", "What does not meet the shapes")) }
            thead { tr {
                th scope="col" { (cx.t("Chose", "Thing")) }
                th scope="col" { (cx.t("Chemin", "Path")) }
                th scope="col" { (cx.t("Valeur", "Value")) }
                th scope="col" { (cx.t("Ce qui est attendu", "What is expected")) }
            } }
            tbody {
                @for result in shown {
                    tr {
                        td { (focus(cx, &result.focus)) }
                        td { @if let Some(path) = &result.path { code { (text(report::plain_path(path, base))) } } }
                        td { @if let Some(value) = &result.value { (text(report::plain(value, base))) } }
                        td { (text(result.message(cx.lang().code()))) }
                    }
                }
            }
        }
    }
}

fn focus(cx: Context<'_>, node: &Term) -> Markup {
    let shown = report::plain(node, &cx.site.config.base);
    match node {
        Term::NamedNode(_) => match cx.site.names.page(&report::plain(node, "")) {
            Some(address) => html! { a href=(address) { (visible(&shown)) } },
            None => html! { code { (visible(&shown)) } },
        },
        _ => html! { code { (visible(&shown)) } },
    }
}
