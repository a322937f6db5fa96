//! Searches for programs: `/search.json` and `/suggest.json`; `/search-index.json` is what a copy made
//! of files searches in by itself.

use super::{PAGE, Search, takes};
use crate::serve::language::Lang;
use crate::serve::names::{encoded, last_part};
use crate::serve::pages::Context;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Names that are suggested.
const SUGGESTED: usize = 8;
/// Communes that are suggested.
const PLACES: usize = 4;

/// GET `/search.json`: the parameters of `/search`; `page` and `size` (1 to 500) choose the part.
///
/// # Errors
/// What the engine says; 400 for a size or a page out of bounds, for a kind that there is not and for a
/// parameter that a search does not have.
pub async fn search_json(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let reply = site
        .reply(&[&visit.path, &visit.query, visit.lang.code(), "search.json"])
        .vary("Accept, Accept-Language")
        .lang(visit.lang);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    known(&visit, |name| takes(&site, name))?;
    let size = size(&visit)?;
    known_kind(&site, &visit)?;
    let cx = Context::new(&site, &visit);
    let search = Search::make(&site, site.finder().await?, &visit);
    let number = visit.parameters.page()?;
    let from = (number - 1).saturating_mul(size);
    let hits: Vec<Value> = search
        .hits
        .iter()
        .skip(from)
        .take(size)
        .filter_map(|hit| thing(cx, &search, *hit))
        .collect();
    let mut body = Map::new();
    body.insert("query".to_owned(), json!(search.text));
    body.insert("total".to_owned(), json!(search.hits.len()));
    body.insert("page".to_owned(), json!(number));
    body.insert("size".to_owned(), json!(size));
    body.insert("partial".to_owned(), json!(search.plain.partly));
    let corrected = search.plain.corrected.iter();
    let corrected: Map<String, Value> = corrected
        .map(|(from, to)| (from.clone(), json!(to)))
        .collect();
    body.insert("corrected".to_owned(), Value::Object(corrected));
    if let Some(spot) = &search.spot {
        let place = json!({ "name": spot.name, "department": spot.department, "iri": spot.iri, "count": spot.count });
        body.insert("place".to_owned(), place);
    }
    body.insert("results".to_owned(), Value::Array(hits));
    body.insert("facets".to_owned(), facets(cx, &search));
    body.insert("licence".to_owned(), json!(site.config.licence.iri));
    let more = from.saturating_add(size) < search.hits.len();
    let next = search.address(
        &visit,
        "/search.json",
        &[("page", &(number + 1).to_string())],
    );
    let reply = if more {
        reply.header(header::LINK, format!("<{next}>; rel=\"next\""))
    } else {
        reply
    };
    Ok(reply.ok("application/json", Value::Object(body).to_string()))
}

/// How many things are asked for at once.
fn size(visit: &Visit) -> Result<usize, Problem> {
    match visit.parameters.get("size").map(str::parse::<usize>) {
        None => Ok(PAGE),
        Some(Ok(size)) if (1..=500).contains(&size) => Ok(size),
        Some(_) => Err(Problem::bad_request(
            "Le paramètre size est un nombre entier de 1 à 500.",
            "The parameter size is a whole number from 1 to 500.",
        )),
    }
}

/// 400 for a parameter that is not taken, so that a misspelt one is not passed over.
fn known(visit: &Visit, takes: impl Fn(&str) -> bool) -> Result<(), Problem> {
    let mut names = visit.parameters.0.iter().map(|(name, _)| name);
    match names.find(|name| !takes(name)) {
        Some(name) => Err(Problem::bad_request(
            format!(
                "Il n'y a pas de paramètre {name} ici ; /api/openapi.json dit lesquels il y a."
            ),
            format!("There is no parameter {name} here; /api/openapi.json says which there are."),
        )
        .with("parameter", json!(name))),
        None => Ok(()),
    }
}

/// 400 for a kind that there is not, so that nobody takes all things for those of a kind.
pub(super) fn known_kind(site: &Site, visit: &Visit) -> Result<(), Problem> {
    let names = site.config.search.kind_names();
    match visit.parameters.get("kind") {
        Some(wanted) if !names.contains(&wanted) => {
            let all = names.join(", ");
            Err(Problem::bad_request(
                format!("Le paramètre kind est l'un de : {all}."),
                format!("The parameter kind is one of: {all}."),
            ))
        }
        _ => Ok(()),
    }
}

