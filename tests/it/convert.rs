//! `ptce convert` on the cases of `tests/fixtures/convert` and at its edges.

mod files;
mod hostile;
mod json;
mod kinds;
mod parts;
mod skipped;
mod targets;
mod validate;
mod version;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Dataset;
use oxigraph::model::dataset::CanonicalizationAlgorithm;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/convert")
}

/// A copy of a case to run in.
fn copy(name: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(fixtures().join(name)).expect("a case") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, place.path().join(path.file_name().expect("a name"))).expect("a copy");
    }
    place
}

fn convert(folder: &Path, arguments: &[&str]) -> Output {
    let is_yarrrml = folder.join("mapping.yml").exists();
    let mapping = if is_yarrrml {
        "mapping.yml"
    } else {
        "mapping.ttl"
    };
    Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder)
        .args(["convert", "--mapping", mapping, "--quiet"])
        .args(arguments)
        .output()
        .expect("the program")
}

fn dataset(text: &[u8], format: RdfFormat) -> Dataset {
    let quads = RdfParser::from_format(format).for_slice(text);
    let mut dataset: Dataset = quads.map(|quad| quad.expect("valid RDF")).collect();
    dataset.canonicalize(CanonicalizationAlgorithm::Unstable);
    dataset
}

/// Runs a case and says what is not as it should be.
fn check(name: &str) -> Result<(), String> {
    let place = copy(name);
    let read = |file: &str| fs::read_to_string(place.path().join(file)).ok();
    let more = read("arguments.txt").unwrap_or_default();
    let mut arguments = vec!["--format", "short", "--output", "result.nq"];
    arguments.extend(more.lines());
    let ran = convert(place.path(), &arguments);
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    let status = read("status.txt").map(|text| text.trim().parse::<i32>().expect("a number"));
    let result = read("result.nq");
    if let Some(expected) = read("expected.txt") {
        if ran.status.code() != Some(status.unwrap_or(2)) || result.is_some() {
            return Err(format!("{name}: {}, output {result:?}\n{said}", ran.status));
        }
        return if said == expected {
            Ok(())
        } else {
            Err(format!("{name} says\n{said}"))
        };
    }
    let Some(result) = result else {
        return Err(format!("{name}: no output\n{said}"));
    };
    if ran.status.code() != Some(status.unwrap_or(0)) {
        return Err(format!("{name}: {}\n{said}", ran.status));
    }
    let expected = read("expected.nq").expect("what is expected");
    let (expected, found) = (
        dataset(expected.as_bytes(), RdfFormat::NQuads),
        dataset(result.as_bytes(), RdfFormat::NQuads),
    );
    if expected == found {
        Ok(())
    } else {
        Err(format!("{name} gives\n{found}"))
    }
}

#[test]
fn cases_give_what_is_expected() {
    let mut names: Vec<_> = fs::read_dir(fixtures())
        .expect("the cases")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let failures: Vec<_> = names.iter().filter_map(|name| check(name).err()).collect();
    assert!(
        names.len() > 10 && failures.is_empty(),
        "{}",
        failures.join("\n")
    );
}

#[test]
fn every_syntax_holds_the_same_triples() {
    let place = copy("french-spreadsheet");
    let expected = fs::read(place.path().join("expected.nq")).expect("what is expected");
    let expected = dataset(&expected, RdfFormat::NQuads);
    for (word, format) in [
        ("nt", RdfFormat::NTriples),
        ("nq", RdfFormat::NQuads),
        ("ttl", RdfFormat::Turtle),
        ("trig", RdfFormat::TriG),
        ("rdfxml", RdfFormat::RdfXml),
        (
            "jsonld",
            RdfFormat::JsonLd {
                profile: oxigraph::io::JsonLdProfileSet::empty(),
            },
        ),
    ] {
        let ran = convert(place.path(), &["--format", word]);
        assert!(
            ran.status.success(),
            "{word}: {}",
            String::from_utf8_lossy(&ran.stderr)
        );
        assert_eq!(dataset(&ran.stdout, format), expected, "{word}");
    }
}

