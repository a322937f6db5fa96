//! A body that tells how many bytes of it have passed, and whether all did.
//!
//! In: an answer. Out: the same answer; its end is noted when the body ends, breaks or is let go of
//! because the client has gone.

use super::Begun;
use super::journal::Line;
use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

struct Watched {
    body: Body,
    begun: Begun,
    /// What is told at the end; none once it was.
    line: Option<Line>,
}

/// Notes the end of an answer.
pub(super) fn watched(response: Response, begun: Begun, line: Line) -> Response {
    response.map(|body| {
        Body::new(Watched {
            body,
            begun,
            line: Some(line),
        })
    })
}

impl Watched {
    fn end(&mut self, whole: bool) {
        if let Some(mut line) = self.line.take() {
            line.whole = whole;
            self.begun.ended(line);
        }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let next = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &next {
            Some(Ok(frame)) => {
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                if let Some(line) = &mut self.line {
                    line.bytes += bytes as u64;
                }
                if self.body.is_end_stream() {
                    self.end(true);
                }
            }
            Some(Err(_)) => self.end(false),
            None => self.end(true),
        }
        Poll::Ready(next)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        match &self.line {
            // Its body was taken away: how long it was is told by its header or not known.
            Some(line) if line.method == "HEAD" => SizeHint::default(),
            _ => self.body.size_hint(),
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // A body without bytes is not asked for any.
        let whole = self.body.is_end_stream();
        self.end(whole);
    }
}
