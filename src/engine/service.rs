//! `SERVICE` as a worker sees it: it has no network, so the front calls the service.
//!
//! In: the pattern of a SERVICE clause. Out: its solutions, or why there are none; with SILENT the
//! evaluator goes on without them (SPARQL 1.1 Federated Query §2.3).

use super::wire::{Call, Kind, Reply, read_message, write_frame};
use crate::text::{Bilingual, shortened};
use oxigraph::model::NamedNode;
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput,
};
use oxigraph::sparql::{DefaultServiceHandler, QueryEvaluationError, QuerySolutionIter};
use oxiri::Iri;
use serde::{Deserialize, Serialize};
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::io::{self, Cursor, Read as _};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Calls of one query; the evaluator asks again for each row of what a SERVICE is joined to.
const CALLS: usize = 16;

/// Why a service gave no solutions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceError {
    /// The service; none for the store that is served, whose address is nobody's business.
    pub service: Option<String>,
    /// One sentence in each language.
    pub why: Bilingual,
    /// True when the call was not made.
    pub refused: bool,
}

impl ServiceError {
    /// Who it is, and why there are no solutions.
    pub fn said(&self) -> Bilingual {
        let why = &self.why;
        match &self.service {
            Some(iri) => {
                let iri = shortened(iri, 200);
                let fr = format!("SERVICE <{iri}> : {}.", why.fr);
                Bilingual::new(fr, format!("SERVICE <{iri}>: {}.", why.en))
            }
            None => {
                let fr = format!("L'entrepôt : {}.", why.fr);
                Bilingual::new(fr, format!("The store: {}.", why.en))
            }
        }
    }
}

impl std::fmt::Display for ServiceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.said().en)
    }
}

impl std::error::Error for ServiceError {}

/// Passes calls on to the front.
#[derive(Debug, Default)]
pub struct Services {
    /// The socket to the front; none where nobody can call.
    front: Option<Mutex<UnixStream>>,
    /// What was asked in this query, and what came.
    known: Mutex<Vec<(Call, Outcome)>>,
    /// The services of this query that failed, each with its first failure.
    failed: Mutex<Vec<ServiceError>>,
}

/// A media type with bytes, or why there are none.
type Outcome = Result<(String, Arc<[u8]>), (Bilingual, bool)>;

impl Services {
    /// Services that are called by the front at the other end of a socket.
    pub(super) fn through(front: UnixStream) -> Self {
        Self {
            front: Some(Mutex::new(front)),
            known: Mutex::default(),
            failed: Mutex::default(),
        }
    }

    /// Forgets what was asked, before another query.
    pub(super) fn forget(&self) {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.failures().clear();
    }

    /// The first call that failed and that a query needs.
    pub(super) fn failure(&self, needs: impl Fn(&str) -> bool) -> Option<ServiceError> {
        let failed = self.failures();
        let mut failed = failed.iter();
        failed
            .find(|error| error.service.as_deref().is_none_or(&needs))
            .cloned()
    }

    /// Keeps the first failure of each service: the evaluator asks again for every row.
    fn failed(&self, error: &ServiceError) {
        let mut failed = self.failures();
        if failed.iter().all(|known| known.service != error.service) {
            failed.push(error.clone());
        }
    }

    fn failures(&self) -> MutexGuard<'_, Vec<ServiceError>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn call(&self, call: Call) -> Outcome {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, outcome)) = known.iter().find(|(asked, _)| *asked == call) {
            return outcome.clone();
        }
        if known.len() >= CALLS {
            let fr = format!("la requête appelle des services plus de {CALLS} fois");
            let en = format!("the query calls services more than {CALLS} times");
            return Err((Bilingual::new(fr, en), true));
        }
        let outcome = match &self.front {
            None => Err((crate::outbound::Refusal::Off.say(), true)),
            Some(front) => {
                let mut front = front.lock().unwrap_or_else(PoisonError::into_inner);
                ask(&mut front, &call).unwrap_or_else(|error| {
                    let said = error.to_string();
                    Err((Bilingual::new(said.clone(), said), false))
                })
            }
        };
        known.push((call, outcome.clone()));
        outcome
    }
}

/// One call over the socket.
fn ask(front: &mut UnixStream, call: &Call) -> io::Result<Outcome> {
    write_frame(front, Kind::Call, &serde_json::to_vec(call)?)?;
    let reply = read_message(front)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(match reply {
        Reply::Failed { why, refused } => Err((why, refused)),
        Reply::Results { media_type, length } => {
            let mut bytes = Vec::new();
            front.take(length).read_to_end(&mut bytes)?;
            Ok((media_type, bytes.into()))
        }
    })
}

/// The handler of the evaluator.
pub(super) struct Handler(pub Arc<Services>);

impl DefaultServiceHandler for Handler {
    type Error = QueryEvaluationError;

    fn handle(
        &self,
        service: &NamedNode,
        pattern: &GraphPattern,
        base: Option<&Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, QueryEvaluationError> {
        self.solutions(service, pattern, base)
            .map_err(|(why, refused)| {
                let error = ServiceError {
                    service: Some(service.as_str().to_owned()),
                    why,
                    refused,
                };
                self.0.failed(&error);
                QueryEvaluationError::Service(Box::new(error))
            })
    }
}

impl Handler {
    /// The solutions of a pattern, or why there are none and whether they were not asked for.
    fn solutions(
        &self,
        service: &NamedNode,
        pattern: &GraphPattern,
        base: Option<&Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>, (Bilingual, bool)> {
        let query = Query::Select {
            dataset: None,
            pattern: pattern.clone(),
            base_iri: base.cloned(),
        };
        let (media_type, bytes) = self.0.call(Call {
            service: service.as_str().to_owned(),
            query: query.to_string(),
        })?;
        let unreadable = |error: &dyn std::fmt::Display| {
            let why = Bilingual::new(
                format!("sa réponse n'est pas un tableau de résultats SPARQL : {error}"),
                format!("its answer is no table of SPARQL results: {error}"),
            );
            (why, false)
        };
        let format = QueryResultsFormat::from_media_type(&media_type)
            .ok_or_else(|| unreadable(&media_type))?;
        let parsed = QueryResultsParser::from_format(format)
            .for_reader(Cursor::new(bytes))
            .map_err(|error| unreadable(&error))?;
        let ReaderQueryResultsParserOutput::Solutions(reader) = parsed else {
            return Err(unreadable(&"true or false"));
        };
        // Read to the end here, so that SILENT covers an answer that breaks off.
        let variables: Arc<[_]> = reader.variables().into();
        let solutions = reader
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| unreadable(&error))?;
        Ok(QuerySolutionIter::new(
            variables,
            solutions.into_iter().map(Ok),
        ))
    }
}
