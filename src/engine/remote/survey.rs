//! What a store elsewhere holds and how it behaves, found when it is opened.
//!
//! In: an endpoint and the base of the publication. Out: the graphs below the base with their sizes, the
//! number of triples of their merge, the mark of the version that was published there, and the number of
//! rows at which the store cuts its answers.

use crate::client::endpoint::{Endpoint, Question, Refusal};
use oxigraph::model::Term;
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput,
};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Rows that are asked for to see whether they all come; the defaults of stores lie below it.
const PROBE: u64 = 20_001;
/// How long a store without a mark is taken to be what it was, in seconds.
const UNMARKED: u64 = 600;
/// The graph, below the base, that says which version was published, and which graphs it has.
pub const MARK: &str = "graph/published";
/// What stands in the name of a graph that waits to be published, before the name of its version.
pub const STAGED: &str = "?staged=";
/// The property that names the graphs of the version.
pub const PART: &str = "http://purl.org/dc/terms/hasPart";

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The graphs below the base and how many triples each has.
    pub graphs: BTreeMap<String, usize>,
    /// How many triples their merge has.
    pub triples: usize,
    /// The rows at which the store cuts its answers, where it does.
    pub most: Option<u64>,
    /// The name of the version.
    pub version: String,
    /// True when the store says which version it holds, so that an answer may be given again.
    pub marked: bool,
}

impl Survey {
    /// Looks at a store.
    ///
    /// # Errors
    /// One sentence: it does not answer, or holds nothing below `base`.
    pub fn of(endpoint: &Endpoint, base: &str, time: Duration) -> Result<Self, String> {
        let mut graphs = graphs(endpoint, base, time)?;
        graphs.retain(|name, _| name.strip_prefix(base) != Some(MARK) && !name.contains(STAGED));
        if graphs.is_empty() {
            return Err(format!("the store holds no graph below {base}"));
        }
        let names: Vec<String> = graphs.keys().cloned().collect();
        let text = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }";
        let counted = rows(endpoint, text, &names, time)?;
        let triples = match counted.first().map(Vec::as_slice) {
            Some([Some(Term::Literal(count))]) => count.value().parse().ok(),
            _ => None,
        };
        let triples = triples.ok_or("the store does not count its triples")?;
        let mark = mark(endpoint, base, time)?;
        Ok(Self {
            most: most(endpoint, &names, triples, time)?,
            triples,
            version: mark.clone().unwrap_or_else(unmarked),
            marked: mark.is_some(),
            graphs,
        })
    }

    /// The name of the version that a store holds now.
    ///
    /// # Errors
    /// One sentence: it does not answer.
    pub fn version(endpoint: &Endpoint, base: &str, time: Duration) -> Result<String, String> {
        Ok(mark(endpoint, base, time)?.unwrap_or_else(unmarked))
    }
}

/// All graphs below a base and how many triples each has.
///
/// # Errors
/// The store does not answer.
pub fn graphs(
    endpoint: &Endpoint,
    base: &str,
    time: Duration,
) -> Result<BTreeMap<String, usize>, Refusal> {
    let text = format!(
        "SELECT ?g (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), \"{base}\")) }} GROUP BY ?g"
    );
    let mut graphs = BTreeMap::new();
    for row in rows(endpoint, &text, &[], time)? {
        if let [Some(Term::NamedNode(graph)), Some(Term::Literal(count))] = row.as_slice()
            && let Ok(count) = count.value().parse::<usize>()
        {
            graphs.insert(graph.as_str().to_owned(), count);
        }
    }
    Ok(graphs)
}

/// The version that `ptce publish --to sparql` marked.
///
/// # Errors
/// The store does not answer.
pub fn mark(endpoint: &Endpoint, base: &str, time: Duration) -> Result<Option<String>, Refusal> {
    let text = format!(
        "SELECT ?v {{ GRAPH <{base}{MARK}> {{ <{base}> <http://www.w3.org/2002/07/owl#versionInfo> ?v }} }}"
    );
    let found = rows(endpoint, &text, &[], time)?;
    Ok(match found.first().map(Vec::as_slice) {
        Some([Some(Term::Literal(version))]) if found.len() == 1 => {
            Some(version.value().to_owned())
        }
        _ => None,
    })
}

/// The graphs that `ptce publish --to sparql` put there with that version.
///
/// # Errors
/// The store does not answer.
pub fn published(
    endpoint: &Endpoint,
    base: &str,
    time: Duration,
) -> Result<BTreeSet<String>, Refusal> {
    let text = format!("SELECT ?g {{ GRAPH <{base}{MARK}> {{ <{base}> <{PART}> ?g }} }}");
    let rows = rows(endpoint, &text, &[], time)?.into_iter().flatten();
    let names = rows.filter_map(|term| match term {
        Some(Term::NamedNode(graph)) => Some(graph.into_string()),
        _ => None,
    });
    Ok(names.collect())
}

/// A name for what a store holds that does not say it: another every ten minutes.
fn unmarked() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    format!("unmarked-{}", now.unwrap_or_default().as_secs() / UNMARKED)
}

/// The rows at which a store cuts its answers: fewer come than it counted.
fn most(
    endpoint: &Endpoint,
    graphs: &[String],
    triples: usize,
    time: Duration,
) -> Result<Option<u64>, Refusal> {
    let text = format!("SELECT ?s {{ ?s ?p ?o }} LIMIT {PROBE}");
    let came = rows(endpoint, &text, graphs, time)?.len() as u64;
    Ok((came < PROBE.min(triples as u64)).then_some(came))
}

fn rows(
    endpoint: &Endpoint,
    query: &str,
    graphs: &[String],
    time: Duration,
) -> Result<Vec<Vec<Option<Term>>>, Refusal> {
    let failed = |error: &dyn std::error::Error| Refusal::Failed(error.to_string());
    let answer = endpoint.ask(&Question {
        query,
        default_graphs: graphs,
        named_graphs: &[],
        accept: super::TABLES,
        time,
    })?;
    let format = QueryResultsFormat::from_media_type(&answer.media_type).ok_or_else(|| {
        Refusal::Failed(format!(
            "it answers {:?}, which are no SPARQL results",
            answer.media_type
        ))
    })?;
    let read = QueryResultsParser::from_format(format).for_reader(answer);
    let ReaderQueryResultsParserOutput::Solutions(solutions) =
        read.map_err(|error| failed(&error))?
    else {
        let said = "it answers true or false to SELECT".to_owned();
        return Err(Refusal::Failed(said));
    };
    solutions
        .map(|row| {
            row.map(|row| row.values().to_vec())
                .map_err(|error| failed(&error))
        })
        .collect()
}
