//! The W3C's test suites of SPARQL 1.0, 1.1 and 1.2, from their own manifests, put to the real
//! binary over HTTP.
//!
//! In: the suites (`PTCE_SUITES`, or `../shared/suites` beside the project). Out: every case passes
//! but those that [`excluded`] names with a reason, and those still fail; without the suites, a line
//! that says so.

mod elsewhere;
mod excluded;
mod manifest;
mod requests;
mod results;
mod rows;
mod store;

use elsewhere::Elsewhere;
use excluded::EXCLUDED;
use manifest::{BASE, Case, Graphs, cases};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, Term};
use results::Outcome;
use rows::{Order, Row, same};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::Store;

/// What asks at the same time.
const CLIENTS: usize = 3;
const SD: &str = "http://www.w3.org/ns/sparql-service-description#";

fn suite() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites");
    let folder = std::env::var_os("PTCE_SUITES").map_or(beside, PathBuf::from);
    let folder = folder.join("w3c-rdf-tests/sparql");
    if !folder.is_dir() {
        println!("skipped: no folder of suites (PTCE_SUITES)");
        return None;
    }
    Some(folder)
}

/// The cases of some classes in all three versions. Entailment regimes are other languages' rules,
/// which this endpoint does not claim.
fn all(suite: &Path, kinds: &[&str]) -> Vec<Case> {
    let parts = [
        "sparql10/manifest.ttl",
        "sparql11/manifest-all.ttl",
        "sparql12/manifest.ttl",
    ];
    let mut found: Vec<Case> = Vec::new();
    for part in parts {
        found.extend(cases(suite, &format!("{BASE}{part}")));
    }
    found.retain(|case| {
        kinds.contains(&case.kind.as_str())
            && !case.manifest.iter().any(|part| part == "entailment")
    });
    found
}

/// Judges cases by several clients; fails on those that fail, and on excluded ones that pass.
fn judge(
    name: &str,
    cases: &[Case],
    clients: usize,
    check: impl Fn(&Case) -> Result<(), String> + Sync,
) {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let excluded = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let result = check(case);
                    let reason = EXCLUDED.iter().find(|(iri, _)| *iri == case.iri);
                    let wrong = match (result, reason) {
                        (Ok(()), Some((_, reason))) => format!("passes, though excluded: {reason}"),
                        (Err(why), None) => why,
                        (Ok(()), None) => continue,
                        (Err(_), Some(_)) => {
                            excluded.fetch_add(1, Ordering::Relaxed);
                            continue;
                        }
                    };
                    let line = format!("{} {}: {wrong}", case.kind, case.iri);
                    failures.lock().expect("not poisoned").push(line);
                }
            });
        }
    });
    let failures = failures.into_inner().expect("not poisoned");
    let excluded = excluded.into_inner();
    let passed = cases.len() - failures.len() - excluded;
    println!(
        "{name}: {passed} of {} pass, {excluded} excluded",
        cases.len()
    );
    assert!(!cases.is_empty(), "{name}: no cases");
    assert!(
        failures.is_empty(),
        "{}\n{name}: {} failed",
        failures.join("\n"),
        failures.len()
    );
}

fn text(suite: &Path, case: &Case) -> Result<String, String> {
    let address = case.text.as_deref().ok_or("no text")?;
    std::fs::read_to_string(manifest::file(suite, address)).map_err(|e| e.to_string())
}

/// The text with the address that its relative IRIs are meant against.
fn based(case: &Case, text: &str) -> String {
    format!(
        "BASE <{}>\n{text}",
        case.text.as_deref().unwrap_or_default()
    )
}

/// The formats that a result is asked for in.
fn formats(expected: &Outcome) -> &'static [&'static str] {
    let has_triples = |rows: &[Row]| {
        rows.iter()
            .flatten()
            .flatten()
            .any(|t| matches!(t, Term::Triple(_)))
    };
    let is_xml = |rows: &[Row]| {
        let control = |c: char| c < ' ' && !"\t\n\r".contains(c);
        !rows
            .iter()
            .flatten()
            .flatten()
            .any(|t| matches!(t, Term::Literal(literal) if literal.value().contains(control)))
    };
    match expected {
        Outcome::Truth(_) => &[
            "application/sparql-results+json",
            "application/sparql-results+xml",
        ],
        Outcome::Solutions(..) => &[
            "application/sparql-results+json",
            "application/sparql-results+xml",
            "text/tab-separated-values",
            "text/csv",
        ],
        // JSON-LD has no form for triple terms.
        Outcome::Graph(rows) if has_triples(rows) => &[
            "text/turtle",
            "application/n-triples",
            "application/rdf+xml",
        ],
        // XML has no form for most control characters.
        Outcome::Graph(rows) if !is_xml(rows) => &[
            "text/turtle",
            "application/n-triples",
            "application/ld+json",
        ],
        Outcome::Graph(_) => &[
            "text/turtle",
            "application/n-triples",
            "application/rdf+xml",
            "application/ld+json",
        ],
    }
}

