//! The answer of the engine as the body of a response.
//!
//! In: a question and a format. Out: a streamed response. An error after the first block breaks the
//! transfer, so that a cut answer never looks whole; a client that stops reading gives its place back.

use super::request::Question;
use crate::engine::{Answer, AnswerFormat, Form, ParsedQuery, QueryError};
use crate::serve::problem::Problem;
use crate::serve::reply::{Reply, attachment};
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::body::Body;
use axum::http::header;
use axum::response::Response;
use bytes::Bytes;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How long a client may take to accept a block.
const BLOCK_TIME: Duration = Duration::from_secs(20);

/// Functions whose value is another each time (SPARQL 1.1 Query §17.4).
const FLEETING: [&str; 5] = ["rand", "now", "uuid", "struuid", "bnode"];

/// Evaluates the question and streams the answer.
///
/// # Errors
/// Every error that is known before the first block.
pub async fn stream(
    site: &Site,
    visit: &Visit,
    question: Question,
    query: ParsedQuery,
    (media_type, format): (&str, AnswerFormat),
    cacheable: bool,
) -> Result<Response, Problem> {
    let mut reply = head(site, &question, query.form, media_type, cacheable).vary("Accept");
    if let Some(response) = reply.not_modified(visit) {
        return Ok(response);
    }
    if visit.parameters.get("download").is_some() {
        reply = reply.header(
            header::CONTENT_DISPOSITION,
            attachment(&format!("{}.{}", file_stem(visit), extension(format))),
        );
    }
    let answer = site.engine.query(query, question.dataset, format).await?;
    let (to, blocks) = channel(1);
    tokio::spawn(forward(answer, to));
    Ok(reply.ok(
        media_type,
        Body::from_stream(Blocks {
            blocks,
            whole: false,
        }),
    ))
}

/// The head of the answer: it has a validator when the same question always has the same answer.
fn head(site: &Site, question: &Question, form: Form, media_type: &str, cacheable: bool) -> Reply {
    if !cacheable || is_fleeting(&question.text, form) {
        return Reply::fleeting();
    }
    let mut parts = vec!["sparql", question.text.as_str(), media_type, "default"];
    parts.extend(
        question
            .dataset
            .default_graphs
            .iter()
            .map(|graph| graph.as_str()),
    );
    parts.push("named");
    parts.extend(
        question
            .dataset
            .named_graphs
            .iter()
            .map(|graph| graph.as_str()),
    );
    site.reply(&parts)
}

/// True when the text may call a function whose value changes, or make blank nodes, whose names do.
fn is_fleeting(text: &str, form: Form) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let calls = words.any(|word| FLEETING.iter().any(|name| word.eq_ignore_ascii_case(name)));
    calls || (form == Form::Graph && (text.contains("_:") || text.contains('[')))
}

fn extension(format: AnswerFormat) -> &'static str {
    match format {
        AnswerFormat::Results(format) => format.extension(),
        AnswerFormat::Graph(format) => format.extension(),
    }
}

/// The name that the asker gives to the file, else `results`.
fn file_stem(visit: &Visit) -> &str {
    visit
        .parameters
        .get("download")
        .filter(|name| !name.is_empty())
        .unwrap_or("results")
}

/// Hands blocks over until the end; gives up on a client that does not take them.
async fn forward(mut answer: Answer, to: Sender<Result<Option<Bytes>, QueryError>>) {
    loop {
        let block = match answer.next().await {
            Some(block) => block.map(Some),
            None => Ok(None),
        };
        let last = !matches!(block, Ok(Some(_)));
        let sent = tokio::time::timeout(BLOCK_TIME, to.send(block)).await;
        if last || !matches!(sent, Ok(Ok(()))) {
            return;
        }
    }
}

/// The blocks of a body; without the sign of the end they break off.
struct Blocks {
    blocks: Receiver<Result<Option<Bytes>, QueryError>>,
    whole: bool,
}

impl futures_core::Stream for Blocks {
    type Item = Result<Bytes, QueryError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.whole {
            return Poll::Ready(None);
        }
        let next = match std::task::ready!(self.blocks.poll_recv(context)) {
            Some(Ok(Some(block))) => return Poll::Ready(Some(Ok(block))),
            Some(Ok(None)) => None,
            Some(Err(error)) => Some(Err(error)),
            None => Some(Err(QueryError::Busy)),
        };
        self.whole = true;
        Poll::Ready(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_change_have_no_validator() {
        for (text, form, fleeting) in [
            ("SELECT (RAND() AS ?x) {}", Form::Select, true),
            ("SELECT (now() AS ?x) {}", Form::Select, true),
            ("SELECT * { ?known ?p ?o }", Form::Select, false),
            ("CONSTRUCT { [] ?p ?o } { ?s ?p ?o }", Form::Graph, true),
            ("CONSTRUCT WHERE { ?s ?p ?o }", Form::Graph, false),
        ] {
            assert_eq!(is_fleeting(text, form), fleeting, "{text}");
        }
    }
}
