//! The test cases of RML, from their own manifests, by the real binary.
//!
//! In: the suites (`PTCE_SUITES`, or `../shared/suites` beside the project). Out: every case
//! passes but those excluded by name with a reason; without the suites, a line that says so.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Dataset, GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term, Triple};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

const TEST: &str = "http://w3id.org/rml/test/";

/// A case of a suite.
#[derive(Debug)]
struct Case {
    folder: PathBuf,
    mapping: String,
    base: String,
    fails: bool,
    /// The files to be made, with their media types; the first that is no target is the result.
    outputs: Vec<(String, String)>,
    /// How the case is judged where the suite contradicts itself.
    leniency: Leniency,
}

/// How a case is judged where the suite contradicts itself or the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leniency {
    /// As the manifest says.
    None,
    /// Literals are compared without their datatype `xsd:integer`.
    PlainIntegers,
    /// The result leaves out what is wrong: the case runs with `--on-error skip`.
    Skipping,
}

fn suites() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites");
    let folder = std::env::var_os("PTCE_SUITES").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// Runs the cases of a suite that `wanted` wants; prints and counts what failed.
fn run(
    suite: &str,
    excluded: &[(&str, &str)],
    lenient: &[(&str, Leniency)],
    wanted: impl Fn(&str) -> bool,
) {
    let Some(folder) = suites() else {
        println!("skipped: {suite}: no folder of suites (PTCE_SUITES)");
        return;
    };
    let folder = folder.join(suite).join("test-cases");
    let mut cases = match fs::read_to_string(folder.join("manifest.ttl")) {
        Ok(manifest) => from_manifest(&folder, &manifest),
        Err(_) => from_folders(&folder),
    };
    for (name, leniency) in lenient {
        cases.get_mut(*name).expect("a case").leniency = *leniency;
    }
    let mut failures = Vec::new();
    let mut count = 0;
    for (name, case) in cases.iter().filter(|(name, _)| wanted(name)) {
        if let Some((_, reason)) = excluded.iter().find(|(excluded, _)| excluded == name) {
            println!("excluded: {name}: {reason}");
            continue;
        }
        count += 1;
        if let Err(why) = check(case) {
            failures.push(format!("{name}: {why}"));
        }
    }
    println!("{suite}: {} of {count}", count - failures.len());
    assert!(count > 0, "{suite} has no cases");
    assert!(
        failures.is_empty(),
        "{}\n{suite}: {} failed",
        failures.join("\n"),
        failures.len()
    );
}

/// The cases that a manifest describes.
fn from_manifest(folder: &Path, manifest: &str) -> BTreeMap<String, Case> {
    let triples: Vec<Triple> = RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(manifest)
        .map(|quad| Triple::from(quad.expect("a manifest")))
        .collect();
    let objects = |subject: &str, property: &str| -> Vec<&Term> {
        let matches = |t: &&Triple| {
            t.subject == NamedNodeRef::new_unchecked(subject).into()
                && t.predicate.as_str() == format!("{TEST}{property}")
        };
        triples.iter().filter(matches).map(|t| &t.object).collect()
    };
    let text = |subject: &str, property: &str| -> String {
        match objects(subject, property).first() {
            Some(Term::Literal(literal)) => literal.value().to_owned(),
            Some(Term::NamedNode(node)) => node.as_str().to_owned(),
            _ => String::new(),
        }
    };
    let mut cases = BTreeMap::new();
    for triple in triples
        .iter()
        .filter(|t| t.predicate.as_str() == format!("{TEST}hasError"))
    {
        let Term::Literal(error) = &triple.object else {
            continue;
        };
        let iri = triple
            .subject
            .to_string()
            .trim_matches(['<', '>'])
            .to_owned();
        let name = iri.rsplit('/').next().unwrap_or_default().to_owned();
        let outputs = objects(&iri, "output")
            .into_iter()
            .filter_map(|output| match output {
                Term::NamedNode(n) => {
                    Some((text(n.as_str(), "output"), text(n.as_str(), "outputFormat")))
                }
                _ => None,
            });
        let folder = folder.join(&name);
        let mut outputs: Vec<_> = outputs.filter(|(name, _)| !name.is_empty()).collect();
        let mut fails = error.value() == "true";
        // What the suite ships decides where it contradicts its manifest.
        if fails && folder.join("output.nq").is_file() {
            fails = false;
            outputs = vec![("output.nq".to_owned(), "application/n-quads".to_owned())];
        } else if !fails && !outputs.iter().any(|(name, _)| folder.join(name).is_file()) {
            fails = true;
        }
        let case = Case {
            folder,
            mapping: text(&iri, "mappingDocument"),
            base: text(&iri, "defaultBaseIRI"),
            fails,
            outputs,
            leniency: Leniency::None,
        };
        cases.insert(name, case);
    }
    cases
}

