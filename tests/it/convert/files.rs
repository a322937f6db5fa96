//! Which files `ptce convert` reads and writes, and which it leaves alone.

use super::convert;
use std::fs;
use std::io::Read as _;
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
fn what_is_written_is_nothing_that_is_read_or_written_too() {
    for (target, arguments, expected) in [
        (
            "x.nt",
            ["--output", "t.csv"],
            "--output `t.csv` and the source `t.csv`",
        ),
        (
            "x.nt",
            ["--output", "link.nq"],
            "--output `link.nq` and the source `t.csv`",
        ),
        (
            "x.nt",
            ["--output", "hard.nq"],
            "--output `hard.nq` and the source `t.csv`",
        ),
        (
            "x.nt",
            ["--output", "mapping.ttl"],
            "--output `mapping.ttl` and the mapping `mapping.ttl`",
        ),
        (
            "x.nt",
            ["--output", "x.nt"],
            "the target `x.nt` and --output `x.nt`",
        ),
        (
            "x.nt",
            ["--provenance", "sub/../x.nt"],
            "the target `x.nt` and --provenance `sub/../x.nt`",
        ),
        (
            "x.nt",
            ["--provenance", "t.csv"],
            "--provenance `t.csv` and the source `t.csv`",
        ),
        (
            "t.csv",
            ["--output", "o.nq"],
            "mapping.ttl:6:46: error[M207]: the target `t.csv` and the source `t.csv`",
        ),
        (
            "./mapping.ttl",
            ["--output", "o.nq"],
            "and the mapping `mapping.ttl`",
        ),
        (
            "t.csv-metadata.json",
            ["--output", "o.nq"],
            "and the source `t.csv-metadata.json`",
        ),
    ] {
        let place = folder(target);
        let at = |name: &str| place.path().join(name);
        fs::create_dir(at("sub")).expect("a folder");
        symlink("t.csv", at("link.nq")).expect("a link");
        fs::hard_link(at("t.csv"), at("hard.nq")).expect("a link");
        let (status, said) = said(place.path(), &arguments);
        assert_eq!(status, Some(2), "{arguments:?} {said}");
        assert!(said.contains("error[M207]"), "{arguments:?} {said}");
        assert!(
            said.contains(&format!("{expected} are the same file")),
            "{arguments:?} {said}"
        );
        let kept = ["mapping.ttl", "t.csv"].map(|name| fs::read_to_string(at(name)).expect(name));
        assert_eq!(kept, [MAPPING.replace("TARGET", target), TABLE.to_owned()]);
        assert!(!at("o.nq").exists() && !at("x.nt").exists());
    }
}

