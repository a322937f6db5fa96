//! Query text to algebra, with errors that name line, column and the way out.

mod datatype;
mod explain;
pub(super) mod prepared;
mod strict;
pub(super) mod uses;

use super::estimate::{Cost, estimate};
use super::format::Form;
use super::pool::asker::Asker;
use super::pool::lanes::Lane;
use super::small::Small;
use super::{Limits, QueryError, guard};
use crate::snapshot::Snapshot;
use crate::text::Bilingual;
pub(super) use explain::shared_label;
use explain::{Kind, explain, wrong};
use prepared::Prepared;
use rustix::process::setpriority_process;
use rustix::thread::gettid;
use spargebra::{Query, SparqlParser, Update};
use std::borrow::Cow;
use std::sync::Arc;
use std::thread::JoinHandle;
use uses::Uses;

/// Stack for looking at a query: the parser's result is nested as deeply as the text is long.
const STACK: usize = 512 << 20;
/// Bytes of a text that is looked at without giving way to others.
const SHORT: usize = 8 << 10;
/// How much a thread with a long text gives way.
const NICE: i32 = 10;

/// A query that can be evaluated.
#[derive(Debug, Clone)]
pub struct ParsedQuery {
    pub(super) text: Arc<str>,
    /// Rows or triples of its answer at most.
    pub(super) rows: u64,
    pub(super) lane: Lane,
    /// Who asks it.
    pub(super) asker: Asker,
    /// What kind of answer it has.
    pub form: Form,
    /// True when the same data always give the same answer.
    pub lasting: bool,
    /// The query, where it may be answered without a worker.
    pub(super) small: Option<Small>,
    /// How often in a row that took too long.
    pub(super) late: u8,
}

impl ParsedQuery {
    /// The same query of somebody.
    #[must_use]
    pub fn asked_by(self, asker: Asker) -> Self {
        Self { asker, ..self }
    }
}

/// Parses a query that [`guard::check`] let pass, and where there is a snapshot guesses its cost. What is
/// not shallow needs the stack of [`on_thread`]; of what is, given with the statements that are `prepared`,
/// what the front may answer is made ready and noted there.
///
/// # Errors
/// As [`parse`]; [`QueryError::TooCostly`].
pub(super) fn look(
    text: &str,
    base: &str,
    limits: &Limits,
    snapshot: Option<&Snapshot>,
    prepared: Option<&Prepared>,
) -> Result<ParsedQuery, QueryError> {
    if text.len() > SHORT {
        let _ = setpriority_process(Some(gettid()), NICE);
    }
    let mut query = checked(text, base)?;
    let uses = Uses::of(&query);
    let small = snapshot.filter(|_| prepared.is_some());
    let small = small.and_then(|snapshot| Small::of(&mut query, snapshot));
    let unknown = snapshot.filter(|_| small.is_none());
    let cost = unknown.map(|snapshot| estimate(&query, snapshot));
    if let Some(rows) = cost.and_then(|cost| cost.hopeless(limits.time)) {
        return Err(QueryError::TooCostly(rows.log10().min(999.0) as u32));
    }
    let cheap = cost.is_some_and(|cost| cost.is_cheap() && !is_large(&query, cost));
    let lane = match small.is_some() || cheap {
        _ if uses.service => Lane::Remote,
        true => Lane::Cheap,
        false => Lane::Costly,
    };
    let lasting = !uses.fleeting;
    if let (Some(prepared), Some(_)) = (prepared, &small) {
        prepared.note(text, lasting, |text| checked(text, base).ok());
    }
    Ok(ParsedQuery {
        text: text.into(),
        rows: limits.rows,
        lane,
        asker: Asker::default(),
        form: form(&query),
        lasting,
        small,
        late: 0,
    })
}

/// Triples of a constructed graph that fit the memory of cheap queries: it is kept to tell equal ones.
const CONSTRUCTED: f64 = 10_000.0;

/// True for a graph that may be large.
fn is_large(query: &Query, cost: Cost) -> bool {
    match query {
        Query::Construct { template, .. } => cost.rows() * template.len() as f64 > CONSTRUCTED,
        _ => false,
    }
}

/// Runs `look` on a thread with a stack for any query within the limits.
///
/// # Errors
/// When there is no thread.
pub fn on_thread<T: Send + 'static>(
    look: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, QueryError> {
    std::thread::Builder::new()
        .name("look".to_owned())
        .stack_size(STACK)
        .spawn(look)
        .map_err(|error| QueryError::Evaluation(error.to_string()))
}

/// Parses a query (SPARQL 1.1 Query §19); relative IRIs are resolved against `base`.
///
/// # Errors
/// [`QueryError::TooLong`], [`QueryError::TooDeep`], [`QueryError::Syntax`].
pub fn parse(text: &str, base: &str, limits: &Limits) -> Result<(Query, Form), QueryError> {
    guard::check(text, limits)?;
    let query = checked(text, base)?;
    let form = form(&query);
    Ok((query, form))
}

/// The same of a text that was checked.
fn checked(text: &str, base: &str) -> Result<Query, QueryError> {
    let plain = |said: String| QueryError::Syntax {
        message: Bilingual::new(said.clone(), said),
        position: None,
    };
    let parser = SparqlParser::new()
        .with_base_iri(base)
        .map_err(|error| plain(error.to_string()))?;
    let query = strict::parse(&parser, text)
        .map_err(|error| explain(text, &error.to_string(), Kind::Query))?;
    if let Some(flaw) = strict::flaw(&parser, text, &query) {
        return Err(wrong(text, flaw.at, flaw.message));
    }
    if let Some((at, message)) = datatype::without_language(text, || query.to_string()) {
        return Err(wrong(text, at, message));
    }
    Ok(query)
}

fn form(query: &Query) -> Form {
    match query {
        Query::Select { .. } => Form::Select,
        Query::Ask { .. } => Form::Ask,
        Query::Construct { .. } | Query::Describe { .. } => Form::Graph,
    }
}

/// Parses an update (SPARQL 1.1 Update, grammar of SPARQL 1.1 Query §19).
///
/// # Errors
/// As [`parse`].
pub fn parse_update(text: &str, base: &str, limits: &Limits) -> Result<Update, QueryError> {
    guard::check(text, limits)?;
    let parser = SparqlParser::new()
        .with_base_iri(base)
        .map_err(|error| explain(text, &error.to_string(), Kind::Update))?;
    let update = parser
        .clone()
        .parse_update(text)
        .or_else(|error| match strict::lower_truths(text) {
            Cow::Owned(text) => parser.parse_update(&text).map_err(|_| error),
            Cow::Borrowed(_) => Err(error),
        })
        .map_err(|error| explain(text, &error.to_string(), Kind::Update))?;
    match datatype::without_language(text, || update.to_string()) {
        Some((at, message)) => Err(wrong(text, at, message)),
        None => Ok(update),
    }
}

#[cfg(test)]
mod tests;
