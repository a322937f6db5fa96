//! LOAD: what is fetched from elsewhere, whole or not at all.

use super::*;
use crate::services::Remote;

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
        let answer = update(
            &server,
            &format!("LOAD SILENT {load} ; LOAD SILENT <{}>", good.0.iri()),
        );
        assert_eq!(answer.status, 204, "{load}: {}", answer.text());
    }
    assert_eq!(rows(&server, "SELECT ?o { ?s ?p ?o }"), ["1"]);
    assert_eq!(rows(&server, "SELECT ?g { GRAPH ?g {} }"), [""; 0]);
}
