//! The facets beside a search: each value a link with the number of things it would leave, so that
//! a search is narrowed without a script and every state of it has an address.

use super::Search;
use crate::serve::names::last_part;
use crate::serve::pages::{Context, fold, value};
use crate::text::fold::folded;
use maud::{Markup, html};

/// Values that are shown at once.
const SHOWN: usize = 8;

/// Kinds and facets.
pub fn section(cx: Context<'_>, search: &Search<'_>) -> Markup {
    let is_narrowed =
        search.filter.kind.is_some() || search.filter.values.iter().any(|all| !all.is_empty());
    if search.plain.hits.is_empty() && !is_narrowed {
        return html! {};
    }
    html! {
        section.facets aria-labelledby="narrow" {
            details.narrow open[true] {
                summary { h2 #narrow { (cx.t("Affiner", "Narrow")) } }
                (kinds(cx, search))
                @for (at, facet) in cx.site.facets().iter().enumerate() {
                    (self::facet(cx, search, at, &cx.of(&facet.title), &facet.name))
                }
            }
        }
    }
}

fn kinds(cx: Context<'_>, search: &Search<'_>) -> Markup {
    let counts = search
        .finder
        .index
        .count_kinds(&search.plain.hits, &search.filter);
    html! {
        @if counts.len() > 1 || search.filter.kind.is_some() {
            h3 { (cx.t("Genre", "Kind")) }
            ul {
                @for (number, kind) in cx.site.config.search.kinds.iter().enumerate() {
                    @let chosen = search.filter.kind == Some(number);
                    // A kind that nobody asked for by name cannot be taken away.
                    @let implied = chosen && cx.visit.parameters.get("kind") != Some(kind.name.as_str());
                    @match counts.get(&number) {
                        Some(count) if implied => { li { strong aria-current="true" { (cx.of(&kind.title)) } " " span.count { (cx.lang().number(count)) } } }
                        Some(count) => (line(cx, search, "kind", &kind.name, html! { (cx.of(&kind.title)) }, *count, chosen)),
                        None => {}
                    }
                }
            }
        }
    }
}

fn facet(cx: Context<'_>, search: &Search<'_>, at: usize, title: &str, name: &str) -> Markup {
    let counts = search
        .finder
        .index
        .count(&search.plain.hits, &search.filter, at);
    let labels = &search.finder.labels;
    let wanted = search
        .filter
        .values
        .get(at)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut values: Vec<(&str, usize)> = counts.into_iter().collect();
    // What was asked for can be taken away, whether anything has it or not.
    for value in wanted {
        if !values.iter().any(|(known, _)| known == value) {
            values.push((value, 0));
        }
    }
    values.sort_by_cached_key(|(iri, count)| {
        let chosen = wanted.iter().any(|value| value == iri);
        (
            !chosen,
            usize::MAX - count,
            folded(&labels.name(iri, cx.lang()).text),
        )
    });
    let (first, rest) = values.split_at(values.len().min(SHOWN));
    let item = |(iri, count): &(&str, usize)| {
        let chosen = wanted.iter().any(|value| value == iri);
        let label = html! { (value::name(&labels.name(iri, cx.lang()))) };
        line(cx, search, name, last_part(iri), label, *count, chosen)
    };
    html! {
        @if !values.is_empty() {
            h3 { (title) }
            ul { @for value in first { (item(value)) } }
            @if !rest.is_empty() {
                details {
                    summary { (fold::more(cx, rest.len())) span.hidden { " – " (title) } }
                    ul { @for value in rest { (item(value)) } }
                }
            }
        }
    }
}

fn line(
    cx: Context<'_>,
    search: &Search<'_>,
    name: &str,
    value: &str,
    label: Markup,
    count: usize,
    chosen: bool,
) -> Markup {
    let address = search.address(
        cx.visit,
        "/search",
        &[(name, if chosen { "" } else { value })],
    );
    html! {
        li {
            a href=(cx.href(&address)) aria-current=[chosen.then_some("true")] rel="nofollow" {
                (label)
                @if chosen { span.hidden { " – " (cx.t("retirer ce filtre", "remove this filter")) } span aria-hidden="true" { " ×" } }
            }
            " " span.count { (cx.lang().number(count)) }
        }
    }
}
