//! What a reconciliation service answers, read with distrust.
//!
//! In: JSON of a stranger. Out: candidates, values, the beginning of IRIs; or the member that is not as
//! the specification has it. Identifiers that no IRI may end with are left out.

use super::{Candidate, Values};
use serde_json::{Map, Value};

/// Characters of an identifier, a name or a value.
const CHARACTERS: usize = 500;
/// Scores are below this, whatever the measure.
const MEASURE: f64 = 1e6;

/// What identifiers become IRIs with: the identifier space where it ends as a beginning of IRIs does,
/// else the view of things where the identifier stands at its end.
pub fn prefix(manifest: &Map<String, Value>) -> Option<String> {
    let space = manifest.get("identifierSpace").and_then(Value::as_str);
    let space = space.filter(|space| space.ends_with(['/', '#', '=', ':']));
    let view = || {
        let view = manifest.get("view")?.get("url")?.as_str()?;
        ["{{id}}", "{id}", "{+id}"]
            .iter()
            .find_map(|end| view.strip_suffix(end))
    };
    let found = space.or_else(view)?;
    let is_web = found.starts_with("http://") || found.starts_with("https://");
    (is_web && is_plain(found)).then(|| found.to_owned())
}

/// The candidates of a batch of 0.2; a query without an answer has none.
pub fn of_old(
    answer: &Value,
    queries: usize,
    most: usize,
) -> Result<Vec<Vec<Candidate>>, &'static str> {
    let answer = answer.as_object().ok_or("queries")?;
    let found = (0..queries).map(|at| match answer.get(&format!("q{at}")) {
        None => Ok(Vec::new()),
        Some(one) => list(one.get("result"), most).ok_or("result"),
    });
    found.collect()
}

/// The candidates of a batch of the draft.
pub fn of_draft(
    answer: &Value,
    queries: usize,
    most: usize,
) -> Result<Vec<Vec<Candidate>>, &'static str> {
    let results = answer.get("results").and_then(Value::as_array);
    let results = results.filter(|results| results.len() == queries);
    let found = results.ok_or("results")?.iter();
    let found = found.map(|one| list(one.get("candidates"), most).ok_or("candidates"));
    found.collect()
}

fn list(candidates: Option<&Value>, most: usize) -> Option<Vec<Candidate>> {
    let all = candidates?.as_array()?.iter().filter_map(candidate);
    Some(all.take(most).collect())
}

fn candidate(one: &Value) -> Option<Candidate> {
    let id = one.get("id")?.as_str().filter(|id| is_plain(id))?;
    let name = one.get("name")?.as_str()?;
    let score = one.get("score").and_then(Value::as_f64);
    Some(Candidate {
        id: id.to_owned(),
        name: name.chars().take(CHARACTERS).collect(),
        score: score.filter(|score| score.abs() < MEASURE),
        certain: one.get("match").and_then(Value::as_bool) == Some(true),
    })
}

/// True for what may stand in an IRI as it is (RFC 3987 §2.2).
fn is_plain(text: &str) -> bool {
    let is_wrong = |c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c);
    !text.is_empty() && text.len() <= CHARACTERS && !text.contains(is_wrong)
}

/// The first value of each property, of the things that were asked for; none where rows are missing.
pub fn values(answer: &Value, ids: &[&str], properties: &[&str]) -> Option<Values> {
    let rows = answer.get("rows")?;
    let row = |id: &str| match rows {
        Value::Object(rows) => rows.get(id),
        Value::Array(rows) => rows
            .iter()
            .find(|row| row.get("id").and_then(Value::as_str) == Some(id)),
        _ => None,
    };
    if !rows.is_object() && !rows.is_array() {
        return None;
    }
    let of = |id: &&str| {
        let row = row(id)?;
        let has = |property: &&str| Some(((*property).to_owned(), first(row, property)?));
        Some((
            (*id).to_owned(),
            properties.iter().filter_map(has).collect(),
        ))
    };
    Some(ids.iter().filter_map(of).collect())
}

/// The first value of a property of a row of either version, as a text.
fn first(row: &Value, property: &str) -> Option<String> {
    let cells = match row.get("properties").and_then(Value::as_array) {
        Some(properties) => {
            let is = |one: &&Value| one.get("id").and_then(Value::as_str) == Some(property);
            properties.iter().find(is)?.get("values")?
        }
        None => row.get(property)?,
    };
    let cell = cells.as_array()?.first()?;
    let text = ["id", "str", "int", "float", "name"]
        .iter()
        .find_map(|kind| cell.get(*kind))?;
    let text = match text {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text.chars().take(CHARACTERS).collect())
}

#[cfg(test)]
mod tests;
