//! What every answer carries: HEAD as GET without its body, OPTIONS and CORS, security headers,
//! problems in the form that is asked for, validators that tell codings apart.
//!
//! In: a request and the rest of the server. Out: its answer, completed.

pub mod coding;
pub mod problems;
mod ranges;
mod sources;

use crate::serve::site::Site;
use crate::serve::sparql::kept::record;
use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::header::Entry;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use ranges::Asked;
use std::sync::Arc;

/// Headers that every answer carries: nothing is loaded from elsewhere, and what runs in a page is one
/// file of our own; anybody may read (CORS), and see the headers that matter.
static EVERYWHERE: [(HeaderName, HeaderValue); 8] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(self), microphone=()"),
    ),
    (
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    ),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(
            "ETag, Last-Modified, Link, Location, Content-Disposition, Content-Language, Content-Range, Accept-Ranges, Retry-After, Allow, WWW-Authenticate, X-Request-Id",
        ),
    ),
];

/// The layer within compression, around the handlers.
pub async fn inner(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = problems::problems(&site, request, next).await;
    sources::sources(&site, &mut response);
    response
}

/// What stands around compression and all else.
pub async fn outer(request: Request, next: impl AsyncFnOnce(Request) -> Response) -> Response {
    let asked = Asked::of(&request);
    let head = request.method() == Method::HEAD;
    let options = request.method() == Method::OPTIONS;
    let mut response = if options {
        preflight(request.uri().path())
    } else {
        let mut request = request;
        if head {
            *request.method_mut() = Method::GET;
        }
        let response = next(request).await;
        if head { response } else { record(response) }
    };
    let unchanged = response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    if unchanged {
        // Compression says this on answers with a body only.
        coding::vary(headers);
    }
    headers.reserve(EVERYWHERE.len());
    for (name, value) in &EVERYWHERE {
        // A page made to stand within others says so itself.
        headers.entry(name).or_insert_with(|| value.clone());
    }
    tell_codings_apart(headers);
    let response = asked.from(response);
    if head { headed(response) } else { response }
}

/// The answer to HEAD: its body is taken away once it has told its length (RFC 9110 §9.3.2).
fn headed(response: Response) -> Response {
    let length = response.body().size_hint().exact();
    let mut response = response.map(|_| Body::empty());
    let is_made = response.status() != StatusCode::NOT_MODIFIED;
    match response.headers_mut().entry(header::CONTENT_LENGTH) {
        // It would be that of what has not been modified, which nobody made (§8.6).
        Entry::Occupied(told) if !is_made => drop(told.remove()),
        told if is_made => {
            length.map(|length| told.or_insert_with(|| length.into()));
        }
        _ => {}
    }
    response
}

/// The methods of a path.
fn methods(path: &str) -> &'static str {
    match path {
        "/sparql" => "GET, HEAD, OPTIONS, POST",
        "/update" => "OPTIONS, POST",
        "/store" => "DELETE, GET, HEAD, OPTIONS, POST, PUT",
        path if path.starts_with("/store/") => "DELETE, GET, HEAD, OPTIONS, POST, PUT",
        "/reconcile" => "GET, HEAD, OPTIONS, POST",
        "/reconcile/match"
        | "/reconcile/extend"
        | "/reconcile/1.0/match"
        | "/reconcile/1.0/extend" => "OPTIONS, POST",
        _ => "GET, HEAD, OPTIONS",
    }
}

/// The answer to OPTIONS, which is that to a CORS preflight as well (Fetch §3.2.2).
fn preflight(path: &str) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    let allowed = HeaderValue::from_static(methods(path));
    headers.insert(header::ALLOW, allowed.clone());
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, allowed);
    let names = "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range, Range";
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(names),
    );
    headers.insert(
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static("86400"),
    );
    response
}

/// A coded representation has a validator of its own (RFC 9110 §8.8.3.3): the coding is added to it.
fn tell_codings_apart(headers: &mut HeaderMap) {
    let Some(coding) = headers
        .get(header::CONTENT_ENCODING)
        .and_then(|v| v.to_str().ok())
    else {
        return;
    };
    let tag = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
    let Some(tag) = tag.and_then(|tag| tag.strip_suffix('"')) else {
        return;
    };
    if let Ok(value) = HeaderValue::from_str(&format!("{tag}-{coding}\"")) {
        headers.insert(header::ETAG, value);
    }
}
