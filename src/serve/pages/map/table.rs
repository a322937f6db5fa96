//! The numbers of a map as a table, the largest first, and below them what no division has.

use super::{Shown, things};
use crate::serve::pages::{Context, fold, value};
use crate::text::fold::folded;
use maud::{Markup, html};

/// The table.
pub fn table(cx: Context<'_>, shown: &Shown<'_>) -> Markup {
    let mut rows: Vec<(&String, &(usize, usize))> = shown.counts.iter().collect();
    let labels = &shown.finder.labels;
    rows.sort_by_cached_key(|(iri, (count, _))| {
        (
            usize::MAX - count,
            folded(&labels.name(iri, cx.lang()).text),
        )
    });
    let chosen = shown
        .chosen
        .as_deref()
        .map(|iri| labels.name(iri, cx.lang()).text);
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby="numbers" {
            table {
                caption #numbers {
                    (things(cx, shown.hits.len()))
                }
                thead { tr {
                    th scope="col" { (cx.of(&shown.map.title)) }
                    th.number scope="col" { (cx.t("Total", "Total")) }
                    @if let Some(chosen) = &chosen { th.number scope="col" { (chosen) } }
                } }
                tbody {
                    @for (iri, (count, of_chosen)) in rows {
                        tr {
                            th scope="row" { (value::thing(cx, labels, iri)) }
                            td.number { a href=(shown.address(cx, iri)) { span aria-hidden="true" { (cx.lang().number(count)) } span.hidden { (things(cx, *count)) } } }
                            @if chosen.is_some() { td.number { (cx.lang().number(of_chosen)) } }
                        }
                    }
                }
                @if !shown.without.is_empty() { tfoot { tr {
                    th scope="row" { (without(cx, shown)) }
                    td.number { (cx.lang().number(shown.without.len())) }
                    @if chosen.is_some() { td.number { (cx.lang().number(shown.without_chosen)) } }
                } } }
            }
        }
    }
}

/// The things that no division has, which unfold.
fn without(cx: Context<'_>, shown: &Shown<'_>) -> Markup {
    let labels = &shown.finder.labels;
    let one = |hit: &u32| {
        let entry = shown.finder.entry(*hit);
        html! { @if let Some(entry) = entry { li { (value::thing(cx, labels, &entry.iri)) } } }
    };
    html! {
        details {
            summary { (cx.t("Sans place dans ce découpage", "Without a place in this division")) }
            ul.plain { (fold::unfolded(cx, &shown.without, &one)) }
        }
    }
}
