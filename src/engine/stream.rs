//! The answer as a stream of blocks, written by the evaluating thread and read by the caller.

use super::QueryError;
use bytes::Bytes;
use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Bytes that are gathered before a block is sent.
pub(super) const BLOCK: usize = 64 << 10;

/// The answer to a query: blocks of bytes; an error after the first breaks it.
#[derive(Debug)]
pub struct Answer {
    first: Option<Bytes>,
    /// The blocks after the first; none where there are none.
    rest: Option<Receiver<Result<Bytes, QueryError>>>,
}

impl Answer {
    /// An answer that is there already.
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Self {
            first: Some(bytes.into()),
            rest: None,
        }
    }

    /// Waits for the first block, so that a query that fails early fails as a whole. What is shorter
    /// than a block was sent because the answer ends there: then its end is waited for as well.
    ///
    /// # Errors
    /// What the evaluating side says before its first block.
    pub(super) async fn start(
        mut rest: Receiver<Result<Bytes, QueryError>>,
    ) -> Result<Self, QueryError> {
        let mut first = rest.recv().await.transpose()?;
        let mut whole = first.is_none();
        if let Some(block) = first.as_mut().filter(|block| block.len() < BLOCK) {
            match rest.recv().await.transpose()? {
                Some(next) => *block = [&block[..], &next[..]].concat().into(),
                None => whole = true,
            }
        }
        let rest = (!whole).then_some(rest);
        Ok(Self { first, rest })
    }

    /// The whole answer where it is there already.
    ///
    /// # Errors
    /// The answer as it was, where more is to come.
    pub fn whole(self) -> Result<Bytes, Self> {
        if self.rest.is_none() {
            Ok(self.first.unwrap_or_default())
        } else {
            Err(self)
        }
    }

    /// The next block; none when the answer is whole.
    pub async fn next(&mut self) -> Option<Result<Bytes, QueryError>> {
        match self.first.take() {
            Some(block) => Some(Ok(block)),
            None => self.rest.as_mut()?.recv().await,
        }
    }

    /// The whole answer in memory, for answers that are known to be small.
    ///
    /// # Errors
    /// The error that broke the stream.
    pub async fn collect(mut self) -> Result<Vec<u8>, QueryError> {
        let mut all = self.first.take().map(Vec::from).unwrap_or_default();
        while let Some(block) = self.next().await {
            all.extend_from_slice(&block?);
        }
        Ok(all)
    }
}

impl futures_core::Stream for Answer {
    type Item = Result<Bytes, QueryError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match (self.first.take(), &mut self.rest) {
            (Some(block), _) => Poll::Ready(Some(Ok(block))),
            (None, Some(rest)) => rest.poll_recv(context),
            (None, None) => Poll::Ready(None),
        }
    }
}

/// The writing end: a blocking writer for the evaluating thread.
pub(super) struct BlockWriter {
    buffer: Vec<u8>,
    sent: u64,
    limit: u64,
    to: Sender<Result<Bytes, QueryError>>,
    finished: bool,
}

/// A writer for at most `limit` bytes and the receiver of its blocks.
pub(super) fn pipe(limit: u64) -> (BlockWriter, Receiver<Result<Bytes, QueryError>>) {
    let (to, rest) = channel(4);
    (
        BlockWriter {
            buffer: Vec::with_capacity(BLOCK),
            sent: 0,
            limit,
            to,
            finished: false,
        },
        rest,
    )
}

impl BlockWriter {
    /// Sends what is left, or the error that ended the answer.
    pub(super) fn finish(mut self, result: Result<(), QueryError>) {
        self.finished = true;
        let result = result.and_then(|()| self.flush().map_err(|_| QueryError::Busy));
        if let Err(error) = result {
            let _ = self.to.blocking_send(Err(error));
        }
    }

    /// True when the limit was reached, which is why writing failed.
    pub(super) fn is_full(&self) -> bool {
        self.sent + self.buffer.len() as u64 > self.limit
    }
}

impl Drop for BlockWriter {
    /// A writer that was not finished was lost in a panic: what was sent must not look whole.
    fn drop(&mut self) {
        if !self.finished {
            let _ = self.to.try_send(Err(QueryError::Broken));
        }
    }
}

impl Write for BlockWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.is_full() {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "the answer is too large",
            ));
        }
        if self.buffer.len() >= BLOCK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let block = std::mem::replace(&mut self.buffer, Vec::with_capacity(BLOCK));
        self.sent += block.len() as u64;
        let gone = |_| io::Error::new(io::ErrorKind::BrokenPipe, "the reader has gone");
        self.to.blocking_send(Ok(block.into())).map_err(gone)
    }
}
