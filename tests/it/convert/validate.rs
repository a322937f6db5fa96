//! `ptce convert --validate`: what does not conform is told at its row, and nothing is written.

use super::convert;
use std::fs;
use std::path::Path;

const SHAPES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://ex.org/> .
ex:Shape a sh:NodeShape ; sh:targetClass ex:C ;
  sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:maxLength 5 ;
    sh:message \"un nom de cinq lettres au plus\"@fr, \"a name of five letters at most\"@en ] ;
  sh:property [ sh:path ex:kind ; sh:pattern \"^k\" ; sh:severity sh:Warning ] .
";

fn write(folder: &Path, rows: &str) {
    let mapping = "prefixes: {ex: http://ex.org/}\nmappings:\n  m:\n    sources: [{access: t.csv, null: \"\"}]\n    s: ex:$(id)\n    po:\n      \
        - [a, ex:C]\n      - [ex:name, $(name)]\n      - [ex:kind, $(kind)]\n";
    fs::write(folder.join("mapping.yml"), mapping).expect("written");
    fs::write(folder.join("shapes.ttl"), SHAPES).expect("written");
    fs::write(folder.join("t.csv"), format!("id,name,kind\n{rows}")).expect("written");
}

/// The status, what was said, and the output.
fn run(folder: &Path, more: &[&str]) -> (Option<i32>, String, Option<String>) {
    let output = folder.join("o.nt");
    let _ = fs::remove_file(&output);
    let arguments = ["--format", "short", "--output", "o.nt", "--validate"];
    let ran = convert(folder, &[&arguments, more].concat());
    let said = String::from_utf8(ran.stderr).expect("UTF-8");
    (ran.status.code(), said, fs::read_to_string(output).ok())
}

#[test]
fn what_does_not_conform_is_told_at_its_row() {
    let place = tempfile::tempdir().expect("a folder");
    write(
        place.path(),
        "1,abc,k\n2,\"much\ntoo long\",k\n3,,k\n4,abc,z\n",
    );
    let (status, said, output) = run(place.path(), &["shapes.ttl"]);
    assert_eq!((status, output), (Some(1), None), "{said}");
    for expected in [
        "t.csv:3:1: error[H003]: `http://ex.org/2` does not conform at `http://ex.org/name`",
        "t.csv:5:1: error[H003]: `http://ex.org/3` does not conform at `http://ex.org/name` (sh:MinCount)",
        "t.csv:6:1: warning[H004]: `http://ex.org/4` does not conform at `http://ex.org/kind`, found `z`",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    assert_eq!(said.lines().count(), 3, "{said}");
    // Passed over, it is told all the same, and the output is whole.
    let (status, said, output) = run(place.path(), &["shapes.ttl", "--on-error", "skip"]);
    assert_eq!((status, said.lines().count()), (Some(1), 3), "{said}");
    assert_eq!(output.expect("an output").lines().count(), 11);
    // A warning keeps nothing back, and the output is that of a run without shapes.
    write(place.path(), "1,abc,k\n4,abc,z\n");
    let (status, said, output) = run(place.path(), &["shapes.ttl", "--provenance", "p.tsv"]);
    assert_eq!((status, said.lines().count()), (Some(0), 1), "{said}");
    let plain = convert(place.path(), &["--output", "plain.nt"]);
    assert!(plain.status.success());
    let plain = fs::read_to_string(place.path().join("plain.nt")).ok();
    assert_eq!(output, plain);
}

#[test]
fn validation_keeps_to_its_memory_and_knows_its_shapes() {
    let place = tempfile::tempdir().expect("a folder");
    let rows: Vec<String> = (0..2000).map(|n| format!("{n},abc,k\n")).collect();
    write(place.path(), &rows.concat());
    let (status, said, output) = run(place.path(), &["shapes.ttl", "--memory", "1"]);
    assert_eq!((status, output.is_none()), (Some(2), true), "{said}");
    assert!(
        said.contains("error[M205]") || said.contains("error[M203]"),
        "{said}"
    );
    assert_eq!(run(place.path(), &["shapes.ttl"]).0, Some(0));
    // The shapes of the publication know nothing of this class, and hold.
    assert_eq!(run(place.path(), &[]).0, Some(0));
    let (status, said, _) = run(place.path(), &["none.ttl"]);
    assert!(status == Some(2) && said.contains("error[G003]"), "{said}");
    fs::write(
        place.path().join("t.ttl"),
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:a> sh:sparql [] .",
    )
    .expect("written");
    let (status, said, _) = run(place.path(), &["t.ttl"]);
    assert!(status == Some(2) && said.contains("error[H001]"), "{said}");
}
