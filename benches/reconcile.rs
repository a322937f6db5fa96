//! How many queries a second the reconciliation service answers: `cargo bench --bench reconcile`.
//!
//! The real program serves a publication of 100 000 invented organisations. Eight clients post batches
//! of ten queries, as OpenRefine does: names with a letter missing, some with their department. Out:
//! queries a second, how many found the organisation they were made from, and what one batch alone
//! takes. Exit status 1 below 500 queries a second or nine found in ten.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a bench stops when something is not there"
)]

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const THINGS: usize = 100_000;
const CLIENTS: usize = 8;
const BATCHES: usize = 100;
const BATCH: usize = 10;
const MARK: f64 = 500.0;

const SETTINGS: &str = r#"
base = "https://example.org/bench/"
title = { fr = "Banc", en = "Bench" }
description = { fr = "Cent mille organisations inventées.", en = "A hundred thousand invented organisations." }
situation = { date = "2026-01-01", source = "inventé" }
licence = { iri = "https://example.org/licence", name = "Licence" }
[build]
mappings = []
[[build.rdf]]
graph = "graph/things"
files = ["ontology/things.ttl"]
[names]
particles = "data/names/particles.csv"
abbreviations = "data/names/abbreviations.csv"
legal_forms = "data/names/legal_forms.csv"
weak_words = "data/names/weak_words.csv"
[[search.kinds]]
name = "organisation"
class = "http://www.w3.org/ns/org#Organization"
title = { fr = "Organisations", en = "Organisations" }
one = { fr = "organisation", en = "organisation" }
[[reconcile.properties]]
name = "department"
title = { fr = "Département", en = "Department" }
path = "<http://purl.org/dc/terms/spatial>"
only = ["id/territory/departement-"]
"#;

const FIRST: [&str; 20] = [
    "Atelier",
    "Jardin",
    "Maison",
    "Ressourcerie",
    "Régie",
    "Épicerie",
    "Garage",
    "Ferme",
    "Relais",
    "Collectif",
    "Chantier",
    "Fabrique",
    "Centre",
    "Union",
    "Réseau",
    "Coopérative",
    "Comptoir",
    "Théâtre",
    "Foyer",
    "Cantine",
];
const LETTERS: [&str; 20] = [
    "ba", "ri", "mon", "tel", "su", "ver", "cla", "dou", "fen", "gar", "lis", "nor", "pa", "quen",
    "ros", "tri", "val", "zé", "hau", "bré",
];

/// The name of an organisation: a common word and two that few share.
fn name(number: usize) -> String {
    let word = |seed: usize| {
        let mut seed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        let mut word = String::new();
        for _ in 0..3 {
            word.push_str(LETTERS[seed % LETTERS.len()]);
            seed /= LETTERS.len();
        }
        word
    };
    let first = FIRST[number % FIRST.len()];
    format!(
        "{first} {} {}",
        word(number / 7 + 1),
        word(number.wrapping_mul(31) + 5)
    )
}

fn department(number: usize) -> usize {
    10 + number % 80
}

/// Writes the publication.
fn publication(folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/names");
    std::fs::create_dir_all(folder.join("data/names")).expect("a folder");
    std::fs::create_dir_all(folder.join("ontology")).expect("a folder");
    for table in ["particles", "abbreviations", "legal_forms", "weak_words"] {
        let file = format!("{table}.csv");
        std::fs::copy(root.join(&file), folder.join("data/names").join(&file)).expect("a table");
    }
    std::fs::write(folder.join("ptce.toml"), SETTINGS).expect("written");
    std::fs::write(folder.join("data/datapackage.json"), r#"{"resources":[]}"#).expect("written");
    let base = "https://example.org/bench/id";
    let mut text = String::new();
    for number in 0..THINGS {
        let _ = writeln!(
            text,
            "<{base}/organisation/o{number}> a <http://www.w3.org/ns/org#Organization> ; <http://www.w3.org/2004/02/skos/core#prefLabel> \"{}\"@fr ; <http://purl.org/dc/terms/spatial> <{base}/territory/departement-{}> .",
            name(number),
            department(number)
        );
    }
    std::fs::write(folder.join("ontology/things.ttl"), text).expect("written");
}

struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ptce"))
            .arg("--publication")
            .arg(folder)
            .args(["serve", "--bind", "127.0.0.1:0", "--set", "client=64"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let errors = child.stderr.take().expect("piped");
        let mut line = String::new();
        BufReader::new(errors).read_line(&mut line).expect("a line");
        let address = line.trim_start_matches("listening on http://");
        let address = address.trim_end_matches(['/', '\n']).to_owned();
        Self { child, address }
    }

    /// Posts a batch; how many of its queries found what they were made from.
    fn ask(&self, numbers: &[usize]) -> usize {
        let queries: Vec<String> = numbers
            .iter()
            .map(|number| {
                let mut name = name(*number);
                let at = name.char_indices().nth(9).map_or(0, |(at, _)| at);
                name.remove(at);
                let place = match number % 2 {
                    0 => format!(
                        r#","properties":[{{"pid":"department","v":"{}"}}]"#,
                        department(*number)
                    ),
                    _ => String::new(),
                };
                format!(
                    r#""o{number}":{{"query":"{name}","type":"organisation","limit":5{place}}}"#
                )
            })
            .collect();
        let json = format!("{{{}}}", queries.join(","));
        let encoded: String = json.bytes().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "%{byte:02X}");
            text
        });
        let body = format!("queries={encoded}");
        let length = body.len();
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream
            .set_read_timeout(Some(Duration::from_secs(120)))
            .expect("a timeout");
        let head = format!(
            "POST /reconcile HTTP/1.1\r\nHost: bench\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(head.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer:.300}");
        let found = |number: &&usize| answer.contains(&format!("\"organisation/o{number}\""));
        numbers.iter().filter(found).count()
    }
}

fn main() -> ExitCode {
    let folder = tempfile::tempdir().expect("a folder");
    publication(folder.path());
    let server = Server::start(folder.path());
    let begin = Instant::now();
    server.ask(&[1]);
    println!(
        "first answer      {:.1} s, with the index made",
        begin.elapsed().as_secs_f64()
    );
    let mut alone: Vec<f64> = (0..20)
        .map(|turn| {
            let begin = Instant::now();
            server.ask(&batch(turn * 97));
            begin.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    alone.sort_by(f64::total_cmp);
    println!(
        "a batch of {BATCH}     {:.1} ms (median)",
        alone[alone.len() / 2]
    );
    let found = AtomicUsize::new(0);
    let begin = Instant::now();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (server, found) = (&server, &found);
            scope.spawn(move || {
                for turn in 0..BATCHES {
                    let hits = server.ask(&batch((client * BATCHES + turn) * 13));
                    found.fetch_add(hits, Ordering::Relaxed);
                }
            });
        }
    });
    let all = (CLIENTS * BATCHES * BATCH) as f64;
    let (speed, share) = (
        all / begin.elapsed().as_secs_f64(),
        found.into_inner() as f64 / all,
    );
    println!(
        "queries           {speed:.0} a second, {:.1} % found",
        share * 100.0
    );
    let kept = speed >= MARK && share >= 0.9;
    println!("marks             {}", if kept { "kept" } else { "missed" });
    ExitCode::from(u8::from(!kept))
}

/// The organisations of a batch.
fn batch(from: usize) -> Vec<usize> {
    (0..BATCH)
        .map(|at| (from * 7919 + at * 104_729) % THINGS)
        .collect()
}
