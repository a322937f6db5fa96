//! The server asked from inside the program, without a network: the same code path for a page that is
//! served and for one that is written to a file.

use super::router::served;
use super::served::Served;
use super::site::Site;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use bytes::Bytes;
use std::sync::Arc;

/// The largest answer that is taken, in bytes.
const LIMIT: usize = 1 << 30;

/// A server without a network.
#[derive(Clone)]
pub struct Inside {
    served: Served,
}

/// What it answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The media type without parameters; empty where there is none.
    pub media_type: String,
    /// Where it leads instead.
    pub location: Option<String>,
    /// The body.
    pub body: Bytes,
}

impl Inside {
    /// The server of a site.
    pub fn new(site: Site) -> Self {
        Self {
            served: served(Arc::new(site)),
        }
    }

    /// GET an address, as a browser that reads French.
    ///
    /// # Errors
    /// An address that is none, or an answer that breaks off.
    pub async fn get(&self, address: &str, accept: &str) -> Result<Answer, String> {
        let request = Request::get(address)
            .header(header::HOST, "localhost")
            .header(header::ACCEPT, accept)
            .header(header::ACCEPT_LANGUAGE, "fr")
            .body(Body::empty())
            .map_err(|error| error.to_string())?;
        let response = self.served.answer(request).await;
        let (head, body) = response.into_parts();
        let said = |name: header::HeaderName| {
            let value = head.headers.get(name)?.to_str().ok()?;
            Some(value.to_owned())
        };
        let media_type = said(header::CONTENT_TYPE).unwrap_or_default();
        let media_type = media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned();
        let (status, location) = (head.status.as_u16(), said(header::LOCATION));
        let body = to_bytes(body, LIMIT).await;
        Ok(Answer {
            status,
            media_type,
            location,
            body: body.map_err(|error| error.to_string())?,
        })
    }
}
