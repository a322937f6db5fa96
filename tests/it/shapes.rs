//! The shapes of the publication: every case is judged as its name says, every class has a shape,
//! `ptce check` tells it in both languages, in a report that other tools read.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Quad, Triple};
use ptce::publication::Publication;
use ptce::shapes::{Facts, Report, Shapes, Violation};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const NAMESPACES: [(&str, &str); 12] = [
    ("dcterms:", "http://purl.org/dc/terms/"),
    ("foaf:", "http://xmlns.com/foaf/0.1/"),
    ("locn:", "http://www.w3.org/ns/locn#"),
    ("org:", "http://www.w3.org/ns/org#"),
    ("prov:", "http://www.w3.org/ns/prov#"),
    ("ptce:", "https://w3id.org/ptce/ontology#"),
    ("rdfs:", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema:", "https://schema.org/"),
    ("skos:", "http://www.w3.org/2004/02/skos/core#"),
    ("vcard:", "http://www.w3.org/2006/vcard/ns#"),
    ("wgs84:", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
    ("../ontology#", "https://w3id.org/ptce/ontology#"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn cases(prefix: &str) -> Vec<PathBuf> {
    let folder = root().join("tests/fixtures/shapes");
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    let named = |path: &PathBuf| {
        path.file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with(prefix)
    };
    paths.retain(named);
    paths.sort();
    paths
}

fn turtle(path: &Path) -> Vec<Quad> {
    let text = std::fs::read_to_string(path).expect("text");
    let parser = RdfParser::from_format(RdfFormat::Turtle)
        .with_base_iri("https://w3id.org/ptce/")
        .expect("a base");
    let quads = parser.rename_blank_nodes().for_slice(&text);
    quads.map(|quad| quad.expect("valid Turtle")).collect()
}

/// The published RDF files, which every case is read with.
fn published() -> Vec<Quad> {
    let mut quads = turtle(&root().join("ontology/ptce.ttl"));
    for entry in std::fs::read_dir(root().join("ontology/concepts")).expect("a folder") {
        quads.extend(turtle(&entry.expect("an entry").path()));
    }
    quads
}

fn shapes() -> Shapes {
    let quads = turtle(&root().join("ontology/shapes.ttl"));
    Shapes::compile(quads.into_iter().map(Triple::from), "shapes.ttl").expect("well formed")
}

fn judged(shapes: &Shapes, common: &[Quad], case: &Path) -> Report {
    let world = turtle(&root().join("tests/fixtures/shapes/valid.world.ttl"));
    let quads = common.iter().cloned().chain(world).chain(turtle(case));
    shapes.validate(&Facts::new(quads.map(Triple::from)))
}

/// A result as the cases write it: focus, path, component.
fn line(violation: &Violation) -> String {
    let short = |text: &str| {
        let mut text = text
            .replace("https://w3id.org/ptce/id/", "")
            .replace(['<', '>'], "");
        for (prefix, namespace) in NAMESPACES.iter().rev() {
            text = text.replace(namespace, prefix);
        }
        text
    };
    let focus = match violation.focus.to_string() {
        blank if blank.starts_with('_') => "_".to_owned(),
        iri => short(&iri),
    };
    let path = violation.path.as_ref().map_or("_".to_owned(), |path| {
        short(&path.to_string())
            .replace("[ http://www.w3.org/ns/shacl#inversePath ", "^")
            .replace("[ http://www.w3.org/ns/shacl#alternativePath ( ", "")
            .replace(" ) ]", "")
            .replace(" ]", "")
            .replace(' ', "|")
    });
    format!("{focus} {path} {}", violation.component)
}

#[test]
fn every_case_is_judged_as_it_says() {
    let (shapes, common) = (shapes(), published());
    assert!(cases("valid.").len() >= 5 && cases("invalid.").len() >= 40);
    for case in cases("valid.") {
        let found: Vec<String> = judged(&shapes, &common, &case)
            .violations
            .iter()
            .map(line)
            .collect();
        assert_eq!(found, [""; 0], "{}", case.display());
    }
    for case in cases("invalid.") {
        let text = std::fs::read_to_string(&case).expect("text");
        let mut expected: Vec<String> = text
            .lines()
            .filter_map(|line| line.strip_prefix("# expect: "))
            .map(|line| line.replace("../ontology#", "ptce:"))
            .collect();
        expected.sort();
        assert!(!expected.is_empty(), "{} expects nothing", case.display());
        let mut found: Vec<String> = judged(&shapes, &common, &case)
            .violations
            .iter()
            .map(|violation| line(violation).replace("../ontology#", "ptce:"))
            .collect();
        found.sort();
        assert_eq!(found, expected, "{}", case.display());
    }
}

#[test]
fn every_class_of_the_ontology_has_a_shape_and_every_shape_speaks_both_languages() {
    let shapes = shapes();
    let aimed = shapes.classes();
    let declared: BTreeSet<String> = turtle(&root().join("ontology/ptce.ttl"))
        .into_iter()
        .filter(|quad| quad.object.to_string() == "<http://www.w3.org/2002/07/owl#Class>")
        .map(|quad| quad.subject.to_string().replace(['<', '>'], ""))
        .collect();
    assert_eq!(declared.len(), 13);
    for class in &declared {
        assert!(aimed.contains(class.as_str()), "{class} has no shape");
    }
    for class in [
        "http://www.w3.org/ns/org#Organization",
        "http://www.w3.org/2004/02/skos/core#Concept",
    ] {
        assert!(aimed.contains(class), "{class} has no shape");
    }
    // What a shape says of a failure, in both languages, never the same words.
    let common = published();
    for case in cases("invalid.") {
        for violation in judged(&shapes, &common, &case).violations {
            let words = violation.words();
            assert_ne!(words.fr, words.en, "{}", case.display());
        }
    }
}

#[test]
fn the_bundled_publication_has_its_shapes() {
    let publication = Publication::open(None).expect("the bundle");
    let built = ptce::build::build(&publication, None).expect("built");
    let quads = built.public.quads().iter().cloned();
    let report = ptce::check::validate(&publication, quads)
        .expect("shapes")
        .expect("some");
    assert!(report.conforms(), "{}", report.turtle());
    // Each of the 99 projects and 867 organisations is a focus node of its shape at least.
    assert!(report.nodes > 3000, "{} nodes", report.nodes);
}

fn check(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
    command.current_dir(root()).arg("check").args(arguments);
    command.output().expect("started")
}

#[test]
fn the_command_tells_focus_path_value_and_words_in_both_languages() {
    let world = "tests/fixtures/shapes/valid.world.ttl";
    let good = check(&["--rdf", world]);
    assert_eq!(good.status.code(), Some(0), "{good:?}");
    let bad = "tests/fixtures/shapes/invalid.postal-code-lost-its-zero.ttl";
    let output = check(&["--format", "json", "--report", "json", "--rdf", world, bad]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told: serde_json::Value = serde_json::from_slice(&output.stderr).expect("one object");
    assert_eq!(told["code"], "H003");
    let message = told["message"].as_str().expect("a message");
    for part in [
        "id/contact/b",
        "http://www.w3.org/2006/vcard/ns#postal-code",
        "1460",
    ] {
        assert!(message.contains(part), "{message}");
    }
    assert!(
        told["help"]["fr"]
            .as_str()
            .is_some_and(|fr| fr.contains("cinq chiffres"))
    );
    assert!(
        told["help"]["en"]
            .as_str()
            .is_some_and(|en| en.contains("five digits"))
    );
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    assert_eq!(
        report["results"][0]["focusNode"],
        "https://w3id.org/ptce/id/contact/b"
    );
    let output = check(&["--report", "ttl", "--rdf", world, bad]);
    let report = RdfParser::from_format(RdfFormat::Turtle).for_slice(&output.stdout);
    let results = report
        .map(|quad| quad.expect("valid Turtle"))
        .filter(|quad| quad.predicate.as_str().ends_with("#focusNode"));
    assert_eq!(results.count(), 1);
}

#[test]
fn shapes_that_cannot_be_run_are_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = std::fs::read_to_string(root().join("ptce.toml")).expect("text");
    let settings = settings
        .replace("ontology/shapes.ttl", "shapes.ttl")
        .replace("[\"ontology/ptce.ttl\", \"ontology/concepts/\"]", "[]")
        .replace("[\"ontology/essglobal-labels.ttl\"]", "[]");
    std::fs::write(folder.path().join("ptce.toml"), settings).expect("written");
    let rule = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n<http://e/s> sh:targetNode <http://e/x> ; sh:rule <http://e/r> .";
    std::fs::write(folder.path().join("shapes.ttl"), rule).expect("written");
    let world = root().join("tests/fixtures/shapes/valid.world.ttl");
    let output = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .args([
            "--publication".as_ref(),
            folder.path().as_os_str(),
            "check".as_ref(),
            "--rdf".as_ref(),
            world.as_os_str(),
        ])
        .output()
        .expect("started");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("H001") && told.contains("sh:rule"), "{told}");
}
