//! Columns whose literals are of several kinds: whoever answers, they come in one order, and no sort stops
//! in the middle.

use super::{both, node, snapshot, sorted};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{GraphName, Literal, NamedNodeRef, Quad};

/// Rows of a column: more than a sort puts in order by insertion.
const ROWS: usize = 90;

/// A column, whose values come in no order.
fn column(value: impl Fn(usize) -> Literal) -> Vec<Quad> {
    let row = |number: usize| {
        let subject = node(&format!("s{number}"));
        let value = value(number * 37 % ROWS);
        [
            Quad::new(
                subject.clone(),
                node("k"),
                node("x"),
                GraphName::DefaultGraph,
            ),
            Quad::new(subject, node("v"), value, GraphName::DefaultGraph),
        ]
    };
    (0..ROWS).flat_map(row).collect()
}

fn typed(value: impl ToString, datatype: NamedNodeRef<'_>) -> Literal {
    Literal::new_typed_literal(value.to_string(), datatype)
}

/// Mostly numbers, each third something else.
fn columns() -> Vec<(&'static str, Vec<Quad>)> {
    let third = |value: usize, other: Literal| match value % 3 {
        0 => other,
        _ => Literal::from(value as i64),
    };
    vec![
        (
            "numeric strings",
            column(|n| third(n, Literal::from(n.to_string()))),
        ),
        ("one string", column(|n| third(n, Literal::from("n/a")))),
        ("not numbers", column(|n| third(n, Literal::from(f64::NAN)))),
        (
            "doubles",
            column(|n| third(n, Literal::from(n as f64 + 0.5))),
        ),
        (
            "decimals",
            column(|n| third(n, typed(format!("{n}.5"), xsd::DECIMAL))),
        ),
        (
            "dates",
            column(|n| third(n, typed(format!("2015-01-{:02}", n % 28 + 1), xsd::DATE))),
        ),
        (
            "no numbers",
            column(|n| third(n, typed(format!("x{n}"), xsd::INTEGER))),
        ),
        (
            "languages",
            column(|n| match n % 2 {
                0 => Literal::from(format!("a{n}")),
                _ => Literal::new_language_tagged_literal_unchecked(format!("a{n}"), "fr"),
            }),
        ),
        (
            "time zones",
            column(|n| typed(format!("2015-01-01T{}", hour(n)), xsd::DATE_TIME)),
        ),
        ("hours", column(|n| typed(hour(n), xsd::TIME))),
        (
            "numbers that are one float",
            column(|n| match (n % 3, n as i64 + (1 << 24) - 44) {
                (0, value) => Literal::from(value),
                (1, value) => Literal::from(value as f32),
                (_, value) => Literal::from(value as f64),
            }),
        ),
    ]
}

/// An hour of a day, with or without a time zone.
fn hour(n: usize) -> String {
    let zone = ["", "Z", "+02:00"][n % 3];
    format!("{:02}:{:02}:00{zone}", n / 6, n % 6 * 10)
}

#[test]
fn literals_of_several_kinds_come_in_one_order() {
    for (name, quads) in columns() {
        let snapshot = snapshot(&quads);
        let ask = |form: &str| {
            let text = form.replace('\u{b7}', "{ ?s e:k e:x ; e:v ?o }");
            let (ours, theirs) = both(&snapshot, true, &text);
            if let Some(ours) = ours {
                assert_eq!(ours, theirs, "{name}: {text}");
            }
            theirs
        };
        let all = ask("SELECT ?o \u{b7} ORDER BY ?o");
        assert_eq!(all.len(), ROWS + 1, "{name}");
        let mut back = ask("SELECT ?o \u{b7} ORDER BY DESC(?o)");
        back[1..].reverse();
        let ends = |lines: &[String]| (lines[1].clone(), lines[ROWS].clone());
        assert_eq!(ends(&back), ends(&all), "{name}");
        assert_eq!(sorted(back), sorted(all.clone()), "{name}");
        let first = ask("SELECT ?o \u{b7} ORDER BY ?o LIMIT 5");
        assert_eq!(first[..], all[..6], "{name}");
        // Under a first key the second is asked of equal rows only.
        let second = ask("SELECT ?o \u{b7} ORDER BY ?x ?o");
        assert_eq!(second, all, "{name}");
    }
}

