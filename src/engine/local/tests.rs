//! Tests: answers are whole or errors.

use super::*;
use oxigraph::model::{Literal, NamedNode};
use std::time::Instant;

fn engine(limits: Limits) -> Engine {
    let node = |n: String| NamedNode::new(format!("http://example.org/{n}")).expect("an IRI");
    let quads = (0..200).flat_map(|i| {
        ["g1", "g2"].map(|graph| {
            let value = Literal::from(i);
            Quad::new(
                node(format!("s{i}")),
                node("p".into()),
                value,
                node(graph.into()),
            )
        })
    });
    Engine::new(
        quads,
        DefaultGraph::Union,
        "http://example.org/",
        Vec::new(),
        limits,
    )
    .expect("a store")
}

async fn ask(engine: &Engine, text: &str) -> Result<String, QueryError> {
    let query = engine.parse(text)?;
    let format = AnswerFormat::Results(ResultsFormat::Csv);
    let answer = engine
        .query(query, RequestedDataset::default(), format)
        .await?;
    answer
        .collect()
        .await
        .map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
}

#[tokio::test]
async fn the_default_graph_is_the_merge_each_triple_once() {
    let engine = engine(Limits::default());
    let count = ask(&engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").await;
    assert_eq!(count.as_deref(), Ok("n\r\n200\r\n"));
    let count = ask(&engine, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").await;
    assert_eq!(count.as_deref(), Ok("n\r\n400\r\n"));
}

#[tokio::test]
async fn literals_are_told_as_they_were_written() {
    let xsd = |name| NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{name}"));
    let literals = [
        ("-01", "negativeInteger"),
        ("+1", "integer"),
        ("1.50", "decimal"),
        ("2000-01-01T00:00:00+00:00", "dateTime"),
        ("1", "boolean"),
    ];
    let node = |name: &str| NamedNode::new_unchecked(format!("http://example.org/{name}"));
    let quads = literals.map(|(text, datatype)| {
        Quad::new(
            node("s"),
            node("p"),
            Literal::new_typed_literal(text, xsd(datatype)),
            node("g"),
        )
    });
    let engine = Engine::new(
        quads,
        DefaultGraph::Union,
        "http://e.org/",
        Vec::new(),
        Limits::default(),
    );
    let engine = engine.expect("a snapshot");
    for (text, datatype) in literals {
        let query = format!(
            "ASK {{ ?s ?p ?o FILTER(STR(?o) = \"{text}\" && DATATYPE(?o) = <{}> && STR(IF(true, ?o, 1)) = \"{text}\") }}",
            xsd(datatype).as_str()
        );
        let json = engine.select_json(&query).await.expect("an answer");
        assert_eq!(json["boolean"], true, "{text}");
    }
    let query = "SELECT (STR(\"01\"^^<http://www.w3.org/2001/XMLSchema#integer>) AS ?x) {}";
    assert_eq!(ask(&engine, query).await.as_deref(), Ok("x\r\n01\r\n"));
}

#[tokio::test]
async fn an_unknown_function_is_an_error_of_its_expression() {
    let engine = engine(Limits::default());
    let query = "SELECT ?x { BIND(COALESCE(<http://e.org/f>(1), <http://www.w3.org/2001/XMLSchema#integer>(1, 2), 3) AS ?x) }";
    assert_eq!(ask(&engine, query).await.as_deref(), Ok("x\r\n3\r\n"));
}

#[tokio::test]
async fn an_answer_over_the_limit_is_an_error_not_a_cut() {
    let engine = engine(Limits {
        answer_bytes: 1000,
        ..Limits::default()
    });
    let answer = ask(&engine, "SELECT * { ?s ?p ?o }").await;
    assert_eq!(answer, Err(QueryError::TooLarge(1000)));
}

#[tokio::test]
async fn a_query_over_its_time_is_an_error() {
    let time = std::time::Duration::from_millis(200);
    let engine = engine(Limits {
        time,
        ..Limits::default()
    });
    let product = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?c), STR(?f))) > 0) }";
    let start = Instant::now();
    assert_eq!(ask(&engine, product).await, Err(QueryError::Timeout(time)));
    assert!(start.elapsed() < std::time::Duration::from_secs(5));
}