#[test]
fn targets_take_their_triples() {
    for (case, target) in [
        ("targets", "literals.nt"),
        ("yarrrml", "names.nq"),
        ("older-targets", "the literals.nt"),
    ] {
        let place = copy(case);
        let ran = convert(place.path(), &["--output", "result.nq"]);
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        let read = |name: &str| fs::read_to_string(place.path().join(name)).expect(name);
        assert_eq!(read(target), read(&format!("expected.{target}")));
    }
}

/// A type that is said of a constant has no effect (RML-Core, term types), and is told.
#[test]
fn what_has_no_effect_is_told_beside_the_result() {
    let place = copy("constant-types");
    let ran = convert(
        place.path(),
        &["--format", "short", "--output", "result.nq"],
    );
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    let at = |line: &str| line.split(": rml:").next().map(str::to_owned);
    let lines: Vec<_> = said.lines().filter_map(at).collect();
    let expected = ["6:53", "8:53", "9:42"].map(|at| format!("mapping.ttl:{at}: warning[M008]"));
    assert_eq!(
        (ran.status.code(), lines),
        (Some(0), expected.to_vec()),
        "{said}"
    );
}

#[test]
fn what_stood_there_stays_when_the_run_fails() {
    let place = copy("wrong-values");
    let result = place.path().join("result.nq");
    fs::write(&result, "before").expect("written");
    assert_eq!(
        convert(place.path(), &["--output", "result.nq"])
            .status
            .code(),
        Some(1)
    );
    assert_eq!(fs::read_to_string(&result).expect("a file"), "before");
    let names: Vec<_> = fs::read_dir(place.path())
        .expect("the folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.contains("partial"))
        .collect();
    assert_eq!(names, [""; 0]);
    let ran = convert(place.path(), &[]);
    assert_eq!((ran.status.code(), ran.stdout.len()), (Some(1), 0));
}

#[test]
fn a_base_that_is_none_is_told_once() {
    let place = copy("iris");
    let ran = convert(place.path(), &["--base", "nope", "--format", "short"]);
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.contains("error[M016]: `--base nope` is no absolute IRI"),
        "{said}"
    );
}

#[test]
fn named_graphs_need_a_syntax_that_has_them() {
    let place = tempfile::tempdir().expect("a folder");
    let mapping = "@prefix rml: <http://w3id.org/rml/> .\n\
        <http://ex.org/M> rml:logicalSource [ rml:source \"t.csv\" ; rml:referenceFormulation rml:CSV ] ;\n\
        rml:subjectMap [ rml:template \"http://ex.org/{id}\" ; rml:class <http://ex.org/C> ; rml:graph <http://ex.org/g> ] .";
    fs::write(place.path().join("mapping.ttl"), mapping).expect("written");
    fs::write(place.path().join("t.csv"), "id\n1\n").expect("written");
    let ran = convert(place.path(), &["--format", "nt", "--format", "short"]);
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("error[M201]"));
    assert!(convert(place.path(), &["--format", "nq"]).status.success());
}

#[test]
fn repeated_triples_are_written_once_whatever_the_memory() {
    let place = copy("blank-nodes");
    let mapping = "@prefix rml: <http://w3id.org/rml/> .\n\
        <http://ex.org/M> rml:logicalSource [ rml:source \"t.csv\" ; rml:referenceFormulation rml:CSV ] ;\n\
        rml:subjectMap [ rml:template \"http://ex.org/{a}\" ; rml:class <http://ex.org/C> ] .";
    fs::write(place.path().join("mapping.ttl"), mapping).expect("written");
    for memory in ["0", "1"] {
        let ran = convert(place.path(), &["--memory", memory]);
        let text = String::from_utf8(ran.stdout).expect("UTF-8");
        assert_eq!(text.lines().count(), 2, "{text}");
    }
}