fn evaluate(store: &Store, elsewhere: &Elsewhere, suite: &Path, case: &Case) -> Result<(), String> {
    let text = elsewhere.there(case, &text(suite, case)?);
    let asked = store::asked(suite, case);
    let graphs = (!store::chooses(&text)).then_some(&asked);
    let result = case.result.as_deref().ok_or("no result")?;
    let expected = results::expected(&manifest::file(suite, result), result)?;
    let given: Vec<Literal> = store::load(suite, &asked)?
        .into_iter()
        .filter_map(|quad| match quad.object {
            Term::Literal(literal) => Some(literal),
            _ => None,
        })
        .collect();
    let as_csv = Path::new(result).extension().is_some_and(|e| e == "csv");
    let mut first = None;
    for media_type in formats(&expected) {
        let response = store.query(&based(case, &text), graphs, media_type);
        if response.status != 200 || !response.whole {
            return Err(format!("{} {}", response.status, response.text()));
        }
        let body = elsewhere.here(case, response.body.clone());
        let found = results::answer(response.header("content-type"), &body)
            .map_err(|why| format!("{media_type}: {why}\n{}", response.text()))?;
        let agrees = match (*media_type, as_csv) {
            // CSV has strings only: it says what the answer in JSON says.
            ("text/csv", false) => {
                let first = first.as_ref().and_then(Outcome::as_csv);
                first.is_none_or(|first| found.is(&first, case.lax))
            }
            (_, true) => found
                .as_csv()
                .is_some_and(|found| found.is(&expected, case.lax)),
            _ => {
                let by_value = |outcome: &Outcome| outcome.by_value(&expected, &given);
                by_value(&found).is(&by_value(&expected), case.lax)
            }
        };
        if !agrees {
            return Err(format!(
                "{media_type}\nexpected\n{expected:?}found\n{found:?}"
            ));
        }
        first.get_or_insert(found);
    }
    Ok(())
}

/// The cases beside the project's other fixtures, which every run has.
fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sparql")
}

#[test]
fn our_own_cases_pass() {
    let suite = own();
    let all = cases(&suite, &format!("{BASE}manifest.ttl"));
    let store = Store::writable();
    let (updates, queries): (Vec<Case>, Vec<Case>) = all
        .into_iter()
        .partition(|case| case.kind.contains("Update"));
    let (wrong, queries): (Vec<Case>, Vec<Case>) = queries
        .into_iter()
        .partition(|case| case.kind.starts_with("Neg"));
    judge("own query syntax", &wrong, 1, |case| {
        taken(&store, &suite, case)
    });
    let elsewhere = Elsewhere::default();
    let read = Store::of(&suite, &queries, &elsewhere);
    judge("own queries", &queries, CLIENTS, |case| {
        evaluate(&read, &elsewhere, &suite, case)
    });
    judge("own updates", &updates, 1, |case| {
        match case.kind.as_str() {
            "UpdateEvaluationTest" => update(&store, &suite, case),
            _ => changed(&store, &suite, case),
        }
    });
}

#[test]
fn queries_have_the_answers_of_the_manifests() {
    let Some(suite) = suite() else { return };
    let cases = all(&suite, &["QueryEvaluationTest", "CSVResultFormatTest"]);
    let elsewhere = Elsewhere::of(&suite, &cases);
    let store = Store::of(&suite, &cases, &elsewhere);
    judge("query evaluation", &cases, CLIENTS, |case| {
        evaluate(&store, &elsewhere, &suite, case)
    });
}

#[test]
fn queries_are_taken_or_refused_as_the_manifests_say() {
    let Some(suite) = suite() else { return };
    let mut cases = all(&suite, &["PositiveSyntaxTest", "NegativeSyntaxTest"]);
    cases.retain(|case| {
        case.text
            .as_deref()
            .is_some_and(|text| text.ends_with(".rq"))
    });
    let store = Store::of(&suite, &[], &Elsewhere::default());
    judge("query syntax", &cases, CLIENTS, |case| {
        taken(&store, &suite, case)
    });
}

/// Whether a query is taken or refused as its class says.
fn taken(store: &Store, suite: &Path, case: &Case) -> Result<(), String> {
    let graphs = Graphs::default();
    let response = store.query(&text(suite, case)?, Some(&graphs), "*/*");
    // A query that is right may ask another endpoint, which is not allowed here.
    let wanted = match case.kind.starts_with("Pos") {
        true => [200, 403].contains(&response.status),
        false => response.status == 400,
    };
    let wrong = || format!("{} {}", response.status, response.text());
    wanted.then_some(()).ok_or_else(wrong)
}

#[test]
fn updates_have_the_effects_of_the_manifests() {
    let Some(suite) = suite() else { return };
    let cases = all(&suite, &["UpdateEvaluationTest"]);
    let store = Store::writable();
    judge("update evaluation", &cases, 1, |case| {
        update(&store, &suite, case)
    });
}

