//! Few handles and little memory: a command says what it lacks and leaves nothing half, a server
//! refuses and goes on.

use super::*;
use crate::serve::Server;
use std::io::Read as _;
use std::net::TcpStream;

/// A command under limits of the shell.
fn under(limits: &str, folder: &Path) -> Command {
    let mut command = Command::new("sh");
    command.current_dir(folder).env_remove("RUST_BACKTRACE");
    command
        .arg("-c")
        .arg(format!("{limits}; exec \"$0\" \"$@\""));
    command.arg(env!("CARGO_BIN_EXE_ptce"));
    command
}

/// True when the system starts the program at all under a limit.
fn starts(limit: &str, folder: &Path) -> bool {
    let version = under(limit, folder).arg("--version").output();
    version.expect("sh runs").status.success()
}

#[test]
fn a_load_in_little_memory_or_with_few_handles_is_whole_or_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("versions");
    std::fs::write(folder.path().join("a.nt"), triples("a", 100)).expect("written");
    well(&run(folder.path(), &["load", "a.nt", "--out", "versions"]));
    let mut before = whole(&place);
    let (mut done, mut told) = (0, 0);
    let memory = [20, 60, 150, 300, 600, 2000].map(|mib| format!("ulimit -v {}", mib << 10));
    let data = [4, 20, 60, 500].map(|mib| format!("ulimit -d {}", mib << 10));
    let handles = [3, 4, 5, 6, 8, 12, 64].map(|most| format!("ulimit -n {most}"));
    for (number, limit) in memory.iter().chain(&data).chain(&handles).enumerate() {
        if !starts(limit, folder.path()) {
            continue;
        }
        let text = triples(&format!("b{number}"), 30_000);
        std::fs::write(folder.path().join("a.nt"), text).expect("written");
        let output = under(limit, folder.path())
            .args(["load", "a.nt", "--out", "versions", "--memory", "16"])
            .output()
            .expect("sh runs");
        let after = whole(&place);
        let status = output.status.code();
        if status == Some(0) {
            assert_ne!(after, before, "{limit}");
            done += 1;
        } else {
            assert_eq!(after, before, "{limit}: {}", said(&output));
            assert!(!output.stderr.is_empty(), "{limit}: not a word");
            told += 1;
        }
        before = after;
    }
    assert!(done >= 3 && told >= 3, "{done} done, {told} told");
}

#[test]
fn a_load_without_threads_blames_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.nt"), triples("a", 100)).expect("written");
    std::fs::write(folder.path().join("a.ttl"), triples("a", 100)).expect("written");
    // A reader reserves 256 MiB of addresses.
    let limit = format!("ulimit -v {}", 250 << 10);
    if !starts(&limit, folder.path()) {
        return println!("skipped: the program does not start in so little");
    }
    for file in ["a.nt", "a.ttl"] {
        let output = under(&limit, folder.path())
            .args(["load", file, "--out", "versions", "--memory", "16"])
            .output()
            .expect("sh runs");
        let told = said(&output);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(
            told.contains("error[L005]") && told.contains("ulimit -v"),
            "{told}"
        );
    }
    // Enough for one reader and not for all of a machine.
    let limit = format!("ulimit -v {}", 560 << 10);
    let output = under(&limit, folder.path())
        .args(["load", "a.nt", "--out", "versions", "--memory", "16"])
        .output();
    well(&output.expect("sh runs"));
}

#[test]
fn work_is_done_on_one_thread_where_no_other_can_be_had() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text);
    // More than the first chunk of a snapshot, and than what one thread sorts.
    write("a.nt", triples("a", 135_000)).expect("written");
    let rows: String = (0..70_000).map(|row| format!("{row}\n")).collect();
    write("t.csv", format!("id\n{rows}")).expect("written");
    let mapping = "prefixes: {ex: http://example.org/}\nmappings:\n  m:\n    sources: [[t.csv~csv]]\n    s: ex:$(id)\n    po: [[ex:id, $(id)], [ex:again, $(id)]]\n";
    write("m.yml", mapping.to_owned()).expect("written");
    let convert = ["convert", "-m", "m.yml", "--threads", "4", "--output"];
    for (name, arguments) in [
        ("versions", vec!["load", "a.nt", "--out"]),
        ("made.nq", convert.to_vec()),
        (
            "made",
            vec!["convert", "-m", "m.yml", "--threads", "4", "--data"],
        ),
    ] {
        let both = ["many", "one"].map(|place| {
            let place = format!("{place}-{name}");
            let mut command = ptce(folder.path());
            command.args(&arguments).arg(&place);
            if place.starts_with("one") {
                // A stack that no system has room for.
                command.env("RUST_MIN_STACK", (1_u64 << 46).to_string());
            }
            let output = command.output().expect("runs");
            let told = said(&output);
            assert_eq!(output.status.code(), Some(0), "{place}: {told}");
            assert!(!told.contains("panicked"), "{place}: {told}");
            let place = folder.path().join(place);
            match place.is_dir() {
                true => std::fs::read_to_string(place.join("current")).expect("a version"),
                false => std::fs::read_to_string(place).expect("a file"),
            }
        });
        assert_eq!(both[0], both[1], "{name}");
    }
    // A register is read beside the threads that look for names in it.
    write("r.csv", "id,name\n1,La Ruche\n".to_owned()).expect("written");
    let output = ptce(folder.path())
        .args(["link", "run", "--kind", "csv", "--target", "r.csv"])
        .args(["--column", "id=id", "--column", "name=name"])
        .args(["--source", "r.csv", "--out", "o.tsv"])
        .env("RUST_MIN_STACK", (1_u64 << 46).to_string())
        .output();
    let output = output.expect("runs");
    let told = said(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.contains("N014") && told.contains("gives no thread"),
        "{told}"
    );
}

