//! `ptce load`, `ptce versions` and `ptce rollback`, as a person runs them.

mod places;
mod whole;

use ptce::snapshot::Snapshot;
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

fn ptce(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("runs")
}

fn said(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8(both).expect("UTF-8")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).expect("memory");
    out.finish().expect("memory")
}

const TURTLE: &str =
    "@prefix e: <http://example.org/> .\ne:s e:p 01, \"x\"@fr, e:o ; e:q [ e:r 1 ] .\n";

#[test]
fn files_of_any_format_become_a_version_and_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("written")
    };
    write("a.ttl", TURTLE.as_bytes());
    write(
        "b.nq.gz",
        &gzip(b"<http://example.org/s> <http://example.org/p> \"y\" <http://example.org/g> .\n"),
    );
    write(
        "c.nt.zst",
        &zstd::encode_all(
            &b"<http://example.org/s> <http://example.org/p> \"z\" .\n"[..],
            3,
        )
        .expect("memory"),
    );
    let first = ptce(folder.path(), &["load", "a.ttl"]);
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    assert!(said(&first).contains("5 quads"), "{}", said(&first));
    let second = ptce(folder.path(), &["load", "a.ttl", "b.nq.gz", "c.nt.zst"]);
    assert!(said(&second).contains("7 quads"), "{}", said(&second));
    let lines = |output: Output| said(&output).lines().map(str::to_owned).collect::<Vec<_>>();
    let before = lines(ptce(folder.path(), &["versions"]));
    assert_eq!(before.len(), 2);
    assert!(
        before[0].starts_with("* ") && before[0].contains("7 quads"),
        "{before:?}"
    );
    assert_eq!(ptce(folder.path(), &["rollback"]).status.code(), Some(0));
    let after = lines(ptce(folder.path(), &["versions"]));
    assert!(
        after[1].starts_with("* ") && after[1].contains("5 quads"),
        "{after:?}"
    );
    assert_eq!(
        ptce(folder.path(), &["rollback"]).status.code(),
        Some(2),
        "nothing before it"
    );
    let name = before[0].split_whitespace().nth(1).expect("a name");
    assert_eq!(
        ptce(folder.path(), &["rollback", &name[..12]])
            .status
            .code(),
        Some(0)
    );
}

#[test]
fn the_same_quads_are_the_same_version() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("a.nt"),
        "<http://e.org/s> <http://e.org/p> \"1\" .\n<http://e.org/s> <http://e.org/p> \"2\" .\n",
    )
    .expect("written");
    std::fs::write(
        folder.path().join("b.ttl"),
        "<http://e.org/s> <http://e.org/p> \"2\", \"1\", \"2\" .\n",
    )
    .expect("written");
    let version = |file| {
        said(&ptce(folder.path(), &["load", file]))
            .split("version ")
            .nth(1)
            .map(|v| v[..64].to_owned())
    };
    assert!(version("a.nt").is_some());
    assert_eq!(version("a.nt"), version("b.ttl"));
}

#[test]
fn blank_nodes_are_named_by_what_the_file_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect(name);
    // Nodes without a label, one that is called like those, and one whose label looks drawn by lot.
    let drawn = "a1b2c3d4e5f60718a1b2c3d4e5f60718";
    write(
        "a.ttl",
        &format!(
            "@prefix e: <http://e.org/> .\n[] e:p (1 [ e:q _:anon0 ]), _:{drawn} .\n_:{drawn} e:r _:x .\n"
        ),
    );
    write(
        "b.jsonld",
        r#"{"@context": {"@vocab": "http://e.org/"}, "p": {"q": {"@id": "_:anon0"}}}"#,
    );
    write(
        "c.rdf",
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/"><rdf:Description><e:p rdf:parseType="Resource"><e:q rdf:nodeID="anon0"/></e:p></rdf:Description></rdf:RDF>"#,
    );
    write("d.nt", "_:anon0 <http://e.org/p> _:x .\n");
    for files in [
        &["a.ttl"][..],
        &["b.jsonld"],
        &["c.rdf"],
        &["a.ttl", "b.jsonld", "c.rdf", "d.nt"],
    ] {
        let version = || {
            let output = ptce(folder.path(), &[&["load"], files].concat());
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
            said(&output)
        };
        assert_eq!(version(), version(), "{files:?}");
    }
    // 8 quads of 7 nodes, 2 of 3, 2 of 3 and 1 of 2, none of them taken for another.
    let pointer = std::fs::read_to_string(folder.path().join("versions/current")).expect("a name");
    let place = folder.path().join("versions").join(pointer.trim());
    let snapshot = Snapshot::open(&place.join("graph.snapshot")).expect("opens");
    let quads = snapshot.quads().expect("quads");
    let quads: Vec<String> = quads
        .map(|quad| quad.expect("no damage").to_string())
        .collect();
    let words = quads.iter().flat_map(|quad| quad.split(' '));
    let blank: BTreeSet<&str> = words.filter(|word| word.starts_with("_:")).collect();
    assert_eq!((quads.len(), blank.len()), (13, 15), "{quads:#?}");
}

#[test]
fn every_syntax_error_is_told_and_nothing_is_loaded() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("a.nt"),
        "<http://e.org/s> <http://e.org/p> \"1\" .\nx\n<s> <p> <o> .\n",
    )
    .expect("written");
    std::fs::write(folder.path().join("b.ttl"), "e:a e:b e:c .\n").expect("written");
    let output = ptce(
        folder.path(),
        &["--format", "short", "load", "a.nt", "b.ttl"],
    );
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    for place in ["a.nt:2:", "a.nt:3:", "b.ttl:1:"] {
        assert!(said.contains(place), "{place}: {said}");
    }
    assert!(said.contains("error[L003]"), "{said}");
    assert!(!folder.path().join("versions/current").exists());
    let output = ptce(folder.path(), &["load", "a.doc"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("L001"));
}

#[test]
fn bombs_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("written")
    };
    write("zip.nt.gz", &gzip(&vec![b' '; 200 << 20]));
    let mut laughs = String::from("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a0 \"ha\">");
    for i in 1..30 {
        laughs.push_str(&format!("<!ENTITY a{i} \"&a{};&a{};\">", i - 1, i - 1));
    }
    laughs.push_str("]><r>&a29;</r>");
    write("laughs.rdf", laughs.as_bytes());
    write(
        "context.jsonld",
        br#"{"@context": "http://192.0.2.1/context", "@id": "http://e.org/a", "name": "x"}"#,
    );
    let deep = format!(
        "<http://e.org/s> <http://e.org/p> {}<http://e.org/o>{} .\n",
        "<<( <http://e.org/s> <http://e.org/p> ".repeat(20_000),
        " )>>".repeat(20_000)
    );
    write("deep.nt", deep.as_bytes());
    write(
        "nested.ttl",
        format!(
            "<http://e.org/s> <http://e.org/p> {}",
            "[ <http://e.org/p> ".repeat(50_000)
        )
        .as_bytes(),
    );
    for name in [
        "zip.nt.gz",
        "laughs.rdf",
        "context.jsonld",
        "deep.nt",
        "nested.ttl",
    ] {
        let output = ptce(folder.path(), &["load", name]);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", said(&output));
    }
}
