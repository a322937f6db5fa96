//! What every answer carries: HEAD as GET without its body, OPTIONS and CORS, security headers,
//! problems in the form that is asked for, validators that tell codings apart.
//!
//! In: a request and the rest of the server. Out: its answer, completed.

use super::language::Lang;
use super::negotiate;
use super::pages;
use super::problem::{self, Problem};
use super::site::Site;
use super::visit::Visit;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::sync::Arc;

/// Bytes of an address; a longer query belongs in a POST.
const ADDRESS_LIMIT: usize = 32_000;

/// Headers that every answer carries. Nothing is loaded from elsewhere, nothing runs in a page.
const SECURITY: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// CORS: anybody may read, and see the headers that matter.
const CORS: [(&str, &str); 2] = [
    ("access-control-allow-origin", "*"),
    (
        "access-control-expose-headers",
        "ETag, Last-Modified, Link, Content-Disposition, Content-Language, Retry-After, Allow",
    ),
];

/// The outermost layer, around compression.
pub async fn outer(request: Request, next: Next) -> Response {
    let head = request.method() == Method::HEAD;
    let options = request.method() == Method::OPTIONS;
    let mut response = if options {
        preflight(request.uri().path())
    } else {
        let mut request = request;
        if head {
            *request.method_mut() = Method::GET;
        }
        next.run(request).await
    };
    let unchanged = response.status() == StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    if unchanged {
        // Compression says this on answers with a body only.
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    for (name, value) in SECURITY.into_iter().chain(CORS) {
        headers.insert(name, HeaderValue::from_static(value));
    }
    tell_codings_apart(headers);
    if head {
        response.map(|_| Body::empty())
    } else {
        response
    }
}

/// The methods of a path.
fn methods(path: &str) -> &'static str {
    if path == "/sparql" {
        "GET, HEAD, OPTIONS, POST"
    } else {
        "GET, HEAD, OPTIONS"
    }
}

/// The answer to OPTIONS, which is that to a CORS preflight as well (Fetch §3.2.2).
fn preflight(path: &str) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    let allowed = HeaderValue::from_static(methods(path));
    headers.insert(header::ALLOW, allowed.clone());
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, allowed);
    let names = "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since";
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

/// The innermost layer: refuses addresses that are too long, writes problems.
pub async fn problems(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visit = Visit::read(&parts);
    let length = parts.uri.path().len() + parts.uri.query().map_or(0, str::len);
    let path = parts.uri.path().to_owned();
    let response = if length > ADDRESS_LIMIT {
        let post = "POST (application/sparql-query)";
        Problem::new(
            StatusCode::URI_TOO_LONG,
            format!(
                "L'adresse dépasse {ADDRESS_LIMIT} octets ; envoyer une longue requête par {post}."
            ),
            format!(
                "The address is longer than {ADDRESS_LIMIT} bytes; send a long query by {post}."
            ),
        )
        .into_response()
    } else {
        match &visit {
            Ok(_) => next.run(Request::from_parts(parts, body)).await,
            Err(problem) => problem.clone().into_response(),
        }
    };
    match response.extensions().get::<Problem>() {
        None => response,
        Some(problem) => write(
            &site,
            visit.ok().as_ref(),
            &path,
            problem,
            response.headers(),
        ),
    }
}

fn write(
    site: &Site,
    visit: Option<&Visit>,
    path: &str,
    problem: &Problem,
    earlier: &HeaderMap,
) -> Response {
    let lang = visit.map_or(Lang::Fr, |visit| visit.lang);
    let accept = visit.and_then(Visit::accept);
    let mut response = match visit {
        Some(visit) if negotiate::prefers_html(accept.as_deref()) => {
            let page = pages::problem::page(site, visit, problem);
            Response::new(Body::from(page.into_string()))
        }
        _ => Response::new(Body::from(problem.json(lang).to_string())),
    };
    let html = negotiate::prefers_html(accept.as_deref()) && visit.is_some();
    let media_type = if html {
        "text/html; charset=utf-8"
    } else {
        problem::MEDIA_TYPE
    };
    *response.status_mut() = problem.status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(lang.code()),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept, Accept-Language"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if problem.status == StatusCode::METHOD_NOT_ALLOWED {
        let allow = HeaderValue::from_static(methods(path));
        headers.insert(
            header::ALLOW,
            earlier.get(header::ALLOW).cloned().unwrap_or(allow.clone()),
        );
        headers.insert(header::ALLOW, allow);
    }
    for (name, value) in &problem.headers {
        headers.insert(name.clone(), value.clone());
    }
    response
}
