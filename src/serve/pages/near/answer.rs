//! What is near: the department and what it holds, then the nearest others with their distance.

use super::Asked;
use crate::search::Filter;
use crate::serve::held::Finder;
use crate::serve::names::encoded;
use crate::serve::pages::search::Spot;
use crate::serve::pages::{Context, value};
use crate::territory::projection::kilometres;
use maud::{Markup, html};
use serde_json::{Value, json};

/// Things elsewhere that are shown.
const OTHERS: usize = 10;

/// The answer for people.
pub fn section(cx: Context<'_>, finder: &Finder, asked: &Asked<'_>) -> Markup {
    html! {
        @match asked {
            Asked::Nothing => {
                p { (cx.t("Un code postal ou le nom d'une commune suffit : la page montre les projets du département, puis les plus proches.", "A postal code or the name of a commune is enough: the page shows the projects of the department, then the nearest ones.")) }
            }
            // The form says so, beside its field.
            Asked::Unknown(_) | Asked::Elsewhere(..) => {}
            Asked::Several(communes) => {
                h2 { (cx.t("Plusieurs communes portent ce nom", "Several communes have this name")) }
                ul {
                    @for commune in communes {
                        li { a href=(cx.href(&format!("/near?postal={}", encoded(&commune.postal)))) { (commune.name) " (" (commune.postal) ")" } }
                    }
                }
            }
            Asked::Place(spot, point) => (place(cx, finder, spot, *point)),
        }
    }
}

fn place(cx: Context<'_>, finder: &Finder, spot: &Spot, point: Option<(f64, f64)>) -> Markup {
    let (here, others) = around(cx, finder, spot, point);
    html! {
        section aria-labelledby="here" {
            h2 #here { (spot.name) }
            (crate::serve::pages::search::line(cx, finder, spot))
            @if !here.is_empty() { (list(cx, finder, &here)) }
        }
        @if !others.is_empty() {
            section aria-labelledby="others" {
                h2 #others { (cx.t("Les plus proches ailleurs", "The nearest elsewhere")) }
                (list(cx, finder, &others))
                p.quiet { (cx.t("Distances à vol d'oiseau, du milieu du département ou de la position donnée au lieu connu de chaque projet : un ordre de grandeur.", "Distances as the crow flies, from the middle of the department or the position given to the known place of each project: an order of magnitude.")) }
            }
        }
    }
}

/// A thing and its distance in kilometres.
type Near = (u32, Option<f64>);

/// What the department holds, and the nearest of the others.
fn around(
    cx: Context<'_>,
    finder: &Finder,
    spot: &Spot,
    point: Option<(f64, f64)>,
) -> (Vec<Near>, Vec<Near>) {
    let all = finder.mapped(cx.site, &Filter::default());
    let inside = |hit: &u32| finder.entry(*hit).is_some_and(|entry| spot.holds(entry));
    let distance = |hit: u32| Some((hit, Some(kilometres(point?, *finder.points.get(&hit)?))));
    let here: Vec<Near> = all
        .iter()
        .filter(|hit| inside(hit))
        .map(|hit| (*hit, None))
        .collect();
    let mut others: Vec<Near> = all
        .iter()
        .filter(|hit| !inside(hit))
        .filter_map(|hit| distance(*hit))
        .collect();
    others.sort_by(|a, b| {
        a.1.unwrap_or(0.0)
            .total_cmp(&b.1.unwrap_or(0.0))
            .then(a.0.cmp(&b.0))
    });
    others.truncate(OTHERS);
    (here, others)
}

fn list(cx: Context<'_>, finder: &Finder, things: &[Near]) -> Markup {
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
pub fn json(cx: Context<'_>, finder: &Finder, asked: &Asked<'_>) -> Value {
    let things = |near: &[Near]| -> Vec<Value> {
        let entries = near
            .iter()
            .filter_map(|(hit, km)| Some((finder.entry(*hit)?, km)));
        entries
            .map(|(entry, km)| {
                let label = finder.labels.name(&entry.iri, cx.lang()).text;
                json!({ "iri": entry.iri, "label": label, "kilometres": km.map(f64::round) })
            })
            .collect()
    };
    match asked {
        Asked::Nothing => json!({ "places": [] }),
        Asked::Unknown(text) => json!({ "places": [], "unknown": text }),
        Asked::Elsewhere(lat, lon) => {
            json!({ "places": [], "unknown": format!("{lat:.2}, {lon:.2}") })
        }
        Asked::Several(communes) => {
            let places = communes.iter().map(|c| json!({ "code": c.code, "name": c.name, "postal": c.postal, "department": c.department }));
            json!({ "places": places.collect::<Vec<_>>() })
        }
        Asked::Place(spot, point) => {
            let (here, others) = around(cx, finder, spot, *point);
            json!({ "place": spot.name, "department": spot.department, "iri": spot.iri, "here": things(&here), "others": things(&others) })
        }
    }
}
