//! Answers by plans against answers of the evaluator alone, over random graphs and queries.

mod beyond;
mod having;
mod mixed;
mod nan;
mod patterns;

use crate::engine::alternatives::spread;
use crate::engine::evaluate::Evaluation;
use crate::engine::writing::Writing;
use crate::engine::{AnswerFormat, RequestedDataset, ResultsFormat};
use crate::graph::dump::Format;
use crate::snapshot::Snapshot;
use crate::snapshot::write::{Resources, Writer};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::sparql::CancellationToken;
use proptest::prelude::*;
use spargebra::{Query, SparqlParser};
use std::time::{Duration, Instant};

/// Shapes that must have a plan; their answers are compared as sets of lines.
const PLANNED: &[&str] = &[
    "SELECT * { ?s ?p ?o }",
    "SELECT ?s { ?s ?p ?o }",
    "SELECT ?p { ?s ?p ?o }",
    "SELECT ?o { ?s ?p ?o }",
    "SELECT ?s ?o { ?s ?p ?o }",
    "SELECT ?p ?o { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    "SELECT ?o (COUNT(*) AS ?n) { ?s e:p0 ?o } GROUP BY ?o",
    "SELECT ?o (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o } GROUP BY ?o HAVING(COUNT(DISTINCT ?s) > 1)",
    "SELECT ?s (COUNT(?o) AS ?n) { ?s e:p0 ?x OPTIONAL { ?x e:p1 ?o } } GROUP BY ?s",
    "SELECT (SUM(?o) AS ?n) (COUNT(?o) AS ?c) { ?s e:p1 ?o }",
    "SELECT (SUM(?o) AS ?n) (AVG(?o) AS ?a) { ?s e:n ?o }",
    "SELECT ?s (AVG(?o) AS ?n) { ?s e:n ?o } GROUP BY ?s",
    "SELECT DISTINCT (AVG(?o) AS ?n) { ?s e:n ?o } GROUP BY ?s",
    "SELECT ?s (AVG(?o) AS ?n) { ?s e:p0 ?x OPTIONAL { ?s e:n ?o } } GROUP BY ?s",
    "SELECT DISTINCT ?p { ?s ?p ?o }",
    "SELECT DISTINCT ?s ?x { ?s e:p0 ?o . ?o ?p ?x }",
    "SELECT * { ?s e:p0 ?o . ?o e:p1 ?x OPTIONAL { ?x ?q ?y } }",
    "SELECT * { ?s e:p0 ?o OPTIONAL { ?o e:p1 ?x . ?x e:p0 ?y } OPTIONAL { ?s e:n ?n } }",
    "SELECT * { ?s e:p0 ?o OPTIONAL { ?s e:n ?n FILTER(?n > 0) } }",
    "SELECT * { ?s e:p0 ?o OPTIONAL { ?s e:n ?n } FILTER(!BOUND(?n) || ?n >= 1.5) }",
    "SELECT * { ?s e:n ?n FILTER(?n > 0 && ?n <= 1.5) }",
    "SELECT * { ?s e:n ?n FILTER(1 < ?n) }",
    "SELECT * { ?s e:n ?n FILTER(?n * 2 > 2 || ?n = 1) }",
    "SELECT * { ?s ?p ?o FILTER(CONTAINS(?o, \"a\")) }",
    "SELECT * { ?s ?p ?o FILTER(STRSTARTS(STR(?o), \"http\")) }",
    "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), \"0$\")) }",
    "SELECT * { ?s ?p ?o FILTER(LANG(?o) = \"fr\") }",
    "SELECT * { ?s ?p ?o FILTER(DATATYPE(?o) = <http://www.w3.org/2001/XMLSchema#integer>) }",
    "SELECT * { ?s ?p ?o FILTER(?o = e:s1 || ?o != 1) }",
    "SELECT * { ?s ?p ?o FILTER(?o IN (e:s1, 1, \"a\")) }",
    "SELECT * { ?s e:p0 ?a . ?s e:p1 ?b FILTER(STR(?a) < STR(?b)) }",
    "SELECT * { ?s e:p0 ?o FILTER NOT EXISTS { ?s e:n ?n } }",
    "SELECT * { ?s e:p0 ?o FILTER EXISTS { ?o ?q ?s FILTER(?q = e:p0) } }",
    "SELECT * { ?s e:p0 ?o FILTER NOT EXISTS { ?o e:p1 ?x } FILTER NOT EXISTS { ?x e:n ?o } }",
    "SELECT * { ?s e:p0 ?o FILTER NOT EXISTS { ?s e:absent ?o } }",
    "SELECT * { ?s e:p0 ?o FILTER EXISTS { ?s e:absent ?o } }",
    "SELECT * { { ?s e:p0 ?o } UNION { ?o e:p1 ?s } UNION { ?s e:n ?n } }",
    "SELECT ?s (COUNT(*) AS ?n) { { ?s e:p0 ?o } UNION { ?s e:absent ?o } } GROUP BY ?s",
    "SELECT * { e:s0 ?p ?o }",
    "SELECT * { ?s ?p e:s1 }",
    "SELECT * { e:s0 ?p e:s1 }",
    "SELECT * { e:s0 e:p0 e:s1 . ?s e:p1 ?o }",
    "SELECT * { e:absent ?p ?o }",
    "SELECT * { ?s e:p0/e:p1 ?o }",
    "SELECT * { ?p e:p0 ?o . ?s ?p ?x }",
    "ASK { ?s e:p0 ?o . ?o e:p0 ?s }",
    "ASK { e:s0 e:p0 e:s1 }",
    "SELECT * { e:s0 e:p0+ ?o }",
    "SELECT * { ?s e:p0+ e:s1 }",
    "SELECT ?s { ?s (e:p0|^e:p1)+ e:s1 . ?s e:p0 ?x }",
    "SELECT * { e:s0 e:p0+ e:s1 . ?s e:p1 ?o }",
    "SELECT * { e:s0 ^e:p0+ ?o OPTIONAL { ?o (e:p1|e:absent)+ ?x } }",
    "SELECT * { ?s e:p1 ?x . ?x e:p0* ?y . ?y e:n ?n }",
    "SELECT * { ?s ?p e:s0 . ?p e:p0* ?x }",
    "SELECT * { ?s ?p e:s0 . ?x e:p0* ?p }",
    "SELECT * { ?s e:p0 ?a ; e:p1 ?b . ?a (^e:p0|e:p1)* ?b }",
    "SELECT (COUNT(*) AS ?n) { ?s e:p0 ?x . ?x e:p1+ ?y }",
    "SELECT * { ?s e:p0 ?o FILTER NOT EXISTS { ?o e:p0+ ?s } }",
    "SELECT * FROM e:g0 { ?s e:p1 ?x . ?x e:p0* ?y }",
    "SELECT * FROM e:g0 { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) FROM e:g0 FROM e:g1 { ?s ?p ?o }",
    "SELECT ?p (COUNT(*) AS ?n) FROM e:g0 FROM e:absent { ?s ?p ?o } GROUP BY ?p",
    "SELECT * FROM NAMED e:g0 { ?s ?p ?o }",
];
/// Sorted answers whose lines must come in the same order.
const SORTED: &[&str] = &[
    "SELECT DISTINCT (SUM(?o) AS ?n) { ?s e:p0 ?x OPTIONAL { ?s e:n ?o } } GROUP BY ?s ?x ORDER BY ?n",
    "SELECT ?s { ?s e:p0 ?x } ORDER BY ?s",
    "SELECT ?n { ?s e:n ?n } ORDER BY DESC(?n)",
    "SELECT ?t { ?s e:t ?t } ORDER BY ?t LIMIT 3 OFFSET 1",
    "SELECT ?s ?n { ?s e:p0 ?o OPTIONAL { ?s e:k ?n } } ORDER BY ?n ?s",
    "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 2",
    "SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY DESC(?s) LIMIT 3",
];

