//! Small answers by the front itself: what a worker would be woken for takes less time than to wake it.
//!
//! In: a query whose patterns hold no expression, so that nothing but triples is looked at, over the merge
//! of all graphs, with few rows to look at as guessed. Out: its answer by our own operators, where that
//! takes no more than a moment and fits into one block; everything else is left to the workers.

use super::data::Data;
use super::{Engine, RequestedDataset};
use crate::engine::alternatives::spread;
use crate::engine::describe;
use crate::engine::evaluate::Evaluation;
use crate::engine::exact::Exact;
use crate::engine::parse::ParsedQuery;
use crate::engine::plan::{Plan, Scope, Terms, compile};
use crate::engine::stream::{Answer, BLOCK};
use crate::engine::view::View;
use crate::engine::writing::Writing;
use crate::engine::{AnswerFormat, QueryError};
use crate::snapshot::Snapshot;
use oxigraph::model::Term;
use oxigraph::sparql::CancellationToken;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Rows that may be looked at, as guessed.
const ROWS: f64 = 20_000.0;
/// How long the front may be busy with an answer.
const MOMENT: Duration = Duration::from_millis(1);
/// Bytes that most of these answers fit into.
const USUAL: usize = 4 << 10;
/// How often in a row it may have been too late, before a worker is asked at once: the first time all is read
/// from disk, and another program may have had the processor.
const LATE: u8 = 3;

/// What the front may answer, made once for the snapshot of an engine whose graphs are asked together.
#[derive(Clone)]
pub(in crate::engine) enum Small {
    /// SELECT and ASK.
    Rows(Arc<Plan>),
    /// DESCRIBE of given terms.
    Described(Arc<[Term]>),
}

impl std::fmt::Debug for Small {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Rows(_) => "Rows",
            Self::Described(_) => "Described",
        })
    }
}

impl Small {
    /// What the front may try to answer of a query; its alternatives may be spread.
    pub(in crate::engine) fn of(query: &mut Query, snapshot: &Snapshot) -> Option<Self> {
        if query.dataset().is_some() {
            return None;
        }
        if let Query::Describe { .. } = query {
            return Some(Self::Described(describe::terms(query)?.into()));
        }
        let (Query::Select { pattern, .. } | Query::Ask { pattern, .. }) = query else {
            return None;
        };
        if !is_plain(pattern) {
            return None;
        }
        spread(query);
        let terms = Terms::new(snapshot).ok()?;
        let plan = compile(query, &terms, false).ok()??;
        (plan.expected() <= ROWS).then(|| Self::Rows(Arc::new(plan)))
    }
}

/// True for patterns without expressions, tables of values, groups and services.
fn is_plain(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::LeftJoin {
            left,
            right,
            expression: None,
        } => is_plain(left) && is_plain(right),
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => is_plain(inner),
        _ => false,
    }
}

impl Engine {
    /// Answers a small query; none where a worker has to.
    pub(super) fn at_once(
        &self,
        query: &ParsedQuery,
        asked: &RequestedDataset,
        format: AnswerFormat,
    ) -> Option<Answer> {
        let small = query.small.as_ref()?;
        let Data::Snapshot(snapshot, _) = &self.data else {
            return None;
        };
        if !asked.is_empty() {
            return None;
        }
        let evaluation = Evaluation {
            snapshot,
            union: true,
            services: Arc::default(),
            writing: Writing {
                prefixes: &self.prefixes,
                token: CancellationToken::new(),
                deadline: Instant::now() + MOMENT,
                time: MOMENT,
                rows: query.rows,
                answer_bytes: BLOCK as u64,
            },
        };
        let mut out = Block(Vec::with_capacity(USUAL));
        let done = match (small, format) {
            (Small::Rows(plan), AnswerFormat::Results(format)) => {
                evaluation.run(plan, &Scope::All, format, &mut out)
            }
            (Small::Described(terms), AnswerFormat::Graph(format)) => {
                let view = View::new(snapshot, true, Exact::default());
                let described = evaluation.described(&view, terms.to_vec(), format, &mut out);
                described.map(|()| true)
            }
            _ => return None,
        };
        if let Some(next) = learnt(query, &done) {
            self.remember(next);
        }
        // Whatever is wrong, a worker tells.
        matches!(done, Ok(true)).then(|| Answer::of(out.0))
    }
}

/// What is to be known of a query the next time, where that has changed.
fn learnt(query: &ParsedQuery, done: &Result<bool, QueryError>) -> Option<ParsedQuery> {
    let late = match done {
        Ok(true) if query.late == 0 => return None,
        Ok(true) => Some(0),
        Err(QueryError::Timeout(_)) => Some(query.late + 1).filter(|late| *late < LATE),
        _ => None,
    };
    let mut next = query.clone();
    match late {
        Some(late) => next.late = late,
        // It is not as small as it looked.
        None => next.small = None,
    }
    Some(next)
}

/// One block of bytes and no more.
struct Block(Vec<u8>);

impl Write for Block {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > BLOCK {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
