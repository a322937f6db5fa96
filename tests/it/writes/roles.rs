//! Who sees and does what. The people of the restricted table are invented.

use super::*;
use std::time::{Duration, Instant};

const CONTACTS: &str = "https://w3id.org/ptce/graph/contacts";

/// The bundled publication with the restricted fixture.
pub fn restricted(folder: &Path, more: &[&str]) -> Server {
    write_tokens(folder, &format!("reader {READER}\nwriter {WRITER}\n"));
    let tables = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/restricted");
    let mut arguments = vec!["--token-file", "tokens", "--restricted", tables];
    arguments.extend(more);
    serve(folder, &arguments)
}

#[test]
fn the_restricted_graphs_are_there_for_readers_and_for_nobody_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = restricted(folder.path(), &[]);
    let project = "<https://w3id.org/ptce/id/project/groupe-neo-56>";
    let contact = "https://w3id.org/ptce/id/contact/groupe-neo-56";
    let person = "<http://www.w3.org/2006/vcard/ns#fn>";
    let name = "Zoé d'Imaginaire";
    for (query, seen) in [
        (
            format!("SELECT ?n {{ ?c {person} ?n FILTER(CONTAINS(?n, \"Imaginaire\")) }}"),
            name,
        ),
        (
            format!(
                "SELECT ?n {{ GRAPH ?g {{ ?c {person} ?n }} FILTER(CONTAINS(?n, \"Imaginaire\")) }}"
            ),
            name,
        ),
        (
            format!("SELECT ?n FROM <{CONTACTS}> {{ ?c {person} ?n }}"),
            name,
        ),
        (
            format!("SELECT ?n FROM NAMED <{CONTACTS}> {{ GRAPH ?g {{ ?c {person} ?n }} }}"),
            name,
        ),
        (
            format!("SELECT ?n {{ {project} (<https://schema.org/contactPoint>|!a)/{person} ?n }}"),
            name,
        ),
        (
            "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g".to_owned(),
            CONTACTS,
        ),
        (
            format!("SELECT (COUNT(*) AS ?n) {{ ?s {person} ?o FILTER(?o = \"{name}\") }}"),
            "1",
        ),
    ] {
        let public = server.query(&query, "text/csv");
        assert_eq!(public.status, 200, "{query}");
        assert!(!public.text().contains(seen), "{query}: {}", public.text());
        for token in [READER, WRITER] {
            let answer = ask_as(&server, token, &query);
            assert!(answer.text().contains(seen), "{query}: {}", answer.text());
            assert_eq!(
                answer.header("cache-control"),
                "private, no-cache",
                "{query}"
            );
            assert!(answer.all("vary").contains("authorization"));
            assert_ne!(answer.header("etag"), public.header("etag"), "{query}");
            let known = [
                ("Accept", "text/csv"),
                ("If-None-Match", answer.header("etag")),
            ];
            let path = format!("/sparql?query={}", encoded(&query));
            assert_eq!(
                server.send("GET", &path, &known, b"").status,
                200,
                "{query}"
            );
        }
        assert!(public.all("vary").contains("authorization"), "{query}");
        assert_eq!(
            public.header("cache-control"),
            "public, no-cache",
            "{query}"
        );
    }
    // A plan counts what its asker may read.
    let plan = format!(
        "/sparql?query={}&format=plan.json",
        encoded(&format!("SELECT ?n {{ ?c {person} ?n }}"))
    );
    assert_eq!(server.get(&plan, "*/*").json()["rows"], 0);
    let headers = [("Authorization", bearer(READER))];
    let headers = headers
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let told = server.send("GET", &plan, &headers, b"").json();
    assert_ne!(told["rows"], 0);
    assert_ne!(told["steps"][0]["estimate"], 0.0);
    let describe = format!("DESCRIBE <{contact}>");
    assert!(
        !server
            .query(&describe, "application/n-triples")
            .text()
            .contains("Imaginaire")
    );
    let path = format!("/store?graph={}", encoded(CONTACTS));
    assert_eq!(server.get(&path, "text/turtle").status, 404);
    let as_reader = |path: &str, accept: &str| {
        let headers = [("Accept", accept), ("Authorization", &bearer(READER))];
        server.send("GET", path, &headers, b"")
    };
    assert!(
        as_reader(&path, "application/n-triples")
            .text()
            .contains("Imaginaire")
    );
    for (path, accept) in [
        ("/sparql", "text/turtle"),
        ("/", "text/html"),
        ("/browse", "text/html"),
        ("/dump", "text/html"),
        ("/dump/graph.nq", "*/*"),
        ("/data/project/groupe-neo-56.ttl", "*/*"),
        ("/page/project/groupe-neo-56", "text/html"),
        ("/health", "*/*"),
    ] {
        let public = server.get(path, accept);
        assert_eq!(public.status, 200, "{path}");
        for secret in ["graph/contacts", "Imaginaire", "zoe.", "01 99 00"] {
            assert!(!public.text().contains(secret), "{path} tells {secret}");
        }
    }
    assert!(
        as_reader("/sparql", "text/turtle")
            .text()
            .contains("graph/contacts")
    );
    let pointer = server.get("/health", "*/*").json()["version"].clone();
    assert!(!pointer.to_string().contains("-r"), "{pointer}");
}

