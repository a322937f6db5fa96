//! The same query over the same data has its rows in the same order, however often it is parsed.

use super::answer;
use crate::engine::{AnswerFormat, ResultsFormat};
use crate::graph::dump::Format;

#[test]
fn the_same_query_has_the_same_rows_in_the_same_order() {
    let rows = AnswerFormat::Results(ResultsFormat::Tsv);
    let alternatives = "{ ?s !:w/:y ?z } UNION { ?s :n ?z } UNION { ?s !:u ?z } MINUS { ?z :y ?s }";
    for (query, format) in [
        (format!("SELECT * {{ {alternatives} }}"), rows),
        (format!("SELECT * {{ {alternatives} }} LIMIT 2"), rows),
        (
            "SELECT * { { ?s ?p [] } UNION { [] ?p ?s } UNION { ?s ?p _:x . _:x ?q ?z } }".to_owned(),
            rows,
        ),
        (
            "SELECT * { { SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s } UNION { SELECT ?s (COUNT(*) AS ?n) { ?o ?p ?s } GROUP BY ?s } }".to_owned(),
            rows,
        ),
        (
            "SELECT * { { SELECT ?s { ?s ?p ?o } ORDER BY STR(?o) STR(?s) ?p } UNION { SELECT ?s { ?o ?p ?s } ORDER BY STR(?s) STR(?o) ?p } }".to_owned(),
            rows,
        ),
        (
            "DESCRIBE :a :c ?s { ?s :y 1 }".to_owned(),
            AnswerFormat::Graph(Format::Nt),
        ),
    ] {
        let first = answer(&query, format);
        assert!(first.lines().count() > 2, "{query}: {first}");
        for more in 1..8 {
            // What differs in blanks only is the same query.
            let blanks = " ".repeat(more);
            assert_eq!(answer(&format!("{query}{blanks}"), format), first, "{query}");
        }
    }
}

#[test]
fn the_columns_keep_their_names() {
    let name = "0123456789abcdef0123";
    let query = format!("SELECT ?a{name} {{ :c :v ?a{name} , 5 }}");
    let rows = answer(&query, AnswerFormat::Results(ResultsFormat::Tsv));
    assert!(rows.starts_with(&format!("?a{name}\n")), "{rows}");
}