#[test]
fn a_drafted_mapping_runs_as_it_is() {
    let place = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, bytes: &[u8]| fs::write(place.path().join(name), bytes).expect("written");
    let text = "Clé;Nom;Subvention (€);Créée le;Secteurs;Site web;résumé_fr;a) \\b;nom\n\
        01a;\"L'Élan ; coopérative\";1 234,50;14/01/2016;bois;https://elan.example/;Un résumé;x;y\n\
        02b;Pôle sud;26158;;bois;énergie;;;\n";
    let text = text.replace("bois;énergie", "\"bois; énergie\";");
    let latin = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    write("structures.csv", &latin);
    let ptce = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
        let ran = command
            .current_dir(place.path())
            .arg("convert")
            .args(arguments)
            .output();
        let ran = ran.expect("the program");
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.success(), "{arguments:?}: {said}");
        String::from_utf8(ran.stdout).expect("UTF-8")
    };
    ptce(&["--infer", "structures.csv", "--output", "m.yml"]);
    let found = ptce(&["--mapping", "m.yml"]);
    let id = "<http://example.org/structures/01a>";
    for expected in [
        "<http://www.w3.org/2000/01/rdf-schema#label> \"L'Élan ; coopérative\"",
        "<http://example.org/structures/subvention> \"1234.50\"^^<http://www.w3.org/2001/XMLSchema#decimal>",
        "<http://example.org/structures/creeeLe> \"2016-01-14\"^^<http://www.w3.org/2001/XMLSchema#date>",
        "<http://xmlns.com/foaf/0.1/homepage> <https://elan.example/>",
        "<http://example.org/structures/resumeFr> \"Un résumé\"@fr",
        "<http://example.org/structures/aB> \"x\"",
        "<http://example.org/structures/nom2> \"y\"",
    ] {
        assert!(
            found.contains(&format!("{id} {expected} .")),
            "{expected}\n{found}"
        );
    }
    assert!(
        found.contains("/02b> <http://example.org/structures/secteurs> \"énergie\""),
        "{found}"
    );
    let schema = fs::read(place.path().join("m.schema.json")).expect("a schema");
    let schema: serde_json::Value = serde_json::from_slice(&schema).expect("JSON");
    assert_eq!(schema["primaryKey"], serde_json::json!(["Clé"]));
    assert_eq!(schema["fields"][2]["decimalChar"], ",");
    // A table in another folder, and a sheet.
    fs::create_dir(place.path().join("other")).expect("a folder");
    ptce(&["--infer", "structures.csv", "--output", "other/m.yml"]);
    assert_eq!(ptce(&["--mapping", "other/m.yml"]), found);
    let book = fixtures().join("sheet-ods/structures.ods#Structures");
    ptce(&["--infer", &book.display().to_string(), "--output", "s.yml"]);
    let found = ptce(&["--mapping", "s.yml"]);
    assert!(found.contains("<http://example.org/structures/subvention> \"1234.5\"^^<http://www.w3.org/2001/XMLSchema#decimal>"), "{found}");
}

