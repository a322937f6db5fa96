//! `ptce convert` on the cases of `tests/fixtures/convert` and at its edges.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Dataset;
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/convert")
}

/// A copy of a case to run in.
fn copy(name: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(fixtures().join(name)).expect("a case") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, place.path().join(path.file_name().expect("a name"))).expect("a copy");
    }
    place
}

fn convert(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder)
        .args(["convert", "--mapping", "mapping.ttl", "--quiet"])
        .args(arguments)
        .output()
        .expect("the program")
}

fn dataset(text: &[u8], format: RdfFormat) -> Dataset {
    let quads = RdfParser::from_format(format).for_slice(text);
    let mut dataset: Dataset = quads.map(|quad| quad.expect("valid RDF")).collect();
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    dataset
}

/// Runs a case and says what is not as it should be.
fn check(name: &str) -> Result<(), String> {
    let place = copy(name);
    let read = |file: &str| fs::read_to_string(place.path().join(file)).ok();
    let more = read("arguments.txt").unwrap_or_default();
    let mut arguments = vec!["--format", "short", "--output", "result.nq"];
    arguments.extend(more.lines());
    let ran = convert(place.path(), &arguments);
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    let status = read("status.txt").map(|text| text.trim().parse::<i32>().expect("a number"));
    let result = read("result.nq");
    if let Some(expected) = read("expected.txt") {
        if ran.status.code() != Some(status.unwrap_or(2)) || result.is_some() {
            return Err(format!("{name}: {}, output {result:?}\n{said}", ran.status));
        }
        return if said == expected {
            Ok(())
        } else {
            Err(format!("{name} says\n{said}"))
        };
    }
    let Some(result) = result else {
        return Err(format!("{name}: no output\n{said}"));
    };
    if ran.status.code() != Some(status.unwrap_or(0)) {
        return Err(format!("{name}: {}\n{said}", ran.status));
    }
    let expected = read("expected.nq").expect("what is expected");
    let (expected, found) = (
        dataset(expected.as_bytes(), RdfFormat::NQuads),
        dataset(result.as_bytes(), RdfFormat::NQuads),
    );
    if expected == found {
        Ok(())
    } else {
        Err(format!("{name} gives\n{found}"))
    }
}

#[test]
fn cases_give_what_is_expected() {
    let mut names: Vec<_> = fs::read_dir(fixtures())
        .expect("the cases")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let failures: Vec<_> = names.iter().filter_map(|name| check(name).err()).collect();
    assert!(
        names.len() > 10 && failures.is_empty(),
        "{}",
        failures.join("\n")
    );
}

#[test]
fn every_syntax_holds_the_same_triples() {
    let place = copy("french-spreadsheet");
    let expected = fs::read(place.path().join("expected.nq")).expect("what is expected");
    let expected = dataset(&expected, RdfFormat::NQuads);
    for (word, format) in [
        ("nt", RdfFormat::NTriples),
        ("nq", RdfFormat::NQuads),
        ("ttl", RdfFormat::Turtle),
        ("trig", RdfFormat::TriG),
        ("rdfxml", RdfFormat::RdfXml),
        (
            "jsonld",
            RdfFormat::JsonLd {
                profile: oxigraph::io::JsonLdProfileSet::empty(),
            },
        ),
    ] {
        let ran = convert(place.path(), &["--format", word]);
        assert!(
            ran.status.success(),
            "{word}: {}",
            String::from_utf8_lossy(&ran.stderr)
        );
        assert_eq!(dataset(&ran.stdout, format), expected, "{word}");
    }
}

#[test]
fn targets_take_their_triples() {
    let place = copy("targets");
    assert!(
        convert(place.path(), &["--output", "result.nq"])
            .status
            .success()
    );
    let read = |name: &str| fs::read_to_string(place.path().join(name)).expect(name);
    assert_eq!(read("literals.nt"), read("expected.literals.nt"));
}

