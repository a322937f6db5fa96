//! What is wrong in several files of a publication is told in one run, and what has to wait is named.

use super::{Said, said};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A publication to start from, with shapes that projects do not meet.
pub(super) fn starter() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .args(["--quiet", "init"])
        .arg(folder.path())
        .status();
    assert!(made.expect("the program runs").success());
    change(
        folder.path(),
        "ptce.toml",
        "[build]",
        "[build]\nshapes = [\"ontology/shapes.ttl\"]",
    );
    let shapes = "\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix schema: <https://schema.org/> .
<#project> a sh:NodeShape ; sh:targetClass schema:Project ;
    sh:property [ sh:path schema:telephone ; sh:minCount 1 ] .
";
    std::fs::write(folder.path().join("ontology/shapes.ttl"), shapes).expect("a file");
    folder
}

/// Replaces the first of a text in a file.
pub(super) fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).expect("text");
    assert!(text.contains(from), "`{from}` in {file}");
    std::fs::write(path, text.replacen(from, to, 1)).expect("a file");
}

fn check(folder: &TempDir, arguments: &[&str]) -> Said {
    said(folder.path(), arguments)
}

/// The file, line and code of each diagnostic.
fn places(said: &Said) -> Vec<String> {
    let told = said.lines.iter();
    let told = told.filter_map(|line| {
        let (place, rest) = line.split_once(": error[")?;
        let mut place = place.split(':');
        let (file, line) = (place.next()?, place.next().unwrap_or_default());
        Some(format!("{file}:{line} {}", rest.split(']').next()?))
    });
    told.collect()
}

/// The line on which a text stands first, from 1.
fn line(folder: &TempDir, file: &str, text: &str) -> usize {
    let whole = std::fs::read_to_string(folder.path().join(file)).expect("text");
    let before = whole.split(text).next().unwrap_or_default();
    assert!(before.len() < whole.len(), "`{text}` in {file}");
    before.matches('\n').count() + 1
}

#[test]
fn errors_of_all_files_are_told_at_once() {
    let folder = starter();
    let of = folder.path();
    change(of, "data/projects.csv", "12000", "12 000");
    change(
        of,
        "ontology/mapping.ttl",
        "rml:reference \"grant_eur\"",
        "rml:reference \"grant\"",
    );
    change(of, "ontology/labels.ttl", "\n", "\nnobody:x a nobody:y .\n");
    change(
        of,
        "ontology/shapes.ttl",
        "sh:minCount 1",
        "sh:minCount \"x\"",
    );
    change(of, "queries/nombre-de-projets.rq", "SELECT", "SELEC");
    change(
        of,
        "ptce.toml",
        "[home]",
        "[[build.links]]\nname = \"r\"\nfiles = [\"data/links/r.tsv\"]\n\n[home]",
    );
    let told = check(&folder, &["--format", "short"]);
    let expected = [
        "data/links/r.tsv: P003".to_owned(),
        format!(
            "data/projects.csv:{} T004",
            line(&folder, "data/projects.csv", "12 000")
        ),
        format!(
            "ontology/labels.ttl:{} G004",
            line(&folder, "ontology/labels.ttl", "nobody")
        ),
        format!(
            "ontology/mapping.ttl:{} M009",
            line(&folder, "ontology/mapping.ttl", "\"grant\"")
        ),
        format!(
            "ontology/shapes.ttl:{} H002",
            line(&folder, "ontology/shapes.ttl", "sh:minCount")
        ),
        format!(
            "queries/nombre-de-projets.rq:{} Q014",
            line(&folder, "queries/nombre-de-projets.rq", "SELEC")
        ),
    ];
    assert_eq!(places(&told), expected, "{told:#?}");
    assert_eq!(told.status, 1);
    let last = told.lines.last().map(String::as_str).unwrap_or_default();
    assert!(
        last.starts_with("not checked: the graph and its shapes"),
        "{last}"
    );
}

#[test]
fn a_fault_of_a_table_is_not_told_as_one_of_the_mapping() {
    let folder = starter();
    change(folder.path(), "data/projects.csv", "grant_eur", "grant");
    let told = check(&folder, &["--format", "short"]);
    assert_eq!(places(&told), ["data/projects.csv:1 T011"]);
    std::fs::remove_file(folder.path().join("data/projects.csv")).expect("removed");
    let told = check(&folder, &["--format", "short"]);
    assert_eq!(places(&told), ["data/projects.csv: T001"]);
}

#[test]
fn shapes_do_not_wait_for_queries() {
    let folder = starter();
    change(
        folder.path(),
        "queries/nombre-de-projets.rq",
        "SELECT",
        "SELEC",
    );
    let told = check(&folder, &["--format", "short"]);
    let codes: Vec<_> = places(&told)
        .iter()
        .map(|place| place[place.len() - 4..].to_owned())
        .collect();
    assert_eq!(codes, ["H003", "H003", "Q014"], "one for each project");
    assert!(
        !told
            .lines
            .iter()
            .any(|line| line.starts_with("not checked")),
        "{told:?}"
    );
}

