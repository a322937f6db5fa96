//! Tests: the front gives what a thread of the evaluation gives, or nothing.

use super::*;
use crate::engine::{Limits, ResultsFormat};
use crate::graph::dump::Format;
use crate::publication::config::DefaultGraph;
use oxigraph::model::{Literal, NamedNode, Quad};

const BASE: &str = "http://example.org/";

fn node(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{BASE}{name}"))
}

fn engine(merged: DefaultGraph) -> Engine {
    let chain = (0..300).map(|n| {
        let (one, next) = (node(&format!("n{n}")), node(&format!("n{}", n + 1)));
        Quad::new(one, node("next"), next, node("g1"))
    });
    let texts = (0..300).map(|n| {
        let text = Literal::new_simple_literal(format!("{n} {}", "é".repeat(n)));
        Quad::new(node(&format!("n{n}")), node("text"), text, node("g2"))
    });
    let many = (0..15_000).map(|n| {
        let many = node(&format!("m{n}"));
        Quad::new(node("hub"), node("of"), many, node("g1"))
    });
    let quads = chain.chain(texts).chain(many);
    let limits = Limits::default();
    Engine::new(quads, merged, BASE, Vec::new(), limits).expect("an engine")
}

const ROWS: AnswerFormat = AnswerFormat::Results(ResultsFormat::Csv);
const GRAPH: AnswerFormat = AnswerFormat::Graph(Format::Nt);

async fn both(engine: &Engine, text: &str, format: AnswerFormat) -> (Option<String>, String) {
    let query = engine.parse(text).expect(text);
    let asked = RequestedDataset::default();
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let at_once = match engine.at_once(&query, &asked, format) {
        Some(answer) => Some(text(answer.collect().await.expect("whole"))),
        None => None,
    };
    let answer = engine.query(query, asked, format).await.expect("an answer");
    (at_once, text(answer.collect().await.expect("whole")))
}

#[tokio::test]
async fn small_queries_have_their_answer_at_once() {
    let engine = engine(DefaultGraph::Union);
    for (text, format) in [
        ("SELECT * { <n7> ?p ?o }", ROWS),
        (
            "SELECT DISTINCT ?o { <n7> <next> ?x . ?x ?p ?o OPTIONAL { ?o <text> ?t } } LIMIT 5",
            ROWS,
        ),
        ("SELECT * { { <n1> ?p ?o } UNION { ?s ?q <n1> } }", ROWS),
        ("SELECT ?x { <n290> <next>+ ?x }", ROWS),
        ("SELECT * { <n290> <next>|<of> ?x }", ROWS),
        ("SELECT * { <n7> <text> \"no such\" }", ROWS),
        ("ASK { <n7> ?p ?o }", ROWS),
        ("ASK { <n7> <next> <n9> }", ROWS),
        ("DESCRIBE <n7>", GRAPH),
    ] {
        // The clock may say no; the answer is another one never.
        let mut given = None;
        for _ in 0..50 {
            let (at_once, expected) = both(&engine, text, format).await;
            given = at_once;
            if let Some(given) = &given {
                assert_eq!(*given, expected, "{text}");
                break;
            }
            engine.looked.lock().expect("no panic").clear();
        }
        assert!(given.is_some(), "{text}");
    }
}

#[tokio::test]
async fn everything_else_is_left_to_workers() {
    let all = engine(DefaultGraph::Union);
    for (text, format) in [
        ("SELECT * { <n7> ?p ?o FILTER(STRLEN(STR(?o)) > 1) }", ROWS),
        ("SELECT (STR(?o) AS ?t) { <n7> ?p ?o }", ROWS),
        ("SELECT (COUNT(*) AS ?n) { <n7> ?p ?o }", ROWS),
        ("SELECT * { <n7> ?p ?o } ORDER BY ?o", ROWS),
        ("SELECT * { VALUES ?s { <n7> <n8> } ?s ?p ?o }", ROWS),
        ("SELECT * { GRAPH <g1> { <n7> ?p ?o } }", ROWS),
        ("SELECT * FROM <g1> { <n7> ?p ?o }", ROWS),
        ("SELECT * { ?s ?p ?o . ?o ?q ?r }", ROWS),
        ("CONSTRUCT { <n7> ?p ?o } { <n7> ?p ?o }", GRAPH),
        // Guessed small, and more than a block.
        ("DESCRIBE <hub>", GRAPH),
    ] {
        let (at_once, expected) = both(&all, text, format).await;
        assert_eq!(at_once, None, "{text}");
        assert!(!expected.is_empty(), "{text}");
    }
    let (at_once, _) = both(&engine(DefaultGraph::Own), "SELECT * { <n7> ?p ?o }", ROWS).await;
    assert_eq!(at_once, None, "the default graph is another");
    let query = all.parse("SELECT * { <n7> ?p ?o }").expect("a query");
    let asked = RequestedDataset {
        default_graphs: vec![node("g1")],
        named_graphs: Vec::new(),
    };
    assert!(
        all.at_once(&query, &asked, ROWS).is_none(),
        "a graph that the request names"
    );
}

