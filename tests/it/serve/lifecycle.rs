//! Start and end of the server.

use super::{Server, encoded, program};
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

#[test]
fn a_taken_port_is_told_with_the_way_out() {
    let server = Server::start();
    let output = program()
        .args(["serve", "--bind", &server.address])
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("S001") && said.contains("--bind"), "{said}");
}

#[test]
fn both_signals_end_it_in_order() {
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start();
        // A connection that is idle does not keep the server.
        let idle = server.connect();
        assert_eq!(server.get("/health", "*/*").status, 200);
        let start = Instant::now();
        server.signal(signal);
        assert_eq!(server.end(), (Some(0), String::new()), "{signal}");
        assert!(start.elapsed() < Duration::from_secs(10));
        drop(idle);
    }
}

#[test]
fn an_answer_in_flight_is_finished() {
    let mut server = Server::start();
    let slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let request = format!(
        "GET /sparql?query={} HTTP/1.1\r\nHost: x\r\n\r\n",
        encoded(slow)
    );
    let mut stream = server.connect();
    stream.write_all(request.as_bytes()).expect("sent");
    std::thread::sleep(Duration::from_millis(200));
    server.signal("-TERM");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(server.end().0, Some(0));
}
