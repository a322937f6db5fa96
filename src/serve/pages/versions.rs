//! `/version` for people: the versions that are kept, each with its files; `/version/diff`: what
//! changed between two of them.

use super::layout::{Head, page};
use super::{Context, value};
use crate::diff::{Change, Kind, Line};
use crate::serve::held::versions::{Comparison, Listed};
use crate::serve::labels::Labels;
use crate::serve::reply::Reply;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::response::Response;
use maud::{Markup, html};

/// Things that are shown of each kind; the JSON has all.
const SHOWN: usize = 200;

/// The page.
pub fn get(site: &Site, visit: &Visit, all: &[Listed]) -> Response {
    let cx = Context::new(site, visit);
    let title = cx.t("Versions", "Versions").into_owned();
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
                @if !one.current {
                    p { a href=(cx.href(&format!("/version/diff?from={}", one.name))) { (cx.t("Ce qui a changé depuis", "What changed since")) } }
                }
                ul.inline {
                    @for format in site.dumps.formats(one.quads) {
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
    let page = page(cx, &head, &main).into_string();
    Reply::new()
        .vary("Accept, Accept-Language")
        .lang(visit.lang)
        .by_body(visit, "text/html", page)
}

/// The page of a comparison.
pub fn diff(site: &Site, visit: &Visit, compared: &Comparison, reply: Reply) -> Response {
    let cx = Context::new(site, visit);
    let title = cx.t("Ce qui a changé", "What changed").into_owned();
    let difference = &compared.difference;
    let (come, gone) = difference.facts();
    let [from, to] = &compared.versions;
    let short = |name: &str| name.get(..12).unwrap_or_default().to_owned();
    let kinds = [
        (Kind::Added, cx.t("Choses ajoutées", "Things added")),
        (Kind::Changed, cx.t("Choses changées", "Things changed")),
        (Kind::Removed, cx.t("Choses retirées", "Things removed")),
    ];
    let main = html! {
        h1 { (title) }
        p { (cx.t("De la version ", "From version ")) code { (short(from)) } (cx.t(" à la version ", " to version ")) code { (short(to)) } "." }
        @if difference.is_empty() { p { (cx.t("Rien n'a changé.", "Nothing changed.")) } }
        @else {
            p { (cx.lang().number(come)) (cx.t(" faits ajoutés, ", " facts added, ")) (cx.lang().number(gone)) (cx.t(" retirés, ", " removed, ")) (cx.lang().number(difference.moved)) (cx.t(" dits par un autre graphe.", " said by another graph.")) }
        }
        @for (kind, heading) in kinds {
            @let count = difference.things(kind);
            @if count > 0 {
                section {
                    h2 { (heading) " " span.count { (cx.lang().number(count)) } }
                    @for change in difference.changes.iter().filter(|change| change.kind == kind).take(SHOWN) {
                        (changed(cx, change, &compared.labels))
                    }
                    @if count > SHOWN { p { (cx.t("Les autres se trouvent dans le JSON de cette page.", "The others are in the JSON of this page.")) } }
                }
            }
        }
    };
    let head = Head {
        title,
        alternates: vec![(
            "application/json",
            visit.href(&format!("{}?{}", visit.path, visit.query)),
        )],
        own: ["from", "to"].map(str::to_owned).to_vec(),
        ..Head::default()
    };
    reply
        .lang(visit.lang)
        .ok("text/html", page(cx, &head, &main).into_string())
}

fn changed(cx: Context<'_>, change: &Change, labels: &Labels) -> Markup {
    html! {
        article {
            h3 { (value::thing(cx, labels, &change.thing)) }
            dl.facts {
                @for line in change.lines() {
                    div {
                        dt { (value::property(cx, labels, line.property)) }
                        dd { (values(cx, labels, &line)) }
                    }
                }
            }
        }
    }
}

fn values(cx: Context<'_>, labels: &Labels, line: &Line<'_>) -> Markup {
    html! {
        @if let Some(before) = line.before { del { (value::term(cx, labels, Some(line.property), before)) } }
        @if line.before.is_some() && line.after.is_some() { " → " }
        @if let Some(after) = line.after { ins { (value::term(cx, labels, Some(line.property), after)) } }
    }
}
