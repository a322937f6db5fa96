//! Links to the pages in the publisher's own words, for the foot of every page.

use super::Context;
use maud::{Markup, html};

/// The name of the page at `/about`.
pub(super) const FIRST: &str = "about";

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
