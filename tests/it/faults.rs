//! Faults: programs that are killed, disks that are full, files that are damaged, clocks that go back.
//! After each, what was acknowledged is there, what is served is whole, and the message says what
//! happened.
//!
//! `PTCE_REPETITIONS` says how often each kill is repeated (`.ci/faults`).

mod damage;
mod disk;
mod kill;
mod limits;
mod signals;
mod writers;

use ptce::snapshot::Snapshot;
use ptce::version::{self, Manifest, RESTRICTED_QUADS, RESTRICTED_SNAPSHOT, SNAPSHOT};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

fn ptce(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
    command.current_dir(folder).env_remove("RUST_BACKTRACE");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    ptce(folder).args(arguments).output().expect("runs")
}

fn said(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&both).into_owned()
}

#[track_caller]
fn well(output: &Output) {
    assert!(output.status.success(), "{}", said(output));
}

/// How often a kill is repeated.
fn repetitions(few: u32) -> u32 {
    let asked = std::env::var("PTCE_REPETITIONS").ok();
    asked.map_or(few, |number| {
        number.parse().expect("PTCE_REPETITIONS is a number")
    })
}

/// N-Triples whose objects all have one value.
fn triples(value: &str, count: usize) -> String {
    let line = |n| format!("<http://e.org/{n}> <http://e.org/p> \"{value}\" .\n");
    (0..count).map(line).collect()
}

/// The value of a whole version of a folder; none without a pointer. Everything is read.
#[track_caller]
fn whole(folder: &Path) -> Option<String> {
    let name = version::current(folder).expect("a pointer that names a version")?;
    let manifest = Manifest::read(folder, &name).expect("a manifest");
    let snapshot = Snapshot::open(&folder.join(&name).join(SNAPSHOT)).expect("a snapshot");
    snapshot.verify().expect("a whole snapshot");
    assert_eq!(snapshot.statistics.totals.quads, manifest.quads as u64);
    Some(name)
}

/// The names in a folder that a killed program left unfinished.
fn unfinished(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).expect("listed").flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.contains("partial")).collect()
}

/// Numbers without a pattern, for moments.
struct Moments(u64);

impl Moments {
    fn new() -> Self {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Self(now.expect("a time").as_nanos() as u64 | 1)
    }

    /// A moment between 0 and `whole`.
    fn next(&mut self, whole: Duration) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        whole.mul_f64((self.0 % 10_000) as f64 / 10_000.0)
    }
}

/// How long a command takes that ends well.
fn measured(command: &mut Command) -> Duration {
    let start = Instant::now();
    well(&command.output().expect("runs"));
    start.elapsed()
}

/// Starts a command and kills it (SIGKILL) at a moment; true when it had not ended by then.
fn killed(command: &mut Command, moment: Duration) -> bool {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().expect("starts");
    std::thread::sleep(moment);
    let _ = child.kill();
    !child.wait().expect("an end").success()
}
