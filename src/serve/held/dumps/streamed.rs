//! N-Quads of data that are too large to be held in memory, written as they are read.
//!
//! In: a snapshot, and the graph that is wanted or all. Out: a body whose blocks are made while its client
//! takes them; a few bodies at a time, fewer for each client, whose memory does not depend on the data.

use crate::engine::QueryError;
use crate::graph::stands_in;
use crate::serve::blocks::Blocks;
use crate::serve::clients::{Client, Clients, Place};
use crate::serve::copies::turn;
use crate::serve::part::part;
use crate::serve::problem::Problem;
use crate::snapshot::{Damage, Snapshot};
use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures_core::Stream;
use std::io::Write as _;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

/// Bytes of a block.
const BLOCK: usize = 64 << 10;
/// Bodies at the same time, of all clients and of one: each keeps a thread.
const AT_ONCE: usize = 8;
const OF_ONE: usize = 2;
/// How long a request waits for its turn.
const WAIT: Duration = Duration::from_secs(10);

/// What is wanted of a snapshot.
#[derive(Debug, Default)]
pub struct Wanted {
    /// One of its graphs; without, all.
    pub graph: Option<String>,
    /// How many bytes it takes, where that is known.
    pub length: Option<u64>,
}

/// Turns for such bodies.
#[derive(Debug)]
pub struct Streams {
    turns: Arc<Semaphore>,
    clients: Arc<Clients>,
    wait: Duration,
}

impl Default for Streams {
    fn default() -> Self {
        Self::new(AT_ONCE, WAIT)
    }
}

impl Streams {
    fn new(at_once: usize, wait: Duration) -> Self {
        Self {
            turns: Arc::new(Semaphore::new(at_once)),
            clients: Arc::new(Clients::new(OF_ONE)),
            wait,
        }
    }

    /// The quads of a snapshot, or of one of its graphs, by subject.
    ///
    /// # Errors
    /// 429 where the client takes as many as it may, 503 where others are served for too long.
    pub async fn body(
        &self,
        snapshot: Arc<Snapshot>,
        wanted: Wanted,
        client: Option<Client>,
    ) -> Result<Body, Problem> {
        let place = self.clients.enter(client)?;
        let turn = turn(&self.turns, self.wait).await?;
        let (to, body) = Blocks::new();
        let Wanted { graph, length } = wanted;
        let runtime = Handle::current();
        // The client's place is free when the body is gone; the thread may notice that a block later.
        let body = Body::from_stream(Held {
            blocks: body.into_data_stream(),
            _place: place,
        });
        tokio::task::spawn_blocking(move || {
            let _held = turn;
            let give = |block| runtime.block_on(to.give(block));
            let last = match write(&snapshot, graph.as_deref(), |block| give(Ok(Some(block)))) {
                Ok(true) => Ok(None),
                // The client has gone.
                Ok(false) => return,
                Err(damage) => Err(QueryError::Evaluation(damage.to_string())),
            };
            give(last);
        });
        Ok(match length {
            Some(length) => part(body, 0, length),
            None => body,
        })
    }
}

/// The blocks of a body that keeps a place until it is let go of.
struct Held {
    blocks: BodyDataStream,
    _place: Place,
}

impl Stream for Held {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.blocks).poll_next(context)
    }
}

/// Gives the quads block by block; false where one was not taken.
fn write(
    snapshot: &Snapshot,
    graph: Option<&str>,
    mut give: impl FnMut(Bytes) -> bool,
) -> Result<bool, Damage> {
    let mut block = Vec::with_capacity(BLOCK + BLOCK / 8);
    for quad in snapshot.quads()? {
        let quad = quad?;
        if graph.is_some_and(|graph| !stands_in(&quad, graph)) {
            continue;
        }
        // Nothing is wrong with memory that is written to.
        let _ = writeln!(block, "{quad} .");
        if block.len() >= BLOCK && !give(std::mem::take(&mut block).into()) {
            return Ok(false);
        }
    }
    Ok(block.is_empty() || give(block.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Engine, Limits};
    use crate::publication::config::DefaultGraph;
    use axum::body::to_bytes;
    use axum::http::StatusCode;
    use oxigraph::model::{Literal, NamedNode, Quad};

    /// A snapshot of two graphs, each of so many quads.
    fn snapshot(quads: usize) -> Arc<Snapshot> {
        let node =
            |name: String| NamedNode::new(format!("https://example.org/{name}")).expect("one");
        let quads = (0..2 * quads).map(|number| {
            let graph = node(format!("g{}", number % 2));
            let subject = node(format!("s{number}"));
            Quad::new(
                subject,
                node("p".to_owned()),
                Literal::from("x".repeat(100)),
                graph,
            )
        });
        let base = "https://example.org/";
        let engine = Engine::new(
            quads,
            DefaultGraph::Union,
            base,
            Vec::new(),
            Limits::default(),
        );
        let engine = engine.expect("a snapshot");
        Arc::clone(engine.snapshot().expect("here"))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn blocks_are_made_while_they_are_taken_for_few_at_a_time() {
        let streams = Streams::new(1, Duration::from_millis(50));
        let all = snapshot(1_000);
        let of_graph = Wanted {
            graph: Some("https://example.org/g1".to_owned()),
            length: None,
        };
        let given = streams.body(Arc::clone(&all), of_graph, None);
        let given = given.await.expect("its turn");
        // More than two blocks: it is not at its end before somebody takes them.
        let next = streams.body(Arc::clone(&all), Wanted::default(), None);
        let refused = next.await.map(drop).expect_err("not its turn");
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
        let bytes = to_bytes(given, usize::MAX).await.expect("whole");
        let text = String::from_utf8(bytes.to_vec()).expect("text");
        let of_graph = text
            .lines()
            .filter(|line| line.ends_with("<https://example.org/g1> ."));
        assert_eq!((of_graph.count(), text.lines().count()), (1_000, 1_000));
        // Who goes away gives the turn back.
        let left = streams.body(Arc::clone(&all), Wanted::default(), None);
        drop(left.await.expect("its turn"));
        let patient = Streams {
            wait: Duration::from_secs(60),
            ..streams
        };
        assert!(patient.body(all, Wanted::default(), None).await.is_ok());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn one_client_leaves_turns_to_others() {
        let (streams, all) = (Streams::default(), snapshot(1_000));
        let of = |address: &str| Some(Client::at(address.parse().expect("an address")));
        let mut held = Vec::new();
        let refused = loop {
            match streams
                .body(Arc::clone(&all), Wanted::default(), of("192.0.2.1"))
                .await
            {
                Ok(body) => held.push(body),
                Err(problem) => break problem,
            }
        };
        assert_eq!(
            (held.len(), refused.status),
            (OF_ONE, StatusCode::TOO_MANY_REQUESTS)
        );
        let other = streams.body(Arc::clone(&all), Wanted::default(), of("192.0.2.2"));
        assert!(other.await.is_ok());
        // Who lets go of a body may ask for the next at once, whatever its thread does.
        for _ in 0..20 {
            drop(held.pop());
            let next = streams.body(Arc::clone(&all), Wanted::default(), of("192.0.2.1"));
            held.push(next.await.expect("a place"));
        }
    }
}
