//! `/.well-known/void` (VoID §5.1) and `/dump/void.{extension}`: what is in the data, counted.

use super::{bytes, document, failed};
use crate::catalog::void;
use crate::graph::dump::Format;
use crate::serve::negotiate;
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::extract::State;
use axum::response::Response;
use oxigraph::model::Quad;
use std::sync::Arc;

impl Site {
    /// The VoID description.
    ///
    /// # Errors
    /// 500 when the data cannot be read, 404 where it is too large.
    async fn void(self: &Arc<Self>) -> Result<Arc<Vec<Quad>>, Problem> {
        let describe = || async {
            let content = self.content().await?;
            let site = Arc::clone(self);
            let described = self.dumps.of_all(move |dataset| {
                let catalogue = site.catalogue_of(&content);
                Some(Arc::new(void::quads(&catalogue, dataset.quads())))
            });
            described.await?.ok_or_else(failed)
        };
        self.catalogue.void.get_or_try_init(describe).await.cloned()
    }
}

/// GET `/.well-known/void`.
pub async fn get(State(site): State<Arc<Site>>, visit: Visit) -> Result<Response, Problem> {
    let mut offers = Format::ALL
        .map(|format| (format.media_type(), format))
        .to_vec();
    offers.push(("application/json", Format::JsonLd));
    let accept = visit.accept();
    match negotiate::media(accept.as_deref(), &offers) {
        None => Err(Problem::not_acceptable(
            offers.iter().map(|(name, _)| *name),
        )),
        Some((media_type, format)) => answer(&site, &visit, media_type, *format).await,
    }
}

/// The description in a syntax.
///
/// # Errors
/// 500 when it cannot be made.
pub async fn answer(
    site: &Arc<Site>,
    visit: &Visit,
    media_type: &str,
    format: Format,
) -> Result<Response, Problem> {
    let reply = document(site, visit, &["void", media_type]);
    if let Some(response) = reply.not_modified(visit) {
        return Ok(response);
    }
    let quads = site.void().await?;
    Ok(reply.ok(media_type, bytes(quads.as_ref().clone(), format)?))
}
