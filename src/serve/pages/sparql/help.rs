//! What helps to write a query: where it went wrong, stored queries to start from, and the words that
//! an editor completes, as JSON at `/sparql/terms.json`.

use crate::graph::vocab::PREFIXES;
use crate::serve::names::encoded;
use crate::serve::pages::{Context, browse};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use oxigraph::model::Term;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The line of a query that is wrong, and a caret under the place.
pub fn caret(text: &str, (line, column): (usize, usize)) -> Markup {
    let shown = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let number = format!("{line} | ");
    let before: String = shown
        .chars()
        .take(column.saturating_sub(1))
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect();
    html! {
        pre.caret tabindex="0" {
            (number) (super::visible_lines(shown)) "\n"
            (" ".repeat(number.chars().count())) (before) strong aria-hidden="true" { "^" }
        }
    }
}

/// What keys do once the script of the editor runs; shown where scripts are, from the first paint.
pub fn keys(cx: Context<'_>) -> Markup {
    html! {
        p.quiet.scripted #typing-help { (cx.t(
            "Ctrl + Espace propose des mots ; Échap ferme la liste ; Ctrl + Entrée exécute.",
            "Ctrl + Space proposes words; Escape closes the list; Ctrl + Enter runs the query.",
        )) }
    }
}

/// The stored queries, each to be opened in the editor.
pub fn examples(cx: Context<'_>) -> Markup {
    html! {
        @if !cx.site.queries.is_empty() {
            details.examples {
                summary { (cx.t("Partir d'une question enregistrée", "Start from a stored question")) }
                ul.questions {
                    @for query in &cx.site.queries {
                        li { a href=(cx.href(&format!("/sparql?example={}", encoded(&query.name)))) rel="nofollow" { (cx.of(&query.title)) } }
                    }
                }
            }
        }
    }
}

/// The text of the stored query that an address names.
pub fn example(site: &Site, visit: &Visit) -> Option<String> {
    let query = site.stored_query(visit.parameters.get("example")?)?;
    query.with_values(&BTreeMap::new(), &site.config.base).ok()
}

/// GET `/sparql/terms.json`: prefixes, and the classes and properties that the data uses or the
/// ontology defines, with their names and how many triples or things have them.
///
/// # Errors
/// What the engine says.
pub async fn terms(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let reply = site
        .reply(&["terms", visit.lang.code()])
        .vary("Accept-Language");
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let mut counts: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    counts.extend(
        site.ontology
            .terms
            .keys()
            .map(|iri| (iri.clone(), (0, "term"))),
    );
    let text = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p";
    for row in site.engine.select(text).await?.rows {
        if let [Some(Term::NamedNode(p)), Some(Term::Literal(n))] = row.as_slice() {
            counts.insert(
                p.as_str().to_owned(),
                (n.value().parse().unwrap_or(0), "property"),
            );
        }
    }
    let classes = browse::counts(&site).await?;
    counts.extend(
        classes
            .iter()
            .map(|(class, count)| (class.clone(), (*count, "class"))),
    );
    let labels = site.labels(counts.keys().map(String::as_str)).await?;
    let own = format!("{}ontology#", site.config.base);
    let declared: BTreeMap<&str, &str> = PREFIXES.iter().copied().collect();
    let terms = counts.iter().map(|(iri, (count, kind))| {
        let prefixed = declared.iter().find_map(|(prefix, namespace)| {
            let local = iri.strip_prefix(*namespace)?;
            let plain = !local.is_empty() && local.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
            plain.then(|| format!("{prefix}:{local}"))
        });
        let word = prefixed.unwrap_or_else(|| format!("<{iri}>"));
        json!({ "word": word, "name": labels.name(iri, visit.lang).text, "kind": kind, "count": count, "own": iri.starts_with(&own) })
    });
    let body = json!({ "prefixes": declared, "terms": terms.collect::<Vec<_>>() });
    Ok(reply.ok("application/json", body.to_string()))
}
