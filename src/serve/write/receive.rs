//! Bodies of requests that write, received into temporary files within limits.

use super::problem::failed;
use crate::serve::problem::Problem;
use crate::serve::visit::{Visit, joined};
use axum::body::{Body, BodyDataStream};
use axum::http::{StatusCode, header};
use bytes::Bytes;
use futures_core::Stream;
use std::io::Write as _;
use std::pin::Pin;
use std::time::Duration;
use tempfile::{NamedTempFile, TempPath};

/// How long a client may take between two blocks of a body.
const BLOCK_TIME: Duration = Duration::from_secs(15);

/// The media type of a request without parameters, in lower case; empty when there is none.
///
/// # Errors
/// 415 for a charset other than UTF-8 and for a body that is coded.
pub fn media_type(visit: &Visit) -> Result<String, Problem> {
    let line = joined(&visit.headers, header::CONTENT_TYPE).unwrap_or_default();
    let mut parts = line.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let foreign = parts.any(|parameter| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            name.trim().eq_ignore_ascii_case("charset")
                && !value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
    });
    let codings = joined(&visit.headers, header::CONTENT_ENCODING).unwrap_or_default();
    let mut codings = codings.split(',').map(str::trim);
    let coded = codings.any(|one| !one.is_empty() && !one.eq_ignore_ascii_case("identity"));
    if foreign || coded {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Envoyer le corps en UTF-8, sans compression.",
            "Send the body in UTF-8, without compression.",
        ));
    }
    Ok(essence)
}

/// Receives a body as a file that vanishes when it is dropped.
///
/// # Errors
/// 408 for a client that is too slow, 413 for a body of more than `limit` bytes.
pub async fn file(body: Body, limit: u64) -> Result<TempPath, Problem> {
    let mut stream = body.into_data_stream();
    let mut filling = Filling::new(limit)?;
    while let Some(block) = next(&mut stream).await? {
        filling.add(&block)?;
    }
    filling.finish()
}

/// A file that is being received.
pub struct Filling {
    file: NamedTempFile,
    left: u64,
    limit: u64,
}

impl Filling {
    /// An empty file that takes `limit` bytes at most.
    ///
    /// # Errors
    /// 500 when there is no place for it.
    pub fn new(limit: u64) -> Result<Self, Problem> {
        let file = tempfile::Builder::new().prefix("ptce-").tempfile();
        Ok(Self {
            file: file.map_err(|error| failed(&error.to_string()))?,
            left: limit,
            limit,
        })
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// 413 when they are too many, 500 when they cannot be written.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let left = self.left.checked_sub(bytes.len() as u64);
        self.left = left.ok_or_else(|| too_long(self.limit))?;
        let written = self.file.write_all(bytes);
        written.map_err(|error| failed(&error.to_string()))
    }

    /// The file.
    ///
    /// # Errors
    /// 500 when it cannot be written.
    pub fn finish(mut self) -> Result<TempPath, Problem> {
        self.file
            .flush()
            .map_err(|error| failed(&error.to_string()))?;
        Ok(self.file.into_temp_path())
    }
}

/// The next block of a body; none at its end.
async fn next(stream: &mut BodyDataStream) -> Result<Option<Bytes>, Problem> {
    let next = std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context));
    in_time(next).await?.transpose().map_err(|_| broken())
}

/// What comes next of a body.
///
/// # Errors
/// 408 for a client that is too slow.
pub async fn in_time<T>(next: impl Future<Output = T>) -> Result<T, Problem> {
    tokio::time::timeout(BLOCK_TIME, next).await.map_err(|_| {
        Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "Le corps de la demande n'arrive plus.",
            "The body of the request no longer arrives.",
        )
        .header(header::CONNECTION, "close")
    })
}

/// 400 for a body that ends before it should.
pub fn broken() -> Problem {
    Problem::bad_request(
        "Le corps de la demande s'est interrompu.",
        "The body of the request broke off.",
    )
}

/// 413 for a body of more than `limit` bytes.
pub fn too_long(limit: u64) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("Le corps de la demande dépasse {limit} octets (réglage upload_mib)."),
        format!("The body of the request is longer than {limit} bytes (setting upload_mib)."),
    )
    .header(header::CONNECTION, "close")
}
