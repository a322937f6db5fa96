//! `ptce publish --to sparql`: a version into a store elsewhere, and a site in front of it. A writable
//! server of this program is the store.

use super::{WRITER, rows, update, writable};
use crate::serve::{Server, program};
use std::path::Path;
use std::process::{Command, Output};

const BASE: &str = "https://example.org/atlas/";

/// Publishes the invented publication, or a copy of it.
fn publish(store: &Server, token: &str, more: &[&str]) -> Output {
    program()
        .env("PTCE_TOKEN", token)
        .args(["publish", "--wait", "0.05", "--to", "sparql"])
        .arg(format!("http://{}/sparql", store.address))
        .args(more)
        .output()
        .expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The graphs of the store, with how many triples each has.
fn graphs(store: &Server) -> Vec<String> {
    rows(
        store,
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    )
}

fn store_in(folder: &Path) -> Server {
    writable(folder, &[])
}

#[test]
fn a_version_is_published_whole_and_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store_in(folder.path());
    // Left by an earlier version, by one whose push was interrupted, and by somebody else.
    let old = format!("{BASE}graph/gone");
    let left = format!("{BASE}graph/things?staged=0123");
    let theirs = format!("{BASE}graph/theirs");
    let marked = format!("<{BASE}> <http://purl.org/dc/terms/hasPart> <{old}>");
    let all = format!(
        "INSERT DATA {{ GRAPH <{BASE}graph/published> {{ {marked} }} GRAPH <{old}> {{ <{BASE}x> <{BASE}y> 1 }} GRAPH <{theirs}> {{ <{BASE}x> <{BASE}y> 4 }} GRAPH <{left}> {{ <{BASE}x> <{BASE}y> 2 }} GRAPH <http://example.com/other> {{ <{BASE}x> <{BASE}y> 3 }} }}"
    );
    assert!(matches!(update(&store, &all).status, 200 | 204));
    let dry = publish(&store, WRITER, &["--dry-run"]);
    assert_eq!(dry.status.code(), Some(0), "{}", said(&dry));
    assert!(
        said(&dry).contains(&format!("{old}: 1 → —")),
        "{}",
        said(&dry)
    );
    assert!(
        said(&dry).contains(&format!("{theirs}: 1, left")),
        "{}",
        said(&dry)
    );
    assert_eq!(graphs(&store).len(), 5, "a dry run changes nothing");

    let first = publish(&store, WRITER, &[]);
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    let direct = Server::start();
    let mut expected = graphs(&direct);
    expected.push(format!("{BASE}graph/published,{}", expected.len() + 1));
    expected.push(format!("{theirs},1"));
    expected.push("http://example.com/other,1".to_owned());
    expected.sort();
    let mut found = graphs(&store);
    found.sort();
    assert_eq!(found, expected);

    let second = publish(&store, WRITER, &[]);
    assert_eq!(second.status.code(), Some(0), "{}", said(&second));
    assert!(
        said(&second).starts_with("unchanged: "),
        "{}",
        said(&second)
    );
}

#[test]
fn a_site_before_a_published_store_knows_its_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store_in(folder.path());
    let published = publish(&store, WRITER, &[]);
    assert_eq!(published.status.code(), Some(0), "{}", said(&published));
    let front = Server::with(&["--endpoint", &format!("http://{}/sparql", store.address)]);
    let direct = Server::start();
    // Strong validators, since the store says which version it holds.
    let count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";
    let answer = front.query(count, "text/csv");
    assert_eq!(answer.text(), direct.query(count, "text/csv").text());
    assert!(
        answer.header("etag").starts_with('"'),
        "{:?}",
        answer.headers
    );
    // The mark is the store's affair.
    let marked = format!("ASK {{ GRAPH <{BASE}graph/published> {{ ?s ?p ?o }} }}");
    assert_eq!(
        front
            .query(&marked, "application/sparql-results+json")
            .json()["boolean"],
        false
    );
    let version = |server: &Server| {
        server.get("/api/nombre-de-projets.json", "*/*").json()["version"].clone()
    };
    assert_eq!(version(&front), version(&direct));
}

#[test]
fn what_the_store_refuses_is_told_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store_in(folder.path());
    let refused = publish(&store, "a-token-that-nobody-gave-out", &[]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("error[U003]"), "{}", said(&refused));
    let elsewhere = publish(&store, WRITER, &["--update", "http://127.0.0.1:1/update"]);
    assert_eq!(elsewhere.status.code(), Some(1), "{}", said(&elsewhere));
    assert!(
        said(&elsewhere).contains("error[U002]"),
        "{}",
        said(&elsewhere)
    );
    assert!(
        graphs(&store)
            .iter()
            .all(|graph| graph.contains("?staged=")),
        "nothing is read there yet: {:?}",
        graphs(&store)
    );
    // Going on where it ended.
    let again = publish(&store, WRITER, &[]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(
        graphs(&store)
            .iter()
            .all(|graph| !graph.contains("?staged="))
    );
}

#[test]
fn what_is_wrong_with_the_tables_is_not_published() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store_in(folder.path());
    let own = tempfile::tempdir().expect("a folder");
    let at = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_ptce"))
            .current_dir(own.path())
            .env("PTCE_TOKEN", WRITER)
            .args(arguments)
            .output()
            .expect("the program runs")
    };
    assert!(at(&["init", "p"]).status.success());
    let address = format!("http://{}/sparql", store.address);
    let publish = ["--publication", "p", "publish", "--to", "sparql", &address];
    let table = own.path().join("p/data/projects.csv");
    let sound = std::fs::read_to_string(&table).expect("a table");
    std::fs::write(&table, sound.replace(",12000", ",beaucoup")).expect("written");
    let refused = at(&publish);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("`beaucoup`"), "{}", said(&refused));
    assert!(graphs(&store).is_empty(), "{:?}", graphs(&store));
    std::fs::write(&table, sound).expect("written");
    assert!(at(&publish).status.success());
    assert!(!graphs(&store).is_empty());
}
