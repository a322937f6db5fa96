//! `/store`: the Graph Store HTTP Protocol; and servers for people who only want a store.

use super::*;

fn send(server: &Server, method: &str, path: &str, media_type: &str, body: &str) -> Response {
    let headers = [
        ("Content-Type", media_type),
        ("Authorization", &bearer(WRITER)),
    ];
    server.send(method, path, &headers, body.as_bytes())
}

const TURTLE: &str = "text/turtle";

#[test]
fn a_graph_is_put_read_added_to_and_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    for path in [
        format!("/store?graph={}", encoded("http://e.org/g")),
        "/store/people/1.ttl".to_owned(),
    ] {
        let go = |method: &str, body: &str| send(&server, method, &path, TURTLE, body).status;
        assert_eq!(server.get(&path, TURTLE).status, 404, "{path}");
        assert_eq!(
            go("PUT", "<http://e.org/a> <http://e.org/p> 01, _:b ."),
            201,
            "{path}"
        );
        let read = server.get(&path, TURTLE);
        assert_eq!(
            (read.status, read.header("content-type")),
            (200, "text/turtle; charset=utf-8")
        );
        assert!(read.text().contains("01"), "{}", read.text());
        let again = [("Accept", TURTLE), ("If-None-Match", read.header("etag"))];
        assert_eq!(server.send("GET", &path, &again, b"").status, 304);
        let head = server.send("HEAD", &path, &[("Accept", TURTLE)], b"");
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.header("content-type"), "text/turtle; charset=utf-8");
        assert_eq!(go("POST", "<#x> <http://e.org/p> <y> ."), 204, "{path}");
        let lines = |path: &str| {
            let text = server.get(path, "application/n-triples");
            text.text().lines().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(lines(&path).len(), 3);
        let base = match path.contains('?') {
            true => "http://e.org/g#x".to_owned(),
            false => format!("http://{}{path}#x", server.address),
        };
        assert!(
            lines(&path).iter().any(|line| line.contains(&base)),
            "{:?}",
            lines(&path)
        );
        assert_eq!(go("PUT", ""), 204, "{path}");
        assert_eq!(
            server.get(&path, TURTLE).status,
            200,
            "an empty graph is there"
        );
        assert_eq!(go("DELETE", ""), 204, "{path}");
        assert_eq!(go("DELETE", ""), 404, "{path}");
        assert_eq!(server.get(&path, TURTLE).status, 404, "{path}");
    }
}

#[test]
fn a_change_that_was_meant_for_another_state_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let path = format!("/store?graph={}", encoded("http://e.org/g"));
    let body = |n: u8| format!("<http://e.org/a> <http://e.org/p> {n} .");
    let go = |method: &str, condition: (&str, &str), n: u8| {
        let token = bearer(WRITER);
        let headers = [
            ("Content-Type", TURTLE),
            ("Authorization", &token),
            condition,
        ];
        let body = body(n);
        let body = if method == "DELETE" { "" } else { &body };
        server.send(method, &path, &headers, body.as_bytes())
    };
    let values = || rows(&server, "SELECT ?o { GRAPH ?g { ?s ?p ?o } }");
    let refused = |method: &str, condition: (&str, &str), before: &[&str]| {
        let answer = go(method, condition, 9);
        assert_eq!(
            answer.status,
            412,
            "{method} {condition:?}: {}",
            answer.text()
        );
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.json()["title"], "Condition non remplie");
        assert_eq!(values(), before, "{method} {condition:?}");
    };
    for method in ["PUT", "POST", "DELETE"] {
        refused(method, ("If-Match", "*"), &[]);
        refused(method, ("If-Match", "\"x\""), &[]);
    }
    assert_eq!(go("PUT", ("If-None-Match", "*"), 1).status, 201);
    let tag = |accept: &str| server.get(&path, accept).header("etag").to_owned();
    let first = tag(TURTLE);
    for method in ["PUT", "POST", "DELETE"] {
        refused(method, ("If-None-Match", "*"), &["1"]);
        refused(method, ("If-None-Match", &first), &["1"]);
        refused(method, ("If-Match", "\"x\""), &["1"]);
        refused(method, ("If-Match", &format!("W/{first}")), &["1"]);
    }
    // Of two who read the same, the second is told.
    assert_eq!(go("PUT", ("If-Match", &first), 2).status, 204);
    refused("PUT", ("If-Match", &first), &["2"]);
    for accept in ["application/ld+json", "application/rdf+xml", "*/*"] {
        let listed = format!("\"x\", {}", tag(accept));
        assert_eq!(go("PUT", ("If-Match", &listed), 3).status, 204, "{accept}");
        assert_eq!(go("PUT", ("If-Match", "*"), 2).status, 204);
    }
    let read = |condition: (&str, &str)| {
        let headers = [("Accept", TURTLE), condition];
        server.send("GET", &path, &headers, b"").status
    };
    assert_eq!(read(("If-None-Match", "*")), 304);
    assert_eq!(read(("If-None-Match", "\"x\"")), 200);
    assert_eq!(read(("If-Match", "\"x\"")), 412);
    assert_eq!(read(("If-Match", &tag(TURTLE))), 200);
    let (past, future) = (
        "Mon, 29 Feb 2016 00:00:00 GMT",
        "Fri, 28 Feb 2116 00:00:00 GMT",
    );
    assert_eq!(read(("If-Unmodified-Since", past)), 412);
    assert_eq!(read(("If-Unmodified-Since", future)), 200);
    for method in ["PUT", "POST", "DELETE"] {
        refused(method, ("If-Unmodified-Since", past), &["2"]);
    }
    assert_eq!(go("PUT", ("If-Unmodified-Since", future), 2).status, 204);
    assert_eq!(
        go("PUT", ("If-Unmodified-Since", "yesterday"), 2).status,
        204
    );
    assert_eq!(go("PUT", ("Content-Encoding", "gzip"), 2).status, 415);
    assert_eq!(go("PUT", ("Content-Encoding", "identity"), 2).status, 204);
    assert_eq!(
        go("DELETE", ("If-Match", &tag("text/plain")), 0).status,
        204
    );
    assert_eq!(values(), [""; 0]);
}

