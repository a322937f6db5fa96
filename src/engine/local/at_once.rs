//! Small answers by the front itself: what a worker would be woken for takes less time than to wake it.
//!
//! In: a query whose patterns hold no expression, so that nothing but triples is looked at, over the merge
//! of all graphs, with few rows to look at as guessed. Out: its answer by our own operators, where that
//! takes no more than a moment and fits into one block; everything else is left to the workers.

use super::data::Data;
use super::{Engine, RequestedDataset};
use crate::engine::AnswerFormat;
use crate::engine::describe;
use crate::engine::estimate::Cost;
use crate::engine::evaluate::Evaluation;
use crate::engine::parse::ParsedQuery;
use crate::engine::stream::{Answer, BLOCK};
use crate::engine::writing::Writing;
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

/// True when the front may try to answer.
pub(in crate::engine) fn is_small(query: &Query, cost: Cost) -> bool {
    let is_suited = match query {
        Query::Select { pattern, .. } | Query::Ask { pattern, .. } => is_plain(pattern),
        Query::Describe { .. } => describe::terms(query).is_some(),
        Query::Construct { .. } => false,
    };
    is_suited && cost.rows() <= ROWS && query.dataset().is_none()
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
        if !self.union || !asked.is_empty() {
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
        let mut out = Block(Vec::new());
        // Whatever is wrong, a worker tells.
        match evaluation.planned(small, asked, format, &mut out) {
            Ok(true) => Some(Answer::of(out.0)),
            _ => {
                // It is not as small as it looked.
                self.remember(ParsedQuery {
                    small: None,
                    ..query.clone()
                });
                None
            }
        }
    }
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
