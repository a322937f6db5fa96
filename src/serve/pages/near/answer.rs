//! What is near: the department and what it holds, what its region has without a department, then the
//! nearest others with their distance.

use super::around::Around;
use super::asked::{Alike, Asked, Choice};
use crate::serve::held::Finder;
use crate::serve::names::encoded;
use crate::serve::pages::search::{Spot, insets};
use crate::serve::pages::{Context, map, value};
use crate::text::visible;
use maud::{Markup, html};
use serde_json::{Value, json};

/// The answer for people.
pub fn section(cx: Context<'_>, finder: &Finder, asked: &Asked) -> Markup {
    html! {
        @match asked {
            Asked::Nothing => {
                p { (cx.t("Un code postal ou le nom d'une commune suffit : la page montre les projets du département, puis les plus proches.", "A postal code or the name of a commune is enough: the page shows the projects of the department, then the nearest ones.")) }
            }
            // The form says so, beside its field.
            Asked::Unknown(_) | Asked::Elsewhere(..) => {}
            Asked::Several(choices, alike) => (several(cx, finder, choices, *alike)),
            Asked::Place(spot, point) => (place(cx, finder, spot, *point)),
        }
    }
}

/// Places to choose from, each with the department it lies in.
fn several(cx: Context<'_>, finder: &Finder, choices: &[Choice], alike: Alike) -> Markup {
    let department = |code: &str| {
        let iri = insets::department(cx.site, code).filter(|iri| finder.labels.has(iri));
        iri.map_or_else(
            || code.to_owned(),
            |iri| finder.labels.name(&iri, cx.lang()).text,
        )
    };
    html! {
        h2 {
            @if alike == Alike::Named { (cx.t("Plusieurs lieux portent ce nom", "Several places have this name")) }
            @else { (cx.t("Plusieurs communes commencent ainsi", "The names of several communes begin so")) }
        }
        ul {
            @for choice in choices {
                @let postal = Some(choice.postal.clone()).filter(|postal| !postal.is_empty());
                @let inside = (choice.code != choice.department).then(|| department(&choice.department));
                @let said: Vec<String> = postal.into_iter().chain(inside).collect();
                li {
                    a href=(cx.href(&format!("/near?code={}", encoded(&choice.code)))) {
                        (visible(&choice.name)) " ("
                        @if said.is_empty() { (visible(&choice.code)) } @else { (visible(&said.join(", "))) }
                        ")"
                    }
                }
            }
        }
        @if alike == Alike::BeginningMore {
            p.quiet { (cx.t("D'autres encore commencent ainsi : donner le nom entier, ou un code postal.", "Others begin so as well: give the whole name, or a postal code.")) }
        }
    }
}

fn place(cx: Context<'_>, finder: &Finder, spot: &Spot, point: Option<(f64, f64)>) -> Markup {
    let around = Around::gather(cx.site, finder, spot, point);
    let without_distance = |hits: &[u32]| hits.iter().map(|hit| (*hit, None)).collect::<Vec<_>>();
    let others = around.others.iter().map(|(hit, km)| (*hit, Some(*km)));
    html! {
        section aria-labelledby="here" {
            h2 #here { (spot.name) }
            (crate::serve::pages::search::line(cx, finder, spot))
            @if !around.here.is_empty() { (list(cx, finder, &without_distance(&around.here))) }
        }
        @if let Some(region) = &around.region {
            section aria-labelledby="region" {
                h2 #region {
                    (value::name(&finder.labels.name(region, cx.lang()))) (cx.t(" : ", ": "))
                    (map::things(cx, around.unplaced.len())) (cx.t(" sans département", " without a department"))
                }
                p.quiet { (cx.t("Le lieu est plus large qu'un département ou n'est pas connu : il peut être ici aussi.", "The place is wider than a department or is not known: it may be here as well.")) }
                (list(cx, finder, &without_distance(&around.unplaced)))
            }
        }
        @if !around.others.is_empty() {
            section aria-labelledby="others" {
                h2 #others { (cx.t("Les plus proches ailleurs", "The nearest elsewhere")) }
                (list(cx, finder, &others.collect::<Vec<_>>()))
                p.quiet {
                    (cx.t("Distances à vol d'oiseau, du milieu du département ou de la position donnée au lieu connu de chaque projet : un ordre de grandeur.", "Distances as the crow flies, from the middle of the department or the position given to the known place of each project: an order of magnitude."))
                    @if around.nowhere > 0 {
                        " " (cx.t("Sans lieu connu, donc sans distance : ", "Without a known place, and so without a distance: "))
                        (map::things(cx, around.nowhere)) "."
                    }
                }
            }
        }
    }
}

fn list(cx: Context<'_>, finder: &Finder, things: &[(u32, Option<f64>)]) -> Markup {
    html! {
        ul.hits {
            @for (hit, distance) in things {
                @if let Some(entry) = finder.entry(*hit) {
                    li.hit {
                        span.name { (value::thing(cx, &finder.labels, &entry.iri)) }
                        span.quiet {
                            @if let Some(note) = finder.notes.get(&entry.iri) { (value::name(&finder.labels.name(note, cx.lang()))) }
                            @if let Some(distance) = distance { " · " (cx.lang().number(distance.round())) "\u{A0}km" }
                        }
                    }
                }
            }
        }
    }
}

/// The answer for programs.
pub fn json(cx: Context<'_>, finder: &Finder, asked: &Asked) -> Value {
    let thing = |hit: u32, km: Option<f64>| {
        let iri = &finder.entry(hit)?.iri;
        let label = finder.labels.name(iri, cx.lang()).text;
        Some(json!({ "iri": iri, "label": label, "kilometres": km.map(f64::round) }))
    };
    let things = |hits: &[u32]| -> Vec<Value> {
        let all = hits.iter().filter_map(|hit| thing(*hit, None));
        all.collect()
    };
    match asked {
        Asked::Nothing => json!({ "places": [] }),
        Asked::Unknown(text) => json!({ "places": [], "unknown": text }),
        Asked::Elsewhere(lat, lon) => {
            json!({ "places": [], "unknown": format!("{lat:.2}, {lon:.2}") })
        }
        Asked::Several(choices, _) => {
            let places = choices.iter().map(|c| json!({ "code": c.code, "name": c.name, "postal": c.postal, "department": c.department }));
            json!({ "places": places.collect::<Vec<_>>() })
        }
        Asked::Place(spot, point) => {
            let around = Around::gather(cx.site, finder, spot, *point);
            let others = around.others.iter();
            let others: Vec<_> = others
                .filter_map(|(hit, km)| thing(*hit, Some(*km)))
                .collect();
            json!({
                "place": spot.name, "department": spot.department, "iri": spot.iri,
                "here": things(&around.here), "region": around.region,
                "without_department": things(&around.unplaced), "others": others,
                "without_place": around.nowhere,
            })
        }
    }
}
