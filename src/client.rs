//! A client for a SPARQL 1.1 endpoint elsewhere (SPARQL 1.1 Protocol §2.1, query by POST form).
//!
//! In: an address, a query and a media type. Out: the bytes of the answer, or one sentence. Only what
//! the user names is called; redirects are not followed.

pub mod endpoint;
pub mod http;
pub mod reconcile;

use std::io::Read as _;
use std::time::Duration;

/// The largest answer that is taken, in bytes.
const ANSWER_LIMIT: u64 = 256 << 20;

/// How much of an error's text is shown, in bytes.
const ERROR_LIMIT: u64 = 2000;

/// Asks an endpoint.
///
/// # Errors
/// One sentence: the address cannot be used, nobody answers, the answer is an error or too large.
pub fn query(
    endpoint: &str,
    query: &str,
    accept: &str,
    limit: Duration,
) -> Result<Vec<u8>, String> {
    let answer = client(limit)?
        .post(endpoint)
        .header("accept", accept)
        .form(&[("query", query)])
        .send()
        .map_err(|error| describe(&error))?;
    let status = answer.status();
    if !status.is_success() {
        let mut text = String::new();
        let _ = answer.take(ERROR_LIMIT).read_to_string(&mut text);
        return Err(format!("{endpoint} answered {status}: {}", text.trim()));
    }
    let mut bytes = Vec::new();
    answer
        .take(ANSWER_LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("the answer of {endpoint} broke off: {error}"))?;
    if bytes.len() as u64 > ANSWER_LIMIT {
        return Err(format!(
            "the answer of {endpoint} is larger than {} MiB",
            ANSWER_LIMIT >> 20
        ));
    }
    Ok(bytes)
}

/// A client with a deadline.
fn client(limit: Duration) -> Result<reqwest::blocking::Client, String> {
    // A second call finds the provider in place, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::blocking::Client::builder()
        .timeout(limit)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("ptce/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| describe(&error))
}

/// The sentence of an error with its causes.
fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
