//! Data extension: the values of properties of things (0.2 §7, 1.0-draft §7).

use super::super::problem::Problem;
use super::super::site::Site;
use super::super::visit::Visit;
use super::suggest::number;
use super::{answer, json, text, too_much, wrong};
use crate::serve::held::reconciling::Kept;
use crate::serve::labels;
use crate::serve::language::Lang;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, Term};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Things of one request.
pub const THINGS: usize = 1000;
/// Properties of one request.
pub const PROPERTIES: usize = 50;

/// What is asked: identifiers, and properties with how many values of each (0 for all).
struct Asked<'v> {
    ids: Vec<&'v str>,
    properties: Vec<(usize, usize)>,
}

/// A request of 0.2.
pub(super) async fn old(site: Arc<Site>, visit: &Visit, body: &Value) -> Result<Response, Problem> {
    let kept = site.reconciled().await?;
    let asked = asked(&kept, body)?;
    let rows: Map<String, Value> = asked
        .ids
        .iter()
        .map(|id| {
            let values = values(&kept, visit.lang, id, &asked);
            let names = asked
                .properties
                .iter()
                .filter_map(|(at, _)| kept.properties.get(*at));
            let row: Map<String, Value> = names.map(|one| one.name.clone()).zip(values).collect();
            ((*id).to_owned(), Value::Object(row))
        })
        .collect();
    Ok(answer(
        visit,
        &json!({ "meta": meta(&kept, visit, &asked), "rows": rows }),
    ))
}

/// POST `…/extend`, a request of the draft.
pub(super) async fn post(
    State(site): State<Arc<Site>>,
    visit: Visit,
    body: Body,
) -> Result<Response, Problem> {
    let kept = site.reconciled().await?;
    let body = json(&text(&visit, body, "application/json").await?)?;
    let asked = asked(&kept, &body)?;
    let row = |id: &&str| {
        let values = values(&kept, visit.lang, id, &asked);
        let names = asked
            .properties
            .iter()
            .filter_map(|(at, _)| kept.properties.get(*at));
        let properties: Vec<Value> = names
            .zip(values)
            .map(|(one, values)| json!({ "id": one.name, "values": values }))
            .collect();
        json!({ "id": id, "properties": properties })
    };
    let rows: Vec<Value> = asked.ids.iter().map(row).collect();
    Ok(answer(
        &visit,
        &json!({ "meta": meta(&kept, &visit, &asked), "rows": rows }),
    ))
}

/// GET `…/extend/propose?type=`: the properties that things of a type have.
pub(super) async fn propose(
    State(site): State<Arc<Site>>,
    visit: Visit,
) -> Result<Response, Problem> {
    let kept = site.reconciled().await?;
    let kinds = &site.config.search.kinds;
    let wanted = visit.parameters.get("type");
    let kind = wanted.and_then(|name| {
        kinds
            .iter()
            .position(|kind| kind.name == name || site.config.iri(&kind.class) == name)
    });
    let limit = number(&visit.parameters, "limit", PROPERTIES)?;
    let has = |at: usize| {
        let mut things = (0..).zip(&kept.values);
        things.any(|(number, values)| {
            let of_kind = || kept.service.thing(number).map(|thing| thing.kind);
            values.get(at).is_some_and(|list| !list.is_empty())
                && (wanted.is_none() || kind == of_kind())
        })
    };
    let properties: Vec<Value> = kept
        .properties
        .iter()
        .enumerate()
        .filter(|(at, _)| has(*at))
        .take(limit)
        .map(|(_, one)| json!({ "id": one.name, "name": visit.lang.of(&one.title) }))
        .collect();
    let mut proposal = json!({ "properties": properties, "limit": limit });
    if let (Some(wanted), Some(members)) = (wanted, proposal.as_object_mut()) {
        members.insert("type".to_owned(), json!(wanted));
    }
    Ok(answer(&visit, &proposal))
}

