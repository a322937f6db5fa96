//! `ptce check --data` and `--snapshot`, `ptce serve --verify`: what is not as it was written is told.

use super::{ptce, said};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder with one loaded version; where its snapshot is.
fn loaded(folder: &Path) -> PathBuf {
    let line = |n| format!("<http://e.org/s{n}> <http://e.org/p> \"{n}\" <http://e.org/g> .\n");
    let text: String = (0..500).map(line).collect();
    fs::write(folder.join("a.nq"), text).expect("written");
    let output = ptce(folder, &["load", "a.nq"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let pointer = fs::read_to_string(folder.join("versions/current")).expect("a pointer");
    folder.join("versions").join(pointer.trim())
}

/// What a check of all versions says, which is one finding.
fn finding(folder: &Path) -> String {
    let output = ptce(folder, &["check", "--data", "versions"]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("error[V002]"), "{said}");
    said
}

#[test]
fn a_version_is_read_from_end_to_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = loaded(folder.path());
    let output = ptce(folder.path(), &["check", "--data", "versions"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let counted = "checked 1 version, 1 snapshot, 500 quads";
    assert!(said(&output).contains(counted), "{}", said(&output));
    let snapshot = place.join("graph.snapshot");
    let whole = fs::read(&snapshot).expect("a file");
    let shown = snapshot.to_str().expect("UTF-8");
    for at in (0..whole.len()).step_by(whole.len() / 23) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&snapshot, bytes).expect("written");
        let said = finding(folder.path());
        assert!(said.contains("/graph.snapshot"), "{at}: {said}");
        let output = ptce(folder.path(), &["check", "--snapshot", shown]);
        assert_ne!(output.status.code(), Some(0), "{at}");
    }
    fs::write(&snapshot, &whole[..whole.len() - 1]).expect("written");
    finding(folder.path());
}

#[test]
fn a_version_holds_what_its_name_and_its_manifest_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = loaded(folder.path());
    let manifest = place.join("manifest.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    fs::write(&manifest, text.replace("500", "501")).expect("written");
    assert!(finding(folder.path()).contains("500 quads, where the manifest says 501"));
    fs::write(&manifest, &text).expect("written");

    // Another snapshot, whole in itself and of the same counts, under the same name.
    let other = tempfile::tempdir().expect("a folder");
    let line = |n| format!("<http://e.org/s{n}> <http://e.org/q> \"{n}\" <http://e.org/g> .\n");
    let lines: String = (0..500).map(line).collect();
    fs::write(other.path().join("a.nq"), lines).expect("written");
    ptce(other.path(), &["load", "a.nq"]);
    let pointer = fs::read_to_string(other.path().join("versions/current")).expect("a pointer");
    let taken = other.path().join("versions").join(pointer.trim());
    fs::copy(taken.join("graph.snapshot"), place.join("graph.snapshot")).expect("copied");
    assert!(finding(folder.path()).contains("not those that the version is named after"));
}

#[test]
fn a_damaged_version_that_is_made_again_is_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = loaded(folder.path());
    fs::write(place.join("graph.snapshot"), "no").expect("written");
    finding(folder.path());
    assert_eq!(loaded(folder.path()), place);
    let output = ptce(folder.path(), &["check", "--data", "versions"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn the_quads_of_tables_are_those_that_the_version_is_named_after() {
    let folder = tempfile::tempdir().expect("a folder");
    let built = ptce(folder.path(), &["build", "--out", "versions"]);
    assert_eq!(built.status.code(), Some(0), "{}", said(&built));
    let output = ptce(folder.path(), &["check", "--data", "versions"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let pointer = fs::read_to_string(folder.path().join("versions/current")).expect("a pointer");
    let place = folder.path().join("versions").join(pointer.trim());
    let quads = place.join("graph.nq");
    let text = fs::read_to_string(&quads).expect("text");
    let (_, rest) = text.split_once('\n').expect("a line");
    fs::write(&quads, rest).expect("written");
    assert!(finding(folder.path()).contains("graph.nq"));
}

#[test]
fn what_is_not_there_could_not_be_checked() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("no.snapshot"), "no").expect("written");
    for arguments in [
        ["check", "--data", "nowhere"],
        ["check", "--snapshot", "nowhere"],
        ["check", "--snapshot", "no.snapshot"],
    ] {
        let output = ptce(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("V001"), "{}", said(&output));
    }
}

#[test]
fn a_damaged_snapshot_is_not_served_when_it_is_verified_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let snapshot = loaded(folder.path()).join("graph.snapshot");
    let mut bytes = fs::read(&snapshot).expect("a file");
    // Within the terms, which opening does not read.
    let at = bytes.windows(8).position(|eight| eight == b"e.org/s1");
    bytes[at.expect("a term")] ^= 1;
    fs::write(&snapshot, bytes).expect("written");
    let shown = snapshot.to_str().expect("UTF-8");
    let arguments = [
        "serve",
        "--bind",
        "127.0.0.1:0",
        "--verify",
        "--snapshot",
        shown,
    ];
    let output = ptce(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("S003"), "{}", said(&output));
    assert!(said(&output).contains("damaged"), "{}", said(&output));
}
