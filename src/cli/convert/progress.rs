//! How far a conversion is, on a terminal; and its summary.
//!
//! In: counts. Out: one line that is written over and over, then cleared.

use crate::cli::output::Output;
use crate::mapping::Counts;
use std::cell::Cell;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// How often the line is written.
const EVERY: Duration = Duration::from_millis(200);

/// The line of progress.
pub struct Progress {
    is_shown: bool,
    start: Instant,
    last: Cell<Option<Instant>>,
}

impl Progress {
    /// Shows something on a terminal only, and only where the command may speak.
    pub fn new(output: &Output) -> Self {
        Self {
            is_shown: !output.quiet && !output.is_json() && io::stderr().is_terminal(),
            start: Instant::now(),
            last: Cell::new(None),
        }
    }

    /// True when there is a terminal to show it on.
    pub fn is_shown(&self) -> bool {
        self.is_shown
    }

    /// Shows how far it is, unless it did so just before.
    pub fn show(&self, counts: &Counts) {
        let now = Instant::now();
        let last = self.last.get().unwrap_or(self.start);
        if now.duration_since(last) < EVERY {
            return;
        }
        self.last.set(Some(now));
        let line = summary(counts, now.duration_since(self.start));
        let _ = write!(io::stderr(), "\r\x1b[K{line}");
    }

    /// Clears the line.
    pub fn end(&self) {
        if self.last.take().is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

/// Records, triples, seconds, triples a second.
pub fn summary(counts: &Counts, time: Duration) -> String {
    let seconds = time.as_secs_f64();
    // For a moment too short there is no speed to speak of.
    let speed = if seconds < 0.1 {
        String::new()
    } else {
        format!(" ({:.0} triples/s)", counts.quads as f64 / seconds)
    };
    format!(
        "{} records, {} triples, {seconds:.1} s{speed}",
        counts.records, counts.quads
    )
}
