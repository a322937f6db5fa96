//! `ptce serve --endpoint`: the site in front of a store elsewhere. Another server of this program is the
//! store, then stand-ins that misbehave as known stores do.

use super::{Server, program};
use crate::services::Remote;
use std::io::Write as _;
use std::process::Stdio;

/// A site in front of an address.
fn before(address: &str) -> Server {
    Server::with(&["--endpoint", &format!("http://{address}/sparql")])
}

/// A page without what names the server that shows it.
fn bare(server: &Server, text: &str) -> String {
    text.replace(&server.address, "SERVER")
}

#[test]
fn the_site_is_the_same_before_a_store_elsewhere() {
    let store = Server::start();
    let front = before(&store.address);
    for path in ["/", "/page/project/alpha", "/search?q=alpha", "/map"] {
        let (there, here) = (store.page(path, "fr"), front.page(path, "fr"));
        assert_eq!(here.status, there.status, "{path}");
        let (here, there) = (bare(&front, here.text()), bare(&store, there.text()));
        assert_eq!(here, there, "{path}");
    }
    for path in [
        "/dump/graph.nq",
        "/data/project/alpha.nt",
        "/api/nombre-de-projets.csv",
    ] {
        let (there, here) = (store.get(path, "*/*"), front.get(path, "*/*"));
        assert_eq!((here.status, there.status), (200, 200), "{path}");
        let (here, there) = (bare(&front, here.text()), bare(&store, there.text()));
        assert!(here == there, "{path}:\n{here}\n{there}");
    }
    let catalogue = front.get("/catalog", "text/turtle");
    assert_eq!(catalogue.status, 200, "{}", catalogue.text());
    assert!(catalogue.text().contains("dcat:Dataset"));
}

#[test]
fn answers_are_those_of_the_store_in_every_format() {
    let store = Server::start();
    let front = before(&store.address);
    let queries = [
        ("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", "text/csv"),
        (
            "SELECT * { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o",
            "text/tab-separated-values",
        ),
        (
            "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
            "application/sparql-results+json",
        ),
        (
            "ASK { ?s ?p 'nothing of this kind' }",
            "application/sparql-results+xml",
        ),
    ];
    for (query, accept) in queries {
        let (there, here) = (store.query(query, accept), front.query(query, accept));
        assert_eq!(here.status, 200, "{query}: {}", here.text());
        assert!(
            here.body == there.body,
            "{query}:\n{}\n{}",
            here.text(),
            there.text()
        );
    }
    let graph = front.query("CONSTRUCT WHERE { ?s a ?t }", "application/n-triples");
    let there = store.query("CONSTRUCT WHERE { ?s a ?t }", "application/n-triples");
    let lines = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(graph.text()), lines(there.text()));
}

#[test]
fn an_error_is_told_here_and_a_service_is_called_by_nobody() {
    let store = Server::start();
    let front = before(&store.address);
    let wrong = front.query("SELECT * {", "application/json");
    assert_eq!(
        (wrong.status, wrong.header("content-type")),
        (400, "application/problem+json")
    );
    let service = front.query(
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "text/csv",
    );
    assert_eq!(service.status, 403, "{}", service.text());
    assert!(
        !service.text().contains(&store.address),
        "{}",
        service.text()
    );
    let own = front.query("SELECT (<bif:file_to_string>('x') AS ?x) {}", "text/csv");
    assert_eq!(own.status, 403, "{}", own.text());
    // Nothing says which version the store holds, so that nothing may be given again unseen.
    assert_eq!(front.query("ASK {}", "application/json").header("etag"), "");
    for path in ["/", "/page/project/alpha", "/data/project/alpha.nt"] {
        let answer = front.get(path, "*/*");
        assert_eq!((answer.status, answer.header("etag")), (200, ""), "{path}");
    }
}

