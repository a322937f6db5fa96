//! The engine against oxigraph's in-memory store, in the same run: bytes a quad, time to open, to
//! build and to load, processor time of twenty typical queries.
//!
//! `cargo bench --bench engine -- 10000` generates that many projects (the same every time); without
//! a number a small run shows that everything works.

#![allow(
    clippy::expect_used,
    reason = "a benchmark stops when something is wrong"
)]

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Literal, NamedNode, Quad};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use ptce::engine::{AnswerFormat, Engine, Limits, RequestedDataset, ResultsFormat};
use ptce::graph::dump::Format;
use ptce::publication::config::DefaultGraph;
use ptce::snapshot::Snapshot;
use ptce::snapshot::write::{Resources, Writer};
use rustix::time::{ClockId, clock_gettime};
use std::fmt::Write as _;
use std::time::Instant;

const BASE: &str = "https://w3id.org/ptce/";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const PREFIXES: &str = "PREFIX p: <https://w3id.org/ptce/ontology#> PREFIX i: <https://w3id.org/ptce/id/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> ";

/// The twenty of the design, with their names.
const QUERIES: [(&str, &str); 20] = [
    (
        "describe",
        "DESCRIBE <https://w3id.org/ptce/id/project/p77>",
    ),
    (
        "project page",
        "SELECT * { <https://w3id.org/ptce/id/project/p77> ?p ?o OPTIONAL { ?o rdfs:label ?l } }",
    ),
    (
        "partners of one",
        "SELECT ?l { ?x p:project <https://w3id.org/ptce/id/project/p77> ; p:organisation ?o . ?o rdfs:label ?l }",
    ),
    (
        "organisations in two projects",
        "SELECT ?o (COUNT(DISTINCT ?p) AS ?n) { ?x p:project ?p ; p:organisation ?o } GROUP BY ?o HAVING(COUNT(DISTINCT ?p) > 1)",
    ),
    (
        "co-partner pairs",
        "SELECT (COUNT(*) AS ?n) { ?x p:project ?p ; p:organisation ?a . ?y p:project ?p ; p:organisation ?b FILTER(STR(?a) < STR(?b)) }",
    ),
    (
        "sums by region",
        "SELECT ?r (SUM(?g) AS ?n) { ?p p:grant ?g ; p:region ?r } GROUP BY ?r",
    ),
    (
        "top sectors",
        "SELECT ?s (COUNT(*) AS ?n) { ?p p:sector ?s } GROUP BY ?s ORDER BY DESC(?n) LIMIT 5",
    ),
    (
        "hierarchy path",
        "SELECT ?t { <https://w3id.org/ptce/id/territory/commune-5> p:within+ ?t }",
    ),
    (
        "contains",
        "SELECT ?p { ?p rdfs:label ?l FILTER(CONTAINS(?l, \"99\")) }",
    ),
    (
        "geographic box",
        "SELECT ?p { ?p p:lat ?a ; p:long ?o FILTER(?a > 44.0 && ?a < 44.5 && ?o > 2.0 && ?o < 2.5) }",
    ),
    (
        "wide export",
        "SELECT * { ?p a p:Project ; rdfs:label ?l ; p:region ?r ; p:sector ?s ; p:grant ?g ; p:date ?d }",
    ),
    ("count of all", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
    (
        "classes",
        "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c",
    ),
    (
        "properties",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
    ),
    (
        "neighbourhood",
        "SELECT * { { <https://w3id.org/ptce/id/organisation/o9> ?p ?o } UNION { ?s ?q <https://w3id.org/ptce/id/organisation/o9> } }",
    ),
    (
        "paging",
        "SELECT ?p ?l { ?p a p:Project ; rdfs:label ?l } ORDER BY ?l LIMIT 20 OFFSET 200",
    ),
    (
        "not exists",
        "SELECT (COUNT(*) AS ?n) { ?p a p:Project FILTER NOT EXISTS { ?p p:grant ?g } }",
    ),
    (
        "group concat",
        "SELECT ?p (GROUP_CONCAT(?l; SEPARATOR=\", \") AS ?n) { ?x p:project ?p ; p:organisation ?o . ?o rdfs:label ?l } GROUP BY ?p",
    ),
    (
        "comparison of regions",
        "SELECT ?r (AVG(?g) AS ?a) (COUNT(?p) AS ?n) { ?p p:region ?r OPTIONAL { ?p p:grant ?g } } GROUP BY ?r ORDER BY ?r",
    ),
    (
        "two hops",
        "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?x p:project <https://w3id.org/ptce/id/project/p77> ; p:organisation ?o . ?y p:organisation ?o ; p:project ?q . ?z p:project ?q ; p:organisation ?c }",
    ),
];

fn main() {
    let projects = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(100);
    let quads = generate(projects);
    println!("{projects} projects, {} quads", quads.len());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("graph.snapshot");

    let begin = Instant::now();
    let mut writer = Writer::new(Resources::default());
    quads
        .iter()
        .try_for_each(|quad| writer.push(quad.as_ref()))
        .expect("room");
    let totals = writer.finish_file(&path).expect("written");
    let rate = |seconds: f64| quads.len() as f64 / seconds / 1e6;
    println!(
        "build     {:.2} M quads/s",
        rate(begin.elapsed().as_secs_f64())
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
    compare(&path, &store);
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
        "load      {:.2} M quads/s, oxigraph {:.2} ({:.1} times; processor time {:.2} s and {:.2} s)",
        quads.len() as f64 / ours.0 / 1e6,
        quads.len() as f64 / theirs.0 / 1e6,
        theirs.0 / ours.0,
        ours.1,
        theirs.1,
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

/// The twenty queries: processor time of the faster of three runs each.
fn compare(path: &std::path::Path, store: &Store) {
    let engine = Engine::open(
        path,
        DefaultGraph::Union,
        BASE,
        Vec::new(),
        Limits::default(),
    )
    .expect("opens");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut product = 0.0;
    // `cargo bench --bench engine -- 10000 path` asks one query many times, for a profiler.
    let only = std::env::args()
        .skip(1)
        .find(|argument| argument.parse::<u64>().is_err() && !argument.starts_with('-'));
    let rounds = if only.is_some() { 300 } else { 3 };
    let queries = QUERIES.into_iter();
    for (name, query) in
        queries.filter(|(name, _)| only.as_ref().is_none_or(|only| name.contains(only)))
    {
        let query = format!("{PREFIXES}{query}");
        let ours = best(rounds, || answered(&engine, &runtime, &query));
        let theirs = best(3, || {
            let results = SparqlEvaluator::new()
                .parse_query(&query)
                .expect("valid")
                .on_store(store)
                .execute();
            written(results.expect("an answer"))
        });
        assert_eq!(
            ours.1 == 0,
            theirs.1 == 0,
            "{name}: one of them answers nothing"
        );
        product += (theirs.0 / ours.0).ln();
        println!(
            "{:>10.3} ms {:>10.3} ms {:>6.1}  {name}",
            ours.0 * 1e3,
            theirs.0 * 1e3,
            theirs.0 / ours.0
        );
    }
    println!(
        "geometric mean {:.2}",
        (product / QUERIES.len() as f64).exp()
    );
}

/// The bytes of the engine's answer.
fn answered(engine: &Engine, runtime: &tokio::runtime::Runtime, query: &str) -> usize {
    let parsed = engine.parse(query).expect("valid");
    let format = match parsed.form {
        ptce::engine::Form::Graph => AnswerFormat::Graph(Format::Nt),
        _ => AnswerFormat::Results(ResultsFormat::Csv),
    };
    let answer = async {
        engine
            .query(parsed, RequestedDataset::default(), format)
            .await?
            .collect()
            .await
    };
    runtime.block_on(answer).expect("an answer").len()
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

fn best(rounds: u32, mut run: impl FnMut() -> usize) -> (f64, usize) {
    let mut result = (f64::INFINITY, 0);
    for _ in 0..rounds {
        let begin = cpu();
        result.1 = run();
        result.0 = f64::min(result.0, cpu() - begin);
    }
    result
}

/// Processor time of this process, in seconds.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// Numbers that look random and are the same every time (Knuth's constants).
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Projects, their partnerships, organisations and territories.
#[expect(clippy::too_many_lines, reason = "one paragraph for each table")]
fn generate(projects: u64) -> Vec<Quad> {
    let mut seeded = Seeded(2015);
    let mut quads = Quads {
        all: Vec::new(),
        graph: "ptce-2015",
    };
    let organisations = projects * 3;
    for i in 0..organisations {
        let id = format!("organisation/o{i}");
        quads.thing(
            &id,
            "Organisation",
            &format!("Organisation {i} de l'économie sociale"),
        );
        quads.link(
            &id,
            "within",
            &format!("territory/commune-{}", seeded.below(2000)),
        );
        quads.link(&id, "kind", &format!("kind/{}", seeded.below(9)));
    }
    for i in 0..projects {
        let id = format!("project/p{i}");
        quads.thing(&id, "Project", &format!("Pôle territorial numéro {i}"));
        quads.link(
            &id,
            "region",
            &format!("territory/region-{}", seeded.below(18)),
        );
        quads.link(
            &id,
            "within",
            &format!("territory/commune-{}", seeded.below(2000)),
        );
        quads.link(&id, "sector", &format!("sector/{}", seeded.below(24)));
        quads.value(&id, "date", "2016-01-14", "date");
        quads.value(
            &id,
            "lat",
            &format!("{}.{:04}", 42 + seeded.below(9), seeded.below(10_000)),
            "decimal",
        );
        quads.value(
            &id,
            "long",
            &format!("{}.{:04}", seeded.below(8), seeded.below(10_000)),
            "decimal",
        );
        if seeded.below(7) == 0 {
            quads.value(
                &id,
                "grant",
                &(1000 * (20 + seeded.below(300))).to_string(),
                "integer",
            );
        }
        for _ in 0..5 + seeded.below(8) {
            let (organisation, role) = (seeded.below(organisations), seeded.below(4));
            let partnership = format!("partnership/p{i}--o{organisation}--r{role}");
            quads.link(&partnership, "type", "ontology#Partnership");
            quads.link(&partnership, "project", &id);
            quads.link(
                &partnership,
                "organisation",
                &format!("organisation/o{organisation}"),
            );
            quads.link(&partnership, "role", &format!("role/{role}"));
        }
    }
    quads.graph = "territories";
    for i in 0..2000 {
        let id = format!("territory/commune-{i}");
        quads.thing(&id, "Commune", &format!("Commune {i}"));
        quads.link(&id, "within", &format!("territory/departement-{}", i % 100));
    }
    for i in 0..100 {
        let id = format!("territory/departement-{i}");
        quads.thing(&id, "Departement", &format!("Département {i}"));
        quads.link(&id, "within", &format!("territory/region-{}", i % 18));
    }
    quads.all
}

struct Quads {
    all: Vec<Quad>,
    graph: &'static str,
}

impl Quads {
    fn push(
        &mut self,
        subject: &str,
        property: NamedNode,
        object: impl Into<oxigraph::model::Term>,
    ) {
        let subject = NamedNode::new_unchecked(format!("{BASE}id/{subject}"));
        let graph = NamedNode::new_unchecked(format!("{BASE}graph/{}", self.graph));
        self.all.push(Quad::new(subject, property, object, graph));
    }

    fn property(name: &str) -> NamedNode {
        match name {
            "type" => oxigraph::model::vocab::rdf::TYPE.into_owned(),
            "label" => oxigraph::model::vocab::rdfs::LABEL.into_owned(),
            name => NamedNode::new_unchecked(format!("{BASE}ontology#{name}")),
        }
    }

    fn thing(&mut self, subject: &str, class: &str, label: &str) {
        self.link(subject, "type", &format!("ontology#{class}"));
        self.push(
            subject,
            Self::property("label"),
            Literal::new_simple_literal(label),
        );
    }

    fn link(&mut self, subject: &str, property: &str, object: &str) {
        let folder = if object.starts_with("ontology#") {
            ""
        } else {
            "id/"
        };
        let object = NamedNode::new_unchecked(format!("{BASE}{folder}{object}"));
        self.push(subject, Self::property(property), object);
    }

    fn value(&mut self, subject: &str, property: &str, text: &str, datatype: &str) {
        let datatype = NamedNode::new_unchecked(format!("{XSD}{datatype}"));
        self.push(
            subject,
            Self::property(property),
            Literal::new_typed_literal(text, datatype),
        );
    }
}
