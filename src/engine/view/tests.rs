//! Answers over a snapshot against answers of oxigraph's own in-memory store, which is given the
//! merged default graph as copies of the quads.

use super::*;
use crate::snapshot::write::{Resources, Writer};
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Quad, Triple};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use proptest::prelude::*;

const QUERIES: &[&str] = &[
    "SELECT * { ?s ?p ?o }",
    "SELECT * { e:s0 ?p ?o }",
    "SELECT * { ?s e:p0 ?o }",
    "SELECT * { ?s ?p e:s1 }",
    "SELECT * { ?s e:p1 1 }",
    "SELECT * { e:s1 e:p1 ?o }",
    "SELECT * { e:s1 ?p 1 }",
    "SELECT * { e:s1 e:p1 1 }",
    "SELECT * { ?s e:absent ?o }",
    "SELECT * { e:absent ?p ?o }",
    "SELECT * { ?g ?p ?o . GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH e:g0 { ?s ?p ?o } }",
    "SELECT * { GRAPH e:g1 { ?s e:p0 ?o } }",
    "SELECT * { GRAPH e:g1 { e:s0 ?p ?o } }",
    "SELECT * { GRAPH e:g2 { ?s ?p 1 } }",
    "SELECT * { GRAPH e:absent { ?s ?p ?o } }",
    "SELECT ?g { GRAPH ?g {} }",
    "ASK { GRAPH e:g1 {} }",
    "SELECT * FROM e:g0 { ?s ?p ?o }",
    "SELECT * FROM e:g0 FROM NAMED e:g1 { ?s ?p ?o OPTIONAL { GRAPH ?g { ?s ?q ?o } } }",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
    "SELECT (SUM(?o) AS ?n) { ?s e:p1 ?o }",
    "SELECT * { ?s e:p0 ?o . ?o e:p0 ?x }",
    "SELECT * { ?s e:p0+ ?o }",
    "SELECT * { e:s0 (e:p0|^e:p1)* ?o }",
    "SELECT * { ?s !e:p0 ?o }",
    "SELECT * { GRAPH ?g { ?s e:p0* ?o } }",
    "SELECT * { ?s e:p0 ?o FILTER NOT EXISTS { ?o ?q ?s } }",
    "SELECT * { ?s ?p ?o MINUS { ?s e:p1 ?o } }",
    "SELECT * { ?s ?p ?o FILTER(?o > 0) }",
    "SELECT * { ?s ?p ?o BIND(STR(?o) AS ?t) }",
    "SELECT * { VALUES ?s { e:s0 e:s2 e:absent } ?s ?p ?o }",
    "SELECT * { ?s ?p <<( e:s0 e:p0 ?x )>> }",
    "DESCRIBE e:s0",
    "CONSTRUCT { ?o ?p ?s } WHERE { ?s ?p ?o FILTER(isIRI(?o)) }",
];

fn node(name: &str) -> NamedNode {
    NamedNode::new(format!("http://example.org/{name}")).expect("an IRI")
}

fn subject() -> impl Strategy<Value = NamedOrBlankNode> {
    prop_oneof![
        4 => (0..4).prop_map(|i| node(&format!("s{i}")).into()),
        1 => (0..2).prop_map(|i| BlankNode::new_unchecked(format!("b{i}")).into()),
        1 => Just(node("g1").into()),
    ]
}

fn object() -> impl Strategy<Value = Term> {
    prop_oneof![
        4 => subject().prop_map(Term::from),
        2 => (-1..3).prop_map(|i| Literal::from(i).into()),
        1 => Just(Literal::new_simple_literal("x").into()),
        1 => Just(Literal::new_language_tagged_literal_unchecked("x", "fr").into()),
        1 => (0..3).prop_map(|i| Term::from(Triple::new(node("s0"), node("p0"), Literal::from(i)))),
    ]
}

fn quad() -> impl Strategy<Value = Quad> {
    (subject(), 0..3, object(), 0..4).prop_map(|(subject, p, object, g)| {
        let graph = match g {
            0 => GraphName::DefaultGraph,
            g => node(&format!("g{}", g - 1)).into(),
        };
        Quad::new(subject, node(&format!("p{p}")), object, graph)
    })
}

fn snapshot(quads: &[Quad], memory: usize) -> Snapshot {
    let resources = Resources {
        memory,
        ..Resources::default()
    };
    let mut writer = Writer::new(resources);
    quads
        .iter()
        .try_for_each(|quad| writer.push(quad.as_ref()))
        .expect("room");
    let bytes = writer.finish_bytes().expect("written");
    let snapshot = Snapshot::from_bytes(&bytes).expect("a snapshot");
    snapshot.verify().expect("whole");
    snapshot
}

