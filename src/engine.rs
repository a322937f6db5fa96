//! The query engine behind one narrow asynchronous boundary: a query in, a stream of bytes out.
//!
//! Nothing outside this module knows how quads are kept or queries evaluated. A query is first
//! looked at ([`guard`], [`parse`], [`estimate`]), then evaluated under a deadline over a snapshot
//! ([`view`], [`evaluate`]), by a thread of this process or by a [`worker`] process that can be killed, and its answer
//! arrives in blocks ([`stream`]). An error before the first block is an error of the call; one
//! after it breaks the stream, so that a cut answer never looks whole.

mod algebra;
mod alternatives;
pub mod cache;
mod child;
pub mod confine;
pub mod dataset;
mod derived;
mod describe;
pub mod estimate;
pub mod evaluate;
pub mod exact;
pub mod explain;
pub mod format;
pub mod geo;
pub mod guard;
pub mod local;
mod names;
pub mod parse;
mod plan;
mod planned;
mod pool;
pub mod remote;
pub mod rewrite;
pub mod service;
mod small;
mod snapshot_file;
mod solutions;
mod sort_key;
pub mod stream;
pub mod table;
pub mod update;
pub mod view;
mod wire;
pub mod worker;
pub mod writing;

pub use cache::Cache;
pub use confine::Confinement;
pub use dataset::RequestedDataset;
pub use format::{AnswerFormat, ExplainFormat, Form, ResultsFormat};
pub use local::{Counts, Engine};
pub use parse::ParsedQuery;
pub use pool::asker::Asker;
pub use pool::tally::Tally;
pub use remote::Remote;
pub use service::ServiceError;
pub use stream::Answer;
pub use table::{Shown, Table};

use crate::text::Bilingual;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a query may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of query text.
    pub query_bytes: usize,
    /// Brackets within brackets, and signs in a row, in the query text.
    pub query_depth: usize,
    /// From the start of evaluation to the last byte of the answer.
    pub time: Duration,
    /// Queries evaluated at the same time; more wait for a place.
    pub concurrent: usize,
    /// How long a query waits for a place.
    pub wait: Duration,
    /// Rows or triples of an answer.
    pub rows: u64,
    /// Bytes of an answer.
    pub answer_bytes: u64,
    /// Bytes of memory that a worker's data may take.
    pub memory: u64,
    /// How long a service elsewhere may take.
    pub remote_time: Duration,
    /// Bytes of the answer of a service elsewhere.
    pub remote_bytes: u64,
    /// Bytes of answers that are kept to be given again.
    pub cache_bytes: usize,
    /// Queries of one client at the same time, waiting ones included.
    pub client_queries: usize,
    /// Quads that are held in memory at once for downloads and the catalogue.
    pub copied_quads: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            query_bytes: 100_000,
            query_depth: 100,
            time: Duration::from_secs(10),
            concurrent: 8,
            wait: Duration::from_secs(2),
            rows: 10_000_000,
            answer_bytes: 1 << 30,
            memory: 192 << 20,
            remote_time: Duration::from_secs(5),
            remote_bytes: 8 << 20,
            cache_bytes: 64 << 20,
            client_queries: 512,
            copied_quads: 500_000,
        }
    }
}

/// Why a query has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueryError {
    /// The text is no SPARQL query: what is wrong, and its line and column from 1 where known.
    Syntax {
        /// One sentence in each language.
        message: Bilingual,
        /// Line and column in characters, from 1.
        position: Option<(usize, usize)>,
    },
    /// The text is longer than the limit, in bytes.
    TooLong(usize),
    /// The text is nested deeper than the limit.
    TooDeep(usize),
    /// The answer was not ready by the deadline.
    Timeout(Duration),
    /// The answer is larger than the limit, in bytes.
    TooLarge(u64),
    /// The answer has more rows or triples than the limit.
    TooManyRows(u64),
    /// The query would look at this many rows, in powers of ten, which no machine ends.
    TooCostly(u32),
    /// No place became free in time.
    Busy,
    /// The worker ended before the answer did, mostly because the query needs too much memory.
    Stopped,
    /// The evaluation broke off by a fault of this program.
    Broken,
    /// A service that the query needs gave nothing.
    Service(ServiceError),
    /// The answer holds what the format that was asked for has no place for: what that is.
    Unfit(Bilingual),
    /// The query cannot be evaluated; the sentence says why.
    Evaluation(String),
}

impl QueryError {
    /// What refused the query or ended it, in a word.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "syntax",
            Self::TooLong(_) => "too_long",
            Self::TooDeep(_) => "too_deep",
            Self::Timeout(_) => "time",
            Self::TooLarge(_) => "too_large",
            Self::TooManyRows(_) => "too_many_rows",
            Self::TooCostly(_) => "too_costly",
            Self::Busy => "busy",
            Self::Stopped => "stopped",
            Self::Broken => "broken",
            Self::Service(error) if error.refused => "service_refused",
            Self::Service(_) => "service_failed",
            Self::Unfit(_) => "format",
            Self::Evaluation(_) => "evaluation",
        }
    }
}

impl std::fmt::Display for QueryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Syntax {
                message,
                position: Some((line, column)),
            } => {
                write!(f, "line {line}, column {column}: {}", message.en)
            }
            Self::Syntax {
                message,
                position: None,
            } => f.write_str(&message.en),
            Self::TooLong(limit) => write!(f, "the query is longer than {limit} bytes"),
            Self::TooDeep(limit) => write!(f, "the query is nested deeper than {limit} levels"),
            Self::Timeout(limit) => {
                write!(
                    f,
                    "the answer was not ready after {} s",
                    limit.as_secs_f32()
                )
            }
            Self::TooLarge(limit) => write!(f, "the answer is larger than {limit} bytes"),
            Self::TooManyRows(limit) => write!(f, "the answer has more than {limit} rows"),
            Self::TooCostly(power) => write!(
                f,
                "the query would look at about 10^{power} rows: let its patterns share variables, or ask for less"
            ),
            Self::Stopped => f.write_str(
                "the evaluation was stopped before its end, mostly for want of memory: ask for less at once",
            ),
            Self::Broken => f.write_str(
                "the evaluation broke off by a fault of the program: asked again, it will again; please report the query",
            ),
            Self::Busy => f.write_str("all places for queries are taken"),
            Self::Service(error) => error.fmt(f),
            Self::Unfit(what) => {
                write!(f, "the answer cannot be written in this format: {}", what.en)
            }
            Self::Evaluation(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for QueryError {}
