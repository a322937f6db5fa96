//! LOAD: what is fetched from elsewhere, whole or not at all, within the time of a change.

use super::*;
use crate::services::Remote;
use std::time::{Duration, Instant};

/// What stands at an address of this machine, and the option that allows it.
fn document(media_type: &str, text: &str) -> (Remote, String) {
    let head = format!("Content-Type: {media_type}\r\n");
    allowed(Remote::saying("200 OK", head, text.to_owned()))
}

fn allowed(remote: Remote) -> (Remote, String) {
    let prefix = format!("http://{}/", remote.address);
    (remote, prefix)
}

#[test]
fn a_document_that_cannot_be_read_adds_nothing_and_silent_covers_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = document("text/turtle", "<http://e.org/a> <http://e.org/p> 1 .");
    let wrong = [
        document(
            "text/turtle",
            "<http://e.org/a> <http://e.org/p> 2 . <http://e.org/a> 3 .",
        ),
        document("text/html", "<p>"),
    ];
    let mut arguments = Vec::new();
    for (_, prefix) in wrong.iter().chain([&good]) {
        arguments.extend(["--allow-private-service", prefix]);
    }
    let server = writable(folder.path(), &arguments);
    for (remote, _) in &wrong {
        let load = format!("<{}> INTO GRAPH <http://e.org/g>", remote.iri());
        let answer = update(&server, &format!("LOAD {load}"));
        assert_eq!(answer.status, 502, "{load}: {}", answer.text());
        let told = answer.text();
        assert!(!told.contains("Parser error"), "{told}");
        let place = told.contains(", ligne 1, colonne ") || told.contains(" : ligne 1, colonne ");
        assert_eq!(place, !told.contains("text/html"), "{told}");
        let answer = update(
            &server,
            &format!("LOAD SILENT {load} ; LOAD SILENT <{}>", good.0.iri()),
        );
        assert_eq!(answer.status, 204, "{load}: {}", answer.text());
    }
    assert_eq!(rows(&server, "SELECT ?o { ?s ?p ?o }"), ["1"]);
    assert_eq!(rows(&server, "SELECT ?g { GRAPH ?g {} }"), [""; 0]);
}

#[test]
fn what_is_fetched_is_within_the_time_of_a_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let (remote, prefix) = allowed(Remote::start(|_, stream| {
        std::thread::sleep(Duration::from_secs(1));
        let _ = std::io::Write::write_all(stream, b"HTTP/1.1 404 No\r\nConnection: close\r\n\r\n");
    }));
    let server = writable(
        folder.path(),
        &[
            "--set",
            "write_time_s=2",
            "--allow-private-service",
            &prefix,
        ],
    );
    let load = format!("LOAD SILENT <{}> ;", remote.iri());
    let insert = "INSERT DATA { <http://e.org/a> <http://e.org/p> 1 }";
    assert_eq!(update(&server, &format!("{load} {insert}")).status, 204);
    let start = Instant::now();
    let answer = update(&server, &load.repeat(8));
    assert_eq!(answer.status, 504, "{}", answer.text());
    assert!(answer.text().contains("write_time_s"), "{}", answer.text());
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(update(&server, "CLEAR ALL").status, 204);
}
