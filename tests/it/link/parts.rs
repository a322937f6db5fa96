//! A register in parts, by several threads, from standard input and from an endpoint: the same links.

use super::{communes, generator, ptce};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const HOW: [&str; 6] = ["link", "run", "--kind", "sirene", "--source", "sources.csv"];

fn run(folder: &Path, more: &[&str]) -> Vec<u8> {
    let output = ptce(folder, &[&HOW[..], more].concat());
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    output.stdout
}

/// The candidates of a part that comes over standard input.
fn piped(folder: &Path, part: &str) -> Vec<u8> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder)
        .args(HOW)
        .args(["--target", "-", "--candidates", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("ptce runs");
    let mut input = child.stdin.take().expect("its input");
    input.write_all(part.as_bytes()).expect("read");
    drop(input);
    child.wait_with_output().expect("an answer").stdout
}

#[test]
fn parts_and_threads_give_the_links_of_one_run() {
    let pairs = generator::pairs(&communes(), 2_000, 300, 4);
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("register.csv"), &pairs.register).expect("written");
    fs::write(at.join("sources.csv"), &pairs.sources).expect("written");
    let whole = run(
        at,
        &["--target", "register.csv", "--out", "-", "--threads", "1"],
    );
    let several = run(
        at,
        &["--target", "register.csv", "--out", "-", "--threads", "3"],
    );
    assert!(whole == several, "threads change the links");
    assert!(whole.iter().filter(|byte| **byte == b'\n').count() > 150);

    // Three parts, the last one first, each with the header.
    let mut lines = pairs.register.lines();
    let header = lines.next().expect("a header");
    let rows: Vec<&str> = lines.collect();
    let mut candidates = Vec::new();
    for part in rows.chunks(700).rev() {
        candidates.extend(piped(at, &format!("{header}\n{}\n", part.join("\n"))));
    }
    fs::write(at.join("parts.jsonl"), candidates).expect("written");
    let merge = [
        "link",
        "merge",
        "parts.jsonl",
        "--kind",
        "sirene",
        "--source",
        "sources.csv",
        "--out",
        "-",
    ];
    let merged = ptce(at, &merge);
    assert!(merged.stdout == whole, "parts change the links");

    fs::write(at.join("parts.jsonl"), "{}\n").expect("written");
    let wrong = ptce(at, &merge);
    let error = String::from_utf8_lossy(&wrong.stderr);
    assert!(
        error.contains("N015") && error.contains("parts.jsonl:1"),
        "{error}"
    );
}

#[test]
fn candidates_are_read_as_they_come() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("sources.csv"),
        "id,name\nhttps://example.org/a,Les Lilas\n",
    )
    .expect("written");
    let mut child = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder.path())
        .args([
            "link",
            "merge",
            "-",
            "--kind",
            "csv",
            "--source",
            "sources.csv",
        ])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("ptce runs");
    let mut input = child.stdin.take().expect("its input");
    input.write_all(b"\n{}\n").expect("taken");
    // More may come: the line that is wrong is told all the same.
    let ended = (0..600).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        child.try_wait().expect("a child").is_some()
    });
    drop(input);
    let output = child.wait_with_output().expect("an answer");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("N015") && error.contains("-:2:1"), "{error}");
    assert!(ended, "it waited for the end");
}

#[test]
fn an_endpoint_is_a_register() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!(
        "http://{}/sparql",
        listener.local_addr().expect("an address")
    );
    let endpoint = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a request");
        let mut asked = Vec::new();
        let mut block = [0; 4096];
        while !String::from_utf8_lossy(&asked).contains("P1616") {
            let length = stream.read(&mut block).expect("a request");
            assert!(length > 0, "the query did not come");
            asked.extend_from_slice(&block[..length]);
        }
        let body = "item,itemLabel,siren\r\nhttp://www.wikidata.org/entity/Q0,La Passerelle des ocres,732829320\r\n";
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\nconnection: close\r\ncontent-length:";
        write!(stream, "{head} {}\r\n\r\n{body}", body.len()).expect("answered");
    });
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(
        at.join("s.csv"),
        "id,name,siren\nhttps://example.org/id/a,Passerelle,732829320\n",
    )
    .expect("written");
    let output = ptce(
        at,
        &[
            "link", "run", "--kind", "wikidata", "--target", &address, "--source", "s.csv",
            "--out", "-",
        ],
    );
    endpoint.join().expect("the endpoint");
    let review = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(
        review.contains("object:Q0")
            && review.contains("same key")
            && review.contains("band accept"),
        "{review}"
    );
}
