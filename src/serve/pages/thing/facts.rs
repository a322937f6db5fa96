//! The properties of a thing as a table: one row a property, named in the reader's language, linked
//! things by name, those that the publication wants described in place with their own properties.

use super::described::{Described, Properties, SOURCES};
use super::{SUMMARIES, TYPE};
use crate::serve::labels::{Labels, NAMING, distance};
use crate::serve::pages::{Context, fold, value};
use crate::text::fold::folded;
use maud::{Markup, html};
use oxigraph::model::{Literal, Term};

/// Values of a property that are shown at once; the others unfold.
const SHOWN: usize = 15;
/// The section with the properties; texts that stand above it are left out.
pub fn section(
    cx: Context<'_>,
    described: &Described,
    labels: &Labels,
    above: &[&Literal],
) -> Markup {
    let rows = table(cx, described, &described.own, labels, above, true);
    html! {
        section aria-labelledby="facts" {
            h2 #facts { (cx.t("Ce que l'on en sait", "What is known")) }
            (rows)
        }
    }
}

fn table(
    cx: Context<'_>,
    described: &Described,
    properties: &Properties,
    labels: &Labels,
    above: &[&Literal],
    outer: bool,
) -> Markup {
    html! {
        dl.facts {
            @for property in ordered(cx, properties, labels) {
                @let values = shown(cx, properties, property, labels, above);
                // A thing described in place has its name above already.
                @if !values.is_empty() && (outer || !NAMING.contains(&property.as_str())) {
                    div {
                        dt { (value::property(cx, labels, property)) }
                        @let at_once = if is_folded(cx, property) { 0 } else { SHOWN };
                        @for value in values.iter().take(at_once) {
                            dd { (one(cx, described, property, value, labels, outer)) }
                        }
                        @if values.len() > at_once {
                            dd { (rest(cx, property, values.get(at_once..).unwrap_or_default(), labels)) }
                        }
                    }
                }
            }
        }
    }
}

/// True when the values of a property unfold only when asked for.
pub fn is_folded(cx: Context<'_>, property: &str) -> bool {
    cx.site.pages.folded.iter().any(|folded| folded == property)
}

/// The values of a property that unfold: all of them, or those after the first ones.
fn rest(cx: Context<'_>, property: &str, values: &[&Term], labels: &Labels) -> Markup {
    html! {
        details {
            summary {
                @if is_folded(cx, property) {
                    (cx.lang().number(values.len())) " " (cx.t("à déplier", "to unfold"))
                } @else {
                    (fold::more(cx, values.len()))
                }
            }
            ul {
                @for term in values {
                    li { (value::term(cx, labels, Some(property), term)) }
                }
            }
        }
    }
}

fn one(
    cx: Context<'_>,
    described: &Described,
    property: &str,
    term: &Term,
    labels: &Labels,
    outer: bool,
) -> Markup {
    let inline = match term {
        Term::NamedNode(node) if outer && cx.site.pages.inline.iter().any(|p| p == property) => {
            described.inline.get(node.as_str())
        }
        _ => None,
    };
    html! {
        (value::term(cx, labels, Some(property), term))
        @if let Some(properties) = inline {
            (table(cx, described, properties, labels, &[], false))
        }
    }
}

/// The properties in the order of the page: those the publication puts first, then by name, then
/// those it puts last. Types and sources have places of their own.
fn ordered<'p>(cx: Context<'_>, properties: &'p Properties, labels: &Labels) -> Vec<&'p String> {
    let told = |property: &&String| *property != TYPE && !SOURCES.contains(&property.as_str());
    let mut all: Vec<&String> = properties.keys().filter(told).collect();
    all.sort_by_cached_key(|property| place(cx, property, labels));
    all
}

/// Where a property stands on a page.
pub fn place(cx: Context<'_>, property: &str, labels: &Labels) -> (u8, usize, String) {
    let among = |list: &[String]| list.iter().position(|known| known == property);
    let pages = &cx.site.pages;
    let (group, place) = match (among(&pages.first), among(&pages.last)) {
        (Some(first), _) => (0, first),
        (None, None) if NAMING.contains(&property) => (1, 0),
        (None, None) if SUMMARIES.contains(&property) => (1, 1),
        (None, None) => (2, 0),
        (None, Some(last)) => (3, last),
    };
    (group, place, folded(&labels.name(property, cx.lang()).text))
}

/// The values that are shown: those above aside, texts in the page's language alone where there are
/// some (names in every language), things by name.
fn shown<'p>(
    cx: Context<'_>,
    properties: &'p Properties,
    property: &str,
    labels: &Labels,
    above: &[&Literal],
) -> Vec<&'p Term> {
    let stands_above = |term: &Term| match term {
        Term::Literal(literal) => {
            let headed = NAMING.contains(&property) || SUMMARIES.contains(&property);
            headed && above.contains(&literal)
        }
        _ => cx.site.pages.badges.iter().any(|badge| badge == property),
    };
    let all = || properties.get(property).into_iter().flatten();
    let translated = !NAMING.contains(&property) && all().any(|term| far(term, cx) == 0);
    let mut values: Vec<&Term> = all()
        .filter(|term| !(stands_above(term) || translated && far(term, cx) == 2))
        .collect();
    values.sort_by_cached_key(|term| match term {
        Term::Literal(literal) => (distance(literal, cx.lang()), folded(literal.value())),
        Term::NamedNode(node) => (0, folded(&labels.name(node.as_str(), cx.lang()).text)),
        other => (3, other.to_string()),
    });
    values
}

/// How far a text is from the page's language; 1 for what is no text.
fn far(term: &Term, cx: Context<'_>) -> u8 {
    match term {
        Term::Literal(literal) => distance(literal, cx.lang()),
        _ => 1,
    }
}
