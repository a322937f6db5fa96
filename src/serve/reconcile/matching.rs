//! Batches of queries to candidates: of 0.2 (§4), an object of queries by their key; of the draft
//! (§4), a list.

use super::super::problem::Problem;
use super::super::site::Site;
use super::super::visit::Visit;
use super::{answer, json, read, text, too_much, work, wrong};
use crate::reconcile::{Candidate, Query};
use crate::serve::held::reconciling::{BATCH, FEATURES, Kept};
use crate::serve::language::Lang;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// A batch of 0.2.
pub(super) async fn old(
    site: Arc<Site>,
    visit: &Visit,
    batch: &Value,
) -> Result<Response, Problem> {
    let kept = site.reconciled().await?;
    let Value::Object(batch) = batch else {
        return Err(wrong(
            "queries",
            "un objet est attendu.",
            "an object is expected.",
        ));
    };
    within(batch.len())?;
    let mut queries = Vec::with_capacity(batch.len());
    for (key, query) in batch {
        queries.push(read::old(&site, &kept, key, query)?);
    }
    let results = results(&site, visit, kept, queries).await?;
    let results = results.into_iter().map(|found| json!({ "result": found }));
    let answers: Map<String, Value> = batch.keys().cloned().zip(results).collect();
    Ok(answer(visit, &Value::Object(answers)))
}

/// POST `…/match`, a batch of the draft.
pub(super) async fn post(
    State(site): State<Arc<Site>>,
    visit: Visit,
    body: Body,
) -> Result<Response, Problem> {
    let kept = site.reconciled().await?;
    let batch = json(&text(&visit, body, "application/json").await?)?;
    let Some(batch) = batch.get("queries").and_then(Value::as_array) else {
        return Err(wrong(
            "queries",
            "une liste est attendue.",
            "a list is expected.",
        ));
    };
    within(batch.len())?;
    let mut queries = Vec::with_capacity(batch.len());
    for (at, query) in batch.iter().enumerate() {
        queries.push(read::new(&site, &kept, &format!("queries[{at}]"), query)?);
    }
    let results = results(&site, &visit, kept, queries).await?;
    let results: Vec<Value> = results
        .into_iter()
        .map(|found| json!({ "candidates": found }))
        .collect();
    Ok(answer(&visit, &json!({ "results": results })))
}

fn within(queries: usize) -> Result<(), Problem> {
    if queries <= BATCH {
        return Ok(());
    }
    Err(too_much(
        format!("Un lot tient {BATCH} questions au plus."),
        format!("A batch holds at most {BATCH} queries."),
    ))
}

/// The candidates of each query.
async fn results(
    site: &Arc<Site>,
    visit: &Visit,
    kept: Arc<Kept>,
    queries: Vec<Query>,
) -> Result<Vec<Value>, Problem> {
    site.finder().await?;
    let (shared, lang) = (Arc::clone(site), visit.lang);
    work(site, visit, move || {
        let mut scorer = kept.service.scorer();
        let found = |query: &Query| {
            let candidates = kept.service.find(&mut scorer, query);
            let shown = candidates
                .iter()
                .filter_map(|one| candidate(&shared, &kept, lang, query, one));
            Value::Array(shown.collect())
        };
        queries.iter().map(found).collect()
    })
    .await
}

fn candidate(
    site: &Site,
    kept: &Kept,
    lang: Lang,
    query: &Query,
    candidate: &Candidate,
) -> Option<Value> {
    let mut shown = entity(site, kept, lang, candidate.thing)?;
    let members = shown.as_object_mut()?;
    members.insert("score".to_owned(), json!(candidate.score));
    members.insert("match".to_owned(), json!(candidate.certain));
    members.insert(
        "features".to_owned(),
        features(kept, lang, query, candidate),
    );
    Some(shown)
}

/// Identifier, name, description and type of a thing.
pub(super) fn entity(site: &Site, kept: &Kept, lang: Lang, number: u32) -> Option<Value> {
    let finder = site.found()?;
    let (thing, entry) = (kept.service.thing(number)?, finder.entry(number)?);
    let kind = site.config.search.kinds.get(entry.kind)?;
    let mut shown = json!({
        "id": thing.id,
        "name": finder.labels.name(&entry.iri, lang).text,
        "type": [{ "id": kind.name, "name": lang.of(&kind.one) }],
    });
    if let (Some(note), Some(members)) = (finder.notes.get(&entry.iri), shown.as_object_mut()) {
        let note = finder.labels.name(note, lang).text;
        members.insert("description".to_owned(), json!(note));
    }
    Some(shown)
}

fn features(kept: &Kept, lang: Lang, query: &Query, candidate: &Candidate) -> Value {
    let of = &candidate.features;
    let hundred = |share: f32| json!((f64::from(share.clamp(0.0, 1.0)) * 1000.0).round() / 10.0);
    let part = |share: f32| json!((f64::from(share) * 100.0).round() / 100.0);
    let values = [
        hundred(of.words),
        hundred(of.acronym),
        part(of.place),
        part(of.form),
        json!(of.key),
    ];
    let mut all: Vec<Value> = FEATURES
        .iter()
        .zip(values)
        .map(|((id, fr, en, _, _), value)| json!({ "id": id, "name": lang.pick(*fr, *en), "value": value }))
        .collect();
    for (condition, met) in query.conditions.iter().zip(&candidate.met) {
        if let (Some(property), Some(met)) = (kept.properties.get(condition.property), met) {
            let id = format!("property-{}", property.name);
            if !all.iter().any(|one| one.get("id") == Some(&json!(id))) {
                all.push(json!({ "id": id, "name": lang.of(&property.title), "value": met }));
            }
        }
    }
    Value::Array(all)
}
