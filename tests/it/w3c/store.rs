//! The servers that the cases are put to: the real binary, asked over HTTP.
//!
//! The data of all queries stand in one store, each file as a graph of its own: a case names its
//! files as the default graph and the named graphs of the request (SPARQL 1.1 Protocol §2.1.4).
//! Updates have a store that is emptied before each case.

use super::elsewhere::Elsewhere;
use super::manifest::{self, Case, Graphs};
use super::results;
use crate::serve::{Response, Server, encoded};
use oxigraph::io::RdfFormat;
use oxigraph::model::{BlankNode, GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const TOKEN: &str = "token-of-the-writer-of-these-tests";

/// A server and the folder of its data.
pub struct Store {
    pub server: Server,
    _folder: TempDir,
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
    command.current_dir(folder);
    command
}

impl Store {
    /// A store that is only read, with the files of all cases.
    pub fn of(suite: &Path, cases: &[Case], elsewhere: &Elsewhere) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut lines = String::new();
        let mut seen = BTreeSet::new();
        for case in cases {
            let graphs = asked(suite, case);
            let files = graphs
                .default
                .iter()
                .chain(graphs.named.iter().map(|(_, file)| file));
            for file in files {
                if !seen.insert(file.clone()) {
                    continue;
                }
                for mut quad in read(suite, file, seen.len()).unwrap_or_default() {
                    if quad.graph_name == GraphName::DefaultGraph {
                        quad.graph_name = NamedNode::new_unchecked(file).into();
                    }
                    let line = elsewhere.there(case, &quad.to_string());
                    writeln!(lines, "{line} .").expect("room");
                }
            }
        }
        std::fs::write(folder.path().join("all.nq"), lines).expect("written");
        let loaded = program(folder.path())
            .args(["load", "all.nq", "--out", "data"])
            .output()
            .expect("runs");
        let said = String::from_utf8_lossy(&loaded.stderr);
        assert!(loaded.status.success(), "{said}");
        let allowed = elsewhere.allowed();
        let mut arguments = vec!["--data", "data", "--default-graph", "own"];
        arguments.extend(allowed.iter().map(String::as_str));
        Self {
            server: Server::run(program(folder.path()), &arguments),
            _folder: folder,
        }
    }

    /// An empty store that may be written to.
    pub fn writable() -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let tokens = folder.path().join("tokens");
        std::fs::write(&tokens, format!("writer {TOKEN}\n")).expect("written");
        std::fs::set_permissions(&tokens, std::fs::Permissions::from_mode(0o600)).expect("private");
        let arguments = ["--writable", "--token-file", "tokens", "--data", "data"];
        Self {
            server: Server::run(program(folder.path()), &arguments),
            _folder: folder,
        }
    }

    /// A request with the token of the writer.
    pub fn send(&self, method: &str, path: &str, more: &[(&str, &str)], body: &[u8]) -> Response {
        let bearer = format!("Bearer {TOKEN}");
        let mut headers = vec![("Authorization", bearer.as_str())];
        headers.extend(more);
        self.server.send(method, path, &headers, body)
    }

    /// A query by direct POST over some graphs, none for those that the query names itself.
    pub fn query(&self, text: &str, graphs: Option<&Graphs>, accept: &str) -> Response {
        let mut path = String::from("/sparql?");
        if let Some(graphs) = graphs {
            for file in &graphs.default {
                write!(path, "default-graph-uri={}&", encoded(file)).expect("room");
            }
            for (name, _) in &graphs.named {
                write!(path, "named-graph-uri={}&", encoded(name)).expect("room");
            }
            if graphs.default.is_empty() {
                path.push_str("default-graph-uri=urn:none");
            }
        }
        let kind = ("Content-Type", "application/sparql-query");
        let headers = [kind, ("Accept", accept)];
        self.server.send("POST", &path, &headers, text.as_bytes())
    }

    pub fn update(&self, text: &str) -> Response {
        let kind = [("Content-Type", "application/sparql-update")];
        self.send("POST", "/update", &kind, text.as_bytes())
    }

    /// Puts some graphs in the place of all that the store holds.
    pub fn fill(&self, suite: &Path, graphs: &Graphs) -> Result<(), String> {
        let mut text = String::from("DROP ALL ; INSERT DATA {\n");
        for quad in load(suite, graphs)? {
            let triple = format!("{} {} {} .", quad.subject, quad.predicate, quad.object);
            match &quad.graph_name {
                GraphName::DefaultGraph => writeln!(text, "{triple}"),
                name => writeln!(text, "GRAPH {name} {{ {triple} }}"),
            }
            .expect("room");
        }
        let filled = self.update(&(text + "}"));
        match filled.status {
            204 => Ok(()),
            status => Err(format!("the data are refused: {status} {}", filled.text())),
        }
    }
}

