//! Worker processes: what they cannot do, what their end means, and that none stays busy.

use crate::serve::{Server, encoded, program};
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn a_worker_reaches_nothing() {
    assert!(refused("worker") >= 10);
}

#[test]
fn a_writer_reaches_files_and_nothing_else() {
    assert!(refused("writer") >= 6);
}

/// How many attempts a probe made; fails unless all were refused.
fn refused(kind: &str) -> usize {
    let probe = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .args([kind, "--probe"])
        .output()
        .expect("the program starts");
    let said = String::from_utf8(probe.stdout).expect("UTF-8");
    assert!(!said.contains("possible"), "{said}");
    for line in said.lines() {
        assert!(
            line.contains(": refused (Operation not permitted"),
            "{said}"
        );
    }
    assert_eq!(probe.status.code(), Some(0), "{said}");
    said.lines().count()
}

/// The children of a server: its workers.
fn workers(server: &Server) -> Vec<u32> {
    let server = server.id().to_string();
    let mut found = Vec::new();
    for process in std::fs::read_dir("/proc").expect("proc").flatten() {
        let Some(id) = process.file_name().to_str().and_then(|n| n.parse().ok()) else {
            continue;
        };
        let stat = std::fs::read_to_string(process.path().join("stat")).unwrap_or_default();
        let after = stat.rsplit(") ").next().unwrap_or_default();
        let mut fields = after.split(' ');
        let (state, parent) = (fields.next(), fields.next());
        if parent == Some(&server) && state != Some("Z") {
            found.push(id);
        }
    }
    found
}

fn kill(process: u32) {
    let killed = Command::new("kill")
        .args(["-9", &process.to_string()])
        .status()
        .expect("kill");
    assert!(killed.success());
}

/// Milliseconds of processor time of a process.
fn used(process: u32) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(") ")
        .next()
        .unwrap_or_default()
        .split(' ')
        .collect();
    let ticks = fields
        .iter()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok());
    ticks.sum::<u64>() * 10
}

fn wait_for<T>(mut found: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(begin.elapsed() < Duration::from_secs(10), "it did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A server that has nothing left to make by itself, so that its workers are those of the test.
fn settled(settings: &[&str]) -> Server {
    let server = Server::with(settings);
    for made in ["/search?q=a", "/network"] {
        assert_eq!(server.get(made, "text/html").status, 200, "{made}");
    }
    server
}

const SLOW: &str = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i))) > 9) }";

#[test]
fn a_running_worker_is_confined() {
    let server = settled(&[]);
    assert_eq!(server.query("ASK { ?s ?p ?o }", "*/*").status, 200);
    let workers = workers(&server);
    assert!(!workers.is_empty());
    for worker in workers {
        let read = |name: &str| std::fs::read_to_string(format!("/proc/{worker}/{name}"));
        let status = read("status").expect("a process");
        assert!(status.contains("Seccomp:\t2\n"), "{status}");
        assert!(status.contains("NoNewPrivs:\t1\n"), "{status}");
        assert_eq!(read("environ").expect("a process"), "");
        let folder = std::fs::read_link(format!("/proc/{worker}/cwd")).expect("a folder");
        assert_eq!(folder.to_str(), Some("/"));
        // The snapshot, to be read only: O_RDONLY is nought, O_WRONLY and O_RDWR are 1 and 2.
        let snapshot = read("fdinfo/1").expect("a handle");
        let flags = snapshot.lines().find(|line| line.starts_with("flags:"));
        assert!(
            flags.is_some_and(|flags| flags.ends_with('0')),
            "{snapshot}"
        );
        for handle in std::fs::read_dir(format!("/proc/{worker}/fd"))
            .expect("handles")
            .flatten()
        {
            let target = std::fs::read_link(handle.path()).unwrap_or_default();
            let target = target.to_string_lossy().into_owned();
            let known =
                target.starts_with("socket:") || target == "/dev/null" || target.contains("ptce-");
            assert!(known, "{target}");
        }
    }
}

#[test]
fn the_file_of_a_server_has_no_name_that_a_kill_would_leave() {
    let folder = tempfile::tempdir().expect("a folder");
    let left = || std::fs::read_dir(folder.path()).expect("a folder").count();
    let mut command = program();
    command.env("TMPDIR", folder.path());
    let server = Server::run(command, &[]);
    for worker in workers(&server) {
        kill(worker);
    }
    // The next worker is given the same file, which has no name any more.
    assert_eq!(
        server
            .query("ASK { ?s ?p ?o FILTER(STRLEN(STR(?s)) > 1) }", "*/*")
            .status,
        200
    );
    assert_eq!(left(), 0);
}

#[test]
fn a_worker_that_is_killed_takes_its_query_with_it_and_no_other() {
    // Long enough for a busy machine to have it at work.
    let server = settled(&["--set", "time_s=60"]);
    let asked = std::thread::scope(|scope| {
        let asked = scope.spawn(|| server.query(SLOW, "*/*"));
        // The one that is busy; when it was among the cheap ones, the one after it as well.
        while !asked.is_finished() {
            let busy = |worker: &u32| used(*worker) > 700;
            workers(&server).into_iter().filter(busy).for_each(kill);
            std::thread::sleep(Duration::from_millis(20));
        }
        asked.join().expect("an answer")
    });
    assert_eq!(asked.status, 503, "{}", asked.text());
    assert_eq!(asked.header("content-type"), "application/problem+json");
    assert!(!asked.header("retry-after").is_empty());
    assert_eq!(server.query("ASK { ?s ?p ?o }", "*/*").status, 200);
    // Idle ones are replaced before they are asked.
    for worker in workers(&server) {
        kill(worker);
    }
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(server.query("ASK { ?a ?p ?o }", "*/*").status, 200);
}

