//! What is counted, in the text format of Prometheus (OpenMetrics 1.0).
//!
//! In: outcomes of requests, the tally of the workers, the state of the version. Out: a page of
//! metrics. Labels come from closed sets, routes and words of the program, so that no client can make
//! the page grow.

use super::Cached;
use crate::engine::Tally;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::Arc;

/// The media type of the page.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the seconds until an answer begins.
const SECONDS: [f64; 12] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0, 30.0,
];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByRoute {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByReason {
    reason: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByResult {
    result: &'static str,
}

/// What is served, and by which program.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Served {
    program: &'static str,
    version: String,
}

/// What became of a request.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// The method.
    pub method: &'static str,
    /// The route.
    pub route: &'a str,
    /// The status.
    pub status: u16,
    /// Why it was refused.
    pub reason: Option<&'static str>,
    /// Whether the result cache answered.
    pub cached: Option<Cached>,
    /// Seconds until the answer began.
    pub seconds: f64,
}

/// The counters.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    latency: Family<ByRoute, Histogram, fn() -> Histogram>,
    refusals: Family<ByReason, Counter>,
    cache: Family<ByResult, Counter>,
    /// Requests whose answer is not at its end.
    pub in_flight: Gauge,
    /// Bytes of bodies that were sent.
    pub bytes: Counter,
    /// Answers that were broken off.
    pub broken: Counter,
    /// What becomes of worker processes.
    pub workers: Arc<Tally>,
    running: Gauge,
    started: Counter,
    kills: Family<ByReason, Counter>,
    versions: Counter,
    quads: Gauge,
    /// One for what is served now, and nothing else.
    served: Family<Served, Gauge>,
}

impl Metrics {
    /// All of them at nought.
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("ptce"),
            requests: Family::default(),
            latency: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            refusals: Family::default(),
            cache: Family::default(),
            in_flight: Gauge::default(),
            bytes: Counter::default(),
            broken: Counter::default(),
            workers: Arc::default(),
            running: Gauge::default(),
            started: Counter::default(),
            kills: Family::default(),
            versions: Counter::default(),
            quads: Gauge::default(),
            served: Family::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let to = &mut self.registry;
        let requests = self.requests.clone();
        to.register("requests", "Requests by route, method and status", requests);
        let help = "Time from the head of a request to that of its answer";
        to.register_with_unit("request", help, Unit::Seconds, self.latency.clone());
        let refusals = self.refusals.clone();
        to.register(
            "refusals",
            "Requests and connections refused or given up, by reason",
            refusals,
        );
        let cache = self.cache.clone();
        to.register(
            "result_cache",
            "Queries the result cache has or has not",
            cache,
        );
        let in_flight = self.in_flight.clone();
        to.register("requests_in_flight", "Requests being answered", in_flight);
        let bytes = self.bytes.clone();
        to.register_with_unit("sent", "Bodies of answers", Unit::Bytes, bytes);
        let broken = self.broken.clone();
        to.register("broken", "Answers broken off by either side", broken);
        let running = self.running.clone();
        to.register("workers", "Worker processes that live", running);
        let started = self.started.clone();
        to.register("workers_started", "Worker processes started", started);
        let kills = self.kills.clone();
        to.register(
            "worker_kills",
            "Worker processes ended early, by reason",
            kills,
        );
        let versions = self.versions.clone();
        to.register(
            "versions_opened",
            "Versions opened since the start",
            versions,
        );
        let quads = self.quads.clone();
        to.register("quads", "Quads of the public version that is served", quads);
        let served = self.served.clone();
        let help = "One for the public version that is served";
        to.register("served", help, served);
    }

    /// Counts an answer that begins.
    pub fn answered(&self, outcome: &Outcome<'_>) {
        let route = outcome.route.to_owned();
        self.requests
            .get_or_create(&Request {
                route: route.clone(),
                method: outcome.method,
                status: outcome.status,
            })
            .inc();
        let latency = self.latency.get_or_create(&ByRoute { route });
        latency.observe(outcome.seconds);
        if let Some(reason) = outcome.reason {
            self.refused(reason);
        }
        if let Some(cached) = outcome.cached {
            let result = if cached == Cached::Hit { "hit" } else { "miss" };
            self.cache.get_or_create(&ByResult { result }).inc();
        }
    }

    /// Counts a refusal, of a connection as well, whose requests nobody reads.
    pub fn refused(&self, reason: &'static str) {
        self.refusals.get_or_create(&ByReason { reason }).inc();
    }

    /// Notes that a version is served, with so many quads.
    pub fn opened(&self, version: &str, quads: u64) {
        let served = Served {
            program: env!("CARGO_PKG_VERSION"),
            version: version.to_owned(),
        };
        self.served.clear();
        self.served.get_or_create(&served).set(1);
        self.versions.inc();
        self.quads.set(i64::try_from(quads).unwrap_or(i64::MAX));
    }

    /// The page; empty when it cannot be written, which no value here makes happen.
    pub fn page(&self) -> String {
        let workers = &self.workers;
        let started = workers.started();
        self.started
            .inner()
            .store(started, std::sync::atomic::Ordering::Relaxed);
        let running = started.saturating_sub(workers.ended());
        self.running.set(i64::try_from(running).unwrap_or(i64::MAX));
        for (reason, count) in workers.kills() {
            let counter = self.kills.get_or_create(&ByReason { reason });
            counter
                .inner()
                .store(count, std::sync::atomic::Ordering::Relaxed);
        }
        let mut page = String::new();
        match encode(&mut page, &self.registry) {
            Ok(()) => page,
            Err(_) => String::new(),
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}
