//! A good answer: its validator, what it varies with, its caching, its body.
//!
//! In: what identifies the representation. Out: 304 without work where the client has it already
//! (RFC 9110 §13), else the response with its headers.

use super::language::Lang;
use super::names::in_header;
use super::problem::Problem;
use super::visit::{Visit, joined};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use sha2::{Digest as _, Sha256};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The codings that [`super::middleware`] may apply; each gives a representation of its own.
pub const CODINGS: [&str; 3] = ["gzip", "br", "zstd"];

/// As many headers as most answers have in the end, so that room is made for them once.
const HEADERS: usize = 24;

/// The head of an answer in the making.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    tag: Option<String>,
    vary: &'static str,
    cache: &'static str,
    lang: Option<Lang>,
    modified: Option<SystemTime>,
    headers: Vec<(HeaderName, String)>,
}

impl Reply {
    /// An answer that is asked for again each time, cheaply where it has a validator.
    pub fn new() -> Self {
        Self {
            cache: "public, no-cache",
            ..Self::default()
        }
    }

    /// An answer whose validator is made from its body, which has to be made to be known: what is asked for
    /// with it is not sent again.
    pub fn by_body(self, visit: &Visit, media_type: &str, body: String) -> Response {
        if visit.method != Method::GET {
            return self.ok(media_type, body);
        }
        let reply = self.tag(&[media_type, &body]);
        reply
            .not_modified(visit)
            .unwrap_or_else(|| reply.ok(media_type, body))
    }

    /// An answer that never changes under its address.
    pub fn immutable() -> Self {
        Self {
            cache: "public, max-age=31536000, immutable",
            ..Self::default()
        }
    }

    /// An answer that must not be kept.
    pub fn fleeting() -> Self {
        Self {
            cache: "no-store",
            ..Self::default()
        }
    }

    /// The strong validator of what is made from exactly these parts.
    #[must_use]
    pub fn tag(mut self, parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let hash = crate::graph::hex(&hash.finalize());
        self.tag = Some(hash[..32].to_owned());
        self
    }

    /// The request headers that the answer depends on.
    #[must_use]
    pub fn vary(mut self, names: &'static str) -> Self {
        self.vary = names;
        self
    }

    /// The language of the answer.
    #[must_use]
    pub fn lang(mut self, lang: Lang) -> Self {
        self.lang = Some(lang);
        self
    }

    /// Since when the answer is what it is ([`second`]); none where that is not known.
    #[must_use]
    pub fn modified(mut self, since: Option<SystemTime>) -> Self {
        self.modified = since;
        self
    }

    /// Adds a header; one whose value is empty or cannot stand in a header is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// 304 when the client says it has this representation, in any coding, 412 when it wants another.
    /// A date counts only where no validator is sent (RFC 9110 §13.1.3).
    pub fn not_modified(&self, visit: &Visit) -> Option<Response> {
        self.tag.as_deref()?;
        if joined(&visit.headers, header::IF_MATCH).is_some_and(|list| !self.is_named(&list, true))
        {
            return Some(Problem::precondition().into_response());
        }
        if self.is_newer(visit) {
            return Some(Problem::precondition().into_response());
        }
        let Some(known) = joined(&visit.headers, header::IF_NONE_MATCH) else {
            let since = joined(&visit.headers, header::IF_MODIFIED_SINCE)?;
            let since = httpdate::parse_http_date(&since).ok()?;
            return (self.modified? <= since).then(|| self.clone().unchanged());
        };
        let mut reply = self.clone();
        if known.trim() != "*" {
            reply.tag = Some(self.named(&known, false)?.to_owned());
        }
        Some(reply.unchanged())
    }

    /// True where this was modified after the date of `If-Unmodified-Since`, which counts where there is no
    /// `If-Match` (RFC 9110 §13.1.4); one that is no date is passed over.
    pub fn is_newer(&self, visit: &Visit) -> bool {
        if visit.headers.contains_key(header::IF_MATCH) {
            return false;
        }
        let since = joined(&visit.headers, header::IF_UNMODIFIED_SINCE);
        let since = since.and_then(|since| httpdate::parse_http_date(&since).ok());
        since.is_some_and(|since| self.modified.is_some_and(|modified| modified > since))
    }

    /// True where the list of `If-Match` or `If-None-Match` names this representation, in any coding,
    /// or any (`*`).
    pub fn is_named(&self, list: &str, is_strong: bool) -> bool {
        list.trim() == "*" || self.named(list, is_strong).is_some()
    }

