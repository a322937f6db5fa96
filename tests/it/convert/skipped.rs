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
