//! Documents that are sent together, as `multipart/form-data` (RFC 7578).

use crate::serve::problem::Problem;
use crate::serve::write::receive::{Filling, in_time, too_long};
use axum::body::Body;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::{HeaderMap, StatusCode};
use oxigraph::io::RdfFormat;
use tempfile::TempPath;

/// The media type of such a body.
pub(super) const FORM: &str = "multipart/form-data";
/// Documents of one request.
const MOST: usize = 100;

/// Receives the documents of a form, each with its media type: as it says itself, else by the
/// extension of its file name. The whole form has `limit` bytes at most: what is no document is held in
/// memory.
pub(super) async fn receive(
    headers: HeaderMap,
    body: Body,
    limit: u64,
) -> Result<Vec<(TempPath, String)>, Problem> {
    let mut request = Request::new(body);
    *request.headers_mut() = headers;
    DefaultBodyLimit::max(usize::try_from(limit).unwrap_or(usize::MAX)).apply(&mut request);
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| broken())?;
    let wrong = |error: MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_long(limit),
        _ => broken(),
    };
    let mut files = Vec::new();
    while let Some(mut field) = in_time(form.next_field()).await?.map_err(wrong)? {
        if files.len() == MOST {
            return Err(Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("Le formulaire compte plus de {MOST} documents."),
                format!("The form has more than {MOST} documents."),
            ));
        }
        let media_type = match field.content_type() {
            Some(said) if !said.starts_with("application/octet-stream") => {
                let essence = said.split(';').next().unwrap_or_default();
                essence.trim().to_ascii_lowercase()
            }
            _ => by_name(field.file_name().unwrap_or_default()),
        };
        known(&media_type)?;
        let mut file = Filling::new(limit)?;
        while let Some(block) = in_time(field.chunk()).await?.map_err(wrong)? {
            file.add(&block)?;
        }
        files.push((file.finish()?, media_type));
    }
    Ok(files)
}

/// The media type of a file by its extension; empty when that says nothing.
fn by_name(name: &str) -> String {
    let format = name
        .rsplit_once('.')
        .and_then(|(_, extension)| RdfFormat::from_extension(extension));
    format.map_or_else(String::new, |format| format.media_type().to_owned())
}

/// Refuses what holds no triples before it is received.
pub(super) fn known(media_type: &str) -> Result<(), Problem> {
    match RdfFormat::from_media_type(media_type) {
        Some(format) if !matches!(format, RdfFormat::N3) && is_graph(format) => Ok(()),
        _ => Err(crate::serve::write::unsupported(media_type)),
    }
}

/// True for formats of graphs; JSON-LD is one of both.
fn is_graph(format: RdfFormat) -> bool {
    !matches!(format, RdfFormat::NQuads | RdfFormat::TriG)
}

fn broken() -> Problem {
    Problem::bad_request(
        "Le formulaire multipart/form-data n'est pas bien formé.",
        "The multipart/form-data body is not well formed.",
    )
}
