//! Queries as JSON to queries as the service takes them.
//!
//! In: a query of 0.2 (§4.1) or of the draft (§4.1), as strictly as their JSON schemas have it: a member
//! that is misnamed narrows nothing, which its writer should learn. Out: a [`Query`], or the member that
//! is wrong.

use super::wrong;
use crate::reconcile::{Condition, Quantifier, Query};
use crate::serve::held::reconciling::{CANDIDATES, Kept};
use crate::serve::problem::Problem;
use crate::serve::site::Site;
use serde_json::{Map, Value};

/// Characters of a name that are looked at.
const NAME: usize = 300;
/// Conditions of one query.
pub const CONDITIONS: usize = 20;
/// Values of one condition.
pub const VALUES: usize = 50;
/// Candidates where no limit is given.
pub const DEFAULT: usize = 10;

/// How the types of a query of 0.2 may be meant.
pub const STRICT: [&str; 3] = ["any", "should", "all"];
/// What a condition of the draft may be about.
pub const MATCH: [&str; 3] = ["name", "id", "property"];
/// How several values of a condition of the draft may be meant.
pub const QUANTIFIERS: [&str; 3] = ["any", "all", "none"];
/// Directions of text.
pub const DIRECTIONS: [&str; 3] = ["ltr", "rtl", "auto"];

/// The members of an object of JSON.
type Members = Map<String, Value>;

/// A query of 0.2.
pub(super) fn old(site: &Site, kept: &Kept, member: &str, query: &Value) -> Result<Query, Problem> {
    let known = ["query", "type", "type_strict", "limit", "properties"];
    let query = members(member, query, &known)?;
    one_of(query, "type_strict", &STRICT)?;
    let types = match query.get("type") {
        Some(Value::Array(several)) => {
            let several = several.iter().map(Value::as_str).collect::<Option<_>>();
            Some(several.ok_or_else(|| no_text("type"))?)
        }
        _ => word(query, "type")?.map(|one| vec![one]),
    };
    let name = word(query, "query")?;
    let mut found = Query {
        name: name.unwrap_or_default().to_owned(),
        kinds: types.map(|types: Vec<&str>| kinds(site, &types)),
        limit: limit(query)?,
        ..Query::default()
    };
    let properties = list(query, "properties")?;
    for property in properties {
        let Value::Object(property) = property else {
            return Err(no_object("properties"));
        };
        let values = texts("v", property.get("v"))?;
        let pid = word(property, "pid")?.ok_or_else(|| no_text("pid"))?;
        if let Some(property) = kept.property(pid) {
            found.conditions.push(Condition {
                property,
                values,
                ..Condition::default()
            });
        }
    }
    whole(member, found, name.is_some() || !properties.is_empty())
}

/// A query of the draft.
pub(super) fn new(site: &Site, kept: &Kept, member: &str, query: &Value) -> Result<Query, Problem> {
    let known = ["conditions", "type", "limit", "lang", "dir"];
    let query = members(member, query, &known)?;
    word(query, "lang")?;
    one_of(query, "dir", &DIRECTIONS)?;
    let mut found = Query {
        kinds: word(query, "type")?.map(|one| kinds(site, &[one])),
        limit: limit(query)?,
        ..Query::default()
    };
    let conditions = list(query, "conditions")?;
    for condition in conditions {
        let Value::Object(condition) = condition else {
            return Err(no_object("conditions"));
        };
        let values = texts("propertyValue", condition.get("propertyValue"))?;
        match one_of(condition, "matchType", &MATCH)? {
            Some("name") => {
                let between = if found.name.is_empty() { "" } else { " " };
                found.name = format!("{}{between}{}", found.name, values.join(" "));
            }
            Some("id") => found.ids.extend(values),
            Some(_) => narrow(kept, condition, values, &mut found)?,
            None => return Err(no_text("matchType")),
        }
    }
    whole(member, found, !conditions.is_empty())
}

