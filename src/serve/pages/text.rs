//! `/about` and `/about/{name}`: pages in the publisher's own words.

use super::Context;
use super::foot::FIRST;
use super::layout::{Head, page};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use maud::html;
use std::sync::Arc;

/// GET `/about` and `/about/{name}`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let name = visit.path.strip_prefix("/about/").unwrap_or(FIRST);
    let text = site
        .config
        .texts
        .get(name)
        .ok_or_else(|| Problem::not_found(&visit.path))?;
    visit.wants_page()?;
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
