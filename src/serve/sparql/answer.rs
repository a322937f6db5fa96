//! The answer of the engine as the body of a response.
//!
//! In: a question and a format. Out: a streamed response. An error after the first block breaks the
//! transfer ([`Blocks`]); a client that stops reading gives its place back.

use super::kept::Keeper;
use super::request::Question;
use crate::engine::{Answer, AnswerFormat, ParsedQuery};
use crate::serve::blocks::Blocks;
use crate::serve::clients::Place;
use crate::serve::problem::Problem;
use crate::serve::reply::{Reply, attachment};
use crate::serve::site::Site;
use crate::serve::visit::Visit;
use axum::body::Body;
use axum::http::header;
use axum::response::Response;
use oxigraph::model::NamedNode;

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
    place: Place,
) -> Result<Response, Problem> {
    let parts = parts(&question, media_type, format);
    // It has a validator when the same question always has the same answer.
    let mut reply = if cacheable && query.lasting {
        site.reply(&parts).vary("Accept")
    } else {
        Reply::fleeting().vary("Accept")
    };
    if let Some(response) = reply.not_modified(visit) {
        return Ok(response);
    }
    if visit.parameters.get("download").is_some() {
        reply = reply.header(
            header::CONTENT_DISPOSITION,
            attachment(&format!("{}.{}", file_stem(visit), format.extension())),
        );
    }
    let keeper = query
        .lasting
        .then(|| Keeper::new(site, visit, &parts))
        .flatten();
    if let Some(keeper) = &keeper {
        reply = match keeper.answer(reply, media_type) {
            Ok(response) => return Ok(response),
            Err(reply) => reply,
        };
    }
    let answer = site.engine.query(query, question.dataset, format).await?;
    let body = match answer.whole() {
        Ok(bytes) => Body::from(bytes),
        Err(answer) => {
            let (to, body) = Blocks::new();
            tokio::spawn(forward(answer, to, place));
            body
        }
    };
    let mut response = reply.ok(media_type, body);
    if let Some(keeper) = keeper {
        response.extensions_mut().insert(keeper);
    }
    Ok(response)
}

/// What tells an answer from all others of a site.
pub fn parts<'q>(
    question: &'q Question,
    media_type: &'q str,
    format: AnswerFormat,
) -> Vec<&'q str> {
    // Text and JSON may be of an answer or of an explanation.
    let what = match format {
        AnswerFormat::Explain(_) => "plan",
        _ => "sparql",
    };
    let mut parts = vec![what, question.text.as_str(), media_type, "default"];
    let dataset = &question.dataset;
    parts.extend(dataset.default_graphs.iter().map(NamedNode::as_str));
    parts.push("named");
    parts.extend(dataset.named_graphs.iter().map(NamedNode::as_str));
    parts
}

/// The name that the asker gives to the file, else `results`.
fn file_stem(visit: &Visit) -> &str {
    visit
        .parameters
        .get("download")
        .filter(|name| !name.is_empty())
        .unwrap_or("results")
}

/// Hands blocks over until the end, or until the client takes no more. The client holds its place
/// meanwhile.
async fn forward(mut answer: Answer, to: Blocks, _place: Place) {
    loop {
        let next = answer.next().await.transpose();
        if !to.give(next).await {
            return;
        }
    }
}