fn thing(cx: Context<'_>, search: &Search<'_>, hit: u32) -> Option<Value> {
    let entry = search.finder.entry(hit)?;
    let name = |iri: &str| search.finder.labels.name(iri, cx.lang()).text;
    let kind = cx.site.config.search.kinds.get(entry.kind)?;
    let mut facets = Map::new();
    for (facet, values) in cx.site.facets().iter().zip(&entry.facets) {
        if !values.is_empty() {
            let values = values
                .iter()
                .map(|iri| json!({ "iri": iri, "label": name(iri) }));
            facets.insert(facet.name.clone(), Value::Array(values.collect()));
        }
    }
    let page = cx
        .site
        .names
        .page(&entry.iri)
        .map(|page| format!("{}{page}", cx.site.public_url));
    Some(
        json!({ "iri": entry.iri, "label": name(&entry.iri), "kind": kind.name, "page": page, "facets": facets }),
    )
}

fn facets(cx: Context<'_>, search: &Search<'_>) -> Value {
    let mut all = Map::new();
    for (at, facet) in cx.site.facets().iter().enumerate() {
        let counts = search
            .finder
            .index
            .count(&search.plain.hits, &search.filter, at);
        let values = counts.into_iter().map(|(iri, count)| {
            let label = search.finder.labels.name(iri, cx.lang()).text;
            json!({ "value": last_part(iri), "iri": iri, "label": label, "count": count })
        });
        all.insert(facet.name.clone(), Value::Array(values.collect()));
    }
    Value::Object(all)
}

/// GET `/search-index.json`: what kinds there are, and of each thing its kind, its page, its names in
/// French and English, and the other words that it is known by.
///
/// # Errors
/// What the engine says.
pub async fn index(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let reply = site.reply(&[&visit.path]);
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    let finder = site.finder().await?;
    let things = finder.index.entries.iter().filter_map(|entry| {
        let page = site.names.page(&entry.iri)?;
        let [fr, en] = Lang::ALL.map(|lang| finder.labels.name(&entry.iri, lang).text);
        let known = |word: &&String| **word != fr && **word != en;
        let more: Vec<&str> = entry
            .names
            .iter()
            .chain(&entry.others)
            .filter(known)
            .map(String::as_str)
            .collect();
        Some(json!([entry.kind, page, fr, en, more.join(" ")]))
    });
    let things: Vec<Value> = things.collect();
    let kinds = |lang: Lang| {
        let all = site.config.search.kinds.iter();
        all.map(|kind| lang.of(&kind.one)).collect::<Vec<_>>()
    };
    let kinds = json!({ "fr": kinds(Lang::Fr), "en": kinds(Lang::En) });
    let body = json!({ "kinds": kinds, "things": things });
    Ok(reply.ok("application/json", body.to_string()))
}

/// GET `/suggest.json?q=`: the text, names, what they are, their addresses.
///
/// # Errors
/// What the engine says; 400 for another parameter.
pub async fn suggest(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let reply = site
        .reply(&[&visit.path, &visit.query, visit.lang.code()])
        .vary("Accept-Language");
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    known(&visit, |name| matches!(name, "q" | "lang"))?;
    let finder = site.finder().await?;
    let cx = Context::new(&site, &visit);
    let text: String = visit
        .parameters
        .get("q")
        .unwrap_or_default()
        .trim()
        .chars()
        .take(80)
        .collect();
    let (mut names, mut kinds, mut pages) = (Vec::new(), Vec::new(), Vec::new());
    for entry in finder.index.suggest(&text, SUGGESTED) {
        names.push(finder.labels.name(&entry.iri, visit.lang).text);
        let kind = site.config.search.kinds.get(entry.kind);
        kinds.push(kind.map_or("", |kind| visit.lang.of(&kind.one)).to_owned());
        pages.push(site.names.page(&entry.iri).unwrap_or_default());
    }
    if text.chars().count() >= 3 {
        for commune in site.finding.atlas.communes.beginning(&text, PLACES) {
            names.push(commune.titled());
            kinds.push(cx.t("Commune", "Commune").into_owned());
            pages.push(format!("/near?code={}", encoded(&commune.code)));
        }
    }
    Ok(reply.ok(
        "application/x-suggestions+json",
        json!([text, names, kinds, pages]).to_string(),
    ))
}
