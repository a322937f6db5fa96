//! `ptce convert --data`: the version that `ptce load` would make of the output, by any number of
//! threads; nothing where something is wrong.

use super::{convert, large_table};
use std::fs;
use std::path::Path;
use std::process::Command;

const MAPPING: &str = "prefixes: {ex: http://ex.org/}
mappings:
  m:
    sources: [[t.csv~csv]]
    s: ex:$(id)
    graphs: ex:graph/$(kind)
    po:
      - [ex:name, $(name)]
      - [ex:kind, ex:$(kind)~iri]
      - p: ex:like
        o: {mapping: k, condition: {function: equal, parameters: [[str1, $(kind)], [str2, $(code)]]}}
  k:
    sources: [[k.csv~csv]]
    s: ex:$(code)
    po: [[ex:size, $(size), xsd:integer]]
";

fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("written");
    write("mapping.yml", MAPPING);
    write("t.csv", &large_table(20_000, false));
    // The same rows again: what is made twice is there once.
    write("k.csv", "code,size\nk1,1\nk2,2\nk1,1\n");
    place
}

fn current(folder: &Path, versions: &str) -> Option<String> {
    let path = folder.join(versions).join("current");
    let name = fs::read_to_string(path).ok()?;
    Some(name.trim().to_owned())
}

fn ptce(folder: &Path, arguments: &[&str]) {
    let ran = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{arguments:?}: {said}");
}

#[test]
fn tables_become_the_version_that_their_triples_become() {
    let place = place();
    let at = place.path();
    assert!(convert(at, &["--output", "all.nq"]).status.success());
    ptce(at, &["load", "all.nq", "--out", "loaded"]);
    let loaded = current(at, "loaded").expect("a version");
    for (threads, memory) in [("1", "256"), ("2", "256"), ("5", "256"), ("3", "1")] {
        let versions = format!("v{threads}-{memory}");
        let more = ["--threads", threads, "--memory", memory];
        let ran = convert(at, &[&["--data", &versions], &more[..]].concat());
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!((ran.status.code(), said.as_ref()), (Some(0), ""));
        assert_eq!(current(at, &versions).as_ref(), Some(&loaded), "{versions}");
    }
    ptce(at, &["check", "--data", "v2-256"]);
}

#[test]
fn a_language_is_one_however_it_is_written() {
    let place = place();
    let at = place.path();
    let mapping = "prefixes: {ex: http://ex.org/}
mappings:
  m:
    sources: [[t.csv~csv]]
    s: ex:$(id)
    po:
      - [ex:name, $(v), fr-FR~lang]
      - [ex:like, $(v), $(tag)~lang]
      - [ex:like, $(v), en-us~lang]
";
    fs::write(at.join("mapping.yml"), mapping).expect("written");
    fs::write(at.join("t.csv"), "id,v,tag\n1,x,EN-US\n1,x,en-us\n").expect("written");
    assert!(convert(at, &["--output", "all.nt"]).status.success());
    let text = fs::read_to_string(at.join("all.nt")).expect("a file");
    assert_eq!(text.lines().count(), 2, "{text}");
    ptce(at, &["load", "all.nt", "--out", "loaded"]);
    assert!(convert(at, &["--data", "made"]).status.success());
    let made = current(at, "made");
    assert!(made.is_some() && made == current(at, "loaded"));
}

#[test]
fn where_something_is_wrong_the_version_before_stays() {
    let place = place();
    let at = place.path();
    let made = |more: &[&str]| {
        let ran = convert(at, &[&["--data", "v", "--format", "short"], more].concat());
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        (ran.status.code(), said)
    };
    fs::write(at.join("k.csv"), "code,size\nk1,1\nk2,much\n").expect("written");
    let (status, said) = made(&[]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("k.csv:3:4"), "{said}");
    assert_eq!(current(at, "v"), None);
    let (status, said) = made(&["--on-error", "skip"]);
    assert_eq!(status, Some(1), "{said}");
    let first = current(at, "v").expect("what could be made");
    fs::write(at.join("k.csv"), "code,size\nk1,more\n").expect("written");
    assert_eq!(made(&[]).0, Some(1));
    assert_eq!(current(at, "v").as_ref(), Some(&first));
    // So it is where shapes refuse the result.
    fs::write(at.join("k.csv"), "code,size\nk1,1\n").expect("written");
    let shapes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://ex.org/> .
[] a sh:NodeShape ; sh:targetSubjectsOf ex:size ; sh:property [ sh:path ex:size ; sh:minCount 2 ] .";
    fs::write(at.join("shapes.ttl"), shapes).expect("written");
    let few = large_table(20, true);
    fs::write(at.join("t.csv"), few).expect("written");
    let (status, said) = made(&["--validate", "shapes.ttl"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("H003"), "{said}");
    assert_eq!(current(at, "v"), Some(first));
    let left = fs::read_dir(at.join("v")).expect("a folder").count();
    assert_eq!(left, 2, "one version and its pointer");
}

#[test]
fn what_is_no_rdf_is_no_version() {
    let place = place();
    let at = place.path();
    fs::remove_file(at.join("mapping.yml")).expect("removed");
    let mapping = "@prefix rml: <http://w3id.org/rml/> .
<http://ex.org/M> rml:logicalSource [ rml:source \"t.csv\" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template \"http://ex.org/{id}\" ] ;
  rml:predicateObjectMap [ rml:predicate <http://ex.org/p> ;
    rml:objectMap [ rml:template \"http://ex.org/u/{v}\" ; rml:termType rml:UnsafeIRI ] ] .";
    fs::write(at.join("mapping.ttl"), mapping).expect("written");
    fs::write(at.join("t.csv"), "id,v\n1,a b\n").expect("written");
    let ran = convert(at, &["--format", "nt"]);
    let text = String::from_utf8_lossy(&ran.stdout);
    assert!(text.contains("<http://ex.org/u/a b>"), "{text}");
    let ran = convert(at, &["--data", "v", "--format", "short"]);
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1), "{said}");
    let expected = "t.csv:2:3: error[M101]: `http://ex.org/u/a b` is not a valid IRI";
    assert!(said.contains(expected), "{said}");
    assert_eq!(current(at, "v"), None);
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let place = place();
    let ran = convert(place.path(), &["--data", "t.csv/v", "--format", "short"]);
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{said}");
    assert!(said.contains("B001") && said.contains("t.csv/v"), "{said}");
}