/// The cases of a suite without manifest: one a folder; one that must fail has no result.
fn from_folders(folder: &Path) -> BTreeMap<String, Case> {
    let mut cases = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let folder = entry.expect("an entry").path();
        if !folder.join("mapping.ttl").is_file() {
            continue;
        }
        let name = folder
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        // A case that must fail has no result, or an empty one.
        let result = fs::read_to_string(folder.join("output.nq")).unwrap_or_default();
        let fails = result.trim().is_empty() && !name.starts_with("RMLTC0000");
        let output = ("output.nq".to_owned(), "application/n-quads".to_owned());
        let case = Case {
            folder,
            mapping: "mapping.ttl".to_owned(),
            base: "http://example.com/base/".to_owned(),
            fails,
            outputs: if fails { Vec::new() } else { vec![output] },
            leniency: Leniency::None,
        };
        cases.insert(name, case);
    }
    cases
}

/// Runs a case in a copy of its folder.
fn check(case: &Case) -> Result<(), String> {
    let place = tempfile::tempdir().expect("a folder");
    copy(case, place.path());
    let result = place.path().join("result.of.the.run.nq");
    let skipping = case.leniency == Leniency::Skipping;
    let base = if case.base.is_empty() {
        "http://example.com/"
    } else {
        &case.base
    };
    let ran = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(place.path())
        .args(["convert", "--quiet", "--format", "short", "--base", base])
        .args(["--on-error", if skipping { "skip" } else { "stop" }])
        .args(["--mapping", &case.mapping, "--output"])
        .arg(&result)
        .output()
        .expect("the program");
    let said = String::from_utf8_lossy(&ran.stderr).trim().to_owned();
    if case.fails {
        return match (ran.status.success(), result.exists()) {
            (false, false) if said.contains("error[") => Ok(()),
            (false, false) => Err(format!("no diagnostic: {said}")),
            (false, true) => Err("failed, but there is an output".to_owned()),
            (true, _) => Err("should have failed".to_owned()),
        };
    }
    if !ran.status.success() && !skipping {
        return Err(said);
    }
    for (name, media_type) in &case.outputs {
        let is_result = name.starts_with("default") || name.starts_with("output");
        let made = if is_result {
            result.clone()
        } else {
            place.path().join(name)
        };
        let expected = dataset(&case.folder.join(name), media_type)?;
        let found = dataset(&made, media_type)?;
        if case.leniency == Leniency::PlainIntegers && plain(&expected) == plain(&found) {
            continue;
        }
        if expected != found {
            return Err(format!(
                "{name} differs\nexpected:\n{expected}found:\n{found}"
            ));
        }
    }
    Ok(())
}

/// Copies what the case is given, without its results.
fn copy(case: &Case, to: &Path) {
    for entry in fs::read_dir(&case.folder).expect("the folder of a case") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_owned();
        let is_output = case
            .outputs
            .iter()
            .any(|(output, _)| name.to_string_lossy() == *output);
        if path.is_file() && !is_output {
            fs::copy(&path, to.join(name)).expect("a copy");
        }
    }
}

/// The quads of a file, with canonical blank nodes. Its name tells how it is packed and written,
/// the byte order mark whether it is UTF-16.
fn dataset(path: &Path, media_type: &str) -> Result<Dataset, String> {
    let fail = |error: String| format!("{}: {error}", path.display());
    let file = fs::File::open(path).map_err(|error| fail(error.to_string()))?;
    let mut name = path.to_string_lossy().into_owned();
    let bytes = unpacked(file, &mut name).map_err(|error| fail(error.to_string()))?;
    let text = match bytes.strip_prefix(&[0xFF, 0xFE]) {
        Some(units) => {
            let units = units
                .chunks(2)
                .map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
            char::decode_utf16(units)
                .map(|c| c.expect("UTF-16"))
                .collect()
        }
        None => String::from_utf8(bytes).map_err(|error| fail(error.to_string()))?,
    };
    let mut dataset = Dataset::new();
    if name.ends_with(".rdfjson") {
        rdf_json(&text, &mut dataset);
        return Ok(dataset);
    }
    let by_name = name.rsplit('.').next().and_then(|ending| match ending {
        "rdfxml" => Some(RdfFormat::RdfXml),
        other => RdfFormat::from_extension(other),
    });
    let format = by_name
        .or(RdfFormat::from_media_type(media_type))
        .expect("a format");
    for quad in RdfParser::from_format(format).lenient().for_slice(&text) {
        dataset.insert(&quad.map_err(|error| fail(error.to_string()))?);
    }
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    Ok(dataset)
}

/// The lines of a dataset without the datatype of integers, sorted.
fn plain(dataset: &Dataset) -> Vec<String> {
    let datatype = "^^<http://www.w3.org/2001/XMLSchema#integer>";
    let mut lines: Vec<_> = dataset
        .iter()
        .map(|q| q.to_string().replace(datatype, ""))
        .collect();
    lines.sort();
    lines
}

