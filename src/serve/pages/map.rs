//! `/map`: how many things each division of the land has, as a picture with links and as a table;
//! `/map.geojson` the same as GeoJSON (`without`: what no division has). `?map=` chooses the division, facets narrow what is counted.

pub mod picture;
mod table;

use super::Context;
use super::layout::{Head, page};
use crate::publication::config::finding::Map;
use crate::search::Filter;
use crate::serve::held::Finder;
use crate::serve::names::{encoded, last_part};
use crate::serve::negotiate;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use crate::territory::Outlines;
use crate::text::{typed, visible};
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Facets that the form offers, by their place in the settings, divisions aside.
const OFFERED: usize = 2;

/// What is on a map.
pub struct Shown<'a> {
    /// The settings of the map.
    pub map: &'a Map,
    /// Its outlines.
    pub outlines: &'a Outlines,
    /// The things on maps.
    pub finder: &'a Finder,
    /// What narrows them.
    pub filter: Filter,
    /// The things that are counted, by number.
    pub hits: Vec<u32>,
    /// For each division, by IRI: all things, and those with the first value of the status.
    pub counts: BTreeMap<String, (usize, usize)>,
    /// The things that no division has: their place is wider, elsewhere or not known.
    pub without: Vec<u32>,
    /// How many of these have the first value of the status.
    pub without_chosen: usize,
    /// The first value of the status: the one that stands out.
    pub chosen: Option<String>,
}

impl<'a> Shown<'a> {
    /// What an address asks for; none where the settings have no map.
    pub fn gather(site: &'a Site, finder: &'a Finder, visit: &Visit) -> Option<Self> {
        let name = visit.parameters.get("map").unwrap_or_default();
        let (map, outlines) = site
            .maps()
            .find(|(map, _)| map.name == name)
            .or_else(|| site.maps().next())?;
        let filter = site.filter(finder, &visit.parameters);
        let hits = finder.mapped(site, &filter);
        let status = site.facet(&site.config.territory.status);
        let chosen = status.and_then(|status| outstanding(finder, status));
        let facet = site.facet(&map.facet)?;
        let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let (mut without, mut without_chosen) = (Vec::new(), 0);
        for (hit, entry) in hits
            .iter()
            .filter_map(|hit| Some((hit, finder.entry(*hit)?)))
        {
            let values = status.and_then(|status| entry.facets.get(status));
            let is_chosen = values
                .zip(chosen.as_ref())
                .is_some_and(|(has, chosen)| has.contains(chosen));
            let divisions = entry.facets.get(facet);
            if divisions.is_none_or(BTreeSet::is_empty) {
                without.push(*hit);
                without_chosen += usize::from(is_chosen);
            }
            for division in divisions.into_iter().flatten() {
                let count = counts.entry(division.clone()).or_default();
                *count = (count.0 + 1, count.1 + usize::from(is_chosen));
            }
        }
        Some(Self {
            map,
            outlines,
            finder,
            filter,
            hits,
            counts,
            without,
            without_chosen,
            chosen,
        })
    }

    /// The IRI of a division by its code.
    pub fn iri(&self, site: &Site, code: &str) -> String {
        site.config.iri(&format!("{}{code}", self.map.things))
    }

    /// The search for what a division has, the filters kept.
    pub fn address(&self, cx: Context<'_>, iri: &str) -> String {
        let mut address = format!("/search?{}={}", self.map.facet, encoded(last_part(iri)));
        for (name, value) in &cx.visit.parameters.0 {
            if cx.site.facet(name).is_some() && *name != self.map.facet && !value.is_empty() {
                address = format!("{address}&{}={}", encoded(name), encoded(value));
            }
        }
        cx.href(&address)
    }
}

