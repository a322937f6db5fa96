//! `ptce link run` over invented registers of seeded size: time, processor time, memory, and how right.
//!
//! `cargo bench --bench link -- TARGETS SOURCES` (100000 and 10000 when nothing is said). Asked at these
//! sizes: 2 s and 250 MB; at 1000000 and 50000: 25 s and 1.5 GB. The register is then read again five
//! times as long, to see that memory does not follow its length, and once more after a run that left its
//! state (`--state`) and did not have one row in a hundred: asked is a tenth of the time of a run.

#![allow(
    clippy::expect_used,
    clippy::too_many_lines,
    reason = "a bench fails loudly, and lists its cases in one place"
)]

#[path = "../tests/it/link/generator.rs"]
mod generator;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A seed that neither rules nor thresholds were fixed on.
const SEED: u64 = 3;
/// Ticks of the processor clock in a second, as /proc counts them.
const TICKS: f64 = 100.0;

/// What one run took: seconds, seconds of processor, MB at most.
struct Taken {
    elapsed: f64,
    processor: f64,
    memory: f64,
}

fn run(folder: &Path, register: &str, threads: &str, more: &[&str]) -> Taken {
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder)
        .args([
            "link",
            "run",
            "--kind",
            "sirene",
            "--source",
            "sources.csv",
            "--quiet",
        ])
        .args(["--target", register, "--threads", threads])
        .args(more)
        .stdout(Stdio::null())
        .spawn()
        .expect("ptce runs");
    let proc = format!("/proc/{}", child.id());
    let (mut processor, mut memory) = (0.0, 0.0);
    while child.try_wait().expect("it ends").is_none() {
        if let Ok(text) = fs::read_to_string(format!("{proc}/stat")) {
            let cells: Vec<&str> = text.rsplit(')').next().unwrap_or("").split(' ').collect();
            let ticks = |at: usize| cells.get(at).and_then(|cell| cell.parse::<f64>().ok());
            processor = (ticks(12).unwrap_or(0.0) + ticks(13).unwrap_or(0.0)) / TICKS;
        }
        if let Ok(text) = fs::read_to_string(format!("{proc}/status"))
            && let Some(line) = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))
        {
            let kilobytes = line.trim().trim_end_matches(" kB").parse().unwrap_or(0.0);
            memory = f64::max(memory, kilobytes / 1000.0);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Taken {
        elapsed: begun.elapsed().as_secs_f64(),
        processor,
        memory,
    }
}

/// Precision, recall, F1, and the share of names without counterpart that were linked.
fn measured(review: &str, truth: &[(String, String)]) -> [f64; 4] {
    let accepted: HashMap<&str, &str> = review
        .lines()
        .filter(|line| line.contains("; band accept"))
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let (subject, object) = (cells.next()?, cells.nth(2)?);
            Some((subject, object.rsplit(':').next()?))
        })
        .collect();
    let (mut right, mut wanted, mut alone, mut alone_linked) = (0.0, 0.0, 0.0, 0.0);
    for (subject, object) in truth {
        let found = accepted.get(subject.as_str());
        if object.is_empty() {
            alone += 1.0;
            alone_linked += f64::from(u8::from(found.is_some()));
        } else {
            wanted += 1.0;
            right += f64::from(u8::from(found == Some(&object.as_str())));
        }
    }
    let (precision, recall) = (right / accepted.len() as f64, right / wanted);
    let f1 = 2.0 * precision * recall / (precision + recall);
    [precision, recall, f1, alone_linked / alone]
}

fn main() {
    let numbers: Vec<usize> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    let targets = numbers.first().copied().unwrap_or(100_000);
    let sources = numbers.get(1).copied().unwrap_or(10_000);
    let communes = format!("{}/data/reference/communes.csv", env!("CARGO_MANIFEST_DIR"));
    let communes = fs::read_to_string(communes).expect("the table of communes");
    let pairs = generator::pairs(&communes, targets, sources, SEED);
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("register.csv"), &pairs.register).expect("written");
    fs::write(at.join("sources.csv"), &pairs.sources).expect("written");
    let (header, rows) = pairs.register.split_once('\n').expect("a header");
    fs::write(at.join("long.csv"), format!("{header}\n{}", rows.repeat(5))).expect("written");

    let most = (rows.lines().enumerate()).filter(|(number, _)| number % 100 != 50);
    let most: Vec<&str> = most.map(|(_, row)| row).collect();
    fs::write(
        at.join("most.csv"),
        format!("{header}\n{}\n", most.join("\n")),
    )
    .expect("written");

    println!("{targets} rows, {sources} names");
    for (register, threads, out, state) in [
        ("register.csv", "1", "one.tsv", None),
        ("register.csv", "2", "two.tsv", None),
        ("long.csv", "2", "long.tsv", None),
        ("most.csv", "2", "most.tsv", Some("state")),
        ("register.csv", "2", "again.tsv", Some("state")),
    ] {
        let state = state.map_or(Vec::new(), |state| vec!["--state", state]);
        let taken = run(at, register, threads, &[&["--out", out], &*state].concat());
        println!(
            "{register:<13} {threads} threads {:>7.2} s {:>7.2} s of processor {:>6.0} MB",
            taken.elapsed, taken.processor, taken.memory
        );
    }
    let read = |name: &str| fs::read_to_string(at.join(name)).expect("a review");
    let review = read("one.tsv");
    let [precision, recall, f1, alone] = measured(&review, &pairs.truth);
    println!(
        "precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}, linked without counterpart {alone:.3}"
    );
    assert!(review == read("two.tsv"), "threads change the links");
    assert!(review == read("again.tsv"), "a state changes the links");
    // Among a million invented names many are the same by chance, in the same town.
    if targets <= 100_000 {
        assert!(f1 >= 0.92 && precision >= 0.95 && alone <= 0.05);
    }
}
