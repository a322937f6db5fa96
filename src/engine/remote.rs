//! A SPARQL endpoint elsewhere in the place of a snapshot: the store holds the quads and evaluates.
//!
//! In: a query that was looked at here. Out: its answer, read and written anew, so that formats, limits
//! and errors are those of this program, whatever the store's are. What a store does otherwise than the
//! standards say is met here, by name:
//!
//! - a default graph that is empty, or holds the store's own tables: the graphs of the publication are
//!   named in each request (SPARQL 1.1 Protocol §2.1.4);
//! - a limit on rows that cuts an answer without a word: it is found when the store is opened
//!   ([`survey`]) or read from its headers, and an answer of that length is an error;
//! - functions of the store's own, which could reach what it should not: refused;
//! - parsers that know only the simplest paths: alternatives are spread ([`alternatives`](super::alternatives));
//! - a UNION beside a path of any length, which gives no row in Virtuoso: enclosed ([`unions`]);
//! - old names in JSON results (`typed-literal`): the reader knows them.

pub mod survey;
mod unions;

use super::algebra::of_query;
use super::alternatives::spread_text;
use super::format::{AnswerFormat, Form};
use super::parse::{ParsedQuery, look, parse};
use super::pool::lanes::Lane;
use super::service::ServiceError;
use super::writing::Writing;
use super::{Limits, QueryError, RequestedDataset};
use crate::client::endpoint::{Arriving, Endpoint, Question, Refusal};
use crate::text::Bilingual;
use crate::text::xml::Checked;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::NamedNode;
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput,
};
use oxigraph::sparql::{QueryEvaluationError, QueryResults, QuerySolutionIter, QueryTripleIter};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
pub use survey::Survey;

/// The formats of tables and truth values that are read.
const TABLES: &str = "application/sparql-results+json, application/sparql-results+xml;q=0.8";
/// The formats of graphs that are read.
const GRAPHS: &str = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.6";
/// Namespaces of functions that stores add and that reach beyond the data.
const OWN_FUNCTIONS: [&str; 3] = ["<bif:", "<sql:", "<java:"];

/// The name of a graph that no store has.
const NO_GRAPH: &str = "urn:ptce:no-graph";

/// The graphs that a query is about.
struct Graphs {
    defaults: Vec<String>,
    named: Vec<String>,
}

/// A store elsewhere.
#[derive(Debug)]
pub struct Remote {
    endpoint: Arc<Endpoint>,
    /// What was found there when it was opened.
    pub survey: Survey,
    base: String,
}

/// One question and how it is answered.
pub(super) struct Asked<'a> {
    pub text: &'a str,
    pub dataset: &'a RequestedDataset,
    pub format: AnswerFormat,
    pub limits: &'a Limits,
    pub union: bool,
}

impl Remote {
    /// A store whose graphs below `base` are served.
    ///
    /// # Errors
    /// One sentence: the store does not answer, or holds nothing below `base`.
    pub fn open(endpoint: Arc<Endpoint>, base: &str, time: Duration) -> Result<Self, String> {
        let survey = Survey::of(&endpoint, base, time);
        let survey = survey.map_err(|why| format!("{}: {why}", endpoint.address()))?;
        Ok(Self {
            endpoint,
            survey,
            base: base.to_owned(),
        })
    }

    /// Looks at a query; SERVICE would make the store call others, which no list here could hold.
    ///
    /// # Errors
    /// As [`look`].
    pub(super) fn look(
        &self,
        text: &str,
        base: &str,
        limits: &Limits,
    ) -> Result<ParsedQuery, QueryError> {
        let mut query = look(text, base, limits, None, None)?;
        if query.lane == Lane::Remote {
            return Err(QueryError::Service(ServiceError {
                service: None,
                why: Bilingual::new(
                    "il n'appelle aucun service (SERVICE)",
                    "it calls no service (SERVICE)",
                ),
                refused: true,
            }));
        }
        query.lasting &= self.survey.marked;
        Ok(query)
    }

    /// Asks the store and writes what it answers.
    ///
    /// # Errors
    /// Every [`QueryError`] of asking, reading and writing.
    pub(super) fn write(
        &self,
        asked: &Asked<'_>,
        writing: &Writing<'_>,
        out: impl Write,
    ) -> Result<(), QueryError> {
        if matches!(asked.format, AnswerFormat::Explain(_)) {
            return Err(self.failed(
                "il ne dit pas comment il répond",
                "this store does not tell how it answers",
            ));
        }
        let (query, form) = parse(asked.text, &self.base, asked.limits)?;
        self.refuse_own_functions(&query)?;
        let dataset = self.dataset(asked, &query);
        let accept = if form == Form::Graph { GRAPHS } else { TABLES };
        let question = Question {
            query: &self.written(query.clone(), asked.text),
            default_graphs: &dataset.defaults,
            named_graphs: &dataset.named,
            accept,
            time: asked.limits.time,
        };
        let answer = self.endpoint.ask(&question);
        let answer = answer.map_err(|refusal| match refusal {
            Refusal::Slow => QueryError::Timeout(asked.limits.time),
            Refusal::Refused(_, why) | Refusal::Failed(why) => self.failed(&why, &why),
        })?;
        if answer.partial {
            return Err(self.cut());
        }
        let most = answer.most.into_iter().chain(self.survey.most).min();
        let most = most.filter(|most| wanted(&query).is_none_or(|wanted| wanted > *most));
        let rows = Arc::new(AtomicU64::new(0));
        let results = self.results(answer, form, &rows)?;
        let out = Checked::new(out, asked.format.is_xml());
        writing.put(results, asked.format, out)?;
        if most.is_some_and(|most| rows.load(Ordering::Relaxed) >= most) {
            return Err(self.cut());
        }
        Ok(())
    }

