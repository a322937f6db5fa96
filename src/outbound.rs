//! Requests to elsewhere, made on behalf of a query or an update (`SERVICE` and `LOAD`) or of a command
//! that a service answers (`ptce link`).
//!
//! In: an IRI that a stranger wrote, and the list of those that the administrator allows. Out: bytes
//! with their media type, or why there are none. Nothing is asked of an address that the list does
//! not hold, nor, unless the list says so, of a private network: names are resolved once, and the
//! connection goes to the address that was looked at ([`address`]). Redirects are followed where
//! the list holds their target as well. Without a list nothing is asked of anybody.

pub mod address;
pub mod allowed;
mod refusal;

pub use allowed::Allowed;
pub use refusal::Refusal;

use address::Public;
use reqwest::header::{ACCEPT, CONTENT_TYPE, LOCATION};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use std::sync::Arc;
use std::time::Duration;

/// Redirects that are followed.
const REDIRECTS: usize = 5;
/// What a service may answer (SPARQL 1.1 Protocol §2.1.5).
const RESULTS: &str = "application/sparql-results+json, application/sparql-results+xml;q=0.9";
/// What a document may be (SPARQL 1.1 Update §3.1.4).
const DOCUMENTS: &str = "text/turtle, application/n-triples, application/trig;q=0.9, application/n-quads;q=0.9, application/rdf+xml;q=0.8, application/ld+json;q=0.7";

/// What a request may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// From the first connection to the last byte, redirects included.
    pub time: Duration,
    /// Bytes of the answer.
    pub bytes: u64,
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent<'a> {
    /// The media types that are taken for an answer.
    pub accept: &'a str,
    /// The media type and the text of a POST; without, it is a GET.
    pub body: Option<(&'a str, &'a str)>,
}

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The bytes, whole.
    pub bytes: Vec<u8>,
    /// The media type, without parameters, in lower case; empty where none was sent.
    pub media_type: String,
    /// The address it came from after redirects, against which its relative IRIs are resolved
    /// (RFC 3986 §5.1.3).
    pub base: String,
}

/// Asks elsewhere, within a list.
#[derive(Debug, Clone, Default)]
pub struct Outbound {
    allowed: Arc<[Allowed]>,
    clients: Option<Arc<Clients>>,
}

#[derive(Debug)]
struct Clients {
    /// Connects to public addresses only.
    public: Client,
    /// Connects to any, for entries that say so.
    any: Client,
}

