//! An answer is whole or visibly not: what is known before the first byte is an error with its status
//! and problem details, what comes after it breaks the transfer.

use super::{Response, Server, encoded};
use std::io::Write as _;

/// All pairs of triples: more than a block of the answer.
const PAIRS: &str = "SELECT * { ?a ?b ?c . ?d ?e ?f }";
/// The same for the evaluator, since no plan has a shape for it.
const EVALUATED: &str = "SELECT * { ?a ?b ?c . ?d ?e ?f . BIND(SHA1(STR(?c)) AS ?g) }";
const SLOW: &str =
    "SELECT (SUM(STRLEN(STR(?c))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";

/// Fails unless an answer is an error as the promise says.
fn assert_problem(answer: &Response, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert!(answer.whole, "an error is whole");
    let said = answer.json();
    assert_eq!(said["status"], status);
    for member in ["type", "title", "detail"] {
        assert!(
            said[member].as_str().is_some_and(|text| !text.is_empty()),
            "{member}: {said}"
        );
    }
    let later = !answer.header("retry-after").is_empty();
    assert_eq!(later, [429, 503].contains(&status), "{said}");
    assert_eq!(answer.header("etag"), "");
}

fn assert_cut(answer: &Response, what: &str) {
    assert_eq!(
        answer.status,
        200,
        "{what}: {}",
        String::from_utf8_lossy(&answer.body)
    );
    let bytes = answer.body.len();
    assert!(
        !answer.whole && bytes > 0,
        "{what}: {bytes} bytes, whole: {}",
        answer.whole
    );
}

#[test]
fn errors_before_the_first_byte_have_a_status_and_say_what_to_do() {
    let server = Server::with(&[
        "--set",
        "time_s=1",
        "--set",
        "wait_s=0",
        "--set",
        "rows=50",
        "--set",
        "query_bytes=2000",
    ]);
    assert_problem(&server.query("SELECT * {", "text/csv"), 400);
    let deep = format!("ASK {{ FILTER({}1{}) }}", "(".repeat(300), ")".repeat(300));
    assert_problem(&server.query(&deep, "text/csv"), 400);
    let hopeless = SLOW.replace(" }", " . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u }");
    let refused = server.query(&hopeless, "text/csv");
    assert_problem(&refused, 400);
    assert!(refused.text().contains("10^"), "{}", refused.text());
    let long = format!("ASK {{}} # {}", "x".repeat(2000));
    assert_problem(&server.query(&long, "text/csv"), 413);
    let direct = [("Content-Type", "application/sparql-query")];
    assert_problem(
        &server.send("POST", "/sparql", &direct, long.as_bytes()),
        413,
    );
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let body = format!("query={}", "x".repeat(200_000));
    assert_problem(&server.send("POST", "/sparql", &form, body.as_bytes()), 413);
    let address = format!("/sparql?query={}", "x".repeat(40_000));
    assert_problem(&server.get(&address, "text/csv"), 414);
    assert_problem(&server.query(SLOW, "text/csv"), 504);
    for query in [PAIRS, EVALUATED] {
        assert_problem(&server.query(&format!("{query} LIMIT 51"), "text/csv"), 503);
        let whole = server.query(&format!("{query} LIMIT 50"), "text/csv");
        assert!(whole.status == 200 && whole.whole && whole.text().lines().count() == 51);
    }
    let construct = "CONSTRUCT { ?a ?e ?c } { ?a ?b ?c . ?d ?e ?f }";
    assert_problem(&server.query(construct, "text/turtle"), 503);
}

#[test]
fn whoever_finds_all_places_taken_is_told_when_to_come_back() {
    let server = Server::with(&["--set", "anonymous=1", "--set", "wait_s=0"]);
    let ask = |n| server.query(&SLOW.replace("?x", &format!("?x{n}")), "text/csv");
    let answers = std::thread::scope(|scope| {
        let askers: Vec<_> = (0..4).map(|n| scope.spawn(move || ask(n))).collect();
        let answers = askers
            .into_iter()
            .map(|asker| asker.join().expect("an answer"));
        answers.collect::<Vec<_>>()
    });
    let (late, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a.status == 504);
    assert_eq!(late.len(), 1, "one had the place until its time was over");
    refused
        .into_iter()
        .for_each(|answer| assert_problem(answer, 503));
}

