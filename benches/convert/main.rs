//! `ptce convert` against a hand-written loop that writes the same N-Triples of the same tables.
//!
//! `cargo bench --bench convert -- PROJECTS [ROUNDS] [RUN…]` (10000, 5 and all when nothing is said)
//! makes four tables with a fixed seed, runs what is listed (or what is named) in turn ROUNDS times,
//! compares what was written, and prints medians. The last run makes a version that can be served, without a
//! file of triples between. The files stand in `TMPDIR`: on a disk the disk decides, in memory the program.

mod by_hand;
mod measure;
mod tables;

use measure::{Taken, median, run};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;
use std::process::Command;

/// What is run in turn; the second and third parts are the mapping and further arguments.
const RUNS: [(&str, &str, &[&str]); 7] = [
    ("plain", "mapping.ttl", &[]),
    ("one thread", "mapping.ttl", &["--threads", "1"]),
    ("join", "join.ttl", &[]),
    ("join, 16 MiB", "join.ttl", &["--memory", "16"]),
    ("provenance", "mapping.ttl", &["--provenance", "p.tsv"]),
    (
        "provenance, one thread",
        "mapping.ttl",
        &["--threads", "1", "--provenance", "p.tsv"],
    ),
    ("version", "mapping.ttl", &["--data", "versions"]),
];

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [first, folder, out] = arguments.as_slice()
        && first == "by-hand"
    {
        return by_hand::by_hand(Path::new(folder), Path::new(out));
    }
    let mut numbers = arguments.iter().filter_map(|a| a.parse().ok());
    let projects = numbers.next().unwrap_or(10_000);
    let rounds = numbers.next().unwrap_or(5);
    let is_wanted = |name: &str| arguments.iter().any(|argument| argument == name);
    let are_named = RUNS.iter().any(|(name, ..)| is_wanted(name));
    let kinds: Vec<_> = RUNS
        .into_iter()
        .filter(|(name, ..)| !are_named || is_wanted(name))
        .collect();
    let kinds = kinds.as_slice();
    let place = tempfile::tempdir()?;
    let folder = place.path();
    tables::generate(folder, projects)?;
    let mapping = tables::mapping();
    fs::write(folder.join("join.ttl"), tables::with_join(&mapping))?;
    fs::write(folder.join("mapping.ttl"), mapping)?;
    let mut by_hand = Vec::new();
    let mut ours = vec![Vec::new(); kinds.len()];
    let mut triples = 0;
    for round in 0..rounds {
        let mut command = Command::new(std::env::current_exe()?);
        let theirs = folder.join("by-hand.nt");
        by_hand.push(run(command.arg("by-hand").arg(folder).arg(&theirs))?);
        let expected = removed(&theirs, round == 0)?;
        if round == 0 {
            triples = expected.0;
        }
        for ((name, mapping, more), taken) in kinds.iter().zip(&mut ours) {
            taken.push(convert(folder, mapping, more)?);
            if *name == "version" {
                assert_eq!(
                    version(folder)?,
                    triples,
                    "the version holds something else"
                );
                continue;
            }
            let is_compared = round == 0 && *name == "plain";
            let found = removed(&folder.join("ours.nt"), is_compared)?;
            if is_compared {
                assert_eq!(found, expected, "the two wrote different triples");
                println!("{projects} projects, {} triples, the same bytes", found.0);
            }
        }
    }
    report(kinds, &by_hand, &ours, triples);
    Ok(())
}

/// Medians of what each run took.
fn report(kinds: &[(&str, &str, &[&str])], by_hand: &[Taken], ours: &[Vec<Taken>], triples: usize) {
    let by_hand = median(by_hand);
    println!(
        "{:<24}{:>9}{:>9}{:>8}",
        "median of runs", "wall s", "cpu s", "MiB"
    );
    show("by hand", &by_hand, None);
    let ours: Vec<Taken> = ours.iter().map(|taken| median(taken)).collect();
    for ((name, ..), taken) in kinds.iter().zip(&ours) {
        let other = match *name {
            "plain" | "one thread" => "by hand",
            "provenance, one thread" => "one thread",
            _ => "plain",
        };
        let place = kinds.iter().position(|(name, ..)| *name == other);
        let (of, what) = place.map_or((&by_hand, "by hand"), |place| (&ours[place], other));
        show(name, taken, Some((of, what)));
        if *name == "version" {
            let rate = triples as f64 / 1e6 / taken.wall;
            println!("{:<24}{rate:>9.2} million quads a second", "");
        }
    }
}

fn convert(folder: &Path, mapping: &str, more: &[&str]) -> io::Result<Taken> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
    command
        .current_dir(folder)
        .args(["convert", "--quiet", "--mapping", mapping])
        .args(more);
    if !more.contains(&"--data") {
        command.args(["--output", "ours.nt"]);
    }
    run(&mut command)
}

/// How many quads the version has; removes it.
fn version(folder: &Path) -> io::Result<usize> {
    let versions = folder.join("versions");
    let name = fs::read_to_string(versions.join("current"))?;
    let manifest = fs::read(versions.join(name.trim()).join("manifest.json"))?;
    fs::remove_dir_all(versions)?;
    let manifest: ptce::version::Manifest = serde_json::from_slice(&manifest)?;
    Ok(manifest.quads)
}

fn show(name: &str, taken: &Taken, of: Option<(&Taken, &str)>) {
    let Taken {
        wall,
        processor,
        memory,
    } = taken;
    print!("{name:<24}{wall:>9.2}{processor:>9.2}{memory:>8.1}");
    if let Some((of, what)) = of {
        let (wall, processor) = (wall / of.wall, processor / of.processor);
        print!("   {wall:.2} times the wall time and {processor:.2} the processor time of {what}");
    }
    println!();
}

/// Removes what was written, since a disk may not hold it twice; says how many lines it had and what
/// their hash is, where it is wanted.
fn removed(path: &Path, is_wanted: bool) -> io::Result<(usize, String)> {
    let (mut lines, mut hash) = (0, Sha256::new());
    if is_wanted {
        let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
        loop {
            let block = file.fill_buf()?;
            if block.is_empty() {
                break;
            }
            hash.update(block);
            lines += block.iter().filter(|byte| **byte == b'\n').count();
            let length = block.len();
            file.consume(length);
        }
    }
    fs::remove_file(path)?;
    Ok((lines, format!("{:?}", hash.finalize())))
}