#[test]
fn graphs_that_are_not_of_the_publication_are_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    let quads = folder.path().join("quads.nq");
    let ours = "https://example.org/atlas/graph/things";
    let text = format!(
        "<http://e.org/a> <http://e.org/p> \"ours\" <{ours}> .\n\
         <http://e.org/a> <http://e.org/p> \"theirs\" <http://private.example/g> .\n"
    );
    std::fs::write(&quads, text).expect("written");
    let versions = folder.path().join("versions");
    let loaded = program()
        .arg("load")
        .arg(&quads)
        .arg("--out")
        .arg(&versions)
        .output();
    assert!(loaded.expect("the program runs").status.success());
    let store = Server::with(&["--data", versions.to_str().expect("text")]);
    let front = before(&store.address);
    let private = "http://private.example/g";
    for (query, rows) in [
        ("SELECT ?o { ?s ?p ?o }".to_owned(), "ours"),
        (format!("SELECT ?o FROM <{ours}> {{ ?s ?p ?o }}"), "ours"),
        (
            format!("SELECT ?o FROM <{private}> FROM <{ours}> {{ ?s ?p ?o }}"),
            "ours",
        ),
        (format!("SELECT ?o FROM <{private}> {{ ?s ?p ?o }}"), ""),
        (
            format!("SELECT ?o FROM NAMED <{private}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
            "",
        ),
        (
            format!("SELECT ?o {{ GRAPH <{private}> {{ ?s ?p ?o }} }}"),
            "",
        ),
    ] {
        let answer = front.query(&query, "text/csv");
        let found: Vec<&str> = answer.text().lines().skip(1).collect();
        assert_eq!(
            (answer.status, found.join(" ").as_str()),
            (200, rows),
            "{query}"
        );
    }
    let path =
        format!("/sparql?query=SELECT%20*%7B%3Fs%20%3Fp%20%3Fo%7D&default-graph-uri={private}");
    assert_eq!(front.get(&path, "text/csv").text().lines().count(), 1);
}

#[test]
fn a_password_in_the_address_is_refused() {
    let mut command = program();
    command.args([
        "serve",
        "--endpoint",
        "http://user:secret@127.0.0.1:1/sparql",
    ]);
    let output = command.output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("user name or a password"), "{said}");
    assert!(!said.contains("secret"), "{said}");
}

#[test]
fn a_store_that_goes_is_told_and_pages_do_not_lie() {
    let mut store = Server::start();
    let mut front = before(&store.address);
    store.signal("-TERM");
    assert_eq!(store.end(), (Some(0), String::new()));
    let answer = front.query("SELECT * { ?s ?p ?o }", "text/csv");
    assert_eq!(answer.status, 502, "{}", answer.text());
    assert!(!answer.text().contains(&store.address), "{}", answer.text());
    assert_eq!(front.get("/page/project/alpha", "text/html").status, 502);
    front.signal("-TERM");
    let (code, said) = front.end();
    assert_eq!(code, Some(0), "{said}");
}

/// A store of one graph with nine triples that gives three rows of every longer answer, in the words of
/// an older version of the JSON format.
fn cutting() -> Remote {
    Remote::start(|request, stream| {
        let number = |name: &str, value: &str| {
            format!(
                r#""{name}":{{"type":"typed-literal","datatype":"http://www.w3.org/2001/XMLSchema#integer","value":"{value}"}}"#
            )
        };
        let graph = r#""g":{"type":"uri","value":"https://example.org/atlas/graph/things"}"#;
        let (names, rows) = if request.contains("GROUP+BY+%3Fg") {
            (r#""g","n""#, vec![format!("{graph},{}", number("n", "9"))])
        } else if request.contains("DISTINCT+%3Fs+%3Fp+%3Fo") {
            (r#""n""#, vec![number("n", "9")])
        } else if request.contains("SELECT+%3Fs+%7B") {
            (
                r#""s""#,
                vec![number("s", "1"), number("s", "2"), number("s", "3")],
            )
        } else {
            (r#""s""#, Vec::new())
        };
        let rows: Vec<String> = rows.into_iter().map(|row| format!("{{{row}}}")).collect();
        let rows = rows.join(",");
        let body = format!(r#"{{"head":{{"vars":[{names}]}},"results":{{"bindings":[{rows}]}}}}"#);
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/sparql-results+json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
    })
}

#[test]
fn a_cut_without_a_word_is_an_error() {
    let store = cutting();
    let front = before(&store.address);
    let cut = front.query("SELECT ?s { ?s ?p ?o }", "text/csv");
    // The first block may have left before the end is known: then the transfer is broken.
    assert!(
        cut.status == 502 || !cut.whole,
        "{}: {}",
        cut.status,
        cut.text()
    );
    let asked = front.query("SELECT ?s { ?s ?p ?o } LIMIT 3", "text/csv");
    assert_eq!((asked.status, asked.text()), (200, "s\r\n1\r\n2\r\n3\r\n"));
}

#[test]
fn what_is_no_store_is_not_served() {
    let page = Remote::saying(
        "200 OK",
        "Content-Type: text/html\r\n".to_owned(),
        "<p>no".to_owned(),
    );
    let broken = Remote::saying("500 Broken", String::new(), "out of order".to_owned());
    for (store, told) in [(&page, "text/html"), (&broken, "out of order")] {
        let output = program()
            .args(["serve", "--bind", "127.0.0.1:0", "--endpoint", &store.iri()])
            .stderr(Stdio::piped())
            .output()
            .expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(told) && said.contains("S003"), "{said}");
    }
}
