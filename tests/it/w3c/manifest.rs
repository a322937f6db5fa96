//! The manifests of the W3C's SPARQL tests.
//!
//! In: a manifest's file. Out: its cases in order, with those of the manifests it includes.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the suite stands on the web; its files get addresses below.
pub const BASE: &str = "https://w3c.github.io/rdf-tests/sparql/";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";
const UT: &str = "http://www.w3.org/2009/sparql/tests/test-update#";
const LABEL: &str = "http://www.w3.org/2000/01/rdf-schema#label";

/// The graphs of a case: files by address; a named graph is its name and its file.
#[derive(Debug, Clone, Default)]
pub struct Graphs {
    pub default: Vec<String>,
    pub named: Vec<(String, String)>,
}

/// A case of a manifest.
#[derive(Debug, Clone)]
pub struct Case {
    pub iri: String,
    /// The local name of its class, without the version at its end.
    pub kind: String,
    /// The query or the update, by address.
    pub text: Option<String>,
    pub data: Graphs,
    /// The file of the expected result of a query.
    pub result: Option<String>,
    /// The expected graphs after an update.
    pub after: Graphs,
    /// True when duplicates may be left out.
    pub lax: bool,
    /// The endpoints that it asks: address and file.
    pub services: Vec<(String, String)>,
    /// The requests of a protocol case.
    pub node: NamedOrBlankNode,
    /// The manifest that the case stands in.
    pub manifest: PathBuf,
}

/// The statements of a file by subject.
pub struct Statements(BTreeMap<String, Vec<(String, Term)>>);

impl Statements {
    /// Reads a Turtle file.
    pub fn read(path: &Path, base: &str) -> Self {
        let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let parser = RdfParser::from_format(RdfFormat::Turtle)
            .with_base_iri(base)
            .expect("a base");
        let quads: Vec<Quad> = parser
            .for_slice(&text)
            .map(|quad| quad.unwrap_or_else(|e| panic!("{}: {e}", path.display())))
            .collect();
        Self::of(&quads)
    }

    /// The statements of some quads.
    pub fn of(quads: &[Quad]) -> Self {
        let mut all: BTreeMap<String, Vec<(String, Term)>> = BTreeMap::new();
        for quad in quads {
            let statements = all.entry(quad.subject.to_string()).or_default();
            statements.push((quad.predicate.as_str().to_owned(), quad.object.clone()));
        }
        Self(all)
    }

    pub fn all(&self, subject: &str, property: &str) -> Vec<&Term> {
        let found = self.0.get(subject).map(Vec::as_slice).unwrap_or_default();
        found
            .iter()
            .filter(|(name, _)| name == property)
            .map(|(_, value)| value)
            .collect()
    }

    pub fn one(&self, subject: &str, property: &str) -> Option<&Term> {
        self.all(subject, property).first().copied()
    }

    /// The text of a literal or the address of a node.
    pub fn text(&self, subject: &str, property: &str) -> Option<String> {
        self.one(subject, property).map(text)
    }

    /// The members of a list.
    pub fn list(&self, head: &Term) -> Vec<&Term> {
        let mut members = Vec::new();
        let mut at = head.to_string();
        while let Some(first) = self.one(&at, rdf::FIRST.as_str()) {
            members.push(first);
            let Some(rest) = self.one(&at, rdf::REST.as_str()) else {
                break;
            };
            at = rest.to_string();
        }
        members
    }

    fn graphs(&self, subject: &str, vocabulary: &str) -> Graphs {
        let default = self.all(subject, &format!("{vocabulary}data"));
        let named = self.all(subject, &format!("{vocabulary}graphData"));
        let named = named.into_iter().map(|graph| {
            let node = graph.to_string();
            let file = self.text(&node, &format!("{UT}graph"));
            match (file, self.text(&node, LABEL)) {
                (Some(file), Some(label)) => (label, file),
                (Some(file), None) => (file.clone(), file),
                (None, _) => (text(graph), text(graph)),
            }
        });
        Graphs {
            default: default.into_iter().map(text).collect(),
            named: named.collect(),
        }
    }
}

/// The text of a literal or the address of a node.
pub fn text(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => node.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

/// The file behind an address of the suite.
pub fn file(folder: &Path, address: &str) -> PathBuf {
    folder.join(address.strip_prefix(BASE).unwrap_or(address))
}

/// The cases of a manifest and of those that it includes; a manifest that is not there is named.
pub fn cases(folder: &Path, address: &str) -> Vec<Case> {
    let path = file(folder, address);
    if !path.is_file() {
        println!("not in this copy of the suite: {address}");
        return Vec::new();
    }
    let all = Statements::read(&path, address);
    let mut found = Vec::new();
    let manifests = all.0.keys().filter(|subject| {
        all.all(subject, rdf::TYPE.as_str())
            .iter()
            .any(|kind| text(kind) == format!("{MF}Manifest"))
    });
    for manifest in manifests {
        for list in all.all(manifest, &format!("{MF}include")) {
            for included in all.list(list) {
                found.extend(cases(folder, &text(included)));
            }
        }
        for list in all.all(manifest, &format!("{MF}entries")) {
            for entry in all.list(list) {
                found.extend(case(&all, entry, &path));
            }
        }
    }
    found
}

fn case(all: &Statements, entry: &Term, manifest: &Path) -> Option<Case> {
    let subject = entry.to_string();
    let kind = all
        .all(&subject, rdf::TYPE.as_str())
        .into_iter()
        .map(text)
        .find(|kind| kind.starts_with(MF) && kind.contains("Test"))
        .or_else(|| {
            // The manifests of 1.1 have classes of updates in the vocabulary of updates too.
            let kinds = all.all(&subject, rdf::TYPE.as_str());
            kinds
                .into_iter()
                .map(text)
                .find(|kind| kind.contains("Test"))
        })?;
    let kind = kind.rsplit('#').next().unwrap_or_default();
    let action = all.one(&subject, &format!("{MF}action"));
    let node = action.map(ToString::to_string).unwrap_or_default();
    let text_of_action = match action {
        Some(Term::NamedNode(file)) => Some(file.as_str().to_owned()),
        _ => all
            .text(&node, &format!("{QT}query"))
            .or_else(|| all.text(&node, &format!("{UT}request"))),
    };
    let mut data = all.graphs(&node, QT);
    let more = all.graphs(&node, UT);
    // A protocol case says its graphs on itself.
    let own = all.graphs(&subject, UT);
    data.default.extend(more.default);
    data.named.extend(more.named);
    data.named.extend(own.named);
    let result = all.one(&subject, &format!("{MF}result"));
    let after = match result {
        Some(Term::BlankNode(_)) => all.graphs(&result?.to_string(), UT),
        _ => Graphs::default(),
    };
    let services = all.all(&node, &format!("{QT}serviceData"));
    let services = services.into_iter().filter_map(|service| {
        let service = service.to_string();
        let endpoint = all.text(&service, &format!("{QT}endpoint"))?;
        Some((endpoint, all.text(&service, &format!("{QT}data"))?))
    });
    Some(Case {
        services: services.collect(),
        iri: text(entry),
        kind: kind.trim_end_matches("11").to_owned(),
        text: text_of_action,
        data,
        result: match result {
            Some(Term::NamedNode(file)) => Some(file.as_str().to_owned()),
            _ => None,
        },
        after,
        lax: all
            .one(&subject, &format!("{MF}resultCardinality"))
            .is_some(),
        node: match entry {
            Term::NamedNode(node) => node.clone().into(),
            Term::BlankNode(node) => node.clone().into(),
            _ => return None,
        },
        manifest: manifest.to_owned(),
    })
}
