//! `/search`: things by what people type, narrowed by facets; `/search.json` the same for programs;
//! `/suggest.json` names to choose from (OpenSearch Suggestions 1.1).

mod facets;
pub mod insets;
mod json;
mod places;

pub use json::{index as search_index, search_json, suggest};
pub use places::{Spot, line, of_postal_code};

use super::layout::{Head, numbered, page, pager};
use super::{Context, value};
use crate::search::{Filter, Found};
use crate::serve::held::Finder;
use crate::serve::names::encoded;
use crate::serve::negotiate;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use crate::text::typed;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use std::sync::Arc;

/// Things on a page.
const PAGE: usize = 25;

/// A search that was made.
pub struct Search<'a> {
    site: &'a Site,
    /// What can be found.
    pub finder: &'a Finder,
    /// What was typed.
    pub text: String,
    /// What narrows it.
    pub filter: Filter,
    /// What the text alone finds.
    pub plain: Found,
    /// What is left after the filter.
    pub hits: Vec<u32>,
    /// The place that was meant.
    pub spot: Option<Spot>,
}

impl<'a> Search<'a> {
    /// Makes the search of an address. A postal code or the name of a commune finds what its
    /// department holds.
    pub fn make(site: &'a Site, finder: &'a Finder, visit: &Visit) -> Self {
        let text = typed(visit.parameters.get("q").unwrap_or_default());
        let text: String = text
            .trim()
            .chars()
            .take(crate::search::find::CHARACTERS)
            .collect();
        let mut filter = site.filter(finder, &visit.parameters);
        let spot = places::spot(site, finder, &text);
        let mut plain = finder.index.find(&text, &Filter::default());
        let is_loose = plain.hits.is_empty() || !plain.corrected.is_empty() || plain.partly;
        if let Some(spot) = spot.as_ref().filter(|spot| is_loose && spot.count > 0) {
            // Nothing has the name itself: what its department holds is the answer.
            let place = Filter {
                kind: site.mapped_kind(),
                ..Filter::default()
            };
            let hits = finder.index.find("", &place).hits;
            let here = |hit: &u32| finder.entry(*hit).is_some_and(|entry| spot.holds(entry));
            plain = Found {
                hits: hits.into_iter().filter(here).collect(),
                ..Found::default()
            };
        }
        if filter.kind.is_none() && text.is_empty() && filter.values.iter().any(|v| !v.is_empty()) {
            filter.kind = site.mapped_kind();
        }
        let lets = |hit: &u32| {
            finder
                .entry(*hit)
                .is_some_and(|entry| filter.lets(entry, None))
        };
        let hits = plain.hits.iter().copied().filter(lets).collect();
        Self {
            site,
            finder,
            text,
            filter,
            plain,
            hits,
            spot,
        }
    }

    /// The address of this search with other parameters in place of some of its own; an empty value
    /// takes one away.
    pub fn address(&self, visit: &Visit, path: &str, other: &[(&str, &str)]) -> String {
        let replaced =
            |name: &str| name == "page" || name == "lang" || other.iter().any(|(n, _)| *n == name);
        let kept =
            visit.parameters.0.iter().filter(|(name, value)| {
                takes(self.site, name) && !replaced(name) && !value.is_empty()
            });
        let pairs = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let new = other.iter().copied().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs
            .chain(new)
            .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
            .collect();
        if pairs.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", pairs.join("&"))
        }
    }
}

/// True for a parameter of a search.
fn takes(site: &Site, name: &str) -> bool {
    matches!(name, "q" | "kind" | "page" | "size" | "lang") || site.facet(name).is_some()
}

