//! A version into a SPARQL store, atomically for those who read there.
//!
//! In: a dataset, its version, the addresses of a store. Out: the store holds that version and no graph of
//! an earlier one. Each graph is sent beside the one that is read (Graph Store Protocol §5.3, PUT), under
//! its name with [`STAGED`] and the version; when all are there and counted, one update moves them all
//! (SPARQL 1.1 Update §3.2.4), removes graphs that the version no longer has, and marks the version. A
//! store carries an update out as a whole (§2.2) where it keeps to the standard. A push that was
//! interrupted goes on where it ended, and a second one changes nothing.

use super::talk::{Interface, Talk};
use crate::client::endpoint::Endpoint;
use crate::client::http::Request;
use crate::diag::{Diagnostic, Diagnostics};
use crate::engine::remote::survey::{MARK, STAGED, graphs, mark};
use crate::graph::Dataset;
use crate::graph::dump::{self, Format};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How long the store may take to count.
const LIMIT: Duration = Duration::from_secs(600);
/// The property that marks the version.
const VERSION: &str = "http://www.w3.org/2002/07/owl#versionInfo";

/// The Graph Store and Update protocols, where the status says all.
const INTERFACE: Interface = Interface {
    name: "a SPARQL store",
    header: "authorization",
    result: Some,
};

/// The store, and how it is written to.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it answers queries.
    pub query: String,
    /// Where it takes updates.
    pub update: String,
    /// Where it takes graphs.
    pub store: String,
    /// The value of `Authorization`; empty for none.
    pub authorization: String,
    /// Only tell what would change.
    pub dry_run: bool,
    /// The first wait before a request is sent again; each further one is twice as long.
    pub wait: Duration,
}

/// What became of one graph, or would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// Its name.
    pub graph: String,
    /// Its triples before, where it was there.
    pub before: Option<usize>,
    /// Its triples now; none where it was removed.
    pub now: Option<usize>,
}

/// A store that is written to, and the publication it gets.
struct Store<'a> {
    options: &'a Options,
    endpoint: Endpoint,
    base: &'a str,
    version: &'a str,
}

/// Loads a version; gives what became of each graph, nothing where the version was there already.
///
/// # Errors
/// `U002` when the store gives no answer, `U003` when it refuses, `U006` when it does not hold what it
/// was sent. What is read there is as it was before, or the whole version.
pub fn push(
    options: &Options,
    dataset: &Dataset,
    base: &str,
    version: &str,
) -> Result<Vec<Pushed>, Diagnostics> {
    let endpoint = Endpoint::new(&options.query, LIMIT);
    let store = Store {
        options,
        endpoint: endpoint.map_err(|said| unanswered(options, &said))?,
        base,
        version,
    };
    if store.has_version()? {
        return Ok(Vec::new());
    }
    let (there, wanted) = (store.graphs()?, dataset.graphs());
    let names: BTreeSet<&String> = there.keys().chain(wanted.keys()).collect();
    let pushed = names.into_iter().filter(|name| store.is_read(name));
    let pushed: Vec<Pushed> = pushed
        .map(|name| Pushed {
            graph: name.clone(),
            before: there.get(name).copied(),
            now: wanted.get(name).copied(),
        })
        .collect();
    if !options.dry_run {
        let there = store.stage(dataset, &there, &wanted)?;
        store.switch(&there, &wanted)?;
    }
    Ok(pushed)
}

