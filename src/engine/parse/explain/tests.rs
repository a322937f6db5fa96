//! Tests: the usual mistakes as people read them.

use crate::engine::Limits;
use crate::engine::parse::{parse, parse_update};

/// Place and sentence of the error in a text.
fn said(text: &str) -> String {
    parse(text, "http://example.org/", &Limits::default())
        .expect_err(text)
        .to_string()
}

/// Texts, and what is said of them.
const MISTAKES: &[(&str, &str)] = &[
    (
        "SELECT ?s (COUNT(*) AS ?n) WHERE {?s ?p ?o}\n",
        "line 1, column 8: `?s` is neither in GROUP BY nor in an aggregate: add it to GROUP BY, or take SAMPLE, MIN or COUNT",
    ),
    (
        "SELECT ?o ?s\nWHERE { ?s ?p ?o } GROUP BY ?o ORDER BY ?s",
        "line 1, column 11: `?s` is neither in GROUP BY nor in an aggregate: add it to GROUP BY, or take SAMPLE, MIN or COUNT",
    ),
    (
        "SELCT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "line 1, column 1: `SELCT` is no word of SPARQL: SELECT may be meant",
    ),
    (
        "SELECT * {\n ?s ?p ?o\n OPTINAL { ?s ?q ?r } }",
        "line 3, column 2: `OPTINAL` is no word of SPARQL: OPTIONAL may be meant",
    ),
    (
        "SELECT * { ?s ?p ?o FILTER(zzz(?s)) }",
        "line 1, column 28: `zzz` is no word of SPARQL: a variable begins with `?`, a name with a prefix, a text with `\"`",
    ),
    (
        "SELECT ?s WHERE { ?s ?p “abc” }",
        "line 1, column 25: `“` is no quote of SPARQL: write \"…\" or '…'",
    ),
    (
        "SELECT ?s { ?s ?p 'a }\n",
        "line 1, column 19: the string that begins here does not end in its line",
    ),
    (
        "SELECT ?s {\n { ?s ?p ?o \n}\n",
        "line 1, column 11: `{` opens here and is not closed: `}` is missing",
    ),
    (
        "SELECT ?s { ?s ?p ?o } }",
        "line 1, column 24: `}` closes what is not open: take one away, or add `{`",
    ),
    (
        "SELECT * { FILTER((1 = 1 } ",
        "line 1, column 19: `(` opens here and is not closed: `)` is missing",
    ),
    (
        "SELECT ?s, ?p { ?s ?p ?o }",
        "line 1, column 10: no comma between the variables of SELECT: spaces stand between them",
    ),
    (
        "SELECT COUNT(?s) { ?s ?p ?o }",
        "line 1, column 8: what SELECT computes stands in brackets and has a name: (COUNT(?x) AS ?n)",
    ),
    (
        "SELECT ?p (COUNT(?s)) { ?s ?p ?o } GROUP BY ?p",
        "line 1, column 11: what SELECT computes stands in brackets and has a name: (COUNT(?x) AS ?n)",
    ),
    (
        "SELECT (1 AS ?s) { ?s ?p ?o }",
        "line 1, column 1: the name behind AS is taken already: choose another",
    ),
    (
        "SELECT * { ?s ?p ?o BIND(1 AS ?s) }",
        "line 1, column 31: `?s` has a value before BIND already: give another name",
    ),
    (
        "SELECT ?s { ?s ?p ?o . ?s ?p }",
        "line 1, column 24: this triple is incomplete: it takes a subject, a predicate and an object",
    ),
    (
        "SELECT ?s { ?s ?p \"x\"@fr ?s ?q ?r }",
        "line 1, column 26: a point is missing between triples, or `;` or `,` before this term",
    ),
    (
        "SELECT ?s { ?s ?p ?o } LIMIT",
        "line 1, column 24: LIMIT is followed by a whole number",
    ),
    (
        "SELECT * { ?s ?p ?o } ORDER ?s",
        "line 1, column 23: ORDER is followed by BY and a variable",
    ),
    (
        "SELECT ?s FROM { ?s ?p ?o }",
        "line 1, column 11: FROM is followed by the IRI of a graph",
    ),
    (
        "SELECT * WHERE {\n  ?s foaf:name ?o }",
        "line 2, column 6: the prefix `foaf:` is not declared: add PREFIX foaf: <…> at the top of the query",
    ),
    (
        "SELECT * {\n  <https://example.org/a b> ?p ?o }",
        "line 2, column 3: there is no space in an IRI: write %20 in `<https://example.org/a b>`",
    ),
    (
        "SELECT ?s { ?s ?p ?o ; ; ?q }",
        "line 1, column 30: the query is incomplete or incorrect: reading it went on to its end",
    ),
    (
        "PREFIX e: <http://e.org/> delete WHERE { ?s e:p ?o }",
        "line 1, column 27: DELETE changes the data: that is no query but an update, for /update",
    ),
    (
        "SELECT ?s {\n  ?s ?p ^?o }",
        "line 2, column 3: the query cannot be read from `?s` on",
    ),
    (
        "SELECT ?x { ?x a \"a\\n\", \"é\\x\" }",
        "line 1, column 27: `\\x` cannot be read in a string: write \\\\x, or one of \\t \\b \\n \\r \\f \\\" \\' \\\\ \\u00E9",
    ),
    (
        "SELECT ?y { ?y a ?x FILTER(?x > 1 && COUNT(?y) > 1) } GROUP BY ?y",
        "line 1, column 38: COUNT is told of groups, which are not there yet here: put the condition into HAVING, behind the closing brace",
    ),
    (
        "SELECT ?y { ?y a ?x FILTER(COUNT(?y) > 1) }",
        "line 1, column 28: COUNT is told of groups, which are not there yet here: put the condition into HAVING, behind the closing brace",
    ),
    (
        "SELECT ?y { ?y a ?x } LIMIT 99999999999999999999999",
        "line 1, column 29: the number behind LIMIT is too large: 18446744073709551615 at most",
    ),
    (
        "SELECT * { VALUES (?x ?y) { (1 -2) (\"a\"@fr <q:q>) (1) } }",
        "line 1, column 51: this row of VALUES has 1 value(s) for 2 variable(s): UNDEF stands for one that is missing",
    ),
    (
        "SELECT * { VALUES (?x ?y) { (1 2 \"3\"^^<q:q>) } }",
        "line 1, column 29: this row of VALUES has 3 value(s) for 2 variable(s): take some away, or name another variable",
    ),
    (
        "SELECT ?s { ?s ?p ?o } LIMIT 5 5",
        "line 1, column 33: the query is incomplete or incorrect: reading it went on to its end",
    ),
];

