//! A request of the SPARQL 1.1 Protocol (§2.1) to a question.
//!
//! In: the parameters of an address, of a form, or a body that is the query. Out: the query text, the
//! dataset asked for and the format named, or what is wrong with the request.

use crate::engine::Limits;
use crate::engine::RequestedDataset;
use crate::serve::parameters::Parameters;
use crate::serve::problem::Problem;
use crate::serve::visit::{Visit, joined};
use crate::serve::write::receive::broken;
use axum::body::Body;
use axum::http::{HeaderName, StatusCode, header};
use oxigraph::model::NamedNode;
use std::time::Duration;

/// How long a client may take to send a body.
const BODY_TIME: Duration = Duration::from_secs(15);
const FORM: &str = "application/x-www-form-urlencoded";
const QUERY: &str = "application/sparql-query";

/// The parameters of the protocol, as they were sent.
#[derive(Debug, Clone, Default)]
pub struct Protocol {
    /// `query`.
    pub query: Option<String>,
    /// `format`, this server's own.
    pub format: Option<String>,
    default_graphs: Vec<String>,
    named_graphs: Vec<String>,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question {
    /// The text of the query.
    pub text: String,
    /// The graphs asked for.
    pub dataset: RequestedDataset,
    /// The name of a format, which `Accept` then has no say in.
    pub format: Option<String>,
}

impl Protocol {
    /// Reads the parameters.
    ///
    /// # Errors
    /// 400 for an update, and for a query that is given more than once.
    pub fn from_parameters(parameters: &Parameters) -> Result<Self, Problem> {
        if parameters.get("update").is_some() {
            return Err(Problem::bad_request(
                "Ce point d'accès se lit seulement : les mises à jour vont à /update.",
                "This endpoint is read-only: updates go to /update.",
            ));
        }
        let queries: Vec<&str> = parameters.all("query").collect();
        if queries.len() > 1 {
            return Err(Problem::bad_request(
                "Le paramètre query est donné plusieurs fois.",
                "The parameter query is given more than once.",
            ));
        }
        let all = |name| parameters.all(name).map(str::to_owned).collect();
        Ok(Self {
            query: queries.first().map(|&query| query.to_owned()),
            format: parameters
                .get("format")
                .filter(|format| !format.is_empty())
                .map(str::to_owned),
            default_graphs: all("default-graph-uri"),
            named_graphs: all("named-graph-uri"),
        })
    }

    /// True when graphs are named.
    pub fn has_dataset(&self) -> bool {
        !self.default_graphs.is_empty() || !self.named_graphs.is_empty()
    }

    /// The question with this query text.
    ///
    /// # Errors
    /// 400 for a graph that is no absolute IRI.
    pub fn question(self, text: String) -> Result<Question, Problem> {
        let dataset = RequestedDataset {
            default_graphs: graphs(self.default_graphs)?,
            named_graphs: graphs(self.named_graphs)?,
        };
        Ok(Question {
            text,
            dataset,
            format: self.format,
        })
    }
}

/// The graphs that a request names.
///
/// # Errors
/// 400 for one that is no absolute IRI.
pub fn graphs(iris: Vec<String>) -> Result<Vec<NamedNode>, Problem> {
    iris.into_iter()
        .map(|iri| {
            NamedNode::new(&iri).map_err(|_| {
                let iri = crate::text::shortened(&iri, 200).into_owned();
                Problem::bad_request(
                    format!("Le nom de graphe n'est pas une IRI absolue : {iri}"),
                    format!("The name of the graph is not an absolute IRI: {iri}"),
                )
            })
        })
        .collect()
}

/// 400 for a request without a query.
pub fn missing() -> Problem {
    Problem::bad_request(
        "Il manque le paramètre query, qui porte la requête SPARQL.",
        "The parameter query, which holds the SPARQL query, is missing.",
    )
}

/// The question of a POST.
///
/// # Errors
/// 400, 408, 413 or 415 as the body and its type are.
pub async fn posted(visit: &Visit, body: Body, limits: &Limits) -> Result<Question, Problem> {
    let media_type = joined(&visit.headers, header::CONTENT_TYPE).unwrap_or_default();
    let essence = media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let charset = media_type.to_ascii_lowercase();
    let foreign = charset
        .split_once("charset=")
        .is_some_and(|(_, charset)| !charset.trim_start_matches('"').starts_with("utf-8"));
    let coded = visit.headers.contains_key(header::CONTENT_ENCODING);
    if ![FORM, QUERY].contains(&essence.as_str()) || foreign || coded {
        return Err(unsupported());
    }
    // A form may write every byte as three.
    let limit = if essence == FORM {
        limits.query_bytes * 3 + 4096
    } else {
        limits.query_bytes
    };
    let bytes = read(visit, body, limit).await?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::not_utf8())?;
    if essence == QUERY {
        let protocol = Protocol::from_parameters(&visit.parameters)?;
        if protocol.query.is_some() {
            return Err(Problem::bad_request(
                "La requête est donnée deux fois, dans l'adresse et dans le corps.",
                "The query is given twice, in the address and in the body.",
            ));
        }
        return protocol.question(text);
    }
    let form = Parameters::parse(&text).map_err(|_| Problem::not_utf8())?;
    let parameters = visit.parameters.clone().and(form);
    let protocol = Protocol::from_parameters(&parameters)?;
    let query = protocol.query.clone().ok_or_else(missing)?;
    protocol.question(query)
}

fn unsupported() -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        format!("Envoyer la requête en {QUERY} ou {FORM}, en UTF-8, sans compression."),
        format!("Send the query as {QUERY} or {FORM}, in UTF-8, without compression."),
    )
    .header(
        HeaderName::from_static("accept-post"),
        "application/sparql-query, application/x-www-form-urlencoded",
    )
}

/// The body of a request, up to a number of bytes.
///
/// # Errors
/// 408 or 413 for one that is late or too long.
pub async fn read(visit: &Visit, body: Body, limit: usize) -> Result<Vec<u8>, Problem> {
    let too_long = || {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("Le corps de la demande dépasse {limit} octets."),
            format!("The body of the request is longer than {limit} bytes."),
        )
        .header(header::CONNECTION, "close")
    };
    let announced = joined(&visit.headers, header::CONTENT_LENGTH);
    if announced
        .and_then(|length| length.parse::<u64>().ok())
        .is_some_and(|n| n > limit as u64)
    {
        return Err(too_long());
    }
    match tokio::time::timeout(BODY_TIME, axum::body::to_bytes(body, limit)).await {
        Ok(Ok(bytes)) => Ok(Vec::from(bytes)),
        Ok(Err(error)) if broke_off(&error) => Err(broken()),
        Ok(Err(_)) => Err(too_long()),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            format!(
                "Le corps de la demande n'est pas arrivé en {} s.",
                BODY_TIME.as_secs()
            ),
            format!(
                "The body of the request did not arrive within {} s.",
                BODY_TIME.as_secs()
            ),
        )
        .header(header::CONNECTION, "close")),
    }
}

/// True when the client sent less than it announced, or what is no HTTP; else its body was too long.
fn broke_off(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<hyper::Error>() || error.source().is_some_and(broke_off)
}
