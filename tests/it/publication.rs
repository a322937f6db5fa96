//! The bundled publication: its figures, its version by a second opinion, its ontology, and that
//! restricted tables never reach what is public.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use ptce::build::{Built, build};
use ptce::graph::dump::{self, Format};
use ptce::graph::vocab::{NAMESPACE, PREFIXES};
use ptce::publication::Publication;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Built once for all tests: the tables do not change while they run.
static BUILT: LazyLock<Built> =
    LazyLock::new(|| build(&bundled(), None).expect("the bundled publication builds"));

fn bundled() -> Publication {
    Publication::open(None).expect("the bundled publication opens")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn dumped(format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    dump::write(&BUILT.public, format, PREFIXES, &mut out).expect("a vector takes all");
    out
}

#[test]
fn two_builds_are_the_same_bytes() {
    let again = build(&bundled(), None).expect("builds again");
    assert_eq!(again.public.version(), BUILT.public.version());
    for format in Format::ALL {
        let mut out = Vec::new();
        dump::write(&again.public, format, PREFIXES, &mut out).expect("a vector takes all");
        assert!(out == dumped(format), "{} differs", format.name());
    }
}

#[test]
fn sophia_reads_what_was_written_and_hashes_the_same_version() {
    use sha2::Digest as _;
    use sophia::api::prelude::{Dataset as _, QuadSource as _};
    use sophia::api::term::SimpleTerm;
    type Dataset = std::collections::HashSet<sophia::api::quad::Spog<SimpleTerm<'static>>>;

    let nquads = String::from_utf8(dumped(Format::Nq)).expect("UTF-8");
    let first: Dataset = sophia::turtle::parser::nq::parse_str(&nquads)
        .collect_quads()
        .expect("valid N-Quads");
    let mut canonical = Vec::new();
    sophia::c14n::rdfc10::normalize(&first, &mut canonical).expect("RDFC-1.0");
    let hash = ptce::graph::hex(&sha2::Sha256::digest(&canonical));
    assert_eq!(hash, BUILT.public.version());

    let trig = String::from_utf8(dumped(Format::Trig)).expect("UTF-8");
    let second: Dataset = sophia::turtle::parser::trig::parse_str(&trig)
        .collect_quads()
        .expect("valid TriG");
    assert_eq!(first.quads().count(), second.quads().count());
    assert!(sophia::isomorphism::isomorphic_datasets(&first, &second).expect("comparable"));
}

#[test]
fn every_thing_of_the_publication_that_is_named_is_described() {
    let quads = BUILT.public.quads();
    let subjects: BTreeSet<String> = quads.iter().map(|q| q.subject.to_string()).collect();
    let dangling: BTreeSet<String> = quads
        .iter()
        .filter(|quad| quad.predicate.as_str() != "http://purl.org/vocab/vann/example")
        .map(|quad| quad.object.to_string())
        .filter(|object| object.starts_with("<https://w3id.org/ptce/id/"))
        .filter(|object| !subjects.contains(object))
        .collect();
    assert!(dangling.is_empty(), "named but not described: {dangling:?}");
}

#[test]
fn every_term_that_is_used_is_declared_and_in_the_context() {
    let context: serde_json::Value =
        serde_json::from_str(include_str!("../../ontology/context.jsonld")).expect("JSON");
    let context = context["@context"].as_object().expect("a context");
    let expanded: BTreeSet<String> = context
        .values()
        .filter_map(|v| expand(v, context))
        .collect();
    let is_type = |quad: &Quad| quad.predicate.as_str().ends_with("#type");
    let declared: BTreeSet<String> = BUILT
        .public
        .quads()
        .iter()
        .map(|quad| quad.subject.to_string())
        .collect();
    let ontology = GraphName::NamedNode(
        oxigraph::model::NamedNode::new("https://w3id.org/ptce/graph/ontology").expect("an IRI"),
    );
    let mut used = 0;
    for quad in BUILT
        .public
        .quads()
        .iter()
        .filter(|quad| quad.graph_name != ontology)
    {
        let term = match &quad.object {
            Term::NamedNode(class) if is_type(quad) => class.as_str(),
            _ if is_type(quad) => continue,
            _ => quad.predicate.as_str(),
        };
        assert!(expanded.contains(term), "{term} is not in context.jsonld");
        if term.starts_with(NAMESPACE) {
            assert!(
                declared.contains(&format!("<{term}>")),
                "{term} is not in ptce.ttl"
            );
        }
        used += 1;
    }
    assert!(used > 20_000, "only {used} quads were looked at");
}

/// The IRI that a term definition of a JSON-LD context stands for.
fn expand(
    value: &serde_json::Value,
    context: &serde_json::Map<String, serde_json::Value>,
) -> Option<String> {
    let name = value.as_str().or_else(|| value["@id"].as_str())?;
    let (prefix, local) = name.split_once(':')?;
    match context.get(prefix).and_then(serde_json::Value::as_str) {
        Some(namespace) => Some(format!("{namespace}{local}")),
        None => Some(name.to_owned()),
    }
}

#[test]
fn every_example_uses_declared_terms_and_every_class_has_one() {
    let declared: BTreeSet<String> = BUILT
        .public
        .quads()
        .iter()
        .map(|quad| quad.subject.to_string())
        .collect();
    let mut typed = BTreeSet::new();
    for entry in std::fs::read_dir(root().join("ontology/examples")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("text");
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(&text) {
            let quad = quad.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            for term in [quad.predicate.to_string(), quad.object.to_string()] {
                let own = term.starts_with(&format!("<{NAMESPACE}"));
                assert!(
                    !own || declared.contains(&term),
                    "{}: {term}",
                    path.display()
                );
                if quad.predicate.as_str().ends_with("#type") {
                    typed.insert(term);
                }
            }
        }
    }
    for class in ptce::graph::vocab::CLASSES {
        assert!(
            typed.contains(&format!("<{NAMESPACE}{class}>")),
            "{class} has no example"
        );
    }
}

#[test]
fn every_own_term_is_documented_in_both_languages() {
    let quads = BUILT.public.quads();
    let has = |term: &str, property: &str, language: Option<&str>| {
        quads.iter().any(|quad| {
            quad.subject.to_string() == format!("<{NAMESPACE}{term}>")
                && quad.predicate.as_str().ends_with(property)
                && match (&quad.object, language) {
                    (Term::Literal(literal), Some(_)) => literal.language() == language,
                    (Term::NamedNode(_), None) => true,
                    _ => false,
                }
        })
    };
    let classes = ptce::graph::vocab::CLASSES;
    let properties = ptce::graph::vocab::PROPERTIES;
    for term in classes.iter().chain(properties) {
        for property in ["#label", "#definition"] {
            for language in ["fr", "en"] {
                assert!(
                    has(term, property, Some(language)),
                    "{term} {property} {language}"
                );
            }
        }
        assert!(has(term, "#isDefinedBy", None), "{term} isDefinedBy");
    }
    for property in properties {
        assert!(has(property, "#domain", None), "{property} domain");
        assert!(has(property, "#range", None), "{property} range");
    }
}

#[test]
fn restricted_tables_stay_apart() {
    let folder = root().join("tests/fixtures/restricted");
    let built = build(&bundled(), Some(&folder)).expect("builds");
    assert_eq!(
        built.public.version(),
        BUILT.public.version(),
        "the public graphs are the same"
    );
    assert!(!built.restricted.quads().is_empty());
    let graph = "https://w3id.org/ptce/graph/contacts";
    for quad in built.restricted.quads() {
        assert_eq!(quad.graph_name.to_string(), format!("<{graph}>"));
    }
    let public = String::from_utf8(dumped(Format::Nq)).expect("UTF-8");
    assert!(!public.contains(graph), "not even its name is public");
    let table = std::fs::read_to_string(folder.join("contacts.csv")).expect("the fixture");
    let invented = values(&table);
    assert!(
        invented.len() >= 10,
        "people, mailboxes and telephones: {invented:?}"
    );
    for value in invented {
        assert!(!public.contains(&value), "`{value}` is public");
        let found = built
            .restricted
            .quads()
            .iter()
            .any(|quad| holds(quad, &value));
        assert!(found, "`{value}` is not in the restricted graph");
    }
}

fn holds(quad: &Quad, value: &str) -> bool {
    matches!(&quad.object, Term::Literal(literal) if literal.value() == value)
}

/// The personal values of the restricted fixture: names, mailboxes, telephones.
fn values(table: &str) -> Vec<String> {
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let columns = ["person_name", "mailbox", "phone"];
    let at: Vec<usize> = columns
        .iter()
        .filter_map(|c| header.iter().position(|h| h == c))
        .collect();
    assert_eq!(
        at.len(),
        columns.len(),
        "the fixture has the columns {columns:?}"
    );
    lines
        .flat_map(|line| {
            let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
            at.iter()
                .map(|&i| cells[i].clone())
                .filter(|v| !v.is_empty())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_subject_has_a_type_and_a_name_or_stands_for_a_fact() {
    let quads = BUILT.public.quads();
    let with = |ends: &[&str]| -> BTreeSet<String> {
        quads
            .iter()
            .filter(|quad| {
                ends.iter()
                    .any(|end| quad.predicate.as_str().ends_with(end))
            })
            .map(|quad| quad.subject.to_string())
            .collect()
    };
    let typed = with(&["#type"]);
    for quad in quads {
        let NamedOrBlankNode::NamedNode(subject) = &quad.subject else {
            panic!("a blank node: {quad}")
        };
        // Concepts of another vocabulary get labels from here and nothing else.
        let ours = subject.as_str().starts_with("https://w3id.org/ptce/");
        assert!(
            !ours || typed.contains(&subject.to_string()),
            "{subject} has no type"
        );
    }
    assert!(Path::new(env!("CARGO_BIN_EXE_ptce")).exists());
}

#[test]
fn a_passage_of_one_line_is_called_by_one_number() {
    let text = std::fs::read_to_string(root().join("data/evidence.csv")).expect("a table");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let (mut one, mut several) = (0, 0);
    let labels: BTreeSet<String> = BUILT
        .public
        .quads()
        .iter()
        .filter(|quad| quad.predicate.as_str().ends_with("#prefLabel"))
        .map(|quad| format!("{} {}", quad.subject, quad.object))
        .collect();
    for row in rows.records().map(|row| row.expect("a row")) {
        let [project, field, from, to, heading] =
            [0, 1, 3, 4, 5].map(|at| row.get(at).expect("a cell"));
        let [fr, en] = if from == to {
            one += 1;
            [format!("ligne {from}"), format!("line {from}")]
        } else {
            several += 1;
            [
                format!("lignes {from} à {to}"),
                format!("lines {from} to {to}"),
            ]
        };
        let iri = format!("https://w3id.org/ptce/id/evidence/{project}--{field}");
        for (said, lang) in [(fr, "fr"), (en, "en")] {
            let label = format!("<{iri}> \"{heading}, {said}\"@{lang}");
            assert!(labels.contains(&label), "{label}");
        }
    }
    assert!(
        one > 100 && several > 10,
        "{one} of one line, {several} of several"
    );
}
