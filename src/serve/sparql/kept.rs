//! Answers that are given again without a worker, in the coding they were given in.
//!
//! In: a question with a lasting answer. Out: the answer that was kept; else a mark ([`Keeper`]) on
//! the response, which [`record`] takes, once the answer is coded, to keep it when it is whole.

use crate::engine::cache::{Cache, Kept, Key};
use crate::serve::middleware::coding::vary;
use crate::serve::observe::Cached;
use crate::serve::reply::Reply;
use crate::serve::site::Site;
use crate::serve::visit::{Visit, joined};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame, SizeHint};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// Bytes of `Accept-Encoding` that stand in a key; a longer one is a stranger's.
const CODINGS: usize = 100;

/// Where the answer of a response may be kept.
#[derive(Clone)]
pub struct Keeper {
    cache: Arc<Cache>,
    key: Key,
}

impl Keeper {
    /// The keeper of what `parts` ask for, in the codings that the client takes; none where they
    /// cannot be told briefly, or nothing is kept.
    pub fn new(site: &Site, visit: &Visit, parts: &[&str]) -> Option<Self> {
        if site.cache.largest() == 0 {
            return None;
        }
        let codings = joined(&visit.headers, header::ACCEPT_ENCODING).unwrap_or_default();
        let codings: String = codings
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if codings.len() > CODINGS {
            return None;
        }
        // The site of another role has a cache of its own.
        let head = [site.version.as_str(), &codings];
        Some(Self {
            cache: Arc::clone(&site.cache),
            key: Key::of(head.into_iter().chain(parts.iter().copied())),
        })
    }

    /// The answer that was kept.
    pub fn answer(&self, reply: Reply, media_type: &str) -> Result<Response, Reply> {
        let Some(kept) = self.cache.get(self.key) else {
            return Err(reply);
        };
        let mut response = reply.ok(media_type, kept.bytes);
        response.extensions_mut().insert(Cached::Hit);
        let coding = kept.coding.as_deref();
        if let Some(coding) = coding.and_then(|coding| HeaderValue::from_str(coding).ok()) {
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_ENCODING, coding);
            vary(headers);
        }
        Ok(response)
    }
}

/// Keeps the body of a response that is marked, as its bytes pass.
pub fn record(response: Response) -> Response {
    let keeper = response.extensions().get::<Keeper>().cloned();
    let Some(keeper) = keeper.filter(|_| response.status() == StatusCode::OK) else {
        return response;
    };
    let coding = response.headers().get(header::CONTENT_ENCODING);
    let coding = coding
        .and_then(|coding| coding.to_str().ok())
        .map(str::to_owned);
    let mut response = response;
    response.extensions_mut().insert(Cached::Miss);
    response.map(|body| {
        Body::new(Recorded {
            body,
            passed: Some(BytesMut::new()),
            coding,
            keeper,
        })
    })
}

/// A body that is kept when it has passed whole.
struct Recorded {
    body: Body,
    /// What has passed; none when it is too much, or broken.
    passed: Option<BytesMut>,
    coding: Option<String>,
    keeper: Keeper,
}

impl HttpBody for Recorded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let next = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &next {
            Some(Ok(frame)) => self.pass(frame),
            Some(Err(_)) => self.passed = None,
            None => self.keep(),
        }
        // What has a known length is not asked for its end.
        if self.body.is_end_stream() {
            self.keep();
        }
        Poll::Ready(next)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Recorded {
    fn pass(&mut self, frame: &Frame<Bytes>) {
        let Some(block) = frame.data_ref() else {
            return;
        };
        let most = self.keeper.cache.largest();
        match &mut self.passed {
            Some(passed) if passed.len() + block.len() <= most => passed.extend_from_slice(block),
            passed => *passed = None,
        }
    }

    fn keep(&mut self) {
        if let Some(passed) = self.passed.take() {
            let kept = Kept {
                bytes: passed.freeze(),
                coding: self.coding.take(),
            };
            self.keeper.cache.put(self.keeper.key, kept);
        }
    }
}