/// Descriptions of given terms.
const DESCRIBED: &[&str] = &[
    "DESCRIBE e:s0",
    "DESCRIBE e:s0 e:s1 e:absent e:s0",
    "DESCRIBE e:s0 FROM e:g0",
    "DESCRIBE e:s1 FROM NAMED e:g0",
];

/// Shapes that are the evaluator's.
const EVALUATED: &[&str] = &[
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { ?s e:p0+ ?o }",
    "SELECT * { e:s0 (e:p0/e:p0)+ ?o }",
    "SELECT * { e:absent e:p0* ?o }",
    "SELECT * { e:s0 e:p0? ?o }",
    "SELECT * { ?s ?s ?o }",
    "SELECT * { ?s e:p0 ?o BIND(STR(?o) AS ?t) }",
    "SELECT * { ?s e:p0 ?o MINUS { ?s e:p1 ?o } }",
    "SELECT * { ?s e:p0 ?o FILTER(?o = RAND()) }",
    "SELECT * { ?s ?p ?o } ORDER BY STR(?o)",
    "SELECT (MIN(?o) AS ?n) { ?s ?p ?o }",
    "SELECT * { ?s e:p0 ?o OPTIONAL { ?s e:p1 ?x } OPTIONAL { ?o e:p1 ?x } }",
    "SELECT * { ?s e:p0 ?o { SELECT ?s { ?s ?p ?x } LIMIT 1 } }",
    "DESCRIBE e:s0",
];

