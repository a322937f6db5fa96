//! Where the facts of a thing come from: the passages that it was derived from, each with what is
//! said of it (heading, lines), as a table.

use super::TYPE;
use super::described::{Described, Properties};
use super::facts::place;
use crate::serve::labels::{Labels, NAMING};
use crate::serve::pages::{Context, value};
use crate::serve::thing::Thing;
use crate::text::typography::french;
use maud::{Markup, html};
use oxigraph::model::Term;
use std::collections::BTreeSet;

/// The section; nothing when the data names no source.
pub fn section(cx: Context<'_>, thing: &Thing, described: &Described, labels: &Labels) -> Markup {
    let columns = columns(cx, described, labels);
    html! {
        @if !described.sources.is_empty() {
            section.evidence aria-labelledby="evidence" {
                h2 #evidence { (cx.t("D'où viennent ces faits", "Where these facts come from")) }
                @for (lang, text) in documents(cx, thing) {
                    p.quiet { (cx.t("Document : ", "Document: ")) span lang=(lang) { (text) } }
                }
                div.scroll tabindex="0" role="region" aria-label=(cx.t("Tableau des passages", "Table of passages")) {
                    table {
                        caption.hidden { (cx.t("Passages du document", "Passages of the document")) }
                        thead { tr {
                            th scope="col" { (cx.t("Passage", "Passage")) }
                            @for column in &columns {
                                th scope="col" { (value::property(cx, labels, column)) }
                            }
                        } }
                        tbody {
                            @for (iri, properties) in &described.sources {
                                tr {
                                    th scope="row" { (value::thing(cx, labels, iri)) }
                                    @for column in &columns { td { (cell(cx, properties, column)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Where the graphs that speak of a thing come from, once each, in the language of the page where it is said
/// in that.
fn documents(cx: Context<'_>, thing: &Thing) -> BTreeSet<(&'static str, String)> {
    let graphs: BTreeSet<&str> = thing.facts.iter().map(|fact| fact.graph.as_str()).collect();
    let texts = graphs.into_iter().filter_map(|graph| {
        let origin = cx.site.config.origin(graph);
        let own = origin.iter().find(|(lang, _)| *lang == cx.lang().code());
        own.or(origin.first()).copied()
    });
    let written = texts.map(|(lang, text)| match lang {
        "fr" => (lang, french(text).into_owned()),
        _ => (lang, text.to_owned()),
    });
    written.collect()
}

/// The properties with texts or numbers that any of the passages has, names and kinds aside.
fn columns<'d>(cx: Context<'_>, described: &'d Described, labels: &Labels) -> Vec<&'d str> {
    let all: BTreeSet<&str> = described
        .sources
        .values()
        .flatten()
        .filter(|(_, values)| values.iter().any(|value| matches!(value, Term::Literal(_))))
        .map(|(property, _)| property.as_str())
        .filter(|property| *property != TYPE && !NAMING.contains(property))
        .collect();
    let mut columns: Vec<&str> = all.into_iter().collect();
    columns.sort_by_cached_key(|property| place(cx, property, labels));
    columns
}

fn cell(cx: Context<'_>, properties: &Properties, column: &str) -> Markup {
    let texts = properties
        .get(column)
        .into_iter()
        .flatten()
        .filter_map(|value| match value {
            Term::Literal(literal) => Some(literal),
            _ => None,
        });
    html! {
        @for literal in texts { (value::literal(cx, literal)) " " }
    }
}