#[test]
fn without_a_description_the_other_files_are_judged() {
    let folder = starter();
    let of = folder.path();
    change(of, "data/datapackage.json", "{", "");
    change(
        of,
        "ontology/mapping.ttl",
        "rml:reference \"grant_eur\"",
        "rml:reference \"grant\"",
    );
    change(of, "queries/nombre-de-projets.rq", "SELECT", "SELEC");
    let told = check(&folder, &["--format", "short"]);
    let codes: Vec<_> = places(&told)
        .iter()
        .map(|place| place[place.len() - 4..].to_owned())
        .collect();
    assert_eq!(codes, ["T041", "M009", "Q014"], "{told:#?}");
    assert_eq!(told.status, 1, "as build ends");
    assert!(
        told.lines.contains(
            &"non vérifié : les tables, tant que data/datapackage.json n'est pas corrigé"
                .to_owned()
        ),
        "{told:#?}"
    );
}

#[test]
fn what_waits_is_told_in_json_too() {
    let folder = starter();
    change(folder.path(), "data/datapackage.json", "{", "");
    let told = check(&folder, &["--format", "json"]);
    let objects: Vec<serde_json::Value> = told
        .lines
        .iter()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .collect();
    assert_eq!(objects[0]["code"], "T041");
    let waiting: Vec<_> = objects
        .iter()
        .map(|one| &one["not_checked"]["en"])
        .collect();
    assert_eq!(
        waiting[1..],
        [
            "the tables, until data/datapackage.json is mended",
            "the graph and its shapes, while the tables and the files it is made of have errors",
        ]
    );
    assert_eq!(
        objects[1]["not_checked"]["fr"],
        "les tables, tant que data/datapackage.json n'est pas corrigé"
    );
}

#[test]
fn without_a_description_another_delimiter_is_no_fault_of_the_mapping() {
    let folder = starter();
    let of = folder.path();
    let table = of.join("data/projects.csv");
    let text = std::fs::read_to_string(&table).expect("text");
    std::fs::write(&table, text.replace(',', ";")).expect("a file");
    change(of, "data/datapackage.json", "{", "");
    let told = check(&folder, &["--format", "short"]);
    let codes = |told: &Said| -> Vec<String> {
        let places = places(told).into_iter();
        places
            .map(|place| place[place.len() - 4..].to_owned())
            .collect()
    };
    assert_eq!(codes(&told), ["T041"], "{told:#?}");
    // A column that is not there by any delimiter is.
    change(
        of,
        "ontology/mapping.ttl",
        "rml:reference \"grant_eur\"",
        "rml:reference \"grant\"",
    );
    let told = check(&folder, &["--format", "short"]);
    assert_eq!(codes(&told), ["T041", "M009"], "{told:#?}");
}

#[test]
fn a_mapping_that_cannot_be_run_is_told_without_shapes() {
    let folder = starter();
    change(
        folder.path(),
        "ptce.toml",
        "shapes = [\"ontology/shapes.ttl\"]",
        "",
    );
    change(
        folder.path(),
        "ontology/mapping.ttl",
        "data/projects.csv",
        "data/project.csv",
    );
    let told = check(&folder, &["--format", "short"]);
    let expected = format!(
        "ontology/mapping.ttl:{} M010",
        line(&folder, "ontology/mapping.ttl", "data/project.csv")
    );
    assert_eq!(places(&told), [expected], "{told:?}");
}

#[test]
fn semicolons_that_are_declared_are_read_by_checks_and_mapping() {
    let folder = starter();
    let of = folder.path();
    let shapes = "shapes = [\"ontology/shapes.ttl\"]";
    change(of, "ptce.toml", shapes, "");
    let built = |out: &str| {
        let built = Command::new(env!("CARGO_BIN_EXE_ptce"))
            .current_dir(of)
            .args(["--publication", ".", "build", "--out", out])
            .output()
            .expect("the program runs");
        assert!(built.status.success(), "{built:?}");
        std::fs::read_to_string(of.join(out).join("current")).expect("a version")
    };
    let before = built("a");
    let table = of.join("data/projects.csv");
    let text = std::fs::read_to_string(&table).expect("text");
    std::fs::write(&table, text.replace(',', ";")).expect("a file");
    let told = check(&folder, &[]);
    let help = "\"dialect\": {\"delimiter\": \";\"}";
    assert!(told.lines.join("\n").contains(help), "{told:#?}");
    let path = "\"path\": \"projects.csv\",";
    change(
        of,
        "data/datapackage.json",
        path,
        &format!("{path} {help},"),
    );
    assert_eq!(check(&folder, &[]).lines, ["checked 2 tables, 4 rows"]);
    assert_eq!(built("b"), before, "the same rows make the same version");
}

