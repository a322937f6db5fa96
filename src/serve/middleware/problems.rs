//! Addresses that are too long and requests for no host are refused, problems written in the form and
//! language that the request prefers.

use super::methods;
use crate::serve::negotiate;
use crate::serve::observe::{Reason, Route};
use crate::serve::pages;
use crate::serve::problem::{self, Problem};
use crate::serve::roles::Access;
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// Bytes of an address; a longer query belongs in a POST.
const ADDRESS_LIMIT: usize = 32_000;
/// Bytes of the head of a request. The parser below refuses what is twice as long without a word.
pub const HEAD_LIMIT: usize = 64 << 10;

/// The answer of the handlers, or of this layer in their place; problems are written out.
pub async fn problems(site: &Site, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let (visit, wrong) = match Visit::read(&parts) {
        Ok(visit) => (visit, None),
        // Told in the form and language that the rest of the request prefers.
        Err(problem) => (Visit::without_query(&parts), Some(problem)),
    };
    let query = parts.uri.query().map_or(0, str::len);
    let length = parts.uri.path().len() + query;
    let route = parts.extensions.get::<MatchedPath>().cloned().map(Route);
    let access = parts.extensions.get::<Access>().copied();
    let response = if access == Some(Access::Unknown) {
        Problem::unauthorised().into_response()
    } else if length > ADDRESS_LIMIT {
        too_long().into_response()
    } else if head_length(&parts.headers) + length > HEAD_LIMIT {
        head_too_long().into_response()
    } else if !names_host(&parts) {
        no_host().into_response()
    } else if let Some(problem) = wrong {
        problem.into_response()
    } else {
        parts.extensions.insert(visit.clone());
        whole(next.run(Request::from_parts(parts, body))).await
    };
    let mut response = match response.extensions().get::<Problem>() {
        None => response,
        Some(problem) => written(site, &visit, problem, response.headers()),
    };
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

/// What a handler answers; 500 where it panics, for the client would be told nothing at all.
async fn whole(handler: impl Future<Output = Response>) -> Response {
    let mut handler = pin!(handler);
    poll_fn(|context| {
        // What a handler had in hand is gone with it; what it shares is behind locks.
        let poll = AssertUnwindSafe(|| handler.as_mut().poll(context));
        catch_unwind(poll).unwrap_or_else(|_| Poll::Ready(broken().into_response()))
    })
    .await
}

fn broken() -> Problem {
    Problem::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "La réponse s'est interrompue par une faute du programme. La même demande échouera de nouveau : la signaler.",
        "The answer broke off by a fault of the program. The same request will fail again: please report it.",
    )
}

/// Bytes of the fields of a head, each on its line.
fn head_length(headers: &HeaderMap) -> usize {
    let lines = headers.iter();
    lines
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len())
        .sum()
}

/// True where one host is named, as HTTP/1.1 wants it, or none of a request that has none (RFC 9112 §3.2).
fn names_host(parts: &Parts) -> bool {
    let is_host = |value: &HeaderValue| {
        let authority = Authority::try_from(value.as_bytes());
        value.is_empty() || authority.is_ok_and(|authority| !authority.as_str().contains('@'))
    };
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    let one = hosts.next().is_some_and(is_host) && hosts.next().is_none();
    one || parts.version != Version::HTTP_11
}

fn no_host() -> Problem {
    Problem::bad_request(
        "Une demande HTTP/1.1 dit par un en-tête Host, et un seul, à quel hôte elle s'adresse.",
        "A request of HTTP/1.1 tells by one header Host, and only one, which host it is for.",
    )
}

fn head_too_long() -> Problem {
    Problem::new(
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        format!("Les en-têtes de la demande dépassent {HEAD_LIMIT} octets ; en envoyer moins."),
        format!("The header fields of the request are longer than {HEAD_LIMIT} bytes; send fewer."),
    )
}

fn too_long() -> Problem {
    let post = "POST (application/sparql-query)";
    Problem::new(
        StatusCode::URI_TOO_LONG,
        format!(
            "L'adresse dépasse {ADDRESS_LIMIT} octets ; envoyer une longue requête par {post}."
        ),
        format!("The address is longer than {ADDRESS_LIMIT} bytes; send a long query by {post}."),
    )
}

fn written(site: &Site, visit: &Visit, problem: &Problem, earlier: &HeaderMap) -> Response {
    let html = negotiate::prefers_html(visit.accept().as_deref());
    let (body, media_type) = if html {
        let page = pages::problem::page(site, visit, problem);
        (page.into_string(), "text/html; charset=utf-8")
    } else {
        let json = problem.json(visit.lang);
        (json.to_string(), problem::MEDIA_TYPE)
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = problem.status;
    response.extensions_mut().insert(Reason(problem.reason));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(visit.lang.code()),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("Accept, Accept-Language"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if problem.status == StatusCode::METHOD_NOT_ALLOWED {
        let allow = HeaderValue::from_static(methods(&visit.path));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_handler_that_panics_answers() {
        let waits = async {
            tokio::task::yield_now().await;
            let none: [u8; 0] = [];
            Response::new(Body::from(vec![none[usize::from(none.len() > 8)]]))
        };
        assert_eq!(
            whole(waits).await.status(),
            StatusCode::INTERNAL_SERVER_ERROR
        );
        let well = async { StatusCode::OK.into_response() };
        assert_eq!(whole(well).await.status(), StatusCode::OK);
    }
}
