//! Triple terms, which JSON-LD has no form for: an answer in JSON-LD is whole, or is none.

use super::*;

const JSON_LD: &str = "application/ld+json";

#[test]
fn a_triple_term_is_refused_in_json_ld_and_other_syntaxes_give_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let text = "PREFIX : <http://e.org/> INSERT DATA { GRAPH :g {
        :a :p 1 {| :said :b |} . :c :q <<( :a :p 1 )>> } GRAPH :h { :a :p 1 } }";
    assert_eq!(update(&server, text).status, 204);
    for query in [
        "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DESCRIBE <http://e.org/c> FROM <http://e.org/g>",
    ] {
        for accept in [JSON_LD, "application/json"] {
            let answer = server.query(query, accept);
            assert_eq!(answer.status, 406, "{query}: {}", answer.text());
            let said = answer.json()["detail"].as_str().expect("text").to_owned();
            assert!(
                said.contains("JSON-LD") && said.contains("Turtle"),
                "{said}"
            );
        }
        for accept in [
            "text/turtle",
            "application/rdf+xml",
            "application/n-triples",
        ] {
            let answer = server.query(query, accept);
            assert!(
                answer.status == 200 && answer.whole,
                "{query}: {}",
                answer.text()
            );
        }
    }
    for (path, status) in [
        ("/store?graph=http://e.org/g", 406),
        ("/store?graph=http://e.org/h", 200),
        ("/dump/graph.jsonld", 406),
    ] {
        let answer = server.get(path, JSON_LD);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
    }
    // The catalogue tells of the files that there are.
    let catalogue = server.get("/catalog", "text/turtle");
    assert_eq!(catalogue.status, 200, "{}", catalogue.text());
    let text = catalogue.text();
    for (end, is_there) in [("g.ttl>", true), ("g.jsonld>", false), ("h.jsonld>", true)] {
        assert_eq!(text.contains(end), is_there, "{end}: {text}");
    }
}