#[test]
fn usual_mistakes_are_told_at_their_place() {
    for (text, expected) in MISTAKES {
        assert_eq!(said(text), *expected, "{text}");
    }
}

#[test]
fn what_is_right_is_not_blamed() {
    // Each has one mistake, at the end: whatever stands before is right.
    for before in [
        "PREFIX e: <http://e.org/> SELECT DISTINCT ?s (COUNT(DISTINCT ?o) AS ?n) { ?s e:p.q ?o ; a e:C . } GROUP BY ?s",
        "SELECT * { ?s ?p 'it''s' , \"a{b(\" , 1.5 , -2 , true . # a { comment “\n ?a <http://e.org/(> ?b }",
        "SELECT * { ?s ?p ?o FILTER(?o < 5 && 3 > ?s) FILTER(5 <?o && ?s> 3) }",
        "SELECT * { VALUES (?a ?b) { (1 2) (UNDEF 3) } FILTER(?a < 3 && ?b > 1) }",
        "SELECT * { VALUES (?a ?b) { (-1 +2.5) (true 'a\\u00E9'@fr) ('1'^^<q:q> <q:q>) } VALUES () { () } VALUES ?c { 1 2 } }",
        "SELECT ?s { ?s ?p ?o FILTER(EXISTS { SELECT (COUNT(?x) AS ?n) { ?x ?y ?z } }) } GROUP BY ?s HAVING(COUNT(?o) > 1)",
        "SELECT * { GRAPH ?g { ?s ^<p:q>/<p:r>* [ ?x ?y ] } MINUS { ( 1 2 ) ?x ?y } }",
    ] {
        let text = format!("{before} LIMIT ?x");
        assert!(
            said(&text).ends_with("LIMIT is followed by a whole number"),
            "{}",
            said(&text)
        );
    }
}

#[test]
fn updates_are_explained_too() {
    for (text, expected) in [
        (
            "INSERT DATA { <a:b> <a:c> }",
            "column 15: this triple is incomplete: it takes a subject, a predicate and an object",
        ),
        (
            "INSERT DATA { GRAPH <a:g> { <a:b> <a:c> ?x } }",
            "column 41: no variable in INSERT DATA: `?x` goes into INSERT {…} WHERE {…}",
        ),
        (
            "DELETE DATA { _:b <a:c> 1 }",
            "column 15: no blank node in what DELETE takes away: put a variable that WHERE finds in place of `_:b`",
        ),
        (
            "DELETE { ?s <a:c> [] } INSERT { _:b <a:c> 1 } WHERE { ?s ?p _:c }",
            "column 19: no blank node in what DELETE takes away: put a variable that WHERE finds in place of `[`",
        ),
        (
            "INSERT DATA { _:b <a:c> 1 } ; INSERT DATA { _:b <a:c> 1 }",
            "column 45: `_:b` names a node of another INSERT DATA of this request already: give another name, or make one of the two",
        ),
    ] {
        let error = parse_update(text, "http://e.org/", &Limits::default());
        let error = error.expect_err(text);
        assert_eq!(error.to_string(), format!("line 1, {expected}"), "{text}");
    }
}

#[test]
fn whatever_is_repeated_is_soon_explained() {
    for unit in [
        "SELECT ( ",
        "BIND ( ",
        "{ ?s . ",
        "?a ?b ?c ?d ",
        "LIMIT 1 ",
        "“",
        "( [ ",
        "SELECT ?s ",
        "GROUP BY ?x ",
        "e:a . ",
        "INSERT { ",
        "VALUES ( ",
        "VALUES ?x ",
        "FILTER ( ",
    ] {
        let text = unit.repeat(400_000 / unit.len());
        let spent = || rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        let begin = spent();
        let error = super::explain(
            &text,
            "error at 1:9: expected contains a variable that is unbound",
            super::Kind::Query,
        );
        assert!((spent() - begin).tv_sec < 3, "{unit}: {error}");
    }
}