fn asked<'v>(kept: &Kept, body: &'v Value) -> Result<Asked<'v>, Problem> {
    let list = |name: &str| {
        let list = body.get(name).and_then(Value::as_array);
        list.ok_or_else(|| wrong(name, "une liste est attendue.", "a list is expected."))
    };
    let (ids, given) = (list("ids")?, list("properties")?);
    if ids.len() > THINGS || given.len() > PROPERTIES {
        return Err(too_much(
            format!("Une demande tient {THINGS} choses et {PROPERTIES} propriétés au plus."),
            format!("A request holds at most {THINGS} things and {PROPERTIES} properties."),
        ));
    }
    let ids: Option<Vec<&str>> = ids.iter().map(Value::as_str).collect();
    let ids =
        ids.ok_or_else(|| wrong("ids", "des textes sont attendus.", "texts are expected."))?;
    let mut properties = Vec::with_capacity(given.len());
    for property in given {
        let id = property
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let at = kept.property(id).ok_or_else(|| {
            wrong(
                id,
                "cette propriété n'existe pas.",
                "there is no such property.",
            )
        })?;
        let limit = limit(property.get("settings"))?;
        properties.push((at, limit));
    }
    Ok(Asked { ids, properties })
}

/// How many values are wanted, as a number or, as OpenRefine sends it, in digits; 0 for all.
fn limit(settings: Option<&Value>) -> Result<usize, Problem> {
    let no_object = || {
        wrong(
            "settings",
            "un objet est attendu.",
            "an object is expected.",
        )
    };
    let limit = match settings {
        None => None,
        Some(Value::Object(settings)) => settings.get("limit"),
        Some(_) => return Err(no_object()),
    };
    let number = match limit {
        None => Some(0.0),
        Some(Value::String(text)) => text.parse().ok(),
        Some(other) => other.as_f64(),
    };
    let number = number.filter(|number: &f64| *number >= 0.0 && number.fract() == 0.0);
    let (fr, en) = ("un nombre entier.", "a whole number.");
    let number = number.ok_or_else(|| wrong("limit", fr, en))?;
    Ok(number as usize)
}

fn meta(kept: &Kept, visit: &Visit, asked: &Asked<'_>) -> Vec<Value> {
    let shown = asked
        .properties
        .iter()
        .filter_map(|(at, _)| kept.properties.get(*at));
    shown
        .map(|one| json!({ "id": one.name, "name": visit.lang.of(&one.title) }))
        .collect()
}

/// The values of each property of a thing; none for a thing that is not known.
fn values(kept: &Kept, lang: Lang, id: &str, asked: &Asked<'_>) -> Vec<Value> {
    let thing = kept
        .service
        .number(id)
        .and_then(|number| kept.values.get(number as usize));
    let of = |(at, limit): &(usize, usize)| {
        let all = thing
            .and_then(|values| values.get(*at))
            .map_or(&[][..], Vec::as_slice);
        let most = if *limit == 0 { usize::MAX } else { *limit };
        let shown = in_language(all, lang).into_iter().take(most);
        Value::Array(shown.map(|value| cell(kept, lang, value)).collect())
    };
    asked.properties.iter().map(of).collect()
}

/// The values, those in another language left out where one is in the language asked for.
fn in_language(values: &[Term], lang: Lang) -> Vec<&Term> {
    let is = |value: &Term| match value {
        Term::Literal(literal) => literal.language().map(|_| labels::distance(literal, lang)),
        _ => None,
    };
    let best = values.iter().filter_map(is).min();
    values
        .iter()
        .filter(|value| is(value).is_none_or(|at| Some(at) == best))
        .collect()
}

/// A value as a cell: as a thing only where the service knows it, since clients look identifiers up here.
fn cell(kept: &Kept, lang: Lang, value: &Term) -> Value {
    let known = |iri: &str| kept.service.thing(kept.service.number(iri)?);
    match value {
        Term::NamedNode(node) => match known(node.as_str()) {
            Some(thing) => {
                json!({ "id": thing.id, "name": kept.labels.name(node.as_str(), lang).text })
            }
            None => json!({ "str": node.as_str() }),
        },
        Term::Literal(literal) => typed(literal),
        _ => json!({}),
    }
}

fn typed(literal: &Literal) -> Value {
    let text = literal.value();
    let number = match literal.datatype() {
        xsd::INTEGER => text.parse::<i64>().ok().map(|n| json!({ "int": n })),
        xsd::DECIMAL | xsd::DOUBLE | xsd::FLOAT => {
            let number = text.parse::<f64>().ok().filter(|n| n.is_finite());
            number.map(|n| json!({ "float": n }))
        }
        xsd::DATE if text.len() == 10 => Some(json!({ "date": format!("{text}T00:00:00Z") })),
        _ => None,
    };
    number.unwrap_or_else(|| json!({ "str": text }))
}
