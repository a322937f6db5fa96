//! Queries with alternatives in their paths, and what is counted of them.

use super::*;
use crate::engine::{AnswerFormat, Engine, Limits, RequestedDataset, ResultsFormat};
use crate::publication::config::DefaultGraph;
use oxigraph::model::Quad;
use spargebra::SparqlParser;

/// An engine over triples.
fn engine(triples: &[(&str, &str, &str)]) -> Engine {
    let node = |n: &str| NamedNode::new_unchecked(format!("http://example.org/{n}"));
    let quads = triples.iter();
    let quads = quads.map(|(s, p, o)| Quad::new(node(s), node(p), node(o), node("g")));
    let (union, limits) = (DefaultGraph::Union, Limits::default());
    Engine::new(quads, union, "http://example.org/", Vec::new(), limits).expect("an engine")
}

async fn rows(engine: &Engine, text: &str) -> Vec<String> {
    let query = engine
        .parse(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"));
    let format = AnswerFormat::Results(ResultsFormat::Csv);
    let answer = engine.query(query, RequestedDataset::default(), format);
    let bytes = answer.await.expect("an answer").collect().await;
    let text = String::from_utf8(bytes.expect("whole")).expect("UTF-8");
    let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
    rows.sort();
    rows
}

#[tokio::test]
async fn a_way_that_two_alternatives_share_counts_twice() {
    let engine = engine(&[
        ("s", "a", "o"),
        ("s", "b", "o"),
        ("o", "c", "x"),
        ("o", "d", "x"),
    ]);
    for (pattern, expected) in [
        ("<s> <a>|<b> ?o", 2),
        ("?s <a>|<b> <o>", 2),
        ("<s> <a>|<b>|<a> ?o", 3),
        ("<s> (<a>|<b>)/(<c>|<d>) ?x", 4),
        ("<s> <a>/(<c>|<d>) <x>", 2),
        ("GRAPH ?g { ?s <a>|<b> ?o }", 2),
        ("?s <a> ?y OPTIONAL { ?s <a>|<b> ?o }", 2),
        ("[] <a>|<b> ?o", 2),
        // Below `+`, `?` and in a set of properties a path is a set.
        ("<s> (<a>|<b>)+ ?o", 1),
        ("<s> (<a>|<b>)? <o>", 1),
        ("<s> ^(<a>|<b>)* ?o", 1),
    ] {
        for by_evaluator in ["", " FILTER(STRLEN(STR(RAND())) > 0)"] {
            let text = format!("SELECT (COUNT(*) AS ?n) {{ {pattern}{by_evaluator} }}");
            let expected = vec![expected.to_string(), "n".to_owned()];
            assert_eq!(rows(&engine, &text).await, expected, "{text}");
            // What lies between two steps makes no difference between rows.
            let text = format!("SELECT (COUNT(DISTINCT *) AS ?n) {{ {pattern}{by_evaluator} }}");
            let expected = vec!["1".to_owned(), "n".to_owned()];
            assert_eq!(rows(&engine, &text).await, expected, "{text}");
        }
    }
}

#[tokio::test]
async fn ways_between_known_ends_count_each() {
    let engine = engine(&[
        ("s", "a", "m"),
        ("s", "a", "n"),
        ("m", "b", "o"),
        ("n", "b", "o"),
        ("s", "q", "o"),
        ("s", "x", "o"),
        ("s", "y", "o"),
    ]);
    for (pattern, expected) in [
        ("<s> !<a> ?o", 3),
        ("<s> <q> ?o . <s> !<a> ?o", 3),
        ("<s> <q> ?o . <s> !(<a>|<x>) ?o", 2),
        // By `q`, `x` and `y` from one, by `b` from two; none the other way round.
        ("<s> <q> ?o . ?s !(<a>|^<b>) ?o", 5),
        ("<s> <q> ?o . ?o !^<b> ?s", 3),
        ("<s> <q> ?o . ?o !(^<b>) <s>", 3),
        ("<s> (<a>/<b>)|<c> ?o", 2),
        ("<s> <q> ?o . <s> (<a>/<b>)|<c> ?o", 2),
        ("<s> <q> ?o . <s> (<a>/<b>/<d>*)|<c> ?o", 2),
        ("<o> ^(<x>|<y>) ?s", 2),
        ("<o> (^(<x>|<y>)|<c>) ?s", 2),
        ("<o> (^(<a>/<b>)|<c>) ?s . ?s <q> <o>", 2),
        ("<absent> (<a>?/<b>*)|<c> ?o", 1),
        // A set of ways.
        ("<s> <q> ?o . <s> (!<a>)+ ?o", 1),
        ("<s> <q> ?o . <s> ((<a>/<b>)|<c>)* ?o", 1),
    ] {
        for by_evaluator in ["", " FILTER(STRLEN(STR(RAND())) > 0)"] {
            let text = format!("SELECT (COUNT(*) AS ?n) {{ {pattern}{by_evaluator} }}");
            let expected = vec![expected.to_string(), "n".to_owned()];
            assert_eq!(rows(&engine, &text).await, expected, "{text}");
        }
    }
}

#[tokio::test]
async fn solutions_are_told_apart_by_what_is_in_scope() {
    let engine = engine(&[
        ("s", "a", "m"),
        ("s", "a", "n"),
        ("m", "b", "o"),
        ("n", "b", "o"),
        ("s", "c", "m"),
    ]);
    for (pattern, rows, different) in [
        ("?s <a> []", 2, 1),
        ("<s> <a>/<b> ?o", 2, 1),
        ("<s> <a>|<c> ?o", 3, 2),
        ("<s> (<a>|<c>)/<b> ?o", 3, 1),
        (
            "<s> <a> ?o OPTIONAL { ?o <b> [] } FILTER(EXISTS { <s> <a>/<b> [] })",
            2,
            2,
        ),
        ("{ SELECT ?s { ?s <a> ?o } }", 2, 1),
    ] {
        // Beside each other they say what each says alone.
        for (head, expected) in [
            ("(COUNT(DISTINCT *) AS ?n)", different.to_string()),
            (
                "(COUNT(*) AS ?n) (COUNT(DISTINCT *) AS ?d)",
                format!("{rows},{different}"),
            ),
            (
                "(COUNT(DISTINCT *) AS ?d) (SUM(1) AS ?n)",
                format!("{different},{rows}"),
            ),
        ] {
            let text = format!("SELECT {head} {{ {pattern} }}");
            let answer = self::rows(&engine, &text).await;
            assert!(answer.contains(&expected), "{text}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn the_answers_stay() {
    let node = |n: u32| NamedNode::new_unchecked(format!("http://example.org/{n}"));
    let named = |n: &str| NamedNode::new_unchecked(format!("http://example.org/{n}"));
    let quads = (0..40).map(|i: u32| {
        let property = named(["a", "b", "c"][(i % 3) as usize]);
        Quad::new(node(i % 7), property, node((i * 5 + 1) % 9), named("g"))
    });
    let limits = Limits::default();
    let engine = Engine::new(
        quads,
        DefaultGraph::Union,
        "http://example.org/",
        Vec::new(),
        limits,
    );
    let engine = engine.expect("an engine");
    for path in [
        "(<a>/<b>*|<c>|<b>)/(<a>|<c>)",
        "<a>|(<b>/<c>)",
        "^(<a>|<b>)",
        "<a>/(<b>|<c>)?",
        "(<a>|^<b>)/<c>+",
    ] {
        for text in [
            format!("SELECT DISTINCT ?x ?y {{ ?x {path} ?y }}"),
            format!(
                "SELECT DISTINCT ?x ?hidden0x1 {{ ?x <a> ?hidden0x1 FILTER(!EXISTS {{ ?x {path} ?y }} || true) ?x {path} ?y }}"
            ),
        ] {
            let parser = SparqlParser::new()
                .with_base_iri("http://example.org/")
                .expect("an IRI");
            let query = parser.parse_query(&text).expect("valid");
            let expected = rows(&engine, &text).await;
            assert!(expected.len() > 3, "{text}");
            if let Some(spread) = spread_text(&query, &text) {
                assert_eq!(
                    rows(&engine, &spread.to_string()).await,
                    expected,
                    "{spread}"
                );
            } else {
                assert!(
                    !path.contains('|') || path.contains("^(") || path.contains(")?"),
                    "{path}"
                );
            }
        }
    }
}
