//! SERVICE: off unless allowed, by the front alone, within limits. A listener of this test stands for
//! the service, another for one that sends on.

mod passed_over;

use crate::serve::{Response, Server};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What stands for a service.
pub struct Remote {
    pub address: String,
    asked: Arc<AtomicUsize>,
}

const RESULTS: &str = r#"{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"from elsewhere"}}]}}"#;

/// Reads a request to its end.
fn read(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut block = [0; 4096];
    loop {
        let length = stream.read(&mut block).unwrap_or(0);
        text.extend_from_slice(&block[..length]);
        let said = String::from_utf8_lossy(&text).into_owned();
        let body = said.split_once("\r\n\r\n").map(|(head, body)| {
            let announced = head.to_ascii_lowercase();
            let announced = announced
                .lines()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            body.len() >= announced.unwrap_or(0)
        });
        if length == 0 || body == Some(true) {
            return said;
        }
    }
}

impl Remote {
    /// A listener that answers every request so.
    pub fn start(answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                count.fetch_add(1, Ordering::SeqCst);
                let request = read(&mut stream);
                answer(&request, &mut stream);
            }
        });
        Self { address, asked }
    }

    pub fn saying(status: &'static str, headers: String, body: String) -> Self {
        Self::start(move |_, stream| {
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
            );
        })
    }

    fn good() -> Self {
        Self::saying("200 OK", JSON.to_owned(), RESULTS.to_owned())
    }

    pub fn iri(&self) -> String {
        format!("http://{}/sparql", self.address)
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

const JSON: &str = "Content-Type: application/sparql-results+json\r\n";

fn ask(server: &Server, service: &str) -> Response {
    server.query(
        &format!("SELECT ?x {{ SERVICE <{service}> {{ ?x ?y ?z }} }}"),
        "text/csv",
    )
}

fn ask_silently(server: &Server, service: &str) -> Response {
    let query =
        format!("SELECT ?x ?y {{ BIND(1 AS ?y) SERVICE SILENT <{service}> {{ ?x ?a ?z }} }}");
    server.query(&query, "text/csv")
}

/// Allows an address of this machine.
fn allowing(iris: &[String]) -> Server {
    let mut arguments = Vec::new();
    for iri in iris {
        arguments.extend(["--allow-private-service", iri]);
    }
    Server::with(&arguments)
}

#[test]
fn without_a_list_nobody_is_asked() {
    let remote = Remote::good();
    let server = Server::start();
    let begin = Instant::now();
    let answer = ask(&server, &remote.iri());
    assert_eq!(answer.status, 403, "{}", answer.text());
    assert!(
        answer.text().contains("--allow-service"),
        "{}",
        answer.text()
    );
    let silent = ask_silently(&server, &remote.iri());
    assert_eq!((silent.status, silent.text()), (200, "x,y\r\n,1\r\n"));
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(remote.asked(), 0);
    let federated = "http://www.w3.org/ns/sparql-service-description#BasicFederatedQuery";
    assert!(
        !server
            .get("/sparql", "text/turtle")
            .text()
            .contains("BasicFederatedQuery")
    );
    let server = allowing(&[remote.iri()]);
    let described = server.get("/sparql", "application/n-triples");
    assert!(described.text().contains(federated));
}

#[test]
fn a_service_of_the_list_answers() {
    let remote = Remote::start(|request, stream| {
        let asked = request.starts_with("POST /sparql HTTP/1.1\r\n")
            && request.contains("application/sparql-query")
            && request.contains("?x ?y ?z");
        let status = if asked { "200 OK" } else { "400 Bad Request" };
        let length = RESULTS.len();
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\n{JSON}Connection: close\r\nContent-Length: {length}\r\n\r\n{RESULTS}"
        );
    });
    let server = allowing(&[remote.iri()]);
    let answer = ask(&server, &remote.iri());
    assert_eq!(
        (answer.status, answer.text()),
        (200, "x\r\nfrom elsewhere\r\n")
    );
    assert_eq!(
        answer.header("etag"),
        "",
        "what comes from elsewhere changes"
    );
    assert_eq!(remote.asked(), 1);
    // Joined to many rows it is asked once.
    let many = format!(
        "SELECT (COUNT(*) AS ?n) {{ VALUES ?v {{ 1 2 3 4 5 }} SERVICE <{}> {{ ?x ?y ?z }} }}",
        remote.iri()
    );
    assert_eq!(server.query(&many, "text/csv").text(), "n\r\n5\r\n");
    assert_eq!(remote.asked(), 2);
    // An address that the list does not hold is not asked.
    let other = Remote::good();
    assert_eq!(ask(&server, &other.iri()).status, 403);
    assert_eq!(other.asked(), 0);
}

