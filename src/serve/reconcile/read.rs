//! Queries as JSON to queries as the service takes them.
//!
//! In: a query of 0.2 (§4.1) or of the draft (§4.1). Out: a [`Query`], or the member that is wrong.

use super::gather::Kept;
use super::{CANDIDATES, wrong};
use crate::reconcile::{Condition, Quantifier, Query};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use serde_json::Value;

/// Characters of a name that are looked at.
const NAME: usize = 300;
/// Conditions of one query.
const CONDITIONS: usize = 20;
/// Values of one condition.
const VALUES: usize = 50;
/// Candidates where no limit is given.
const DEFAULT: usize = 10;

/// A query of 0.2.
pub(super) fn old(site: &Site, kept: &Kept, member: &str, query: &Value) -> Result<Query, Problem> {
    let Value::Object(query) = query else {
        return Err(wrong(
            member,
            "un objet est attendu.",
            "an object is expected.",
        ));
    };
    let name = query.get("query").unwrap_or(&Value::Null);
    let mut found = Query {
        name: match name {
            Value::Null => String::new(),
            name => texts(member, name)?.join(" "),
        },
        kinds: query
            .get("type")
            .map(|types| kinds(site, member, types))
            .transpose()?,
        limit: limit(member, query.get("limit"))?,
        ..Query::default()
    };
    for property in list(member, query.get("properties"))? {
        let pid = property.get("pid").and_then(Value::as_str);
        let (Some(pid), Some(values)) = (pid, property.get("v")) else {
            return Err(wrong(
                member,
                "une propriété a `pid` et `v`.",
                "a property has `pid` and `v`.",
            ));
        };
        if let Some(property) = kept.property(pid) {
            let values = texts(member, values)?;
            found.conditions.push(Condition {
                property,
                values,
                ..Condition::default()
            });
        }
    }
    whole(
        member,
        found,
        query.contains_key("query") || query.contains_key("properties"),
    )
}

/// A query of the draft.
pub(super) fn new(site: &Site, kept: &Kept, member: &str, query: &Value) -> Result<Query, Problem> {
    let Value::Object(query) = query else {
        return Err(wrong(
            member,
            "un objet est attendu.",
            "an object is expected.",
        ));
    };
    let mut found = Query {
        kinds: query
            .get("type")
            .map(|types| kinds(site, member, types))
            .transpose()?,
        limit: limit(member, query.get("limit"))?,
        ..Query::default()
    };
    let conditions = list(member, query.get("conditions"))?;
    for condition in conditions {
        let Some(values) = condition.get("propertyValue") else {
            return Err(wrong(
                member,
                "une condition a `propertyValue`.",
                "a condition has `propertyValue`.",
            ));
        };
        let values = texts(member, values)?;
        match condition.get("matchType").and_then(Value::as_str) {
            Some("name") => {
                let between = if found.name.is_empty() { "" } else { " " };
                found.name = format!("{}{between}{}", found.name, values.join(" "));
            }
            Some("id") => found.ids.extend(values),
            Some("property") => narrow(kept, condition, values, &mut found)?,
            _ => {
                let said = "name, id ou property.";
                return Err(wrong("matchType", said, "name, id or property."));
            }
        }
    }
    whole(member, found, !conditions.is_empty())
}

/// Adds a condition on a property. No thing has a property that is not known.
fn narrow(
    kept: &Kept,
    condition: &Value,
    values: Vec<String>,
    found: &mut Query,
) -> Result<(), Problem> {
    let word = |name: &str| condition.get(name).and_then(Value::as_str);
    let required = condition.get("required") == Some(&Value::Bool(true));
    let quantifier = match word("matchQuantifier") {
        None | Some("any") => Quantifier::Any,
        Some("all") => Quantifier::All,
        Some("none") => Quantifier::None,
        Some(_) => {
            let said = "any, all ou none.";
            return Err(wrong("matchQuantifier", said, "any, all or none."));
        }
    };
    match word("propertyId").and_then(|id| kept.property(id)) {
        Some(property) => found.conditions.push(Condition {
            property,
            values,
            quantifier,
            required,
        }),
        None if required => found.kinds = Some(Vec::new()),
        None => {}
    }
    Ok(())
}

/// The query within its limits.
fn whole(member: &str, mut query: Query, asks: bool) -> Result<Query, Problem> {
    if !asks {
        return Err(wrong(
            member,
            "il faut un nom ou des propriétés.",
            "a name or properties are needed.",
        ));
    }
    if query.conditions.len() > CONDITIONS || query.ids.len() > VALUES {
        return Err(wrong(member, "trop de conditions.", "too many conditions."));
    }
    query.name = query.name.trim().chars().take(NAME).collect();
    Ok(query)
}

fn list<'v>(member: &str, value: Option<&'v Value>) -> Result<&'v [Value], Problem> {
    match value {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(wrong(
            member,
            "une liste est attendue.",
            "a list is expected.",
        )),
    }
}

fn limit(member: &str, value: Option<&Value>) -> Result<usize, Problem> {
    let number = match value {
        None | Some(Value::Null) => return Ok(DEFAULT),
        Some(value) => value.as_f64().filter(|number| *number >= 1.0),
    };
    let number = number.ok_or_else(|| {
        wrong(
            member,
            "`limit` est un nombre positif.",
            "`limit` is a positive number.",
        )
    })?;
    Ok((number as usize).min(CANDIDATES))
}

/// The kinds that types name, by their word or class; none for types that are not known.
fn kinds(site: &Site, member: &str, types: &Value) -> Result<Vec<usize>, Problem> {
    let types = texts(member, types)?;
    let known = site.config.search.kinds.iter().enumerate();
    let named = known.filter(|(_, kind)| {
        types
            .iter()
            .any(|one| *one == kind.name || *one == site.config.iri(&kind.class))
    });
    Ok(named.map(|(at, _)| at).collect())
}

/// One value or several, each a text, a number, a truth value or a thing.
fn texts(member: &str, value: &Value) -> Result<Vec<String>, Problem> {
    let single = |value: &Value| match value {
        Value::String(text) => Some(text.chars().take(NAME).collect()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Object(thing) => thing.get("id").and_then(Value::as_str).map(str::to_owned),
        Value::Null | Value::Array(_) => None,
    };
    let all = match value {
        Value::Array(list) if list.len() > VALUES => None,
        Value::Array(list) => list.iter().map(single).collect(),
        value => single(value).map(|text| vec![text]),
    };
    all.ok_or_else(|| {
        wrong(
            member,
            "un texte, un nombre, un objet avec `id`, ou cinquante d'entre eux au plus.",
            "a text, a number, an object with `id`, or at most fifty of them.",
        )
    })
}
