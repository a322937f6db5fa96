//! Requests that no honest client sends: each is answered or dropped in bounded time and memory, and
//! the server is as well after it as before.

mod list;
mod slow;

use super::Server;
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

/// Fails unless the server answers at once.
#[track_caller]
fn healthy(server: &Server) {
    let start = Instant::now();
    assert_eq!(server.get("/health", "*/*").status, 200);
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
}

/// Bytes of memory of the server's own process.
fn memory(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id()));
    let status = status.expect("a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kib.expect("a number") << 10
}

/// What is not as it should be with an attack.
fn judged(server: &Server, attack: &list::Attack) -> Result<(), String> {
    let (name, start) = (attack.name, Instant::now());
    let mut stream = server.connect();
    // The server may answer and close before it has read all.
    let _ = stream.write_all(&attack.bytes);
    if attack.cut {
        let _ = stream.shutdown(std::net::Shutdown::Write);
    }
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let took = start.elapsed();
    let text = String::from_utf8_lossy(&answer).into_owned();
    let line = text.lines().next().unwrap_or_default();
    let version = ["HTTP/1.1 ", "HTTP/1.0 "];
    let status = version
        .iter()
        .find_map(|version| line.strip_prefix(version)?.get(..3)?.parse().ok());
    if !attack.answers.contains(&status.unwrap_or(0)) {
        return Err(format!("{name}: {line}"));
    }
    if took > Duration::from_secs(20) {
        return Err(format!("{name}: {took:?}"));
    }
    // Nothing that was sent comes back where it would lead or be believed, and nothing was smuggled.
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    if head.contains("evil.example")
        || [
            "=\"//evil.example",
            "=\"http://evil.example",
            "Cookie: secret",
            "ptce_requests",
        ]
        .iter()
        .any(|told| text.contains(told))
    {
        return Err(format!("{name}: {text}"));
    }
    healthy(server);
    Ok(())
}

#[test]
fn every_attack_is_answered_or_dropped_and_the_server_stays_well() {
    let server = Server::start();
    healthy(&server);
    let before = memory(&server);
    let attacks = list::attacks();
    assert!(attacks.len() > 90, "{}", attacks.len());
    let wrong: Vec<String> = attacks
        .iter()
        .filter_map(|attack| judged(&server, attack).err())
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let grown = memory(&server).saturating_sub(before);
    assert!(grown < 128 << 20, "{} MiB more than before", grown >> 20);
}

#[test]
fn no_path_leads_to_a_file() {
    let server = Server::start();
    let more = [
        "/page/%00",
        "/page/%FF%FE",
        "/page/%3Cscript%3E",
        "/page/project/alpha%0d%0aSet-Cookie:x",
        "/data/project/alpha",
        "/id/%7B%7D",
        "/page/",
        "/id//",
        "/browse/%3E%20x",
        "//example.org/",
    ];
    for path in list::TRAVERSALS.into_iter().chain(more) {
        for accept in ["*/*", "text/html"] {
            let answer = server.get(path, accept);
            let lost = [400, 404].contains(&answer.status);
            assert!(lost, "{path}: {}", answer.status);
            assert_eq!(answer.header("set-cookie"), "");
            for told in ["root:", "[build]"] {
                assert!(!answer.text().contains(told), "{path}");
            }
        }
    }
    let known = server.get("/page/organisation/%C3%A9t%C3%A9", "text/html");
    assert_eq!(known.status, 200);
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

#[test]
fn a_head_of_more_than_64_kib_is_refused_and_a_shorter_one_is_not() {
    let server = Server::start();
    for path in ["/health", "/page/project/alpha", "/sparql?query=ASK%7B%7D"] {
        let send = |bytes: usize| {
            // Several fields, so that their sum counts.
            let half = "a".repeat(bytes / 2);
            let headers = [
                ("Accept", "*/*"),
                ("X-One", half.as_str()),
                ("X-Two", &half),
            ];
            server.send("GET", path, &headers, b"")
        };
        assert_eq!(send(63 << 10).status, 200, "{path}");
        for bytes in [65 << 10, 100_000] {
            let refused = send(bytes);
            assert_eq!(refused.status, 431, "{path}: {bytes}");
            assert!(refused.text().contains("65536"), "{}", refused.text());
        }
        assert_eq!(send(300_000).status, 431, "{path}");
    }
}
