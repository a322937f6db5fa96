//! How many connections one client may hold: others, and a proxy on the same machine, are not held up.

use super::{Response, Server};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// A connection from one of the addresses of this machine, all of which are its own (RFC 1122 §3.2.1.3).
async fn connection(from: &str, server: &Server) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    let from = format!("{from}:0").parse().expect("an address");
    socket.bind(from).expect("a port");
    let to = server.address.parse().expect("an address");
    socket.connect(to).await.expect("connected")
}

/// What comes of a request over a connection that stays open.
async fn status(stream: &mut TcpStream) -> String {
    let request = b"GET /health HTTP/1.1\r\nHost: test\r\n\r\n";
    // A connection that is refused may be closed before this.
    let _ = stream.write_all(request).await;
    let mut answer = vec![0; 1000];
    let length = stream.read(&mut answer).await.unwrap_or(0);
    let text = String::from_utf8_lossy(&answer[..length]).into_owned();
    text.get("HTTP/1.1 ".len()..12)
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn one_client_holds_so_many_and_others_are_answered() {
    let server = Server::with(&["--set", "connections=3"]);
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = connection("127.0.0.2", &server).await;
        assert_eq!(status(&mut stream).await, "200");
        held.push(stream);
    }
    let mut fourth = connection("127.0.0.2", &server).await;
    let mut answer = Vec::new();
    fourth.read_to_end(&mut answer).await.expect("an end");
    let refused = Response::parse(&answer);
    assert_eq!((refused.status, refused.whole), (429, true));
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert!(!refused.header("retry-after").is_empty());
    assert!(refused.text().contains("More than 3 connections"));
    let counted = server.get("/metrics", "*/*");
    let line = "ptce_refusals_total{reason=\"connections\"} 1\n";
    assert!(counted.text().contains(line), "{}", counted.text());
    let mut proxied = Vec::new();
    for _ in 0..6 {
        let mut stream = connection("127.0.0.1", &server).await;
        assert_eq!(status(&mut stream).await, "200", "a proxy");
        proxied.push(stream);
    }
    let mut other = connection("127.0.0.3", &server).await;
    assert_eq!(status(&mut other).await, "200", "somebody else");
    // Those that are open go on, and a place that is given back is there for the next.
    assert_eq!(status(&mut held[0]).await, "200");
    drop(held.pop());
    for attempt in 0.. {
        let mut next = connection("127.0.0.2", &server).await;
        if status(&mut next).await == "200" {
            break;
        }
        assert!(attempt < 100, "no place came back");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
