//! The server as its clients meet it: the real program on a free port over an invented publication.
//! A line on standard error that was not expected fails the test, and so does an end that is not
//! orderly.

mod addresses;
mod api;
mod bundled;
mod columns;
mod connections;
mod editor;
mod endpoint;
mod finding;
mod hostile_text;
mod html;
mod lifecycle;
mod limits;
mod negotiation;
mod operations;
mod pages;
mod places;
mod protocol;
mod ranges;
mod robust;
mod tables;
mod things;
pub mod walk;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running server.
pub struct Server {
    child: Child,
    errors: BufReader<std::process::ChildStderr>,
    pub address: String,
}

/// An answer.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// False when the connection ended before the body did.
    pub whole: bool,
}

pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
    let fixture = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/site");
    command
        .arg("--publication")
        .arg(fixture)
        .stderr(Stdio::piped());
    command
}

impl Server {
    pub fn start() -> Self {
        Self::with(&[])
    }

    pub fn with(arguments: &[&str]) -> Self {
        Self::run(program(), arguments)
    }

    /// A server over another publication.
    pub fn over(publication: &std::path::Path) -> Self {
        Self::serving(publication, &[])
    }

    /// A server over another publication, with arguments.
    pub fn serving(publication: &std::path::Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
        command
            .arg("--publication")
            .arg(publication)
            .stderr(Stdio::piped());
        Self::run(command, arguments)
    }

    /// A server by a command of the program.
    pub fn run(mut command: Command, arguments: &[&str]) -> Self {
        command
            .args(["serve", "--bind", "127.0.0.1:0"])
            .args(arguments)
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut errors = BufReader::new(child.stderr.take().expect("piped"));
        let mut line = String::new();
        errors.read_line(&mut line).expect("a line");
        let address = line
            .strip_prefix("listening on http://")
            .unwrap_or_else(|| panic!("unexpected: {line}"))
            .trim_end_matches(['/', '\n'])
            .to_owned();
        Self {
            child,
            errors,
            address,
        }
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn connect(&self) -> TcpStream {
        connect(&self.address)
    }

    /// The answer to GET of a server that another holds.
    pub fn ask(address: &str, path: &str, accept: &str) -> Response {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAccept: {accept}\r\n\r\n"
        );
        exchange(address, request.as_bytes())
    }

    /// Sends bytes, reads the answer to the end.
    pub fn raw(&self, request: &[u8]) -> Response {
        exchange(&self.address, request)
    }

    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n");
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() {
            request += &format!("Content-Length: {}\r\n", body.len());
        }
        let mut request = (request + "\r\n").into_bytes();
        request.extend_from_slice(body);
        self.raw(&request)
    }

    pub fn get(&self, path: &str, accept: &str) -> Response {
        self.send("GET", path, &[("Accept", accept)], b"")
    }

    pub fn page(&self, path: &str, lang: &str) -> Response {
        let headers = [("Accept", "text/html"), ("Accept-Language", lang)];
        self.send("GET", path, &headers, b"")
    }

    pub fn query(&self, query: &str, accept: &str) -> Response {
        self.get(&format!("/sparql?query={}", encoded(query)), accept)
    }

    pub fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status();
        assert!(status.expect("kill runs").success());
    }

    /// What is said on standard error from here on, until a line has this in it.
    pub fn said_until(&mut self, wanted: &str) -> String {
        let mut said = String::new();
        while !said.contains(wanted) {
            let read = self.errors.read_line(&mut said).expect("text");
            assert_ne!(read, 0, "{wanted} was not said: {said}");
        }
        said
    }

    /// Waits for the end: exit status and what was said on standard error since the start.
    pub fn end(&mut self) -> (Option<i32>, String) {
        let status = self.child.wait().expect("an end");
        let mut rest = String::new();
        self.errors.read_to_string(&mut rest).expect("text");
        (status.code(), rest)
    }
}

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream
        .set_read_timeout(Some(Duration::from_secs(120)))
        .expect("a timeout");
    stream
}

fn exchange(address: &str, request: &[u8]) -> Response {
    let mut stream = connect(address);
    // The server may answer and close before it has read all.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    Response::parse(&bytes)
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal("-TERM");
        }
        let (code, said) = self.end();
        if !std::thread::panicking() {
            assert_eq!(
                (code, said.as_str()),
                (Some(0), ""),
                "an orderly and silent end"
            );
        }
    }
}

impl Response {
    fn parse(bytes: &[u8]) -> Self {
        let head_end = bytes
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1))
            .and_then(|s| s.parse().ok());
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let rest = bytes.get(head_end + 4..).unwrap_or_default();
        let chunked = headers
            .iter()
            .any(|(n, v)| n == "transfer-encoding" && v == "chunked");
        let (body, whole) = if chunked {
            unchunked(rest)
        } else {
            (rest.to_vec(), true)
        };
        Self {
            status: status.unwrap_or(0),
            headers,
            body,
            whole,
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map_or("", |(_, value)| value)
    }

    /// All values of a header, joined.
    pub fn all(&self, name: &str) -> String {
        let values = self.headers.iter().filter(|(n, _)| n == name);
        values
            .map(|(_, value)| value.to_ascii_lowercase())
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
}

fn unchunked(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        let Some(end) = rest.windows(2).position(|w| w == b"\r\n") else {
            return (body, false);
        };
        let size = std::str::from_utf8(&rest[..end])
            .ok()
            .and_then(|s| usize::from_str_radix(s, 16).ok());
        match size {
            Some(0) => return (body, true),
            Some(size) if rest.len() >= end + 4 + size => {
                body.extend_from_slice(&rest[end + 2..end + 2 + size]);
                rest = &rest[end + 4 + size..];
            }
            _ => return (body, false),
        }
    }
}

/// A value of a parameter.
pub fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric();
    text.bytes()
        .map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
