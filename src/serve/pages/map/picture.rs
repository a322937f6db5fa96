//! Maps as SVG: divisions as links shaded by number, points by status, squares for what has no outline.

use super::{Shown, things};
use crate::serve::names::last_part;
use crate::serve::pages::Context;
use crate::territory::outline::WIDTH;
use maud::{Markup, html};

/// The side of a square, and the room below it for its name.
const SIDE: f64 = 58.0;
const BELOW: f64 = 22.0;
/// Squares in a row.
const ROW: usize = 6;

/// The map with its legend.
pub fn figure(cx: Context<'_>, shown: &Shown<'_>) -> Markup {
    let height = shown.outlines.projection.height();
    let rows = shown.map.insets.len().div_ceil(ROW) as f64;
    let whole = height + rows * (SIDE + BELOW + 10.0) + 14.0;
    let most = shown
        .counts
        .values()
        .map(|(count, _)| *count)
        .max()
        .unwrap_or(0);
    let title = format!(
        "{}{}{}",
        cx.of(&shown.map.title),
        cx.t(" : ", ": "),
        things(cx, shown.hits.len())
    );
    html! {
        figure.map {
            svg viewBox=(format!("-4 -4 {} {}", WIDTH + 8.0, whole.ceil() + 8.0)) role="group" aria-label=(title) data-zoom {
                @for division in &shown.outlines.divisions {
                    @let iri = shown.iri(cx.site, &division.code);
                    (linked(cx, shown, &iri, &division.name, most, &html! { path d=(division.path) {} }))
                }
                @for (at, inset) in shown.map.insets.iter().enumerate() {
                    @let iri = cx.site.config.iri(&inset.thing);
                    @let x = (at % ROW) as f64 * (WIDTH / ROW as f64) + (WIDTH / ROW as f64 - SIDE) / 2.0;
                    @let y = height + 14.0 + (at / ROW) as f64 * (SIDE + BELOW + 10.0);
                    @let square = html! {
                        rect x=(x) y=(y) width=(SIDE) height=(SIDE) rx="6" {}
                        text.name x=(x + SIDE / 2.0) y=(y + SIDE + 16.0) { (inset.name) }
                        @let count = shown.counts.get(&iri).map_or(0, |(count, _)| *count);
                        text.number x=(x + SIDE / 2.0) y=(y + SIDE / 2.0 + 7.0) { (cx.lang().number(count)) }
                    };
                    (linked(cx, shown, &iri, &inset.name, most, &square))
                }
                g.points aria-hidden="true" { (points(cx, shown, height)) }
            }
            (legend(cx, shown, most))
        }
    }
}

/// A division as a link to what it has; one that has nothing is no link.
fn linked(
    cx: Context<'_>,
    shown: &Shown<'_>,
    iri: &str,
    name: &str,
    most: usize,
    shape: &Markup,
) -> Markup {
    let count = shown.counts.get(iri).map_or(0, |(count, _)| *count);
    let said = format!("{name}{}{}", cx.t(" : ", ": "), things(cx, count));
    html! {
        @if count > 0 {
            a.(shade(count, most)) href=(shown.address(cx, iri)) aria-label=[(!shape.0.contains("<text")).then_some(&said)] data-code=(last_part(iri)) { title { (said) } (shape) }
        } @else {
            g.shade-0 { title { (said) } (shape) }
        }
    }
}

/// The class of a number: five shades, by its share of the largest.
fn shade(count: usize, most: usize) -> String {
    let step = (count * 5).div_ceil(most.max(1)).clamp(1, 5);
    format!("shade-{step}")
}

fn points(cx: Context<'_>, shown: &Shown<'_>, height: f64) -> Markup {
    let status = cx.site.facet(&cx.site.config.territory.status);
    let points = shown.hits.iter().filter_map(|hit| {
        let (x, y) = shown
            .outlines
            .projection
            .place(*shown.finder.points.get(hit)?);
        let on_map = (0.0..=WIDTH).contains(&x) && (0.0..=height).contains(&y);
        let entry = shown.finder.entry(*hit)?;
        let values = status.and_then(|status| entry.facets.get(status));
        let chosen = values
            .zip(shown.chosen.as_ref())
            .is_some_and(|(has, chosen)| has.contains(chosen));
        on_map.then_some((chosen, (x * 10.0).round() / 10.0, (y * 10.0).round() / 10.0))
    });
    // Those that stand out are drawn last, above the others.
    let mut points: Vec<(bool, f64, f64)> = points.collect();
    points.sort_by_key(|(chosen, _, _)| *chosen);
    html! {
        @for (chosen, x, y) in points {
            circle.chosen[chosen] cx=(x) cy=(y) r=(if chosen { "5" } else { "3.2" }) {}
        }
    }
}

fn legend(cx: Context<'_>, shown: &Shown<'_>, most: usize) -> Markup {
    let chosen = shown
        .chosen
        .as_deref()
        .map(|iri| shown.finder.labels.name(iri, cx.lang()).text);
    html! {
        figcaption.legend {
            @if most > 0 {
                span { (cx.t("Peu", "Few")) " " @for step in 1..=5 { span.swatch.(format!("shade-{step}")) {} } " " (cx.t("beaucoup", "many")) " (" (cx.lang().number(most)) ")" }
            }
            @if let Some(chosen) = chosen {
                span { span.dot.chosen {} " " (chosen) }
                span { span.dot {} " " (cx.t("autre statut", "other status")) }
            }
            @if !shown.without.is_empty() {
                span { (things(cx, shown.without.len())) " " (cx.t("sans place dans ce découpage", "without a place in this division")) }
            }
        }
    }
}
