//! Hostile queries against an engine whose workers are processes of the real binary: each is answered
//! or refused in time, the engine answers the next query, and no processor is busy afterwards.

#[path = "../../benches/shared/generate.rs"]
mod generate;
mod list;
#[path = "../../benches/shared/queries.rs"]
mod queries;

use list::attacks;
use oxigraph::model::{Literal, NamedNode, Quad};
use ptce::engine::{
    AnswerFormat, Asker, Engine, ExplainFormat, Form, Limits, QueryError, RequestedDataset,
    ResultsFormat,
};
use ptce::graph::dump::Format;
use ptce::publication::config::DefaultGraph;
use ptce::snapshot::write::{Resources, Writer};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// An engine over a snapshot in a folder of its own, by which its workers are known.
fn engine(folder: &Path, limits: Limits) -> Engine {
    let node = |name: String| NamedNode::new(format!("http://example.org/{name}")).expect("an IRI");
    let mut writer = Writer::new(Resources::default());
    for i in 0..2000 {
        let subject = node(format!("s{i}"));
        let next = node(format!("s{}", (i + 1) % 2000));
        let quads = [
            Quad::new(subject.clone(), node("next".into()), next, node("g".into())),
            Quad::new(
                subject,
                node("n".into()),
                Literal::from(i),
                node("g".into()),
            ),
        ];
        quads
            .iter()
            .try_for_each(|quad| writer.push(quad.as_ref()))
            .expect("room");
    }
    let path = folder.join("graph.snapshot");
    writer.finish_file(&path).expect("written");
    let (base, merged) = ("http://example.org/", DefaultGraph::Union);
    Engine::open(&path, merged, base, Vec::new(), limits)
        .expect("opens")
        .with_workers(PathBuf::from(env!("CARGO_BIN_EXE_ptce")), Arc::default())
        .expect("an engine")
}

async fn ask(engine: &Engine, text: &str) -> Result<String, QueryError> {
    let query = engine.parse(text)?;
    let format = match query.form {
        Form::Graph => AnswerFormat::Graph(Format::Nt),
        _ => AnswerFormat::Results(ResultsFormat::Json),
    };
    let answer = engine
        .query(query, RequestedDataset::default(), format)
        .await?;
    answer
        .collect()
        .await
        .map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
}

/// Milliseconds of processor time that the workers over a folder's snapshot have used.
fn busy(folder: &Path) -> u64 {
    let folder = folder.to_str().expect("UTF-8");
    let mut ticks = 0;
    for process in std::fs::read_dir("/proc")
        .expect("proc")
        .filter_map(Result::ok)
    {
        let read = |name| std::fs::read_to_string(process.path().join(name)).unwrap_or_default();
        // Not this process, under its number or as /proc/self: other tests run in it.
        let number = process
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok());
        let other = number.is_some_and(|number| number != std::process::id());
        if !other || !read("maps").contains(folder) {
            continue;
        }
        let stat = read("stat");
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let used = fields.iter().skip(11).take(2);
        ticks += used
            .filter_map(|field| field.parse::<u64>().ok())
            .sum::<u64>();
    }
    ticks * 10
}

