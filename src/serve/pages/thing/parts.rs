//! The smaller parts of the page of a thing: the way to it, its kinds, its files.

use super::TYPE;
use crate::serve::data::form::Form;
use crate::serve::labels::Labels;
use crate::serve::pages::{Context, value};
use crate::serve::thing::Thing;
use maud::{Markup, html};
use oxigraph::model::Term;
use std::collections::BTreeSet;

fn types(thing: &Thing) -> impl Iterator<Item = &str> {
    thing
        .facts
        .iter()
        .filter(|fact| fact.property == TYPE)
        .filter_map(|fact| match &fact.value.0 {
            Term::NamedNode(class) => Some(class.as_str()),
            _ => None,
        })
}

/// The kind of the thing, in the publication's own terms where it has them.
pub fn class<'t>(cx: Context<'_>, thing: &'t Thing) -> Option<&'t str> {
    types(thing)
        .find(|class| cx.site.names.page(class).is_some())
        .or(types(thing).next())
}

/// The way from the home page.
pub fn breadcrumb(cx: Context<'_>, thing: &Thing, labels: &Labels) -> Markup {
    let class = class(cx, thing);
    html! {
        nav.breadcrumb aria-label=(cx.t("Fil d'Ariane", "Breadcrumb")) {
            ol {
                li { a href=(cx.href("/")) { (cx.t("Accueil", "Home")) } }
                @if let Some(class) = class {
                    li {
                        a href=(cx.href(&cx.site.names.browse(class))) {
                            (value::name(&labels.name(class, cx.lang())))
                        }
                    }
                }
            }
        }
    }
}

/// The kinds of the thing (in the publication's own terms where it has them), and the values that the publication wants beside the heading.
pub fn badges(cx: Context<'_>, thing: &Thing, labels: &Labels) -> Markup {
    let own: BTreeSet<&str> = types(thing)
        .filter(|class| cx.site.names.page(class).is_some())
        .collect();
    let classes = if own.is_empty() {
        types(thing).collect()
    } else {
        own
    };
    let mut values: Vec<(&str, &Term)> = thing
        .facts
        .iter()
        .filter(|fact| cx.site.pages.badges.contains(&fact.property))
        .map(|fact| (fact.property.as_str(), &fact.value.0))
        .collect();
    values.dedup();
    html! {
        @if !values.is_empty() || !classes.is_empty() { ul.badges {
            @for (property, term) in values {
                li.strong { (value::term(cx, labels, Some(property), term)) }
            }
            @for class in classes {
                li {
                    a href=(cx.href(&cx.site.names.browse(class))) {
                        (value::name(&labels.name(class, cx.lang())))
                    }
                }
            }
        } }
    }
}

/// The address of the thing's data in a form.
pub fn data_address(thing: &Thing, form: Form) -> String {
    format!("/data/{}.{}", thing.path, form.extension())
}

/// The same as data, and the identifier.
pub fn downloads(cx: Context<'_>, thing: &Thing) -> Markup {
    html! {
        section.downloads aria-labelledby="data" {
            h2 #data { (cx.t("Ces données ailleurs", "This data elsewhere")) }
            ul.inline {
                @for form in Form::all() {
                    li { a href=(data_address(thing, form)) { (form.name()) } }
                }
            }
            p {
                (cx.t("Identifiant permanent : ", "Permanent identifier: "))
                code.long { (crate::text::visible(thing.iri.as_str())) }
            }
        }
    }
}
