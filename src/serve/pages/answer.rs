//! An answer as a table, as bars and points where it has numbers or places, or a word for a truth value.

mod chart;
mod places;
mod repeated;

use super::{Context, value};
use crate::engine::{Form, Shown, Table};
use crate::publication::StoredQuery;
use crate::serve::labels::Labels;
use crate::serve::problem::Problem;
use crate::text::{Bilingual, visible};
use maud::{Markup, html};
use oxigraph::model::Term;
use repeated::repeated;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What people call columns, by the names of their variables.
type Titles = BTreeMap<String, Bilingual>;

/// What the columns of an answer are called: those of a graph, or what the stored query says.
pub fn titles(form: Form, query: Option<&StoredQuery>) -> Cow<'_, Titles> {
    match (form, query) {
        (Form::Graph, _) => Cow::Owned(of_a_graph()),
        (_, Some(query)) => Cow::Borrowed(&query.columns),
        (_, None) => Cow::Owned(Titles::new()),
    }
}

fn of_a_graph() -> Titles {
    [
        ("subject", "sujet"),
        ("predicate", "prédicat"),
        ("object", "objet"),
    ]
    .map(|(en, fr)| (en.to_owned(), Bilingual::new(fr, en)))
    .into()
}

/// What a column is called, where somebody says it.
fn title<'t>(cx: Context<'_>, titles: &'t Titles, variable: &str) -> Option<Cow<'t, str>> {
    let title = titles.get(variable)?;
    (!cx.lang().of(title).is_empty()).then(|| cx.of(title))
}

/// The head of a column; the name of its variable where nobody says what it is called.
fn head(cx: Context<'_>, titles: &Titles, variable: &str) -> Markup {
    match title(cx, titles, variable) {
        Some(title) => html! { (visible(&title)) },
        None => html! { code { (visible(variable)) } },
    }
}

/// How much of a table is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// What was asked for.
    Whole,
    /// What a reader needs: no name beside the link that shows it.
    Brief,
}

/// An answer to look at, its columns under their titles.
///
/// # Errors
/// What the engine says when asked for names.
pub async fn answer(
    cx: Context<'_>,
    shown: &Shown,
    titles: &Titles,
    width: Width,
) -> Result<Markup, Problem> {
    match shown {
        Shown::Truth(value) => Ok(html! {
            p.truth { (if *value { cx.t("oui", "yes") } else { cx.t("non", "no") }) }
        }),
        Shown::Table(table) => {
            let iris = table.rows.iter().flatten().filter_map(|term| match term {
                Some(Term::NamedNode(node)) => Some(node.as_str()),
                _ => None,
            });
            let labels = cx.site.labels(iris).await?;
            let left_out = match width {
                Width::Whole => Vec::new(),
                Width::Brief => repeated(table, &labels),
            };
            Ok(html! {
                (rows(cx, table, &labels, titles, &left_out))
                (chart::figure(cx, table, &labels, titles))
                (places::figure(cx, table, &labels))
            })
        }
    }
}

fn rows(
    cx: Context<'_>,
    table: &Table,
    labels: &Labels,
    titles: &Titles,
    left_out: &[bool],
) -> Markup {
    let is_shown = |at: usize| !left_out.get(at).is_some_and(|left_out| *left_out);
    let count = cx.lang().number(table.rows.len());
    html! {
        p role="status" {
            @if table.more {
                (cx.t("Les ", "The first ")) (count) (cx.t(" premières lignes ; la réponse continue.", " rows; the answer goes on."))
            } @else {
                (count) " " (match table.rows.len() {
                    0 | 1 => cx.t("ligne", if table.rows.len() == 1 { "row" } else { "rows" }),
                    _ => cx.t("lignes", "rows"),
                })
            }
        }
        @if !table.rows.is_empty() {
            div.scroll tabindex="0" role="region" aria-label=(cx.t("Tableau de réponse", "Table of the answer")) {
                table.results {
                    caption.hidden { (cx.t("Réponse", "Answer")) }
                    thead { tr {
                        @for (at, variable) in table.variables.iter().enumerate().filter(|(at, _)| is_shown(*at)) {
                            @let first = table.rows.first().and_then(|row| row.get(at)?.as_ref());
                            th scope="col" class=[is_number(first).then_some("number")] { (head(cx, titles, variable)) }
                        }
                    } }
                    tbody {
                        @for row in &table.rows {
                            tr {
                                @for (_, cell) in row.iter().enumerate().filter(|(at, _)| is_shown(*at)) {
                                    td class=[is_number(cell.as_ref()).then_some("number")] {
                                        @if let Some(term) = cell { (value::term(cx, labels, None, term)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn is_number(term: Option<&Term>) -> bool {
    matches!(term, Some(Term::Literal(literal))
        if ["integer", "decimal", "double"].iter().any(|name| literal.datatype().as_str().ends_with(name)))
}
