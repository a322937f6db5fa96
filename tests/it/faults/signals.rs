//! SIGTERM and SIGINT with answers in flight: they end whole, and the program with status 0 in time.

use super::*;
use crate::serve::{Server, encoded};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// Two thousand rows: more than the system keeps for a reader that has not come yet.
const LARGE: &str = "SELECT ?a ?c ?d ?f { ?a ?b ?c . ?d ?e ?f } LIMIT 2000";

/// A connection with a request under way, of whose answer some bytes were read.
fn in_flight(server: &Server, number: usize) -> (TcpStream, Vec<u8>) {
    let mut stream = server.connect();
    let query = encoded(&format!("{LARGE} OFFSET {number}"));
    let request = format!(
        "GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nAccept: application/sparql-results+json\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("sent");
    let mut first = vec![0; 1000];
    let length = stream.read(&mut first).expect("a beginning");
    first.truncate(length);
    (stream, first)
}

#[test]
fn answers_in_flight_end_whole() {
    for signal in ["-TERM", "-INT"] {
        let mut server = Server::start();
        let flights: Vec<_> = (0..4).map(|number| in_flight(&server, number)).collect();
        let idle = server.connect();
        let start = Instant::now();
        server.signal(signal);
        std::thread::scope(|scope| {
            for (mut stream, mut answer) in flights {
                scope.spawn(move || {
                    let mut block = vec![0; 256 << 10];
                    loop {
                        match stream.read(&mut block) {
                            Ok(0) | Err(_) => break,
                            Ok(length) => answer.extend_from_slice(&block[..length]),
                        }
                        // Nobody reads as fast as that.
                        std::thread::sleep(Duration::from_millis(5));
                    }
                    assert!(answer.starts_with(b"HTTP/1.1 200"));
                    assert!(
                        answer.ends_with(b"\r\n0\r\n\r\n"),
                        "cut after {} bytes",
                        answer.len()
                    );
                });
            }
        });
        assert_eq!(server.end(), (Some(0), String::new()), "{signal}");
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "{:?}",
            start.elapsed()
        );
        assert!(
            TcpStream::connect(&server.address).is_err(),
            "nobody listens any more"
        );
        drop(idle);
    }
}

#[test]
fn an_answer_that_nobody_takes_does_not_keep_the_program() {
    let mut server = Server::start();
    let flights: Vec<_> = (0..2).map(|number| in_flight(&server, number)).collect();
    let begun = server.connect();
    (&begun).write_all(b"GET / HTTP/1.1\r\nHo").expect("sent");
    let start = Instant::now();
    server.signal("-TERM");
    let (code, told) = server.end();
    assert_eq!((code, told.as_str()), (Some(0), ""));
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
    for (mut stream, mut answer) in flights {
        let _ = stream.read_to_end(&mut answer);
        let is_whole = answer.ends_with(b"\r\n0\r\n\r\n");
        // What did not fit into the buffers of the system is missing, and seen to be missing.
        assert!(is_whole || !answer.ends_with(b"0\r\n\r\n"));
    }
}
