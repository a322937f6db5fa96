//! `ptce check` on a small valid publication, changed in one place: what is said, and where.

mod codes;
mod columns;
mod damage;
mod files;
mod forms;
mod keys;
mod named;
mod queries;
mod references;
mod settings;
mod source;
mod terms;
mod together;
mod values;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The header of each table, to read the cases by.
const PROJECTS: &str = "data/projects.csv";
const ORGANISATIONS: &str = "data/organisations.csv";
const PARTNERSHIPS: &str = "data/partnerships.csv";
const EVIDENCE: &str = "data/evidence.csv";

/// A copy of the valid publication that can be changed.
struct Publication {
    folder: TempDir,
}

/// What the program said.
#[derive(Debug)]
struct Said {
    status: i32,
    /// Standard error, line by line.
    lines: Vec<String>,
}

impl Publication {
    fn valid() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/check/valid");
        fs::create_dir(folder.path().join("data")).expect("a folder");
        for name in ["ptce.toml", "source.txt"] {
            fs::copy(from.join(name), folder.path().join(name)).expect("a file");
        }
        for entry in fs::read_dir(from.join("data")).expect("tables") {
            let entry = entry.expect("a table");
            fs::copy(
                entry.path(),
                folder.path().join("data").join(entry.file_name()),
            )
            .expect("a file");
        }
        Self { folder }
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Replaces a text that stands just once in the file.
    fn change(self, file: &str, from: &str, to: &str) -> Self {
        let text = fs::read_to_string(self.path(file)).expect("text");
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {file}");
        self.write(file, text.replace(from, to).as_bytes())
    }

    /// Rewrites a file from its text.
    fn rewrite(self, file: &str, change: impl Fn(String) -> Vec<u8>) -> Self {
        let text = fs::read_to_string(self.path(file)).expect("text");
        self.write(file, &change(text))
    }

    fn write(self, file: &str, bytes: &[u8]) -> Self {
        fs::write(self.path(file), bytes).expect("a file");
        self
    }

    fn without(self, file: &str) -> Self {
        fs::remove_file(self.path(file)).expect("a file");
        self
    }

    /// Runs `ptce check` inside the folder.
    fn check(&self, arguments: &[&str]) -> Said {
        said(self.folder.path(), arguments)
    }

    /// Checks with `--format short` and expects just these diagnostics and exit status 1.
    #[track_caller]
    fn says(&self, expected: &[&str]) {
        let said = self.check(&["--format", "short", "--quiet"]);
        assert_eq!(said.lines, expected);
        let errors = expected.iter().any(|line| line.contains("error["));
        assert_eq!(said.status, i32::from(errors));
    }

    /// As [`Publication::says`], with the source at hand.
    #[track_caller]
    fn says_by_source(&self, expected: &[&str]) {
        let said = self.check(&["--format", "short", "--quiet", "--source", "source.txt"]);
        assert_eq!(said.lines, expected);
        assert_eq!(said.status, 1);
    }
}

/// Runs `ptce check` inside a folder.
fn said(folder: &Path, arguments: &[&str]) -> Said {
    let output = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder)
        .args(["--publication", ".", "check"])
        .args(arguments)
        .output()
        .expect("the program runs");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        output.stdout.is_empty(),
        "check has no answer but its diagnostics"
    );
    Said {
        status: output.status.code().expect("an exit status"),
        lines: text.lines().map(str::to_owned).collect(),
    }
}

/// One change and the diagnostics that follow.
type Case<'a> = (&'a str, &'a str, &'a str, &'a [&'a str]);

#[track_caller]
fn all(cases: &[Case<'_>]) {
    for (file, from, to, expected) in cases {
        println!("{file}: {from} → {to}");
        Publication::valid().change(file, from, to).says(expected);
    }
}

#[test]
fn a_valid_publication_has_nothing_to_say() {
    let said = Publication::valid().check(&[]);
    assert_eq!(
        (said.status, said.lines),
        (0, vec!["checked 4 tables, 19 rows".to_owned()])
    );
    let said = Publication::valid().check(&["--source", "source.txt"]);
    let expected = "checked 4 tables, 19 rows, 11 printed values against the source";
    assert_eq!((said.status, said.lines), (0, vec![expected.to_owned()]));
}

#[test]
fn the_bundled_publication_and_the_starter_are_sound() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for publication in [root.to_owned(), root.join("starter")] {
        let status = Command::new(env!("CARGO_BIN_EXE_ptce"))
            .args(["--quiet", "check", "--publication"])
            .arg(&publication)
            .status()
            .expect("the program runs");
        assert!(status.success(), "{}", publication.display());
    }
}
