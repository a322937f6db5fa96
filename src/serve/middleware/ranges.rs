//! Parts of an answer: one range of bytes of what has a length (RFC 9110 §14), so that a download is
//! taken up again and maps read files by their addresses.
//!
//! In: a request with `Range`, maybe `If-Range`, and its whole answer. Out: 206 with the part, 416
//! when there is none, or the answer as it was: several ranges, and what is no range, are not
//! followed, as §14.2 allows.

use crate::serve::part::part;
use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use std::ops::RangeInclusive;

/// What a request says of the part that it wants.
pub struct Asked {
    method: Method,
    range: Option<String>,
    condition: Option<String>,
}

impl Asked {
    /// What a request says.
    pub fn of(request: &Request) -> Self {
        let headers = request.headers();
        Self {
            method: request.method().clone(),
            range: text(headers, &header::RANGE),
            condition: text(headers, &header::IF_RANGE),
        }
    }

    /// The part of an answer, or all of it; what is kept of it elsewhere is the whole.
    pub fn from(self, mut response: Response) -> Response {
        let get = self.method == Method::GET;
        if !get && self.method != Method::HEAD || response.status() != StatusCode::OK {
            return response;
        }
        let length = response.body().size_hint().exact();
        let Some(length) = length.filter(|length| *length > 0) else {
            return response;
        };
        let headers = response.headers_mut();
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        // Only a strong validator says that the rest belongs to the same whole (§13.1.5).
        let same = self.condition.is_none_or(|tag| {
            tag.starts_with('"') && text(headers, &header::ETAG).is_some_and(|now| now == tag)
        });
        let range = self.range.filter(|_| get && same);
        match range.and_then(|asked| range_of(&asked, length)) {
            None => response,
            Some(range) => cut(response, range, length),
        }
    }
}

/// The text of a header; bytes beyond ASCII stay something that nothing equals, rather than nothing.
fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.as_bytes();
    Some(String::from_utf8_lossy(value).into_owned())
}

/// The bytes that one range means of so many, from 0: `None` for what is not followed, an empty range
/// where it lies behind the end.
fn range_of(asked: &str, length: u64) -> Option<RangeInclusive<u64>> {
    let (first, last) = asked.strip_prefix("bytes=")?.trim().split_once('-')?;
    let number = |digits: &str| {
        let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        // More digits than a number has are behind every end.
        all.then(|| digits.parse::<u64>().unwrap_or(u64::MAX))
    };
    let end = length - 1;
    let (first, last) = match (first, last) {
        ("", last) => (length.saturating_sub(number(last)?), end),
        (first, "") => (number(first)?, end),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if first > last {
                return None;
            }
            (first, last.min(end))
        }
    };
    Some(first..=last)
}

fn cut(response: Response, range: RangeInclusive<u64>, length: u64) -> Response {
    let (mut head, body) = response.into_parts();
    let said = if range.is_empty() {
        format!("bytes */{length}")
    } else {
        format!("bytes {}-{}/{length}", range.start(), range.end())
    };
    let Ok(said) = HeaderValue::try_from(said) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    head.headers.insert(header::CONTENT_RANGE, said);
    head.headers.remove(header::CONTENT_LENGTH);
    if range.is_empty() {
        for name in [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::ETAG] {
            head.headers.remove(name);
        }
        head.status = StatusCode::RANGE_NOT_SATISFIABLE;
        return Response::from_parts(head, Body::empty());
    }
    head.status = StatusCode::PARTIAL_CONTENT;
    let (first, last) = range.into_inner();
    Response::from_parts(head, part(body, first, last - first + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_followed_and_nothing_else() {
        let of_ten = |asked| range_of(asked, 10);
        assert_eq!(of_ten("bytes=0-3"), Some(0..=3));
        assert_eq!(of_ten("bytes=4-"), Some(4..=9));
        assert_eq!(of_ten("bytes=4-400"), Some(4..=9));
        assert_eq!(of_ten("bytes=-3"), Some(7..=9));
        assert_eq!(of_ten("bytes=-30"), Some(0..=9));
        for behind in [
            "bytes=10-",
            "bytes=10-12",
            "bytes=-0",
            "bytes=99999999999999999999-",
        ] {
            assert!(
                of_ten(behind).is_some_and(|part| part.is_empty()),
                "{behind}"
            );
        }
        for other in [
            "",
            "bytes=",
            "bytes=a-b",
            "bytes=3-1",
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=--1",
            "bytes=+1-2",
        ] {
            assert_eq!(of_ten(other), None, "{other}");
        }
    }
}
