//! How many workers were started and ended, and why some ended early.

use std::sync::atomic::{AtomicU64, Ordering};

/// Why a worker ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Kill {
    /// The client has gone.
    Gone,
    /// The answer took too long.
    Time,
    /// It ended by itself: out of memory, or killed from outside.
    Stopped,
    /// It outgrew the fast lane and begins anew in another.
    Outgrown,
}

/// The reasons as words, in the order of [`Kill`].
const REASONS: [&str; 4] = ["client_gone", "time", "stopped", "fast_lane"];

/// What becomes of workers, over all versions that are served.
#[derive(Debug, Default)]
pub struct Tally {
    started: AtomicU64,
    ended: AtomicU64,
    kills: [AtomicU64; 4],
}

impl Tally {
    /// Workers started so far.
    pub fn started(&self) -> u64 {
        self.started.load(Ordering::Relaxed)
    }

    /// Workers that have ended, in any way.
    pub fn ended(&self) -> u64 {
        self.ended.load(Ordering::Relaxed)
    }

    /// Workers that ended early, by reason.
    pub fn kills(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        let counts = self.kills.iter().map(|kills| kills.load(Ordering::Relaxed));
        REASONS.into_iter().zip(counts)
    }

    pub(super) fn start(&self) {
        self.started.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn end(&self) {
        self.ended.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn killed(&self, kill: Kill) {
        let [gone, time, stopped, outgrown] = &self.kills;
        let count = match kill {
            Kill::Gone => gone,
            Kill::Time => time,
            Kill::Stopped => stopped,
            Kill::Outgrown => outgrown,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
}