#[test]
fn the_version_of_the_public_is_that_of_a_server_without_restricted_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let (with, without) = (restricted(folder.path(), &[]), serve(folder.path(), &[]));
    let query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }";
    let tag = |server: &Server| server.query(query, "text/csv").header("etag").to_owned();
    let health = |server: &Server| server.get("/health", "*/*").text().to_owned();
    assert_eq!(health(&with), health(&without));
    assert_eq!(rows(&with, query), rows(&without, query));
    assert!(!tag(&with).is_empty());
}

#[test]
fn kept_versions_tell_nothing_of_restricted_quads() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/restricted");
    for (out, more) in [("open", &[][..]), ("closed", &["--restricted", tables][..])] {
        let mut arguments = vec!["--quiet", "build", "--out", out];
        arguments.extend(more);
        assert!(ptce(folder.path(), &arguments).status.success());
    }
    // Under the closed folder the same public version was built once without and once with them.
    assert!(
        ptce(folder.path(), &["--quiet", "build", "--out", "closed"])
            .status
            .success()
    );
    assert!(
        ptce(folder.path(), &["--quiet", "rollback", "--data", "closed"])
            .status
            .success()
    );
    write_tokens(folder.path(), &format!("reader {READER}\n"));
    let url = [
        "--public-url",
        "http://atlas.test",
        "--token-file",
        "tokens",
        "--data",
    ];
    let with = serve(folder.path(), &[&url[..], &["closed"]].concat());
    let without = serve(folder.path(), &[&url[..], &["open"]].concat());
    let name = without.get("/health", "*/*").json()["version"].clone();
    let name = name.as_str().expect("a name").to_owned();
    for (path, accept) in [
        ("/version".to_owned(), "text/html"),
        ("/version".to_owned(), "application/json"),
        (format!("/version/{name}/graph.nq"), "*/*"),
        (format!("/version/diff?from={name}&to={name}"), "text/html"),
    ] {
        let (closed, open) = (with.get(&path, accept), without.get(&path, accept));
        assert_eq!(closed.status, open.status, "{path}");
        assert!(closed.body == open.body, "{path}: {}", closed.text());
    }
    let person = "SELECT ?n { ?c <http://www.w3.org/2006/vcard/ns#fn> ?n }";
    let seen = ask_as(&with, READER, person);
    assert!(
        seen.text().contains("Imaginaire"),
        "readers see them: {}",
        seen.text()
    );
}

#[test]
fn writing_goes_on_beside_restricted_graphs() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = restricted(folder.path(), &["--writable", "--data", "data"]);
    let insert = "INSERT DATA { GRAPH <http://e.org/g> { <http://e.org/a> <http://e.org/p> 1 } }";
    let answer = update(&server, insert);
    assert_eq!(answer.status, 204, "{}", answer.text());
    let closed =
        format!("INSERT DATA {{ GRAPH <{CONTACTS}> {{ <http://e.org/a> <http://e.org/p> 1 }} }}");
    assert_eq!(update(&server, &closed).status, 403);
    let person = "SELECT ?n { ?c <http://www.w3.org/2006/vcard/ns#fn> ?n FILTER(CONTAINS(?n, \"Imaginaire\")) }";
    assert!(
        ask_as(&server, READER, person)
            .text()
            .contains("Imaginaire")
    );
    assert!(
        !server
            .query(person, "text/csv")
            .text()
            .contains("Imaginaire")
    );
    assert_eq!(rows(&server, "SELECT ?o { <http://e.org/a> ?p ?o }"), ["1"]);
    let copy = format!("COPY <{CONTACTS}> TO <http://e.org/copy>");
    assert_eq!(
        update(&server, &copy).status,
        404,
        "nothing is there to copy"
    );
    assert_eq!(
        rows(
            &server,
            "SELECT ?o { GRAPH <http://e.org/copy> { ?s ?p ?o } }"
        ),
        [""; 0]
    );
    for entry in std::fs::read_dir(folder.path().join("data"))
        .expect("listed")
        .flatten()
    {
        for name in ["restricted.nq", "restricted.snapshot"] {
            use std::os::unix::fs::PermissionsExt as _;
            if let Ok(metadata) = entry.path().join(name).metadata() {
                assert_eq!(metadata.permissions().mode() & 0o777, 0o600, "{name}");
            }
        }
    }
}

