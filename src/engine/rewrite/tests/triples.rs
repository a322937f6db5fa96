//! Triple terms in patterns, and how the literals in them are written.

use super::lines;

#[test]
fn a_triple_term_is_matched_as_it_is_written() {
    for (pattern, expected) in [
        (":a :n ?n . ?y :r <<( :a :n ?n )>>", vec!["<d>\t1.50"]),
        ("?y :r <<( :a :n ?n )>>", vec!["<d>\t1.50", "<e>\t1.5"]),
        ("?y :r <<( :a :n 1.50 )>>", vec!["<d>\t"]),
        ("?y :r <<( :a :n 1.5 )>>", vec!["<e>\t"]),
        ("?y :r <<( :a :n 1.500 )>>", vec![]),
        ("?y :r+ <<( :a :n 1.50 )>>", vec!["<d>\t"]),
        ("?y :r <<( ?x ?p <<( ?x2 ?p2 ?n )>> )>>", vec!["<f>\t1.50"]),
        ("?y :r <<( ?x ?p <<( :a :n 1.50 )>> )>>", vec!["<f>\t"]),
        ("?y :r <<( ?x ?p <<( :a :n 1.5 )>> )>>", vec![]),
        (
            "?x :r ?t . ?y :r <<( ?x ?p ?t )>> BIND(OBJECT(?t) AS ?n)",
            vec!["<f>\t1.50"],
        ),
        ("VALUES ?t { <<( :a :n 1.50 )>> } ?y :r ?t", vec!["<d>\t"]),
        (
            "VALUES ?t { <<( :d :r <<( :a :n 1.50 )>> )>> } ?y :r ?t",
            vec!["<f>\t"],
        ),
        (
            "VALUES ?n { 1.5 1.50 1.500 } FILTER EXISTS { :d :r <<( :a :n ?n )>> }",
            vec!["\t1.50"],
        ),
        (
            "VALUES ?n { 1.50 } ?y :r ?t FILTER(sameTerm(?t, TRIPLE(:a, :n, ?n)))",
            vec!["<d>\t1.50"],
        ),
        ("BIND(OBJECT(TRIPLE(:a, :b, 1.50)) AS ?n)", vec!["\t1.50"]),
    ] {
        let query = format!("SELECT ?y ?n {{ {pattern} }}");
        assert_eq!(lines(&query), expected, "{query}");
    }
}

#[test]
fn what_a_triple_term_holds_has_its_value() {
    let decimal = "<xsd:decimal>";
    for (select, rest, expected) in [
        ("?n + 1", "", "2.5"),
        ("STR(?n)", "", "\"1.50\""),
        ("DATATYPE(?n)", "", decimal),
        ("DATATYPE(COALESCE(?z, ?n))", "", decimal),
        ("IF(?n < 2, ?n, 1.0)", "", "1.50"),
        ("isNumeric(?n)", "", "true"),
        ("?n = 1.5", "", "true"),
        ("?n IN (1, 1.5)", "", "true"),
        ("sameTerm(?n, 1.5)", "", "false"),
        ("sameTerm(?n, 1.50)", "", "true"),
        ("CONCAT(STR(OBJECT(?t)), \"\")", "", "\"1.50\""),
        ("OBJECT(?t)", "", "1.50"),
        ("OBJECT(?t) + 1", "", "2.5"),
        ("?t = <<( :a :n 1.5 )>>", "", "true"),
        ("sameTerm(?t, <<( :a :n 1.5 )>>)", "", "false"),
        ("AVG(?n)", "", "1.5"),
        ("COUNT(DISTINCT ?n)", "", "1"),
        ("MAX(?n)", "", "1.50"),
        ("SAMPLE(?n)", "", "1.50"),
        ("GROUP_CONCAT(?n)", "", "\"1.50\""),
        ("1", "FILTER(?n)", "1"),
        ("1", "FILTER(IF(?n > 1, \"1\"^^xsd:boolean, false))", "1"),
        (
            "1",
            "FILTER EXISTS { ?k :r ?u FILTER(OBJECT(?u) = ?n && ?k != ?y) }",
            "1",
        ),
        ("?n", "ORDER BY ?n", "1.50"),
    ] {
        let (test, order) = match rest.strip_prefix("ORDER") {
            Some(_) => ("", rest),
            None => (rest, ""),
        };
        let query = format!(
            "SELECT ({select} AS ?x) {{ :d :r ?t . ?y :r ?t . ?y :r <<( ?s ?p ?n )>> {test} }} {order}"
        );
        assert_eq!(lines(&query), [expected], "{query}");
    }
}