/// GET `/search`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let offers = [(negotiate::HTML, true), ("application/json", false)];
    match negotiate::media(visit.accept().as_deref(), &offers) {
        Some((_, true)) => {}
        Some((_, false)) => return search_json(State(site), visit).await,
        None => return Err(Problem::not_acceptable(offers.map(|(offer, _)| offer))),
    }
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    // The form sends an empty one for all kinds.
    if visit.parameters.get("kind") != Some("") {
        json::known_kind(&site, &visit)?;
    }
    let cx = Context::new(&site, &visit);
    let search = Search::make(&site, site.finder().await?, &visit);
    let pages = search.hits.len().div_ceil(PAGE).max(1);
    let number = visit.parameters.page()?;
    if number > pages {
        return Err(Problem::not_found(&format!(
            "{}?{}",
            visit.path, visit.query
        )));
    }
    let title = cx.t("Chercher", "Search");
    let address = |page: usize| search.address(&visit, "/search", &[("page", &page.to_string())]);
    let main = html! {
        h1 { (title) }
        (form(cx, &search.text, Some(&search)))
        (places::panel(cx, &search))
        div.finding {
            section.hits aria-labelledby="hits" {
                h2 #hits { (counted(cx, &search)) }
                (said(cx, &search))
                @if !search.hits.is_empty() {
                    ol.hits start=((number - 1) * PAGE + 1) {
                        @for hit in search.hits.iter().skip((number - 1) * PAGE).take(PAGE) { (one(cx, &search, *hit)) }
                    }
                }
                (pager(cx, number, pages, &address))
                p.quiet {
                    (cx.t("La même réponse pour les programmes : ", "The same answer for programs: "))
                    a href=(search.address(&visit, "/search.json", &[])) { "JSON" }
                }
            }
            (facets::section(cx, &search))
        }
    };
    let head = Head {
        title: numbered(&titled(&search.text, &title), number),
        alternates: vec![(
            "application/json",
            search.address(&visit, "/search.json", &[]),
        )],
        own: super::map::own(&site, &["q", "kind"], &["page"]),
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// The title of the page of a search.
fn titled(text: &str, title: &str) -> String {
    match text {
        "" => title.to_owned(),
        text => format!("{text} – {title}"),
    }
}

/// The form, with the filters of a search kept.
pub fn form(cx: Context<'_>, text: &str, search: Option<&Search<'_>>) -> Markup {
    html! {
        form.search method="get" action="/search" role="search" {
            label for="q" { (cx.t("Un projet, une organisation, un lieu, un code postal", "A project, an organisation, a place, a postal code")) }
            div.row {
                input #q type="search" name="q" value=(text) maxlength="200" autocomplete="off" data-suggest="/suggest.json";
                @if let Some(search) = search {
                    @for (name, value) in kept(cx, search) { input type="hidden" name=(name) value=(value); }
                }
                @if cx.visit.lang_chosen { input type="hidden" name="lang" value=(cx.lang().code()); }
                button type="submit" { (cx.t("Chercher", "Search")) }
            }
        }
    }
}

/// The parameters that narrow a search.
fn kept<'v>(cx: Context<'v>, _search: &Search<'_>) -> Vec<(&'v str, &'v str)> {
    let facet = |name: &str| name == "kind" || cx.site.facet(name).is_some();
    let all = cx.visit.parameters.0.iter();
    all.filter(|(name, value)| facet(name) && !value.is_empty())
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

fn counted(cx: Context<'_>, search: &Search<'_>) -> String {
    let count = cx.lang().number(search.hits.len());
    match search.hits.len() {
        0 => cx.t("Aucun résultat", "No result").into_owned(),
        1 => cx.t("1 résultat", "1 result").into_owned(),
        _ => format!("{count} {}", cx.t("résultats", "results")),
    }
}

/// What was understood, and what to do where nothing was found.
fn said(cx: Context<'_>, search: &Search<'_>) -> Markup {
    html! {
        @for (typed, understood) in &search.plain.corrected {
            p role="status" {
                (cx.t("« ", "“")) (typed) (cx.t(" » ne s'y trouve pas ; voici « ", "” is not here; this is for “"))
                a href=(cx.href(&search.address(cx.visit, "/search", &[("q", understood)]))) { (understood) }
                (cx.t(" ».", "”."))
            }
        }
        @if search.plain.partly {
            p.quiet { (cx.t("Rien ne contient tous ces mots ; voici ce qui en contient le plus.", "Nothing holds all these words; here is what holds most of them.")) }
        }
        @if search.hits.is_empty() {
            p { (cx.t("Essayer un mot plus court, le nom d'un département ou un code postal, ou retirer un filtre.", "Try a shorter word, the name of a department or a postal code, or remove a filter.")) }
            ul {
                li { a href=(cx.href("/search")) { (cx.t("Tout voir", "Show everything")) } }
                li { a href=(cx.href("/map")) { (cx.t("Chercher sur la carte", "Look on the map")) } }
            }
        }
    }
}

/// One result.
pub fn one(cx: Context<'_>, search: &Search<'_>, hit: u32) -> Markup {
    let finder = search.finder;
    html! {
        @if let Some(entry) = finder.entry(hit) {
            li.hit {
                span.name { (value::thing(cx, &finder.labels, &entry.iri)) }
                @let kind = cx.site.config.search.kinds.get(entry.kind).map(|kind| cx.of(&kind.one));
                @let note = finder.notes.get(&entry.iri);
                span.quiet {
                    @if let Some(kind) = kind { (kind) }
                    @if let Some(note) = note { " · " (value::name(&finder.labels.name(note, cx.lang()))) }
                    @for place in placed(cx, entry) { " · " (value::name(&finder.labels.name(place, cx.lang()))) }
                }
            }
        }
    }
}

/// The departments of a thing, or none.
fn placed<'e>(cx: Context<'_>, entry: &'e crate::search::Entry) -> Vec<&'e str> {
    let facet = cx
        .site
        .departments()
        .and_then(|(map, _)| cx.site.facet(&map.facet));
    let values = facet.and_then(|facet| entry.facets.get(facet));
    values
        .into_iter()
        .flatten()
        .take(3)
        .map(String::as_str)
        .collect()
}
