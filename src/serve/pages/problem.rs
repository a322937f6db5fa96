//! A problem as a page: what is wrong and where to go from here.
//!
//! In: a problem, the address that was asked. Out: its sentences; for an address where nothing is, a
//! search and the things whose names are nearest to its last part.

use super::Context;
use super::layout::{Head, page as frame};
use super::{search, value};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use crate::text::{typed, visible};
use axum::http::StatusCode;
use maud::{Markup, html};
use percent_encoding::percent_decode_str;

/// Nearest things that are shown.
const NEAREST: usize = 5;
/// Characters of an address that are searched for.
const TEXT: usize = 100;

/// The page of a problem.
pub fn page(site: &Site, visit: &Visit, problem: &Problem) -> Markup {
    let cx = Context::new(site, visit);
    let lang = cx.lang();
    let title = lang.of(&problem.title()).to_owned();
    let main = html! {
        h1 { (title) }
        p.lead { (visible(&cx.of(&problem.detail))) }
        @if problem.status == StatusCode::NOT_FOUND { (found(cx)) }
        p {
            a href=(cx.href("/")) { (cx.t("Retour à l'accueil", "Back to the home page")) }
            " · "
            a href=(cx.href("/browse")) { (cx.t("Parcourir les données", "Browse the data")) }
        }
        p.quiet { (cx.t("Code", "Status")) " " (problem.status.as_u16()) }
    };
    frame(
        cx,
        &Head {
            title,
            ..Head::default()
        },
        &main,
    )
}

/// A search with the words of the last part of the address, and what it finds first. The finder is
/// not made for it: an address that nobody knows should cost next to nothing.
fn found(cx: Context<'_>) -> Markup {
    if cx.site.config.search.kinds.is_empty() {
        return html! {};
    }
    let last = cx.visit.path.trim_end_matches('/').rsplit('/').next();
    let decoded = percent_decode_str(last.unwrap_or_default()).decode_utf8_lossy();
    // A number names nothing: the page of a static site for all such addresses is made as `/404`.
    let words = decoded.contains(|c: char| c.is_alphabetic());
    let text = typed(if words { &decoded } else { "" }).replace(['-', '_', '.'], " ");
    let text = crate::text::shortened(text.trim(), TEXT);
    let finder = cx.site.found();
    let nearest = finder.map(|finder| (finder, finder.index.suggest(&text, NEAREST)));
    html! {
        (search::form(cx, &text, None))
        @if let Some((finder, nearest)) = nearest.filter(|(_, nearest)| !nearest.is_empty()) {
            h2 { (cx.t("Peut-être", "Perhaps")) }
            ul.nearest {
                @for entry in nearest {
                    li {
                        (value::thing(cx, &finder.labels, &entry.iri))
                        @if let Some(kind) = cx.site.config.search.kinds.get(entry.kind) { " " span.quiet { (cx.of(&kind.one)) } }
                    }
                }
            }
        }
    }
}