#[test]
fn a_conversion_keeps_to_its_memory_when_its_table_of_lines_grows() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text);
    // Keys that do not ascend, so that lines are remembered: 960,000 of about sixty bytes.
    let row = |row: u32| format!("{},a{row},b{row}\n", row * 7919 % 480_007);
    let rows: String = (0..480_000).map(row).collect();
    write("t.csv", format!("id,a,b\n{rows}")).expect("written");
    let mapping = "prefixes: {ex: http://example.org/}\nmappings:\n  m:\n    sources: [[t.csv~csv]]\n    s: ex:$(id)\n    po: [[ex:p, $(a)], [ex:p, $(b)]]\n";
    write("m.yml", mapping.to_owned()).expect("written");
    let limit = format!("ulimit -d {}", 108 << 10);
    if !starts(&limit, folder.path()) {
        return println!("skipped: the program does not start in so little");
    }
    let output = under(&limit, folder.path())
        .args(["convert", "-m", "m.yml", "--memory", "98"])
        .args(["--threads", "1", "--output", "o.nq"])
        .output();
    well(&output.expect("sh runs"));
    let made = std::fs::read(folder.path().join("o.nq")).expect("a file");
    let lines = made.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(lines, 960_000);
}

#[test]
fn a_temporary_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.rq"), "SELECT ?s { ?s ?p ?o } LIMIT 1").expect("written");
    let output = ptce(folder.path())
        .args(["query", "a.rq"])
        .env("TMPDIR", "/nowhere/at all")
        .output();
    let output = output.expect("runs");
    let told = said(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(
        told.contains("/nowhere/at all") && told.contains("TMPDIR=DIR ptce query"),
        "{told}"
    );
    assert!(!told.contains("at path"), "{told}");
}

#[test]
fn a_server_with_few_handles_refuses_and_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.nt"), triples("a", 100)).expect("written");
    well(&run(folder.path(), &["load", "a.nt", "--out", "versions"]));
    let mut server = Server::run(
        under("ulimit -n 48", folder.path()),
        &["--data", "versions"],
    );
    for round in 0..3 {
        let crowd: Vec<TcpStream> = (0..100)
            .filter_map(|_| TcpStream::connect(&server.address).ok())
            .collect();
        std::thread::sleep(Duration::from_millis(300));
        drop(crowd);
        let start = Instant::now();
        let query = format!("SELECT ({round} AS ?n) {{ ?s ?p ?o }} LIMIT 1");
        while server.query(&query, "*/*").status != 200 {
            assert!(
                start.elapsed() < Duration::from_secs(10),
                "it does not come back"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    server.signal("-TERM");
    let (code, told) = server.end();
    // It may have missed a look at its folder meanwhile, and says so.
    let known = told.is_empty() || told.contains("Too many open files");
    assert!(code == Some(0) && known, "{code:?}: {told}");
    std::mem::forget(server);
}

#[test]
fn a_query_in_little_memory_is_refused_and_the_next_is_answered() {
    let server = Server::with(&["--set", "memory_mib=32"]);
    let greedy = "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d), STR(?f)); separator=\"xxxxxxxxxxxxxxxx\") AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    let answer = server.query(greedy, "*/*");
    assert!(
        [500, 503, 504].contains(&answer.status),
        "{}: {}",
        answer.status,
        answer.text()
    );
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(server.query("ASK { ?s ?p ?o }", "*/*").status, 200);
}

#[test]
fn a_server_in_little_memory_starts_or_says_why_not() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.nt"), triples("a", 100)).expect("written");
    well(&run(folder.path(), &["load", "a.nt", "--out", "versions"]));
    let mut started = 0;
    for mib in [30, 80, 200, 1000, 8000] {
        let limit = format!("ulimit -v {}", mib << 10);
        if !starts(&limit, folder.path()) {
            continue;
        }
        let mut child = under(&limit, folder.path())
            .args(["serve", "--bind", "127.0.0.1:0", "--data", "versions"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut errors = child.stderr.take().expect("piped");
        let (mut told, mut block) = (String::new(), [0; 1024]);
        let start = Instant::now();
        while !told.contains("listening on") && start.elapsed() < Duration::from_secs(60) {
            let length = errors.read(&mut block).expect("text");
            told += &String::from_utf8_lossy(&block[..length]);
            if length == 0 {
                break;
            }
        }
        if let Some(at) = told.find("listening on http://") {
            started += 1;
            let address = told[at + 20..].trim_end_matches(['/', '\n']).to_owned();
            assert_eq!(
                Server::ask(&address, "/health", "*/*").status,
                200,
                "{mib} MiB"
            );
            let _ = child.kill();
        }
        assert!(!told.is_empty(), "{mib} MiB: not a word");
        child.wait().expect("an end");
    }
    assert!(started > 0, "it started nowhere");
}
