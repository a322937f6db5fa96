//! Preconditions of a change (RFC 9110 §13.1): what its sender knew is still what there is.
//!
//! In: a request with `If-Match`, `If-None-Match` or `If-Unmodified-Since`, and the heads of all
//! representations that a GET of the same address has now. Out: nothing, or 412. A validator is of a whole
//! version: a change of another graph makes it old as well.

use super::problem::Problem;
use super::reply::Reply;
use super::visit::{Visit, joined};
use axum::http::header::{IF_MATCH, IF_NONE_MATCH, IF_UNMODIFIED_SINCE};

/// True for a request that names what has to hold.
pub fn is_asked(visit: &Visit) -> bool {
    let asked = [IF_MATCH, IF_NONE_MATCH, IF_UNMODIFIED_SINCE];
    asked.iter().any(|name| visit.headers.contains_key(name))
}

/// Looks whether what the request names holds; `now` is empty where there is nothing.
///
/// # Errors
/// 412 where it does not.
pub fn hold(visit: &Visit, now: &[Reply]) -> Result<(), Problem> {
    let named = |list: &str, is_strong| now.iter().any(|reply| reply.is_named(list, is_strong));
    let wanted = joined(&visit.headers, IF_MATCH).is_none_or(|list| named(&list, true));
    let known = joined(&visit.headers, IF_NONE_MATCH).is_some_and(|list| named(&list, false));
    if wanted && !known && !now.iter().any(|reply| reply.is_newer(visit)) {
        return Ok(());
    }
    Err(Problem::precondition())
}
