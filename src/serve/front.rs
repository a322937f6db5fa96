//! The version that is being served, and the one that takes its place while requests go on.
//!
//! In: a request. Out: the answer of the router of the version that is current when the request
//! arrives; it is finished in that version, whatever happens meanwhile.

use super::router;
use super::site::Site;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use std::sync::{Arc, PoisonError, RwLock};
use tower::ServiceExt as _;

/// What requests meet first.
pub struct Front {
    current: RwLock<Arc<Version>>,
}

/// A version being served.
struct Version {
    site: Arc<Site>,
    router: Router,
}

impl Version {
    fn new(site: Site) -> Arc<Self> {
        let site = Arc::new(site);
        let router = router::router(Arc::clone(&site));
        Arc::new(Self { site, router })
    }
}

impl Front {
    /// A front for this site.
    pub fn new(site: Site) -> Arc<Self> {
        Arc::new(Self {
            current: RwLock::new(Version::new(site)),
        })
    }

    /// The site that new requests meet.
    pub fn site(&self) -> Arc<Site> {
        Arc::clone(&self.current().site)
    }

    /// Lets new requests meet another site; those that have begun finish where they are.
    pub fn swap(&self, site: Site) {
        let next = Version::new(site);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = next;
    }

    fn current(&self) -> Arc<Version> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// The service that hands each request to the current version.
    pub fn service(self: Arc<Self>) -> Router {
        Router::new().fallback(dispatch).with_state(self)
    }
}

async fn dispatch(State(front): State<Arc<Front>>, request: Request) -> Response {
    let version = front.current();
    match version.router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => never.into_response(),
    }
}
