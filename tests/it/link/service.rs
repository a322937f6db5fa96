//! A reconciliation service as a target: our own, in both versions, and those that mean no good.

use super::ptce;
use crate::serve::Server;
use crate::services::Remote;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const SOURCES: &str = "id,name,department\n\
    https://example.org/id/a,Rennes Metropole,35\n\
    https://example.org/id/b,CC de la région d'Audruicq,62\n\
    https://example.org/id/c,Zzyzx qwrt,\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("sources.csv"), SOURCES).expect("written");
    folder
}

fn run(folder: &Path, address: &str, more: &[&str]) -> Output {
    let target = format!("reconcile:http://{address}");
    let mut arguments = vec![
        "link",
        "run",
        "--target",
        &target,
        "--source",
        "sources.csv",
    ];
    arguments.extend(["--out", "review.tsv"]);
    arguments.extend(more);
    ptce(folder, &arguments)
}

fn review(folder: &Path) -> String {
    fs::read_to_string(folder.join("review.tsv")).expect("a review")
}

#[test]
fn our_own_service_is_a_register_in_both_versions() {
    let server = Server::run(Command::new(env!("CARGO_BIN_EXE_ptce")), &[]);
    let ready = (0..10).any(|_| server.get("/reconcile", "*/*").status == 200);
    assert!(ready, "the service is not there");
    let folder = folder();
    let mut reviews = Vec::new();
    for root in ["/reconcile", "/reconcile/1.0"] {
        let address = format!("{}{root}", server.address);
        let columns = [
            "--type",
            "organisation",
            "--column",
            "department=department",
            "--column",
            "siren=siren",
        ];
        let ran = run(folder.path(), &address, &columns);
        assert!(ran.status.success(), "{ran:?}");
        reviews.push(review(folder.path()));
    }
    assert_eq!(reviews[0], reviews[1]);
    let rows: Vec<&str> = reviews[0]
        .lines()
        .filter(|line| line.starts_with("subject:") || line.starts_with("https://example.org"))
        .collect();
    assert_eq!(rows.len(), 2, "{}", reviews[0]);
    for (row, object) in rows.iter().zip(["rennes-metropole", "cc-region-audruicq"]) {
        assert!(row.contains(&format!("organisation/{object}\t")), "{row}");
        assert!(
            row.contains("place +") && row.contains("; service 100"),
            "{row}"
        );
        assert!(row.contains("; band accept"), "{row}");
    }
    assert!(
        reviews[0].contains("https://w3id.org/ptce/id/"),
        "{}",
        reviews[0]
    );
    assert_eq!(in_two_steps(folder.path(), &server.address), reviews[0]);
    let target = format!("reconcile:http://{}/reconcile", server.address);
    let asked = [
        "link",
        "explain",
        "id/b",
        "organisation/cc-region-audruicq",
        "--target",
        &target,
        "--source",
        "sources.csv",
    ];
    let told = ptce(folder.path(), &asked);
    let text = String::from_utf8_lossy(&told.stdout);
    assert!(
        text.contains("score") && text.contains("; service "),
        "{told:?}"
    );
}

/// The review by way of candidates, which keep what the service says of them.
fn in_two_steps(folder: &Path, address: &str) -> String {
    let columns = [
        "--type",
        "organisation",
        "--column",
        "department=department",
        "--column",
        "siren=siren",
        "--candidates",
        "candidates.jsonl",
    ];
    let ran = run(folder, &format!("{address}/reconcile"), &columns);
    assert!(ran.status.success(), "{ran:?}");
    let merge = [
        "link",
        "merge",
        "candidates.jsonl",
        "--kind",
        "csv",
        "--source",
        "sources.csv",
        "--object-prefix",
        "https://w3id.org/ptce/id/",
        "--out",
        "-",
    ];
    let merged = ptce(folder, &merge);
    assert!(merged.status.success(), "{merged:?}");
    String::from_utf8(merged.stdout).expect("text")
}

const MANIFEST: &str = r#"{"versions":["0.2"],"name":"Stand-in","identifierSpace":"https://example.org/other/","view":{"url":"https://example.org/{{id}}"}}"#;

