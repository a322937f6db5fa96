//! Requests that no honest client sends.

use super::Server;
use std::io::{Read as _, Write as _};

#[test]
fn strange_paths_lead_nowhere() {
    let server = Server::start();
    let paths = [
        "/page/../../etc/passwd",
        "/page/%2e%2e%2f%2e%2e%2fetc/passwd",
        "/data/../ptce.toml",
        "/data/project/alpha.exe",
        "/data/project/alpha",
        "/page/%00",
        "/page/%FF%FE",
        "/page/%3Cscript%3E",
        "/page/project/alpha%0d%0aSet-Cookie:x",
        "/id/%7B%7D",
        "/page/",
        "/id//",
        "/browse/%3E%20x",
        "/dump/graph.exe",
        "/queries/%2e%2e",
        "//example.org/",
    ];
    for path in paths {
        for accept in ["*/*", "text/html"] {
            let answer = server.get(path, accept);
            assert!(
                [400, 404].contains(&answer.status),
                "{path}: {}",
                answer.status
            );
            assert_eq!(answer.header("set-cookie"), "");
        }
    }
    assert_eq!(
        server
            .get("/page/organisation/%C3%A9t%C3%A9", "text/html")
            .status,
        200
    );
}

#[test]
fn what_is_no_http_ends_the_connection_and_nothing_else() {
    let server = Server::start();
    let requests: [&[u8]; 6] = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    ];
    for request in requests {
        let mut stream = server.connect();
        stream.write_all(request).expect("sent");
        stream
            .shutdown(std::net::Shutdown::Write)
            .expect("half closed");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(
            answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"),
            "{answer:?}"
        );
    }
    assert_eq!(server.get("/health", "*/*").status, 200);
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let server = Server::start();
    let header = "a".repeat(300_000);
    let answer = server.send("GET", "/", &[("X-Long", &header)], b"");
    assert!([0, 400, 431].contains(&answer.status), "{}", answer.status);
    let address = format!("/page/{}", "a".repeat(40_000));
    assert_eq!(server.get(&address, "*/*").status, 414);
    assert_eq!(server.get("/health", "*/*").status, 200);
}

#[test]
fn any_header_value_is_survived() {
    let server = Server::start();
    for value in [
        "",
        ",,,;;;",
        "\u{e9}\u{202e}",
        "text/html;q=;;;q=,",
        "*/*;q=99999999999999999999",
        "a/b/c",
    ] {
        for name in [
            "Accept",
            "Accept-Language",
            "Accept-Encoding",
            "If-None-Match",
            "Content-Type",
        ] {
            let answer = server.send("GET", "/page/project/alpha", &[(name, value)], b"");
            assert_eq!(answer.status, 200, "{name}: {value}");
        }
    }
}

#[test]
fn a_client_that_stops_reading_gives_its_place_back() {
    let server = Server::start();
    let rows = super::encoded("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }");
    let request = format!("GET /sparql?query={rows}&format=csv HTTP/1.1\r\nHost: x\r\n\r\n");
    for _ in 0..20 {
        let mut stream = server.connect();
        stream.write_all(request.as_bytes()).expect("sent");
        let mut first = [0; 100];
        let _ = stream.read(&mut first);
        drop(stream);
    }
    assert_eq!(server.query("ASK {}", "*/*").status, 200);
}

#[test]
fn deep_nesting_is_refused() {
    let server = Server::start();
    let headers = [("Content-Type", "application/sparql-query")];
    let deep = format!("SELECT * {{ {}{} }}", "{".repeat(5000), "}".repeat(5000));
    let signs = format!("SELECT ({}1 AS ?x) {{}}", "!".repeat(50_000));
    for query in [deep, signs] {
        let answer = server.send("POST", "/sparql", &headers, query.as_bytes());
        assert_eq!(answer.status, 400);
    }
}
