//! A table of an answer as bars, where it names things and counts or measures them.
//!
//! In: a table. Out: a bar for each of its first rows, whose words are text that grows and wraps as any
//! other; nothing where no column is numbers or none names them. The table above it holds the same.

use super::{Titles, head, title};
use crate::engine::Table;
use crate::serve::labels::Labels;
use crate::serve::pages::Context;
use crate::text::{on_one_line, shortened, visible};
use maud::{Markup, html};
use oxigraph::model::Term;
use std::borrow::Cow;

/// Rows that are drawn.
const ROWS: usize = 30;
/// Characters of a name.
const NAME: usize = 120;

/// The bars.
pub fn figure(cx: Context<'_>, table: &Table, labels: &Labels, titles: &Titles) -> Markup {
    let Some((names, numbers)) = columns(table) else {
        return html! {};
    };
    let rows = table.rows.iter().take(ROWS);
    let bars: Vec<(String, String, f64)> = rows
        .filter_map(|row| {
            let cells = names.iter().filter_map(|at| row.get(*at)?.as_ref());
            let names: Vec<String> = cells.map(|cell| name(cx, labels, cell)).collect();
            let (text, value) = number(row.get(numbers)?.as_ref()?)?;
            let whole = text.bytes().all(|byte| byte.is_ascii_digit());
            let text = if whole { cx.lang().number(text) } else { text };
            Some((names.join(" – "), text, value))
        })
        .collect();
    let most = bars.iter().map(|(_, _, value)| *value).fold(0.0, f64::max);
    if bars.len() < 2 || most <= 0.0 {
        return html! {};
    }
    let variable = table.variables.get(numbers).map_or("", String::as_str);
    let chart = cx.t("Graphique : ", "Chart: ");
    let called = title(cx, titles, variable).unwrap_or(Cow::Borrowed(variable));
    let said = format!("{chart}{}", visible(&called));
    html! {
        figure.chart {
            figcaption { (chart) (head(cx, titles, variable)) @if table.rows.len() > ROWS { " (" (cx.t("les premières lignes", "the first rows")) ")" } }
            div.bars role="img" aria-label=(said) {
                @for (name, text, value) in &bars {
                    span.name { (shortened(name, NAME)) }
                    svg { rect width=(format!("{:.1}%", (value / most * 100.0).max(0.2))) height="100%" {} }
                    span.number { (text) }
                }
            }
        }
    }
}

/// The columns that name and the one that measures. What is measured stands last, in numbers of which none
/// is below zero; before it may stand ranks, lines and places. Links name, all of them, else the first
/// column with no number.
fn columns(table: &Table) -> Option<(Vec<usize>, usize)> {
    let all = |at: usize, wanted: fn(&Term) -> bool| {
        table
            .rows
            .iter()
            .all(|row| row.get(at).and_then(Option::as_ref).is_some_and(wanted))
    };
    let numbers = table.variables.len().checked_sub(1)?;
    let is_place = ["lat", "long"].contains(&table.variables[numbers].as_str());
    let measures = |term: &Term| number(term).is_some_and(|(_, value)| value >= 0.0);
    if table.rows.is_empty() || is_place || !all(numbers, measures) {
        return None;
    }
    let links = (0..numbers).filter(|at| all(*at, Term::is_named_node));
    let links: Vec<usize> = links.collect();
    let first = || (0..numbers).find(|at| all(*at, |term| number(term).is_none()));
    match links.is_empty() {
        true => Some((vec![first()?], numbers)),
        false => Some((links, numbers)),
    }
}

/// How a number is written and what it is.
pub fn number(term: &Term) -> Option<(String, f64)> {
    let Term::Literal(literal) = term else {
        return None;
    };
    let kinds = ["integer", "decimal", "double", "float"];
    if !kinds
        .iter()
        .any(|kind| literal.datatype().as_str().ends_with(kind))
    {
        return None;
    }
    let value: f64 = literal.value().parse().ok()?;
    value
        .is_finite()
        .then(|| (on_one_line(literal.value()).into_owned(), value))
}

fn name(cx: Context<'_>, labels: &Labels, term: &Term) -> String {
    match term {
        Term::NamedNode(node) => labels.name(node.as_str(), cx.lang()).text,
        Term::Literal(literal) => on_one_line(literal.value()).into_owned(),
        other => visible(&other.to_string()).into_owned(),
    }
}
