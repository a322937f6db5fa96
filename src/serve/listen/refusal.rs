//! What a client is told whose connections are as many as it may have.
//!
//! In: a connection that was accepted and is not served. Out: 429 on it, whatever will be asked; then it
//! is closed, so that it holds no place and no memory.

use crate::serve::clients::Clients;
use crate::serve::language::Lang;
use crate::serve::problem::{MEDIA_TYPE, Problem};
use axum::http::{StatusCode, header};
use tokio::net::TcpStream;

/// Tells the client, as far as it can be told without waiting for it.
pub fn tell(stream: &TcpStream, clients: &Clients) {
    let _ = stream.try_write(answer(clients.most()).as_bytes());
}

/// The answer, head and body. Its language is not asked for: nothing was read.
fn answer(most: usize) -> String {
    let problem = Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        format!(
            "Plus de {most} connexions à la fois viennent de la même adresse. En fermer, ou attendre."
        ),
        format!(
            "More than {most} connections at once come from the same address. Close some, or wait."
        ),
    );
    let body = problem.json(Lang::En).to_string();
    let fields = [
        (header::CONTENT_TYPE, MEDIA_TYPE),
        (header::CONTENT_LANGUAGE, "en"),
        (header::RETRY_AFTER, "2"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONNECTION, "close"),
    ];
    let fields: String = fields
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let (status, length) = (problem.status, body.len());
    format!("HTTP/1.1 {status}\r\n{fields}content-length: {length}\r\n\r\n{body}")
}
