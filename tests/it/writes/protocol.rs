//! `/update`: the update operation of the SPARQL protocol, and what stands when it fails.

use super::*;
use std::time::{Duration, Instant};

#[test]
fn an_update_is_seen_by_the_next_query_and_literals_stay_exact() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let text = "PREFIX : <http://e.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        INSERT DATA { :a :p 01, \"-0\"^^xsd:negativeInteger . GRAPH :g { :a :q \"x\"@fr } }";
    assert_eq!(update(&server, text).status, 204);
    let mut found = rows(&server, "SELECT (STR(?o) AS ?t) { ?s <http://e.org/p> ?o }");
    found.sort();
    assert_eq!(found, ["-0", "01"]);
    // The default graph of an empty store is its own.
    assert_eq!(
        rows(&server, "SELECT * { ?s <http://e.org/q> ?o }"),
        [""; 0]
    );
    let form = format!(
        "update={}",
        encoded("DELETE WHERE { ?s <http://e.org/p> ?o }")
    );
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Authorization", &bearer(WRITER)),
    ];
    assert_eq!(
        server
            .send("POST", "/update", &headers, form.as_bytes())
            .status,
        204
    );
    assert_eq!(rows(&server, "SELECT * { ?s ?p ?o }"), [""; 0]);
    assert_eq!(rows(&server, "SELECT * { GRAPH ?g { ?s ?p ?o } }").len(), 1);
    let description = server.get("/sparql", "text/turtle");
    assert!(
        description.text().contains("SPARQL11Update"),
        "{}",
        description.text()
    );
    assert!(!description.text().contains("UnionDefaultGraph"));
    let versions = ptce(folder.path(), &["versions", "--data", "data"]);
    assert_eq!(String::from_utf8_lossy(&versions.stdout).lines().count(), 3);
}

#[test]
fn a_request_is_done_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let before = std::fs::read(folder.path().join("data/current")).expect("a pointer");
    for (text, status) in [
        (
            "INSERT DATA { <http://e.org/a> <http://e.org/p> 1 } ; DROP GRAPH <http://e.org/none>",
            404,
        ),
        ("INSERT DATA { <http://e.org/a> <http://e.org/p> }", 400),
        (
            "INSERT DATA { <http://e.org/a> <http://e.org/p> 1 } ; LOAD <http://127.0.0.1:1/x>",
            403,
        ),
        ("SELECT * { ?s ?p ?o }", 400),
        (
            "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }",
            403,
        ),
        (
            "DELETE { ?s ?p 1 } WHERE { SERVICE ?where { ?s ?p ?o } }",
            403,
        ),
        (
            "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o MINUS { SERVICE <http://a.example/> { ?s ?p ?o } } }",
            403,
        ),
        (
            "DELETE WHERE { ?s ?p ?o } ; INSERT { ?s ?p 1 } WHERE { ?s ?p ?o FILTER EXISTS { SERVICE <http://a.example/> { ?s ?p ?o } } }",
            403,
        ),
    ] {
        assert_eq!(update(&server, text).status, status, "{text}");
    }
    assert_eq!(
        update(&server, "LOAD SILENT <http://127.0.0.1:1/x>").status,
        204
    );
    assert_eq!(
        std::fs::read(folder.path().join("data/current")).expect("a pointer"),
        before
    );
    assert_eq!(rows(&server, "SELECT * { ?s ?p ?o }"), [""; 0]);
    let parts = std::fs::read_dir(folder.path().join("data")).expect("listed");
    assert_eq!(
        parts.count(),
        2,
        "a version and the pointer, nothing partial"
    );
}

