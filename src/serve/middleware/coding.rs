//! Content codings (RFC 9110 §12.5.3): gzip, br and zstd by the layer of tower-http.
//!
//! In: an answer, and the codings that its client takes. Out: the answer in one of them, or as it is. The
//! layer is asked only where it has something to do: what it makes of an answer holds a compressor, 6 KiB
//! that would be moved about for each of the many answers that are small, or coded already, or whose
//! client takes no coding.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use std::convert::Infallible;
use tower::{Layer as _, ServiceExt as _, service_fn};
use tower_http::compression::predicate::Predicate as _;
use tower_http::compression::{CompressionLayer, DefaultPredicate};

/// The lines of `Accept-Encoding` of a request.
pub struct Codings(Vec<HeaderValue>);

impl Codings {
    /// Those of a request.
    pub fn of(request: &Request) -> Self {
        let lines = request.headers().get_all(header::ACCEPT_ENCODING);
        Self(lines.iter().cloned().collect())
    }
}

/// An answer in the coding that its client likes best.
pub async fn coded(codings: Codings, mut response: Response) -> Response {
    if !may_be_coded(&response) {
        return response;
    }
    if codings.0.is_empty() {
        vary(response.headers_mut());
        return response;
    }
    Box::pin(layered(codings, response)).await
}

/// True for what the layer would code, for a client that takes it.
fn may_be_coded(response: &Response) -> bool {
    let headers = response.headers();
    !headers.contains_key(header::CONTENT_ENCODING)
        && !headers.contains_key(header::CONTENT_RANGE)
        && DefaultPredicate::new().should_compress(response)
}

/// Says that the answer hangs on the codings that a client takes (RFC 9110 §12.5.5).
pub fn vary(headers: &mut HeaderMap) {
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
}

/// What the layer makes of an answer, given to a request that holds the codings alone.
async fn layered(codings: Codings, response: Response) -> Response {
    let mut request = Request::new(Body::empty());
    for line in codings.0 {
        request.headers_mut().append(header::ACCEPT_ENCODING, line);
    }
    let mut response = Some(response);
    let given = service_fn(move |_: Request| {
        let response = response.take().unwrap_or_default();
        async { Ok::<_, Infallible>(response) }
    });
    match CompressionLayer::new().layer(given).oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}
