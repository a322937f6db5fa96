//! A line of JSON for each request, on standard error.
//!
//! In: [`Line`]s. Out: what a log collector reads, a line a request. A reader that is slow or gone
//! never holds up an answer: lines that find no room are dropped, and how many is told in the next.

use serde::Serialize;
use std::io::{self, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Lines that wait to be written.
const WAITING: usize = 4096;
/// How long the end of the program waits for them.
const LAST: Duration = Duration::from_secs(1);

/// What is told of a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// When its answer ended, in seconds since 1970 (UTC).
    pub time: f64,
    /// What `X-Request-Id` says.
    pub request: String,
    /// The method, or `other`.
    pub method: &'static str,
    /// The route, with its parameters as names.
    pub route: String,
    /// The status.
    pub status: u16,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// Whether the result cache answered, where it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cached: Option<bool>,
    /// Milliseconds from the head of the request to the end of the answer.
    pub ms: f64,
    /// Bytes of the body that were sent, as coded.
    pub bytes: u64,
    /// False when the answer was broken off, by either side.
    pub whole: bool,
}

/// Where lines go.
#[derive(Debug)]
pub struct Journal {
    lines: Option<SyncSender<String>>,
    /// Breaks when all lines are written.
    written: Mutex<Receiver<()>>,
    dropped: AtomicU64,
}

impl Journal {
    /// A journal on standard error.
    ///
    /// # Errors
    /// When no thread can be started to write it.
    pub fn on_stderr() -> io::Result<Self> {
        let (lines, waiting) = sync_channel::<String>(WAITING);
        let (writing, written) = sync_channel::<()>(0);
        std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || {
                let _writing = writing;
                for line in waiting {
                    // Whoever read it may have gone: the server goes on.
                    let _ = io::stderr().lock().write_all(line.as_bytes());
                }
            })?;
        Ok(Self {
            lines: Some(lines),
            written: Mutex::new(written),
            dropped: AtomicU64::new(0),
        })
    }

    /// Writes a line, with the time of now.
    pub fn write(&self, mut line: Line) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        line.time = now.map_or(0.0, |now| (now.as_secs_f64() * 1e3).round() / 1e3);
        let Ok(mut text) = serde_json::to_string(&line) else {
            return;
        };
        let dropped = self.dropped.swap(0, Ordering::Relaxed);
        if dropped > 0 {
            text.insert_str(text.len() - 1, &format!(",\"dropped\":{dropped}"));
        }
        text.push('\n');
        let lines = self.lines.as_ref();
        if lines.is_none_or(|lines| lines.try_send(text).is_err()) {
            self.dropped.fetch_add(dropped + 1, Ordering::Relaxed);
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.lines = None;
        if let Ok(written) = self.written.get_mut() {
            // Nothing is ever sent: the end of the thread ends the waiting.
            let _ = written.recv_timeout(LAST);
        }
    }
}