#[test]
fn a_reader_finds_each_version_once_under_its_public_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = restricted(folder.path(), &["--writable", "--data", "data"]);
    let get = |path: &str, accept: &str, token: Option<&str>| {
        let bearer = token.map(bearer);
        let mut headers = vec![("Accept", accept)];
        headers.extend(bearer.as_deref().map(|value| ("Authorization", value)));
        server.send("GET", path, &headers, b"")
    };
    let names = |token| {
        let list = get("/version", "application/json", token).json();
        let versions = list["versions"].as_array().expect("a list").iter();
        let names = versions.map(|one| one["version"].as_str().expect("a name").to_owned());
        names.collect::<Vec<_>>()
    };
    let before = names(None);
    let insert = "INSERT DATA { GRAPH <http://e.org/g> { <http://e.org/a> <http://e.org/p> 1 } }";
    assert_eq!(update(&server, insert).status, 204);
    let now = names(None);
    assert_eq!(now[1..], before);
    assert_eq!(names(Some(READER)), now);
    for name in &now {
        let path = format!("/version/{name}/graph.nq");
        let (public, own) = (get(&path, "*/*", None), get(&path, "*/*", Some(READER)));
        assert_eq!((public.status, own.status), (200, 200), "{name}");
        assert!(public.body == own.body, "{name}");
        let path = format!("/version/diff?from={name}");
        let (public, own) = (get(&path, "*/*", None), get(&path, "*/*", Some(READER)));
        assert_eq!((public.status, own.status), (200, 200), "{name}");
        assert!(public.body == own.body, "{name}: {}", own.text());
    }
}

#[test]
fn tokens_open_what_their_role_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let body = b"CLEAR ALL";
    let post = |authorization: Option<&str>| {
        let mut headers = vec![("Content-Type", "application/sparql-update")];
        headers.extend(authorization.map(|value| ("Authorization", value)));
        server.send("POST", "/update", &headers, body)
    };
    let none = post(None);
    assert_eq!(
        (none.status, none.header("www-authenticate")),
        (401, "Bearer realm=\"ptce\"")
    );
    assert_eq!(post(Some(&bearer(READER))).status, 403);
    assert_eq!(post(Some(&bearer(WRITER))).status, 204);
    assert_eq!(post(Some(&format!("bearer {WRITER}"))).status, 204);
    for wrong in [
        "Bearer",
        "Bearer x",
        "Basic dXNlcjpwYXNz",
        &bearer("writer-token-of-these-testS"),
    ] {
        assert_eq!(post(Some(wrong)).status, 401, "{wrong}");
        for path in ["/", "/sparql?query=ASK%7B%7D", "/store?default"] {
            let answer = server.send("GET", path, &[("Authorization", wrong)], b"");
            assert_eq!(
                (answer.status, answer.header("www-authenticate")),
                (401, "Bearer realm=\"ptce\""),
                "{path}"
            );
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
}

#[test]
fn tokens_are_rotated_without_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    let status = |token: &str| ask_as(&server, token, "ASK {}").status;
    assert_eq!(ask_as(&server, READER, "SELECT * {}").status, 200);
    write_tokens(folder.path(), "reader another-token-of-a-reader\n");
    let start = Instant::now();
    while ask_as(&server, "another-token-of-a-reader", "SELECT * {}").status != 200 {
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "the new token is not known"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!((status(READER), status(WRITER)), (401, 401));
}

#[test]
fn a_file_of_tokens_that_is_wrong_is_told_by_line_without_a_token() {
    let folder = tempfile::tempdir().expect("a folder");
    write_tokens(
        folder.path(),
        "reader short\nadmin a-long-token-that-nobody-may-see\n",
    );
    let output = ptce(
        folder.path(),
        &[
            "--format",
            "short",
            "serve",
            "--bind",
            "127.0.0.1:0",
            "--token-file",
            "tokens",
        ],
    );
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("tokens:1") && said.contains("A003"), "{said}");
    assert!(said.contains("tokens:2") && said.contains("A002"), "{said}");
    assert!(!said.contains("nobody-may-see"), "{said}");
}

#[test]
fn limits_are_set_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let wrong = ptce(folder.path(), &["serve", "--set", "colour=1"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("time_s"));
    let server = serve(
        folder.path(),
        &["--set", "rows=5", "--set", "query_bytes=1000"],
    );
    let many = server.query("SELECT * { ?s ?p ?o } LIMIT 6", "text/csv");
    assert_eq!(many.status, 503, "{}", many.text());
    assert!(many.text().contains('5') && !many.header("retry-after").is_empty());
    assert_eq!(rows(&server, "SELECT * { ?s ?p ?o } LIMIT 5").len(), 5);
    let long = format!("SELECT * {{}} # {}", "x".repeat(1000));
    assert_eq!(server.query(&long, "text/csv").status, 413);
}