pub(super) fn node(name: &str) -> NamedNode {
    NamedNode::new(format!("http://example.org/{name}")).expect("an IRI")
}

fn subject() -> impl Strategy<Value = NamedOrBlankNode> {
    prop_oneof![
        4 => (0..4).prop_map(|i| node(&format!("s{i}")).into()),
        1 => Just(BlankNode::new_unchecked("b").into()),
        1 => Just(node("p0").into()),
    ]
}

fn number() -> impl Strategy<Value = Literal> {
    prop_oneof![
        (-1..3).prop_map(Literal::from),
        Just(Literal::new_typed_literal("01", xsd::INTEGER)),
        Just(Literal::new_typed_literal("1.5", xsd::DECIMAL)),
        Just(Literal::from(0.25_f64)),
        Just(Literal::from(f64::NAN)),
    ]
}

/// A predicate with the objects that suit it.
fn property() -> impl Strategy<Value = (&'static str, Term)> {
    prop_oneof![
        4 => subject().prop_map(|o| ("p0", o.into())),
        3 => subject().prop_map(|o| ("p1", o.into())),
        2 => number().prop_map(|o| ("n", o.into())),
        2 => (0..5).prop_map(|o| ("k", Literal::from(o).into())),
        2 => "[ab]{1,2}".prop_map(|o| ("t", Literal::from(o).into())),
        1 => Just(("p1", Literal::new_language_tagged_literal_unchecked("a", "fr").into())),
        1 => number().prop_map(|o| ("p1", o.into())),
    ]
}

fn quad() -> impl Strategy<Value = Quad> {
    (subject(), property(), 0..3).prop_map(|(subject, (predicate, object), g)| {
        let graph = match g {
            0 => GraphName::DefaultGraph,
            g => node(&format!("g{}", g - 1)).into(),
        };
        Quad::new(subject, node(predicate), object, graph)
    })
}

