//! Clients that take their time, and many of them: what they hold is given back, and others are
//! answered meanwhile.

use super::super::{Server, encoded};
use super::{healthy, memory};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Sends a byte at a time until the server has had enough; gives the time that took and its answer.
fn trickle(server: &Server, begin: &[u8], byte: &[u8]) -> (Duration, Vec<u8>) {
    let mut stream = server.connect();
    stream.write_all(begin).expect("sent");
    stream
        .set_read_timeout(Some(Duration::from_millis(500)))
        .expect("set");
    let (start, mut answer) = (Instant::now(), Vec::new());
    let mut block = [0; 4096];
    while start.elapsed() < Duration::from_secs(40) {
        match stream.read(&mut block) {
            Ok(0) => break,
            Ok(length) => answer.extend_from_slice(&block[..length]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => break,
        }
        let _ = stream.write_all(byte);
    }
    (start.elapsed(), answer)
}

#[test]
fn slow_heads_and_bodies_are_given_up_while_others_are_answered() {
    let server = Server::start();
    let body = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 90000\r\n\r\n";
    let chunks = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nTransfer-Encoding: chunked\r\n\r\n";
    let page = b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 90000\r\n\r\n";
    let cases: [(&str, &[u8], &[u8]); 6] = [
        ("a head", b"GET / HTTP/1.1\r\nX-Slow: ", b"a"),
        ("fields", b"GET / HTTP/1.1\r\n", b"X: y\r\n"),
        ("line ends", b"", b"\r\n"),
        ("a body", body, b"A"),
        ("chunks", chunks, b"1\r\nA\r\n"),
        ("a body that nobody reads", page, b"A"),
    ];
    std::thread::scope(|scope| {
        for (name, begin, byte) in cases {
            let server = &server;
            scope.spawn(move || {
                let (took, answer) = trickle(server, begin, byte);
                assert!(took < Duration::from_secs(25), "{name}: {took:?}");
                let answered = answer.is_empty() || answer.starts_with(b"HTTP/1.1 4");
                assert!(answered, "{name}: {}", String::from_utf8_lossy(&answer));
            });
        }
        for _ in 0..10 {
            std::thread::sleep(Duration::from_millis(300));
            healthy(&server);
        }
    });
    healthy(&server);
}

/// As many handles as the system lets this process have.
fn enough_handles(wanted: u64) -> bool {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    let _ = setrlimit(Resource::Nofile, raised);
    getrlimit(Resource::Nofile)
        .current
        .is_none_or(|most| most >= wanted)
}

#[test]
fn a_thousand_idle_connections_leave_room_and_are_let_go() {
    assert!(
        enough_handles(1200),
        "this machine lets a process have too few handles (ulimit -n)"
    );
    let server = Server::start();
    healthy(&server);
    let before = memory(&server);
    let mut idle: Vec<TcpStream> = (0..1000)
        .map(|number| {
            let mut stream = server.connect();
            // Some have begun a request, some have had an answer, some are silent.
            match number % 3 {
                0 => stream.write_all(b"GET /health HT").expect("sent"),
                1 => stream
                    .write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
                    .expect("sent"),
                _ => {}
            }
            stream
        })
        .collect();
    for _ in 0..5 {
        healthy(&server);
        assert_eq!(server.query("ASK { ?s ?p ?o }", "*/*").status, 200);
    }
    let grown = memory(&server).saturating_sub(before);
    assert!(grown < 64 << 20, "{} MiB for a thousand", grown >> 20);
    let start = Instant::now();
    for stream in &mut idle {
        let left = Duration::from_secs(25).saturating_sub(start.elapsed());
        let left = left.max(Duration::from_millis(10));
        stream.set_read_timeout(Some(left)).expect("set");
        let mut rest = Vec::new();
        let ended = stream.read_to_end(&mut rest).is_ok();
        assert!(ended, "a connection is held after {:?}", start.elapsed());
    }
    healthy(&server);
}

#[test]
fn requests_in_a_row_without_waiting_are_answered_in_order() {
    let server = Server::start();
    let mut stream = server.connect();
    let one = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n");
    let mut all = String::new();
    for number in 0..200 {
        all += &one(&format!(
            "/sparql?query={}",
            encoded(&format!("SELECT ({number} AS ?n) {{}}"))
        ));
    }
    all += "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    // What follows the last request of a connection is not looked at.
    all += &one("/metrics");
    stream.write_all(all.as_bytes()).expect("sent");
    let mut answers = String::new();
    stream.read_to_string(&mut answers).expect("answers");
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 201, "{answers}");
    let places: Vec<_> = (0..200)
        .map(|number| answers.find(&format!("\"value\":\"{number}\"")))
        .collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted());
    assert!(!answers.contains("ptce_requests"));
}

#[test]
fn clients_that_leave_in_the_midst_leave_nothing_behind() {
    let server = Server::start();
    let rows = encoded("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }");
    let request = format!("GET /sparql?query={rows}&format=csv HTTP/1.1\r\nHost: x\r\n\r\n");
    healthy(&server);
    let handles = || {
        let folder = format!("/proc/{}/fd", server.id());
        std::fs::read_dir(folder).expect("handles").count()
    };
    let before = handles();
    for number in 0..40 {
        let mut stream = server.connect();
        let sent = &request.as_bytes()[..request.len() * (1 + number % 4) / 4];
        stream.write_all(sent).expect("sent");
        let mut first = [0; 100];
        if number % 4 == 3 {
            let _ = stream.read(&mut first);
        }
        drop(stream);
    }
    let start = Instant::now();
    while handles() > before + 12 {
        let late = start.elapsed() > Duration::from_secs(15);
        assert!(!late, "{} handles, {before} before", handles());
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(server.query("ASK {}", "*/*").status, 200);
}
