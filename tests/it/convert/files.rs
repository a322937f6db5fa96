//! Which files `ptce convert` reads and writes, and which it leaves alone.

use super::convert;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

const MAPPING: &str = "@prefix rml: <http://w3id.org/rml/> .
@prefix formats: <http://www.w3.org/ns/formats/> .
<http://ex.org/M> rml:logicalSource [ rml:source \"t.csv\" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template \"http://ex.org/{id}\" ; rml:class <http://ex.org/C> ] ;
  rml:predicateObjectMap [ rml:predicate <http://ex.org/p> ; rml:objectMap [ rml:reference \"id\" ; rml:logicalTarget
    [ rml:target [ a rml:FilePath ; rml:path \"TARGET\" ] ; rml:serialization formats:N-Triples ] ] ] .
";
const TABLE: &str = "id\n1\n";

/// A folder with a mapping whose target is this, and its table.
fn folder(target: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let mapping = MAPPING.replace("TARGET", target);
    fs::write(place.path().join("mapping.ttl"), mapping).expect("written");
    fs::write(place.path().join("t.csv"), TABLE).expect("written");
    place
}

/// Runs; gives the status and what is said.
fn said(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let ran = convert(folder, &[&["--format", "short"], arguments].concat());
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    (ran.status.code(), said)
}

#[test]
fn a_target_stays_in_its_folder_whatever_links_stand_there() {
    let around = tempfile::tempdir().expect("a folder");
    let outside = around.path().join("notes.nt");
    fs::write(&outside, "mine").expect("written");
    for target in ["out/notes.nt", "out/new.nt", "notes.nt"] {
        let place = folder(target);
        symlink(around.path(), place.path().join("out")).expect("a link");
        symlink(&outside, place.path().join("notes.nt")).expect("a link");
        let (status, said) = said(place.path(), &["--output", "o.nq"]);
        assert_eq!(status, Some(2), "{target} {said}");
        let expected =
            format!("mapping.ttl:6:46: error[M021]: the target `{target}` leads out of its folder");
        assert!(said.contains(&expected), "{said}");
        assert_eq!(fs::read_to_string(&outside).expect("a file"), "mine");
        let names = fs::read_dir(around.path()).expect("the folder").count();
        assert_eq!(
            (names, place.path().join("o.nq").exists()),
            (1, false),
            "{target}"
        );
    }
    // A link that stays inside is a folder like others.
    let place = folder("in/new.nt");
    fs::create_dir(place.path().join("sub")).expect("a folder");
    symlink("sub", place.path().join("in")).expect("a link");
    assert_eq!(said(place.path(), &["--output", "o.nq"]).0, Some(0));
    assert!(place.path().join("sub/new.nt").is_file());
}

/// What waits for a writer, never ends or holds no table is refused before it is opened.
#[test]
fn only_files_are_sources() {
    let place = folder("x.nt");
    let fifo = place.path().join("pipe.csv");
    assert!(
        Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .expect("mkfifo")
            .success()
    );
    fs::create_dir(place.path().join("folder.csv")).expect("a folder");
    for source in ["pipe.csv", "/dev/zero", "/dev/stdin", "folder.csv"] {
        let mapping = MAPPING
            .replace("TARGET", "x.nt")
            .replace("\"t.csv\"", &format!("\"{source}\""));
        fs::write(place.path().join("mapping.ttl"), mapping).expect("written");
        let (status, said) = said(place.path(), &["--output", "o.nq"]);
        assert_eq!(status, Some(2), "{source} {said}");
        assert!(said.contains("mapping.ttl:3:50: error[M010]"), "{said}");
        assert!(
            said.contains("a folder, a pipe or a device is no source"),
            "{said}"
        );
    }
}
