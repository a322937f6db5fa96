//! What explanations say of a known graph.

use crate::engine::evaluate::Evaluation;
use crate::engine::writing::Writing;
use crate::engine::{AnswerFormat, ExplainFormat, QueryError, RequestedDataset};
use crate::snapshot::Snapshot;
use crate::snapshot::write::{Resources, Writer};
use oxigraph::model::{GraphName, Literal, NamedNode, Quad};
use oxigraph::sparql::CancellationToken;
use spargebra::SparqlParser;
use std::time::{Duration, Instant};

fn node(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.org/{name}"))
}

/// Ten things in two kinds, five of them with a number.
fn snapshot() -> Snapshot {
    let mut writer = Writer::new(Resources::default());
    for i in 0..10 {
        let thing = node(&format!("s{i}"));
        let kind = node(&format!("k{}", i % 2));
        let mut push = |quad: &Quad| writer.push(quad.as_ref()).expect("room");
        let graph = GraphName::DefaultGraph;
        push(&Quad::new(thing.clone(), node("kind"), kind, graph.clone()));
        if i < 5 {
            push(&Quad::new(thing, node("n"), Literal::from(i), graph));
        }
    }
    Snapshot::from_bytes(&writer.finish_bytes().expect("written")).expect("a snapshot")
}

fn explained(text: &str, format: ExplainFormat, rows: u64) -> Result<String, QueryError> {
    let snapshot = snapshot();
    let evaluation = Evaluation {
        snapshot: &snapshot,
        union: true,
        services: std::sync::Arc::default(),
        writing: Writing {
            prefixes: &[],
            token: CancellationToken::new(),
            deadline: Instant::now() + Duration::from_secs(60),
            time: Duration::from_secs(60),
            rows,
            answer_bytes: u64::MAX,
        },
    };
    let parser = SparqlParser::new().with_prefix("e", "http://example.org/");
    let query = parser.expect("an IRI").parse_query(text).expect("valid");
    let mut out = Vec::new();
    let asked = RequestedDataset::default();
    evaluation.write(query, asked, AnswerFormat::Explain(format), &mut out)?;
    Ok(String::from_utf8(out).expect("text"))
}

#[test]
fn a_plan_is_told_with_what_was_expected_and_what_came() {
    let text = "SELECT ?k (COUNT(*) AS ?c) { ?s e:kind ?k ; e:n ?n FILTER(?n > 2) FILTER NOT EXISTS { ?s e:n 4 } OPTIONAL { ?s e:no ?x } } GROUP BY ?k";
    let told = explained(text, ExplainFormat::Text, 100).expect("an explanation");
    // Three of the numbers lie near enough to 2 to be looked at, two are greater, one of them is not 4.
    for (rows, step) in [
        (3, "scan ?s <http://example.org/n> ?n"),
        (2, "filter (?n > "),
        (1, "not exists"),
        (1, "scan ?s <http://example.org/kind> ?k"),
        (1, "optional"),
        (1, "group by ?k"),
    ] {
        let told = told.lines().find(|line| line.contains(step));
        let told = told.expect(step).split_whitespace().nth(1);
        assert_eq!(told, Some(rows.to_string().as_str()), "{step}");
    }
    assert!(told.starts_with("answered by: operators\n") && told.contains("\nrows: 1\n"));
}

#[test]
fn json_has_the_same_numbers() {
    let text = "SELECT * { ?s e:kind ?k . ?s e:n ?n }";
    let told = explained(text, ExplainFormat::Json, 100).expect("an explanation");
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(told["answeredBy"], "operators");
    assert_eq!(told["lane"], "cheap");
    assert_eq!(told["rows"], 5);
    let steps = told["steps"].as_array().expect("steps");
    assert_eq!(steps.len(), 2);
    // Five numbers were looked for first, then the one kind of each.
    assert_eq!(
        (&steps[0]["estimate"], &steps[0]["rows"]),
        (&5.0.into(), &5.into())
    );
    assert_eq!(
        (&steps[1]["estimate"], &steps[1]["rows"]),
        (&5.0.into(), &5.into())
    );
}

#[test]
fn the_evaluator_tells_its_steps_as_well() {
    let text = "SELECT (MIN(?n) AS ?least) { ?s e:n ?n }";
    let told = explained(text, ExplainFormat::Json, 100).expect("an explanation");
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(
        (&told["answeredBy"], &told["rows"]),
        (&"evaluator".into(), &1.into())
    );
    let steps = told["steps"].as_array().expect("steps");
    let scan = steps.iter().find(|step| {
        step["step"]
            .as_str()
            .is_some_and(|s| s.starts_with("QuadPattern"))
    });
    assert_eq!(scan.expect("a scan")["rows"], 5);
}

#[test]
fn an_explanation_keeps_the_limits_of_a_query() {
    for text in [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o BIND(1 AS ?x) }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "DESCRIBE e:s0",
    ] {
        let most = if text.starts_with("DESCRIBE") { 1 } else { 3 };
        let told = explained(text, ExplainFormat::Text, most);
        assert_eq!(told, Err(QueryError::TooManyRows(most)), "{text}");
    }
}
