//! A body that is made block by block while its client takes it.
//!
//! In: blocks, an error, or the end. Out: a body; where the end does not come it breaks off, so that a cut
//! answer never looks whole.

use crate::engine::QueryError;
use axum::body::Body;
use bytes::Bytes;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How long a client may take to accept a block.
const BLOCK_TIME: Duration = Duration::from_secs(20);

/// The next of a body: a block, none at its end, or why it breaks off.
pub type Next = Result<Option<Bytes>, QueryError>;

/// Where the blocks of a body are given.
#[derive(Debug)]
pub struct Blocks(Sender<Next>);

impl Blocks {
    /// A body, and where its blocks are given; one waits while the client takes another.
    pub fn new() -> (Self, Body) {
        let (to, blocks) = channel(1);
        let whole = false;
        (Self(to), Body::from_stream(Taken { blocks, whole }))
    }

    /// Gives what comes next; false when nothing more is wanted, because that was the last, or the client
    /// has gone or does not take it.
    pub async fn give(&self, next: Next) -> bool {
        let more = matches!(next, Ok(Some(_)));
        let given = tokio::time::timeout(BLOCK_TIME, self.0.send(next)).await;
        more && matches!(given, Ok(Ok(())))
    }
}

/// The blocks of a body; without the sign of the end they break off.
struct Taken {
    blocks: Receiver<Next>,
    whole: bool,
}

impl futures_core::Stream for Taken {
    type Item = Result<Bytes, QueryError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.whole {
            return Poll::Ready(None);
        }
        let next = match std::task::ready!(self.blocks.poll_recv(context)) {
            Some(Ok(Some(block))) => return Poll::Ready(Some(Ok(block))),
            Some(Ok(None)) => None,
            Some(Err(error)) => Some(Err(error)),
            None => Some(Err(QueryError::Busy)),
        };
        self.whole = true;
        Poll::Ready(next)
    }
}
