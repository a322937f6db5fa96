//! A query answered by a thread of this process: over the snapshot, or by asking a store elsewhere.

use super::data::Data;
use super::{Engine, STACK};
use crate::engine::evaluate::Evaluation;
use crate::engine::format::AnswerFormat;
use crate::engine::guard;
use crate::engine::parse::{ParsedQuery, parse};
use crate::engine::pool::lanes::Lane;
use crate::engine::remote::Asked;
use crate::engine::stream::{Answer, BlockWriter, pipe};
use crate::engine::writing::Writing;
use crate::engine::{QueryError, RequestedDataset};
use oxigraph::sparql::CancellationToken;
use std::sync::Arc;
use std::time::Instant;

/// Stack for a query that is shallow.
const SMALL_STACK: usize = 2 << 20;

impl Engine {
    pub(super) async fn by_thread(
        &self,
        query: ParsedQuery,
        dataset: RequestedDataset,
        format: AnswerFormat,
    ) -> Result<Answer, QueryError> {
        let place = tokio::time::timeout(self.limits.wait, self.places.clone().acquire_owned())
            .await
            .map_err(|_| QueryError::Busy)?
            .map_err(|_| QueryError::Busy)?;
        let time = self.limits.time;
        let (mut writer, blocks) = pipe(self.limits.answer_bytes);
        let token = CancellationToken::new();
        let (engine, stop) = (self.clone(), token.clone());
        let is_small = query.lane == Lane::Cheap && guard::is_shallow(&query.text);
        let evaluate = move || {
            let result = engine.answer(&query, dataset, format, token, &mut writer);
            writer.finish(result);
            drop(place);
        };
        // Not one of the runtime's: what runs long must not hold up its end, and it panics where it gets none.
        std::thread::Builder::new()
            .name("query".to_owned())
            .stack_size(if is_small { SMALL_STACK } else { STACK })
            .spawn(evaluate)
            .map_err(|error| QueryError::Evaluation(error.to_string()))?;
        tokio::spawn(async move {
            tokio::time::sleep(time).await;
            stop.cancel();
        });
        match tokio::time::timeout(time, Answer::start(blocks)).await {
            Ok(answer) => answer,
            Err(_) => Err(QueryError::Timeout(time)),
        }
    }

    fn answer(
        &self,
        query: &ParsedQuery,
        dataset: RequestedDataset,
        format: AnswerFormat,
        token: CancellationToken,
        out: &mut BlockWriter,
    ) -> Result<(), QueryError> {
        let limits = &self.limits;
        let writing = Writing {
            prefixes: &self.prefixes,
            token,
            deadline: Instant::now() + limits.time,
            time: limits.time,
            rows: query.rows,
            answer_bytes: limits.answer_bytes,
        };
        match &self.data {
            Data::Snapshot(snapshot, _) => {
                let evaluation = Evaluation {
                    snapshot,
                    union: self.union,
                    services: Arc::default(),
                    writing,
                };
                let (query, _) = parse(&query.text, &self.base, limits)?;
                evaluation.write(query, dataset, format, out)
            }
            Data::Remote(remote) => {
                let asked = Asked {
                    text: &query.text,
                    dataset: &dataset,
                    format,
                    limits,
                    union: self.union,
                };
                remote.write(&asked, &writing, out)
            }
        }
    }
}