#[test]
fn the_default_graph_and_new_graphs() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let body = "<http://e.org/a> <http://e.org/p> 1 .";
    assert_eq!(
        send(&server, "PUT", "/store?default", TURTLE, body).status,
        204
    );
    assert_eq!(rows(&server, "SELECT ?o { ?s ?p ?o }"), ["1"]);
    let made = send(&server, "POST", "/store", TURTLE, body);
    assert_eq!(made.status, 201);
    let path = made
        .header("location")
        .strip_prefix(&format!("http://{}", server.address));
    let path = path.expect("an address here").to_owned();
    assert_eq!(server.get(&path, TURTLE).status, 200);
    assert_eq!(
        send(&server, "DELETE", "/store?default", "", "").status,
        204
    );
    assert_eq!(server.get("/store?default", TURTLE).status, 200);
    assert_eq!(rows(&server, "SELECT ?o { ?s ?p ?o }"), [""; 0]);
}

#[test]
fn documents_come_in_every_format_and_together() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let path = format!("/store?graph={}", encoded("http://e.org/g"));
    for (media_type, body) in [
        (
            "text/turtle; charset=UTF-8",
            "<http://e.org/a> <http://e.org/p> 1 .",
        ),
        (
            "application/n-triples",
            "<http://e.org/a> <http://e.org/p> \"2\" .\n",
        ),
        (
            "application/rdf+xml",
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e.org/'>\
             <rdf:Description rdf:about='http://e.org/a'><e:p>3</e:p></rdf:Description></rdf:RDF>",
        ),
        (
            "application/ld+json",
            "{\"@id\":\"http://e.org/a\",\"http://e.org/p\":\"4\"}",
        ),
        (
            "multipart/form-data; boundary=cut",
            "--cut\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a.ttl\"\r\n\r\n\
             <http://e.org/a> <http://e.org/p> 5 .\r\n--cut\r\n\
             Content-Disposition: form-data; name=\"b\"; filename=\"b\"\r\n\
             Content-Type: application/n-triples\r\n\r\n\
             <http://e.org/a> <http://e.org/p> \"6\" .\r\n--cut--\r\n",
        ),
    ] {
        let answer = send(&server, "POST", &path, media_type, body);
        assert!(
            [201, 204].contains(&answer.status),
            "{media_type}: {}",
            answer.text()
        );
    }
    assert_eq!(
        rows(&server, "SELECT ?o { GRAPH ?g { ?s ?p ?o } }").len(),
        6
    );
}