#[test]
fn rows_over_the_limit_break_the_transfer_in_every_format() {
    let server = Server::with(&["--set", "rows=2000", "--set", "time_s=60"]);
    for query in [PAIRS, EVALUATED] {
        for accept in [
            "text/csv",
            "text/tab-separated-values",
            "application/sparql-results+json",
            "application/sparql-results+xml",
        ] {
            // The second time as well: what was cut is not kept.
            for _ in 0..2 {
                assert_cut(&server.query(query, accept), accept);
            }
        }
    }
    for coding in ["gzip", "br", "zstd"] {
        let headers = [("Accept", "text/csv"), ("Accept-Encoding", coding)];
        let path = format!("/sparql?query={}", encoded(PAIRS));
        let answer = server.send("GET", &path, &headers, b"");
        assert_eq!(answer.header("content-encoding"), coding);
        // An encoder may still hold all of it.
        assert!(answer.status == 200 && !answer.whole, "{coding}");
    }
    let whole = server.query(&format!("{PAIRS} LIMIT 2000"), "text/csv");
    assert!(whole.whole && whole.text().lines().count() == 2001);
}

#[test]
fn graphs_over_the_limit_are_an_error_while_they_are_put_in_order_and_cut_after() {
    let construct = "CONSTRUCT { ?a ?e ?f . ?a ?b ?f . ?a ?e ?c } { ?a ?b ?c . ?d ?e ?f }";
    let small = Server::with(&["--set", "rows=2000", "--set", "time_s=60"]);
    let large = Server::with(&["--set", "rows=10100", "--set", "time_s=60"]);
    for accept in [
        "text/turtle",
        "application/n-triples",
        "application/rdf+xml",
        "application/ld+json",
        "application/trig",
    ] {
        assert_problem(&small.query(construct, accept), 503);
        assert_cut(&large.query(construct, accept), accept);
    }
}

#[test]
fn bytes_over_the_limit_are_an_error_or_break_the_transfer() {
    let server = Server::with(&["--set", "answer_mib=1", "--set", "time_s=60"]);
    for query in [PAIRS, EVALUATED] {
        let answer = server.query(query, "application/sparql-results+xml");
        assert_cut(&answer, query);
        assert!(answer.body.len() <= 1 << 20, "{} bytes", answer.body.len());
    }
    // One value that is larger than all may be.
    let doubled: String = (0..17)
        .map(|i| format!("BIND(CONCAT(?x{i}, ?x{i}) AS ?x{}) ", i + 1))
        .collect();
    let large = format!("SELECT ?x17 {{ BIND(\"aaaaaaaaaa\" AS ?x0) {doubled}}}");
    let refused = server.query(&large, "text/csv");
    assert_problem(&refused, 503);
    assert!(refused.text().contains("1048576"), "{}", refused.text());
}

#[test]
fn one_client_may_not_take_all_places() {
    let server = Server::with(&["--set", "client=2", "--set", "time_s=30"]);
    let request = format!(
        "GET /sparql?query={} HTTP/1.1\r\nHost: x\r\n\r\n",
        encoded(SLOW)
    );
    let mut held = Vec::new();
    let refused = loop {
        // As many as it takes: one of these may have come while a quick one held the second place.
        let mut stream = server.connect();
        stream.write_all(request.as_bytes()).expect("sent");
        held.push(stream);
        let answer = server.query("ASK {}", "*/*");
        if answer.status != 200 {
            break answer;
        }
        assert!(held.len() < 50, "nobody was refused");
    };
    assert_problem(&refused, 429);
}