    /// The validator of this representation as a list names it; a weak one is none where strong ones
    /// are compared (RFC 9110 §8.8.3.2).
    fn named<'t>(&self, list: &'t str, is_strong: bool) -> Option<&'t str> {
        let tag = self.tag.as_deref()?;
        let mut known = list
            .split(',')
            .map(str::trim)
            .filter(|known| !is_strong || !known.starts_with("W/"))
            .map(|known| known.trim_start_matches("W/").trim_matches('"'));
        known.find(|known| {
            *known == tag
                || known
                    .strip_prefix(tag)
                    .and_then(|rest| rest.strip_prefix('-'))
                    .is_some_and(|coding| CODINGS.contains(&coding))
        })
    }

    fn unchanged(self) -> Response {
        self.response(StatusCode::NOT_MODIFIED, None, Body::empty())
    }

    /// 200 with a body.
    pub fn ok(self, media_type: &str, body: impl Into<Body>) -> Response {
        self.response(StatusCode::OK, Some(media_type), body.into())
    }

    /// An answer without a body.
    pub fn empty(self, status: StatusCode) -> Response {
        self.response(status, None, Body::empty())
    }

    /// Another address for what was asked.
    pub fn redirect(self, status: StatusCode, location: impl Into<String>) -> Response {
        self.header(header::LOCATION, location)
            .response(status, None, Body::empty())
    }

    fn response(self, status: StatusCode, media_type: Option<&str>, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.reserve(HEADERS);
        let mut set = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value)
                && !value.is_empty()
            {
                headers.append(name, value);
            }
        };
        if let Some(media_type) = media_type {
            set(header::CONTENT_TYPE, &with_charset(media_type));
        }
        if let Some(tag) = &self.tag {
            set(header::ETAG, &format!("\"{tag}\""));
        }
        if let Some(modified) = self.modified {
            // Never later than the answer itself (RFC 9110 §8.8.2.1).
            let modified = modified.min(SystemTime::now());
            set(header::LAST_MODIFIED, &httpdate::fmt_http_date(modified));
        }
        if !self.vary.is_empty() {
            set(header::VARY, self.vary);
        }
        set(header::CACHE_CONTROL, self.cache);
        if let (Some(lang), Some(_)) = (self.lang, media_type) {
            set(header::CONTENT_LANGUAGE, lang.code());
        }
        for (name, value) in self.headers {
            match name {
                header::LOCATION | header::LINK => set(name, &in_header(&value)),
                name => set(name, &value),
            }
        }
        response
    }
}

/// The first whole second that is not before a moment. HTTP tells dates in seconds: a date that a client
/// was told before, within the same second, must not pass for this one.
pub fn second(moment: SystemTime) -> SystemTime {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    let begun = u64::from(since.subsec_nanos() > 0);
    UNIX_EPOCH + Duration::from_secs(since.as_secs() + begun)
}

/// Text says in which charset it is; formats that are UTF-8 by definition do not need to.
fn with_charset(media_type: &str) -> String {
    if media_type.starts_with("text/") && !media_type.contains(';') {
        format!("{media_type}; charset=utf-8")
    } else {
        media_type.to_owned()
    }
}

/// The value of `Content-Disposition` for a file to keep (RFC 6266); the name is made safe.
pub fn attachment(name: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let name: String = name
        .chars()
        .map(|c| if safe(c) { c } else { '-' })
        .take(120)
        .collect();
    format!("attachment; filename=\"{name}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_flow_into_each_other() {
        let tag = |parts: &[&str]| Reply::new().tag(parts).tag;
        assert_ne!(tag(&["ab", "c"]), tag(&["a", "bc"]));
        assert_eq!(tag(&["ab", "c"]), tag(&["ab", "c"]));
    }

    #[test]
    fn a_second_that_has_begun_is_over_before_it_counts() {
        let at = |millis| second(UNIX_EPOCH + Duration::from_millis(millis));
        assert_eq!(at(7000), UNIX_EPOCH + Duration::from_secs(7));
        assert_eq!(at(7001), UNIX_EPOCH + Duration::from_secs(8));
    }

    #[test]
    fn file_names_are_safe() {
        assert_eq!(
            attachment("a/b\"\r\né.ttl"),
            "attachment; filename=\"a-b----.ttl\""
        );
    }
}
