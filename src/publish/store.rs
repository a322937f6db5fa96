//! A version into a SPARQL store, atomically for those who read there.
//!
//! In: a dataset, its version, the addresses of a store. Out: the store holds that version and no graph of
//! an earlier one. Each graph is sent beside the one that is read (Graph Store Protocol §5.3, PUT), under
//! its name with [`STAGED`] and the version; when all are there and counted, one update moves them all
//! (SPARQL 1.1 Update §3.2.4), removes graphs of the version before that this one no longer has, and marks
//! the version with its graphs. What others put below the base stays. A store carries an update out as a whole (§2.2) where it keeps to the standard. A push that was
//! interrupted goes on where it ended, and a second one changes nothing.

use super::talk::{Interface, Talk, advice};
use crate::client::endpoint::{Endpoint, Refusal};
use crate::client::http::Request;
use crate::diag::{Diagnostic, Diagnostics};
use crate::engine::remote::survey::{MARK, PART, STAGED, graphs, mark, published};
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
    /// True where no version put it there: it stays as it is.
    pub others: bool,
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
/// was sent, `U007` when it is elsewhere, `U008` before anything is sent where a graph lies outside `base`. What is read there is as it was before, or the whole version.
pub fn push(
    options: &Options,
    dataset: &Dataset,
    base: &str,
    version: &str,
) -> Result<Vec<Pushed>, Diagnostics> {
    let wanted = dataset.graphs();
    let outside = wanted.keys().filter(|name| !name.starts_with(base));
    let outside: Vec<&str> = outside.map(String::as_str).collect();
    if !outside.is_empty() {
        return Err(strangers(base, &outside).into());
    }
    let mut endpoint = Endpoint::new(&options.query, LIMIT);
    if !options.authorization.is_empty() {
        endpoint = endpoint.and_then(|open| open.authorized(&options.authorization));
    }
    let store = Store {
        options,
        endpoint: endpoint.map_err(|said| unanswered(options, &Refusal::Failed(said)))?,
        base,
        version,
    };
    if store.has_version()? {
        return Ok(Vec::new());
    }
    let (there, published) = (store.graphs()?, store.published()?);
    let names: BTreeSet<&String> = there.keys().chain(wanted.keys()).collect();
    let pushed = names.into_iter().filter(|name| store.is_read(name));
    let pushed: Vec<Pushed> = pushed
        .map(|name| Pushed {
            graph: name.clone(),
            before: there.get(name).copied(),
            now: wanted.get(name).copied(),
            others: !wanted.contains_key(name) && !published.contains(name),
        })
        .collect();
    if !options.dry_run {
        let there = store.stage(dataset, &there, &wanted)?;
        let gone = there.keys().filter(|name| {
            !wanted.contains_key(*name) && (published.contains(*name) || !store.is_read(name))
        });
        store.switch(gone, &wanted)?;
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

    /// The graphs of the version that is read.
    fn published(&self) -> Result<BTreeSet<String>, Diagnostic> {
        let published = published(&self.endpoint, self.base, LIMIT);
        published.map_err(|said| unanswered(self.options, &said))
    }

    /// True for a graph that neither waits nor marks.
    fn is_read(&self, graph: &str) -> bool {
        !graph.contains(STAGED) && graph.strip_prefix(self.base) != Some(MARK)
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

    /// Makes the version the one that is read, in the place of graphs that are gone.
    fn switch<'g>(
        &self,
        gone: impl Iterator<Item = &'g String>,
        wanted: &BTreeMap<String, usize>,
    ) -> Result<(), Diagnostic> {
        let talk = self.talk(&self.options.update);
        let request = Request::new("POST", &self.options.update)
            .header("content-type", "application/sparql-update");
        let body = switch(gone, wanted, self.base, self.version).into_bytes();
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
fn switch<'g>(
    gone: impl Iterator<Item = &'g String>,
    wanted: &BTreeMap<String, usize>,
    base: &str,
    version: &str,
) -> String {
    let waiting: Vec<String> = wanted.keys().map(|graph| staged(graph, version)).collect();
    let mut update: String = gone
        .filter(|name| !waiting.contains(name))
        .map(|name| format!("DROP SILENT GRAPH <{name}> ;\n"))
        .collect();
    for (graph, waiting) in wanted.keys().zip(&waiting) {
        update += &format!("MOVE GRAPH <{waiting}> TO GRAPH <{graph}> ;\n");
    }
    let parts: String = wanted
        .keys()
        .map(|graph| format!(" ; <{PART}> <{graph}>"))
        .collect();
    update
        + &format!(
            "INSERT DATA {{ GRAPH <{base}{MARK}> {{ <{base}> <{VERSION}> \"{version}\"{parts} }} }}\n"
        )
}

fn unanswered(options: &Options, refusal: &Refusal) -> Diagnostic {
    let query = &options.query;
    if let Refusal::Refused(status @ (401 | 403), said) = refusal {
        let (fr, en) = advice(*status);
        return Diagnostic::error("U003", format!("{query} refuses a query: {said}")).help(fr, en);
    }
    let message = format!("{query} gives no answer: {refusal}");
    Diagnostic::error("U002", message).help(
        "vérifier l'adresse du point d'accès, puis recommencer : l'envoi reprend où il s'est arrêté",
        "check the address of the endpoint, then try again: the push goes on where it ended",
    )
}

fn strangers<'a>(base: &str, graphs: &[&'a str]) -> Diagnostic {
    let called = |name: &&'a str| match *name {
        "" => "the default graph",
        name => name,
    };
    let shown: Vec<&str> = graphs.iter().take(5).map(called).collect();
    let more = match graphs.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let graphs = shown.join(", ");
    let message = format!("graphs outside `base` ({base}) cannot be published: {graphs}{more}");
    Diagnostic::error("U008", message).help(
        "donner à ces graphes un nom sous `base` : `graph` dans [[build.rdf]] de ptce.toml, rml:graph dans la correspondance ; rien n'a été envoyé",
        "give these graphs a name below `base`: `graph` in [[build.rdf]] of ptce.toml, rml:graph in the mapping; nothing was sent",
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
