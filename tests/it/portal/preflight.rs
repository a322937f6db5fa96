//! `ptce preflight`: nothing to say of a publication that says everything; file, line, setting and
//! way out for each that does not.

use super::{changed, fixture, operated, run, text};
use serde_json::Value;

#[test]
fn a_whole_publication_has_all_points() {
    let out = run(&fixture(), &["preflight", "--format", "json"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let report: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(report["datasets"], 2);
    assert_eq!(report["distributions"], 12);
    assert_eq!(report["violations"], serde_json::json!([]));
    let scores = report["scores"].as_array().expect("scores");
    assert_eq!(scores.len(), 12);
    for score in scores {
        assert_eq!(score["points"], 405, "{score}");
    }
    for (dataset, quality) in report["udata"].as_object().expect("qualities") {
        assert_eq!(quality.as_f64(), Some(1.0), "{dataset}");
    }
}

#[test]
fn the_publication_of_2015_has_all_points_once_its_operator_is_known() {
    let out = run(operated().path(), &["preflight", "--format", "json"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let report: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(report["violations"], serde_json::json!([]));
    let scores = report["scores"].as_array().expect("scores");
    let distribution = |score: &Value| score["distribution"].as_str().expect("an IRI").to_owned();
    for score in scores {
        assert_eq!(score["points"], 405, "{score}");
    }
    // Every table and every file of places is a distribution beside those of the graphs.
    let tables = scores.iter().filter(|s| distribution(s).ends_with(".csv"));
    let mut tables: Vec<String> = tables
        .map(|s| {
            distribution(s)
                .rsplit('#')
                .next()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    tables.sort();
    tables.dedup();
    let text = include_str!("../../../data/datapackage.json");
    let package: Value = serde_json::from_str(text).expect("JSON");
    let all = package["resources"].as_array().expect("tables");
    let mut names: Vec<String> = all
        .iter()
        .map(|table| format!("{}.csv", table["name"].as_str().expect("a name")))
        .collect();
    names.sort();
    assert_eq!(tables, names);
    let places = scores
        .iter()
        .filter(|s| distribution(s).ends_with(".geojson"));
    assert_eq!(places.count(), 3);
    let datasets = report["datasets"].as_u64().expect("a number");
    let rdf = scores.len()
        - 3
        - scores
            .iter()
            .filter(|s| distribution(s).ends_with(".csv"))
            .count();
    assert_eq!(rdf as u64, 6 * datasets, "six syntaxes for each graph");
}

#[test]
fn a_file_that_is_not_published_is_told() {
    let bad = operated();
    let path = bad.path().join("ptce.toml");
    let settings = std::fs::read_to_string(&path).expect("settings");
    let settings = settings.replace("tables = [\"territories\",", "tables = [\"territoires\",");
    std::fs::write(&path, &settings).expect("written");
    let out = run(bad.path(), &["preflight", "--format", "short"]);
    let said = text(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    let line = settings
        .lines()
        .position(|l| l.contains("[\"territoires\","))
        .expect("the line")
        + 1;
    let wanted = format!("ptce.toml:{line}:");
    let found = said
        .lines()
        .find(|l| l.contains("no CSV file `territoires` is published"));
    assert!(
        found.is_some_and(|l| l.contains("K005") && l.contains(&wanted)),
        "{said}"
    );
}

#[test]
fn the_publication_of_2015_says_what_its_operator_must_fill_in() {
    let out = run(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")),
        &["preflight", "--format", "short"],
    );
    let said = text(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    for setting in [
        "catalog.address",
        "catalog.publisher.homepage",
        "catalog.publisher.kind",
        "catalog.contact.name.fr",
        "catalog.contact.email",
    ] {
        let line = said
            .lines()
            .find(|line| line.contains(&format!("`{setting}`")));
        let line = line.unwrap_or_else(|| panic!("{setting} in {said}"));
        assert!(
            line.contains("ptce.toml:") && line.contains("K001"),
            "{line}"
        );
    }
    // Nothing but what is not known: texts, themes, dates and places are all there.
    let others = said.lines().filter(|line| line.contains("error[K00"));
    for line in others {
        let known = ["K001", "K006", "K007", "K008"]
            .iter()
            .any(|code| line.contains(code));
        assert!(known, "{line}");
    }
}

#[test]
fn places_lie_on_the_globe() {
    for (bbox, centroid, findings) in [
        ("[200, 95, -10, 51.1]", "[2.2, 146.6]", 2),
        ("[-63.2, 51.1, 55.9, -21.4]", "[nan, 46.6]", 2),
        ("[163.2, -21.4, -155.9, 51.1]", "[180, -90]", 0),
    ] {
        let changed = changed(&[
            ("[-63.2, -21.4, 55.9, 51.1]", bbox),
            ("[2.2, 46.6]", centroid),
        ]);
        let out = run(changed.path(), &["preflight", "--format", "short"]);
        let said = text(&out.stderr);
        let told = said.lines().filter(|line| line.contains("error[K010]"));
        let told: Vec<&str> = told.collect();
        assert_eq!(told.len(), findings, "{said}");
        assert!(
            told.iter().all(|line| line.contains("ptce.toml:")),
            "{said}"
        );
    }
}

#[test]
fn placeholders_codes_and_days_are_told_with_their_place() {
    let bad = changed(&[
        (
            "https://donnees.atlas-invente.fr",
            "https://data.example.org",
        ),
        ("donnees@atlas-invente.fr", "mailto:x"),
        ("[\"SOCI\", \"ECON\"]", "[\"SOCI\", \"NOPE\"]"),
        ("modified = \"2026-11-20\"", "modified = \"2026-10-20\""),
        (
            "graph = \"graph/projets\"\ntitle",
            "graph = \"graph/projects\"\ntitle",
        ),
        ("\"coopération\"]", "\"l'été\", \"ab\"]"),
    ]);
    let out = run(bad.path(), &["preflight", "--format", "short"]);
    let said = text(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    let settings = std::fs::read_to_string(bad.path().join("ptce.toml")).expect("settings");
    let line_of = |text: &str| settings.lines().position(|l| l.contains(text)).expect(text) + 1;
    for (code, message, at) in [
        (
            "K002",
            "`catalog.address` still is a placeholder (`example.org`)",
            "data.example.org",
        ),
        ("K003", "`catalog.contact.email` is no mailbox", "mailto:x"),
        (
            "K003",
            "`catalog.themes.1` is no code of Data theme: NOPE",
            "themes = [\"SOCI\", \"NOPE\"]",
        ),
        (
            "K004",
            "`catalog.modified` is before `catalog.issued`",
            "modified = \"2026-10-20\"",
        ),
        (
            "K005",
            "the data has no graph `https://w3id.org/atlas-invente/graph/projects`",
            "graph = \"graph/projects\"",
        ),
        (
            "K007",
            "50 of 405 points of the European assessment are lost on 12 of 12",
            "data.example.org",
        ),
        ("K008", "udata drops the keyword `ab`", "l'été"),
        ("K009", "CKAN refuses the tag `l'été`", "l'été"),
    ] {
        let wanted = format!("ptce.toml:{}:", line_of(at));
        let line = said
            .lines()
            .find(|l| l.contains(message))
            .unwrap_or_else(|| panic!("{message} in {said}"));
        assert!(
            line.contains(code) && line.contains(&wanted),
            "{wanted} {line}"
        );
    }
}
