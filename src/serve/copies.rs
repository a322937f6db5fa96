//! Work that needs all quads in memory at once: downloads, sizes of files, what VoID counts.
//!
//! In: work, and how many quads it takes. Out: what it makes, or a refusal where they are too many. One
//! work at a time, in a task of its own that goes on when who asked hangs up: the memory that is taken
//! depends on the data alone, however many ask.

use super::problem::Problem;
use crate::engine::QueryError;
use axum::http::StatusCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a request waits for its turn.
const WAIT: Duration = Duration::from_secs(60);

/// The turns.
#[derive(Debug)]
pub struct Copies {
    most: u64,
    turn: Arc<Semaphore>,
}

/// A turn, once there is one.
///
/// # Errors
/// 503 where there is none for so long.
pub async fn turn(turns: &Arc<Semaphore>, wait: Duration) -> Result<OwnedSemaphorePermit, Problem> {
    let turn = tokio::time::timeout(wait, Arc::clone(turns).acquire_owned()).await;
    let turn = turn.ok().and_then(Result::ok);
    turn.ok_or_else(|| QueryError::Busy.into())
}

impl Copies {
    /// Turns for work over so many quads at most.
    pub fn new(most: u64) -> Self {
        Self {
            most,
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// True when so many quads may be in memory at once.
    pub fn fit(&self, quads: usize) -> bool {
        quads as u64 <= self.most
    }

    /// Does the work over so many quads when it is its turn.
    ///
    /// # Errors
    /// 404 where they are too many, 503 where others are busy for too long, 500 where the work ends too
    /// early; what the work says.
    pub async fn run<T: Send + 'static>(
        &self,
        quads: usize,
        work: impl Future<Output = Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        if !self.fit(quads) {
            return Err(self.too_many());
        }
        self.turn(work).await
    }

    /// Does work that goes through all quads without holding them when it is its turn.
    ///
    /// # Errors
    /// 503 where others are busy for too long, 500 where the work ends too early; what the work says.
    pub async fn turn<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Problem>> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = turn(&self.turn, WAIT).await?;
        let done = tokio::spawn(async move {
            let _turn = turn;
            work.await
        });
        done.await
            .unwrap_or_else(|_| Err(QueryError::Stopped.into()))
    }

    /// 404: the quads are too many.
    pub fn too_many(&self) -> Problem {
        let most = self.most;
        Problem::new(
            StatusCode::NOT_FOUND,
            format!(
                "Plus de {most} quadruplets : ce graphe est trop grand pour être donné sous cette forme. Le prendre sous celle que propose /dump, l'interroger par parties (/sparql), ou demander à l'éditeur de relever le réglage « copied »."
            ),
            format!(
                "More than {most} quads: this graph is too large to be given in this form. Take it in the one that /dump offers, query it in parts (/sparql), or ask the publisher to raise the setting \"copied\"."
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn too_many_quads_are_refused_before_any_is_read() {
        let copies = Copies::new(10);
        assert!(copies.fit(10) && !copies.fit(11));
        let refused = copies.run(11, async { Ok(()) }).await;
        let problem = refused.expect_err("too many");
        assert_eq!(problem.status, StatusCode::NOT_FOUND);
        assert!(copies.run(10, async { Ok(()) }).await.is_ok());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_hangs_up_does_not_let_the_next_begin_beside() {
        let copies = Arc::new(Copies::new(10));
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        for turn in 0..8 {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            let work = async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(20)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            };
            let asked = copies.run(1, work);
            // Every other one hangs up at once.
            let patience = Duration::from_millis(if turn % 2 == 0 { 5 } else { 5_000 });
            let _ = tokio::time::timeout(patience, asked).await;
        }
        assert_eq!(most.load(Ordering::SeqCst), 1);
    }
}
