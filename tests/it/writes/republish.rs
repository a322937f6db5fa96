//! A running server goes from version to version, and nobody meets an error.

use super::*;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Loads a version whose triples all have one value.
fn publish(folder: &Path, value: u32) {
    let line = |n| format!("<http://e.org/{n}> <http://e.org/p> \"{value}\" .\n");
    let text: String = (0..200).map(line).collect();
    std::fs::write(folder.join("a.nt"), text).expect("written");
    let loaded = ptce(folder, &["load", "a.nt", "--out", "data", "--keep", "1"]);
    assert!(loaded.status.success(), "{loaded:?}");
}

const COUNT: &str =
    "SELECT ?v (COUNT(*) AS ?n) { ?s <http://e.org/p> ?v FILTER(STRLEN(?v) > 0) } GROUP BY ?v";

#[test]
fn three_republishings_under_constant_readers() {
    let folder = tempfile::tempdir().expect("a folder");
    publish(folder.path(), 0);
    let server = serve(folder.path(), &["--data", "data"]);
    let (done, answers) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut newest = 0;
                while !done.load(Ordering::Relaxed) {
                    let found = rows(&server, COUNT);
                    let [row] = found.as_slice() else {
                        panic!("a mixture of versions: {found:?}");
                    };
                    let (value, count) = row.split_once(',').expect("two columns");
                    assert_eq!(count, "200", "a version in part");
                    let value: u32 = value.parse().expect("a number");
                    assert!(value >= newest, "back from {newest} to {value}");
                    newest = value;
                    assert_eq!(server.page("/browse", "en").status, 200);
                    answers.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for value in 1..=3 {
            publish(folder.path(), value);
            let start = Instant::now();
            while rows(&server, COUNT) != [format!("{value},200")] {
                assert!(
                    start.elapsed() < Duration::from_secs(2),
                    "{value} is not seen"
                );
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(answers.load(Ordering::Relaxed) > 10);
}

#[test]
fn a_rollback_is_followed_without_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    for value in [1, 2] {
        let text = format!("INSERT DATA {{ <http://e.org/a> <http://e.org/p> {value} }}");
        assert_eq!(update(&server, &text).status, 204);
    }
    assert_eq!(rows(&server, "SELECT ?o { ?s ?p ?o }").len(), 2);
    assert!(
        ptce(folder.path(), &["rollback", "--data", "data"])
            .status
            .success()
    );
    let start = Instant::now();
    while rows(&server, "SELECT ?o { ?s ?p ?o }").len() != 1 {
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "the rollback is not seen"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_empty_folder_is_filled_by_the_publication() {
    let folder = tempfile::tempdir().expect("a folder");
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/site");
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
        command.current_dir(folder.path());
        command.args(["--publication", fixture]);
        Server::run(command, &["--data", "data"])
    };
    let version = |server: &Server| server.get("/health", "*/*").json()["version"].clone();
    let server = start();
    assert!(server.page("/", "fr").text().contains("Atlas inventé"));
    let first = version(&server);
    drop(server);
    assert_eq!(
        version(&start()),
        first,
        "the second start serves what the first made"
    );
    let pointer = std::fs::read_to_string(folder.path().join("data/current")).expect("a pointer");
    assert_eq!(first, pointer.trim());
}