/// The bytes of the one file in a file; its name loses the endings of the packing.
fn unpacked(file: fs::File, name: &mut String) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut of_tar = |reader: &mut dyn Read| {
        let mut archive = tar::Archive::new(reader);
        let mut entry = archive.entries()?.next().expect("an entry")?;
        entry.read_to_end(&mut bytes).map(|_| ())
    };
    if name.ends_with(".tar.gz") {
        of_tar(&mut flate2::read::GzDecoder::new(file))?;
    } else if name.ends_with(".tar.xz") {
        of_tar(&mut lzma_rust2::XzReader::new(file, true))?;
    } else if name.ends_with(".gz") {
        flate2::read::GzDecoder::new(file).read_to_end(&mut bytes)?;
    } else if name.ends_with(".zip") {
        zip::ZipArchive::new(file)?
            .by_index(0)?
            .read_to_end(&mut bytes)?;
    } else {
        let mut file = file;
        file.read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    for ending in [".tar.gz", ".tar.xz", ".gz", ".zip"] {
        if let Some(inner) = name.strip_suffix(ending) {
            *name = inner.to_owned();
        }
    }
    Ok(bytes)
}

/// The triples of RDF/JSON without blank nodes; the suite writes integers as numbers.
fn rdf_json(text: &str, dataset: &mut Dataset) {
    let document: serde_json::Value = serde_json::from_str(text).expect("JSON");
    for (subject, predicates) in document.as_object().expect("subjects") {
        for (predicate, objects) in predicates.as_object().expect("predicates") {
            for object in objects.as_array().expect("objects") {
                let value = match &object["value"] {
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                let is_number = object["value"].is_number();
                let datatype = object["datatype"].as_str();
                let term: Term = match (object["type"].as_str(), datatype) {
                    (Some("uri"), _) => NamedNode::new_unchecked(value).into(),
                    (_, Some(iri)) => {
                        Literal::new_typed_literal(value, NamedNode::new_unchecked(iri)).into()
                    }
                    _ if is_number => Literal::new_typed_literal(value, xsd::INTEGER).into(),
                    _ => Literal::new_simple_literal(value).into(),
                };
                let subject = NamedNode::new_unchecked(subject);
                let predicate = NamedNode::new_unchecked(predicate);
                dataset.insert(&Quad::new(
                    subject,
                    predicate,
                    term,
                    GraphName::DefaultGraph,
                ));
            }
        }
    }
}

#[test]
fn rml_core() {
    run("rml-core", &[], &[], |_| true);
}

#[test]
fn rml_io() {
    let xml = "XML sources (XPath) are not read";
    let excluded = [
        ("RMLSTC0003", "a SPARQL query over an RDF file is no table"),
        ("RMLSTC0006a", "a relational database is needed"),
        ("RMLSTC0007c", xml),
        ("RMLSTC0007d", xml),
        ("RMLSTC0012a", xml),
        ("RMLSTC0012b", xml),
        ("RMLSTC0012c", xml),
        ("RMLSTC0012d", xml),
        ("RMLSTC0012e", xml),
    ];
    // The results of these write numbers of JSON as plain strings; those of RMLTTC0004d, 0005a and
    // 0006a, from the same mapping and source, write them as integers.
    let plain = ["4a", "4c", "4f", "4g", "5b", "6b", "6c", "6d", "6e"];
    let names: Vec<_> = plain
        .iter()
        .map(|number| format!("RMLTTC000{number}"))
        .collect();
    let lenient: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), Leniency::PlainIntegers))
        .collect();
    run("rml-io", &excluded, &lenient, |_| true);
}

#[test]
fn rml_fnml() {
    run("rml-fnml", &[], &[], |_| true);
}

#[test]
fn rml_io_registry() {
    let excluded = [(
        "RMLIOREGTC0012i",
        "the mapping names columns ID and Name, the table has id, name and age, the result other IRIs",
    )];
    let files = ["RMLIOREGTC0001", "RMLIOREGTC0002", "RMLIOREGTC0012"];
    run("rml-io-registry", &excluded, &[], |name| {
        files.iter().any(|file| name.starts_with(file))
    });
}

#[test]
fn rml_legacy() {
    let literal = "the subject has the term type rr:Literal, which R2RML (§7.4) forbids";
    let excluded = [("RMLTC0004b-CSV", literal), ("RMLTC0004b-JSON", literal)];
    let skipping = [
        "RMLTC0019b-CSV",
        "RMLTC0019b-JSON",
        "RMLTC0020b-CSV",
        "RMLTC0020b-JSON",
    ]
    .map(|name| (name, Leniency::Skipping));
    run("rml-legacy", &excluded, &skipping, |name| {
        !name.ends_with("-XML")
    });
}
