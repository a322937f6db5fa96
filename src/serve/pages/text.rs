//! `/about` and `/about/{name}`: pages in the publisher's own words.

use super::Context;
use super::layout::{Head, page};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;

/// The name of the page at `/about`.
const FIRST: &str = "about";

/// GET `/about` and `/about/{name}`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    visit.wants_page()?;
    let name = visit.path.strip_prefix("/about/").unwrap_or(FIRST);
    let text = site
        .config
        .texts
        .get(name)
        .ok_or_else(|| Problem::not_found(&visit.path))?;
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let title = cx.of(&text.title).into_owned();
    let main = html! {
        h1 { (title) }
        @for paragraph in &text.paragraphs {
            @let paragraph = cx.of(paragraph);
            @match paragraph.strip_prefix("## ") {
                Some(heading) => { h2 { (heading) } }
                None => { p { (paragraph) } }
            }
        }
    };
    let head = Head {
        title,
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// The address of one of these pages.
pub fn address(name: &str) -> String {
    match name {
        FIRST => "/about".to_owned(),
        name => format!("/about/{name}"),
    }
}

/// Links to these pages, for the foot of every page.
pub fn links(cx: Context<'_>) -> Markup {
    html! {
        @for (name, text) in &cx.site.config.texts {
            a href=(cx.href(&address(name))) { (cx.of(&text.title)) } " · "
        }
    }
}
