//! What whoever runs the server asks: `/health`, `/ready`, `/metrics`.
//!
//! In: nothing but the request. Out: whether the process answers; whether it can evaluate a query now;
//! what it counted. None of it tells of restricted graphs.

use super::front::Front;
use super::observe::metrics;
use super::problem::Problem;
use super::reply::Reply;
use super::site::Site;
use axum::Extension;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// How long the smallest query may take in a server that is ready.
const SOON: Duration = Duration::from_secs(2);

/// GET `/health`: the server answers, and with what.
pub async fn health(State(site): State<Arc<Site>>) -> Response {
    let state = json!({
        "status": "ok",
        "program": concat!("ptce ", env!("CARGO_PKG_VERSION")),
        "version": site.version,
        "triples": site.triples,
    });
    Reply::fleeting().ok("application/json", state.to_string())
}

/// GET `/ready`: a worker answers the smallest query; 503 where none does soon.
pub async fn ready(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    // The front answers what holds no expression; this one is for a worker.
    let query = site.engine.select_json("SELECT (1 AS ?one) {}");
    let asked = tokio::time::timeout(SOON, query).await;
    if !matches!(asked, Ok(Ok(_))) {
        return Err(Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Aucune requête ne peut être évaluée pour le moment.",
            "No query can be evaluated at the moment.",
        )
        .because("not_ready")
        .header(header::RETRY_AFTER, "2"));
    }
    let state = json!({ "status": "ready", "version": site.version });
    Ok(Reply::fleeting().ok("application/json", state.to_string()))
}

/// GET `/metrics`: counters for Prometheus.
pub async fn metrics(Extension(front): Extension<Arc<Front>>) -> Response {
    let page = front.observer().metrics.page();
    Reply::fleeting().ok(metrics::MEDIA_TYPE, page)
}
