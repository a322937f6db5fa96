//! Tests: groups that are told one by one, and those that wait.

use super::*;
use crate::engine::plan::compile;
use crate::engine::plan::tests::{both, node, parsed, snapshot, sorted};
use crate::snapshot::Snapshot;
use oxigraph::model::{GraphName, Quad};

/// Forty subjects with an object of seven, two of three have another of five as well.
fn forty() -> Snapshot {
    let quads: Vec<Quad> = (0..40)
        .flat_map(|n| {
            let quad = |predicate: &str, object: String| {
                let (subject, object) = (node(&format!("s{n}")), node(&object));
                Quad::new(subject, node(predicate), object, GraphName::DefaultGraph)
            };
            let other = (n % 3 > 0).then(|| quad("b", format!("t{}", n % 5)));
            std::iter::once(quad("a", format!("o{}", n % 7))).chain(other)
        })
        .collect();
    snapshot(&quads)
}

fn comes_in_order(snapshot: &Snapshot, text: &str) -> bool {
    let terms = Terms::new(snapshot).expect("sound");
    let plan = compile(&parsed(text), &terms, false).expect("sound");
    let plan = plan.expect("a plan");
    plan.group
        .is_some_and(|grouping| in_order(&grouping, &plan.branches).is_some())
}

#[test]
fn groups_that_are_told_one_by_one_are_those_of_the_evaluator() {
    let snapshot = forty();
    for text in [
        "SELECT ?o (COUNT(*) AS ?n) { ?s e:a ?o } GROUP BY ?o",
        "SELECT ?o (COUNT(DISTINCT ?t) AS ?n) (COUNT(?t) AS ?m) (COUNT(*) AS ?all) { ?s e:a ?o OPTIONAL { ?s e:b ?t } } GROUP BY ?o",
        "SELECT ?o (COUNT(DISTINCT ?t) AS ?n) { ?s e:a ?o ; e:b ?t } GROUP BY ?o HAVING(COUNT(DISTINCT ?t) > 2)",
        "SELECT ?o (COUNT(?s) AS ?n) { ?s e:a ?o FILTER NOT EXISTS { ?s e:b ?t } } GROUP BY ?o ORDER BY DESC(?n) ?o LIMIT 4",
    ] {
        assert!(comes_in_order(&snapshot, text), "{text}");
        let (ours, theirs) = both(&snapshot, true, text);
        assert!(theirs.len() > 1, "{text}");
        assert_eq!(sorted(ours.expect("a plan")), sorted(theirs), "{text}");
    }
    let few = "SELECT ?o (COUNT(*) AS ?n) { ?s e:a ?o } GROUP BY ?o LIMIT 3";
    let (ours, _) = both(&snapshot, true, few);
    assert_eq!(ours.expect("a plan").len(), 4, "with the head");
}

#[test]
fn all_other_groups_wait_for_all_rows() {
    let snapshot = forty();
    for text in [
        "SELECT ?s (COUNT(*) AS ?n) { ?s e:a ?o } GROUP BY ?s",
        "SELECT ?o ?t (COUNT(*) AS ?n) { ?s e:a ?o ; e:b ?t } GROUP BY ?o ?t",
        "SELECT ?o (SUM(?o) AS ?n) { ?s e:a ?o } GROUP BY ?o",
        "SELECT ?o (GROUP_CONCAT(?s) AS ?n) { ?s e:a ?o } GROUP BY ?o",
        "SELECT ?o (COUNT(*) AS ?n) { { ?s e:a ?o } UNION { ?s e:b ?o } } GROUP BY ?o",
        "SELECT ?o (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?o",
        "SELECT (COUNT(*) AS ?n) { ?s e:a ?o }",
    ] {
        assert!(!comes_in_order(&snapshot, text), "{text}");
    }
}
