//! The service manifest: what clients are told of the service (0.2 §3.2, 1.0-draft §3.1).

use super::super::problem::Problem;
use super::super::site::Site;
use super::super::visit::Visit;
use super::Version;
use crate::serve::held::reconciling::BATCH;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};
use std::sync::Arc;

/// GET `/reconcile/1.0`.
pub async fn draft(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    site.reconciled().await?;
    Ok(respond(&site, &visit, Version::One))
}

/// The manifest of a version.
pub(super) fn respond(site: &Site, visit: &Visit, version: Version) -> Response {
    let reply = site
        .reply(&[&visit.path, visit.lang.code(), "reconcile"])
        .vary("Accept, Accept-Language")
        .lang(visit.lang);
    if let Some(response) = reply.not_modified(visit) {
        return response;
    }
    reply.ok(
        "application/json",
        manifest(site, visit, version).to_string(),
    )
}

fn manifest(site: &Site, visit: &Visit, version: Version) -> Value {
    let base = &site.config.base;
    let root = format!("{}/reconcile", site.public_url);
    let mut manifest = json!({
        "name": visit.lang.of(&site.config.title),
        "identifierSpace": format!("{base}id/"),
        "schemaSpace": format!("{base}ontology#"),
        "documentation": root,
        "serviceVersion": env!("CARGO_PKG_VERSION"),
        "defaultTypes": types(site, visit),
    });
    let more = match version {
        Version::Two => {
            let suggest = |what: &str| json!({ "service_url": root, "service_path": format!("/suggest/{what}") });
            json!({
                "versions": ["0.2"],
                "view": { "url": format!("{root}/preview?id={{{{id}}}}&view") },
                "feature_view": { "url": format!("{root}#{{{{id}}}}") },
                "preview": { "url": format!("{root}/preview?id={{{{id}}}}"), "width": 430, "height": 300 },
                "suggest": { "entity": suggest("entity"), "property": suggest("property"), "type": suggest("type") },
                "extend": {
                    "propose_properties": { "service_url": root, "service_path": "/extend/propose" },
                    "property_settings": [setting(visit, "label", "help_text")],
                },
                "batchSize": BATCH,
            })
        }
        Version::One => json!({
            "versions": ["1.0-draft"],
            "view": { "url": format!("{root}/preview?id={{id}}&view") },
            "featureView": { "url": format!("{root}#{{id}}") },
            "preview": { "width": 430, "height": 300 },
            "suggest": { "entity": true, "property": true, "type": true },
            "extend": { "proposeProperties": true, "propertySettings": [setting(visit, "id", "helpText")] },
            "batchSize": BATCH,
            "standardizedScore": true,
            "lang": visit.lang.code(),
            "dir": "ltr",
        }),
    };
    if let (Some(manifest), Value::Object(more)) = (manifest.as_object_mut(), more) {
        manifest.extend(more);
    }
    manifest
}

/// The kinds of things as types.
pub(super) fn types(site: &Site, visit: &Visit) -> Vec<Value> {
    let kinds = &site.config.search.kinds;
    kinds
        .iter()
        .map(|kind| json!({ "id": kind.name, "name": visit.lang.of(&kind.one) }))
        .collect()
}

/// The setting of a property to be fetched: how many values. `key` names it in the version's way.
fn setting(visit: &Visit, key: &str, help: &str) -> Value {
    let (name, label) = match key {
        "label" => (
            "limit",
            visit.lang.pick("Nombre de valeurs", "Number of values"),
        ),
        _ => (
            visit.lang.pick("Nombre de valeurs", "Number of values"),
            "limit",
        ),
    };
    json!({
        "type": "number",
        "name": name,
        key: label,
        "default": 0,
        help: visit.lang.pick("0 : toutes les valeurs", "0: all values"),
    })
}
