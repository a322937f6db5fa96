//! A table of an answer as points on a map, where it has places.
//!
//! In: a table with a column of WKT points in CRS84 (longitude first), or with the columns `lat` and
//! `long`. Out: an SVG over the first outlines of the settings; nothing without places or outlines.

use super::chart::number;
use crate::engine::Table;
use crate::serve::labels::Labels;
use crate::serve::pages::Context;
use crate::territory::outline::WIDTH;
use crate::text::on_one_line;
use maud::{Markup, html};
use oxigraph::model::Term;

/// Points that are drawn.
const POINTS: usize = 500;

/// The map.
pub fn figure(cx: Context<'_>, table: &Table, labels: &Labels) -> Markup {
    let Some((_, outlines)) = cx.site.maps().next() else {
        return html! {};
    };
    let height = outlines.projection.height();
    let inside = |(x, y): &(f64, f64)| (0.0..=WIDTH).contains(x) && (0.0..=height).contains(y);
    let points: Vec<(String, (f64, f64))> = table
        .rows
        .iter()
        .filter_map(|row| {
            let at = outlines.projection.place(place(table, row)?);
            inside(&at).then(|| (name(cx, labels, row), at))
        })
        .take(POINTS)
        .collect();
    let title = match points.len() {
        1 => cx
            .t("1 lieu sur la carte", "1 place on the map")
            .into_owned(),
        count => format!(
            "{} {}",
            cx.lang().number(count),
            cx.t("lieux sur la carte", "places on the map")
        ),
    };
    html! {
        @if !points.is_empty() {
            figure.map.answer {
                figcaption { (title) }
                svg viewBox=(format!("-4 -4 {} {}", WIDTH + 8.0, height.ceil() + 8.0)) role="img" aria-label=(title) data-zoom {
                    @for division in &outlines.divisions { path.shade-0 d=(division.path) {} }
                    @for (name, (x, y)) in &points { circle.chosen cx=(x.round()) cy=(y.round()) r="5" { title { (name) } } }
                }
            }
        }
    }
}

/// Longitude and latitude of a row.
fn place(table: &Table, row: &[Option<Term>]) -> Option<(f64, f64)> {
    let column = |names: &[&str]| {
        let at = table
            .variables
            .iter()
            .position(|variable| names.contains(&variable.as_str()))?;
        row.get(at)?
            .as_ref()
            .and_then(number)
            .map(|(_, value)| value)
    };
    let named = column(&["long", "lon", "lng", "longitude"]).zip(column(&["lat", "latitude"]));
    named.or_else(|| row.iter().flatten().find_map(point))
}

/// The coordinates of a `geo:wktLiteral` that is a point.
fn point(term: &Term) -> Option<(f64, f64)> {
    let Term::Literal(literal) = term else {
        return None;
    };
    if literal.datatype().as_str() != "http://www.opengis.net/ont/geosparql#wktLiteral" {
        return None;
    }
    let inner = literal.value().trim().strip_prefix("POINT")?.trim();
    let (x, y) = inner
        .strip_prefix('(')?
        .strip_suffix(')')?
        .trim()
        .split_once(' ')?;
    Some((x.parse().ok()?, y.trim().parse().ok()?))
}

/// What a row is called: its first cell.
fn name(cx: Context<'_>, labels: &Labels, row: &[Option<Term>]) -> String {
    match row.iter().flatten().next() {
        Some(Term::NamedNode(node)) => labels.name(node.as_str(), cx.lang()).text,
        Some(Term::Literal(literal)) => on_one_line(literal.value()).into_owned(),
        _ => String::new(),
    }
}
