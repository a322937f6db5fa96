//! Characters that XML has no place for: an answer in XML is whole, or is none.

use super::*;
use quick_xml::events::Event;

/// A store with a text that holds U+0001, one with a carriage return, and another.
fn store(folder: &Path) -> Server {
    let server = writable(folder, &[]);
    let text = "PREFIX : <http://e.org/> INSERT DATA { GRAPH :g {
        :a :p \"one\\u0001two\" . :b :p \"one\\r\\ntwo\" . :c :p \"\\uFFFF\" . :d :p \"plain\" } }";
    assert_eq!(update(&server, text).status, 204);
    server
}

fn assert_refused(answer: &Response, code: &str) {
    assert_eq!(answer.status, 406, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let said = answer.json()["detail"].as_str().expect("text").to_owned();
    assert!(said.contains(code) && said.contains("JSON"), "{said}");
    let french = said.contains("n'est pas un caractère") || said.contains("élément de RDF/XML");
    assert!(french, "{said}");
}

#[test]
fn what_xml_has_no_place_for_is_refused_and_other_formats_give_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = store(folder.path());
    let (table, graph) = ("application/sparql-results+xml", "application/rdf+xml");
    for (thing, code) in [("a", "U+0001"), ("c", "U+FFFF")] {
        let of = |form: &str| format!("{form} {{ GRAPH ?g {{ <http://e.org/{thing}> ?p ?o }} }}");
        // By operators of our own, by the evaluator, and again.
        for query in [
            of("SELECT ?o"),
            of("SELECT (CONCAT(?o, \"\") AS ?x)"),
            of("SELECT ?o"),
        ] {
            assert_refused(&server.query(&query, table), code);
            let json = server.query(&query, "application/sparql-results+json");
            assert!(json.status == 200 && json.whole, "{query}");
        }
        let construct = of("CONSTRUCT { ?g ?p ?o }");
        assert_refused(&server.query(&construct, graph), code);
        assert_eq!(server.query(&construct, "text/turtle").status, 200);
        let describe = format!("DESCRIBE <http://e.org/{thing}> FROM <http://e.org/g>");
        assert_refused(&server.query(&describe, graph), code);
    }
    for path in ["/dump/graph.rdf", "/store?graph=http://e.org/g"] {
        let answer = server.get(path, graph);
        assert_eq!(answer.status, 406, "{path}: {}", answer.text());
        assert!(answer.text().contains("Turtle"), "{}", answer.text());
    }
    // The catalogue tells of the files that there are.
    let catalogue = server.get("/catalog", "text/turtle");
    assert_eq!(catalogue.status, 200, "{}", catalogue.text());
    let text = catalogue.text();
    assert!(
        text.contains("/dump/e-org-g.ttl>") && !text.contains("/dump/e-org-g.rdf"),
        "{text}"
    );
    let plain = server.query("SELECT * { GRAPH ?g { <http://e.org/d> ?p ?o } }", table);
    assert_eq!(plain.status, 200);
}

#[test]
fn a_carriage_return_comes_back_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = store(folder.path());
    let query = "SELECT ?o { GRAPH ?g { <http://e.org/b> ?p ?o } }";
    let answer = server.query(query, "application/sparql-results+xml");
    let text = answer.text();
    // XML 1.0 §2.11: a parser gives a raw carriage return as a line feed, a reference as it is.
    assert!(
        !text.contains('\r') && text.contains("one&#13;\ntwo"),
        "{text}"
    );
    let mut reader = quick_xml::Reader::from_str(text);
    while !matches!(reader.read_event().expect("XML"), Event::Eof) {}
}

#[test]
fn what_comes_after_the_first_block_breaks_the_transfer() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let plain: String = (0..5000)
        .map(|n| format!("<http://e.org/s> <http://e.org/p> {n} . "))
        .collect();
    let text = format!("INSERT DATA {{ {plain} <http://e.org/s> <http://e.org/z> \"\\u0001\" }}");
    assert_eq!(update(&server, &text).status, 204);
    let query = "SELECT * { ?s ?p ?o } ORDER BY ?p ?o";
    let answer = server.query(query, "application/sparql-results+xml");
    assert!(
        answer.status == 200 && !answer.whole,
        "{} bytes",
        answer.body.len()
    );
    assert_eq!(rows(&server, query).len(), 5001);
}

#[test]
fn a_property_that_names_no_element_is_refused_in_rdf_xml() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let year = "http://example.org/year/2015";
    let text = format!(
        "PREFIX : <http://e.org/> INSERT DATA {{ GRAPH :g {{ :a <{year}> 1 . :b a <{year}> }} }}"
    );
    assert_eq!(update(&server, &text).status, 204);
    let graph = "application/rdf+xml";
    for query in [
        "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DESCRIBE <http://e.org/a> FROM <http://e.org/g>",
        "DESCRIBE <http://e.org/b> FROM <http://e.org/g>",
        "CONSTRUCT { ?s <http://www.w3.org/1999/02/22-rdf-syntax-ns#li> ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
    ] {
        let code = if query.contains("#li") { "#li" } else { year };
        assert_refused(&server.query(query, graph), code);
        assert_eq!(server.query(query, "text/turtle").status, 200, "{query}");
    }
    // The next version has it as well: that of now becomes an earlier one.
    let version =
        server.get("/version", "application/json").json()["versions"][0]["version"].clone();
    let earlier = format!("/version/{}/graph", version.as_str().expect("a name"));
    let more = "INSERT DATA { GRAPH <http://e.org/g> { <http://e.org/c> <http://e.org/p> 1 } }";
    assert_eq!(update(&server, more).status, 204);
    for path in ["/dump/graph", "/dump/e-org-g", &earlier] {
        let answer = server.get(&format!("{path}.rdf"), graph);
        assert_refused(&answer, year);
        assert!(
            answer.text().contains("application/n-quads"),
            "{}",
            answer.text()
        );
        assert_eq!(server.get(&format!("{path}.jsonld"), "*/*").status, 200);
    }
    assert_refused(&server.get("/store?graph=http://e.org/g", graph), year);
    assert_eq!(server.get("/catalog", "text/turtle").status, 200);
}
