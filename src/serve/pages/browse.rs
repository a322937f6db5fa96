//! `/browse`: the classes ([`classes`](fn@classes)); `/browse/{class}`: the things of a class by
//! name, with a filter on names and pages.

mod classes;

pub use classes::{classes, counts};

use super::layout::{Head, numbered, page, pager};
use super::{Context, value};
use crate::serve::labels::{Labels, NAMING};
use crate::serve::lookup::departed;
use crate::serve::names::encoded;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use crate::text::fold::folded;
use crate::text::{typed, visible};
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use oxigraph::model::{NamedNode, Term};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Things on a page.
const PAGE: usize = 100;
/// Other names, which the filter looks at as well.
const OTHER_NAMES: [&str; 3] = [
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://www.w3.org/2004/02/skos/core#hiddenLabel",
    "http://www.w3.org/2004/02/skos/core#notation",
];

/// GET `/browse/{class}`.
pub async fn things(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let wanted = visit.wants_page();
    let name = visit.path.strip_prefix("/browse/").unwrap_or_default();
    let class = site.names.browsed(name);
    let not_found = || Problem::not_found(&visit.path);
    let node = NamedNode::new(&class).map_err(|_| not_found())?;
    let reply = site.page_reply(&visit);
    if wanted.is_ok()
        && let Some(response) = reply.not_modified(&visit)
    {
        return Ok(response);
    }
    let cx = Context::new(&site, &visit);
    let all = instances(&site, &node).await?;
    if all.is_empty() {
        return Err(not_found());
    }
    wanted?;
    let mut labels = site.labels([class.as_str()]).await?;
    let wanted = typed(visit.parameters.get("q").unwrap_or_default());
    let wanted = wanted.trim();
    let needle = folded(wanted);
    let mut found = Vec::new();
    for (iri, names) in &all {
        let mut matches = needle.is_empty();
        for (property, name) in names {
            matches = matches || folded(name.value()).contains(&needle);
            labels.insert(iri, property, &site.pages.naming, name.clone());
        }
        if matches {
            found.push(iri);
        }
    }
    found.sort_by_cached_key(|iri| (folded(&labels.name(iri, cx.lang()).text), (*iri).clone()));
    let title = labels.name(&class, cx.lang()).text;
    let short = short(&site, &class);
    let list = List {
        class: &class,
        title: &title,
        short: short.as_deref(),
        wanted,
        total: all.len(),
        found,
        labels: &labels,
    };
    let main = list.render(cx)?;
    let title = match &short {
        Some(short) => format!("{title} – {short}"),
        None => title,
    };
    let head = Head {
        title: numbered(&title, visit.parameters.page()?),
        own: ["q", "page"].map(str::to_owned).to_vec(),
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// The short name of a class that is not of the publication's own ontology, which tells it from one of
/// the same name that is.
fn short(site: &Site, class: &str) -> Option<String> {
    let own = class
        .strip_prefix(&site.config.base)
        .is_some_and(|rest| rest.starts_with("ontology#"));
    (!own).then(|| visible(&site.names.short(class)).into_owned())
}

type Names = Vec<(String, oxigraph::model::Literal)>;

/// The things of a class with all their names, but those that were merged or withdrawn.
async fn instances(site: &Site, class: &NamedNode) -> Result<BTreeMap<String, Names>, Problem> {
    let more = site.pages.naming.iter().map(String::as_str);
    let properties: BTreeSet<&str> = NAMING
        .iter()
        .chain(&OTHER_NAMES)
        .copied()
        .chain(more)
        .collect();
    let properties: String = properties.iter().map(|iri| format!("<{iri}> ")).collect();
    let departed = departed(&site.config.base);
    let text = format!(
        "SELECT DISTINCT ?s ?p ?l {{ ?s a {class} FILTER(isIRI(?s)) MINUS {departed} \
         OPTIONAL {{ VALUES ?p {{ {properties} }} ?s ?p ?l }} }}"
    );
    let mut all: BTreeMap<String, Names> = BTreeMap::new();
    for row in site.engine.select(&text).await?.rows {
        let mut row = row.into_iter();
        let Some(Some(Term::NamedNode(thing))) = row.next() else {
            continue;
        };
        let names = all.entry(thing.into_string()).or_default();
        if let (Some(Some(Term::NamedNode(p))), Some(Some(Term::Literal(l)))) =
            (row.next(), row.next())
        {
            names.push((p.into_string(), l));
        }
    }
    Ok(all)
}

/// One page of a list.
struct List<'a> {
    class: &'a str,
    title: &'a str,
    short: Option<&'a str>,
    wanted: &'a str,
    total: usize,
    found: Vec<&'a String>,
    labels: &'a Labels,
}

impl List<'_> {
    fn render(&self, cx: Context<'_>) -> Result<Markup, Problem> {
        let number = cx.visit.parameters.page()?;
        let pages = self.found.len().div_ceil(PAGE).max(1);
        if number > pages {
            return Err(Problem::not_found(&format!(
                "{}?{}",
                cx.visit.path, cx.visit.query
            )));
        }
        let address = |page: usize| {
            let filter = if self.wanted.is_empty() {
                String::new()
            } else {
                format!("q={}&", encoded(self.wanted))
            };
            format!("{}?{filter}page={page}", cx.site.names.browse(self.class))
        };
        let found = self.found.iter().map(|iri| iri.as_str());
        let apart = self.labels.apart(found, cx.lang());
        let shown = self.found.iter().skip((number - 1) * PAGE).take(PAGE);
        Ok(html! {
            nav.breadcrumb aria-label=(cx.t("Fil d'Ariane", "Breadcrumb")) {
                ol {
                    li { a href=(cx.href("/")) { (cx.t("Accueil", "Home")) } }
                    li { a href=(cx.href("/browse")) { (cx.t("Parcourir", "Browse")) } }
                }
            }
            h1 { (self.title) @if let Some(short) = self.short { " " span.quiet { (short) } } }
            (self.filter(cx))
            p role="status" { (self.counted(cx)) }
            ul.columns.things {
                @for iri in shown {
                    li {
                        (value::thing(cx, self.labels, iri))
                        @if let Some(last) = apart.get(iri.as_str()) { " " span.quiet { (visible(last)) } }
                    }
                }
            }
            (pager(cx, number, pages, &address))
        })
    }

    fn filter(&self, cx: Context<'_>) -> Markup {
        html! {
            form.filter method="get" role="search" {
                label for="q" { (cx.t("Filtrer par nom", "Filter by name")) }
                div.row {
                    input #q type="search" name="q" value=(self.wanted) autocomplete="off";
                    @if cx.visit.lang_chosen {
                        input type="hidden" name="lang" value=(cx.lang().code());
                    }
                    button type="submit" { (cx.t("Filtrer", "Filter")) }
                }
            }
        }
    }

    fn counted(&self, cx: Context<'_>) -> Markup {
        let (found, total) = (
            cx.lang().number(self.found.len()),
            cx.lang().number(self.total),
        );
        html! {
            @if self.wanted.is_empty() {
                (total) " " (cx.t("au total", "in all"))
            } @else {
                (found) " " (cx.t("sur", "of")) " " (total)
                " · "
                a href=(cx.href(&cx.site.names.browse(self.class))) { (cx.t("tout voir", "show all")) }
            }
        }
    }
}
