//! What a person notices while 48 others try to bring the server down: `cargo bench --bench hostile`.
//!
//! The real program serves the publication inside it. 48 clients send the queries of the attack list
//! over and over; another asks a small question fifty times a second. Out: how long its answers took,
//! how much memory the server and its workers took in all, and whether a processor is busy three
//! seconds after everybody has gone. Exit status 1 when a mark is missed.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a bench stops when something is not there"
)]

#[path = "../tests/it/attack/list.rs"]
mod list;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const HOSTILE: usize = 48;
const LASTS: Duration = Duration::from_secs(20);
/// The marks: milliseconds at the 95th and 99th place of a hundred, bytes of memory.
const MARKS: (f64, f64, u64) = (100.0, 250.0, 512 << 20);

struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ptce"))
            .args(["serve", "--bind", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let errors = child.stderr.take().expect("piped");
        let mut line = String::new();
        BufReader::new(errors).read_line(&mut line).expect("a line");
        let address = line.trim_start_matches("listening on http://");
        let address = address.trim_end_matches(['/', '\n']).to_owned();
        Self { child, address }
    }

    /// Posts a query; the status, once the answer has come or broken off.
    fn ask(&self, query: &str) -> Option<u16> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .ok()?;
        let length = query.len();
        let head = format!(
            "POST /sparql HTTP/1.1\r\nHost: bench\r\nConnection: close\r\nContent-Type: application/sparql-query\r\nContent-Length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).ok()?;
        let _ = stream.write_all(query.as_bytes());
        let mut first = [0; 12];
        stream.read_exact(&mut first).ok()?;
        let status = std::str::from_utf8(&first[9..]).ok()?.parse().ok()?;
        let mut block = [0; 64 << 10];
        while stream.read(&mut block).is_ok_and(|length| length > 0) {}
        Some(status)
    }

    /// Asks for much, reads a little, goes away.
    fn dawdle(&self) -> Option<()> {
        let query = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000";
        let mut stream = TcpStream::connect(&self.address).ok()?;
        let length = query.len();
        let head = format!(
            "POST /sparql HTTP/1.1\r\nHost: bench\r\nContent-Type: application/sparql-query\r\nContent-Length: {length}\r\n\r\n{query}"
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.read_exact(&mut [0; 100]).ok()?;
        std::thread::sleep(Duration::from_secs(2));
        Some(())
    }

    /// The processes: the server and its workers.
    fn processes(&self) -> Vec<u32> {
        let server = self.child.id();
        let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let mut found: Vec<u32> = all
            .filter_map(|process| process.file_name().to_str()?.parse().ok())
            .filter(|id| field(*id, 1) == Some(u64::from(server)))
            .collect();
        found.push(server);
        found
    }

    /// Bytes of memory of all of them, what they share counted once (PSS).
    fn memory(&self) -> u64 {
        let of = |process: u32| {
            let path = format!("/proc/{process}/smaps_rollup");
            let text = std::fs::read_to_string(path).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
            let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            kilobytes.unwrap_or(0_u64) * 1024
        };
        self.processes().into_iter().map(of).sum()
    }

    /// Milliseconds of processor time of all of them.
    fn processor(&self) -> u64 {
        let of = |process| field(process, 11).unwrap_or(0) + field(process, 12).unwrap_or(0);
        self.processes().into_iter().map(of).sum::<u64>() * 10
    }
}

/// A field of `/proc/ID/stat`, counted from the state.
fn field(process: u32, at: usize) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after) = stat.rsplit_once(") ")?;
    after.split(' ').nth(at)?.parse().ok()
}

fn main() -> ExitCode {
    let server = Server::start();
    assert_eq!(server.ask(&question(0)), Some(200), "a quiet server");
    let before = server.memory();
    let sent = AtomicUsize::new(0);
    let (mut times, failed, most) = besieged(&server, &sent);
    std::thread::sleep(Duration::from_secs(3));
    let calm = server.processor();
    std::thread::sleep(Duration::from_secs(1));
    let busy = server.processor().saturating_sub(calm);
    times.sort_by(f64::total_cmp);
    let place = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    let (p50, p95, p99) = (place(0.5), place(0.95), place(0.99));
    let grown = most.saturating_sub(before);
    println!(
        "hostile queries   {} by {HOSTILE} clients",
        sent.into_inner()
    );
    println!("questions         {}, failed {failed}", times.len());
    println!(
        "answered within   p50 {p50:.1} ms, p95 {p95:.1} ms, p99 {p99:.1} ms, all {:.1} ms",
        place(1.0)
    );
    println!(
        "memory            {} MiB, grown by {} MiB",
        before >> 20,
        grown >> 20
    );
    println!("busy afterwards   {busy} ms of a second");
    let kept = p95 < MARKS.0 && p99 < MARKS.1 && failed == 0 && grown <= MARKS.2 && busy <= 50;
    println!("marks             {}", if kept { "kept" } else { "missed" });
    ExitCode::from(u8::from(!kept))
}

/// Asks while others attack: milliseconds of each answer, answers that failed, bytes of memory.
fn besieged(server: &Server, sent: &AtomicUsize) -> (Vec<f64>, usize, u64) {
    let attacks = list::attacks();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for client in 0..HOSTILE {
            let (attacks, stop) = (&attacks, &stop);
            scope.spawn(move || {
                let mut at = client * attacks.len() / HOSTILE;
                while !stop.load(Ordering::Relaxed) {
                    // Some ask for much and hardly read.
                    if client % 6 == 0 {
                        server.dawdle();
                    }
                    server.ask(&attacks[at % attacks.len()].1);
                    sent.fetch_add(1, Ordering::Relaxed);
                    at += 1;
                }
            });
        }
        let watcher = scope.spawn(|| {
            let mut most = 0;
            while !stop.load(Ordering::Relaxed) {
                most = most.max(server.memory());
                std::thread::sleep(Duration::from_millis(100));
            }
            most
        });
        std::thread::sleep(Duration::from_secs(1));
        let begin = Instant::now();
        let (mut times, mut failed) = (Vec::new(), 0);
        while begin.elapsed() < LASTS {
            let asked = Instant::now();
            // Another question each time, so that nothing is remembered of it.
            if server.ask(&question(times.len() + 1)) != Some(200) {
                failed += 1;
            }
            times.push(asked.elapsed().as_secs_f64() * 1e3);
            std::thread::sleep(Duration::from_millis(20));
        }
        stop.store(true, Ordering::Relaxed);
        (times, failed, watcher.join().unwrap_or(u64::MAX))
    })
}

fn question(number: usize) -> String {
    format!("ASK {{ ?s a <https://w3id.org/ptce/ontology#Project> }} # {number}")
}
