//! `…/preview?id=`: a thing in a few lines, made to stand in a frame of another site (0.2 §5,
//! 1.0-draft §5); with `&view` the address of its page.

use super::super::pages::Context;
use super::super::problem::Problem;
use super::super::site::Site;
use super::super::visit::Visit;
use crate::serve::held::reconciling::Kept;
use axum::extract::State;
use axum::http::{HeaderName, StatusCode};
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};
use oxigraph::model::Term;
use std::sync::Arc;

/// Values of a property that are shown.
const SHOWN: usize = 3;
/// As every page, but that it may stand in a frame anywhere and runs nothing.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *";

/// GET `…/preview?id=`.
pub(super) async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let kept = site.reconciled().await?;
    let finder = site.finder().await?;
    let id = visit.parameters.get("id").unwrap_or_default();
    let number = kept.service.number(id);
    let entry = number.and_then(|number| finder.entry(number));
    let (Some(number), Some(entry)) = (number, entry) else {
        return Err(Problem::not_found(&format!(
            "{}?{}",
            visit.path, visit.query
        )));
    };
    let page = site.names.page(&entry.iri);
    let address = page.map_or_else(|| entry.iri.clone(), |page| visit.href(&page));
    let reply = site
        .reply(&[&visit.path, &visit.query, visit.lang.code(), "preview"])
        .vary("Accept-Language")
        .lang(visit.lang);
    if visit.parameters.get("view").is_some() {
        return Ok(reply.redirect(StatusCode::SEE_OTHER, address));
    }
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let name = finder.labels.name(&entry.iri, visit.lang).text;
    let kind = site.config.search.kinds.get(entry.kind);
    let note = finder
        .notes
        .get(&entry.iri)
        .map(|note| finder.labels.name(note, visit.lang).text);
    let about = kind
        .map(|kind| visit.lang.of(&kind.one).to_owned())
        .into_iter()
        .chain(note);
    let about: Vec<String> = about.collect();
    let shown = html! {
        (DOCTYPE)
        html lang=(visit.lang.code()) {
            head {
                meta charset="utf-8";
                title { (name) }
                link rel="stylesheet" href=(site.assets.style());
            }
            body {
                main {
                    p { a href=(address) target="_blank" rel="noopener" { strong { (name) } } }
                    p { (about.join(", ")) }
                    (facts(cx, &kept, number))
                }
            }
        }
    };
    let reply = reply.header(HeaderName::from_static("content-security-policy"), POLICY);
    Ok(reply.ok("text/html", shown.into_string()))
}

/// The first values of each property.
fn facts(cx: Context<'_>, kept: &Kept, number: u32) -> Markup {
    let values = kept
        .values
        .get(number as usize)
        .map_or(&[][..], Vec::as_slice);
    let text = |value: &Term| match value {
        Term::NamedNode(node) => kept.labels.name(node.as_str(), cx.lang()).text,
        Term::Literal(literal) => {
            crate::text::shortened(&crate::text::visible(literal.value()), 120).into_owned()
        }
        _ => String::new(),
    };
    html! {
        dl {
            @for (property, values) in kept.properties.iter().zip(values) {
                @if !values.is_empty() {
                    dt { (cx.of(&property.title)) }
                    dd {
                        (values.iter().take(SHOWN).map(text).collect::<Vec<_>>().join(" · "))
                        @if values.len() > SHOWN { " …" }
                    }
                }
            }
        }
    }
}
