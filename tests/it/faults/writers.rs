//! Two who write at once, and a clock that goes back.

use super::*;
use crate::writes::{WRITER, bearer, rows, serve, update, writable, write_tokens};
use std::fs::{File, FileTimes};
use std::time::SystemTime;

#[test]
fn two_loads_at_once_make_two_versions() {
    let folder = tempfile::tempdir().expect("a folder");
    for round in 0..repetitions(4) {
        let children: Vec<_> = ["a", "b"]
            .map(|value| {
                let file = format!("{value}.nt");
                let text = triples(&format!("{value}{round}"), 3000);
                std::fs::write(folder.path().join(&file), text).expect("written");
                let mut command = ptce(folder.path());
                command
                    .args(["load", &file, "--out", "versions"])
                    .stderr(Stdio::piped());
                command.stdout(Stdio::piped()).spawn().expect("starts")
            })
            .into();
        for child in children {
            well(&child.wait_with_output().expect("an end"));
        }
        let place = folder.path().join("versions");
        assert!(whole(&place).is_some());
        assert_eq!(unfinished(&place), [""; 0]);
        let listed = version::kept(&place).expect("versions").len();
        assert_eq!(listed, 10.min(2 * (round as usize + 1)));
    }
}

#[test]
fn two_servers_and_a_command_lose_nothing_of_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = writable(folder.path(), &["--set", "wait_s=30"]);
    let arguments = [
        "--writable",
        "--token-file",
        "tokens",
        "--data",
        "data",
        "--set",
        "wait_s=30",
    ];
    write_tokens(folder.path(), &format!("writer {WRITER}\n"));
    let second = serve(folder.path(), &arguments);
    let each = 8;
    std::thread::scope(|scope| {
        for (name, server) in [("a", &first), ("b", &second)] {
            scope.spawn(move || {
                for number in 0..each {
                    let text = format!(
                        "INSERT DATA {{ <http://e.org/{name}{number}> <http://e.org/p> 1 }}"
                    );
                    let answer = update(server, &text);
                    assert_eq!(answer.status, 204, "{name}{number}: {}", answer.text());
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..4 {
                well(&run(folder.path(), &["versions", "--data", "data"]));
            }
        });
    });
    let start = Instant::now();
    for server in [&first, &second] {
        let query = |salt: u128| format!("SELECT ?s {{ ?s ?p ?o FILTER({salt} > -1) }}");
        while rows(server, &query(start.elapsed().as_millis())).len() != 2 * each {
            assert!(
                start.elapsed() < Duration::from_secs(4),
                "something is lost"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    assert!(!bearer(WRITER).is_empty());
}

/// Sets the time that a version was made, as if the clock had stood there then.
fn made_at(version: &Path, time: SystemTime) {
    let manifest = File::open(version.join("manifest.json")).expect("a manifest");
    manifest
        .set_times(FileTimes::new().set_modified(time))
        .expect("set");
}

#[test]
fn a_clock_that_was_set_back_loses_no_version_and_mixes_up_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("versions");
    let publish = |value: &str| {
        std::fs::write(folder.path().join("a.nt"), triples(value, 10)).expect("written");
        well(&run(
            folder.path(),
            &["load", "a.nt", "--out", "versions", "--keep", "3"],
        ));
        whole(&place).expect("a version")
    };
    // Two versions of next year; then the clock is set right.
    let names = ["a", "b"].map(publish);
    let year = Duration::from_secs(365 * 86_400);
    for (number, name) in names.iter().enumerate() {
        let second = Duration::from_secs(number as u64);
        made_at(&place.join(name), SystemTime::now() + year + second);
    }
    let server = serve(folder.path(), &["--data", "versions"]);
    let third = publish("c");
    let start = Instant::now();
    while server.get("/health", "*/*").json()["version"] != third.as_str() {
        assert!(
            start.elapsed() < Duration::from_secs(4),
            "the new version is not served"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    well(&run(folder.path(), &["rollback", "--data", "versions"]));
    assert_eq!(
        whole(&place).as_ref(),
        Some(&names[1]),
        "the one before the last"
    );
    // The oldest goes first, not the one whose time looks oldest.
    let fourth = publish("d");
    let kept = version::kept(&place).expect("versions");
    let kept: Vec<&str> = kept.iter().map(|version| version.name.as_str()).collect();
    assert_eq!(kept, [&fourth, &third, &names[1]]);
}
