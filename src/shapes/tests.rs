//! Tests: each component of SHACL Core on a small graph, and what is refused.

use super::*;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Triple;

const PREFIXES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://e/> . \
     @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n";

fn triples(text: &str) -> Vec<Triple> {
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(&format!("{PREFIXES}{text}"))
        .map(|quad| quad.expect("valid Turtle").into())
        .collect()
}

fn shapes(text: &str) -> Result<Shapes, crate::diag::Diagnostics> {
    Shapes::compile(triples(text), "shapes.ttl")
}

/// The components that fail on `e:x`, in order of their names.
fn failing(constraint: &str, data: &str) -> Vec<&'static str> {
    let shapes = shapes(&format!(
        "e:S a sh:NodeShape ; sh:targetNode e:x ; {constraint} ."
    ));
    let report = shapes
        .expect("well formed")
        .validate(&Facts::new(triples(data)));
    let mut found: Vec<&str> = report.violations.iter().map(|v| v.component).collect();
    found.sort_unstable();
    found
}

/// A component, a constraint on the values of `e:p`, data that meets it, data that does not.
const COMPONENTS: [(&str, &str, &str, &str); 27] = [
    (
        "Class",
        "sh:class e:C",
        "e:x e:p e:y . e:y a e:D . e:D rdfs:subClassOf e:C .",
        "e:x e:p e:y .",
    ),
    (
        "Datatype",
        "sh:datatype xsd:date",
        "e:x e:p \"2016-01-14\"^^xsd:date .",
        "e:x e:p \"2016-13-14\"^^xsd:date .",
    ),
    (
        "NodeKind",
        "sh:nodeKind sh:IRI",
        "e:x e:p e:y .",
        "e:x e:p 1 .",
    ),
    ("MinCount", "sh:minCount 1", "e:x e:p 1 .", "e:x e:q 1 ."),
    ("MaxCount", "sh:maxCount 1", "e:x e:p 1 .", "e:x e:p 1, 2 ."),
    (
        "MinInclusive",
        "sh:minInclusive 1",
        "e:x e:p 1.0 .",
        "e:x e:p 0.9 .",
    ),
    (
        "MinExclusive",
        "sh:minExclusive 1",
        "e:x e:p 2 .",
        "e:x e:p 1 .",
    ),
    (
        "MaxInclusive",
        "sh:maxInclusive 10",
        "e:x e:p 9, 10 .",
        "e:x e:p 11 .",
    ),
    (
        "MaxExclusive",
        "sh:maxExclusive 10",
        "e:x e:p 9 .",
        "e:x e:p \"9\" .",
    ),
    (
        "MinLength",
        "sh:minLength 2",
        "e:x e:p \"éé\" .",
        "e:x e:p \"é\" .",
    ),
    (
        "MaxLength",
        "sh:maxLength 2",
        "e:x e:p \"éé\" .",
        "e:x e:p [] .",
    ),
    (
        "Pattern",
        "sh:pattern \"^a\" ; sh:flags \"i\"",
        "e:x e:p \"Ab\" .",
        "e:x e:p \"ba\" .",
    ),
    (
        "LanguageIn",
        "sh:languageIn ( \"fr\" )",
        "e:x e:p \"a\"@fr-FR .",
        "e:x e:p \"a\"@fro .",
    ),
    (
        "UniqueLang",
        "sh:uniqueLang true",
        "e:x e:p \"a\"@fr, \"a\"@en .",
        "e:x e:p \"a\"@fr, \"b\"@fr .",
    ),
    (
        "Equals",
        "sh:equals e:q",
        "e:x e:p 1 ; e:q 1 .",
        "e:x e:p 1 .",
    ),
    (
        "Disjoint",
        "sh:disjoint e:q",
        "e:x e:p 1 ; e:q 2 .",
        "e:x e:p 1 ; e:q 1 .",
    ),
    (
        "LessThan",
        "sh:lessThan e:q",
        "e:x e:p 1 ; e:q 2 .",
        "e:x e:p 1 ; e:q 1 .",
    ),
    (
        "LessThanOrEquals",
        "sh:lessThanOrEquals e:q",
        "e:x e:p 1 ; e:q 1 .",
        "e:x e:p 2 ; e:q 1 .",
    ),
    ("HasValue", "sh:hasValue 1", "e:x e:p 1, 2 .", "e:x e:p 2 ."),
    ("In", "sh:in ( 1 e:y )", "e:x e:p e:y .", "e:x e:p 3 ."),
    (
        "Not",
        "sh:not [ sh:datatype xsd:integer ]",
        "e:x e:p \"a\" .",
        "e:x e:p 1 .",
    ),
    (
        "And",
        "sh:and ( [ sh:minInclusive 1 ] [ sh:maxInclusive 3 ] )",
        "e:x e:p 2 .",
        "e:x e:p 4 .",
    ),
    (
        "Or",
        "sh:or ( [ sh:hasValue 1 ] [ sh:hasValue 3 ] )",
        "e:x e:p 3 .",
        "e:x e:p 2 .",
    ),
    (
        "Xone",
        "sh:xone ( [ sh:minInclusive 1 ] [ sh:minInclusive 3 ] )",
        "e:x e:p 2 .",
        "e:x e:p 3 .",
    ),
    (
        "Node",
        "sh:node [ sh:property [ sh:path e:q ; sh:minCount 1 ] ]",
        "e:x e:p e:y . e:y e:q 1 .",
        "e:x e:p e:y .",
    ),
    (
        "QualifiedMinCount",
        "sh:qualifiedValueShape [ sh:class e:C ] ; sh:qualifiedMinCount 1",
        "e:x e:p e:y, e:z . e:y a e:C .",
        "e:x e:p e:y .",
    ),
    (
        "QualifiedMaxCount",
        "sh:qualifiedValueShape [ sh:class e:C ] ; sh:qualifiedMaxCount 0",
        "e:x e:p e:y .",
        "e:x e:p e:y . e:y a e:C .",
    ),
];