/// A group of patterns, tests and options, as text.
fn group() -> impl Strategy<Value = String> {
    let end = || prop::sample::select(vec!["?a", "?b", "?c", "?d", "e:s0", "e:s1"]);
    let predicates = "e:p0 e:p1 e:n ?p e:t e:p0+ (e:p1|^e:p0)* \
                      !e:p0 !(e:n|^e:p1) (e:p0/e:p1|e:n) ^(e:p0|e:p1)";
    let predicate = prop::sample::select(predicates.split(' ').collect::<Vec<_>>());
    let pattern = (end(), predicate, end()).prop_map(|(s, p, o)| format!("{s} {p} {o} . "));
    let patterns = prop::collection::vec(pattern, 1..3).prop_map(|list| list.concat());
    let test = prop::sample::select(vec![
        "FILTER(?a < 2) ",
        "FILTER(BOUND(?c)) ",
        "FILTER(?b = ?c) ",
        "FILTER(?a != e:s0) ",
        "FILTER(STR(?b) <= STR(?a)) ",
        "FILTER(?b > 0 || CONTAINS(STR(?c), \"s\")) ",
        "",
    ]);
    let part = prop_oneof![
        3 => patterns.clone(),
        2 => (patterns.clone(), test.clone()).prop_map(|(p, t)| format!("OPTIONAL {{ {p} {t} }} ")),
        1 => patterns.clone().prop_map(|p| format!("FILTER NOT EXISTS {{ {p} }} ")),
        1 => patterns.clone().prop_map(|p| format!("FILTER EXISTS {{ {p} }} ")),
        1 => test.prop_map(str::to_owned),
        1 => (patterns.clone(), patterns.clone()).prop_map(|(a, b)| format!("{{ {a} }} UNION {{ {b} }} ")),
        1 => (patterns.clone(), patterns.clone()).prop_map(|(a, b)| format!("{{ {a} FILTER NOT EXISTS {{ {b} }} }} ")),
        1 => patterns.clone().prop_map(|p| format!("{{ {p} OPTIONAL {{ BIND(STR(?c) AS ?x) }} }} ")),
    ];
    (patterns, prop::collection::vec(part, 0..3)).prop_map(|(first, rest)| first + &rest.concat())
}

fn query() -> impl Strategy<Value = String> {
    let head = prop::sample::select(vec![
        ("SELECT *", ""),
        ("SELECT ?a ?c", ""),
        ("SELECT DISTINCT ?a ?b", ""),
        ("SELECT (COUNT(*) AS ?n)", ""),
        (
            "SELECT ?a (COUNT(?b) AS ?n) (COUNT(DISTINCT ?c) AS ?m)",
            "GROUP BY ?a",
        ),
        ("SELECT ?a FROM e:g0", ""),
        (
            "SELECT ?b (COUNT(*) AS ?n) FROM e:g0 FROM e:g1",
            "GROUP BY ?b HAVING(COUNT(*) > 1)",
        ),
        ("ASK", ""),
    ]);
    (head, group()).prop_map(|((head, tail), group)| {
        // FROM stands before the pattern, so that the text can be put together simply.
        format!("{head} WHERE {{ {group} }} {tail}")
    })
}

pub(super) fn snapshot(quads: &[Quad]) -> Snapshot {
    let mut writer = Writer::new(Resources::default());
    quads
        .iter()
        .try_for_each(|quad| writer.push(quad.as_ref()))
        .expect("room");
    Snapshot::from_bytes(&writer.finish_bytes().expect("written")).expect("a snapshot")
}

/// A query as it is evaluated.
pub(super) fn parsed(text: &str) -> Query {
    let parser = SparqlParser::new().with_prefix("e", "http://example.org/");
    let query = parser.expect("an IRI").parse_query(text);
    let mut query = query.expect("valid");
    spread(&mut query);
    query
}

/// The lines of both answers; none where there is no plan.
pub(super) fn both(
    snapshot: &Snapshot,
    union: bool,
    text: &str,
) -> (Option<Vec<String>>, Vec<String>) {
    let evaluation = evaluation(snapshot, union);
    let format = AnswerFormat::Results(ResultsFormat::Tsv);
    let lines = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).expect("text");
        text.lines().map(str::to_owned).collect()
    };
    let asked = RequestedDataset::default;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let planned = evaluation.planned(&parsed(text), &asked(), format, &mut ours);
    let planned = planned.expect("an answer");
    assert!(
        planned || ours.is_empty(),
        "{text}: nothing is written without a plan"
    );
    if matches!(parsed(text), Query::Describe { .. }) {
        return (None, Vec::new());
    }
    evaluation
        .evaluated(parsed(text), asked(), format, &mut theirs)
        .expect("an answer");
    (planned.then(|| lines(ours)), lines(theirs))
}

fn evaluation(snapshot: &Snapshot, union: bool) -> Evaluation<'_> {
    Evaluation {
        snapshot,
        union,
        services: std::sync::Arc::default(),
        writing: Writing {
            prefixes: &[],
            token: CancellationToken::new(),
            deadline: Instant::now() + Duration::from_secs(60),
            time: Duration::from_secs(60),
            rows: u64::MAX,
            answer_bytes: u64::MAX,
        },
    }
}

