//! Conditions of groups: whoever answers, the same groups meet them.

use super::{both, node, snapshot, sorted};
use oxigraph::model::{GraphName, Literal, Quad};

#[test]
fn groups_meet_conditions_on_what_is_told_of_them() {
    let quad = |(subject, object): (&str, Literal)| {
        Quad::new(node(subject), node("p"), object, GraphName::DefaultGraph)
    };
    let quads = [
        ("s0", "a".into()),
        ("s0", "b".into()),
        ("s1", "ab".into()),
        ("s2", 1.into()),
        ("s2", 2.into()),
        ("s2", 3.into()),
    ];
    let snapshot = snapshot(&quads.map(quad));
    for (condition, expected) in [
        ("CONTAINS(GROUP_CONCAT(?x), \"ab\")", &["s1"][..]),
        ("STRENDS(STR(GROUP_CONCAT(?x)), \"b\")", &["s0", "s1"]),
        ("STRSTARTS(STR(COUNT(?x)), \"3\")", &["s2"]),
        ("STR(SUM(?x)) < STR(?s)", &["s2"]),
        ("STR(?s) < STR(COUNT(?x))", &[]),
        ("?n > 1", &["s0", "s2"]),
        ("?n > 1 && COUNT(?x) < 3", &["s0"]),
        ("!BOUND(?n)", &[]),
    ] {
        let text =
            format!("SELECT ?s (COUNT(?x) AS ?n) {{ ?s e:p ?x }} GROUP BY ?s HAVING({condition})");
        let (ours, theirs) = both(&snapshot, true, &text);
        let groups = theirs[1..]
            .iter()
            .map(|line| &line["<http://example.org/".len()..][..2]);
        assert_eq!(
            sorted(groups.map(str::to_owned).collect()),
            expected,
            "{text}"
        );
        assert_eq!(ours.map(sorted), Some(sorted(theirs)), "{text}");
    }
}