impl Store<'_> {
    fn has_version(&self) -> Result<bool, Diagnostic> {
        let mark = mark(&self.endpoint, self.base, LIMIT);
        let mark = mark.map_err(|said| unanswered(self.options, &said))?;
        Ok(mark.as_deref() == Some(self.version))
    }

    fn graphs(&self) -> Result<BTreeMap<String, usize>, Diagnostic> {
        let graphs = graphs(&self.endpoint, self.base, LIMIT);
        graphs.map_err(|said| unanswered(self.options, &said))
    }

    /// True for a graph of the publication, which neither waits nor marks.
    fn is_read(&self, graph: &str) -> bool {
        !graph.contains(STAGED) && graph[self.base.len()..] != *MARK
    }

    fn talk(&self, address: &str) -> Talk {
        let options = self.options;
        let secret = &options.authorization;
        Talk::new(address, INTERFACE, secret, options.wait).patient(LIMIT)
    }

    /// Sends the graphs that do not wait there yet; gives all graphs when they are counted.
    fn stage(
        &self,
        dataset: &Dataset,
        there: &BTreeMap<String, usize>,
        wanted: &BTreeMap<String, usize>,
    ) -> Result<BTreeMap<String, usize>, Diagnostic> {
        let talk = self.talk(&self.options.store);
        for (graph, count) in wanted {
            if there.get(&staged(graph, self.version)) != Some(count) {
                self.send(&talk, &dataset.of_graph(graph), graph)?;
            }
        }
        let there = self.graphs()?;
        for (graph, count) in wanted {
            let found = there.get(&staged(graph, self.version)).copied();
            if found != Some(*count) {
                let found = found.unwrap_or(0);
                return Err(unequal(&self.options.store, graph, *count, found));
            }
        }
        Ok(there)
    }

    /// Sends one graph, to wait.
    fn send(&self, talk: &Talk, triples: &Dataset, graph: &str) -> Result<(), Diagnostic> {
        let mut body = Vec::new();
        dump::write(triples, Format::Nt, &[], &mut body).map_err(|error| {
            Diagnostic::error("U006", format!("{graph} cannot be written: {error}"))
        })?;
        let name = staged(graph, self.version);
        let name = percent_encoding::utf8_percent_encode(&name, percent_encoding::NON_ALPHANUMERIC);
        let request = Request::new("PUT", format!("{}?graph={name}", self.options.store))
            .header("content-type", Format::Nt.media_type());
        let sent = talk.send(Request { body, ..request });
        sent.map(drop)
            .map_err(|failed| talk.diagnostic(graph, &failed))
    }

    /// Makes the version the one that is read.
    fn switch(
        &self,
        there: &BTreeMap<String, usize>,
        wanted: &BTreeMap<String, usize>,
    ) -> Result<(), Diagnostic> {
        let talk = self.talk(&self.options.update);
        let request = Request::new("POST", &self.options.update)
            .header("content-type", "application/sparql-update");
        let body = switch(there, wanted, self.base, self.version).into_bytes();
        match talk.send(Request { body, ..request }) {
            Ok(_) => Ok(()),
            // It may have been carried out all the same, which the mark tells.
            Err(_) if self.has_version()? => Ok(()),
            Err(failed) => Err(talk.diagnostic("the update", &failed)),
        }
    }
}

/// The name under which a graph waits.
fn staged(graph: &str, version: &str) -> String {
    format!("{graph}{STAGED}{version}")
}

/// The update that makes the version the one that is read: one request, carried out as a whole.
fn switch(
    there: &BTreeMap<String, usize>,
    wanted: &BTreeMap<String, usize>,
    base: &str,
    version: &str,
) -> String {
    let waiting: Vec<String> = wanted.keys().map(|graph| staged(graph, version)).collect();
    let gone = there
        .keys()
        .filter(|name| !wanted.contains_key(*name) && !waiting.contains(name));
    let mut update: String = gone
        .map(|name| format!("DROP SILENT GRAPH <{name}> ;\n"))
        .collect();
    for (graph, waiting) in wanted.keys().zip(&waiting) {
        update += &format!("MOVE GRAPH <{waiting}> TO GRAPH <{graph}> ;\n");
    }
    update
        + &format!(
            "INSERT DATA {{ GRAPH <{base}{MARK}> {{ <{base}> <{VERSION}> \"{version}\" }} }}\n"
        )
}

fn unanswered(options: &Options, said: &str) -> Diagnostic {
    let message = format!("{} gives no answer: {said}", options.query);
    Diagnostic::error("U002", message).help(
        "vérifier l'adresse du point d'accès, puis recommencer : l'envoi reprend où il s'est arrêté",
        "check the address of the endpoint, then try again: the push goes on where it ended",
    )
}

fn unequal(store: &str, graph: &str, sent: usize, found: usize) -> Diagnostic {
    let message =
        format!("{store} holds {found} of the {sent} triples of {graph} that it was sent");
    Diagnostic::error("U006", message).help(
        "l'entrepôt réécrit ou limite ce qu'il reçoit : voir ses réglages ; ce qui s'y lit n'a pas changé",
        "the store rewrites or limits what it is sent: see its settings; what is read there did not change",
    )
}