/// The graphs that a query is asked over. Where the case names none, those that its FROM and FROM
/// NAMED name.
pub fn asked(suite: &Path, case: &Case) -> Graphs {
    let mut graphs = case.data.clone();
    for file in &case.data.default {
        for quad in read(suite, file, 0).unwrap_or_default() {
            if let GraphName::NamedNode(name) = quad.graph_name {
                let name = name.into_string();
                if !graphs.named.iter().any(|(other, _)| *other == name) {
                    graphs.named.push((name, file.clone()));
                }
            }
        }
    }
    if graphs.default.is_empty() && graphs.named.is_empty() {
        let address = case.text.as_deref().unwrap_or_default();
        let text = std::fs::read_to_string(manifest::file(suite, address)).unwrap_or_default();
        graphs.named = from(&text, address);
    }
    graphs
}

/// The words of a query without its comments.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    lines.flat_map(str::split_whitespace)
}

/// True when the query chooses its graphs itself.
pub fn chooses(text: &str) -> bool {
    words(text).any(|word| word.eq_ignore_ascii_case("FROM"))
}

fn from(text: &str, address: &str) -> Vec<(String, String)> {
    let base = oxiri::Iri::parse(address.to_owned()).expect("an address");
    let words: Vec<&str> = words(text).collect();
    let is = |at: usize, word: &str| words[at].eq_ignore_ascii_case(word);
    let named = (2..words.len()).filter(|&at| {
        words[at].starts_with('<')
            && (is(at - 1, "FROM") || (is(at - 1, "NAMED") && is(at - 2, "FROM")))
    });
    let names = named.map(|at| {
        let name = words[at]
            .trim_start_matches('<')
            .split('>')
            .next()
            .unwrap_or_default();
        base.resolve(name).expect("an IRI").into_inner()
    });
    names.map(|name| (name.clone(), name)).collect()
}

/// The quads of some graphs; blank nodes of different files are different.
pub fn load(suite: &Path, graphs: &Graphs) -> Result<Vec<Quad>, String> {
    let mut quads = Vec::new();
    let default = graphs.default.iter().map(|file| (None, file));
    let named = graphs.named.iter().map(|(name, file)| (Some(name), file));
    for (place, (name, file)) in default.chain(named).enumerate() {
        for mut quad in read(suite, file, place)? {
            if let Some(name) = name {
                quad.graph_name = NamedNode::new_unchecked(name).into();
            }
            quads.push(quad);
        }
    }
    Ok(quads)
}

fn read(suite: &Path, file: &str, place: usize) -> Result<Vec<Quad>, String> {
    let path = manifest::file(suite, file);
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    let format = RdfFormat::from_extension(extension).ok_or("no format")?;
    let bytes = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let quads = results::rdf(format, &bytes, file)?;
    let apart = |quad: Quad| Quad {
        subject: node(quad.subject, place),
        predicate: quad.predicate,
        object: term(quad.object, place),
        graph_name: match quad.graph_name {
            GraphName::BlankNode(node) => blank(&node, place).into(),
            other => other,
        },
    };
    Ok(quads.into_iter().map(apart).collect())
}

fn blank(node: &BlankNode, place: usize) -> BlankNode {
    BlankNode::new_unchecked(format!("f{place}x{}", node.as_str()))
}

fn node(node: NamedOrBlankNode, place: usize) -> NamedOrBlankNode {
    match node {
        NamedOrBlankNode::BlankNode(node) => blank(&node, place).into(),
        other => other,
    }
}

fn term(value: Term, place: usize) -> Term {
    match value {
        Term::BlankNode(node) => blank(&node, place).into(),
        Term::Triple(mut triple) => {
            triple.subject = node(triple.subject, place);
            triple.object = term(triple.object, place);
            Term::Triple(triple)
        }
        other => other,
    }
}