#[test]
fn all_that_clashes_is_told_at_once() {
    let place = folder("o.nq");
    let arguments = ["--output", "o.nq", "--provenance", "./o.nq"];
    let (status, said) = said(place.path(), &arguments);
    assert_eq!(
        (status, said.matches("error[M207]").count()),
        (Some(2), 3),
        "{said}"
    );
    let arguments = ["--output", "o.nq", "--format", "text"];
    let ran = convert(place.path(), &arguments);
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(said.contains("= aide : donner un autre nom"), "{said}");
    assert!(
        said.contains("= help: give what is written another name"),
        "{said}"
    );
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

#[test]
fn an_output_that_is_a_link_stays_one() {
    let place = folder("x.nt");
    let at = |name: &str| place.path().join(name);
    for name in ["o.nq", "p.tsv"] {
        fs::write(at(&format!("real-{name}")), "before").expect("written");
        symlink(format!("real-{name}"), at(name)).expect("a link");
    }
    let arguments = ["--output", "o.nq", "--provenance", "p.tsv"];
    assert_eq!(said(place.path(), &arguments), (Some(0), String::new()));
    for (name, expected) in [
        ("o.nq", "<http://ex.org/1> "),
        ("p.tsv", "#ptce-provenance"),
    ] {
        assert!(at(name).is_symlink(), "{name}");
        let written = fs::read_to_string(at(&format!("real-{name}"))).expect("a file");
        assert!(written.starts_with(expected), "{name}: {written}");
    }
}

#[test]
fn a_link_to_nothing_yet_is_written_through() {
    let place = folder("x.nt");
    let at = |name: &str| place.path().join(name);
    fs::create_dir(at("sub")).expect("a folder");
    for (to, link) in [
        ("sub/step", "link.nq"),
        ("../o.nq", "sub/step"),
        ("round", "loop"),
        ("loop", "round"),
    ] {
        symlink(to, at(link)).expect("a link");
    }
    // Two names of a file that is not there yet.
    for arguments in [
        ["--output", "o.nq", "--provenance", "link.nq"],
        ["--output", "link.nq", "--provenance", "sub/../o.nq"],
    ] {
        let (status, said) = said(place.path(), &arguments);
        assert_eq!(status, Some(2), "{said}");
        assert!(said.contains("error[M207]"), "{said}");
        assert!(!at("o.nq").exists());
    }
    let written = said(place.path(), &["--output", "link.nq"]);
    assert_eq!(written, (Some(0), String::new()));
    assert!(at("link.nq").is_symlink() && at("sub/step").is_symlink());
    let text = fs::read_to_string(at("o.nq")).expect("a file");
    assert!(text.starts_with("<http://ex.org/1> "), "{text}");
    let (status, said) = said(place.path(), &["--output", "loop"]);
    assert!(status == Some(2) && said.contains("error[M2"), "{said}");
    assert!(at("loop").is_symlink() && at("round").is_symlink());
}

#[test]
fn a_draft_writes_over_nothing_but_itself() {
    let place = folder("x.nt");
    let at = |name: &str| place.path().join(name);
    let infer = |to: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
        let command = command.current_dir(place.path()).arg("convert");
        let ran = command.args(["--infer", "t.csv", "--output", to, "--format", "short"]);
        let ran = ran.output().expect("the program");
        (
            ran.status.code(),
            String::from_utf8_lossy(&ran.stderr).into_owned(),
        )
    };
    assert_eq!(infer("m.yml").0, Some(0));
    let schema = fs::read(at("m.schema.json")).expect("a schema");
    assert_eq!(infer("m.yml").0, Some(0), "the same draft again");
    fs::write(at("m.yml"), "mine").expect("written");
    fs::remove_file(at("m.schema.json")).expect("removed");
    let (status, said) = infer("m.yml");
    assert_eq!(status, Some(2), "{said}");
    assert!(
        said.contains("error[M202]: `m.yml` is there already"),
        "{said}"
    );
    assert_eq!(fs::read_to_string(at("m.yml")).expect("a file"), "mine");
    assert!(!at("m.schema.json").exists());
    fs::write(at("m.schema.json"), "{}").expect("written");
    assert_eq!(infer("m.yml").1.matches("is there already").count(), 2);
    fs::remove_file(at("m.yml")).expect("removed");
    assert_eq!(infer("m.yml").1.matches("is there already").count(), 1);
    assert!(!at("m.yml").exists() && fs::read(at("m.schema.json")).expect("a file") == b"{}");
    fs::write(at("m.schema.json"), schema).expect("written");
    assert_eq!(infer("m.yml").0, Some(0));
    fs::hard_link(at("t.csv"), at("table.yml")).expect("a link");
    let (status, said) = infer("table.yml");
    assert!(
        status == Some(2) && said.contains("and the table `t.csv` are the same file"),
        "{said}"
    );
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

/// What docs/convert.md says that a mapping can read and write, and that it cannot.
#[test]
fn a_mapping_reads_what_its_user_may_and_writes_in_two_folders_only() {
    let place = folder("x.nt");
    let at = |name: &str| place.path().join(name);
    fs::create_dir(at("inner")).expect("a folder");
    fs::create_dir(at("current")).expect("a folder");
    fs::write(at("inner/fetched.csv"), "id\nbeside\n").expect("written");
    symlink("../t.csv", at("inner/link.csv")).expect("a link");
    let absolute = at("t.csv").display().to_string();
    let run = |source: &str, target: &str| {
        let mapping = MAPPING
            .replace("\"t.csv\"", &format!("\"{source}\""))
            .replace("rml:path \"TARGET\"", target);
        fs::write(at("inner/m.ttl"), mapping).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
        let command = command.current_dir(at("current"));
        let ran = command.args(["convert", "--mapping", "../inner/m.ttl", "--quiet"]);
        let ran = ran.output().expect("the program");
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        (ran.status.code(), said)
    };
    for (source, value) in [
        ("../t.csv", "1"),
        (&*absolute, "1"),
        ("link.csv", "1"),
        ("https://example.org/fetched.csv", "beside"),
    ] {
        let expected = format!("<http://ex.org/{value}> <http://ex.org/p> \"{value}\" .\n");
        for (folder, root) in [
            ("inner", ""),
            ("current", " ; rml:root rml:CurrentWorkingDirectory"),
        ] {
            let (status, said) = run(source, &format!("rml:path \"x.nt\"{root}"));
            assert_eq!(status, Some(0), "{source} {said}");
            let written = at(folder).join("x.nt");
            assert_eq!(fs::read_to_string(&written).expect("a file"), expected);
            fs::write(written, "to be replaced").expect("written");
        }
    }
    for target in [
        "rml:path \"../x.nt\"",
        "rml:path \"/x.nt\"",
        "rml:path \"x.nt\" ; rml:root \"..\"",
    ] {
        let (status, said) = run("../t.csv", target);
        assert!(
            status == Some(2) && said.contains("error[M021]"),
            "{target} {said}"
        );
    }
    assert!(!at("x.nt").exists());
}

/// What a file holds, by its first bytes.
pub fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    match &bytes[..2] {
        [0x1F, 0x8B] => flate2::read::GzDecoder::new(bytes)
            .read_to_end(&mut found)
            .map(drop),
        [0x28, 0xB5] => zstd::stream::copy_decode(bytes, &mut found),
        _ => {
            found.extend_from_slice(bytes);
            Ok(())
        }
    }
    .expect("unpacked");
    found
}