#[test]
fn what_is_too_large_to_be_held_is_given_as_n_quads_only() {
    let server = Server::with(&["--set", "copied=20"]);
    for path in ["/dump/graph.ttl", "/dump/graph.jsonld", "/dump/void.ttl"] {
        let answer = server.get(path, "*/*");
        assert_problem(&answer, 404);
        assert!(answer.text().contains("20 quad"), "{}", answer.text());
    }
    assert_problem(&server.get("/.well-known/void", "*/*"), 404);
    let all = Server::start();
    let lines = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let streamed = server.get("/dump/graph.nq", "*/*");
    let held = all.get("/dump/graph.nq", "*/*");
    assert!(streamed.whole && streamed.header("content-type") == "application/n-quads");
    assert_eq!(lines(streamed.text()), lines(held.text()));
    assert!(
        streamed.header("etag") != held.header("etag"),
        "other bytes, the same validator"
    );
    assert!(!streamed.header("link").contains("describedby"));
    let list: serde_json::Value =
        serde_json::from_slice(&server.get("/version", "*/*").body).expect("JSON");
    let files = list["versions"][0]["files"].as_array().expect("files");
    assert_eq!(files.len(), 1);
    let version = files[0].as_str().expect("an address");
    let version = server.get(
        &version[version.find("/version/").expect("a path")..],
        "*/*",
    );
    assert_eq!(version.body, streamed.body);
    for (path, lang, said) in [
        ("/dump", "fr", "trop grand pour les autres formats"),
        ("/", "en", "too large for the other formats"),
    ] {
        let page = server.page(path, lang);
        let text = page.text();
        assert!(
            text.contains(said) && text.contains("/dump/graph.nq"),
            "{path}"
        );
        assert!(!text.contains("/dump/graph.ttl"), "{path}");
    }
    let sitemap = server.get("/sitemap.xml", "application/xml");
    assert!(sitemap.text().contains("/dump/graph.nq"));
    assert!(!sitemap.text().contains("/dump/graph.ttl"));
    let catalogue = server.get("/catalog", "text/turtle");
    let text = catalogue.text();
    for said in ["dcat:Dataset", "/sparql", ".nq>"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains(".jsonld>"), "{text}");
    let catalogue = server.get("/catalog", "text/html");
    assert!(catalogue.status == 200 && !catalogue.text().contains("/.well-known/void"));
    assert!(
        all.get("/catalog", "text/html")
            .text()
            .contains("/.well-known/void")
    );
}

#[test]
fn the_map_of_more_things_than_an_answer_holds_is_whole() {
    const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    let folder = tempfile::tempdir().expect("a folder");
    let (things, long) = (46_000, "x".repeat(170));
    let line = |number: usize| {
        format!(
            "<https://example.org/atlas/id/thing/{number}-{long}> <{TYPE}> <https://example.org/atlas/ontology#Thing> .\n"
        )
    };
    let facts: String = (0..things).map(line).collect();
    std::fs::write(folder.path().join("things.nt"), facts).expect("written");
    let loaded = super::program()
        .args(["load", "things.nt", "--out", "versions"])
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    assert!(loaded.status.success(), "{loaded:?}");
    let versions = folder.path().join("versions").display().to_string();
    let server = Server::with(&["--data", &versions]);
    let index = server.get("/sitemap.xml", "*/*");
    assert_eq!(index.status, 200, "{}", index.text());
    assert_eq!(index.text().matches("?part=").count(), 2);
    let mut found = std::collections::BTreeSet::new();
    for part in 1..=2 {
        let answer = server.get(&format!("/sitemap.xml?part={part}"), "*/*");
        let pages = answer.text().split("/page/thing/").skip(1);
        found.extend(pages.filter_map(|rest| Some(rest.split('-').next()?.to_owned())));
        let addresses = answer.text().matches("<loc>").count();
        assert!(addresses == 45_000 || part == 2, "{addresses}");
    }
    assert_eq!(found.len(), things);
    assert_problem(&server.get("/sitemap.xml?part=3", "*/*"), 404);
}

#[test]
fn a_whole_graph_comes_whole() {
    let server = Server::over(std::path::Path::new(env!("CARGO_MANIFEST_DIR")));
    let count = server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv");
    let count: usize = count
        .text()
        .lines()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .expect("a number");
    assert!(count > 30_000, "{count}");
    // More than the memory of a query that looks cheap can tell apart.
    let query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }";
    let answer = server.query(query, "application/n-triples");
    assert!(answer.status == 200 && answer.whole, "{}", answer.status);
    assert_eq!(answer.text().lines().count(), count);
}