#[test]
fn the_request_and_the_update_do_not_both_name_graphs() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let data = "INSERT DATA { GRAPH <http://e.org/g> { <http://e.org/a> <http://e.org/p> 1 } }";
    assert_eq!(update(&server, data).status, 204);
    let send = |path: &str, media_type: &str, body: &str| {
        let headers = [
            ("Content-Type", media_type),
            ("Authorization", &bearer(WRITER)),
        ];
        server.send("POST", path, &headers, body.as_bytes()).status
    };
    let graph = encoded("http://e.org/g");
    let path = format!("/update?using-graph-uri={graph}");
    let direct = "application/sparql-update";
    let insert = "INSERT { ?s <http://e.org/seen> ?o }";
    let body = format!("{insert} WHERE {{ ?s ?p ?o }}");
    assert_eq!(send(&path, direct, &body), 204);
    assert_eq!(
        rows(&server, "SELECT * { ?s <http://e.org/seen> ?o }").len(),
        1
    );
    let using = format!("{insert} USING <http://e.org/g> WHERE {{ ?s ?p ?o }}");
    assert_eq!(send(&path, direct, &using), 400);
    let with = format!("WITH <http://e.org/g> {insert} WHERE {{ ?s ?p ?o }}");
    assert_eq!(send(&path, direct, &with), 400);
    assert_eq!(send("/update?using-graph-uri=a", direct, &body), 400);
    let form = "application/x-www-form-urlencoded";
    assert_eq!(
        send("/update", form, "update=CLEAR+ALL&update=CLEAR+ALL"),
        400
    );
    assert_eq!(send("/update", form, "query=ASK%7B%7D"), 400);
    assert_eq!(send("/update", "text/plain", "CLEAR ALL"), 415);
    assert_eq!(
        send(
            "/update",
            "application/sparql-update; charset=utf-16",
            "CLEAR ALL"
        ),
        415
    );
    let get = server.send(
        "GET",
        "/update?update=CLEAR+ALL",
        &[("Authorization", &bearer(WRITER))],
        b"",
    );
    assert_eq!((get.status, get.header("allow")), (405, "OPTIONS, POST"));
}

#[test]
fn while_another_process_writes_there_is_no_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &["--set", "wait_s=1"]);
    let lock = std::fs::File::open(folder.path().join("data")).expect("a folder");
    lock.lock().expect("locked");
    let answer = update(
        &server,
        "INSERT DATA { <http://e.org/a> <http://e.org/p> 1 }",
    );
    assert_eq!((answer.status, answer.header("retry-after")), (503, "2"));
    drop(lock);
    assert_eq!(
        update(
            &server,
            "INSERT DATA { <http://e.org/a> <http://e.org/p> 1 }"
        )
        .status,
        204
    );
}

#[test]
fn parallel_writers_come_one_after_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(
        folder.path(),
        &["--set", "wait_s=60", "--set", "versions=3"],
    );
    std::thread::scope(|scope| {
        for number in 0..8 {
            let server = &server;
            scope.spawn(move || {
                let text = format!("INSERT DATA {{ <http://e.org/a> <http://e.org/p> {number} }}");
                assert_eq!(update(server, &text).status, 204);
            });
        }
    });
    assert_eq!(rows(&server, "SELECT ?o { ?s ?p ?o }").len(), 8);
    // What is kept: the setting says three, besides what somebody still reads.
    let kept = || {
        let versions = ptce(folder.path(), &["versions", "--data", "data"]);
        String::from_utf8_lossy(&versions.stdout).lines().count()
    };
    let start = Instant::now();
    while kept() > 4 && start.elapsed() < Duration::from_secs(5) {
        assert_eq!(
            update(
                &server,
                "INSERT DATA { <http://e.org/b> <http://e.org/p> 1 }"
            )
            .status,
            204
        );
    }
    assert!(kept() <= 4);
}

#[test]
fn a_change_beyond_its_time_or_memory_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(
        folder.path(),
        &["--set", "write_time_s=2", "--set", "write_memory_mib=64"],
    );
    let list: String = (0..500).map(|n| format!("<http://e.org/{n}> ")).collect();
    let data = format!(
        "INSERT {{ ?a <http://e.org/p> ?b }} WHERE {{ VALUES ?a {{ {list} }} VALUES ?b {{ {list} }} VALUES ?c {{ {list} }} }}"
    );
    let start = Instant::now();
    let answer = update(&server, &data);
    assert!([503, 504].contains(&answer.status), "{}", answer.text());
    assert!(start.elapsed() < Duration::from_secs(10));
    assert_eq!(rows(&server, "SELECT * { ?s ?p ?o }"), [""; 0]);
    assert_eq!(
        update(
            &server,
            "INSERT DATA { <http://e.org/a> <http://e.org/p> 1 }"
        )
        .status,
        204
    );
}