#[tokio::test]
async fn what_was_larger_than_it_looked_is_not_tried_again() {
    let engine = engine(DefaultGraph::Union);
    let text = "DESCRIBE <hub>";
    assert!(engine.parse(text).expect("a query").small.is_some());
    // Where the clock says no first, that is not held against it at once.
    for _ in 0..LATE {
        let query = engine.parse(text).expect("a query");
        let asked = RequestedDataset::default();
        assert!(engine.at_once(&query, &asked, GRAPH).is_none());
    }
    assert!(engine.parse(text).expect("a query").small.is_none());
}

#[test]
fn what_was_late_is_tried_again_and_what_is_late_each_time_is_not() {
    let engine = engine(DefaultGraph::Union);
    let late = Err(QueryError::Timeout(MOMENT));
    let mut query = engine.parse("ASK { <n7> ?p ?o }").expect("a query");
    assert!(learnt(&query, &Ok(true)).is_none(), "nothing new");
    for _ in 1..LATE {
        query = learnt(&query, &late).expect("changed");
        assert!(query.small.is_some());
    }
    let again = learnt(&query, &Ok(true)).expect("changed");
    assert_eq!(again.late, 0, "only in a row");
    let never = learnt(&query, &late).expect("changed");
    assert!(never.small.is_none());
    for other in [Ok(false), Err(QueryError::TooLarge(1))] {
        assert!(learnt(&again, &other).expect("changed").small.is_none());
    }
}

/// All choices of so many of some names.
fn choices(names: &[&str], count: usize) -> Vec<Vec<String>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let fewer = choices(names, count - 1);
    let with = |name: &str| {
        let more = fewer.clone().into_iter();
        let name = name.to_owned();
        more.map(move |choice| [vec![name.clone()], choice].concat())
    };
    names.iter().flat_map(|name| with(name)).collect()
}

#[tokio::test]
async fn statements_of_a_kind_have_the_answers_of_their_own() {
    let quads = [
        "a p b", "b p c", "c p a", "a q b", "a q c", "b q p", "d q d", "p r a", "d p d",
    ];
    let quads = quads.map(|quad| {
        let mut names = quad.split(' ').map(node);
        let mut next = || names.next().expect("three names");
        Quad::new(next(), next(), next(), node("g"))
    });
    let (limits, names) = (Limits::default(), ["a", "b", "d", "p", "q", "no"]);
    for form in [
        "SELECT * { <> ?p ?o }",
        "SELECT * { ?s <> ?o . ?o ?x <> }",
        "SELECT ?o { <> <> ?o . ?o <> ?x }",
        "SELECT * { { <> ?p ?o } UNION { ?s <> ?o } }",
        "SELECT * { ?s <> ?o OPTIONAL { ?o <> ?x . ?x ?y <> } }",
        "SELECT * { <> <>+ ?x }",
        "SELECT * { <> <>+ <> }",
        "SELECT * { <> (<>|^<>)* ?x }",
        "SELECT * { ?x <>|<> ?y }",
        "PREFIX e: <http://example.org/> SELECT * { <> e:p ?x . ?x <> e:a }",
        "PREFIX e: <http://example.org/> SELECT DISTINCT ?y { e:a e:q+ <> . ?x <> ?y }",
        "ASK { <> <> ?o }",
    ] {
        let engine = Engine::new(quads.clone(), DefaultGraph::Union, BASE, Vec::new(), limits);
        let engine = engine.expect("an engine");
        let mut at_once = 0;
        for choice in choices(&names, form.matches("<>").count()) {
            let mut text = form.to_owned();
            for name in choice {
                text = text.replacen("<>", &format!("<{BASE}{name}>"), 1);
            }
            let (given, expected) = both(&engine, &text, ROWS).await;
            let sorted = |text: &str| {
                let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
                lines.sort();
                lines
            };
            if let Some(given) = given {
                at_once += 1;
                assert_eq!(sorted(&given), sorted(&expected), "{text}");
            }
        }
        assert!(at_once > 5, "{form}: {at_once}");
    }
}