#[test]
fn what_stood_there_stays_when_the_run_fails() {
    let place = copy("wrong-values");
    let result = place.path().join("result.nq");
    fs::write(&result, "before").expect("written");
    assert_eq!(
        convert(place.path(), &["--output", "result.nq"])
            .status
            .code(),
        Some(1)
    );
    assert_eq!(fs::read_to_string(&result).expect("a file"), "before");
    let names: Vec<_> = fs::read_dir(place.path())
        .expect("the folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.contains("partial"))
        .collect();
    assert_eq!(names, [""; 0]);
    let ran = convert(place.path(), &[]);
    assert_eq!((ran.status.code(), ran.stdout.len()), (Some(1), 0));
}

#[test]
fn named_graphs_need_a_syntax_that_has_them() {
    let place = tempfile::tempdir().expect("a folder");
    let mapping = "@prefix rml: <http://w3id.org/rml/> .\n\
        <http://ex.org/M> rml:logicalSource [ rml:source \"t.csv\" ; rml:referenceFormulation rml:CSV ] ;\n\
        rml:subjectMap [ rml:template \"http://ex.org/{id}\" ; rml:class <http://ex.org/C> ; rml:graph <http://ex.org/g> ] .";
    fs::write(place.path().join("mapping.ttl"), mapping).expect("written");
    fs::write(place.path().join("t.csv"), "id\n1\n").expect("written");
    let ran = convert(place.path(), &["--format", "nt", "--format", "short"]);
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("error[M201]"));
    assert!(convert(place.path(), &["--format", "nq"]).status.success());
}

#[test]
fn repeated_triples_are_written_once_whatever_the_memory() {
    let place = copy("blank-nodes");
    let mapping = "@prefix rml: <http://w3id.org/rml/> .\n\
        <http://ex.org/M> rml:logicalSource [ rml:source \"t.csv\" ; rml:referenceFormulation rml:CSV ] ;\n\
        rml:subjectMap [ rml:template \"http://ex.org/{a}\" ; rml:class <http://ex.org/C> ] .";
    fs::write(place.path().join("mapping.ttl"), mapping).expect("written");
    for memory in ["0", "1"] {
        let ran = convert(place.path(), &["--memory", memory]);
        let text = String::from_utf8(ran.stdout).expect("UTF-8");
        assert_eq!(text.lines().count(), 2, "{text}");
    }
}

#[test]
fn parts_over_standard_input_give_together_what_one_run_gives() {
    let place = tempfile::tempdir().expect("a folder");
    let mapping = "@prefix rml: <http://w3id.org/rml/> .\n\
        <http://ex.org/M> rml:logicalSource [ rml:source \"/dev/stdin\" ; rml:referenceFormulation rml:CSV ] ;\n\
        rml:subjectMap [ rml:template \"http://ex.org/{id}\" ; rml:class <http://ex.org/C> ] ;\n\
        rml:predicateObjectMap [ rml:predicate <http://ex.org/p> ; rml:objectMap [ rml:reference \"v\" ] ] .";
    fs::write(place.path().join("mapping.ttl"), mapping).expect("written");
    let run = |table: String| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ptce"))
            .current_dir(place.path())
            .args(["convert", "--mapping", "mapping.ttl", "--quiet"])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("the program");
        let mut input = child.stdin.take().expect("a pipe");
        std::io::Write::write_all(&mut input, table.as_bytes()).expect("written");
        drop(input);
        let ran = child.wait_with_output().expect("the end");
        assert!(ran.status.success());
        let text = String::from_utf8(ran.stdout).expect("UTF-8");
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let rows: Vec<String> = (0..40)
        .map(|n| format!("{},\"é\n{n}\"\n", n * 7 % 40))
        .collect();
    let table = |rows: &[String]| format!("id,v\n{}", rows.concat());
    let mut whole = run(table(&rows));
    let mut parts: Vec<_> = rows.chunks(13).flat_map(|part| run(table(part))).collect();
    whole.sort();
    parts.sort();
    assert_eq!((whole.len(), whole), (80, parts));
}