#[test]
fn what_shapes_say_has_a_line() {
    let folder = starter();
    let told = check(&folder, &["--format", "short"]);
    let rows = ["data/projects.csv:2 H003", "data/projects.csv:3 H003"];
    assert_eq!(places(&told), rows, "{told:#?}");
    let shapes = "ontology/shapes.ttl";
    let number = line(&folder, shapes, "sh:minCount");
    for (from, to, code) in [
        ("sh:minCount", "sh:minCout", "H001"),
        ("sh:minCout 1", "sh:minCount \"x\"", "H002"),
    ] {
        change(folder.path(), shapes, from, to);
        let told = check(&folder, &["--format", "short"]);
        assert_eq!(
            places(&told),
            [format!("{shapes}:{number} {code}")],
            "{told:#?}"
        );
    }
}

#[test]
fn what_shapes_say_of_a_turtle_file_has_a_line() {
    let folder = starter();
    let of = folder.path();
    let file = "ontology/former.ttl";
    let text =
        "@prefix schema: <https://schema.org/> .\n\n<id/project/former>\n  a schema:Project .\n";
    std::fs::write(of.join(file), text).expect("a file");
    let files = "files = [\"ontology/labels.ttl\"";
    change(of, "ptce.toml", files, &format!("{files}, \"{file}\""));
    let told = check(&folder, &["--format", "short"]);
    let expected = [
        "data/projects.csv:2 H003",
        "data/projects.csv:3 H003",
        "ontology/former.ttl:4 H003",
    ];
    assert_eq!(places(&told), expected, "{told:#?}");
    // Of what was withdrawn nothing more is asked.
    let withdrawn = text.replace(
        " .\n",
        " ;\n  <http://www.w3.org/2002/07/owl#deprecated> true .\n",
    );
    let withdrawn = withdrawn.replacen(
        " ;\n  <http://www.w3.org/2002/07/owl#deprecated> true",
        "",
        1,
    );
    std::fs::write(of.join(file), withdrawn).expect("a file");
    let told = check(&folder, &["--format", "short"]);
    assert_eq!(places(&told), expected[..2], "{told:#?}");
}

#[test]
fn values_that_a_mapping_refuses_keep_the_shapes_waiting() {
    let folder = starter();
    let of = folder.path();
    let mapped = "rml:reference \"grant_eur\" ; rml:datatype xsd:integer";
    change(
        of,
        "ontology/mapping.ttl",
        mapped,
        "rml:reference \"key\" ; rml:datatype xsd:integer",
    );
    let told = check(&folder, &["--format", "json"]);
    assert!(
        told.lines.iter().any(|line| line.contains("\"M105\"")),
        "{told:#?}"
    );
    let waits =
        |line: &String| line.contains("not_checked") && line.contains("the graph and its shapes");
    assert!(told.lines.iter().any(waits), "{told:#?}");
}

#[test]
fn restricted_tables_are_looked_at_as_they_are_built() {
    let folder = starter();
    let of = folder.path();
    let mapping = "\
@prefix rml: <http://w3id.org/rml/> .
<#m> rml:logicalSource [ rml:source \"people.csv\" ; rml:referenceFormulation rml:CSV ] ;
  rml:subjectMap [ rml:template \"https://example.org/id/person/{key}\" ] ;
  rml:predicateObjectMap [ rml:predicate <http://xmlns.com/foaf/0.1/name> ; rml:objectMap [ rml:reference \"name\" ] ] .
";
    std::fs::write(of.join("ontology/people.ttl"), mapping).expect("a file");
    let build = "[build]\nrestricted_mappings = [\"ontology/people.ttl\"]";
    change(of, "ptce.toml", "[build]", build);
    let mine = of.join("mine");
    std::fs::create_dir(&mine).expect("a folder");
    let codes = || {
        let path = mine.to_str().expect("UTF-8");
        let told = check(
            &folder,
            &["--format", "short", "--quiet", "--restricted", path],
        );
        let of_mapping = |line: &&String| line.contains("[M009]") || line.contains("[M010]");
        told.lines.iter().filter(of_mapping).count()
    };
    assert_eq!(codes(), 1, "there is no such table");
    for (text, faults) in [
        ("key,nom\na,Jeanne Exemple\n", 1),
        ("key,name\na,Jeanne Exemple\n", 0),
    ] {
        std::fs::write(mine.join("people.csv"), text).expect("a file");
        assert_eq!(codes(), faults, "{text}");
    }
}

#[test]
fn the_name_of_a_graph_that_is_none_is_told_in_the_settings() {
    let folder = starter();
    let settings = std::fs::read_to_string(folder.path().join("ptce.toml")).expect("read");
    let graph = settings
        .lines()
        .skip_while(|line| *line != "[[build.rdf]]")
        .find_map(|line| line.strip_prefix("graph = "))
        .expect("a graph")
        .to_owned();
    let at = line(&folder, "ptce.toml", &format!("graph = {graph}"));
    change(
        folder.path(),
        "ptce.toml",
        &format!("graph = {graph}"),
        "graph = \"a b\"",
    );
    let said = check(&folder, &["--format", "short"]);
    assert!(
        places(&said).contains(&format!("ptce.toml:{at} G002")),
        "{:?}",
        places(&said)
    );
}