/// Fails when a worker still uses the processor.
async fn assert_calm(folder: &Path) {
    let before = busy(folder);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let used = busy(folder).saturating_sub(before);
    assert!(used <= 50, "a worker is still busy: {used} ms in a second");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_attack_ends_in_time_and_the_next_query_is_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits {
        time: Duration::from_millis(700),
        wait: Duration::from_secs(10),
        ..Limits::default()
    };
    let engine = engine(folder.path(), limits);
    let attacks = Arc::new(Mutex::new(attacks()));
    assert!(attacks.lock().expect("no panic").len() >= 45);
    let mut outcomes = Vec::new();
    let mut attackers = Vec::new();
    for _ in 0..2 {
        let (engine, attacks) = (engine.clone(), Arc::clone(&attacks));
        attackers.push(tokio::spawn(async move {
            let mut outcomes = Vec::new();
            loop {
                let next = attacks.lock().expect("no panic").pop();
                let Some((name, text)) = next else {
                    return outcomes;
                };
                let begin = Instant::now();
                let outcome = ask(&engine, &text).await.map(|answer| answer.len());
                let took = begin.elapsed();
                println!("{name}: {outcome:?} in {took:?}");
                assert!(took < Duration::from_secs(8), "{name}: {took:?}");
                let next = ask(&engine, "ASK { ?s <http://example.org/n> 7 }").await;
                assert!(next.is_ok_and(|next| next.contains("true")), "{name}");
                outcomes.push((name, outcome));
            }
        }));
    }
    for attacker in attackers {
        outcomes.extend(attacker.await.expect("no panic"));
    }
    for (name, outcome) in &outcomes {
        let refused = matches!(
            outcome,
            Err(QueryError::TooDeep(_) | QueryError::TooLong(_))
        );
        let deep = DEEP.contains(name);
        assert!(refused || !deep, "{name}: {outcome:?}");
        let hopeless = HOPELESS.contains(name);
        let refused = matches!(outcome, Err(QueryError::TooCostly(_)));
        assert!(refused || !hopeless, "{name}: {outcome:?}");
        let lost = matches!(outcome, Err(QueryError::Busy));
        assert!(!lost, "{name}: {outcome:?}");
    }
    assert_calm(folder.path()).await;
}