#[test]
fn a_private_address_is_refused_unless_the_list_says_private() {
    let remote = Remote::good();
    let port = remote
        .address
        .rsplit(':')
        .next()
        .expect("a port")
        .to_owned();
    let ways = [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "[::ffff:127.0.0.1]",
    ];
    let iris: Vec<String> = ways
        .iter()
        .map(|host| format!("http://{host}:{port}/sparql"))
        .collect();
    let mut arguments = Vec::new();
    for iri in &iris {
        arguments.extend(["--allow-service", iri]);
    }
    let server = Server::with(&arguments);
    for iri in &iris {
        let answer = ask(&server, iri);
        assert_eq!(answer.status, 403, "{iri}: {}", answer.text());
        assert!(
            answer.text().contains("private = true"),
            "{iri}: {}",
            answer.text()
        );
    }
    assert_eq!(remote.asked(), 0);
}

#[test]
fn a_redirect_leads_only_where_the_list_allows() {
    let target = Remote::good();
    let to = |iri: String| {
        Remote::saying(
            "307 Temporary Redirect",
            format!("Location: {iri}\r\n"),
            String::new(),
        )
    };
    let redirecting = to(target.iri());
    let server = allowing(&[redirecting.iri()]);
    let answer = ask(&server, &redirecting.iri());
    assert_eq!(answer.status, 403, "{}", answer.text());
    assert_eq!((redirecting.asked(), target.asked()), (1, 0));
    drop(server);
    let server = allowing(&[redirecting.iri(), target.iri()]);
    assert_eq!(
        ask(&server, &redirecting.iri()).text(),
        "x\r\nfrom elsewhere\r\n"
    );
    let metadata = to("http://169.254.169.254/latest/".to_owned());
    drop(server);
    let server = Server::with(&[
        "--allow-private-service",
        &metadata.iri(),
        "--allow-service",
        "http://169.254.169.254/",
    ]);
    assert_eq!(ask(&server, &metadata.iri()).status, 403);
}