/// A table of cells with line ends and quotes; the keys ascend, or do not.
fn large_table(rows: u64, is_sorted: bool) -> String {
    let mut text = String::from("id,name,kind\r\n");
    for row in 0..rows {
        let id = if is_sorted { row } else { row * 7919 % rows };
        let _ = write!(
            text,
            "r{id:06},\"é \"\"{row}\"\"\n,{}\",k{}\r\n",
            "x".repeat(40),
            row % 7
        );
    }
    text
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let place = tempfile::tempdir().expect("a folder");
    let mapping = "prefixes: {ex: http://ex.org/}\nmappings:\n  m:\n    sources: [[t.csv~csv]]\n    s: ex:$(id)\n    po:\n      \
        - [ex:name, $(name)]\n      - [ex:kind, ex:$(kind)~iri]\n      - [ex:number, $(kind), xsd:string]\n";
    fs::write(place.path().join("mapping.yml"), mapping).expect("written");
    let run = |arguments: &[&str]| {
        let ran = convert(
            place.path(),
            &[&["--format", "nq", "--format", "short"], arguments].concat(),
        );
        (
            ran.status.code(),
            ran.stdout,
            String::from_utf8(ran.stderr).expect("UTF-8"),
        )
    };
    for is_sorted in [true, false] {
        fs::write(place.path().join("t.csv"), large_table(20_000, is_sorted)).expect("written");
        let alone = run(&["--threads", "1"]);
        assert_eq!((alone.0, alone.2.as_str()), (Some(0), ""));
        let lines = alone.1.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(lines, 60_000);
        for threads in ["0", "2", "5"] {
            assert!(
                run(&["--threads", threads]) == alone,
                "{threads} {is_sorted}"
            );
        }
        // With little memory the order is another one, the triples are the same.
        let mut spilled = run(&["--threads", "2", "--memory", "1"]).1;
        let sorted = |bytes: &mut Vec<u8>| {
            let mut lines: Vec<Vec<u8>> =
                bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
            lines.sort();
            lines
        };
        assert!(
            sorted(&mut spilled) == sorted(&mut alone.1.clone()),
            "{is_sorted}"
        );
    }
    // So is what is noted of where they come from.
    fs::write(place.path().join("t.csv"), large_table(20_000, true)).expect("written");
    let noted = ["1", "3"].map(|threads| {
        run(&["--threads", threads, "--provenance", "p.tsv"]);
        fs::read_to_string(place.path().join("p.tsv")).expect("a table")
    });
    assert_eq!(
        noted[0]
            .lines()
            .filter(|line| !line.starts_with('#'))
            .count(),
        20_000
    );
    assert!(noted[0] == noted[1]);
    // Faults are the same too: rows that are wrong, and one that ends the reading.
    let mut text = large_table(20_000, true)
        .replace(",k3\r", ",\"k 3>\"\r")
        .replace("r019000,", "r019000,one too many,");
    text.push_str("r,\"open\n");
    fs::write(place.path().join("t.csv"), text).expect("written");
    fs::write(
        place.path().join("mapping.yml"),
        mapping.replace("xsd:string", "xsd:integer"),
    )
    .expect("written");
    let alone = run(&["--threads", "1"]);
    assert_eq!((alone.0, alone.1.len()), (Some(1), 0));
    assert!(
        alone.2.contains("T006") && alone.2.contains("M100"),
        "{}",
        alone.2
    );
    for threads in ["2", "5"] {
        assert_eq!(run(&["--threads", threads]), alone, "{threads}");
    }
    // As many values are told as one asks for; the others are counted.
    for threads in ["1", "3"] {
        let few = run(&["--threads", threads, "--faults", "2"]).2;
        assert_eq!(few.matches("error[M1").count(), 3, "{few}");
        assert!(few.contains("M100") && few.contains("T006"), "{few}");
        let all = run(&["--threads", threads, "--faults", "100000"]).2;
        assert!(all.matches("error[M1").count() > 1_000 && !all.contains("M100"));
        assert_eq!(all.matches("error[T010]").count(), 1);
    }
}

#[test]
fn a_join_gives_the_same_whatever_its_memory_and_threads() {
    let place = tempfile::tempdir().expect("a folder");
    let mapping = "prefixes: {ex: http://ex.org/}\nmappings:\n  child:\n    sources: [[t.csv~csv]]\n    s: ex:child/$(id)\n    po:\n      \
        - p: ex:of\n        o: {mapping: parent, condition: {function: equal, parameters: [[str1, $(kind)], [str2, $(group)]]}}\n  \
        parent:\n    sources: [[parents.csv~csv]]\n    s: ex:parent/$(key)\n    po: [[a, ex:Parent]]\n";
    fs::write(place.path().join("mapping.yml"), mapping).expect("written");
    fs::write(place.path().join("t.csv"), large_table(3000, true)).expect("written");
    // About 2 MiB of parents, of which one in a thousand is looked for.
    let mut parents = String::from("key,group\n");
    for row in 0..20_000 {
        let group = if row % 1000 == 7 { row % 7 } else { row };
        let _ = writeln!(parents, "parent-{row:07},k{group}");
    }
    fs::write(place.path().join("parents.csv"), parents).expect("written");
    let run = |arguments: &[&str]| {
        let ran = convert(place.path(), arguments);
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        ran.stdout
    };
    let whole = run(&["--threads", "1"]);
    let text = String::from_utf8(whole.clone()).expect("UTF-8");
    let looked_for = (0..20_000).filter(|row| row % 1000 == 7 || *row < 7);
    let mut of_kind = [0; 7];
    looked_for.for_each(|row| of_kind[row % 7] += 1);
    let joined: usize = (0..3000).map(|row| of_kind[row % 7]).sum();
    assert_eq!(text.lines().count(), joined + 20_000);
    for arguments in [
        ["--threads", "4", "--memory", "256"],
        ["--threads", "1", "--memory", "1"],
        ["--threads", "4", "--memory", "1"],
    ] {
        assert!(run(&arguments) == whole, "{arguments:?}");
    }
}

