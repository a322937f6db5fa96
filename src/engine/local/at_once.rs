//! Small answers by the front itself: what a worker would be woken for takes less time than to wake it.
//!
//! In: a query that looked [`Small`]. Out: its answer by our own operators, where that takes no more
//! than a moment and fits into one block; everything else is left to the workers.

use super::Engine;
use super::data::Data;
use crate::engine::evaluate::Evaluation;
use crate::engine::exact::Exact;
use crate::engine::parse::ParsedQuery;
use crate::engine::small::Small;
use crate::engine::stream::{Answer, BLOCK};
use crate::engine::view::{Scope, View};
use crate::engine::writing::Writing;
use crate::engine::{AnswerFormat, Asker, QueryError, RequestedDataset};
use crate::text::xml::Checked;
use oxigraph::sparql::CancellationToken;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long the front may be busy with an answer.
const MOMENT: Duration = Duration::from_millis(1);
/// Bytes that most of these answers fit into.
const USUAL: usize = 4 << 10;
/// How often in a row it may have been too late, before a worker is asked at once: the first time all is read
/// from disk, and another program may have had the processor.
const LATE: u8 = 3;

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
        let mut out = Checked::new(Block(Vec::with_capacity(USUAL)), format.is_xml());
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
        matches!(done, Ok(true)).then(|| Answer::of(out.into_inner().0))
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
    let mut next = query.clone().asked_by(Asker::default());
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
