//! What hostile bytes may meet first, one function for each kind. The fuzzer calls them for as long as
//! it is let; `tests/it/fuzz.rs` calls them with random variations of the seeds in every test run.
//!
//! In: any bytes. Out: nothing; a panic, an endless loop or gigabytes of memory are what is looked for.
#![allow(dead_code, reason = "a target calls one of them")]
#![allow(
    clippy::expect_used,
    reason = "what is prepared here is sound, or the target is of no use"
)]

use oxigraph::model::{Literal, NamedNode, Quad, QuadRef};
use ptce::diag::Diagnostic;
use ptce::engine::{AnswerFormat, Engine, Limits, QueryError, RequestedDataset, ResultsFormat};
use ptce::link::sssom;
use ptce::load;
use ptce::mapping::{Mapping, QuadSink};
use ptce::publication::config::DefaultGraph;
use ptce::publication::{Files, Publication};
use ptce::serve::language::Lang;
use ptce::serve::negotiate;
use ptce::serve::parameters::Parameters;
#[cfg(fuzzing)]
use ptce::snapshot::Pattern;
use ptce::snapshot::Snapshot;
use ptce::snapshot::write::{Resources, Writer};
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;
use tempfile::TempDir;

const SITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/check/valid");
const BASE: &str = "http://example.org/";

/// Where the valid publication lies, from this package and from that of the fuzzer.
fn valid() -> &'static Path {
    let here = Path::new(SITE);
    let from_fuzz = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/check/valid");
    if here.exists() {
        here
    } else {
        Path::new(from_fuzz)
    }
}

fn quads() -> Vec<Quad> {
    let node = |name: &str| NamedNode::new_unchecked(format!("{BASE}{name}"));
    let quad = |n: i32| {
        let predicate = node(&format!("p{}", n % 4));
        let object = match n % 3 {
            0 => node(&format!("s{}", n % 5)).into(),
            1 => Literal::from(n).into(),
            _ => Literal::new_language_tagged_literal_unchecked(format!("t{n}"), "fr").into(),
        };
        Quad {
            subject: node(&format!("s{}", n % 7)).into(),
            predicate,
            object,
            graph_name: node(&format!("g{}", n % 2)).into(),
        }
    };
    (0..60).map(quad).collect()
}

/// A file over the network or from a disk that forgets: the bytes as they are, and as changes of a
/// sound snapshot whose sums are made true again.
#[cfg(fuzzing)]
pub fn snapshot(data: &[u8]) {
    static SOUND: OnceLock<Vec<u8>> = OnceLock::new();
    let sound = SOUND.get_or_init(|| {
        let mut writer = Writer::new(Resources::default());
        let pushed = quads()
            .iter()
            .try_for_each(|quad| writer.push(quad.as_ref()));
        pushed.expect("room");
        writer.finish_bytes().expect("written")
    });
    read_all(data);
    let (changes, _) = data.as_chunks::<3>();
    let changes = changes.iter().map(|&[high, low, value]| {
        let at = usize::from(u16::from_be_bytes([high, low]));
        (at % sound.len(), value)
    });
    read_all(&ptce::snapshot::layout::forged(sound, changes));
}

#[cfg(fuzzing)]
fn read_all(bytes: &[u8]) {
    let Ok(snapshot) = Snapshot::from_bytes(bytes) else {
        return;
    };
    let _ = snapshot.verify();
    let Ok(mut triples) = snapshot.triples(Pattern::default()) else {
        return;
    };
    for _ in 0..1000 {
        let Ok(Some(triple)) = triples.next_triple() else {
            return;
        };
        for number in [triple.subject, triple.predicate, triple.object] {
            let _ = snapshot.dictionary.term(number);
        }
        let _ = snapshot.graphs.set(triple.set);
    }
}

/// A table that somebody saved: its bytes where the projects of the valid publication stood. The first
/// byte says which of its files they are.
pub fn tables(data: &[u8]) {
    thread_local! {
        static FOLDER: TempDir = {
            let folder = tempfile::tempdir().expect("a folder");
            std::fs::create_dir(folder.path().join("data")).expect("made");
            std::fs::copy(valid().join("ptce.toml"), folder.path().join("ptce.toml")).expect("copied");
            folder
        };
    }
    const NAMES: [&str; 5] = [
        "data/projects.csv",
        "data/organisations.csv",
        "data/partnerships.csv",
        "data/evidence.csv",
        "data/datapackage.json",
    ];
    let Some((&which, bytes)) = data.split_first() else {
        return;
    };
    FOLDER.with(|folder| {
        for (number, name) in NAMES.into_iter().enumerate() {
            let place = folder.path().join(name);
            if number == usize::from(which) % NAMES.len() {
                std::fs::write(place, bytes).expect("written");
            } else {
                std::fs::copy(valid().join(name), place).expect("copied");
            }
        }
        let publication = Publication::open(Some(folder.path())).expect("valid settings");
        let _ = ptce::check::run(&publication, ptce::check::Options::default());
    });
}