/// A service with a good manifest, and this for an answer.
fn standing(answer: impl Fn(&mut dyn std::io::Write) + Send + 'static) -> Remote {
    Remote::start(move |request, stream| {
        if request.starts_with("GET") {
            answered(stream, "200 OK", "", MANIFEST);
        } else {
            answer(stream);
        }
    })
}

fn answered(out: &mut dyn std::io::Write, status: &str, header: &str, body: &str) {
    let length = body.len();
    let _ = write!(
        out,
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: application/json\r\n{header}Content-Length: {length}\r\n\r\n{body}"
    );
}

fn saying(body: String) -> Remote {
    standing(move |out| answered(out, "200 OK", "", &body))
}

/// What a run over a service says, which writes nothing and goes away in time.
fn refused(remote: &Remote, said: &str) {
    let folder = folder();
    let start = Instant::now();
    let ran = run(folder.path(), &format!("{}/r", remote.address), &[]);
    let text = String::from_utf8_lossy(&ran.stderr);
    assert!(
        text.contains("error[N011]") && text.contains(said),
        "{said}: {text}"
    );
    assert_eq!(ran.status.code(), Some(2), "{text}");
    assert!(!folder.path().join("review.tsv").exists(), "{said}");
    assert!(start.elapsed() < Duration::from_secs(120), "{said}");
    assert!(remote.asked() > 0, "{said}");
}

#[test]
fn what_is_no_answer_is_told_and_nothing_is_written() {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    for (body, said) in [
        (" ".repeat(5 << 20), "larger than 4194304 bytes"),
        ("<html>".to_owned(), "no JSON"),
        (deep, "no JSON"),
        ("[]".to_owned(), "no reconciliation answer"),
        (r#"{"q0":{"result":{"id":"a"}}}"#.to_owned(), "`result`"),
    ] {
        refused(&saying(body), said);
    }
    let whole = |body: &str| Remote::saying("200 OK", String::new(), body.to_owned());
    refused(&whole("[]"), "its manifest is no object");
    refused(&whole("%PDF"), "no JSON");
    refused(
        &Remote::saying("500 No", String::new(), "no".to_owned()),
        "status 500",
    );
}

#[test]
fn redirects_lead_to_what_the_user_named_only() {
    let other = Remote::saying("200 OK", String::new(), MANIFEST.to_owned());
    let elsewhere = format!("http://{}/r", other.address);
    for target in [
        elsewhere.as_str(),
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
    ] {
        let header = format!("Location: {target}\r\n");
        let posted = header.clone();
        refused(
            &standing(move |out| answered(out, "307 Moved", &posted, "")),
            "is not one that",
        );
        refused(
            &Remote::saying("302 Found", header, String::new()),
            "is not one that",
        );
    }
    assert_eq!(other.asked(), 0);
}

#[test]
fn a_service_that_takes_its_time_is_left() {
    let slow = standing(|out| {
        let _ = out.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
        for _ in 0..60 {
            let _ = out.write_all(b" ");
            std::thread::sleep(Duration::from_millis(500));
        }
    });
    refused(&slow, "no whole answer after 20 s");
}

#[test]
fn names_of_a_stranger_are_data() {
    let hostile = r#"{"q0":{"result":[
        {"id":"good/1","name":"Rennes\tMétropole\n\u001b[31m<script>","score":1e300,"match":true},
        {"id":"bad id\n","name":"Rennes Métropole","score":100,"match":true},
        {"id":"<x>","name":"Rennes Métropole"}]},
        "q1":{"result":[]}}"#;
    let folder = folder();
    let remote = saying(hostile.to_owned());
    let ran = run(folder.path(), &remote.address, &[]);
    assert!(ran.status.success(), "{ran:?}");
    let text = review(folder.path());
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("good/1"))
        .collect();
    assert_eq!(rows.len(), 1, "{text}");
    assert_eq!(rows[0].split('\t').count(), 13, "{text}");
    assert!(
        !text.contains("bad id") && !text.contains("<x>") && !text.contains('\u{1b}'),
        "{text}"
    );
    assert!(text.contains("https://example.org/other/"), "{text}");
    assert!(
        !text.contains("service 1"),
        "a score beyond measure: {text}"
    );
}