    /// The graphs that a query is about: those it names, or all, but none beside the publication's. A graph
    /// that is not among them is an empty one, as over a snapshot.
    fn dataset(&self, asked: &Asked<'_>, query: &Query) -> Graphs {
        let ours = |iri: &NamedNode| {
            let iri = iri.as_str();
            let known = self.survey.graphs.contains_key(iri);
            known.then(|| iri.to_owned())
        };
        let mut graphs = match query.dataset() {
            _ if !asked.dataset.is_empty() => Graphs {
                defaults: asked
                    .dataset
                    .default_graphs
                    .iter()
                    .filter_map(ours)
                    .collect(),
                named: asked.dataset.named_graphs.iter().filter_map(ours).collect(),
            },
            Some(own) => Graphs {
                defaults: own.default.iter().filter_map(ours).collect(),
                named: own.named.iter().flatten().filter_map(ours).collect(),
            },
            None => {
                let named: Vec<String> = self.survey.graphs.keys().cloned().collect();
                let defaults = if asked.union {
                    named.clone()
                } else {
                    Vec::new()
                };
                Graphs { defaults, named }
            }
        };
        if graphs.defaults.is_empty() && graphs.named.is_empty() {
            // To name no graph at all would mean what the store takes for its own.
            graphs.named.push(NO_GRAPH.to_owned());
        }
        graphs
    }

    /// A query as the store gets it: without FROM, in whose place the graphs are named beside it.
    fn written(&self, mut query: Query, text: &str) -> String {
        let has_own = query.dataset().is_some();
        let (Query::Select { dataset, .. }
        | Query::Construct { dataset, .. }
        | Query::Describe { dataset, .. }
        | Query::Ask { dataset, .. }) = &mut query;
        *dataset = None;
        let simpler = spread_text(&query, text);
        let is_spread = simpler.is_some();
        let mut query = simpler.unwrap_or(query);
        if unions::enclose(&mut query) || is_spread || has_own {
            query.to_string()
        } else {
            format!("BASE <{}>\n{text}", self.base)
        }
    }

    /// What arrives, as the evaluator would give it; `rows` counts it.
    fn results(
        &self,
        answer: Arriving,
        form: Form,
        rows: &Arc<AtomicU64>,
    ) -> Result<QueryResults<'static>, QueryError> {
        let media_type = answer.media_type.clone();
        let unreadable = |error: &dyn std::fmt::Display| {
            self.failed(
                &format!("sa réponse ({media_type}) ne se lit pas : {error}"),
                &format!("its answer ({media_type}) cannot be read: {error}"),
            )
        };
        let broken = {
            let error = self.error("sa réponse s'est interrompue", "its answer broke off");
            move || QueryEvaluationError::Service(Box::new(error.clone()))
        };
        let counted = {
            let rows = Arc::clone(rows);
            move || rows.fetch_add(1, Ordering::Relaxed)
        };
        if form == Form::Graph {
            let format = RdfFormat::from_media_type(&media_type)
                .ok_or_else(|| unreadable(&"no syntax of RDF"))?;
            let triples = RdfParser::from_format(format)
                .without_named_graphs()
                .for_reader(answer);
            return Ok(QueryResults::Graph(QueryTripleIter::new(triples.map(
                move |quad| {
                    counted();
                    quad.map(Into::into).map_err(|_| broken())
                },
            ))));
        }
        let format = QueryResultsFormat::from_media_type(&media_type)
            .ok_or_else(|| unreadable(&"no format of SPARQL results"))?;
        let read = QueryResultsParser::from_format(format).for_reader(answer);
        Ok(match read.map_err(|error| unreadable(&error))? {
            ReaderQueryResultsParserOutput::Boolean(truth) => QueryResults::Boolean(truth),
            ReaderQueryResultsParserOutput::Solutions(solutions) => {
                let variables = solutions.variables().into();
                let solutions = solutions.map(move |solution| {
                    counted();
                    solution.map_err(|_| broken())
                });
                QueryResults::Solutions(QuerySolutionIter::new(variables, solutions))
            }
        })
    }

    /// Functions of the store's own are not SPARQL, and some reach files and networks.
    fn refuse_own_functions(&self, query: &Query) -> Result<(), QueryError> {
        let text = query.to_string().to_ascii_lowercase();
        match OWN_FUNCTIONS.iter().find(|name| text.contains(**name)) {
            None => Ok(()),
            Some(name) => Err(QueryError::Service(ServiceError {
                refused: true,
                ..self.error(
                    &format!("les fonctions {name}…> ne sont pas permises"),
                    &format!("the functions {name}…> are not allowed"),
                )
            })),
        }
    }

    fn cut(&self) -> QueryError {
        self.failed(
            "sa réponse est coupée par une limite de l'entrepôt : la demander par parties (ORDER BY, LIMIT, OFFSET)",
            "its answer is cut by a limit of the store: ask for it in parts (ORDER BY, LIMIT, OFFSET)",
        )
    }

    fn failed(&self, fr: &str, en: &str) -> QueryError {
        QueryError::Service(self.error(fr, en))
    }

    fn error(&self, fr: &str, en: &str) -> ServiceError {
        ServiceError {
            service: None,
            why: Bilingual::new(fr, en),
            refused: false,
        }
    }
}

/// The rows that a query asks for at most, where it says so.
fn wanted(query: &Query) -> Option<u64> {
    match of_query(query) {
        GraphPattern::Slice { length, .. } => length.map(|length| length as u64),
        _ => None,
    }
}
