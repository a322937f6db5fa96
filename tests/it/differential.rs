//! The engine against oxigraph's own store: random graphs, random queries, the whole way through a
//! worker process. Answers are compared as bags of rows. `.ci/differential` does the same against
//! rdflib, and for longer. Paths of length zero (`*`, `?`) are left out: from a term that the graph does
//! not have they lead to itself (SPARQL 1.1 §18.4), which the store does not find; so are bare alternatives,
//! whose shared ways it counts once (§18.2.2.4: twice).

use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, SliceQueryResultsParserOutput,
};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use ptce::engine::{AnswerFormat, Engine, Limits, RequestedDataset, ResultsFormat};
use ptce::publication::config::DefaultGraph;
use ptce::snapshot::write::{Resources, Writer};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

fn node(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.org/{name}"))
}

/// Literals are canonical: the store keeps no others as they are.
fn object() -> impl Strategy<Value = (&'static str, Term)> {
    let typed = |text: String, name: &str| {
        let datatype = NamedNode::new_unchecked(format!("http://www.w3.org/2001/XMLSchema#{name}"));
        Term::from(Literal::new_typed_literal(text, datatype))
    };
    prop_oneof![
        4 => (0..6).prop_map(|i| ("p0", node(&format!("s{i}")).into())),
        3 => (0..6).prop_map(|i| ("p1", node(&format!("s{i}")).into())),
        2 => (-3..9_i32).prop_map(|i| ("n", Literal::from(i).into())),
        1 => (1..9_i32).prop_map(move |i| ("n", typed(format!("{i}.5"), "decimal"))),
        2 => "[abé]{1,3}".prop_map(|t| ("t", Literal::from(t).into())),
        1 => "[ab]{1,2}".prop_map(|t| ("t", Literal::new_language_tagged_literal_unchecked(t, "fr").into())),
        1 => (1..28_u8).prop_map(move |day| ("d", typed(format!("2015-02-{day:02}"), "date"))),
        1 => any::<bool>().prop_map(|b| ("b", Literal::from(b).into())),
    ]
}

fn quads() -> impl Strategy<Value = Vec<Quad>> {
    let quad = (0..6, object(), 0..3).prop_map(|(s, (p, o), g)| {
        let graph = match g {
            0 => GraphName::DefaultGraph,
            g => node(&format!("g{g}")).into(),
        };
        Quad::new(node(&format!("s{s}")), node(p), o, graph)
    });
    prop::collection::vec(quad, 5..60)
}

fn of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(words).prop_map(str::to_owned)
}

fn pattern() -> impl Strategy<Value = String> {
    let end = || of(&["?a", "?b", "?c", "e:s0", "e:s1"]);
    let path = of(&[
        "e:p0",
        "e:p1",
        "e:n",
        "e:t",
        "?p",
        "e:p0/e:p1",
        "^e:p0",
        "(e:p0|e:p1)+",
        "e:p0+",
        "!(e:p0|e:n)",
    ]);
    (
        end(),
        path,
        prop_oneof![3 => end(), 1 => of(&["1", "\"a\"", "?n"])],
    )
        .prop_map(|(s, p, o)| format!("{s} {p} {o} . "))
}

fn test() -> impl Strategy<Value = String> {
    of(&[
        "?a != ?b",
        "?c > 1",
        "?n <= 2.5",
        "BOUND(?b)",
        "!BOUND(?c)",
        "ISIRI(?b)",
        "ISLITERAL(?c)",
        "STR(?a) < STR(?b)",
        "CONTAINS(STR(?c), \"a\")",
        "LANG(?c) = \"fr\"",
        "DATATYPE(?c) = <http://www.w3.org/2001/XMLSchema#integer>",
        "?c IN (1, 2, \"a\", e:s0)",
        "REGEX(STR(?b), \"s[0-2]$\")",
        "?a = e:s0 || ?c = 1",
        "?n * 2 > 3 && ?n != 4",
        "COALESCE(?c, 1) = 1",
        "IF(BOUND(?c), ?c > 0, true)",
        "STRLEN(STR(?c)) > 1",
        "SAMETERM(?a, ?b)",
        "NOT EXISTS { ?a e:p1 ?z }",
        "EXISTS { ?b ?q ?a FILTER(?q = e:p0) }",
    ])
}

fn group() -> impl Strategy<Value = String> {
    let patterns = prop::collection::vec(pattern(), 1..3).prop_map(|list| list.concat());
    let leaf = (patterns, prop::option::of(test())).prop_map(|(patterns, test)| {
        patterns + &test.map_or(String::new(), |test| format!("FILTER({test}) "))
    });
    leaf.prop_recursive(2, 6, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}OPTIONAL {{ {b}}} ")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{{ {a}}} UNION {{ {b}}} ")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}MINUS {{ {b}}} ")),
            (inner.clone(), of(&["e:g1", "?g"])).prop_map(|(a, g)| {
                // Around another GRAPH, oxigraph forgets that every named graph is tried (§18.6); around
                // DISTINCT, it makes the rows of all graphs distinct together, not those of each.
                let g = if a.contains("GRAPH") || a.contains("DISTINCT") {
                    "e:g1".into()
                } else {
                    g
                };
                format!("GRAPH {g} {{ {a}}} ")
            }),
            inner.clone().prop_map(|a| format!(
                "{a}VALUES (?a ?c) {{ (e:s0 UNDEF) (e:s1 1) (UNDEF \"a\") }} "
            )),
            inner.prop_map(|a| format!("{{ SELECT DISTINCT ?a ?b {{ {a}}} }} ")),
        ]
    })
}

