//! An answer as a table, as bars and points where it has numbers or places, or a word for a truth value.

mod chart;
mod places;

use super::{Context, value};
use crate::engine::{Shown, Table};
use crate::serve::labels::Labels;
use crate::serve::problem::Problem;
use crate::text::visible;
use maud::{Markup, html};
use oxigraph::model::Term;

/// An answer to look at.
///
/// # Errors
/// What the engine says when asked for names.
pub async fn answer(cx: Context<'_>, shown: &Shown) -> Result<Markup, Problem> {
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
            Ok(html! {
                (rows(cx, table, &labels))
                (chart::figure(cx, table, &labels))
                (places::figure(cx, table, &labels))
            })
        }
    }
}

fn rows(cx: Context<'_>, table: &Table, labels: &Labels) -> Markup {
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
                        @for (at, variable) in table.variables.iter().enumerate() {
                            @let first = table.rows.first().and_then(|row| row.get(at)?.as_ref());
                            th scope="col" class=[is_number(first).then_some("number")] { code { (visible(variable)) } }
                        }
                    } }
                    tbody {
                        @for row in &table.rows {
                            tr {
                                @for cell in row {
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
