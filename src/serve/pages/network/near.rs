//! What stands around one thing of the network, as a small SVG: the thing in the middle, what it is
//! linked with around it, and beyond the things that share something with it. The lists of the page
//! hold the same.

use crate::serve::held::Network;
use crate::serve::pages::Context;
use crate::text::shortened;
use maud::{Markup, html};
use std::collections::BTreeMap;
use std::f64::consts::TAU;

/// Things beyond that are drawn: those that share the most.
const BEYOND: usize = 12;
/// Things around that are drawn.
const AROUND: usize = 40;
/// Half the width and half the height of the picture.
const HALF: (f64, f64) = (330.0, 190.0);
/// Characters of a name.
const NAME: usize = 26;

/// The picture; nothing for what shares nothing with others.
pub fn figure(cx: Context<'_>, network: &Network, iri: &str) -> Markup {
    let beyond: Vec<&str> = network
        .neighbours(iri)
        .into_iter()
        .map(|(other, _)| other)
        .take(BEYOND)
        .collect();
    if beyond.is_empty() {
        return html! {};
    }
    let linked = network.linked(iri).into_iter().flatten();
    // What leads further stands beside each other, in the order of where it leads.
    let mut around: Vec<(Option<usize>, &str)> = linked
        .map(|between| {
            let further = network.linked(between);
            let first = beyond
                .iter()
                .position(|other| further.is_some_and(|all| all.contains(*other)));
            (first, between.as_str())
        })
        .collect();
    around.sort_unstable_by_key(|(first, between)| (first.is_none(), *first, *between));
    around.truncate(AROUND);
    let ring = |count: usize, share: f64| {
        move |at: usize| {
            let turn = TAU * (at as f64 + 0.5) / count as f64;
            (HALF.0 * share * turn.cos(), HALF.1 * share * turn.sin())
        }
    };
    let (inner, outer) = (ring(around.len(), 0.42), ring(beyond.len(), 0.82));
    let far: BTreeMap<&str, (f64, f64)> = beyond
        .iter()
        .enumerate()
        .map(|(at, other)| (*other, outer(at)))
        .collect();
    let name = |iri: &str| network.labels.name(iri, cx.lang()).text;
    let title = format!("{}{}", cx.t("Autour de ", "Around "), name(iri));
    let kinds = if network.is_hub(iri) {
        ("hub", "dot")
    } else {
        ("shared", "hub")
    };
    html! {
        figure.map.network.near {
            svg viewBox=(format!("{} {} {} {}", -HALF.0, -HALF.1, 2.0 * HALF.0, 2.0 * HALF.1)) role="group" aria-label=(title) {
                g.links {
                    @for (at, (_, between)) in around.iter().enumerate() {
                        (line((0.0, 0.0), inner(at)))
                        @for other in network.linked(between).into_iter().flatten() {
                            @if let Some(place) = far.get(other.as_str()) { (line(inner(at), *place)) }
                        }
                    }
                }
                @for (at, (_, between)) in around.iter().enumerate() {
                    (point(cx, between, &name(between), inner(at), 4.0, kinds.1, false))
                }
                @for (other, place) in &far { (point(cx, other, &name(other), *place, 8.0, kinds.0, true)) }
                (point(cx, iri, &name(iri), (0.0, 0.0), 11.0, "own", true))
            }
        }
    }
}

fn line(from: (f64, f64), to: (f64, f64)) -> Markup {
    html! { line x1=(from.0.round()) y1=(from.1.round()) x2=(to.0.round()) y2=(to.1.round()) {} }
}

fn point(
    cx: Context<'_>,
    iri: &str,
    name: &str,
    at: (f64, f64),
    radius: f64,
    class: &str,
    named: bool,
) -> Markup {
    let address = cx.site.names.page(iri).map(|address| cx.href(&address));
    html! {
        a.(class) href=[address] {
            title { (name) }
            circle cx=(at.0.round()) cy=(at.1.round()) r=(radius) {}
            @if named { text x=(at.0.round()) y=(at.1.round() + radius + 13.0) { (shortened(name, NAME)) } }
        }
    }
}
