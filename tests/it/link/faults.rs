//! A register that is wrong somewhere: the first fault is told by its line, whichever thread came upon
//! one first, and nothing is written.

use super::{RUN, ptce};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Rows enough for several pieces.
const ROWS: usize = 12_000;

fn register(wrong: &[usize]) -> String {
    let mut text = "siren,denominationUniteLegale\n".to_owned();
    for number in 0..ROWS {
        let sign = if wrong.contains(&number) { "\u{1}" } else { "" };
        let _ = writeln!(text, "{number:09},ATELIER DES OCRES {sign}ET DES ARGILES");
    }
    text
}

/// A folder with one source.
fn place() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let source = "id,name\nhttps://example.org/id/a,Atelier des ocres et des argiles\n";
    fs::write(folder.path().join("sources.csv"), source).expect("written");
    folder
}

/// What is said of the register; the command fails and writes nothing.
fn refused(folder: &Path, register: &str, threads: &str) -> String {
    let run = RUN.map(|word| {
        if word == "register.csv" {
            register
        } else {
            word
        }
    });
    let output = ptce(folder, &[&run[..], &["--threads", threads]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.join("review.tsv").exists());
    String::from_utf8(output.stderr).expect("UTF-8")
}

#[test]
fn the_first_fault_is_told_whatever_the_threads() {
    let folder = place();
    let at = folder.path();
    let text = register(&[4_000, 4_002, 8_000, 11_999]);
    assert!(text.len() > 6 * (64 << 10), "too short for several pieces");
    fs::write(at.join("register.csv"), text).expect("written");
    for threads in ["1", "2", "7"] {
        let said = refused(at, "register.csv", threads);
        assert!(
            said.contains("T008") && said.contains("register.csv:4002:"),
            "{threads}: {said}"
        );
    }
}

#[test]
fn a_register_that_breaks_off_is_told() {
    let folder = place();
    let at = folder.path();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(register(&[]).as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    fs::write(at.join("register.csv.gz"), &packed[..packed.len() / 2]).expect("written");
    let said = refused(at, "register.csv.gz", "2");
    assert!(
        said.contains("register.csv.gz") && said.contains("cannot be read"),
        "{said}"
    );
}