/// The rarest value of a facet: the status that was chosen among the others.
pub fn outstanding(finder: &Finder, facet: usize) -> Option<String> {
    let all: Vec<u32> = (0..u32::try_from(finder.index.entries.len()).ok()?).collect();
    let counts = finder.index.count(&all, &Filter::default(), facet);
    let rarest = counts.into_iter().min_by_key(|(iri, count)| (*count, *iri));
    rarest.map(|(iri, _)| iri.to_owned())
}

/// GET `/map`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let offers = [
        (negotiate::HTML, true),
        ("application/geo+json", false),
        ("application/json", false),
    ];
    match negotiate::media(visit.accept().as_deref(), &offers) {
        Some((_, true)) => {}
        Some((_, false)) => return geojson(State(site), visit).await,
        None => return Err(Problem::not_acceptable(offers.map(|(offer, _)| offer))),
    }
    let reply = site.page_reply(&visit);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let finder = site.finder().await?;
    let shown =
        Shown::gather(&site, finder, &visit).ok_or_else(|| Problem::not_found(&visit.path))?;
    let cx = Context::new(&site, &visit);
    let title = cx.t("Carte", "Map");
    let main = html! {
        h1 { (title) }
        nav.tabs aria-label=(cx.t("Découpages", "Divisions")) {
            ul {
                @for (map, _) in site.maps() {
                    @let current = map.name == shown.map.name;
                    li { a href=(cx.href(&format!("/map?map={}", encoded(&map.name)))) aria-current=[current.then_some("page")] { (cx.of(&map.title)) } }
                }
            }
        }
        (form(cx, &shown))
        div.atlas {
            (picture::figure(cx, &shown))
            (table::table(cx, &shown))
        }
        p.quiet {
            (cx.t("Contours simplifiés, d'après IGN Admin Express (Licence Ouverte 2.0). Les territoires d'outre-mer n'ont pas de contour ici : chacun est un carré, sans rapport avec sa taille ni sa place. ", "Simplified outlines, after IGN Admin Express (Licence Ouverte 2.0). Overseas territories have no outline here: each is a square that says nothing of its size or place. "))
            (cx.t("Une fiche qui couvre plusieurs territoires compte dans chacun. ", "An entry that covers several territories counts in each. "))
            a href=(format!("/map.geojson?{}", cx.visit.query)) { "GeoJSON" }
        }
    };
    let head = Head {
        title: title.into_owned(),
        alternates: vec![(
            "application/geo+json",
            format!("/map.geojson?{}", visit.query),
        )],
        own: own(&site, &["map"], &[]),
        ..Head::default()
    };
    Ok(reply.ok("text/html", page(cx, &head, &main).into_string()))
}

/// Parameters that narrow things by facets, between others.
pub fn own(site: &Site, before: &[&str], after: &[&str]) -> Vec<String> {
    let facets = site.facets().iter().map(|facet| facet.name.as_str());
    let all = before.iter().copied().chain(facets);
    all.chain(after.iter().copied())
        .map(str::to_owned)
        .collect()
}

/// Facets to choose values of.
fn form(cx: Context<'_>, shown: &Shown<'_>) -> Markup {
    let all = shown.finder.mapped(cx.site, &Filter::default());
    html! {
        form.filters method="get" action="/map" {
            input type="hidden" name="map" value=(shown.map.name);
            @if cx.visit.lang_chosen { input type="hidden" name="lang" value=(cx.lang().code()); }
            @for (at, facet) in cx.site.facets().iter().enumerate().take(OFFERED) {
                @let counts = shown.finder.index.count(&all, &Filter::default(), at);
                @let wanted = cx.visit.parameters.get(&facet.name).unwrap_or_default();
                @let said = unknown(cx, shown, at, &facet.name);
                @let id = said.as_ref().map(|_| format!("{}-unknown", facet.name));
                div {
                    label for=(facet.name) { (cx.of(&facet.title)) }
                    select name=(facet.name) id=(facet.name) aria-invalid=[id.as_ref().map(|_| "true")] aria-describedby=[&id] {
                        option value="" { (cx.t("Tous", "All")) }
                        // A value that nothing has is what was asked for all the same.
                        @if !wanted.is_empty() && !counts.keys().any(|iri| last_part(iri) == wanted) {
                            option value=(typed(wanted)) selected { (visible(wanted)) " (0)" }
                        }
                        @for (iri, count) in counts {
                            @let part = last_part(iri);
                            option value=(part) selected[part == wanted] { (shown.finder.labels.name(iri, cx.lang()).text) " (" (count) ")" }
                        }
                    }
                    @if let Some(said) = said { p.wrong id=[&id] role="alert" { (said) } }
                }
            }
            button type="submit" { (cx.t("Montrer", "Show")) }
            @for (at, facet) in cx.site.facets().iter().enumerate().skip(OFFERED) {
                @if let Some(said) = unknown(cx, shown, at, &facet.name) {
                    p.wrong role="alert" { (cx.of(&facet.title)) " – " (said) }
                }
            }
        }
    }
}

