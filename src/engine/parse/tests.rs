//! Tests: query errors as people read them.

use super::*;

fn error(text: &str) -> String {
    parse(text, "http://example.org/", &Limits::default())
        .expect_err("wrong")
        .to_string()
}

#[test]
fn an_undeclared_prefix_is_named() {
    assert_eq!(
        error("SELECT * WHERE {\n  ?s foaf:name ?o }"),
        "line 2, column 6: the prefix `foaf:` is not declared: add PREFIX foaf: <…> at the top of the query"
    );
}

#[test]
fn an_unfinished_query_says_so() {
    assert!(error("SELECT * WHERE { ?s ?p ?o").contains("before it is complete"));
}

#[test]
fn an_unexpected_word_is_shown() {
    assert_eq!(
        error("SELECT * WHERE { ?s ?p ?o } LIMIT x"),
        "line 1, column 35: `x` was not expected here"
    );
}

#[test]
fn a_declared_prefix_is_not_blamed() {
    let text = "PREFIX e: <http://e.org/> SELECT * { ?s e:p \"x:y\" ; e:q }";
    assert!(!error(text).contains("declared"), "{}", error(text));
}

#[test]
fn forms_are_told_apart() {
    let form = |text| {
        parse(text, "http://e.org/", &Limits::default())
            .expect("valid")
            .1
    };
    assert_eq!(form("ASK {}"), Form::Ask);
    assert_eq!(form("SELECT * {}"), Form::Select);
    assert_eq!(form("DESCRIBE <http://e.org/a>"), Form::Graph);
    assert_eq!(form("CONSTRUCT WHERE { ?s ?p ?o }"), Form::Graph);
}