/// The ending of the output tells its syntax and how it is packed; one that tells nothing is refused.
#[test]
fn the_name_of_the_output_tells_what_it_holds() {
    let place = folder("x.nt");
    let at = |name: &str| place.path().join(name);
    let plain = convert(place.path(), &["--format", "nt"]).stdout;
    let ttl = convert(place.path(), &["--format", "ttl"]).stdout;
    for (name, expected) in [
        ("o.nt.gz", &plain),
        ("o.nq.zst", &plain),
        ("O.NT.GZ", &plain),
        ("o.TTL", &ttl),
        ("none", &plain),
    ] {
        let written = said(place.path(), &["--output", name]);
        assert_eq!(written, (Some(0), String::new()), "{name}");
        let bytes = fs::read(at(name)).expect("a file");
        let found = unpacked(&bytes);
        assert_eq!(found != bytes, name.matches('.').count() == 2, "{name}");
        assert!(found == *expected, "{name}");
    }
    for name in ["o.json", "o.xyz", "o.xyz.gz"] {
        let (status, said) = said(place.path(), &["--output", name]);
        assert_eq!(status, Some(2), "{said}");
        let ending = name.split('.').nth(1).expect("an ending");
        let expected = format!("{name}: error[M208]: `.{ending}` tells no syntax of RDF\n");
        assert_eq!(said, expected);
        assert!(!at(name).exists());
        let arguments = ["--output", name, "--format", "nt"];
        assert!(convert(place.path(), &arguments).status.success(), "{name}");
    }
    let left = fs::read_dir(place.path()).expect("the folder");
    let left = left.map(|entry| entry.expect("an entry").file_name());
    assert!(
        !left
            .into_iter()
            .any(|name| name.to_string_lossy().contains("partial"))
    );
}
