//! `/dump/graph.{ttl|trig|nt|nq|rdf|jsonld}`: the whole dataset as a file, made once when it is first
//! asked for.

use super::data;
use super::problem::Problem;
use super::reply::attachment;
use super::site::Site;
use super::visit::Visit;
use crate::graph::Dataset;
use crate::graph::dump::{self, Format};
use crate::graph::vocab::PREFIXES;
use crate::snapshot::Snapshot;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use std::io;
use std::sync::Arc;
use tokio::sync::OnceCell;

/// The dumps of a snapshot.
pub struct Dumps {
    snapshot: Arc<Snapshot>,
    made: [OnceCell<Bytes>; Format::ALL.len()],
}

impl Dumps {
    /// The dumps of this snapshot, none made yet.
    pub fn new(snapshot: Arc<Snapshot>) -> Self {
        Self {
            snapshot,
            made: Default::default(),
        }
    }

    /// The dump in a format.
    ///
    /// # Errors
    /// 500 when it cannot be written.
    pub async fn get(&self, format: Format) -> Result<Bytes, Problem> {
        let failed = || {
            Problem::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                format!("Le jeu de données ne s'écrit pas en {}.", format.name()),
                format!("The dataset cannot be written as {}.", format.name()),
            )
        };
        let place = Format::ALL
            .iter()
            .position(|other| *other == format)
            .unwrap_or(0);
        let Some(cell) = self.made.get(place) else {
            return Err(failed());
        };
        let make = || async {
            let snapshot = Arc::clone(&self.snapshot);
            let made = tokio::task::spawn_blocking(move || {
                let quads = snapshot.quads().and_then(Iterator::collect);
                let dataset = Dataset::with_blank_nodes(quads.map_err(io::Error::other)?);
                let mut bytes = Vec::new();
                dump::write(&dataset, format, PREFIXES, &mut bytes).map(|()| Bytes::from(bytes))
            });
            made.await.ok().and_then(Result::ok).ok_or_else(failed)
        };
        cell.get_or_try_init(make).await.cloned()
    }
}

/// GET `/dump/graph.{extension}`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let format = visit
        .path
        .strip_prefix("/dump/graph.")
        .and_then(data::format)
        .ok_or_else(|| Problem::not_found(&visit.path))?;
    let licence = format!("<{}>; rel=\"license\"", site.config.licence.iri);
    let name = format!("{}.{}", file_stem(&site.config.base), format.extension());
    let reply = site
        .reply(&["dump", format.extension()])
        .header(header::LINK, licence)
        .header(header::CONTENT_DISPOSITION, attachment(&name));
    if let Some(response) = reply.not_modified(&visit) {
        return Ok(response);
    }
    Ok(reply.ok(format.media_type(), site.dumps.get(format).await?))
}

/// The last part of the base, which names the publication.
fn file_stem(base: &str) -> &str {
    super::names::last_part(base)
}