#[test]
fn each_component_tells_good_from_bad() {
    for (component, constraint, good, bad) in COMPONENTS {
        let constraint = format!("sh:property [ sh:path e:p ; {constraint} ]");
        assert_eq!(failing(&constraint, good), [""; 0], "{component}: {good}");
        assert_eq!(failing(&constraint, bad), [component], "{component}: {bad}");
    }
}

#[test]
fn a_closed_shape_names_the_stranger() {
    let constraint = "sh:closed true ; sh:ignoredProperties ( e:r ) ; sh:property [ sh:path e:p ]";
    assert_eq!(failing(constraint, "e:x e:p 1 ; e:r 2 ."), [""; 0]);
    assert_eq!(failing(constraint, "e:x e:p 1 ; e:q 2 ."), ["Closed"]);
}

#[test]
fn paths_are_walked() {
    let data = "e:x e:p e:y . e:y e:q e:z . e:z e:q e:y . e:w e:p e:x .";
    let cases = [
        ("( e:p e:q )", "e:z"),
        ("[ sh:inversePath e:p ]", "e:w"),
        ("[ sh:alternativePath ( e:p e:q ) ]", "e:y"),
        ("( e:p [ sh:zeroOrMorePath e:q ] )", "e:y e:z"),
        ("( e:p [ sh:oneOrMorePath e:q ] )", "e:y e:z"),
        ("[ sh:zeroOrOnePath e:p ]", "e:x e:y"),
        (
            "[ sh:inversePath ( e:p [ sh:inversePath [ sh:inversePath e:p ] ] ) ]",
            "",
        ),
    ];
    for (path, values) in cases {
        let count = values.split_whitespace().count();
        let constraint = format!(
            "sh:property [ sh:path {path} ; sh:in ( {values} ) ; sh:minCount {count} ; sh:maxCount {count} ]"
        );
        assert_eq!(failing(&constraint, data), [""; 0], "{path}");
    }
}

