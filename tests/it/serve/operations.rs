//! What whoever runs the server asks it: readiness, metrics, a journal of requests.

use super::{Server, encoded};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};

/// The value of a metric with its labels.
fn metric(page: &str, name: &str) -> Option<f64> {
    let line = page.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().parse().ok()
}

fn page(server: &Server) -> String {
    let answer = server.get("/metrics", "*/*");
    assert_eq!(answer.status, 200);
    let media_type = answer.header("content-type").to_owned();
    assert!(
        media_type.starts_with("application/openmetrics-text"),
        "{media_type}"
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    String::from_utf8(answer.body).expect("text")
}

#[test]
fn a_server_that_answers_queries_is_ready() {
    let server = Server::start();
    let answer = server.get("/ready", "*/*");
    assert_eq!(answer.status, 200);
    let state: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(state["status"], "ready");
}

#[test]
fn what_happens_is_counted() {
    let server = Server::start();
    let ask = "ASK { ?s ?p ?o }";
    for _ in 0..3 {
        assert_eq!(server.query(ask, "application/json").status, 200);
    }
    assert_eq!(server.query("ASK {", "application/json").status, 400);
    assert_eq!(server.get("/no/such/page", "*/*").status, 404);
    assert_eq!(
        server.send("HEAD", "/page/project/alpha", &[], b"").status,
        200
    );
    let page = page(&server);
    let requests = |labels: &str| metric(&page, &format!("ptce_requests_total{{{labels}}}"));
    let sparql = |status: u16| {
        requests(&format!(
            "route=\"/sparql\",method=\"GET\",status=\"{status}\""
        ))
    };
    assert_eq!(sparql(200), Some(3.0), "{page}");
    assert_eq!(sparql(400), Some(1.0), "{page}");
    let missing = "route=\"(none)\",method=\"GET\",status=\"404\"";
    assert_eq!(requests(missing), Some(1.0), "{page}");
    let head = "route=\"/page/{*path}\",method=\"HEAD\",status=\"200\"";
    assert_eq!(requests(head), Some(1.0), "{page}");
    let cache = |result: &str| {
        metric(
            &page,
            &format!("ptce_result_cache_total{{result=\"{result}\"}}"),
        )
    };
    assert_eq!(
        (cache("miss"), cache("hit")),
        (Some(1.0), Some(2.0)),
        "{page}"
    );
    assert_eq!(
        metric(&page, "ptce_refusals_total{reason=\"syntax\"}"),
        Some(1.0)
    );
    assert_eq!(
        metric(&page, "ptce_requests_in_flight"),
        Some(1.0),
        "this very one"
    );
    assert_eq!(metric(&page, "ptce_versions_opened_total"), Some(1.0));
    let versions = server.get("/version", "application/json");
    let version: Value = serde_json::from_str(versions.text()).expect("JSON");
    let served = format!(
        "ptce_served{{program=\"{}\",version={}}}",
        env!("CARGO_PKG_VERSION"),
        version["versions"][0]["version"]
    );
    assert_eq!(metric(&page, &served), Some(1.0), "{served}\n{page}");
    assert!(
        metric(&page, "ptce_workers ").is_some_and(|workers| workers >= 1.0),
        "{page}"
    );
    let count = metric(&page, "ptce_request_seconds_count{route=\"/sparql\"}");
    assert_eq!(count, Some(4.0), "{page}");
    assert!(page.ends_with("# EOF\n"), "{page}");
}

#[test]
fn a_worker_whose_client_has_gone_is_counted_as_killed() {
    let server = Server::with(&["--set", "time_s=20"]);
    let slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(REGEX(CONCAT(STR(?c), STR(?f)), \"(x+x+)+y\")) }";
    let mut client = server.connect();
    let request = format!(
        "GET /sparql?query={} HTTP/1.1\r\nHost: test\r\n\r\n",
        encoded(slow)
    );
    client.write_all(request.as_bytes()).expect("sent");
    std::thread::sleep(std::time::Duration::from_millis(600));
    drop(client);
    let gone = "ptce_worker_kills_total{reason=\"client_gone\"}";
    let killed = (0..40).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        metric(&page(&server), gone) == Some(1.0)
    });
    assert!(killed, "{}", page(&server));
}

#[test]
fn no_client_makes_the_page_of_metrics_grow() {
    let server = Server::start();
    server.send("PATCH", "/x", &[], b"");
    server.get("/page/project/alpha", "*/*");
    server.get("/nothing", "*/*");
    let names = |page: &str| -> BTreeSet<String> {
        let name = |line: &str| {
            line.rsplit_once(' ')
                .map_or(String::new(), |(name, _)| name.to_owned())
        };
        page.lines().map(name).collect()
    };
    page(&server);
    let before = names(&page(&server));
    for number in 0..60 {
        server.send(&format!("M{number}"), &format!("/x{number}"), &[], b"");
        server.get(&format!("/page/project/x{number}\"}}"), "*/*");
        server.get(&format!("/n{number}?{number}"), "*/*");
    }
    let after = names(&page(&server));
    let new: Vec<_> = after.difference(&before).collect();
    // The one that a page of an address that is no IRI answers, and no more.
    assert!(new.len() <= 1, "{new:?}");
}

#[test]
fn the_journal_names_requests_and_tells_nothing_of_what_was_asked() {
    let mut server = Server::with(&["--journal"]);
    let marked = "SELECT ?s { ?s ?p \"topsecret\" }";
    let mut names = Vec::new();
    let mut named = |answer: super::Response| {
        names.push(answer.header("x-request-id").to_owned());
        answer.status
    };
    assert_eq!(named(server.query(marked, "text/csv")), 200);
    let token = [
        ("Authorization", "Bearer topsecret"),
        ("User-Agent", "topsecret"),
    ];
    named(server.send("GET", "/page/topsecret%1b[31m", &token, b""));
    named(server.send("GET", "/search?q=topsecret", &token, b""));
    named(server.send("TOPSECRET", "/topsecret", &token, b""));
    server.signal("-TERM");
    let (code, said) = server.end();
    assert_eq!(code, Some(0));
    assert!(!said.to_lowercase().contains("topsecret"), "{said}");
    let lines: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    let told: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["request"].as_str())
        .collect();
    assert_eq!(told, names);
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 4);
    assert_eq!(lines[0]["route"], "/sparql");
    assert_eq!(lines[0]["status"], 200);
    assert_eq!(lines[0]["whole"], true);
    assert_eq!(
        lines[0]["bytes"], 3,
        "the head of a table without rows: s, CR, LF"
    );
    assert_eq!(lines[3]["method"], "other");
}

#[test]
fn a_journal_that_nobody_reads_holds_nothing_up() {
    let mut server = Server::with(&["--journal"]);
    let mut client = server.connect();
    // 1 500 lines are more than a pipe holds; nobody reads them meanwhile.
    for _ in 0..1_500 {
        client
            .write_all(b"GET /health HTTP/1.1\r\nHost: test\r\n\r\n")
            .expect("sent");
        let mut answer = [0; 8192];
        let length = client.read(&mut answer).expect("an answer");
        assert!(answer[..length].starts_with(b"HTTP/1.1 200"));
    }
    drop(client);
    server.signal("-TERM");
    let (code, said) = server.end();
    assert_eq!(code, Some(0));
    assert!(said.lines().count() > 300, "{}", said.lines().count());
}