impl Outbound {
    /// Asks what the list allows; nobody where it is empty.
    ///
    /// # Errors
    /// One sentence, when no client can be made.
    pub fn new(allowed: Vec<Allowed>) -> Result<Self, String> {
        if allowed.is_empty() {
            return Ok(Self::default());
        }
        // A second call finds the provider in place, which is what is wanted.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let make = |public: bool| {
            let client = Client::builder()
                // The environment names no way around the list.
                .no_proxy()
                .redirect(redirect::Policy::none())
                .referer(false)
                .pool_max_idle_per_host(1)
                .user_agent(concat!("ptce/", env!("CARGO_PKG_VERSION")));
            let client = if public {
                client.dns_resolver(Public)
            } else {
                client
            };
            client.build().map_err(|error| refusal::causes(&error))
        };
        Ok(Self {
            allowed: allowed.into(),
            clients: Some(Arc::new(Clients {
                public: make(true)?,
                any: make(false)?,
            })),
        })
    }

    /// True when nobody is asked.
    pub fn is_off(&self) -> bool {
        self.clients.is_none()
    }

    /// Sends a query to a service (SPARQL 1.1 Protocol §2.1.3) and takes its whole answer.
    ///
    /// # Errors
    /// Every [`Refusal`].
    pub async fn results(
        &self,
        service: &str,
        query: &str,
        bounds: Bounds,
    ) -> Result<Document, Refusal> {
        let sent = Sent {
            accept: RESULTS,
            body: Some(("application/sparql-query", query)),
        };
        self.send(service, sent, bounds).await
    }

    /// Reads a document, for `LOAD`.
    ///
    /// # Errors
    /// Every [`Refusal`].
    pub async fn document(&self, iri: &str, bounds: Bounds) -> Result<Document, Refusal> {
        let sent = Sent {
            accept: DOCUMENTS,
            body: None,
        };
        self.send(iri, sent, bounds).await
    }

    /// Sends a request and takes the whole answer.
    ///
    /// # Errors
    /// Every [`Refusal`].
    pub async fn send(
        &self,
        iri: &str,
        sent: Sent<'_>,
        bounds: Bounds,
    ) -> Result<Document, Refusal> {
        let answered = tokio::time::timeout(bounds.time, self.follow(iri, sent, bounds));
        answered.await.unwrap_or(Err(Refusal::Slow(bounds.time)))
    }

    async fn follow(&self, iri: &str, sent: Sent<'_>, bounds: Bounds) -> Result<Document, Refusal> {
        let mut url = Url::parse(iri).map_err(|_| Refusal::NoAddress(iri.to_owned()))?;
        for _ in 0..=REDIRECTS {
            let response = self.ask(&url, sent).await?;
            let status = response.status();
            if !is_redirect(status, sent.body.is_some()) {
                return take(response, &url, bounds.bytes).await;
            }
            let target = response.headers().get(LOCATION);
            let target = target.and_then(|target| target.to_str().ok());
            let target = target.and_then(|target| url.join(target).ok());
            url = target.ok_or_else(|| Refusal::Status(url.to_string(), status.as_u16()))?;
        }
        Err(Refusal::Redirects(REDIRECTS))
    }

    /// One request, to an address that is allowed.
    async fn ask(&self, url: &Url, sent: Sent<'_>) -> Result<Response, Refusal> {
        let clients = self.clients.as_deref().ok_or(Refusal::Off)?;
        let allowed = self.allowed.iter().filter(|allowed| allowed.holds(url));
        // Where a wide entry and a private one both hold, the private one is meant.
        let entry = allowed
            .max_by_key(|allowed| allowed.private)
            .ok_or_else(|| Refusal::NotAllowed(url.to_string()))?;
        // The resolver never sees an address that is written in numbers.
        if !entry.private && address::written(url).is_some_and(|ip| !address::is_public(ip)) {
            return Err(Refusal::Private(url.to_string()));
        }
        let client = if entry.private {
            &clients.any
        } else {
            &clients.public
        };
        let request = match sent.body {
            Some((media_type, text)) => client
                .post(url.clone())
                .header(CONTENT_TYPE, media_type)
                .body(text.to_owned()),
            None => client.get(url.clone()),
        };
        let request = request.header(ACCEPT, sent.accept);
        request
            .send()
            .await
            .map_err(|error| Refusal::of(url, &error))
    }
}

/// True for a redirect that keeps the method (RFC 9110 §15.4): a query that was posted is not sent as
/// a GET.
fn is_redirect(status: StatusCode, posted: bool) -> bool {
    match status.as_u16() {
        307 | 308 => true,
        301..=303 => !posted,
        _ => false,
    }
}

/// Takes a good answer, whole.
async fn take(mut response: Response, url: &Url, limit: u64) -> Result<Document, Refusal> {
    let status = response.status();
    if !status.is_success() {
        return Err(Refusal::Status(url.to_string(), status.as_u16()));
    }
    let media_type = response.headers().get(CONTENT_TYPE);
    let media_type = media_type
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase())
        .unwrap_or_default();
    let mut bytes = Vec::new();
    while let Some(block) = response
        .chunk()
        .await
        .map_err(|error| Refusal::of(url, &error))?
    {
        if (bytes.len() + block.len()) as u64 > limit {
            return Err(Refusal::Large(url.to_string(), limit));
        }
        bytes.extend_from_slice(&block);
    }
    Ok(Document {
        bytes,
        media_type,
        base: url.to_string(),
    })
}
