//! The stored queries: each alone is a valid query and gives the answer that was counted by hand.

use crate::services::Remote;
use oxigraph::model::Quad;
use ptce::build::build;
use ptce::engine::{AnswerFormat, Engine, Limits, RequestedDataset, ResultsFormat};
use ptce::graph::dump::Format;
use ptce::publication::{Publication, StoredQuery};
use ptce::text::Bilingual;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn expected(name: &str) -> PathBuf {
    let file = format!("queries/expected/{name}.csv");
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn stored() -> (Publication, Vec<StoredQuery>) {
    let publication = Publication::open(None).expect("the bundled publication");
    let queries = publication.stored_queries().expect("described queries");
    (publication, queries)
}

#[test]
fn every_query_has_an_answer_and_every_answer_a_query() {
    let (_, queries) = stored();
    let names: BTreeSet<String> = queries.iter().map(|query| query.name.clone()).collect();
    assert!(names.len() >= 25, "{} queries", names.len());
    let folder = expected("x").parent().expect("a folder").to_owned();
    let answers: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter_map(|name| {
            let stem = name.strip_suffix(".csv").or(name.strip_suffix(".nt"));
            stem.map(str::to_owned)
        })
        .collect();
    assert_eq!(names, answers);
}

/// The lines of a graph in order, each once.
fn sorted(lines: &str) -> String {
    let lines: BTreeSet<&str> = lines.lines().collect();
    let all: Vec<&str> = lines.into_iter().collect();
    all.join("\n") + "\n"
}

#[tokio::test]
async fn every_query_gives_the_answer_that_was_counted() {
    let (publication, queries) = stored();
    let base = &publication.config.base;
    let built = build(&publication, None).expect("builds");
    let quads: Vec<Quad> = built.public.quads().to_vec();
    let merged = publication.config.sparql.default_graph;
    let engine = Engine::new(quads, merged, base, Vec::new(), Limits::default()).expect("a store");
    let mut wrong = Vec::new();
    // Those that ask a service are asked with a stand-in: see services.rs.
    for query in queries
        .iter()
        .filter(|query| !query.text.contains("SERVICE <"))
    {
        let text = query.with_values(&BTreeMap::new(), base).expect("defaults");
        let parsed = engine
            .parse(&text)
            .unwrap_or_else(|e| panic!("{}: {e}", query.path));
        let builds = query.text.contains("CONSTRUCT {");
        let format = match builds {
            true => AnswerFormat::Graph(Format::Nt),
            false => AnswerFormat::Results(ResultsFormat::Csv),
        };
        let answer = engine
            .query(parsed, RequestedDataset::default(), format)
            .await;
        let answer = answer
            .expect("an answer")
            .collect()
            .await
            .expect("a whole answer");
        let answer = String::from_utf8(answer)
            .expect("UTF-8")
            .replace("\r\n", "\n");
        let (answer, file) = match builds {
            true => (sorted(&answer), expected(&query.name).with_extension("nt")),
            false => (answer, expected(&query.name)),
        };
        let counted = std::fs::read_to_string(file).expect("an answer");
        if answer != counted.replace("\r\n", "\n") {
            wrong.push(format!(
                "{}\n  engine:\n{answer}\n  counted:\n{counted}",
                query.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_column_has_a_title_of_its_own_in_both_languages() {
    let (_, queries) = stored();
    for query in queries
        .iter()
        .filter(|query| !query.text.contains("CONSTRUCT {"))
    {
        let answer = std::fs::read_to_string(expected(&query.name)).expect("an answer");
        let columns: BTreeSet<&str> = answer.lines().next().expect("a head").split(',').collect();
        let titled: BTreeSet<&str> = query.columns.keys().map(String::as_str).collect();
        assert_eq!(titled, columns, "{}", query.path);
        let titles = query.columns.values();
        let titles: BTreeSet<&str> = titles.flat_map(|one| [&*one.fr, &*one.en]).collect();
        assert!(!titles.contains(""), "{}", query.path);
        for pick in [
            |one: &Bilingual| one.fr.clone(),
            |one: &Bilingual| one.en.clone(),
        ] {
            let apart: BTreeSet<String> = query.columns.values().map(pick).collect();
            assert_eq!(apart.len(), columns.len(), "{}: {apart:?}", query.path);
        }
    }
}

#[test]
fn every_parameter_is_named_and_its_default_is_among_its_choices() {
    let (publication, queries) = stored();
    let built = build(&publication, None).expect("builds");
    let mut chosen = 0;
    for (query, one) in queries
        .iter()
        .flat_map(|query| query.parameters.iter().map(move |one| (query, one)))
    {
        let place = format!("{}: {}", query.path, one.name);
        assert!(
            !one.title.fr.is_empty() && !one.title.en.is_empty(),
            "{place}"
        );
        let default = one.default.as_deref().expect("a default");
        if let Some(of) = &one.of {
            let iri = |text: &str| format!("<{}>", publication.config.iri(text));
            let (thing, of) = (iri(default), iri(of));
            let quads = built.public.quads().iter();
            let mut members = quads.filter(|quad| quad.object.to_string() == of);
            assert!(
                members.any(|quad| quad.subject.to_string() == thing),
                "{place}"
            );
            chosen += 1;
        }
        if !one.one_of.is_empty() {
            assert!(one.one_of.iter().any(|value| value == default), "{place}");
            chosen += 1;
        }
    }
    assert!(chosen > 20, "{chosen}");
}

#[test]
fn a_query_is_explained_in_place_of_its_answer() {
    let told = |more: &[&str]| {
        let program = std::process::Command::new(env!("CARGO_BIN_EXE_ptce"))
            .args(["query", "nombre-de-laureats", "--explain"])
            .args(more)
            .output();
        let output = program.expect("runs");
        let text = String::from_utf8(output.stdout).expect("text");
        (output.status.code(), text)
    };
    let (status, text) = told(&["--format", "text"]);
    assert_eq!(status, Some(0));
    assert!(text.starts_with("answered by: operators\n"), "{text}");
    let (status, text) = told(&["--format", "json"]);
    assert_eq!(status, Some(0));
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((&json["rows"], &json["lane"]), (&1.into(), &"cheap".into()));
    // 14 laureates are counted, whatever the steps are called.
    let steps = json["steps"].as_array().expect("steps");
    assert!(steps.iter().any(|step| step["rows"] == 14), "{text}");
    assert_eq!(told(&["--endpoint", "https://example.org/"]).0, Some(2));
}

/// What `ptce` says in a folder: its exit status, its answer, its diagnostics.
fn asked(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let program = std::process::Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(folder)
        .args(arguments)
        .output();
    let output = program.expect("runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn an_error_that_is_cut_within_a_character_is_told() {
    // 2000 bytes are shown: the last `é` that begins there is cut.
    let remote = Remote::saying(
        "400 Bad Request",
        String::new(),
        format!("!{}", "é".repeat(1500)),
    );
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.rq"), "ASK {}").expect("written");
    let told = asked(
        folder.path(),
        &["query", "a.rq", "--endpoint", &remote.iri()],
    );
    let expected = format!("answered 400 Bad Request: !{}\n", "é".repeat(999));
    assert_eq!(told.0, Some(2));
    assert!(told.2.contains(&expected), "{}", told.2);
}

#[test]
fn the_parameters_of_a_given_query_are_those_that_it_declares() {
    let folder = tempfile::tempdir().expect("a folder");
    let query = "\u{feff}#+ param.min: integer = 1\nSELECT (?_min AS ?n) {}";
    std::fs::write(folder.path().join("mine.rq"), query).expect("written");
    let ask = |more: &[&str]| {
        let arguments = [&["query", "mine.rq", "--results", "csv"], more].concat();
        asked(folder.path(), &arguments)
    };
    assert_eq!(ask(&[]).1, "n\r\n1\r\n");
    assert_eq!(ask(&["--param", "min=3"]).1, "n\r\n3\r\n");
    for (wrong, code) in [
        (&["--param", "mi=3"][..], "Q006"),
        (&["--param", "min=3", "--param", "min=4"], "Q006"),
        (&["--param", "min=x"], "Q008"),
    ] {
        let (status, _, said) = ask(wrong);
        assert!(status == Some(2) && said.contains(code), "{said}");
    }
}

#[test]
fn the_publication_is_that_of_the_folder_one_is_in() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(asked(folder.path(), &["init", "mine"]).0, Some(0));
    let mine = folder.path().join("mine");
    assert_eq!(asked(&mine, &["check"]).0, Some(0));
    let table = mine.join("data/projects.csv");
    let text = std::fs::read_to_string(&table).expect("a table");
    std::fs::write(&table, text.replace("12000", "12 000 €")).expect("written");
    let (status, _, said) = asked(&mine, &["check", "--format", "short"]);
    assert!(
        status == Some(1) && said.starts_with("data/projects.csv:2:"),
        "{said}"
    );
    assert_eq!(asked(folder.path(), &["check"]).0, Some(0));
}

/// What `ptce query` answers, or else what is said.
fn answered(arguments: &[&str]) -> Result<String, String> {
    let arguments = [&["query"], arguments].concat();
    match asked(Path::new("."), &arguments) {
        (Some(0), answer, _) => Ok(answer),
        (_, _, said) => Err(said),
    }
}

#[test]
fn a_query_may_stand_on_the_command_line() {
    let values = "SELECT ?n { VALUES ?n { 7 } }";
    let given = answered(&[values, "--results", "csv"]);
    assert_eq!(given.as_deref(), Ok("n\r\n7\r\n"));
    let wrong = answered(&["ASK {\n ?s ?p }"]).expect_err("no query");
    assert!(wrong.contains("QUERY:2:2"), "{wrong}");
}

#[test]
fn a_name_that_no_query_has_leads_to_those_that_are() {
    for (name, way) in [
        (
            "nombre-de-laureat",
            "sans doute nombre-de-laureats ; ptce query",
        ),
        ("xyz", "aide : ptce query, sans nom, donne la liste"),
    ] {
        let said = answered(&[name]).expect_err("no such query");
        assert!(said.contains(way), "{said}");
    }
    let said = answered(&["organisations-sous-plusieurs-noms", "--param", "x=1"])
        .expect_err("no parameter");
    assert!(
        said.contains("organisations-sous-plusieurs-noms n'a pas de paramètre"),
        "{said}"
    );
}
