//! The engine against oxigraph's in-memory store, in the same run: bytes a quad, time to open, to
//! build and to load, processor time of twenty typical queries.
//!
//! `cargo bench --bench engine -- 10000` generates that many projects (the same every time); without
//! a number a small run shows that everything works; a word asks only the queries whose name has it.
//! `--write DIR` writes the data and the queries instead, for the scripts beside this file.

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
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Quad};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use ptce::snapshot::Snapshot;
use ptce::snapshot::write::{Resources, Writer};
use queries::{PREFIXES, QUERIES};
use rustix::time::{ClockId, clock_gettime};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::time::Instant;

fn main() {
    let projects = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100);
    let quads = generate(projects);
    println!("{projects} projects, {} quads", quads.len());
    if let Some(folder) = std::env::args().skip_while(|word| word != "--write").nth(1) {
        return write(&quads, folder.as_ref());
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("graph.snapshot");

    let begin = (Instant::now(), cpu());
    let mut writer = Writer::new(Resources::default());
    quads
        .iter()
        .try_for_each(|quad| writer.push(quad.as_ref()))
        .expect("room");
    let totals = writer.finish_file(&path).expect("written");
    let rate = |seconds: f64| quads.len() as f64 / seconds / 1e6;
    println!(
        "build     {:.2} M quads/s, {:.2} M a second of processor time",
        rate(begin.0.elapsed().as_secs_f64()),
        rate(cpu() - begin.1)
    );
    let size = path.metadata().expect("a file").len();
    println!(
        "size      {:.1} bytes a quad ({size} bytes)",
        size as f64 / totals.quads as f64
    );

    let begin = Instant::now();
    let snapshot = Snapshot::open(&path).expect("opens");
    println!("open      {:.3} ms", begin.elapsed().as_secs_f64() * 1e3);
    let begin = Instant::now();
    snapshot.verify().expect("whole");
    println!("verify    {:.0} ms", begin.elapsed().as_secs_f64() * 1e3);
    for (name, bytes) in snapshot.sizes() {
        println!(
            "          {:>6.2} {name}",
            bytes as f64 / totals.quads as f64
        );
    }

    let store = load(&quads, folder.path());
    compare(&snapshot, &store);
}

/// Writes the data, in their graphs and without them, and the queries.
fn write(quads: &[Quad], folder: &std::path::Path) {
    let open = |name| BufWriter::new(File::create(folder.join(name)).expect("a file"));
    let (mut graphs, mut merged) = (open("graph.nq"), open("merged.nt"));
    for quad in quads {
        writeln!(graphs, "{quad} .").expect("written");
        let triple = (&quad.subject, &quad.predicate, &quad.object);
        writeln!(merged, "{} {} {} .", triple.0, triple.1, triple.2).expect("written");
    }
    for (at, (name, query)) in QUERIES.iter().enumerate() {
        let file = format!("{at:02} {name}.rq");
        std::fs::write(folder.join(file), format!("{PREFIXES}{query}")).expect("written");
    }
}

/// Loading N-Quads with full validation, both ways.
fn load(quads: &[Quad], folder: &std::path::Path) -> Store {
    let mut text = String::new();
    for quad in quads {
        let _ = writeln!(text, "{quad} .");
    }
    let file = folder.join("graph.nq");
    std::fs::write(&file, &text).expect("written");
    let begin = (Instant::now(), cpu());
    let mut writer = Writer::new(Resources::default());
    ptce::load::load(&[file], BASE, &mut writer).expect("valid");
    writer
        .finish_file(&folder.join("loaded.snapshot"))
        .expect("written");
    let ours = (begin.0.elapsed().as_secs_f64(), cpu() - begin.1);
    let begin = (Instant::now(), cpu());
    let store = Store::new().expect("a store");
    let mut loader = store.bulk_loader();
    loader
        .load_from_slice(RdfParser::from_format(RdfFormat::NQuads), text.as_bytes())
        .expect("valid");
    loader.commit().expect("committed");
    let theirs = (begin.0.elapsed().as_secs_f64(), cpu() - begin.1);
    println!(
        "load      {:.2} M quads/s, oxigraph {:.2} ({:.1} times; processor time {:.2} s and {:.2} s, {:.1} times)",
        quads.len() as f64 / ours.0 / 1e6,
        quads.len() as f64 / theirs.0 / 1e6,
        theirs.0 / ours.0,
        ours.1,
        theirs.1,
        theirs.1 / ours.1,
    );
    for quad in quads {
        let merged = Quad {
            graph_name: GraphName::DefaultGraph,
            ..quad.clone()
        };
        store.insert(&merged).expect("room");
    }
    store
}

/// The twenty queries, from text to the bytes of the answer: processor time of the fastest of the
/// same number of runs each, in turn.
fn compare(snapshot: &Snapshot, store: &Store) {
    let (mut product, mut asked) = (0.0, 0);
    let only = std::env::args()
        .skip(1)
        .find(|word| word.parse::<u64>().is_err() && !word.starts_with('-'));
    for (name, query) in QUERIES {
        if only
            .as_ref()
            .is_some_and(|only| !name.contains(only.as_str()))
        {
            continue;
        }
        let query = format!("{PREFIXES}{query}");
        let (mut ours, mut theirs) = (f64::INFINITY, f64::INFINITY);
        let begin = cpu();
        let mut rounds = 0;
        while rounds < 3 || (rounds < 500 && cpu() - begin < 0.5) {
            rounds += 1;
            let (time, answer) = timed(|| answered(snapshot, &query));
            ours = ours.min(time);
            let (time, other) = timed(|| {
                let results = SparqlEvaluator::new()
                    .parse_query(&query)
                    .expect("valid")
                    .on_store(store)
                    .execute();
                written(results.expect("an answer"))
            });
            theirs = theirs.min(time);
            assert_eq!(answer == 0, other == 0, "{name}: one answers nothing");
        }
        product += (theirs / ours).ln();
        asked += 1;
        println!(
            "{:>10.3} ms {:>10.3} ms {:>6.1}  {name}",
            ours * 1e3,
            theirs * 1e3,
            theirs / ours
        );
    }
    println!("geometric mean {:.2}", (product / f64::from(asked)).exp());
}

fn written(results: QueryResults<'_>) -> usize {
    use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
    let mut out = Vec::new();
    match results {
        QueryResults::Solutions(solutions) => {
            let mut writer = QueryResultsSerializer::from_format(QueryResultsFormat::Csv)
                .serialize_solutions_to_writer(&mut out, solutions.variables().to_vec())
                .expect("memory");
            for solution in solutions {
                writer
                    .serialize(&solution.expect("a solution"))
                    .expect("memory");
            }
            writer.finish().expect("memory");
        }
        QueryResults::Graph(triples) => {
            let mut writer =
                oxigraph::io::RdfSerializer::from_format(RdfFormat::NTriples).for_writer(&mut out);
            for triple in triples {
                writer
                    .serialize_triple(&triple.expect("a triple"))
                    .expect("memory");
            }
            writer.finish().expect("memory");
        }
        QueryResults::Boolean(value) => out.push(u8::from(value)),
    }
    out.len()
}

/// What a run gives, and its processor time.
fn timed(run: impl FnOnce() -> usize) -> (f64, usize) {
    let begin = cpu();
    let result = run();
    (cpu() - begin, result)
}

/// Processor time of this process, in seconds.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}
