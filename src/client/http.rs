//! Any HTTP request to an address that the user names, for the interfaces of portals.
//!
//! In: a method, an address, headers, a body. Out: the status, headers and body of the answer, or one
//! sentence. Redirects are not followed: a token goes nowhere but where it was meant to.

use super::{client, describe};
use std::io::Read as _;
use std::time::Duration;

/// The largest answer that is taken, in bytes.
const ANSWER_LIMIT: u64 = 64 << 20;

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET`, `POST`…
    pub method: &'static str,
    /// The whole address.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: &'static str, url: impl Into<String>) -> Self {
        Self {
            method,
            url: url.into(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(self, value: &serde_json::Value) -> Self {
        let mut with = self.header("content-type", "application/json");
        with.body = value.to_string().into_bytes();
        with
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Seconds to wait, where the answer says so in seconds.
    pub retry_after: Option<u64>,
    /// Where a redirect leads, as it is written.
    pub location: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; `null` where it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Sends a request.
///
/// # Errors
/// One sentence: the request cannot be made, nobody answers, the answer breaks off or is too large.
pub fn send(request: &Request, limit: Duration) -> Result<Answer, String> {
    let method = request.method.as_bytes();
    let method = reqwest::Method::from_bytes(method).map_err(|error| describe(&error))?;
    let mut builder = client(limit)?.request(method, &request.url);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    if !request.body.is_empty() {
        builder = builder.body(request.body.clone());
    }
    // The address of an error may hold a secret, so that it is not part of the sentence.
    let answer = builder
        .send()
        .map_err(|error| describe(&error.without_url()))?;
    let status = answer.status().as_u16();
    let header = |name| answer.headers().get(name)?.to_str().ok().map(str::trim);
    let retry_after = header("retry-after").and_then(|seconds| seconds.parse().ok());
    let location = header("location").map(str::to_owned);
    let mut body = Vec::new();
    answer
        .take(ANSWER_LIMIT + 1)
        .read_to_end(&mut body)
        .map_err(|error| format!("the answer broke off: {error}"))?;
    if body.len() as u64 > ANSWER_LIMIT {
        return Err(format!(
            "the answer is larger than {} MiB",
            ANSWER_LIMIT >> 20
        ));
    }
    Ok(Answer {
        status,
        retry_after,
        location,
        body,
    })
}