fn store(quads: &[Quad], union: bool) -> Store {
    let store = Store::new().expect("a store");
    for quad in quads {
        store.insert(quad).expect("room");
        if union {
            let merged = Quad {
                graph_name: GraphName::DefaultGraph,
                ..quad.clone()
            };
            store.insert(&merged).expect("room");
        }
    }
    store
}

fn lines(results: QueryResults<'_>) -> Vec<String> {
    let mut lines: Vec<String> = match results {
        QueryResults::Boolean(value) => vec![value.to_string()],
        QueryResults::Graph(triples) => triples.map(|t| t.expect("a triple").to_string()).collect(),
        QueryResults::Solutions(solutions) => solutions
            .map(|solution| {
                let solution = solution.expect("a solution");
                let mut cells: Vec<String> = solution
                    .iter()
                    .map(|(name, term)| format!("{name}={term}"))
                    .collect();
                cells.sort();
                cells.join(" ")
            })
            .collect(),
    };
    lines.sort();
    lines
}

fn ask(snapshot: &Snapshot, union: bool, query: &str) -> Vec<String> {
    let mut prepared = evaluator().parse_query(query).expect("valid");
    let mut view = View::new(snapshot, union, Exact::default());
    view.narrow(prepared.dataset()).expect("whole");
    *prepared.dataset_mut() = QueryDatasetSpecification::new();
    lines(
        prepared
            .on_queryable_dataset(view)
            .execute()
            .expect("an answer"),
    )
}

fn evaluator() -> SparqlEvaluator {
    SparqlEvaluator::new()
        .with_prefix("e", "http://example.org/")
        .expect("a prefix")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn answers_are_those_of_the_store(
        quads in proptest::collection::vec(quad(), 0..24),
        union in any::<bool>(),
        memory in prop_oneof![Just(0_usize), Just(1 << 20)],
    ) {
        let (snapshot, store) = (snapshot(&quads, memory), store(&quads, union));
        for query in QUERIES {
            let expected = evaluator().parse_query(query).expect("valid").on_store(&store);
            let expected = lines(expected.execute().expect("an answer"));
            prop_assert_eq!(ask(&snapshot, union, query), expected, "{}", query);
        }
    }

    #[test]
    fn the_same_quads_give_the_same_bytes(
        quads in proptest::collection::vec(quad(), 0..24),
    ) {
        let write = |quads: &[Quad], memory| {
            let mut writer = Writer::new(Resources { memory, ..Resources::default() });
            quads.iter().try_for_each(|quad| writer.push(quad.as_ref())).expect("room");
            writer.finish_bytes().expect("written")
        };
        let mut turned = quads.clone();
        turned.reverse();
        turned.extend(quads.iter().take(3).cloned());
        prop_assert_eq!(write(&quads, 1 << 20), write(&turned, 0));
    }
}

#[test]
fn several_from_graphs_give_each_triple_once() {
    let quads =
        ["g0", "g1", "g2"].map(|graph| Quad::new(node("s"), node("p"), node("o"), node(graph)));
    let snapshot = snapshot(&quads, 1 << 20);
    let query = "SELECT * FROM e:g0 FROM e:g1 { ?s ?p ?o }";
    assert_eq!(ask(&snapshot, true, query).len(), 1);
    assert_eq!(ask(&snapshot, true, "SELECT * { ?s ?p ?o }").len(), 1);
    assert_eq!(
        ask(&snapshot, true, "SELECT * { GRAPH ?g { ?s ?p ?o } }").len(),
        3
    );
    let named = "SELECT * FROM NAMED e:g0 FROM NAMED e:g1 { GRAPH ?g { ?s ?p ?o } }";
    assert_eq!(ask(&snapshot, true, named).len(), 2);
}

#[test]
fn small_graphs_among_many_triples_are_found_by_their_rows() {
    let mut quads: Vec<Quad> = (0..500)
        .map(|i| {
            let (subject, object) = (node(&format!("s{}", i % 50)), Literal::from(i));
            Quad::new(subject, node(&format!("p{}", i % 3)), object, node("large"))
        })
        .collect();
    quads.extend((0..7).map(|i| {
        Quad::new(
            node(&format!("s{i}")),
            node("p0"),
            Literal::from(i),
            node("small"),
        )
    }));
    let (snapshot, store) = (snapshot(&quads, 1 << 20), store(&quads, true));
    for pattern in [
        "?s ?p ?o",
        "?s e:p0 ?o",
        "e:s3 ?p ?o",
        "e:s3 e:p0 ?o",
        "?s ?p 3",
        "e:s3 ?p 3",
    ] {
        let query = format!("SELECT * {{ GRAPH e:small {{ {pattern} }} }}");
        let expected = evaluator()
            .parse_query(&query)
            .expect("valid")
            .on_store(&store);
        let expected = lines(expected.execute().expect("an answer"));
        assert!(!expected.is_empty());
        assert_eq!(ask(&snapshot, true, &query), expected, "{query}");
    }
}
