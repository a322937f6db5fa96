//! Tests: a statement gives what the parser gives, or nothing.

use super::super::checked;
use super::*;
use crate::engine::describe::terms;
use oxigraph::model::Term;
use proptest::prelude::*;

const BASE: &str = "http://example.org/";

fn parse(text: &str) -> Option<Query> {
    checked(text, BASE).ok()
}

/// What is prepared after texts were seen.
fn prepared(texts: &[&str]) -> Prepared {
    let prepared = Prepared::new();
    for text in texts {
        prepared.note(text, true, parse);
    }
    prepared
}

/// Forms, with `<>` where IRIs come.
const FORMS: [&str; 12] = [
    "SELECT * { <> ?p ?o }",
    "PREFIX e: <http://e.org/> PREFIX f:<urn:f:> SELECT DISTINCT ?x { ?x e:p <> ; <> f: , f:a } LIMIT 3",
    "ASK { <> <> <> }",
    "DESCRIBE <>",
    "PREFIX e: <http://e.org/> DESCRIBE <> e:x <>",
    "SELECT ?x { <> <>+ ?x . ?x ((<>|^e:p)/<>)* ?y }",
    "PREFIX e: <http://e.org/> SELECT ?x { <> <>+ ?x . ?x ((<>|^e:p)/<>)* ?y }",
    "SELECT * { { ?s <> \"a<b>c\" } UNION { ?s !(<>|^<>) ?o } OPTIONAL { ?s a <> } } # <http://e.org/>",
    "base <http://e.org/> SELECT * { <> ?p <http://e.org/a> }",
    "SELECT * { <> ?p <<( <> <> ?o )>> }",
    "SELECT * { ?s <>* ?o . ?s <>? <> }",
    "SELECT ?s { ?s ?p 'x'@en , 1.50 , true , <> }",
];

/// What a query asks, without the names that the parser invents for what is described.
fn asks(query: Query) -> Result<Query, Option<Vec<Term>>> {
    match &query {
        Query::Describe { .. } => Err(terms(&query)),
        _ => Ok(query),
    }
}

fn fill(form: &str, iris: &[String]) -> String {
    let mut iris = iris.iter().cycle();
    let mut parts = form.split("<>");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text += &format!("<{}>", iris.next().expect("an IRI"));
        text += part;
    }
    text
}

fn iri() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "(http|https|HTTP)://[a-zé]{1,5}(/[a-z0-9%é._~-]{0,4}){0,4}([?]a=%2e)?(#[a-z/.]{0,3})?",
        2 => "urn:[a-z:./]{0,8}",
        1 => "[a-z./:#?]{0,8}",
        1 => r"http://e\.org/\\u00e9",
        1 => "[a-z]{1,3}://[\\[\\]:0-9a-f@]{0,6}/\\.{0,3}",
    ]
}

proptest! {
    #[test]
    fn a_statement_gives_what_the_parser_gives(
        form in prop::sample::select(FORMS.as_slice()),
        first in prop::collection::vec("http://e\\.org/[a-z]{1,3}", 1..4),
        then in prop::collection::vec(iri(), 1..4),
    ) {
        let seen = fill(form, &first);
        let prepared = prepared(&[&seen, &seen]);
        let asked = fill(form, &then);
        if let Some((query, _)) = prepared.query(&asked) {
            prop_assert_eq!(Some(asks(query)), parse(&asked).map(asks), "{}", asked);
        }
    }

    #[test]
    fn any_text_is_survived(text in "[a-z <>:{}#\"'\\\\é]{0,60}") {
        let prepared = prepared(&[&text, &text]);
        if let Some((query, _)) = prepared.query(&text) {
            prop_assert_eq!(Some(asks(query)), parse(&text).map(asks));
        }
    }
}

#[test]
fn the_third_of_a_kind_is_not_parsed() {
    for form in FORMS {
        let text = |name: &str| fill(form, &[format!("http://e.org/{name}"), "urn:x".to_owned()]);
        let right = parse(&text("a")).is_some();
        let once = prepared(&[&text("a")]);
        assert!(once.query(&text("b")).is_none(), "{form}");
        let twice = prepared(&[&text("a"), &text("b")]);
        assert_eq!(twice.query(&text("c")).is_some(), right, "{form}");
    }
}

#[test]
fn what_the_parser_may_read_in_another_way_is_left_to_it() {
    let text = |iri: &str| format!("SELECT * {{ ?s ?p <{iri}> }}");
    let prepared = prepared(&[&text("http://e.org/a"), &text("http://e.org/b")]);
    assert!(prepared.query(&text("http://e.org/c")).is_some());
    for other in [
        "",
        "a",
        "#a",
        "http://e.org/a/../b",
        "http://e.org/.",
        r"http://e.org/\u0061",
        "http://e.org:x/",
        "urn:.",
    ] {
        assert!(prepared.query(&text(other)).is_none(), "{other}");
    }
}

#[test]
fn an_iri_that_is_more_or_less_than_a_term_is_no_parameter() {
    for text in [
        // Of a prefix, where the comment hides it.
        "PREFIX e: # where\n<http://e.org/> SELECT * { ?s e:p ?o }",
        "PREFIX e: # where\n<http://e.org/> SELECT * { ?s e: e:p }",
        "PREFIX e: # where\n<http://e.org/> SELECT * { e:0 ?p ?o }",
        "PREFIX e: # where\n<http://e.org/> SELECT * { e:2 <http://e.org/id> ?o OPTIONAL { ?s e:0 <http://e.org/x> } }",
        // Of the base, which is not the same as the IRI that is resolved against it.
        "BASE # where\n<http://e.org/x#y> PREFIX e: <> SELECT * { e: ?p ?o }",
        // Of a datatype, a graph, a function.
        "SELECT * { ?s ?p \"1\"^^<http://www.w3.org/2001/XMLSchema#int> }",
        "SELECT * { GRAPH <http://e.org/> { ?s ?p ?o } }",
        "SELECT * FROM <http://e.org/> { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER(<http://e.org/f>(?o)) }",
    ] {
        assert!(parse(text).is_some(), "{text}");
        assert!(prepared(&[text, text]).query(text).is_none(), "{text}");
    }
}

#[test]
fn what_stands_for_a_parameter_is_told_from_what_is_asked() {
    let text = |iri: &str| format!("SELECT * {{ <http://e.org/s> <{iri}> ?o }}");
    let prepared = prepared(&[&text("http://e.org/p"), &text("http://e.org/p")]);
    // Even who knew the mark would be given what was asked.
    let asked = text(&format!("{}0:", prepared.mark));
    let (query, _) = prepared.query(&asked).expect("a statement");
    assert_eq!(Some(query), parse(&asked));
    assert_ne!(Prepared::new().mark, Prepared::new().mark);
}

#[test]
fn a_name_made_from_a_parameter_is_none() {
    let prepared = Prepared::new();
    let node = |end: &str| NamedNode::new_unchecked(format!("{}{end}", prepared.mark));
    assert_eq!(prepared.number(&node("12:")), Some(12));
    for other in ["", ":", "0", "0:0", "00", "0:0:", "0::", "0:#x"] {
        assert_eq!(prepared.number(&node(other)), None, "{other}");
    }
}
