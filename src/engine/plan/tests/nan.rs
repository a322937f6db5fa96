//! Comparisons with what is not a number: false, whoever answers.

use super::{both, node, snapshot, sorted};
use crate::snapshot::Snapshot;
use oxigraph::model::{GraphName, Literal, Quad};

const NAN: &str = "'NaN'^^<http://www.w3.org/2001/XMLSchema#double>";

#[test]
fn nothing_is_less_or_more_than_nan() {
    let values: [Literal; 4] = [1.into(), f64::NAN.into(), f32::NAN.into(), "a".into()];
    let quads = values.into_iter().enumerate().map(|(at, value)| {
        let subject = node(&format!("s{at}"));
        Quad::new(subject, node("v"), value, GraphName::DefaultGraph)
    });
    let snapshot = snapshot(&quads.collect::<Vec<_>>());
    let (one, nan, text) = ("s0", ["s1", "s2"], "s3");
    let numbers = [one, nan[0], nan[1]];
    for (condition, expected) in [
        ("?x <= NaN", &[][..]),
        ("NaN >= ?x", &[]),
        ("?x < 2", &[one]),
        ("!(?x < 2)", &nan),
        ("!(?x >= NaN)", &numbers),
        ("!(NaN > ?x)", &numbers),
        ("?x <= ?x", &[one, text]),
        ("?x >= ?x && ?x <= ?x", &[one, text]),
        ("!(?x > ?x)", &[one, nan[0], nan[1], text]),
        ("!(?x >= ?x)", &nan),
        ("?x * 2 <= ?x * 2", &[one]),
        ("!(?x * 2 > 3)", &numbers),
        ("!(ABS(-?x) < 1)", &numbers),
        (
            "!(<http://www.w3.org/2001/XMLSchema#double>(?x) > 1)",
            &numbers,
        ),
        ("?x >= 1 || !(?x >= 1)", &numbers),
        ("?x = ?x", &[one, text]),
        ("?x != ?x", &nan),
        ("IF(?x < 2, false, true)", &nan),
        ("COALESCE(!(2 > ?x), true)", &[nan[0], nan[1], text]),
        (
            "EXISTS { ?t e:v ?y FILTER(!(?y < ?x) && isNumeric(?x) && ?t != ?s) }",
            &numbers,
        ),
        // Errors, as numbers and texts do not compare.
        ("!(?x < 'b')", &[]),
        ("!(NaN < 'b')", &[]),
        ("!(?x < ?unbound)", &[]),
    ] {
        let condition = condition.replace("NaN", NAN);
        found_by(&snapshot, &condition, expected);
    }
}

/// Looks who meets a condition, by FILTER and by BIND, by our own operators and by the evaluator.
pub(super) fn found_by(snapshot: &Snapshot, condition: &str, expected: &[&str]) {
    let filter = format!("SELECT ?s {{ ?s e:v ?x FILTER({condition}) }}");
    let bound = format!("SELECT ?s {{ ?s e:v ?x BIND({condition} AS ?b) FILTER(?b) }}");
    for text in [filter, bound] {
        let (ours, theirs) = both(snapshot, true, &text);
        let found = theirs[1..].iter();
        let found = found.map(|line| line["<http://example.org/".len()..][..2].to_owned());
        assert_eq!(sorted(found.collect()), expected, "{text}");
        assert!(
            ours.is_none_or(|ours| sorted(ours) == sorted(theirs)),
            "{text}"
        );
    }
}
