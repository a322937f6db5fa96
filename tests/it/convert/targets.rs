//! Logical targets: all of them and the output appear, or none.

use super::convert;
use std::fs;
use std::path::Path;

/// A mapping whose literals go to these files, in N-Triples.
fn mapping(targets: &[&str]) -> String {
    let target = |path: &&str| {
        format!(
            "[ rml:target [ a rml:FilePath ; rml:path \"{path}\" ] ; rml:serialization formats:N-Triples ]"
        )
    };
    let targets: Vec<_> = targets.iter().map(target).collect();
    format!(
        "@prefix rml: <http://w3id.org/rml/> .
@prefix formats: <http://www.w3.org/ns/formats/> .
<http://ex.org/M> rml:logicalSource [ rml:source \"t.csv\" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template \"http://ex.org/{{id}}\" ; rml:class <http://ex.org/C> ] ;
  rml:predicateObjectMap [ rml:predicate <http://ex.org/p> ;
    rml:objectMap [ rml:reference \"id\" ; rml:logicalTarget {} ] ] .
",
        targets.join(", ")
    )
}

/// A folder with this mapping and a table of so many rows.
fn folder(targets: &[&str], rows: u32) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let at = |name: &str| place.path().join(name);
    fs::write(at("mapping.ttl"), mapping(targets)).expect("written");
    let rows: String = (0..rows).map(|row| format!("{row}\n")).collect();
    fs::write(at("t.csv"), format!("id\n{rows}")).expect("written");
    place
}

/// Runs; gives the status and what is said.
fn said(folder: &Path) -> (Option<i32>, String) {
    let ran = convert(folder, &["--format", "short", "--output", "o.nq"]);
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    (ran.status.code(), said)
}

#[test]
fn a_target_without_a_place_is_told_before_anything_is_read() {
    for (wrong, why) in [
        ("no/x.nt", "No such file or directory (os error 2)"),
        ("t.csv/x.nt", "not a directory"),
        ("sub", "what stands there is no regular file"),
    ] {
        let place = folder(&["a.nt", wrong], 1);
        let at = |name: &str| place.path().join(name);
        fs::create_dir(at("sub")).expect("a folder");
        fs::write(at("a.nt"), "before").expect("written");
        // A row that would be told, were the table read.
        fs::write(at("t.csv"), "id\n1,2\n").expect("written");
        let (status, said) = said(place.path());
        let expected = format!("error[M202]: `{wrong}` cannot be written: {why}\n");
        assert!(
            said.starts_with("mapping.ttl:6:") && said.ends_with(&expected),
            "{said}"
        );
        assert_eq!((status, said.lines().count()), (Some(2), 1), "{said}");
        let text = fs::read_to_string(at("a.nt")).expect("a file");
        assert_eq!((text.as_str(), at("o.nq").exists()), ("before", false));
    }
}

#[test]
fn targets_appear_beside_their_output() {
    let place = folder(&["a.nt", "b.nt"], 1);
    assert_eq!(said(place.path()), (Some(0), String::new()));
    for (name, text) in [
        ("a.nt", "<http://ex.org/0> <http://ex.org/p> \"0\" .\n"),
        ("b.nt", "<http://ex.org/0> <http://ex.org/p> \"0\" .\n"),
        (
            "o.nq",
            "<http://ex.org/0> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://ex.org/C> .\n",
        ),
    ] {
        let found = fs::read_to_string(place.path().join(name)).expect(name);
        assert_eq!(found, text, "{name}");
    }
    let files = fs::read_dir(place.path()).expect("the folder").count();
    assert_eq!(files, 5, "nothing but mapping, table and results");
}

#[test]
fn a_target_whose_syntax_takes_no_graph_is_told_what_decides() {
    let place = folder(&["a.nt"], 1);
    let at = |name: &str| place.path().join(name);
    let mapping = fs::read_to_string(at("mapping.ttl")).expect("the mapping");
    let in_graph = mapping.replace(
        "rml:class <http://ex.org/C>",
        "rml:class <http://ex.org/C> ; rml:graph <http://ex.org/G>",
    );
    for (name, shown) in [
        ("N-Triples", "N-Triples"),
        ("Turtle", "Turtle"),
        ("RDF_XML", "RDF/XML"),
        ("RDF_JSON", "RDF/JSON"),
    ] {
        let text = in_graph.replace("formats:N-Triples", &format!("formats:{name}"));
        fs::write(at("mapping.ttl"), text).expect("written");
        let ran = convert(place.path(), &["--output", "o.nq"]);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        let message =
            format!("error[M201]: {shown} holds no named graph such as <http://ex.org/G>\n");
        assert!(said.starts_with(&message), "{name}: {said}");
        assert!(
            said.contains("rml:serialization formats:N-Quads, formats:TriG"),
            "{said}"
        );
        assert!(!said.contains("--format"), "{said}");
        assert_eq!(ran.status.code(), Some(2), "{name}");
    }
}