#[test]
fn nobody_works_for_a_client_that_has_gone() {
    use std::io::Write as _;
    let server = settled(&[]);
    for _ in 0..3 {
        let mut stream = server.connect();
        let request = format!(
            "GET /sparql?query={} HTTP/1.1\r\nHost: x\r\n\r\n",
            encoded(SLOW)
        );
        stream.write_all(request.as_bytes()).expect("sent");
        std::thread::sleep(Duration::from_millis(300));
    }
    assert_calm_after_3_s(&server);
    assert_eq!(server.query("ASK { ?s ?p ?o }", "*/*").status, 200);
}

/// Fails when the front or a worker still uses the processor after three seconds.
fn assert_calm_after_3_s(server: &Server) {
    std::thread::sleep(Duration::from_secs(3));
    let all = workers(server).into_iter().chain([server.id()]);
    let before: Vec<_> = all.map(|process| (process, used(process))).collect();
    std::thread::sleep(Duration::from_secs(1));
    for (process, before) in before {
        let spent = used(process).saturating_sub(before);
        assert!(spent <= 50, "{spent} ms of a second, process {process}");
    }
}

#[test]
fn nobody_works_after_an_answer() {
    let server = Server::with(&["--set", "time_s=1", "--set", "rows=2000"]);
    assert_eq!(server.query(SLOW, "*/*").status, 504);
    let rows = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    assert!(
        !server.query(rows, "text/csv").whole,
        "more rows than allowed"
    );
    let one = server.query(&format!("{rows} LIMIT 1"), "text/csv");
    assert!(one.status == 200 && one.whole);
    assert_eq!(server.query("SELECT * {", "*/*").status, 400);
    assert_calm_after_3_s(&server);
}

#[test]
fn a_repeated_question_needs_no_worker() {
    let server = settled(&[]);
    let question = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 50";
    let path = format!("/sparql?query={}", encoded(question));
    let ask = |codings: &str| {
        let headers = [("Accept", "text/csv"), ("Accept-Encoding", codings)];
        server.send("GET", &path, &headers, b"")
    };
    let first: Vec<_> = ["", "gzip", "zstd, br"]
        .iter()
        .map(|&codings| ask(codings))
        .collect();
    for worker in workers(&server) {
        kill(worker);
    }
    wait_for(|| workers(&server).is_empty().then_some(()));
    for (first, codings) in first.iter().zip(["", "gzip", "zstd, br"]) {
        let again = ask(codings);
        assert_eq!(again.status, 200);
        assert_eq!(again.body, first.body, "{codings}");
        for name in ["etag", "content-type", "content-encoding"] {
            assert_eq!(again.header(name), first.header(name), "{codings} {name}");
        }
        assert!(again.all("vary").contains("accept-encoding") || codings.is_empty());
    }
    assert_eq!(first[1].header("content-encoding"), "gzip");
    assert_ne!(first[0].header("etag"), first[1].header("etag"));
    assert_eq!(
        workers(&server),
        Vec::<u32>::new(),
        "a hit started a worker"
    );
    // What is another question, another format or another dataset is evaluated.
    assert_ne!(
        server
            .query(&format!("{question} OFFSET 1"), "text/csv")
            .body,
        first[0].body
    );
    let json = server.query(question, "application/sparql-results+json");
    assert!(json.json()["results"]["bindings"].is_array());
    let narrow = server.get(&format!("{path}&default-graph-uri=urn:none"), "text/csv");
    assert_eq!(narrow.text().lines().count(), 1);
}

#[test]
fn what_changes_is_neither_kept_nor_marked() {
    let server = settled(&[]);
    for call in ["STRUUID()", "UUID()", "RAND()", "BNODE()", "NOW()"] {
        let question = format!("SELECT ({call} AS ?x) {{}}");
        let path = format!("/sparql?query={}", encoded(&question));
        let first = server.get(&path, "text/csv");
        assert_eq!((first.status, first.header("etag")), (200, ""), "{call}");
        assert_eq!(first.header("cache-control"), "no-store");
        std::thread::sleep(Duration::from_millis(5));
        let same = server.get(&path, "text/csv").body == first.body;
        // The names of blank nodes may be the same in another answer.
        assert!(!same || call == "BNODE()", "{call}");
    }
    // Words that only look like calls change nothing.
    let question = "SELECT ?now { BIND(\"rand()\" AS ?now) } # uuid()";
    let path = format!("/sparql?query={}", encoded(question));
    assert_ne!(server.get(&path, "text/csv").header("etag"), "");
}

#[test]
fn a_client_that_holds_all_its_places_is_told_to_wait() {
    let server = Server::with(&["--set", "client=1"]);
    std::thread::scope(|scope| {
        let slow = scope.spawn(|| server.query(SLOW, "*/*"));
        wait_for(|| {
            workers(&server)
                .into_iter()
                .find(|&worker| used(worker) > 300)
        });
        let refused = server.query("ASK {}", "*/*");
        assert_eq!(refused.status, 429, "{}", refused.text());
        assert_eq!(refused.header("content-type"), "application/problem+json");
        assert!(!refused.header("retry-after").is_empty());
        assert_eq!(server.get("/health", "*/*").status, 200);
        slow.join().expect("an answer");
    });
    assert_eq!(server.query("ASK {}", "*/*").status, 200);
}
