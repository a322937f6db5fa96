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
    let cell = |row: &[Option<Term>], at: usize| row.get(at).cloned().flatten();
    let rows = table.rows.iter().take(ROWS);
    let bars: Vec<(String, String, f64)> = rows
        .filter_map(|row| {
            let name = name(cx, labels, &cell(row, names)?);
            let (text, value) = number(&cell(row, numbers)?)?;
            Some((name, text, value))
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

/// The column that names and the one that measures: the first with no number and the last with only
/// numbers, none below zero.
fn columns(table: &Table) -> Option<(usize, usize)> {
    let all = |at: usize, wanted: fn(&Term) -> bool| {
        table
            .rows
            .iter()
            .all(|row| row.get(at).and_then(Option::as_ref).is_some_and(wanted))
    };
    let count = table.variables.len();
    let numbers = (0..count).rev().find(|at| {
        all(*at, |term| {
            number(term).is_some_and(|(_, value)| value >= 0.0)
        })
    })?;
    let names = (0..count).find(|at| *at != numbers && all(*at, |term| number(term).is_none()))?;
    (!table.rows.is_empty()).then_some((names, numbers))
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
