//! A client for a SPARQL 1.1 endpoint elsewhere (SPARQL 1.1 Protocol §2.1, query by POST form).
//!
//! In: an address, a query and a media type. Out: the bytes of the answer, or one sentence. Only what
//! the user names is called; redirects are not followed.

pub mod endpoint;
pub mod http;
pub mod reconcile;

use std::io::Read;
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
        let text = beginning(answer, ERROR_LIMIT);
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

/// The first bytes of an error as text, without a character that the limit cuts, whatever its charset.
fn beginning(answer: impl Read, limit: u64) -> String {
    let mut bytes = Vec::new();
    let _ = answer.take(limit).read_to_end(&mut bytes);
    if let Err(error) = std::str::from_utf8(&bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
    }
    String::from_utf8_lossy(&bytes).into_owned()
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

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn the_beginning_of_an_error_is_text_in_any_charset() {
        assert_eq!(beginning("aéé".as_bytes(), 4), "aé");
        assert_eq!(beginning("aéé".as_bytes(), 5), "aéé");
        assert_eq!(
            beginning(&b"ferm\xe9 le 1er"[..], 100),
            "ferm\u{fffd} le 1er"
        );
    }
}
