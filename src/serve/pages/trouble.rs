//! The banner of a site whose tables are wrong since they were saved: each error with its place and the
//! way out.

use super::Context;
use crate::diag::{Diagnostic, Place};
use crate::text::visible;
use maud::{Markup, html};

/// Errors that are shown; the terminal has all.
const SHOWN: usize = 12;

/// The banner; nothing when all is well.
pub fn banner(cx: Context<'_>) -> Markup {
    let told = cx.site.trouble.told();
    html! {
        @if let Some(told) = told {
            section.trouble role="alert" aria-labelledby="trouble" {
                h2 #trouble {
                    (cx.t("Les tables enregistrées ne sont pas publiées", "The tables as saved are not published"))
                }
                p { (cx.t(
                    "La dernière version valable reste servie. À corriger :",
                    "The last good version is still served. To mend:",
                )) }
                ul {
                    @for item in told.items.iter().take(SHOWN) { li { (one(cx, item)) } }
                }
                @if told.items.len() > SHOWN {
                    p { (cx.t("et d'autres, dans le terminal : ", "and more, in the terminal: ")) (told.items.len() - SHOWN) }
                }
            }
        }
    }
}

fn one(cx: Context<'_>, item: &Diagnostic) -> Markup {
    html! {
        @if let Some(place) = &item.place { strong { (visible(&written(place))) } " " }
        span lang="en" { code { (item.code) } " " (visible(&item.message)) }
        @if let Some(help) = &item.help {
            br;
            (cx.t("Aide : ", "Help: ")) (visible(cx.lang().of(help)))
        }
    }
}

/// `file:line:column`, as far as they are known.
fn written(place: &Place) -> String {
    match (place.line, place.column) {
        (0, _) => place.file.clone(),
        (line, 0) => format!("{}:{line}", place.file),
        (line, column) => format!("{}:{line}:{column}", place.file),
    }
}
