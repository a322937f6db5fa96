//! Ten hot paths, each to be counted in instructions by callgrind: `.ci/instructions` runs this.
//!
//! In: the name of a path. Out: nothing but what [`counted`] did, twice: the first run warms up what is
//! made once, and is not counted. Without a name, the names.

#![allow(
    clippy::expect_used,
    reason = "a benchmark stops when something is wrong"
)]

#[path = "shared/answered.rs"]
mod answered;
#[path = "shared/generate.rs"]
mod generate;
#[path = "shared/queries.rs"]
mod queries;

use answered::answered;
use generate::{BASE, generate};
use oxigraph::model::Quad;
use ptce::engine::Limits;
use ptce::engine::parse::parse;
use ptce::publication::Publication;
use ptce::snapshot::Snapshot;
use ptce::snapshot::write::{Resources, Writer};
use queries::{PREFIXES, QUERIES};
use std::fmt::Write as _;

/// The paths, in the order of the file of counts: what is asked or done.
const PATHS: [&str; 10] = [
    "parse",
    "describe",
    "project page",
    "hierarchy path",
    "organisations in two projects",
    "wide export",
    "evaluator",
    "snapshot",
    "load",
    "check",
];
/// A shape that the operators leave to the evaluator.
const EVALUATED: &str = "SELECT ?p (MIN(?l) AS ?least) { ?x p:project ?p ; p:organisation ?o . ?o rdfs:label ?l MINUS { ?p p:grant ?g } } GROUP BY ?p";
/// Projects that are generated.
const PROJECTS: u64 = 100;

fn main() {
    let name = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    match name.as_deref() {
        None => PATHS.iter().for_each(|name| println!("{name}")),
        Some(name) => run(name),
    }
}

fn run(name: &str) {
    let quads = generate(PROJECTS);
    let snapshot = written(&quads);
    let snapshot = Snapshot::from_bytes(&snapshot).expect("opens");
    let text = match QUERIES.iter().find(|(known, _)| *known == name) {
        Some((_, query)) => format!("{PREFIXES}{query}"),
        None => format!("{PREFIXES}{EVALUATED}"),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("graph.nq");
    let lines = quads.iter().fold(String::new(), |mut lines, quad| {
        let _ = writeln!(lines, "{quad} .");
        lines
    });
    std::fs::write(&file, lines).expect("written");
    let publication = Publication::open(None).expect("the bundled publication");
    let mut path = || match name {
        "parse" => drop(parse(&text, BASE, &Limits::default()).expect("valid")),
        "snapshot" => drop(written(&quads)),
        "load" => {
            let mut writer = Writer::new(Resources::default());
            ptce::load::load(std::slice::from_ref(&file), BASE, &mut writer).expect("valid");
            drop(writer.finish_bytes().expect("written"));
        }
        "check" => {
            let options = ptce::check::Options::default();
            let report = ptce::check::run(&publication, options);
            assert!(report.rows > 0, "tables without rows");
        }
        _ => assert!(answered(&snapshot, &text) > 0, "an empty answer"),
    };
    path();
    counted(&mut path);
}

/// What callgrind counts.
#[inline(never)]
fn counted(path: &mut dyn FnMut()) {
    path();
}

fn written(quads: &[Quad]) -> Vec<u8> {
    let mut writer = Writer::new(Resources::default());
    quads
        .iter()
        .try_for_each(|quad| writer.push(quad.as_ref()))
        .expect("room");
    writer.finish_bytes().expect("written")
}
