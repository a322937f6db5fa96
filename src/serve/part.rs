//! Some bytes of a body, which is read and let go of before them, so that a part of it takes no memory.
//!
//! In: a body, where the part begins, and how long it is, in bytes. Out: a body of exactly so many; what ends
//! too early breaks off, so that it never looks whole.

use axum::body::{Body, Bytes, HttpBody};
use bytes::Buf as _;
use http_body::{Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

struct Part {
    body: Body,
    /// Bytes before it that have not come yet.
    before: u64,
    /// Bytes of it that have not come yet.
    left: u64,
}

/// The bytes of a body from one of them on.
pub fn part(body: Body, before: u64, length: u64) -> Body {
    Body::new(Part {
        body,
        before,
        left: length,
    })
}

/// A number of bytes, or all there are.
fn at_most(bytes: u64, all: usize) -> usize {
    usize::try_from(bytes).map_or(all, |bytes| bytes.min(all))
}

impl HttpBody for Part {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        while self.left > 0 {
            let Some(next) = ready!(Pin::new(&mut self.body).poll_frame(context)) else {
                self.left = 0;
                let early = axum::Error::new(io::Error::from(io::ErrorKind::UnexpectedEof));
                return Poll::Ready(Some(Err(early)));
            };
            // Trailers have no place in a part.
            let Ok(mut data) = next?.into_data() else {
                continue;
            };
            let passed = at_most(self.before, data.len());
            data.advance(passed);
            self.before -= passed as u64;
            data.truncate(at_most(self.left, data.len()));
            self.left -= data.len() as u64;
            if !data.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::blocks::Blocks;
    use axum::body::to_bytes;

    /// A body of these blocks.
    fn body(blocks: &'static [&'static str]) -> Body {
        let (to, body) = Blocks::new();
        tokio::spawn(async move {
            for block in blocks {
                to.give(Ok(Some(Bytes::from_static(block.as_bytes()))))
                    .await;
            }
            to.give(Ok(None)).await;
        });
        body
    }

    #[tokio::test]
    async fn a_part_begins_and_ends_within_blocks() {
        for (before, length, expected) in [
            (0, 9, "abcdefghi"),
            (0, 1, "a"),
            (2, 5, "cdefg"),
            (3, 3, "def"),
            (8, 1, "i"),
            (4, 0, ""),
        ] {
            let part = part(body(&["abc", "", "de", "fghi"]), before, length);
            assert_eq!(part.size_hint().exact(), Some(length));
            let bytes = to_bytes(part, usize::MAX).await.expect("whole");
            assert_eq!(bytes, expected, "{length} from {before}");
        }
    }

    #[tokio::test]
    async fn what_ends_too_early_breaks_off() {
        for (before, length) in [(0, 4), (2, 2), (7, 1)] {
            let part = part(body(&["ab", "c"]), before, length);
            assert!(to_bytes(part, usize::MAX).await.is_err());
        }
    }
}