/// Takes quads and forgets them.
struct Counting(u32);

impl QuadSink for Counting {
    fn quad(&mut self, _: QuadRef<'_>) -> Result<(), Diagnostic> {
        self.0 += 1;
        match self.0 {
            ..10_000 => Ok(()),
            _ => Err(Diagnostic::error("M202", "enough")),
        }
    }
}

fn map(name: &str, data: &[u8]) {
    static TABLES: OnceLock<TempDir> = OnceLock::new();
    let folder = TABLES.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).expect("written");
        };
        write("a.csv", "id,name,n\n1,é,2\n2,,x\n3,\"b\",\n");
        write(
            "b.json",
            "{\"rows\":[{\"id\":1,\"name\":\"x\"},{\"id\":[1,2]}]}",
        );
        folder
    });
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(mapping) = Mapping::parse(name, text) {
        let _ = mapping.run(&Files::folder(folder.path()), &mut Counting(0));
        let _ = mapping.rules();
    }
}

/// An RML mapping, run over two small sources when it can be read.
pub fn mapping(data: &[u8]) {
    map("m.ttl", data);
}

/// The same in YARRRML.
pub fn yarrrml(data: &[u8]) {
    map("m.yml", data);
}

/// The text of a query: looked at, planned and evaluated over sixty quads.
pub fn query(data: &[u8]) {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let limits = Limits {
        time: Duration::from_millis(300),
        rows: 2000,
        answer_bytes: 1 << 20,
        query_bytes: 4000,
        ..Limits::default()
    };
    let engine = ENGINE.get_or_init(|| {
        Engine::new(quads(), DefaultGraph::Union, BASE, Vec::new(), limits).expect("an engine")
    });
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let _: Result<(), QueryError> = runtime.expect("a runtime").block_on(async {
        let query = engine.ready(text).await?;
        let format = match query.form {
            ptce::engine::Form::Graph => AnswerFormat::Graph(ptce::graph::dump::Format::Nt),
            _ => AnswerFormat::Results(ResultsFormat::Json),
        };
        let dataset = RequestedDataset::default();
        let mut answer = engine.query(query, dataset, format).await?;
        while answer.next().await.transpose()?.is_some() {}
        Ok(())
    });
}

/// The header fields and the query string that the server itself takes apart.
pub fn headers(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let offers = [
        ("text/html", 0),
        ("text/turtle", 1),
        ("application/json", 2),
    ];
    let _ = negotiate::media(Some(&text), &offers);
    let _ = negotiate::prefers_html(Some(&text));
    let _ = negotiate::language(&text, "fr");
    let _ = Lang::negotiated(Some(&text));
    if let Ok(parameters) = Parameters::parse(&text) {
        let _ = (parameters.page(), parameters.get("query"));
    }
}

/// An RDF document; the first byte says in which syntax.
pub fn rdf(data: &[u8]) {
    const NAMES: [&str; 8] = [
        "a.ttl",
        "a.nt",
        "a.nq",
        "a.trig",
        "a.rdf",
        "a.jsonld",
        "a.nt.gz",
        "a.ttl.zst",
    ];
    let Some((&which, bytes)) = data.split_first() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join(NAMES[usize::from(which) % NAMES.len()]);
    std::fs::write(&place, bytes).expect("written");
    let mut writer = Writer::new(Resources::default());
    if load::load(&[place], BASE, &mut writer).is_ok() {
        let bytes = writer
            .finish_bytes()
            .expect("what was taken can be written");
        let snapshot = Snapshot::from_bytes(&bytes).expect("and opened");
        snapshot.verify().expect("and is sound");
    }
}

/// A file of candidates that a steward, or anybody, filled in.
pub fn sssom(data: &[u8]) {
    if let Ok(mappings) = sssom::read(data, "decisions.sssom.tsv") {
        let set = sssom::Set {
            iri: BASE,
            licence: BASE,
            prefixes: &[],
        };
        let text = sssom::write(&set, &mappings);
        let again = sssom::read(text.as_bytes(), "again.sssom.tsv").expect("what was written");
        assert_eq!(
            again.len(),
            mappings.len(),
            "what is written is read as it was"
        );
    }
}