#[test]
fn targets_find_their_nodes() {
    let data = Facts::new(triples(
        "e:a a e:D . e:D rdfs:subClassOf e:C . e:b e:p e:c .",
    ));
    let cases = [
        ("sh:targetClass e:C", vec!["<http://e/a>"]),
        ("sh:targetSubjectsOf e:p", vec!["<http://e/b>"]),
        ("sh:targetObjectsOf e:p", vec!["<http://e/c>"]),
        ("sh:targetNode e:n", vec!["<http://e/n>"]),
    ];
    for (target, nodes) in cases {
        let shapes = shapes(&format!(
            "e:S {target} ; sh:hasValue e:none ; sh:message \"x\"@fr ."
        ));
        let report = shapes.expect("well formed").validate(&data);
        let found: Vec<String> = report
            .violations
            .iter()
            .map(|v| v.focus.to_string())
            .collect();
        assert_eq!(found, nodes, "{target}");
        assert_eq!(report.violations[0].message("en"), "x");
    }
}

#[test]
fn a_warning_is_no_error_and_a_shape_that_is_off_holds() {
    let warned = shapes("e:S sh:targetNode e:x ; sh:severity sh:Warning ; sh:hasValue e:y .");
    let report = warned.expect("well formed").validate(&Facts::default());
    assert!(!report.conforms() && !report.diagnostics("").has_errors());
    let off = "sh:deactivated true ; sh:hasValue e:y";
    assert_eq!(failing(off, ""), [""; 0]);
}

#[test]
fn what_is_not_core_is_refused_by_name() {
    let error = shapes("e:S sh:targetNode e:x ; sh:sparql [ sh:select \"SELECT\" ] .")
        .expect_err("no SPARQL constraints");
    let told: Vec<&str> = error.iter().map(|d| d.message.as_str()).collect();
    assert!(told.iter().any(|m| m.contains("sh:sparql")), "{told:?}");
    assert!(told.iter().any(|m| m.contains("sh:select")), "{told:?}");
}

#[test]
fn what_is_not_well_formed_is_told() {
    for wrong in [
        "sh:property [ sh:path e:p ; sh:minCount \"many\" ]",
        "sh:property [ sh:path [] ]",
        "sh:pattern \"(\"",
        "sh:minCount 1",
        "sh:nodeKind sh:Thing",
        "sh:node e:S",
        "sh:in e:nothing",
    ] {
        let error = shapes(&format!("e:S a sh:NodeShape ; {wrong} .")).expect_err(wrong);
        assert_eq!(error.iter().next().map(|d| d.code), Some("H002"), "{wrong}");
    }
}

#[test]
fn one_misprint_is_one_error() {
    for (wrong, name) in [
        ("sh:property [ sh:pth e:p ; sh:minCount 1 ]", "sh:pth"),
        (
            "sh:property [ sh:path e:p ; sh:qualifiedValueShape [ sh:class e:C ] ; sh:qualifiedMinCuont 1 ]",
            "sh:qualifiedMinCuont",
        ),
    ] {
        let error = shapes(&format!("e:S a sh:NodeShape ; {wrong} .")).expect_err(wrong);
        let told: Vec<_> = error
            .iter()
            .map(|one| (one.code, one.message.as_str()))
            .collect();
        let message = format!("`{name}` is not part of SHACL Core");
        assert_eq!(told, [("H001", message.as_str())]);
    }
}

#[test]
fn the_report_is_turtle_and_json() {
    let shapes = shapes(
        "e:S sh:targetNode e:x ; sh:property [ sh:path ( e:p e:q ) ; sh:minCount 1 ; sh:message \"manque\"@fr, \"missing\"@en ] .",
    );
    let report = shapes.expect("well formed").validate(&Facts::default());
    let written = triples(&report.turtle());
    let said = |name: &str| {
        written
            .iter()
            .filter(|t| t.predicate.as_str().ends_with(name))
            .count()
    };
    assert_eq!(
        (said("#focusNode"), said("#resultMessage"), said("#first")),
        (1, 2, 2)
    );
    assert_eq!(report.json()["results"][0]["message"]["en"], "missing");
    let again = Facts::new(written);
    assert_eq!(again.len(), triples(&report.turtle()).len());
}