#[test]
fn a_wrong_request_changes_nothing_and_is_told_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &["--set", "upload_mib=1"]);
    let graph = encoded("http://e.org/g");
    let long = "x".repeat((1 << 20) + 1);
    for (method, path, media_type, body, status) in [
        (
            "PUT",
            format!("/store?graph={graph}&default"),
            TURTLE,
            "",
            400,
        ),
        ("PUT", "/store?graph=relative".to_owned(), TURTLE, "", 400),
        ("PUT", "/store".to_owned(), TURTLE, "", 400),
        ("GET", "/store".to_owned(), TURTLE, "", 400),
        (
            "PUT",
            format!("/store?graph={graph}"),
            TURTLE,
            "<a> <b>",
            400,
        ),
        (
            "PUT",
            format!("/store?graph={graph}"),
            "text/html",
            "<p>",
            415,
        ),
        (
            "PUT",
            format!("/store?graph={graph}"),
            "application/n-quads",
            "",
            415,
        ),
        ("PUT", format!("/store?graph={graph}"), TURTLE, &long, 413),
        ("PATCH", format!("/store?graph={graph}"), TURTLE, "", 405),
    ] {
        assert_eq!(
            send(&server, method, &path, media_type, body).status,
            status,
            "{method} {path} {media_type}"
        );
    }
    let told = send(
        &server,
        "PUT",
        &format!("/store?graph={graph}"),
        TURTLE,
        "\n<a> <b> .",
    )
    .json();
    assert_eq!(told["line"], 2, "{told}");
    let detail = told["detail"].as_str().unwrap_or_default();
    let begin = "Le document ne se lit pas, ligne 2, colonne 9 ; rien n'a été changé : ";
    assert!(
        detail.starts_with(begin) && !detail.contains("Parser error"),
        "{detail}"
    );
    assert_eq!(
        server.get(&format!("/store?graph={graph}"), TURTLE).status,
        404
    );
    let options = server.send("OPTIONS", "/store", &[], b"");
    assert_eq!(
        options.header("allow"),
        "DELETE, GET, HEAD, OPTIONS, POST, PUT"
    );
}

#[test]
fn a_snapshot_file_is_served_with_its_blank_nodes() {
    let folder = tempfile::tempdir().expect("a folder");
    let turtle = "@prefix e: <http://e.org/> . e:s e:p [ e:q 01 ] . e:s a e:Thing .";
    std::fs::write(folder.path().join("a.ttl"), turtle).expect("written");
    assert!(
        ptce(folder.path(), &["load", "a.ttl", "--out", "v"])
            .status
            .success()
    );
    let name = std::fs::read_to_string(folder.path().join("v/current")).expect("a pointer");
    let file = format!("v/{}/graph.snapshot", name.trim());
    let server = serve(folder.path(), &["--snapshot", &file]);
    assert_eq!(
        rows(&server, "SELECT (STR(?o) AS ?t) { ?s <http://e.org/q> ?o }"),
        ["01"]
    );
    for path in [
        "/",
        "/browse",
        "/browse/http://e.org/Thing",
        "/queries",
        "/dump",
        "/sparql",
        "/report",
    ] {
        let page = server.page(path, "fr");
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text().contains("Situation au"), "{path}");
    }
    let dump = server.get("/dump/graph.nt", "*/*");
    assert_eq!((dump.status, dump.text().lines().count()), (200, 3));
    assert!(dump.text().contains("_:"), "{}", dump.text());
    assert_eq!(server.page("/ontology", "fr").status, 404);
    let refused = server.send("PUT", "/store?default", &[("Content-Type", TURTLE)], b"");
    assert_eq!(refused.status, 403, "a server that is read-only says so");
}

#[test]
fn a_part_of_a_graph_does_not_take_the_place_of_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let (first, second) = (
        "<http://e.org/a> <http://e.org/p> 1 .",
        "<http://e.org/a> <http://e.org/p> 2 .",
    );
    assert_eq!(
        send(&server, "PUT", "/store?default", TURTLE, first).status,
        204
    );
    let token = bearer(WRITER);
    for (language, word) in [("fr", "en entier"), ("en", "as a whole")] {
        let headers = [
            ("Content-Type", TURTLE),
            ("Content-Range", "bytes 0-37/76"),
            ("Accept-Language", language),
            ("Authorization", &token),
        ];
        let refused = server.send("PUT", "/store?default", &headers, second.as_bytes());
        assert_eq!(refused.status, 400, "{}", refused.text());
        assert_eq!(refused.header("content-type"), "application/problem+json");
        assert!(refused.text().contains(word), "{}", refused.text());
    }
    assert_eq!(rows(&server, "SELECT ?o { ?s ?p ?o }"), ["1"]);
}
