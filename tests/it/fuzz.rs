//! The entries of the fuzzer (`fuzz/`), called with random changes of their seeds, and with every
//! input that once broke something (`fuzz/kept`).

#[path = "../../fuzz/entries.rs"]
mod entries;

use proptest::prelude::*;
use std::path::Path;

/// A change of some bytes.
#[derive(Debug, Clone)]
enum Edit {
    Put(u8),
    Cut(usize),
    Repeat(usize, usize),
    Word(&'static str),
}

/// Words that mean something to one reader or another.
const WORDS: [&str; 18] = [
    "{",
    "}",
    "[",
    "\"",
    "\\u",
    "\u{feff}",
    "<",
    "@",
    "&a",
    "*a",
    ";q=0.5",
    "SERVICE",
    "rml:",
    "^^",
    "é",
    "99999999999999999999",
    "\r\n",
    "\0",
];

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        any::<u8>().prop_map(Edit::Put),
        (1..200_usize).prop_map(Edit::Cut),
        (1..40_usize, 1..60_usize).prop_map(|(length, times)| Edit::Repeat(length, times)),
        prop::sample::select(WORDS.to_vec()).prop_map(Edit::Word),
    ]
}

fn changed(seed: &[u8], edits: &[(prop::sample::Index, Edit)]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for (at, edit) in edits {
        let at = at.index(bytes.len() + 1);
        match edit {
            Edit::Put(byte) => bytes.insert(at, *byte),
            Edit::Cut(length) => drop(bytes.drain(at..bytes.len().min(at + length))),
            Edit::Repeat(length, times) => {
                let part = bytes[at..bytes.len().min(at + length)].repeat(*times);
                bytes.splice(at..at, part);
            }
            Edit::Word(word) => drop(bytes.splice(at..at, word.bytes())),
        }
    }
    bytes
}

/// The bytes of a file of the project, after a first byte where the entry wants one.
fn file(path: &str, first: Option<u8>) -> Vec<u8> {
    let bytes = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a seed");
    first.into_iter().chain(bytes).collect()
}

/// Calls an entry with changes of seeds, and with what was kept for it.
fn hold(name: &str, entry: fn(&[u8]), seeds: &[Vec<u8>], cases: u32) {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/kept")
        .join(name);
    for kept in std::fs::read_dir(kept).into_iter().flatten().flatten() {
        entry(&std::fs::read(kept.path()).expect("read"));
    }
    let edits = prop::collection::vec((any::<prop::sample::Index>(), edit()), 0..6);
    let inputs = (prop::sample::select(seeds.to_vec()), edits);
    let config = ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let held = runner.run(&inputs, |(seed, edits)| {
        entry(&changed(&seed, &edits));
        Ok(())
    });
    held.unwrap_or_else(|error| panic!("{name}: {error}"));
}

#[test]
fn of_tables() {
    let names = [
        "projects.csv",
        "organisations.csv",
        "partnerships.csv",
        "evidence.csv",
        "datapackage.json",
    ];
    let seeds: Vec<_> = (0..)
        .zip(names)
        .map(|(first, name)| {
            file(
                &format!("tests/fixtures/check/valid/data/{name}"),
                Some(first),
            )
        })
        .collect();
    hold("tables", entries::tables, &seeds, 100);
}

#[test]
fn of_mappings() {
    let seeds = ["functions", "iris", "json-values", "join-of-two"];
    let seeds = seeds.map(|name| file(&format!("tests/fixtures/convert/{name}/mapping.ttl"), None));
    hold("mapping", entries::mapping, &seeds, 150);
    let seeds = ["yarrrml", "sheet-xlsx", "yarrrml-wrong"];
    let seeds = seeds.map(|name| file(&format!("tests/fixtures/convert/{name}/mapping.yml"), None));
    hold("yarrrml", entries::yarrrml, &seeds, 150);
}

#[test]
fn of_queries() {
    let seeds = [
        "corrections",
        "paires-de-copartenaires",
        "projets-d-outre-mer",
        "total-des-subventions",
    ];
    let mut seeds: Vec<_> = seeds
        .iter()
        .map(|name| file(&format!("queries/{name}.rq"), None))
        .collect();
    seeds.push(b"SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o FILTER(?o > 3 || REGEX(STR(?o), \"a\")) OPTIONAL { ?o ?q ?s } } GROUP BY ?s ORDER BY DESC(?n)".to_vec());
    hold("query", entries::query, &seeds, 100);
}

#[test]
fn of_headers() {
    let seeds = [
        "text/html;q=0.5, application/*;q=0, */*",
        "fr-FR, en;q=0.7",
        "query=SELECT%20*&lang=fr&page=2",
    ];
    hold(
        "headers",
        entries::headers,
        &seeds.map(|seed| seed.as_bytes().to_vec()),
        1000,
    );
}

#[test]
fn of_rdf() {
    let mut seeds = vec![file("tests/fixtures/site/ontology/things.ttl", Some(0))];
    let small = [
        "\x01<http://e.org/s> <http://e.org/p> \"a\"@fr .\n",
        "\x03<g> { <a> <b> 1, <<( <a> <b> _:c )>> }",
        "\x05{\"@context\": {\"@vocab\": \"http://e.org/\"}, \"@id\": \"a\", \"p\": [1, {\"@list\": [true]}]}",
        "\x04<?xml version=\"1.0\"?><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:e=\"http://e.org/\"><e:T rdf:about=\"a\"><e:p>1</e:p></e:T></rdf:RDF>",
    ];
    seeds.extend(small.map(|seed| seed.as_bytes().to_vec()));
    hold("rdf", entries::rdf, &seeds, 100);
}

#[test]
fn of_decisions() {
    let seed = "#mapping_set_id: \"x\"\n#curie_map:\n#  e: \"http://e.org/\"\nsubject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tother\ne:a\t\"Les Amis\" de X\tskos:exactMatch\te:b\t=1\taccept\n";
    hold("sssom", entries::sssom, &[seed.as_bytes().to_vec()], 300);
}
