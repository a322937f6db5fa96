//! What `ptce convert --on-error skip` leaves out, and what it still makes.

use super::convert;
use std::fs;

/// Runs a mapping over tables; gives the status, the lines made and the lines said.
fn run(mapping: &str, tables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let place = tempfile::tempdir().expect("a folder");
    let prefix = "@prefix rml: <http://w3id.org/rml/> .\n@prefix ex: <http://ex.org/> .\n";
    let files = [("mapping.ttl", format!("{prefix}{mapping}"))];
    let tables = tables
        .iter()
        .map(|(name, text)| (*name, (*text).to_owned()));
    for (name, text) in files.into_iter().chain(tables) {
        fs::write(place.path().join(name), text).expect("written");
    }
    let ran = convert(
        place.path(),
        &[&["--format", "short", "--output", "o.nt"], arguments].concat(),
    );
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let made = fs::read_to_string(place.path().join("o.nt"));
    Ran {
        status: ran.status.code(),
        made: made.map(|made| lines(&made)).unwrap_or_default(),
        said: lines(&String::from_utf8_lossy(&ran.stderr)),
    }
}

/// What came of it.
struct Ran {
    status: Option<i32>,
    made: Vec<String>,
    said: Vec<String>,
}

#[test]
fn a_parent_without_subject_is_left_out_alone() {
    let map = |name: &str, source: &str, rest: &str| {
        format!(
            "ex:{name} rml:logicalSource [ rml:source \"{source}\" ; rml:referenceFormulation rml:CSV ] ; {rest} .\n"
        )
    };
    let join = "rml:objectMap [ rml:parentTriplesMap ex:P ; rml:joinCondition [ rml:child \"k\" ; rml:parent \"k\" ] ]";
    let child = format!(
        "rml:subjectMap [ rml:template \"http://ex.org/{{id}}\" ] ; \
         rml:predicateObjectMap [ rml:predicate ex:p ; {join} ], [ rml:predicate ex:q ; {join} ]"
    );
    let parent = "rml:subjectMap [ rml:reference \"i\" ]";
    let mapping = map("M", "c.csv", &child) + &map("P", "p.csv", parent);
    let tables = [
        ("c.csv", "id,k\n1,a\n2,b\n"),
        ("p.csv", "i,k\nhttp://ex.org/x y,a\nhttp://ex.org/z,b\n"),
    ];
    let told = "[M101]: `http://ex.org/x y` is not a valid IRI";
    let ran = run(&mapping, &tables, &["--on-error", "skip"]);
    assert_eq!(ran.said, [format!("p.csv:2:1: warning{told}")]);
    assert_eq!(
        ran.made,
        [
            "<http://ex.org/2> <http://ex.org/p> <http://ex.org/z> .",
            "<http://ex.org/2> <http://ex.org/q> <http://ex.org/z> ."
        ]
    );
    assert_eq!(ran.status, Some(1));
    let ran = run(&mapping, &tables, &[]);
    assert_eq!(ran.said, [format!("p.csv:2:1: error{told}")]);
    assert_eq!((ran.status, ran.made.len()), (Some(1), 0));
}

const MAPPING: &str = "ex:M rml:logicalSource [ rml:source \"t.csv\" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template \"http://ex.org/{id}\" ] ;
  rml:predicateObjectMap [ rml:predicate ex:p ; rml:objectMap [ rml:reference \"n\" ] ],
    [ rml:predicate ex:q ; rml:objectMap [ rml:parentTriplesMap ex:M ; rml:joinCondition [ rml:child \"n\" ; rml:parent \"n\" ] ] ] .
";

#[test]
fn rows_that_are_none_are_left_out_and_all_told() {
    let table = "id,n\n1,a\n2\n3,b,c\n4,\"x\"y\n5,e\u{7}f\n6,g\n";
    let faults = |severity: &str| {
        [
            (
                "3:2",
                "T010",
                "the row has 1 cell where the header has 2 columns",
            ),
            (
                "4:5",
                "T010",
                "the row has 3 cells where the header has 2 columns",
            ),
            (
                "5:5",
                "T007",
                "text `y` after the quote that closes the cell opened at 5:3",
            ),
            ("6:4", "T008", "control character U+0007 in a cell"),
        ]
        .map(|(place, code, why)| format!("t.csv:{place}: {severity}[{code}]: {why}"))
    };
    let ran = run(MAPPING, &[("t.csv", table)], &["--on-error", "skip"]);
    assert_eq!(ran.said, faults("warning"));
    let triples = [1, 6].map(|id| {
        let n = if id == 1 { "a" } else { "g" };
        let subject = format!("<http://ex.org/{id}>");
        format!("{subject} <http://ex.org/p> \"{n}\" .\n{subject} <http://ex.org/q> {subject} .")
    });
    assert_eq!(ran.made.join("\n"), triples.join("\n"));
    assert_eq!(ran.status, Some(1));
    let ran = run(MAPPING, &[("t.csv", table)], &[]);
    assert_eq!(ran.said, faults("error"));
    assert_eq!((ran.status, ran.made.len()), (Some(1), 0));
    // What leaves the rows after it uncertain ends the run in any case.
    let table = "id,n\n1\n2,\"x\n3,c\n";
    let ran = run(MAPPING, &[("t.csv", table)], &["--on-error", "skip"]);
    assert_eq!(
        ran.said,
        ["t.csv:3:3: error[T006]: the quote that opens here is never closed"]
    );
    assert_eq!((ran.status, ran.made.len()), (Some(1), 0));
}

#[test]
fn rows_left_out_do_not_depend_on_threads() {
    let row = |number: u32| match number % 1000 {
        7 => format!("{number},\"x\"y\n"),
        8 => format!("{number}\n"),
        _ => format!("{number:06},n{number}\n"),
    };
    let table: String = (0..30_000).map(row).collect();
    let table = format!("id,n\n{table}");
    let ran = ["1", "4"].map(|threads| {
        let arguments = ["--on-error", "skip", "--faults", "3", "--threads", threads];
        run(MAPPING, &[("t.csv", &table)], &arguments)
    });
    assert_eq!(ran[0].made, ran[1].made);
    assert_eq!(ran[0].made.len(), (30_000 - 60) * 2);
    let places = ["t.csv:9:", "t.csv:10:", "t.csv:1009:"];
    for ran in &ran {
        assert_eq!(ran.said.len(), 4, "{:?}", ran.said);
        let told = ran.said[1..].iter().zip(places);
        assert!(
            told.into_iter()
                .all(|(said, place)| said.starts_with(place))
        );
        assert_eq!(
            ran.said[0],
            "warning[M100]: 57 more values or rows are wrong"
        );
    }
}
