//! Keys of terms against the comparisons of the evaluator.

use super::*;
use oxigraph::model::{Dataset, NamedNode, Triple};
use spareval::{QueryEvaluator, QueryResults};
use spargebra::SparqlParser;
use std::collections::BTreeSet;

fn typed(text: &str, datatype: &str) -> Term {
    let datatype = format!("http://www.w3.org/2001/XMLSchema#{datatype}");
    Literal::new_typed_literal(text, NamedNode::new_unchecked(datatype)).into()
}

/// Values of each kind, of several types, that are written in several ways.
fn kinds() -> Vec<Vec<Term>> {
    let list = |datatype: &str, texts: &str| -> Vec<Term> {
        let texts = texts.split_whitespace();
        texts.map(|text| typed(text, datatype)).collect()
    };
    let numbers = [
        list(
            "integer",
            "-10 -9 -1 0 1 9 10 01 16777215 16777216 16777217 9007199254740992 9007199254740993",
        ),
        list(
            "decimal",
            "-1.25 -1.2 -0.05 0.0 0.1 0.5 0.55 1.0 10.5 16777216.5 0.000000000000000001",
        ),
        list(
            "float",
            "-INF -1.2 -0.0 0 0.1 0.5 16777216 16777218 1e-40 INF",
        ),
        list(
            "double",
            "-INF -1.25 -1e300 -1e-300 0 0.1 16777217 9007199254740992 9007199254740994 1e300 INF",
        ),
    ];
    let moments = "2015-01-01T00:00:00 2015-01-01T00:00:00Z 2015-01-01T02:00:00+02:00 2014-12-31T14:00:00-10:00 \
        2015-01-01T14:00:00 2015-01-01T15:00:00Z 2014-12-31T23:59:59.5Z 2015-01-01T00:00:00.000001 -0044-03-15T00:00:00Z";
    let days = "2015-01-01 2015-01-01Z 2015-01-01+02:00 2014-12-31-12:00 2015-01-02 2014-12-31 2015-01-02+14:00";
    let hours = "00:00:00 00:00:00Z 02:00:00+02:00 23:00:00-05:00 12:00:00 11:59:59.9 12:00:00Z";
    let durations = [
        list("duration", "P1M P30D P31D P1M1D -P1M P1Y PT0S"),
        list("yearMonthDuration", "P1M P2M P1Y P13M P4798M P4799M"),
        list(
            "dayTimeDuration",
            "P28D P29D P30D P31D PT1H PT36S P365D P366D",
        ),
    ];
    let texts = ["", "a", "a0", "b", "é"].map(|text| Literal::from(text).into());
    vec![
        numbers.concat(),
        list("dateTime", moments),
        list("date", days),
        list("time", hours),
        durations.concat(),
        texts.to_vec(),
    ]
}

/// The pairs of which the evaluator says that the first is less than the second, by their places.
fn less(terms: &[Term]) -> Vec<(usize, usize)> {
    let rows = terms.iter().enumerate();
    let rows: String = rows.map(|(at, term)| format!("({at} {term}) ")).collect();
    let text = format!(
        "SELECT ?i ?j {{ VALUES (?i ?a) {{ {rows} }} VALUES (?j ?b) {{ {rows} }} FILTER(?a < ?b) }}"
    );
    let query = SparqlParser::new().parse_query(&text).expect("valid");
    let evaluator = QueryEvaluator::new();
    let nothing = Dataset::new();
    let results = evaluator.prepare(&query).execute(&nothing);
    let QueryResults::Solutions(rows) = results.expect("an answer") else {
        unreachable!("rows are asked for");
    };
    let place = |term: Option<&Term>| match term {
        Some(Term::Literal(number)) => number.value().parse().expect("a number"),
        other => unreachable!("a number is asked for: {other:?}"),
    };
    rows.map(|row| row.expect("a row"))
        .map(|row| (place(row.get("i")), place(row.get("j"))))
        .collect()
}

#[test]
fn what_is_less_comes_before() {
    for terms in kinds() {
        let less = less(&terms);
        assert!(!less.is_empty());
        for (a, b) in less {
            let (a, b) = (&terms[a], &terms[b]);
            assert!(of_term(a) < of_term(b), "{a} {b}");
        }
    }
}

#[test]
fn equal_values_have_one_key() {
    for (a, b) in [
        (typed("1", "integer"), typed("1.0", "decimal")),
        (typed("01", "integer"), typed("1e0", "double")),
        (typed("0.1", "decimal"), typed("0.1", "double")),
        (typed("0", "integer"), typed("-0.0", "float")),
        (
            typed("2015-01-01T00:00:00Z", "dateTime"),
            typed("2015-01-01T02:00:00+02:00", "dateTime"),
        ),
        (typed("P1D", "dayTimeDuration"), typed("PT24H", "duration")),
    ] {
        assert_eq!(of_term(&a), of_term(&b), "{a} {b}");
    }
}

#[test]
fn kinds_do_not_mix() {
    let node = NamedNode::new_unchecked("http://example.org/a");
    let triple = Triple::new(node.clone(), node.clone(), Literal::from(1));
    let mut kinds = kinds();
    kinds.push(vec![node.into()]);
    kinds.push(vec![triple.into()]);
    kinds.push(vec![typed("NaN", "double"), typed("NaN", "float")]);
    kinds.push(vec![typed("x", "other"), typed("y", "other")]);
    kinds.push(vec![typed("true", "boolean"), typed("0", "boolean")]);
    let owners = |key: &String| {
        let mut owners = kinds
            .iter()
            .enumerate()
            .filter(|(_, terms)| terms.iter().any(|term| of_term(term) == *key));
        owners.next().map(|(kind, _)| kind)
    };
    let keys: BTreeSet<String> = kinds.iter().flatten().map(of_term).collect();
    let mut order: Vec<_> = keys.iter().map(owners).collect();
    order.dedup();
    assert_eq!(order.len(), kinds.len(), "{keys:?}");
}
