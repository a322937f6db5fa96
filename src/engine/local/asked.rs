//! A query handed to a worker process.

use super::Engine;
use crate::engine::parse::ParsedQuery;
use crate::engine::pool::Pool;
use crate::engine::stream::Answer;
use crate::engine::wire::Ask;
use crate::engine::{AnswerFormat, QueryError, RequestedDataset};
use oxigraph::model::NamedNode;
use std::sync::Arc;

impl Engine {
    pub(super) async fn by_worker(
        &self,
        pool: &Arc<Pool>,
        query: ParsedQuery,
        dataset: RequestedDataset,
        format: AnswerFormat,
    ) -> Result<Answer, QueryError> {
        let names = |list: Vec<NamedNode>| list.into_iter().map(NamedNode::into_string).collect();
        let ask = Ask {
            text: query.text.to_string(),
            base: self.base.clone(),
            default_graphs: names(dataset.default_graphs),
            named_graphs: names(dataset.named_graphs),
            format,
            time: self.limits.time,
            rows: query.rows,
            memory: self.limits.memory,
        };
        pool.query(ask, query.lane, query.asker).await
    }
}
