//! The house's own rules: layers without cycles, crates kept in their room, files of one concept,
//! documents that are true.

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a folder, with their text.
pub fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).expect("text");
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

/// The top-level module a source file belongs to: `src/cli/query.rs` to `cli`.
fn module(path: &Path) -> String {
    let relative = path.strip_prefix(root().join("src")).expect("below src");
    let first = relative.components().next().expect("a name");
    first
        .as_os_str()
        .to_string_lossy()
        .trim_end_matches(".rs")
        .to_owned()
}

/// The top-level modules that a text uses by `crate::…`.
fn used(text: &str) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for part in text.split("crate::").skip(1) {
        if let Some(list) = part.strip_prefix('{') {
            let list = list.split('}').next().unwrap_or_default();
            for item in list.split(',') {
                let name = item.trim().split("::").next().unwrap_or_default();
                modules.insert(name.to_owned());
            }
        } else {
            let name = part
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next();
            modules.insert(name.unwrap_or_default().to_owned());
        }
    }
    modules
        .retain(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty());
    modules
}

#[test]
fn dependencies_between_modules_have_no_cycle() {
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources(&root().join("src")) {
        let from = module(&path);
        if from == "main" || from == "lib" {
            continue;
        }
        let code: String = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let to = used(&code).into_iter().filter(|to| *to != from);
        edges.entry(from.clone()).or_default().extend(to);
    }
    assert!(edges.len() > 5, "the modules were not found: {edges:?}");
    let left = in_or_above_a_cycle(edges);
    assert!(left.is_empty(), "modules in or above a cycle: {left:?}");
}

/// Takes those that use nothing away until none is left; what stays uses, in the end, itself.
fn in_or_above_a_cycle(
    mut edges: BTreeMap<String, BTreeSet<String>>,
) -> BTreeMap<String, BTreeSet<String>> {
    while let Some(free) = edges
        .iter()
        .find(|(_, to)| to.iter().all(|t| !edges.contains_key(t)))
        .map(|(m, _)| m.clone())
    {
        edges.remove(&free);
    }
    edges
}

#[test]
fn files_use_each_other_one_way() {
    let edges = imports::edges();
    let count: usize = edges.values().map(BTreeSet::len).sum();
    assert!(count > 1000, "the uses were not found: {count}");
    let mut left = in_or_above_a_cycle(edges);
    // Those that only stand above a cycle are of no use to whoever mends it.
    loop {
        let used: BTreeSet<String> = left.values().flatten().cloned().collect();
        let before = left.len();
        left.retain(|file, _| used.contains(file));
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "files in a cycle: {left:#?}");
}

#[test]
fn crates_stay_in_their_room() {
    let rooms: [(&str, &[&str]); 5] = [
        ("oxigraph::sparql", &["engine"]),
        ("oxigraph::store", &["engine"]),
        ("sophia::", &["graph"]),
        ("axum::", &["serve"]),
        ("reqwest::", &["client", "outbound"]),
    ];
    for (path, text) in sources(&root().join("src")) {
        for (name, modules) in rooms {
            let inside = modules.contains(&module(&path).as_str());
            assert!(
                inside || !text.contains(name),
                "{} uses {name}",
                path.display()
            );
        }
    }
}

#[test]
fn files_are_written_whole() {
    for (path, text) in sources(&root().join("src")) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let rooms = ["whole_file.rs", "whole_file/folder.rs", "tests.rs"];
        let inside = rooms.iter().any(|room| path.ends_with(room));
        for call in ["fs::write(", "File::create(", "OpenOptions"] {
            assert!(
                inside || !code.contains(call),
                "{} calls {call}",
                path.display()
            );
        }
    }
}

#[test]
fn files_hold_one_concept() {
    let mut lengths: Vec<usize> = Vec::new();
    for (path, text) in sources(&root().join("src")) {
        let length = text.lines().count();
        assert!(length <= 400, "{} has {length} lines", path.display());
        assert!(
            text.starts_with("//!"),
            "{} does not say what it is",
            path.display()
        );
        lengths.push(length);
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= 150, "the median file has {median} lines");
}

#[test]
fn unsafe_code_stands_in_one_file() {
    let word = concat!("un", "safe {");
    let files: Vec<_> = ["src", "tests", "benches", "fuzz"]
        .iter()
        .flat_map(|folder| sources(&root().join(folder)))
        .filter(|(_, text)| text.contains(word))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(files, [root().join("src/snapshot/map.rs")]);
}

#[test]
fn nothing_is_left_undone() {
    // Written in two halves so that this file does not find itself.
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
    ];
    for folder in ["src", "tests"] {
        for (path, text) in sources(&root().join(folder)) {
            for mark in marks {
                assert!(!text.contains(mark), "{} holds {mark}", path.display());
            }
        }
    }
}