#[test]
fn least_and_most_are_the_ends_of_the_order() {
    for (name, quads) in columns() {
        let snapshot = snapshot(&quads);
        for (told, end) in [("MIN", "?o"), ("MAX", "DESC(?o)")] {
            let told = format!("SELECT ({told}(?o) AS ?x) {{ ?s e:k e:x ; e:v ?o }}");
            let sorted = format!("SELECT ?o {{ ?s e:k e:x ; e:v ?o }} ORDER BY {end} LIMIT 1");
            let (_, told) = both(&snapshot, true, &told);
            let (ours, theirs) = both(&snapshot, true, &sorted);
            assert_eq!(told[1..], theirs[1..], "{name}: {sorted}");
            assert!(ours.is_none_or(|ours| ours == theirs), "{name}: {sorted}");
        }
    }
}

#[test]
fn least_and_most_do_not_hang_on_the_order_of_rows() {
    let nan = "'NaN'^^<http://www.w3.org/2001/XMLSchema#double>";
    let day = "'2015-01-01'^^<http://www.w3.org/2001/XMLSchema#date>";
    let (early, late) = (
        "'2015-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime>",
        "'2015-01-01T06:00:00'^^<http://www.w3.org/2001/XMLSchema#dateTime>",
    );
    for (values, least, most) in [
        (["9", "'10x'", "10"], "9", "'10x'"),
        (["1", nan, "2"], "1", nan),
        (["3", day, "'4'"], "3", day),
        (["e:a", "1", "'0'"], "e:a", "'0'"),
        ([early, late, "16777217"], "16777217", late),
        (
            ["16777217", "16777216.5", "1.6777216e7"],
            "1.6777216e7",
            "16777217",
        ),
    ] {
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            let rows = order.map(|at| values[at]).join(" ");
            let text = format!(
                "SELECT * {{ {{ SELECT (MIN(?v) AS ?a) (MAX(?v) AS ?b) {{ VALUES ?v {{ {rows} }} }} }} \
                 FILTER(sameTerm(?a, {least}) && sameTerm(?b, {most})) }}"
            );
            let (_, lines) = both(&snapshot(&[]), true, &text);
            assert_eq!(lines.len(), 2, "{text}");
        }
    }
}

#[test]
fn times_come_as_time_goes() {
    let quads = column(|n| typed(format!("2015-01-01T{}", hour(n)), xsd::DATE_TIME));
    let text = "SELECT ?o { ?s e:k e:x ; e:v ?o } ORDER BY ?o LIMIT 5";
    let (_, lines) = both(&snapshot(&quads), true, text);
    let hours = lines[1..].iter().map(|line| &line[12..]);
    let hours: Vec<_> = hours.map(|line| line.split('"').next()).collect();
    // Two hours before, in UTC.
    let expected = [
        "00:20:00+02:00",
        "00:50:00+02:00",
        "01:20:00+02:00",
        "01:50:00+02:00",
        "00:00:00",
    ];
    assert_eq!(hours, expected.map(Some));
}

#[test]
fn numbers_come_before_strings_and_these_before_dates() {
    let quads = column(|n| match n % 3 {
        0 => Literal::from((n as i64) - 40),
        1 => Literal::from(n.to_string()),
        _ => typed(format!("2015-02-{:02}", n % 28 + 1), xsd::DATE),
    });
    let text = "SELECT ?o { ?s e:k e:x ; e:v ?o } ORDER BY ?o";
    let (_, lines) = both(&snapshot(&quads), true, text);
    let kind = |line: &String| match line.as_str() {
        date if date.contains("#date") => 2,
        text if text.starts_with('"') => 1,
        _ => 0,
    };
    let kinds: Vec<i32> = lines[1..].iter().map(kind).collect();
    assert!(kinds.is_sorted(), "{lines:?}");
    let numbers = lines[1..=30].iter();
    let numbers: Vec<i64> = numbers
        .map(|line| line.parse().expect("a number"))
        .collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
    assert_eq!(kinds.iter().filter(|kind| **kind == 1).count(), 30);
}