/// What is said of the first value of a facet that nothing has.
fn unknown(cx: Context<'_>, shown: &Shown<'_>, at: usize, name: &str) -> Option<String> {
    let mut wanted = cx.visit.parameters.all(name).filter(|one| !one.is_empty());
    let value = wanted.find(|one| shown.finder.value(at, one) == *one)?;
    let before = cx.t("Valeur inconnue : « ", "Unknown value: “");
    let after = cx.t(" ».", "”.");
    Some(format!("{before}{}{after}", visible(value)))
}

/// So many things on maps, in words.
pub fn things(cx: Context<'_>, count: usize) -> String {
    let kind = cx
        .site
        .mapped_kind()
        .and_then(|kind| cx.site.config.search.kinds.get(kind));
    let name = kind.map_or(std::borrow::Cow::Borrowed(""), |kind| {
        cx.of(if is_one(cx, count) {
            &kind.one
        } else {
            &kind.title
        })
    });
    format!("{}\u{A0}{}", cx.lang().number(count), name.to_lowercase())
}

/// True where a number goes with the singular: none and one in French, one in English.
fn is_one(cx: Context<'_>, count: usize) -> bool {
    count == 1 || (count == 0 && cx.lang() == crate::serve::language::Lang::Fr)
}

/// GET `/map.geojson`.
///
/// # Errors
/// What the engine says; 404 where the settings have no map.
pub async fn geojson(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let reply = site
        .reply(&[&visit.path, &visit.query, visit.lang.code(), "map.geojson"])
        .vary("Accept, Accept-Language");
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let finder = site.finder().await?;
    let shown =
        Shown::gather(&site, finder, &visit).ok_or_else(|| Problem::not_found(&visit.path))?;
    let features = shown.outlines.divisions.iter().map(|division| {
        let iri = shown.iri(&site, &division.code);
        let (count, chosen) = shown.counts.get(&iri).copied().unwrap_or_default();
        serde_json::json!({
            "type": "Feature", "id": iri,
            "properties": { "code": division.code, "name": division.name, "count": count, "chosen": chosen },
            "geometry": division.geometry(),
        })
    });
    let squares = shown.map.insets.iter().map(|inset| {
        let iri = site.config.iri(&inset.thing);
        let (count, chosen) = shown.counts.get(&iri).copied().unwrap_or_default();
        serde_json::json!({
            "type": "Feature", "id": iri,
            "properties": { "code": last_part(&iri), "name": inset.name, "count": count, "chosen": chosen },
            "geometry": null,
        })
    });
    let features: Vec<_> = features.chain(squares).collect();
    let without =
        serde_json::json!({ "count": shown.without.len(), "chosen": shown.without_chosen });
    let whole = serde_json::json!({
        "type": "FeatureCollection",
        "attribution": site.config.attributions(),
        "features": features,
        "without": without,
    });
    Ok(reply.ok("application/geo+json", whole.to_string()))
}
