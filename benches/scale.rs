//! Loading at scale by the program itself: quads a second, its largest memory, the size of the version,
//! and how long a server takes from its start to its first answer over it.
//!
//! `cargo bench --bench scale -- 1100000` generates that many projects (60 million quads, the same every
//! time), which go to the program through a pipe; without a number a small run shows that everything
//! works. It ends with an error when the memory was more than 2 GiB.

#![allow(
    clippy::expect_used,
    reason = "a benchmark stops when something is wrong"
)]

#[allow(dead_code, reason = "others want all of it in memory")]
#[path = "shared/generate.rs"]
mod generate;

use std::fs;
use std::io::{BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What loading may take, in MiB.
const MOST: u64 = 2048;
const PTCE: &str = env!("CARGO_BIN_EXE_ptce");

fn main() {
    let projects = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100);
    let folder = tempfile::tempdir_in(".").expect("a folder");
    load(projects, folder.path());
    restart(folder.path());
}

fn load(projects: u64, folder: &Path) {
    let pipe = folder.join("all.nq");
    let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success(), "no pipe");
    let begin = Instant::now();
    let mut child = Command::new(PTCE)
        .current_dir(folder)
        .args(["load", "all.nq", "--quiet"])
        .spawn()
        .expect("the program");
    let mut quads = 0_u64;
    let (memory, processor) = std::thread::scope(|scope| {
        let watched = scope.spawn(|| watch(&mut child));
        let mut out = BufWriter::new(fs::File::create(&pipe).expect("a pipe"));
        generate::each_quad(projects, |quad| {
            quads += 1;
            writeln!(out, "{quad} .").expect("read");
        });
        drop(out);
        watched.join().expect("an end")
    });
    let seconds = begin.elapsed().as_secs_f64();
    println!("{projects} projects, {quads} quads");
    println!(
        "load      {:.2} M quads/s, {:.2} M a second of processor time, {memory} MiB at most",
        quads as f64 / seconds / 1e6,
        quads as f64 / processor / 1e6,
    );
    let pointer = fs::read_to_string(folder.join("versions/current")).expect("a version");
    let snapshot = folder
        .join("versions")
        .join(pointer.trim())
        .join("graph.snapshot");
    let size = snapshot.metadata().expect("a file").len();
    println!("size      {:.1} bytes a quad", size as f64 / quads as f64);
    assert!(memory <= MOST, "more than {MOST} MiB");
}

/// Waits for the end of a process; gives its largest memory in MiB and its processor time in seconds.
fn watch(child: &mut Child) -> (u64, f64) {
    let (mut memory, mut processor) = (0, 0.0);
    let place = format!("/proc/{}", child.id());
    loop {
        let read = |name| fs::read_to_string(format!("{place}/{name}")).unwrap_or_default();
        let status = read("status");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        memory = peak.map_or(memory, |kib| kib.div_ceil(1024));
        let stat = read("stat");
        let fields: Vec<f64> = stat
            .rsplit(") ")
            .next()
            .unwrap_or_default()
            .split(' ')
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse().ok())
            .collect();
        // Ticks of a hundredth of a second.
        processor = f64::max(processor, fields.iter().sum::<f64>() / 100.0);
        if let Some(status) = child.try_wait().expect("a process") {
            assert!(status.success(), "the program failed");
            return (memory, processor);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// From the start of a server to its first answer: the median of five.
fn restart(folder: &Path) {
    let mut times: Vec<f64> = (0..5).map(|_| first_answer(folder)).collect();
    times.sort_by(f64::total_cmp);
    println!("restart   {:.0} ms to the first answer", times[2]);
}

fn first_answer(folder: &Path) -> f64 {
    let begin = Instant::now();
    let mut server = Command::new(PTCE)
        .current_dir(folder)
        .args(["serve", "--data", "versions", "--bind", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut said = String::new();
    let errors = server.stderr.take().expect("piped");
    BufReader::new(errors).read_line(&mut said).expect("a line");
    let address = said.trim().trim_start_matches("listening on http://");
    let mut stream = TcpStream::connect(address.trim_end_matches('/')).expect("a server");
    let request = b"GET /sparql?query=ASK%7B%3Fs%20%3Fp%201%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(request).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let took = begin.elapsed().as_secs_f64() * 1e3;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.contains("boolean"),
        "{answer}"
    );
    server.kill().expect("ended");
    server.wait().expect("ended");
    took
}