pub(super) fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort_unstable();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn plans_answer_as_the_evaluator_does(quads in prop::collection::vec(quad(), 0..40), union: bool) {
        let snapshot = snapshot(&quads);
        for text in PLANNED {
            let (ours, theirs) = both(&snapshot, union, text);
            prop_assert!(ours.is_some(), "no plan: {text}");
            prop_assert_eq!(sorted(ours.unwrap_or_default()), sorted(theirs), "{}", text);
        }
        for text in SORTED {
            let (ours, theirs) = both(&snapshot, union, text);
            // Numbers that are equal may come in any order, and so may texts that other literals
            // stand among; then the evaluator answers.
            if let Some(ours) = ours {
                let same = |a: &String, b: &String| a == b || text.contains("?n)");
                let equal = ours.len() == theirs.len()
                    && ours.iter().zip(&theirs).all(|(a, b)| same(a, b));
                prop_assert!(equal, "{text}\n{ours:?}\n{theirs:?}");
            }
        }
    }

    #[test]
    fn descriptions_are_those_of_the_evaluator(quads in prop::collection::vec(quad(), 0..40), union: bool) {
        let snapshot = snapshot(&quads);
        let evaluation = evaluation(&snapshot, union);
        let format = AnswerFormat::Graph(Format::Nt);
        for text in DESCRIBED {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            let asked = RequestedDataset::default;
            let planned = evaluation.planned(&parsed(text), &asked(), format, &mut ours);
            prop_assert!(planned.expect("an answer"), "no plan: {text}");
            evaluation.evaluated(parsed(text), asked(), format, &mut theirs).expect("an answer");
            // Graphs have no order, and the evaluator's small ones are sorted.
            let lines = |bytes: Vec<u8>| {
                let text = String::from_utf8(bytes).expect("text");
                sorted(text.lines().map(str::to_owned).collect())
            };
            prop_assert_eq!(lines(ours), lines(theirs), "{}", text);
        }
    }

    #[test]
    fn explanations_count_what_is_answered(quads in prop::collection::vec(quad(), 0..40), union: bool) {
        let snapshot = snapshot(&quads);
        for text in PLANNED.iter().filter(|text| text.starts_with("SELECT")) {
            let (_, lines) = both(&snapshot, union, text);
            let told = evaluation(&snapshot, union).explanation(parsed(text), RequestedDataset::default());
            let told = told.expect("an explanation");
            prop_assert_eq!(told.answered_by, "operators");
            // One line is the head.
            prop_assert_eq!(told.rows as usize, lines.len() - 1, "{}", text);
        }
    }

    #[test]
    fn random_queries_have_one_answer(
        quads in prop::collection::vec(quad(), 0..30),
        union: bool,
        queries in prop::collection::vec(query(), 24),
    ) {
        let snapshot = snapshot(&quads);
        for text in &queries {
            let (ours, theirs) = both(&snapshot, union, text);
            if let Some(ours) = ours {
                prop_assert_eq!(sorted(ours), sorted(theirs), "{}", text);
            }
        }
    }
}

#[test]
fn other_shapes_are_left_to_the_evaluator() {
    let quads = [Quad::new(
        node("s0"),
        node("p0"),
        node("s1"),
        GraphName::DefaultGraph,
    )];
    let snapshot = snapshot(&quads);
    for text in EVALUATED {
        assert!(both(&snapshot, true, text).0.is_none(), "{text}");
    }
}

#[test]
fn joined_texts_are_those_of_the_group() {
    let quads = ["a", "b", "c"].map(|text| {
        Quad::new(
            node("s0"),
            node("t"),
            Literal::from(text),
            GraphName::DefaultGraph,
        )
    });
    let text = "SELECT (GROUP_CONCAT(?t; SEPARATOR=\"+\") AS ?all) { e:s0 e:t ?t }";
    let (ours, _) = both(&snapshot(&quads), true, text);
    let answer = ours.expect("a plan").pop().expect("a row");
    let mut parts: Vec<_> = answer.trim_matches('"').split('+').collect();
    parts.sort_unstable();
    assert_eq!(parts, ["a", "b", "c"]);
}