#[test]
fn provenance_names_the_row_and_the_rule_of_each_triple() {
    let place = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).expect("written");
    let mapping = "prefixes: {ex: http://ex.org/}\nmappings:\n  m:\n    sources: [{access: t.csv, null: \"\"}]\n    s: ex:$(id)\n    po:\n      \
        - [a, ex:C]\n      - [ex:name, $(name)]\n      - {p: ex:part, o: {function: split, parameters: {value: $(parts), separator: \";\"}}}\n";
    write("mapping.yml", mapping);
    write("t.csv", "id,name,parts\n1,\"a\nb\",x;y\n2,,z\n");
    let ran = convert(place.path(), &["--provenance", "p.tsv", "--output", "o.nq"]);
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let read = |name: &str| fs::read_to_string(place.path().join(name)).expect(name);
    let rules = "#ptce-provenance\t1\n#rule\t1\tmapping.yml:7:9\t[\"id\"]\n#rule\t2\tmapping.yml:8:9\t[\"id\",\"name\"]\n\
        #rule\t3\tmapping.yml:9:9\t[\"id\",\"parts\"]\n#source\t1\tt.csv\n";
    let rows = "#pattern\t1\t1 2 3*2\n1\t1\t2\t1\n#pattern\t2\t1 3\n5\t1\t4\t2\n";
    assert_eq!(read("p.tsv"), format!("{rules}{rows}"));
    for name in ["p.tsv.gz", "P.ZST"] {
        let ran = convert(place.path(), &["--provenance", name, "--output", "o.nq.gz"]);
        assert!(ran.status.success(), "{ran:?}");
        let bytes = fs::read(place.path().join(name)).expect("a file");
        let found = files::unpacked(&bytes);
        assert_eq!(String::from_utf8_lossy(&found), format!("{rules}{rows}"));
        assert_ne!(found, bytes, "{name} is packed");
    }
    assert_eq!(
        read("o.nq").lines().nth(5),
        Some("<http://ex.org/2> <http://ex.org/part> \"z\" .")
    );
    // A triple that a later row makes again.
    write("t.csv", "id,name,parts\n1,,x\n1,,x\n");
    let ran = convert(place.path(), &["--provenance", "p.tsv", "--output", "o.nq"]);
    assert!(ran.status.success());
    let rows = "#pattern\t1\t1 3\n=1\t1\t3\t1\n=2\t1\t3\t3\n";
    let found = read("p.tsv");
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(
        sorted(&found),
        sorted(&format!("{rules}{rows}1\t1\t2\t1\n"))
    );
    // One triple, with the values it is made of; any part may be left open.
    let ran = convert(place.path(), &["--explain", "ex:1 ex:part ?"]);
    let said = String::from_utf8(ran.stdout).expect("UTF-8");
    let one = "<http://ex.org/1> <http://ex.org/part> \"x\" .\n  ligne · row: t.csv:2\n  règle · rule: mapping.yml:9:9\n  id = 1\n  parts = x\n";
    assert_eq!(said, format!("{one}{}", one.replace("csv:2", "csv:3")));
    let ran = convert(place.path(), &["--explain", "? ex:part \"q\""]);
    assert_eq!((ran.status.code(), ran.stdout.len()), (Some(1), 0));
    let ran = convert(place.path(), &["--provenance", "p.tsv", "--format", "ttl"]);
    assert_eq!(ran.status.code(), Some(2));
}