fn query() -> impl Strategy<Value = String> {
    let form = of(&[
        "SELECT * { }",
        "SELECT DISTINCT ?a ?c { }",
        "SELECT * { { } BIND(STRLEN(STR(?a)) AS ?x) }",
        "SELECT ?a (COUNT(*) AS ?k) (COUNT(DISTINCT ?b) AS ?l) { } GROUP BY ?a",
        "SELECT (SUM(?n) AS ?k) (AVG(?n) AS ?l) (COUNT(?n) AS ?m) { }",
        "SELECT ?b (COUNT(?c) AS ?k) { } GROUP BY ?b HAVING(COUNT(?c) > 1)",
        "SELECT (MIN(?n) AS ?k) (MAX(?n) AS ?l) { }",
        "SELECT ?a ?b { } ORDER BY ?a DESC(?b)",
        "SELECT (?a AS ?k) (CONCAT(STR(?b), \"x\") AS ?l) { }",
        "ASK { }",
    ]);
    (form, group()).prop_map(|(form, group)| {
        format!(
            "PREFIX e: <http://example.org/> {}",
            form.replacen("{ }", &format!("{{ {group}}}"), 1)
        )
    })
}

/// A bag of rows: how often each stands there.
type Bag = BTreeMap<String, usize>;

fn row(bindings: impl Iterator<Item = (String, String)>) -> String {
    let mut cells: Vec<_> = bindings
        .map(|(name, term)| format!("{name}={term}"))
        .collect();
    cells.sort();
    cells.join(" ")
}

fn theirs(store: &Store, query: &str) -> Bag {
    let evaluated = SparqlEvaluator::new()
        .parse_query(query)
        .expect("a query")
        .on_store(store)
        .execute();
    let mut bag = Bag::new();
    match evaluated.expect("an answer") {
        QueryResults::Boolean(truth) => drop(bag.insert(truth.to_string(), 1)),
        QueryResults::Solutions(solutions) => {
            for solution in solutions {
                let solution = solution.expect("a row");
                let cells = solution
                    .iter()
                    .map(|(name, term)| (name.to_string(), term.to_string()));
                *bag.entry(row(cells)).or_default() += 1;
            }
        }
        QueryResults::Graph(_) => unreachable!("no query asks for a graph"),
    }
    bag
}

async fn ours(engine: &Engine, query: &str) -> Bag {
    let parsed = engine.ready(query).await.expect("a query");
    let format = AnswerFormat::Results(ResultsFormat::Json);
    let answer = engine
        .query(parsed, RequestedDataset::default(), format)
        .await;
    let bytes = answer
        .expect("an answer")
        .collect()
        .await
        .expect("a whole answer");
    let mut bag = Bag::new();
    match QueryResultsParser::from_format(QueryResultsFormat::Json)
        .for_slice(&bytes)
        .expect("JSON")
    {
        SliceQueryResultsParserOutput::Boolean(truth) => drop(bag.insert(truth.to_string(), 1)),
        SliceQueryResultsParserOutput::Solutions(solutions) => {
            for solution in solutions {
                let solution = solution.expect("a row");
                let cells = solution
                    .iter()
                    .map(|(name, term)| (name.to_string(), term.to_string()));
                *bag.entry(row(cells)).or_default() += 1;
            }
        }
    }
    bag
}

#[test]
fn random_queries_have_the_answers_of_the_store() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let config = ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 60,
        ..ProptestConfig::with_cases(12)
    };
    // The same ones each time; `.ci/differential` takes as many others as are asked for.
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let inputs = (quads(), prop::collection::vec(query(), 25));
    let compared = runner.run(&inputs, |(quads, queries)| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("graph.snapshot");
        let mut writer = Writer::new(Resources::default());
        let store = Store::new().expect("a store");
        for quad in &quads {
            writer.push(quad.as_ref()).expect("room");
            store.insert(quad).expect("room");
        }
        writer.finish_file(&path).expect("written");
        runtime.block_on(async {
            let engine = Engine::open(
                &path,
                DefaultGraph::Own,
                "http://example.org/",
                Vec::new(),
                Limits::default(),
            )
            .expect("opens")
            .with_workers(PathBuf::from(env!("CARGO_BIN_EXE_ptce")), Arc::default())
            .expect("an engine");
            for query in &queries {
                let (ours, theirs) = (ours(&engine, query).await, theirs(&store, query));
                let data = store
                    .dump_to_writer(RdfFormat::NQuads, Vec::new())
                    .expect("memory");
                prop_assert_eq!(
                    &ours,
                    &theirs,
                    "{}\n{}",
                    query,
                    String::from_utf8_lossy(&data)
                );
            }
            Ok(())
        })
    });
    compared.unwrap_or_else(|error| panic!("{error}"));
}