#[test]
fn a_service_that_fails_is_an_error_and_silent_covers_it() {
    let slow = Remote::start(|_, stream| {
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\n{JSON}Content-Length: 100\r\n\r\n{{"
        );
        std::thread::sleep(Duration::from_secs(60));
    });
    let remotes = [
        (
            Remote::saying("500 No", String::new(), "no".to_owned()),
            "500",
        ),
        (
            Remote::saying(
                "200 OK",
                "Content-Type: text/html\r\n".to_owned(),
                "<p>".to_owned(),
            ),
            "SPARQL",
        ),
        (
            Remote::saying(
                "200 OK",
                JSON.to_owned(),
                "{\"head\":{\"vars\":[\"x\"]},\"resu".to_owned(),
            ),
            "SPARQL",
        ),
        (
            Remote::saying(
                "200 OK",
                JSON.to_owned(),
                r#"{"head":{},"boolean":true}"#.to_owned(),
            ),
            "SPARQL",
        ),
        (
            Remote::saying("200 OK", JSON.to_owned(), " ".repeat(9 << 20)),
            "8388608",
        ),
        (
            Remote::saying("301 Moved", "Location: /x\r\n".to_owned(), String::new()),
            "301",
        ),
        (slow, "5 s"),
    ];
    let iris: Vec<String> = remotes.iter().map(|(remote, _)| remote.iri()).collect();
    let server = allowing(&iris);
    for (remote, expected) in &remotes {
        let answer = ask(&server, &remote.iri());
        assert_eq!(answer.status, 502, "{expected}: {}", answer.text());
        assert!(
            answer.text().contains(expected),
            "{expected}: {}",
            answer.text()
        );
    }
    for (remote, expected) in &remotes[..5] {
        let silent = ask_silently(&server, &remote.iri());
        assert_eq!(
            (silent.status, silent.text()),
            (200, "x,y\r\n,1\r\n"),
            "{expected}"
        );
    }
    assert_eq!(server.query("ASK {}", "*/*").status, 200);
}

/// A server that stands for a service, over a few invented facts.
fn standing(folder: &std::path::Path, facts: &str) -> Server {
    std::fs::write(folder.join("facts.nt"), facts).expect("written");
    let versions = folder.join("versions");
    let versions = versions.to_str().expect("a path");
    let loaded = std::process::Command::new(env!("CARGO_BIN_EXE_ptce"))
        .args(["load", "facts.nt", "--out", "versions"])
        .current_dir(folder)
        .output()
        .expect("the program runs");
    assert!(
        loaded.status.success(),
        "{}",
        String::from_utf8_lossy(&loaded.stderr)
    );
    let program = std::process::Command::new(env!("CARGO_BIN_EXE_ptce"));
    Server::run(program, &["--data", versions, "--default-graph", "own"])
}

#[test]
fn stored_questions_join_with_wikidata_and_insee_where_the_list_allows_it() {
    let entity = "http://www.wikidata.org/entity";
    let direct = "http://www.wikidata.org/prop/direct";
    let mut wikidata = String::new();
    for (item, code, people) in [
        ("Q3368", "91", 1000),
        ("Q3389", "29", 2000),
        ("Q3131", "04", 3000),
    ] {
        wikidata += &format!("<{entity}/{item}> <{direct}/P2586> \"{code}\" .\n");
        wikidata += &format!(
            "<{entity}/{item}> <{direct}/P1082> \"{people}\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
        );
    }
    let igeo = "http://rdf.insee.fr/def/geo#";
    let mut insee = String::new();
    for (code, name) in [
        ("76", "Occitanie"),
        ("84", "Auvergne-Rhône-Alpes"),
        ("21", "Champagne-Ardenne"),
    ] {
        let region = format!("<http://id.insee.fr/geo/region/{code}>");
        insee += &format!(
            "{region} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{igeo}Region> .\n"
        );
        insee += &format!(
            "{region} <{igeo}codeINSEE> \"{code}\" .\n{region} <{igeo}nom> \"{name}\" .\n"
        );
    }
    for (name, service, facts) in [
        (
            "departements-dans-wikidata",
            "https://query.wikidata.org/sparql",
            wikidata,
        ),
        ("regions-a-l-insee", "http://rdf.insee.fr/sparql", insee),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let other = standing(folder.path(), &facts);
        let local = format!("http://{}/sparql", other.address);
        let at = |path: String| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let text = std::fs::read_to_string(at(format!("queries/{name}.rq"))).expect("a question");
        assert!(text.contains(&format!("SERVICE <{service}>")), "{name}");
        let text = text
            .replace(service, &local)
            .replace("?_call", "<https://w3id.org/ptce/id/call/ptce-2015>");
        let program = || std::process::Command::new(env!("CARGO_BIN_EXE_ptce"));
        let server = Server::run(program(), &["--allow-private-service", &local]);
        let answer = server.query(&text, "text/csv");
        let counted =
            std::fs::read_to_string(at(format!("queries/expected/{name}.csv"))).expect("an answer");
        assert_eq!(
            (answer.status, answer.text().replace("\r\n", "\n")),
            (200, counted),
            "{name}"
        );
        drop(server);
        // Without the list nobody is asked, and the page of the question says so.
        let server = Server::run(program(), &[]);
        assert_eq!(
            server
                .get(&format!("/api/{name}"), "application/json")
                .status,
            403
        );
        let page = server.page(&format!("/queries/{name}"), "en");
        assert_eq!(page.status, 200, "{name}");
        assert!(page.text().contains("--allow-service"), "{}", page.text());
    }
}
