//! What stands around all routes of a site.

use super::middleware::coding::{Codings, coded};
use super::middleware::outer;
use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use tower::ServiceExt as _;

/// The routes of one site with what stands around them.
#[derive(Debug, Clone)]
pub struct Served(Router);

impl Served {
    /// Around these routes.
    pub fn new(routes: Router) -> Self {
        Self(routes)
    }

    /// The answer to a request. What stands around all routes stands around the router: within it, each
    /// layer would be copied and boxed for each request.
    pub async fn answer(&self, request: Request) -> Response {
        let router = self.0.clone();
        let answer = async |request: Request| {
            let codings = Codings::of(&request);
            match router.oneshot(request).await {
                Ok(response) => coded(codings, response).await,
                Err(never) => match never {},
            }
        };
        outer(request, answer).await
    }
}