#[test]
fn no_stored_query_is_refused_even_without_its_parameters() {
    let publication = ptce::publication::Publication::open(None).expect("the one inside");
    let public = ptce::build::build(&publication, None)
        .expect("it builds")
        .public;
    let base = publication.config.base.clone();
    let limits = Limits::default();
    let engine = Engine::over(&public, DefaultGraph::Union, &base, Vec::new(), limits);
    let engine = engine.expect("an engine");
    let queries = publication.stored_queries().expect("queries");
    assert!(queries.len() > 20);
    for query in queries {
        let refused = engine.parse(&query.text).err();
        assert_eq!(refused, None, "{}", query.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_typical_query_is_refused_and_each_has_an_answer() {
    let quads = generate::generate(1200);
    let (base, limits) = (generate::BASE, Limits::default());
    let engine = Engine::new(quads, DefaultGraph::Union, base, Vec::new(), limits);
    let engine = engine.expect("an engine");
    for (name, query) in queries::QUERIES {
        let answer = ask(&engine, &format!("{}{query}", queries::PREFIXES)).await;
        let answer = answer.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(
            !answer.contains("\"bindings\":[]") && !answer.is_empty(),
            "{name}"
        );
    }
}

/// What is refused by a look at the text.
const DEEP: [&str; 18] = [
    "parentheses",
    "braces",
    "path groups",
    "collections",
    "blank nodes",
    "subqueries",
    "optionals within",
    "not exists within",
    "functions",
    "triples",
    "negations",
    "negations apart",
    "minus signs",
    "inverse paths",
    "after a quote in a name",
    "after a sign in a name",
    "closed in names",
    "in what looks like an IRI",
];
/// What is refused by its cost.
const HOPELESS: [&str; 10] = [
    "values",
    "count over a product",
    "sort over a product",
    "all of a product",
    "offset",
    "limit",
    "not exists over a product",
    "optionals",
    "concat",
    "replace",
];

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_vanish_take_their_workers_with_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = engine(
        folder.path(),
        Limits {
            time: Duration::from_secs(60),
            ..Limits::default()
        },
    );
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(STRLEN(CONCAT(STR(?c), STR(?f))) > 9) }";
    for _ in 0..2 {
        let vanished =
            tokio::time::timeout(Duration::from_millis(900), ask(&engine, endless)).await;
        assert!(vanished.is_err(), "the query was to be slow");
    }
    let begin = Instant::now();
    let next = ask(&engine, "ASK { ?s <http://example.org/n> 7 }")
        .await
        .expect("an answer");
    assert!(next.contains("true"));
    assert!(begin.elapsed() < Duration::from_secs(2));
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_calm(folder.path()).await;
}

/// [`ask`] as somebody.
async fn ask_as(engine: &Engine, asker: Asker, text: &str) -> Result<String, QueryError> {
    let query = engine.parse(text)?.asked_by(asker);
    let format = AnswerFormat::Results(ResultsFormat::Csv);
    let dataset = RequestedDataset::default();
    let bytes = engine
        .query(query, dataset, format)
        .await?
        .collect()
        .await?;
    Ok(String::from_utf8(bytes).expect("UTF-8"))
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_much_leaves_a_place_for_others_and_for_the_site() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = Limits {
        time: Duration::from_secs(60),
        wait: Duration::from_secs(2),
        ..Limits::default()
    };
    let engine = engine(folder.path(), limits);
    let places = std::thread::available_parallelism().map_or(1, usize::from) + 1;
    let flood: Vec<_> = (0..places)
        .map(|number| {
            let engine = engine.clone();
            let endless = format!("SELECT (COUNT(*) AS ?n{number}) {{ ?a ?b ?c . ?d ?e ?f . FILTER(STRLEN(CONCAT(STR(?c), STR(?f))) > 9) }}");
            tokio::spawn(async move { ask_as(&engine, Asker::Client(1), &endless).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    // It looks costly, and is not: its first rows fit.
    let query = "SELECT (1 AS ?one) { ?a ?p ?c . ?d ?q ?f FILTER(STRLEN(CONCAT(STR(?c), STR(?f))) > 0) } LIMIT 1";
    let lane = AnswerFormat::Explain(ExplainFormat::Text);
    let parsed = engine.parse(query).expect("valid").asked_by(Asker::Site);
    let told = engine
        .query(parsed, RequestedDataset::default(), lane)
        .await;
    let told = told.expect("a place").collect().await.expect("whole");
    assert!(
        String::from_utf8_lossy(&told).contains("costly"),
        "{told:?}"
    );
    for other in [Asker::Client(2), Asker::Anybody, Asker::Site] {
        let answer = ask_as(&engine, other, query).await;
        assert_eq!(answer.expect("a place"), "one\r\n1\r\n", "{other:?}");
    }
    let same = ask_as(&engine, Asker::Client(1), query).await;
    assert!(matches!(same, Err(QueryError::Busy)), "{same:?}");
    flood.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_quick_queries_at_once_are_answered() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = engine(
        folder.path(),
        Limits {
            wait: Duration::from_secs(30),
            ..Limits::default()
        },
    );
    let mut tasks = Vec::new();
    for i in 0..300 {
        let engine = engine.clone();
        tasks.push(tokio::spawn(async move {
            ask(&engine, &format!("ASK {{ ?s <http://example.org/n> {i} }}")).await
        }));
    }
    for task in tasks {
        let answer = task.await.expect("no panic").expect("an answer");
        assert!(answer.contains("true"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_snapshot_is_an_error_of_the_query() {
    use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("graph.snapshot");
    let node = |name: &str| NamedNode::new(format!("http://example.org/{name}")).expect("an IRI");
    let mut writer = Writer::new(Resources::default());
    for i in 0..20_000 {
        let quad = Quad::new(
            node(&format!("s{i}")),
            node("p"),
            Literal::from(i),
            node("g"),
        );
        writer.push(quad.as_ref()).expect("room");
    }
    writer.finish_file(&path).expect("written");
    let mut file = std::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .open(&path)
        .expect("a file");
    let middle = file.metadata().expect("a file").len() / 8;
    let mut byte = [0];
    file.seek(SeekFrom::Start(middle)).expect("there");
    file.read_exact(&mut byte).expect("a byte");
    file.seek(SeekFrom::Start(middle)).expect("there");
    file.write_all(&[byte[0] ^ 4]).expect("written");
    drop(file);
    let engine = Engine::open(
        &path,
        DefaultGraph::Union,
        "http://e.org/",
        Vec::new(),
        Limits::default(),
    )
    .expect("opens")
    .with_workers(PathBuf::from(env!("CARGO_BIN_EXE_ptce")), Arc::default())
    .expect("an engine");
    let error = ask(&engine, "SELECT * { ?s ?p ?o }")
        .await
        .expect_err("damage");
    assert!(error.to_string().contains("damaged"), "{error}");
}
