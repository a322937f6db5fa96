//! What is counted and told of requests: metrics for a monitor, a line for each in a journal.
//!
//! In: every request and its answer, from outside ([`super::front`]). Out: the same answer with
//! `X-Request-Id`, counted when its last byte has passed. Neither a metric nor a line holds the text of
//! a query, an address, a header or a token: only the route, as it stands in the router.

pub mod journal;
pub mod metrics;
mod watched;

use axum::extract::MatchedPath;
use axum::http::{HeaderName, HeaderValue, Method};
use axum::response::Response;
use journal::{Journal, Line};
use metrics::{Metrics, Outcome};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The header that names a request, the same as in the journal.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The route of an answer, as the router has it; travels in its extensions.
#[derive(Debug, Clone)]
pub struct Route(pub MatchedPath);

/// Why a request was refused, in a word; travels in the extensions of its answer.
#[derive(Debug, Clone, Copy)]
pub struct Reason(pub &'static str);

/// Whether the result cache answered; travels in the extensions of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cached {
    /// The answer was there.
    Hit,
    /// It was made, and is kept when it is whole.
    Miss,
}

/// Counts requests and tells of them.
#[derive(Debug)]
pub struct Observer {
    /// What is counted.
    pub metrics: Metrics,
    journal: Option<Journal>,
    /// Tells the requests of one start of the server from those of another.
    start: u32,
    next: AtomicU64,
}

/// A request whose answer is not there yet.
#[derive(Debug)]
pub struct Begun {
    observer: Arc<Observer>,
    method: &'static str,
    at: Instant,
}

impl Observer {
    /// An observer, with a journal where lines are wanted.
    pub fn new(journal: Option<Journal>) -> Arc<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        Arc::new(Self {
            metrics: Metrics::new(),
            journal,
            start: now.map_or(0, |now| now.subsec_nanos() ^ std::process::id()),
            next: AtomicU64::new(1),
        })
    }

    /// Notes that a request has come.
    pub fn begin(self: &Arc<Self>, method: &Method) -> Begun {
        self.metrics.in_flight.inc();
        Begun {
            observer: Arc::clone(self),
            method: known(method),
            at: Instant::now(),
        }
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.observer.metrics.in_flight.dec();
    }
}

impl Begun {
    /// The answer with its name; it is counted and told when its body has passed or was broken off.
    pub fn answered(self, mut response: Response) -> Response {
        let observer = &self.observer;
        let number = observer.next.fetch_add(1, Ordering::Relaxed);
        let id = format!("{:08x}-{number}", observer.start);
        let extensions = response.extensions();
        let reason = extensions.get::<Reason>().map(|reason| reason.0);
        let cached = extensions.get::<Cached>().copied();
        let line = Line {
            time: 0.0,
            request: id,
            method: self.method,
            route: extensions
                .get::<Route>()
                .map_or_else(|| "(none)".to_owned(), |route| route.0.as_str().to_owned()),
            status: response.status().as_u16(),
            reason: reason.filter(|reason| !reason.is_empty()),
            cached: cached.map(|cached| cached == Cached::Hit),
            ms: 0.0,
            bytes: 0,
            whole: true,
        };
        if let Ok(id) = HeaderValue::from_str(&line.request) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        let seconds = self.at.elapsed().as_secs_f64();
        observer.metrics.answered(&Outcome {
            method: line.method,
            route: &line.route,
            status: line.status,
            reason: line.reason,
            cached,
            seconds,
        });
        watched::watched(response, self, line)
    }

    /// The end of the answer.
    fn ended(&self, mut line: Line) {
        let metrics = &self.observer.metrics;
        metrics.bytes.inc_by(line.bytes);
        if !line.whole {
            metrics.broken.inc();
        }
        if let Some(journal) = &self.observer.journal {
            let ms = self.at.elapsed().as_secs_f64() * 1e3;
            line.ms = (ms * 1e3).round() / 1e3;
            journal.write(line);
        }
    }
}

/// The methods that are told apart; a client may send any word.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        _ => "other",
    }
}