/// Whether an update leaves the graphs that are expected.
fn update(store: &Store, suite: &Path, case: &Case) -> Result<(), String> {
    store.fill(suite, &case.data)?;
    let done = store.update(&based(case, &text(suite, case)?));
    if done.status != 204 {
        return Err(format!("{} {}", done.status, done.text()));
    }
    let everything = "SELECT ?s ?p ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }";
    let answer = store.query(everything, None, "application/sparql-results+json");
    let Outcome::Solutions(names, rows, _) =
        results::answer(answer.header("content-type"), &answer.body)?
    else {
        return Err("no rows".to_owned());
    };
    let place = |name: &str| {
        names
            .iter()
            .position(|other| other == name)
            .expect("a column")
    };
    let order = ["s", "p", "o", "g"].map(place);
    let found: Vec<Row> = rows
        .iter()
        .map(|row| order.iter().map(|&at| row[at].clone()).collect())
        .collect();
    let expected = results::quads(&store::load(suite, &case.after)?);
    let wrong = || format!("expected {expected:?}\nfound {found:?}");
    same(&expected, &found, Order::Any)
        .then_some(())
        .ok_or_else(wrong)
}

#[test]
fn updates_are_taken_or_refused_as_the_manifests_say() {
    let Some(suite) = suite() else { return };
    let kinds = [
        "PositiveUpdateSyntaxTest",
        "NegativeUpdateSyntaxTest",
        "NegativeSyntaxTest",
    ];
    let mut cases = all(&suite, &kinds);
    cases.retain(|case| {
        case.text
            .as_deref()
            .is_some_and(|text| text.ends_with(".ru"))
    });
    let store = Store::writable();
    judge("update syntax", &cases, 1, |case| {
        changed(&store, &suite, case)
    });
}

/// Whether an update is taken or refused as its class says.
fn changed(store: &Store, suite: &Path, case: &Case) -> Result<(), String> {
    let response = store.update(&text(suite, case)?);
    // An update that is right may load what is not allowed here, or drop what is not there.
    let wanted = match case.kind.starts_with("Pos") {
        true => [204, 403, 404, 409].contains(&response.status),
        false => response.status == 400,
    };
    let wrong = || format!("{} {}", response.status, response.text());
    wanted.then_some(()).ok_or_else(wrong)
}

#[test]
fn requests_are_answered_as_the_protocols_say() {
    let Some(suite) = suite() else { return };
    let cases = all(&suite, &["ProtocolTest", "GraphStoreProtocolTest"]);
    let store = Store::writable();
    judge("protocol and graph store", &cases, 1, |case| {
        requests::check(&store, &suite, case)
    });
}

#[test]
fn the_service_is_described() {
    let Some(suite) = suite() else { return };
    let cases = all(&suite, &["ServiceDescriptionTest"]);
    let store = Store::writable();
    let response = store.server.get("/sparql", "text/turtle");
    let endpoint = format!("http://{}/sparql", store.server.address);
    let format = oxigraph::io::RdfFormat::Turtle;
    judge("service description", &cases, 1, |case| {
        let quads = results::rdf(format, &response.body, &endpoint)?;
        let has = |property: &str, object: &str| {
            quads.iter().any(|quad| {
                quad.predicate.as_str() == property && manifest::text(&quad.object) == object
            })
        };
        let sd = |name: &str| format!("{SD}{name}");
        let fine = match case.iri.rsplit('#').next().unwrap_or_default() {
            "returns-rdf" => response.status == 200 && !quads.is_empty(),
            "has-endpoint-triple" => has(&sd("endpoint"), &endpoint),
            // Every class and property that is used is one of the vocabulary.
            "conforms-to-schema" => {
                let known = [
                    "Service",
                    "Dataset",
                    "Graph",
                    "NamedGraph",
                    "endpoint",
                    "feature",
                    "graph",
                    "name",
                    "namedGraph",
                    "defaultDataset",
                    "defaultGraph",
                    "resultFormat",
                    "inputFormat",
                    "supportedLanguage",
                    "languageExtension",
                    "extensionFunction",
                    "extensionAggregate",
                    "propertyFeature",
                    "availableGraphs",
                    "GraphCollection",
                    "defaultEntailmentRegime",
                    "defaultSupportedEntailmentProfile",
                    "Feature",
                    "UnionDefaultGraph",
                    "BasicFederatedQuery",
                    "DereferencesURIs",
                    "SPARQL10Query",
                    "SPARQL11Query",
                    "SPARQL11Update",
                    "Function",
                    "Aggregate",
                    "EmptyGraphs",
                    "RequiresDataset",
                ];
                let used = quads.iter().flat_map(|quad| {
                    [
                        quad.predicate.as_str().to_owned(),
                        manifest::text(&quad.object),
                    ]
                });
                let used: Vec<String> = used.filter(|iri| iri.starts_with(SD)).collect();
                has(rdf::TYPE.as_str(), &sd("Service"))
                    && used.iter().all(|iri| known.contains(&&iri[SD.len()..]))
            }
            _ => false,
        };
        fine.then_some(()).ok_or(response.text().to_owned())
    });
}
