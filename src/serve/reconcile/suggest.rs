//! `…/suggest/entity`, `…/suggest/property`, `…/suggest/type`: what a prefix may become (0.2 §6,
//! 1.0-draft §6).

use super::super::problem::Problem;
use super::super::site::Site;
use super::super::visit::Visit;
use super::{answer, manifest, matching, work, wrong};
use crate::name::squeezed;
use crate::search::Filter;
use crate::serve::held::reconciling::{CANDIDATES, Kept};
use crate::serve::parameters::Parameters;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;

/// GET `…/suggest/{what}?prefix=`.
pub(super) async fn get(
    State(site): State<Arc<Site>>,
    Path(what): Path<String>,
    visit: Visit,
) -> Result<Response, Problem> {
    let kept = site.reconciled().await?;
    let prefix = visit.parameters.get("prefix").unwrap_or_default();
    let prefix: String = prefix
        .trim()
        .chars()
        .take(crate::search::find::CHARACTERS)
        .collect();
    let offset = number(&visit.parameters, "offset", 0)?;
    let limit = number(&visit.parameters, "limit", 10)?.min(CANDIDATES);
    let found = match what.as_str() {
        "entity" => {
            let most = offset.saturating_add(limit);
            entities(&site, kept, &visit, prefix, most).await?
        }
        "property" => {
            let known = kept.properties.iter();
            let known =
                known.map(|one| json!({ "id": one.name, "name": visit.lang.of(&one.title) }));
            starting(known, &prefix)
        }
        "type" => starting(manifest::types(&site, &visit).into_iter(), &prefix),
        _ => return Err(Problem::not_found(&visit.path)),
    };
    let found: Vec<Value> = found.into_iter().skip(offset).take(limit).collect();
    Ok(answer(&visit, &json!({ "result": found })))
}

/// A whole number among the parameters; the usual one where there is none.
pub(super) fn number(parameters: &Parameters, name: &str, usual: usize) -> Result<usize, Problem> {
    let Some(text) = parameters.get(name) else {
        return Ok(usual);
    };
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) if digits => Ok(number),
        // More than there is of anything.
        Err(_) if digits => Ok(usize::MAX),
        _ => Err(wrong(name, "un nombre entier.", "a whole number.")),
    }
}

/// Those whose name or identifier begins so, or has a word that does; all for an empty prefix.
fn starting(known: impl Iterator<Item = Value>, prefix: &str) -> Vec<Value> {
    let wanted = squeezed(prefix);
    let begins = |one: &Value, member: &str| {
        let text = one.get(member).and_then(Value::as_str).unwrap_or_default();
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        squeezed(text).starts_with(&wanted) || words.any(|word| squeezed(word).starts_with(&wanted))
    };
    known
        .filter(|one| begins(one, "name") || begins(one, "id"))
        .collect()
}

async fn entities(
    site: &Arc<Site>,
    kept: Arc<Kept>,
    visit: &Visit,
    prefix: String,
    most: usize,
) -> Result<Vec<Value>, Problem> {
    site.finder().await?;
    let (shared, lang) = (Arc::clone(site), visit.lang);
    let kinds = &site.config.search.kinds;
    let named = |name: &str| {
        kinds
            .iter()
            .position(|kind| kind.name == name || site.config.iri(&kind.class) == name)
    };
    let wanted = visit.parameters.get("type").filter(|name| !name.is_empty());
    let kind = wanted.and_then(named);
    if wanted.is_some() && kind.is_none() {
        // Nothing is of a type that there is not.
        return Ok(Vec::new());
    }
    work(site, visit, move || {
        let Some(finder) = shared.found() else {
            return Vec::new();
        };
        let filter = Filter {
            kind,
            ..Filter::default()
        };
        let lets = |hit: &u32| {
            let entry = finder.entry(*hit);
            entry.is_some_and(|entry| filter.lets(entry, None))
        };
        let named = kept.service.number(&prefix).filter(lets);
        let hits = finder.index.find(&prefix, &filter).hits.into_iter();
        let hits = named
            .into_iter()
            .chain(hits.filter(|hit| Some(*hit) != named));
        let shown = hits.take(most).filter_map(|hit| {
            let mut shown = matching::entity(&shared, &kept, lang, hit)?;
            let members = shown.as_object_mut()?;
            let types = members.remove("type")?;
            members.insert("notable".to_owned(), types);
            Some(shown)
        });
        shown.collect()
    })
    .await
}