/// Adds a condition on a property. No thing has a property that is not known.
fn narrow(
    kept: &Kept,
    condition: &Members,
    values: Vec<String>,
    found: &mut Query,
) -> Result<(), Problem> {
    word(condition, "matchQualifier")?;
    let required = match condition.get("required") {
        None => false,
        Some(Value::Bool(required)) => *required,
        Some(_) => return Err(wrong("required", "true ou false.", "true or false.")),
    };
    let quantifier = match one_of(condition, "matchQuantifier", &QUANTIFIERS)? {
        Some("all") => Quantifier::All,
        Some("none") => Quantifier::None,
        _ => Quantifier::Any,
    };
    let id = word(condition, "propertyId")?.ok_or_else(|| no_text("propertyId"))?;
    match kept.property(id) {
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
    query.name = query.name.trim().chars().take(NAME).collect();
    Ok(query)
}

/// The members of an object, all of which have to be known.
fn members<'v>(member: &str, value: &'v Value, known: &[&str]) -> Result<&'v Members, Problem> {
    let Value::Object(members) = value else {
        return Err(no_object(member));
    };
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(members),
        Some(name) => {
            let known = known.join(", ");
            let fr = format!("ce membre n'existe pas ici ; il y a {known}.");
            Err(wrong(
                name,
                &fr,
                &format!("there is no such member here; there are {known}."),
            ))
        }
    }
}

fn no_object(member: &str) -> Problem {
    wrong(member, "un objet est attendu.", "an object is expected.")
}

fn no_text(member: &str) -> Problem {
    wrong(member, "un texte est attendu.", "a text is expected.")
}

/// The text of a member, where there is one.
fn word<'v>(members: &'v Members, name: &str) -> Result<Option<&'v str>, Problem> {
    let value = members.get(name);
    value
        .map(|value| value.as_str().ok_or_else(|| no_text(name)))
        .transpose()
}

/// A member that holds one of a few words.
fn one_of<'v>(
    members: &'v Members,
    name: &str,
    words: &[&str],
) -> Result<Option<&'v str>, Problem> {
    match word(members, name)? {
        Some(given) if !words.contains(&given) => {
            let words = words.join(", ");
            Err(wrong(name, &format!("{words}."), &format!("{words}.")))
        }
        given => Ok(given),
    }
}

/// The list of a member, not too long; empty where there is none.
fn list<'v>(members: &'v Members, name: &str) -> Result<&'v [Value], Problem> {
    match members.get(name) {
        None => Ok(&[]),
        Some(Value::Array(list)) if list.len() <= CONDITIONS => Ok(list),
        Some(_) => {
            let fr = format!("une liste est attendue, de {CONDITIONS} au plus.");
            let en = format!("a list is expected, of {CONDITIONS} at most.");
            Err(wrong(name, &fr, &en))
        }
    }
}

fn limit(query: &Members) -> Result<usize, Problem> {
    let Some(value) = query.get("limit") else {
        return Ok(DEFAULT);
    };
    let number = value.as_f64();
    let number = number.filter(|number| *number >= 1.0 && number.fract() == 0.0);
    let (fr, en) = ("un nombre entier à partir de 1.", "a whole number from 1.");
    let number = number.ok_or_else(|| wrong("limit", fr, en))?;
    Ok((number as usize).min(CANDIDATES))
}

/// The kinds that types name, by their word or class; none for types that are not known.
fn kinds(site: &Site, types: &[&str]) -> Vec<usize> {
    let known = site.config.search.kinds.iter().enumerate();
    let named = known.filter(|(_, kind)| {
        types
            .iter()
            .any(|one| *one == kind.name || *one == site.config.iri(&kind.class))
    });
    named.map(|(at, _)| at).collect()
}

/// One value or several, each a text, a number, a truth value or a thing.
fn texts(member: &str, value: Option<&Value>) -> Result<Vec<String>, Problem> {
    let single = |value: &Value| match value {
        Value::String(text) => Some(text.chars().take(NAME).collect()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Object(thing) => thing.get("id").and_then(Value::as_str).map(str::to_owned),
        Value::Null | Value::Array(_) => None,
    };
    let all = match value {
        Some(Value::Array(list)) if list.len() > VALUES => None,
        Some(Value::Array(list)) => list.iter().map(single).collect(),
        value => value.and_then(single).map(|text| vec![text]),
    };
    all.ok_or_else(|| {
        wrong(
            member,
            "un texte, un nombre, un objet avec `id`, ou cinquante d'entre eux au plus.",
            "a text, a number, an object with `id`, or at most fifty of them.",
        )
    })
}
