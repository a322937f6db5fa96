//! README.md is true: short, its commands run, its links lead somewhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// The `ptce …` lines of the blocks marked `sh`.
fn commands(text: &str) -> Vec<String> {
    text.split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .flat_map(str::lines)
        .map(str::to_owned)
        .collect()
}

#[test]
fn it_is_short_and_holds_the_two_commands() {
    let text = readme();
    assert!(
        text.lines().count() <= 150,
        "{} lines",
        text.lines().count()
    );
    for command in ["cargo run --release -- serve", "cargo test"] {
        assert!(
            text.lines().any(|line| line == command),
            "{command} is missing"
        );
    }
}

#[test]
fn its_commands_run_in_an_empty_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let commands = commands(&readme());
    assert!(commands.len() >= 8, "{commands:?}");
    for command in commands {
        let mut words = command.split_whitespace();
        assert_eq!(words.next(), Some("ptce"), "{command}");
        let done = Command::new(env!("CARGO_BIN_EXE_ptce"))
            .args(words)
            .current_dir(folder.path())
            .output()
            .expect("started");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{command}: {} {said}", done.status);
    }
    let answer = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .args(["query", "nombre-de-projets", "--results", "csv"])
        .current_dir(folder.path())
        .output()
        .expect("started");
    let answer = String::from_utf8(answer.stdout).expect("UTF-8");
    assert_eq!(answer.lines().nth(1), Some("99"));
}

#[test]
fn the_error_that_it_shows_is_the_one_that_is_told() {
    let text = readme();
    let start = text.find("error[T004]").expect("an error");
    let shown: Vec<&str> = text[start..].lines().take(3).collect();
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["data", "ontology", "queries"] {
        crate::portal::copied(&root().join(name), &folder.path().join(name));
    }
    fs::copy(root().join("ptce.toml"), folder.path().join("ptce.toml")).expect("copied");
    let table = folder.path().join("data/projects.csv");
    let rows = fs::read_to_string(&table).expect("a table");
    fs::write(&table, rows.replacen(",26158,", ",26 158,", 1)).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder.path())
        .args(["--publication", ".", "check"])
        .output()
        .expect("runs");
    let told = String::from_utf8_lossy(&output.stderr);
    for line in shown {
        assert!(told.lines().any(|said| said == line), "{line}\n{told}");
    }
}

#[test]
fn its_links_to_files_lead_somewhere() {
    for document in [
        "README.md",
        "ARCHITECTURE.md",
        "SECURITY.md",
        "data/README.md",
        "docs/operations.md",
    ] {
        let path = root().join(document);
        let text = fs::read_to_string(&path).expect("text");
        let folder = path.parent().expect("a folder");
        for link in links(&text) {
            let target = link.split('#').next().unwrap_or_default();
            let inside = !target.is_empty() && !target.contains("://");
            assert!(
                !inside || exists(folder, target),
                "{document} links to {link}"
            );
        }
    }
}

#[test]
fn what_shows_a_defence_is_there() {
    let path = root().join("SECURITY.md");
    let text = fs::read_to_string(path).expect("text");
    let shown: Vec<&str> = text
        .split('`')
        .filter(|word| {
            ["tests/", "benches/", "src/"]
                .iter()
                .any(|room| word.starts_with(room))
        })
        .collect();
    assert!(shown.len() > 10, "{shown:?}");
    for path in shown {
        assert!(exists(&root(), path), "SECURITY.md names {path}");
    }
}

#[test]
fn every_promise_names_a_test_that_is_there() {
    let text = fs::read_to_string(root().join("SECURITY.md")).expect("text");
    let promises = text.split("\n| promise |").nth(1).expect("a table");
    let rows = promises
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let mut code = String::new();
    for folder in ["src", "tests/it"] {
        super::house::sources(&root().join(folder))
            .into_iter()
            .for_each(|(_, text)| code += &text);
    }
    let mut count = 0;
    for row in rows {
        let cells: Vec<&str> = row.split('|').collect();
        let named = cells[3].split('`').skip(1).step_by(2);
        for test in named {
            let last = test.rsplit("::").next().unwrap_or_default();
            let is_there =
                code.contains(&format!("fn {last}")) || code.contains(&format!("mod {last}"));
            assert!(is_there, "SECURITY.md names {test}");
        }
        count += 1;
    }
    assert!(count > 15, "{count}");
}

#[test]
fn every_crate_is_told_with_its_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("Cargo.toml");
    let text = readme();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).collect();
    let named: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(|cell| cell.split(','))
        .map(str::trim)
        .collect();
    let crates = manifest
        .split("[dependencies]")
        .nth(1)
        .expect("dependencies");
    let crates = crates.split("\n[").next().expect("a section");
    let names: Vec<&str> = crates
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name)
        .collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        assert!(named.contains(&name), "README.md does not say why {name}");
    }
}

fn exists(folder: &Path, target: &str) -> bool {
    folder.join(target).exists()
}

fn links(text: &str) -> Vec<String> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .map(str::to_owned)
        .collect()
}
