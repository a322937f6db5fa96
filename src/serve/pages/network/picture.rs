//! The whole network as SVG: a disc for each hub with its members as dots, lines to the members that it
//! shares with others. Every disc is a link with its name; what is chosen has its colour.

use crate::serve::held::network::layout::{DOT, WIDTH};
use crate::serve::held::{Finder, Network};
use crate::serve::pages::Context;
use crate::text::shortened;
use maud::{Markup, html};

/// Characters of a name under a disc.
const NAME: usize = 18;

/// The picture with its legend.
pub fn figure(cx: Context<'_>, network: &Network, finder: &Finder) -> Markup {
    let layout = &network.layout;
    let title = format!(
        "{} {}, {} {}",
        cx.lang().number(network.hubs.len()),
        cx.t("groupes", "groups"),
        cx.lang().number(network.members.len()),
        cx.t("membres", "members"),
    );
    html! {
        figure.map.network {
            svg viewBox=(format!("0 0 {WIDTH} {}", layout.height.ceil())) role="group" aria-label=(title) data-zoom {
                g.links { @for line in lines(network) { (line) } }
                @for (hub, (at, radius)) in &layout.hubs {
                    @let name = network.labels.name(hub, cx.lang()).text;
                    (linked(cx, hub, &name, if is_chosen(cx, finder, hub) { "hub chosen" } else { "hub" }, &html! {
                        circle cx=(tenth(at.0)) cy=(tenth(at.1)) r=(tenth(*radius)) {}
                        text x=(tenth(at.0)) y=(tenth(at.1 + radius + 13.0)) { (shortened(&name, NAME)) }
                    }))
                }
                g.dots {
                    @for (member, at) in &layout.members {
                        @if !is_shared(network, member) {
                            circle cx=(tenth(at.0)) cy=(tenth(at.1)) r=(DOT) { title { (network.labels.name(member, cx.lang()).text) } }
                        }
                    }
                }
                @for (member, hubs) in network.shared() {
                    @if let Some(at) = layout.members.get(member) {
                        @let name = network.labels.name(member, cx.lang()).text;
                        (linked(cx, member, &name, "shared", &html! {
                            circle cx=(tenth(at.0)) cy=(tenth(at.1)) r=(tenth(4.0 + (hubs.len() as f64).sqrt())) {}
                            text x=(tenth(at.0)) y=(tenth(at.1 - 9.0)) { (shortened(&name, NAME)) }
                        }))
                    }
                }
            }
            figcaption.legend {
                span { span.ring {} " " (cx.t("un projet ; chaque point en est un partenaire", "a project; each dot is one of its partners")) }
                span { span.dot.shared {} " " (cx.t("partenaire de plusieurs projets", "partner of several projects")) }
            }
        }
    }
}

/// A shape that leads to the page of a thing.
fn linked(cx: Context<'_>, iri: &str, name: &str, class: &str, shape: &Markup) -> Markup {
    let address = cx.site.names.page(iri).map(|address| cx.href(&address));
    html! {
        a.(class) href=[address] { title { (name) } (shape) }
    }
}

fn lines(network: &Network) -> impl Iterator<Item = Markup> {
    let layout = &network.layout;
    network.shared().flat_map(move |(member, hubs)| {
        let from = layout.members.get(member);
        hubs.iter().filter_map(move |hub| {
            let (from, (to, _)) = (from?, layout.hubs.get(hub)?);
            Some(html! { line x1=(tenth(from.0)) y1=(tenth(from.1)) x2=(tenth(to.0)) y2=(tenth(to.1)) {} })
        })
    })
}

fn is_shared(network: &Network, member: &str) -> bool {
    network
        .members
        .get(member)
        .is_some_and(|hubs| hubs.len() > 1)
}

/// True for a thing with the status that stands out on maps.
fn is_chosen(cx: Context<'_>, finder: &Finder, iri: &str) -> bool {
    let status = cx.site.facet(&cx.site.config.territory.status);
    let chosen = status.and_then(|status| crate::serve::pages::map::outstanding(finder, status));
    let entry = finder.number(iri).and_then(|number| finder.entry(number));
    let values = entry
        .zip(status)
        .and_then(|(entry, status)| entry.facets.get(status));
    values
        .zip(chosen)
        .is_some_and(|(values, chosen)| values.contains(&chosen))
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