#[test]
fn a_server_killed_while_it_writes_leaves_the_old_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["--set", "write_time_s=60"];
    let mut server = writable(folder.path(), &arguments);
    assert_eq!(
        update(
            &server,
            "INSERT DATA { <http://e.org/a> <http://e.org/p> 1 }"
        )
        .status,
        204
    );
    let before = std::fs::read(folder.path().join("data/current")).expect("a pointer");
    let list: String = (0..3000).map(|n| format!("<http://e.org/{n}> ")).collect();
    let slow = format!(
        "INSERT {{ ?a <http://e.org/p> ?b }} WHERE {{ VALUES ?a {{ {list} }} VALUES ?b {{ {list} }} }}"
    );
    let request = format!(
        "POST /update HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {WRITER}\r\n\
         Content-Type: application/sparql-update\r\nContent-Length: {}\r\n\r\n{slow}",
        slow.len()
    );
    let mut stream = server.connect();
    std::io::Write::write_all(&mut stream, request.as_bytes()).expect("sent");
    let data = folder.path().join("data");
    let partial = || {
        let names = std::fs::read_dir(&data).expect("listed");
        names
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with(".partial-"))
    };
    let start = Instant::now();
    while !partial() && start.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(partial(), "the change has begun");
    server.signal("-KILL");
    assert_eq!(server.end().0, None);
    // Its end was no orderly one, which is what is tried here.
    std::mem::forget(server);
    assert_eq!(
        std::fs::read(data.join("current")).expect("a pointer"),
        before
    );
    let server = writable(folder.path(), &arguments);
    assert_eq!(rows(&server, "SELECT ?o { ?s ?p ?o }"), ["1"]);
    assert_eq!(
        update(
            &server,
            "INSERT DATA { <http://e.org/a> <http://e.org/p> 2 }"
        )
        .status,
        204
    );
    assert!(!partial(), "what was left is gone");
}

#[test]
fn an_update_that_would_call_a_service_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &["--allow-service", "http://127.0.0.1:1/"]);
    let refused = update(
        &server,
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }",
    );
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let said = refused.json()["detail"].as_str().expect("text").to_owned();
    for part in ["SERVICE <http://127.0.0.1:1/sparql>", "INSERT DATA"] {
        assert!(said.contains(part), "{said}");
    }
    // With SILENT a service that gives nothing is as if it were not there (Federated Query §2.3).
    let silent = "INSERT { <http://e.org/a> <http://e.org/p> 1 } WHERE { SERVICE SILENT <http://127.0.0.1:1/sparql> { ?s ?p ?o } }";
    assert_eq!(update(&server, silent).status, 204);
    assert_eq!(rows(&server, "SELECT ?o { ?s ?p ?o }"), ["1"]);
}

#[test]
fn a_graph_that_is_not_there_takes_no_other_ones_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let data = "INSERT DATA { GRAPH <http://e.org/g> { <http://e.org/a> <http://e.org/p> 1, 2 } }";
    assert_eq!(update(&server, data).status, 204);
    let kept = "SELECT ?o { GRAPH <http://e.org/g> { ?s ?p ?o } }";
    for verb in ["COPY", "MOVE", "ADD"] {
        let graphs = "GRAPH <http://e.org/typo> TO GRAPH <http://e.org/g>";
        let refused = update(&server, &format!("{verb} {graphs}"));
        assert_eq!(refused.status, 404, "{verb}: {}", refused.text());
        assert!(refused.text().contains("http://e.org/typo"), "{verb}");
        let silent = update(&server, &format!("{verb} SILENT {graphs}"));
        assert_eq!(silent.status, 204, "{verb}: {}", silent.text());
        assert_eq!(rows(&server, kept).len(), 2, "{verb}");
    }
}

#[test]
fn the_address_of_a_form_may_name_graphs_as_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let data = "INSERT DATA { <http://e.org/a> <http://e.org/p> 1 . GRAPH <http://e.org/g> { <http://e.org/b> <http://e.org/p> 2 } }";
    assert_eq!(update(&server, data).status, 204);
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Authorization", &bearer(WRITER)),
    ];
    let insert = "INSERT { ?s <http://e.org/seen> ?o } WHERE { ?s ?p ?o }";
    let form = format!("update={}", encoded(insert));
    let path = format!("/update?using-graph-uri={}", encoded("http://e.org/g"));
    let answer = server.send("POST", &path, &headers, form.as_bytes());
    assert_eq!(answer.status, 204, "{}", answer.text());
    let seen = "SELECT ?o { ?s <http://e.org/seen> ?o }";
    assert_eq!(rows(&server, seen), ["2"]);
    let twice = server.send(
        "POST",
        "/update?update=CLEAR+ALL",
        &headers,
        form.as_bytes(),
    );
    assert_eq!(twice.status, 400, "{}", twice.text());
}

#[test]
fn a_date_from_before_a_change_is_not_taken_for_what_it_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let insert = |n: usize| format!("INSERT DATA {{ <http://e.org/a> <http://e.org/p> {n} }}");
    for n in 0..3 {
        assert_eq!(update(&server, &insert(n)).status, 204);
        let told = server.get("/dump/graph.nt", "*/*");
        assert_eq!(update(&server, &insert(n + 10)).status, 204);
        let headers = [("If-Modified-Since", told.header("last-modified"))];
        let answer = server.send("GET", "/dump/graph.nt", &headers, b"");
        assert_eq!(answer.status, 200, "{headers:?}");
        assert_ne!(answer.body, told.body);
    }
}
