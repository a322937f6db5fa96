//! What a group does not see of the rows that it is joined to.

use super::lines;

#[test]
fn a_group_does_not_see_what_is_bound_around_it() {
    for (query, expected) in [
        (
            "SELECT ?s { ?s :v ?d { ?s :v 5 FILTER NOT EXISTS { ?d :y ?z } } }",
            vec![],
        ),
        (
            "SELECT ?s ?t { ?s :v ?d { ?s :v 5 BIND(EXISTS { ?d :y ?z } AS ?t) } }",
            vec!["<c>\ttrue", "<c>\ttrue"],
        ),
        (
            "SELECT ?s { ?s :v ?d { { ?s :v 5 FILTER NOT EXISTS { ?d :y ?z } } UNION { ?s :absent 1 } } }",
            vec![],
        ),
        (
            "SELECT ?g { GRAPH ?g { ?s :p ?d } GRAPH ?g { ?s :q :g2 FILTER NOT EXISTS { ?d :q ?z } } }",
            vec![],
        ),
        (
            "SELECT ?f { ?s :v ?d { ?s :v 5 OPTIONAL { BIND(STR(?d) AS ?f) } } }",
            vec!["", ""],
        ),
        (
            "SELECT ?d { :c :v ?d { SELECT ?s { ?s :v 5 FILTER NOT EXISTS { ?d :y ?z } } } }",
            vec![],
        ),
    ] {
        assert_eq!(lines(query), expected, "{query}");
    }
}

#[test]
fn what_is_optional_in_a_group_is_evaluated_as_a_whole() {
    for (query, expected) in [
        // MINUS shares no variable with what stands before it.
        (
            "SELECT ?z { ?s :v ?d { ?s :v 5 OPTIONAL { ?s :v ?z MINUS { :x :y ?w } } } }",
            vec!["5", "5", "<x>", "<x>"],
        ),
        (
            "SELECT ?z { ?s :v ?d { ?s :v 5 OPTIONAL { ?s :v ?z MINUS { ?d :y ?w } } } }",
            vec!["5", "5", "<x>", "<x>"],
        ),
        // One row in all, and not one for each subject.
        (
            "SELECT (COUNT(?z) AS ?n) { VALUES ?s { :b :x } { ?s ?q ?c OPTIONAL { SELECT ?s ?z { VALUES ?s { :b :x } ?s ?r ?z } LIMIT 1 } } }",
            vec!["1"],
        ),
    ] {
        assert_eq!(lines(query), expected, "{query}");
    }
}

#[test]
fn exists_sees_its_row_however_deep() {
    for (query, expected) in [
        (
            "SELECT ?d { :c :v ?d FILTER NOT EXISTS { :x :y ?w FILTER EXISTS { ?d :y ?z } } }",
            vec!["5"],
        ),
        (
            "SELECT ?d { :c :v ?d FILTER NOT EXISTS { ?x :y ?w { :x :y ?w FILTER EXISTS { ?d :y ?w } } } }",
            vec!["5"],
        ),
        // But not the row of another: only `?d` of the row within is seen.
        (
            "SELECT ?d { ?s :v ?d FILTER EXISTS { ?s :v ?e { ?s :v 5 FILTER NOT EXISTS { ?e :y ?z } } } }",
            vec![],
        ),
    ] {
        assert_eq!(lines(query), expected, "{query}");
    }
}
