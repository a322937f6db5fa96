//! What points to a thing: other things, by property, counted, the first of them by name, the others
//! on pages of their own (`?from=`). Narrower concepts stand as a tree.

use super::super::layout::pager;
use super::apart::Apart;
use super::facts::{is_folded, place};
use super::tree::{Node, SKOS, concepts};
use crate::serve::labels::Labels;
use crate::serve::lookup;
use crate::serve::names::encoded;
use crate::serve::pages::{Context, value};
use crate::serve::problem::Problem;
use crate::serve::thing::Thing;
use crate::text::fold::folded;
use maud::{Markup, html};
use oxigraph::model::NamedNode;
use std::collections::BTreeSet;

/// Things that are shown for each property.
const SHOWN: usize = 12;
/// Things on a page of one property.
const PAGE: usize = 100;
/// What points to a thing.
#[derive(Debug, Clone, Default)]
pub struct Pointing {
    /// By property: how many things, and those that are shown.
    pub groups: Vec<(String, usize, Vec<String>)>,
    /// The property that the request wants all of, and the page of it.
    pub whole: Option<(String, usize)>,
    /// Narrower concepts.
    pub tree: Vec<Node>,
}

impl Pointing {
    /// The IRIs that need a name.
    pub fn iris(&self) -> BTreeSet<&str> {
        fn collect<'n>(nodes: &'n [Node], into: &mut BTreeSet<&'n str>) {
            for node in nodes {
                into.insert(&node.iri);
                collect(&node.children, into);
            }
        }
        let groups = self.groups.iter().flat_map(|(property, _, things)| {
            std::iter::once(property.as_str()).chain(things.iter().map(String::as_str))
        });
        let mut all = groups.collect();
        collect(&self.tree, &mut all);
        all
    }
}

/// Gathers what points to a thing.
///
/// # Errors
/// What the engine says; 404 for a page that does not exist, 400 for what is no page.
pub async fn gather(cx: Context<'_>, thing: &NamedNode) -> Result<Pointing, Problem> {
    let engine = &cx.site.engine;
    let mut pointing = Pointing {
        tree: concepts(cx, thing).await?,
        ..Pointing::default()
    };
    let from = cx.visit.parameters.get("from");
    // Without a property there is no list of several pages.
    let page = from.map_or(Ok(1), |_| cx.visit.parameters.page())?;
    for (property, count) in lookup::pointing_counts(engine, thing).await? {
        let wanted = from == Some(property.as_str());
        if (from.is_some() && !wanted) || (from.is_none() && is_told_by_tree(&pointing, &property))
        {
            continue;
        }
        let Ok(node) = NamedNode::new(&property) else {
            continue;
        };
        let (limit, offset) = if wanted {
            (PAGE, (page - 1).saturating_mul(PAGE))
        } else {
            (SHOWN, 0)
        };
        let things = lookup::pointing(engine, thing, &node, limit, offset).await?;
        if wanted {
            pointing.whole = Some((property.clone(), page));
        }
        pointing.groups.push((property, count, things));
    }
    let beyond = pointing
        .groups
        .iter()
        .any(|(_, _, things)| things.is_empty());
    if from.is_some() && (pointing.whole.is_none() || beyond) {
        return Err(Problem::not_found(&format!(
            "{}?{}",
            cx.visit.path, cx.visit.query
        )));
    }
    Ok(pointing)
}

fn is_told_by_tree(pointing: &Pointing, property: &str) -> bool {
    let told = ["inScheme", "topConceptOf", "broader"];
    !pointing.tree.is_empty()
        && property
            .strip_prefix(SKOS)
            .is_some_and(|name| told.contains(&name))
}

/// What a page says of what points to its thing: what points to it, names, what tells those of one name
/// apart.
#[derive(Clone, Copy)]
pub struct Told<'t> {
    /// What points to the thing.
    pub pointing: &'t Pointing,
    /// Names.
    pub labels: &'t Labels,
    /// What stands beside names that are not enough.
    pub apart: &'t Apart,
}

/// The section; nothing when nothing points to the thing.
pub fn section(cx: Context<'_>, thing: &Thing, told: Told<'_>) -> Markup {
    let Told {
        pointing, labels, ..
    } = told;
    let mut groups: Vec<_> = pointing.groups.iter().collect();
    groups.sort_by_cached_key(|(property, _, _)| place(cx, property, labels));
    html! {
        @if !groups.is_empty() {
            section.pointing aria-labelledby="pointing" {
                h2 #pointing { (cx.t("Ce qui y renvoie", "What points here")) }
                @for (property, count, things) in groups {
                    (group(cx, thing, told, property, *count, things))
                }
            }
        }
    }
}

fn group(
    cx: Context<'_>,
    thing: &Thing,
    told: Told<'_>,
    property: &str,
    count: usize,
    things: &[String],
) -> Markup {
    let Told {
        pointing,
        labels,
        apart,
    } = told;
    let mut things: Vec<&String> = things.iter().collect();
    things.sort_by_cached_key(|iri| folded(&labels.name(iri, cx.lang()).text));
    let address = |page: usize| {
        format!(
            "/page/{}?from={}&page={page}",
            thing.path,
            encoded(property)
        )
    };
    let list = html! {
        ul.columns {
            @for iri in things {
                li {
                    (value::thing(cx, labels, iri))
                    @if let Some(beside) = apart.get(iri) { " " span.quiet { (value::name(beside)) } }
                }
            }
        }
    };
    html! {
        h3 {
            (value::property(cx, labels, property))
            " " span.count { (cx.lang().number(count)) }
        }
        @if is_folded(cx, property) && pointing.whole.is_none() {
            details {
                summary { (cx.t("Déplier", "Unfold")) }
                (list)
            }
        } @else {
            (list)
        }
        @match pointing.whole {
            Some((_, page)) => {
                (pager(cx, page, count.div_ceil(PAGE), &address))
                p { a href=(cx.href(&format!("/page/{}", thing.path))) {
                    (cx.t("Revenir à la page entière", "Back to the whole page"))
                } }
            }
            None => {
                @if count > SHOWN {
                    p { a href=(cx.href(&address(1))) {
                        (cx.t("Voir les ", "See all ")) (cx.lang().number(count))
                    } }
                }
            }
        }
    }
}
