//! What is found in JSON sources, and what is told where something is not.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// A mapping of a source with an iterator, whose objects are a reference.
fn mapping(source: &str, iterator: &str, reference: &str) -> String {
    format!(
        "@prefix rml: <http://w3id.org/rml/> .
<http://ex.org/M> rml:logicalSource [ rml:source \"{source}\" ; rml:referenceFormulation rml:JSONPath ;
    rml:iterator \"{iterator}\" ] ;
  rml:subjectMap [ rml:template \"http://ex.org/{{$.id}}\" ] ;
  rml:predicateObjectMap [ rml:predicate <http://ex.org/p> ; rml:objectMap [ rml:reference \"{reference}\" ] ] .
"
    )
}

/// Converts with this on standard input; gives the status, what is made and what is said.
fn run(folder: &Path, arguments: &[&str], input: &str) -> (Option<i32>, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder)
        .args(["convert", "--mapping", "m.ttl", "--quiet"])
        .args(["--format", "short"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut pipe = child.stdin.take().expect("a pipe");
    // A run that ends without reading closes the pipe.
    let _ = pipe.write_all(input.as_bytes());
    drop(pipe);
    let ran = child.wait_with_output().expect("the end");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (ran.status.code(), text(ran.stdout), text(ran.stderr))
}

/// A folder with a mapping and these files.
fn folder(mapping: &str, files: &[(&str, &str)]) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    for (name, text) in files.iter().chain(&[("m.ttl", mapping)]) {
        fs::write(place.path().join(name), text).expect("written");
    }
    place
}

const ONE: &str = "<http://ex.org/1> <http://ex.org/p> \"x\" .\n";

#[test]
fn what_one_file_of_several_has_is_not_missing() {
    let several = mapping("m-*.json", "$", "$.opt");
    let (with, without) = ("{\"id\": 1, \"opt\": \"x\"}", "{\"id\": 2}");
    for files in [
        [("m-1.json", with), ("m-2.json", without)],
        [("m-1.json", without), ("m-2.json", with)],
    ] {
        let place = folder(&several, &files);
        let made = (Some(0), ONE.to_owned(), String::new());
        assert_eq!(run(place.path(), &[], ""), made);
    }
    let files = [("m-1.json", without), ("m-2.json", without)];
    let told = "m.ttl:5:92: error[M009]: no item of `m-*.json` has `$.opt`\n";
    let place = folder(&several, &files);
    let failed = (Some(2), String::new(), told.to_owned());
    assert_eq!(run(place.path(), &[], ""), failed);
}

#[test]
fn what_a_part_has_not_may_be_in_another() {
    let rows = "{\"id\": 1, \"opt\": \"x\"}\n{\"id\": 2}\n";
    let place = folder(&mapping("p.ndjson", "$", "$.opt"), &[("p.ndjson", rows)]);
    let part = ["--part", "p.ndjson"];
    for (line, expected) in rows.lines().zip([ONE, ""]) {
        let made = (Some(0), expected.to_owned(), String::new());
        assert_eq!(run(place.path(), &part, line), made);
    }
}

/// Converts a file of this name and text; gives the status and what is said with its way out.
fn told(source: &str, text: &str) -> (Option<i32>, String) {
    let place = folder(&mapping(source, "$", "$.id"), &[(source, text)]);
    let (status, _, said) = run(place.path(), &["--format", "text"], "");
    (status, said)
}

#[test]
fn a_document_that_is_too_deep_is_told_so() {
    let deep = |levels| {
        format!(
            "{{\"id\": 1, \"a\": {}{}}}",
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    // The object is a level too; the list that is one too many is the 127th after fifteen characters.
    assert_eq!(told("d.json", &deep(126)), (Some(0), String::new()));
    for levels in [127, 100_000] {
        let (status, said) = told("d.json", &deep(levels));
        let first = said.lines().take(2).collect::<Vec<_>>().join("\n");
        let expected =
            "error[M108]: the JSON document is more than 127 levels deep\n --> d.json:1:142";
        assert_eq!((status, first.as_str()), (Some(1), expected), "{levels}");
        assert!(said.contains("flatten the document"), "{said}");
    }
}

#[test]
fn a_line_that_is_too_long_is_not_told_to_become_a_line() {
    let text = format!("{{\"id\": \"{}\"}}", "x".repeat(16 << 20));
    for name in ["l.ndjson", "L.JSONL"] {
        let (status, said) = told(name, &text);
        assert_eq!(status, Some(1), "{name}");
        assert!(said.contains("larger than 16 MiB"), "{said}");
        assert!(said.contains("spread the document of this line"), "{said}");
        assert!(!said.contains("one document a line"), "{said}");
    }
}

#[test]
fn an_iterator_that_leads_nowhere_is_told() {
    for (source, text, iterator, is_lost) in [
        ("z.json", "{\"items\": [{\"id\": 1}]}", "$.itemz[*]", true),
        ("z.json", "{\"items\": []}", "$.items[*]", false),
        (
            "z.json",
            "{\"items\": [{\"parts\": []}]}",
            "$.items[*].parts[*]",
            false,
        ),
        ("z.json", "[]", "$[*]", false),
        ("z.ndjson", "{\"a\": 1}\n{\"a\": 2}\n", "$.items[*]", true),
        (
            "z.ndjson",
            "{\"a\": 1}\n{\"items\": []}\n",
            "$.items[*]",
            false,
        ),
        ("z.ndjson", "\n", "$.items[*]", false),
    ] {
        let place = folder(&mapping(source, iterator, "$.id"), &[(source, text)]);
        let out = place.path().join("o.nq");
        fs::write(&out, "before").expect("written");
        let (status, _, said) = run(place.path(), &["--output", "o.nq"], "");
        let expected = match is_lost {
            true => {
                format!("m.ttl:3:18: error[M009]: no document of `{source}` has `{iterator}`\n")
            }
            false => String::new(),
        };
        let status_expected = if is_lost { 2 } else { 0 };
        assert_eq!((status, said), (Some(status_expected), expected), "{text}");
        let left = if is_lost { "before" } else { "" };
        assert_eq!(fs::read_to_string(out).expect("a file"), left, "{text}");
    }
    // Of several files one is enough; and a part may be one that has none.
    let several = mapping("m-*.json", "$.items[*]", "$.id");
    let files = [("m-1.json", "{\"a\": 1}"), ("m-2.json", "{\"items\": []}")];
    let nothing = (Some(0), String::new(), String::new());
    let place = folder(&several, &files);
    assert_eq!(run(place.path(), &[], ""), nothing);
    let place = folder(
        &mapping("p.ndjson", "$.items[*]", "$.id"),
        &[("p.ndjson", "")],
    );
    let part = run(place.path(), &["--part", "p.ndjson"], "{\"a\": 1}\n");
    assert_eq!(part, nothing);
}

#[test]
fn a_reference_that_looks_like_a_path_is_not_taken_for_a_name() {
    let text = "{\"id\": 1, \"o\": {\"prix-ht\": \"x\"}, \"a-b\": \"x\", \"o.p-q\": \"x\"}";
    let made = (Some(0), ONE.to_owned(), String::new());
    for reference in ["$.o['prix-ht']", "a-b", "$['o.p-q']"] {
        let place = folder(&mapping("t.json", "$", reference), &[("t.json", text)]);
        assert_eq!(run(place.path(), &[], ""), made, "{reference}");
    }
    let place = folder(&mapping("t.json", "$", "o.prix-ht"), &[("t.json", text)]);
    let (status, _, said) = run(place.path(), &["--format", "text"], "");
    assert_eq!(status, Some(2), "{said}");
    assert!(
        said.contains("error[M012]: `o.prix-ht` is not a JSONPath"),
        "{said}"
    );
    assert!(
        said.contains("write $.o['prix-ht']; for one member"),
        "{said}"
    );
}
