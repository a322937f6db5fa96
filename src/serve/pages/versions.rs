//! `/version` for people: the versions that are kept, each with its files.

use super::Context;
use super::layout::{Head, page};
use crate::graph::dump::Format;
use crate::serve::site::Site;
use crate::serve::versions::Listed;
use crate::serve::visit::Visit;
use axum::response::Response;
use maud::html;

/// The page.
pub fn get(site: &Site, visit: &Visit, all: &[Listed]) -> Response {
    let cx = Context::new(site, visit);
    let title = cx.t("Versions", "Versions").to_owned();
    let main = html! {
        h1 { (title) }
        p { (cx.t(
            "Une version porte l'empreinte de ce qu'elle contient ; son adresse ne change jamais.",
            "A version is named by the hash of what it holds; its address never changes.",
        )) }
        @for one in all {
            article {
                h2 {
                    code { (one.name.get(..12).unwrap_or_default()) }
                    @if one.current { " " span.quiet { (cx.t("version servie", "version served")) } }
                }
                p.quiet { (cx.lang().number(one.quads)) " " (cx.t("quads", "quads")) }
                ul.inline {
                    @for format in Format::ALL {
                        li {
                            a href=(format!("/version/{}/graph.{}", one.name, format.extension())) {
                                (format.name())
                            }
                        }
                    }
                }
            }
        }
    };
    let head = Head {
        title,
        ..Head::default()
    };
    let fleeting = crate::serve::reply::Reply::new().vary("Accept, Accept-Language");
    fleeting
        .lang(visit.lang)
        .ok("text/html", page(cx, &head, &main).into_string())
}
