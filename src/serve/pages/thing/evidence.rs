//! Where the facts of a thing come from: the passages that it was derived from, each with what is
//! said of it (heading, lines).

use super::TYPE;
use super::facts::{Described, Properties};
use crate::serve::labels::{Labels, NAMING};
use crate::serve::pages::{Context, value};
use maud::{Markup, html};
use oxigraph::model::Term;

/// The section; nothing when the data names no source.
pub fn section(cx: Context<'_>, described: &Described, labels: &Labels) -> Markup {
    html! {
        @if !described.sources.is_empty() {
            section.evidence aria-labelledby="evidence" {
                h2 #evidence { (cx.t("D'où vient ce fait", "Where this comes from")) }
                p.quiet { (cx.t("Document : ", "Document: ")) span lang="fr" { (cx.site.config.situation.source) } }
                ul {
                    @for (iri, properties) in &described.sources {
                        li {
                            (value::thing(cx, labels, iri))
                            (details(cx, properties, labels))
                        }
                    }
                }
            }
        }
    }
}

/// What is said of a passage in a line: its short properties, names and kinds aside.
fn details(cx: Context<'_>, properties: &Properties, labels: &Labels) -> Markup {
    let told = properties
        .iter()
        .filter(|(property, _)| property.as_str() != TYPE && !NAMING.contains(&property.as_str()));
    let texts = told.filter_map(|(property, values)| match values.as_slice() {
        [Term::Literal(literal)] => Some((property, literal)),
        _ => None,
    });
    html! {
        @for (property, literal) in texts {
            span.detail {
                (value::property(cx, labels, property)) (cx.t(" : ", ": ")) (value::literal(cx, literal))
            }
        }
    }
}
