//! udata (data.gouv.fr): datasets and their remote resources through its interface, version 1.
//!
//! In: a dataset of the catalogue. Out: the dataset of the portal whose extra `ptce:identifier` is the
//! IRI of ours, created or changed; its resources are found by their address.

use super::difference::{Change, changes};
use super::{Options, Pushed};
use crate::catalog::content::FileFacts;
use crate::catalog::dcat::file_description;
use crate::catalog::{Catalogue, Entry};
use crate::diag::Diagnostic;
use crate::publish::talk::{Failed, Interface, Talk, foreign};
use serde_json::{Value, json};

/// The extra field that holds our identifier.
const IDENTIFIER: &str = "ptce:identifier";

/// The interface, version 1: answers are records and lists.
pub const INTERFACE: Interface = Interface {
    name: "the interface of udata",
    header: "x-api-key",
    result: Some,
};

/// The datasets that the owner of the token may change.
///
/// # Errors
/// What the portal says.
pub fn known(talk: &Talk) -> Result<Vec<Value>, Diagnostic> {
    list(talk).map_err(|failed| talk.diagnostic("the list of datasets", &failed))
}

fn list(talk: &Talk) -> Result<Vec<Value>, Failed> {
    match talk.call("GET", "/api/1/me/org_datasets/", None)? {
        Value::Array(all) => Ok(all),
        other => Err(foreign(other.to_string().as_bytes())),
    }
}

fn find(known: &[Value], iri: &str) -> Option<Value> {
    let is_ours = |one: &&Value| {
        one["extras"][IDENTIFIER] == *iri && one.get("deleted").is_none_or(Value::is_null)
    };
    known.iter().find(is_ours).cloned()
}

/// Creates or changes one dataset.
///
/// # Errors
/// What the portal says.
pub fn dataset(
    talk: &Talk,
    options: &Options,
    catalogue: &Catalogue<'_>,
    entry: &Entry<'_>,
    known: &mut Vec<Value>,
) -> Result<Pushed, Failed> {
    let mut wanted = wanted(catalogue, entry);
    if let Some(organization) = &options.organization {
        wanted["organization"] = json!(organization);
    }
    let iri = entry.graph.iri.as_str();
    let there = match find(known, iri) {
        Some(one) => Some(read(talk, id(&one)?)?),
        None => None,
    };
    let created = there.is_none();
    let mut current = there.unwrap_or_default();
    let mut found = compared(&current, &wanted);
    if !options.dry_run && !found.is_empty() {
        current = if created {
            let mut look = || list(talk).map(|all| find(&all, iri));
            talk.create("/api/1/datasets/", &wanted, &mut look)?
        } else {
            let path = format!("/api/1/datasets/{}/", id(&current)?);
            talk.call("PUT", &path, Some(&with_extras(&current, wanted.clone())))?
        };
        if created {
            known.push(current.clone());
        }
    }
    found.extend(resources(talk, options, catalogue, entry, &current)?);
    Ok(Pushed {
        title: catalogue.title(entry).fr,
        created,
        changes: found,
    })
}

/// The identifier that the portal gave a record.
fn id(record: &Value) -> Result<&str, Failed> {
    let id = record["id"].as_str().filter(|id| !id.is_empty());
    id.ok_or_else(|| foreign(record.to_string().as_bytes()))
}

fn read(talk: &Talk, id: &str) -> Result<Value, Failed> {
    talk.call("GET", &format!("/api/1/datasets/{id}/"), None)
}

/// The changes of a record; an organisation is there as an object and named by its identifier.
fn compared(current: &Value, wanted: &Value) -> Vec<Change> {
    let mut current = current.clone();
    for name in ["organization", "license"] {
        if let Some(id) = current.get(name).and_then(|one| one.get("id")).cloned() {
            current[name] = id;
        }
    }
    changes("", &current, wanted)
}

/// The record to send: extras of others are kept.
fn with_extras(current: &Value, mut wanted: Value) -> Value {
    if let (Some(old), Some(new)) = (current["extras"].as_object(), wanted["extras"].as_object()) {
        let mut all = old.clone();
        all.extend(new.clone());
        wanted["extras"] = Value::Object(all);
    }
    wanted
}

/// The licence by the name that udata knows it by.
fn licence(code: &str) -> &'static str {
    match code {
        "ETALAB_2_0" => "lov2",
        "CC0" => "cc-zero",
        "CC_BY_4_0" => "cc-by",
        "CC_BYSA_4_0" => "cc-by-sa",
        "ODC_BL" => "odc-odbl",
        "ODC_BY" => "odc-by",
        _ => "notspecified",
    }
}

/// The frequency by the name that udata knows it by.
fn frequency(code: &str) -> &'static str {
    match code {
        "ANNUAL" => "annual",
        "ANNUAL_2" => "semiannual",
        "AS_NEEDED" => "punctual",
        "BIENNIAL" => "biennial",
        "DAILY" => "daily",
        "IRREG" => "irregular",
        "MONTHLY" => "monthly",
        "NEVER" => "never",
        "NOT_PLANNED" => "notPlanned",
        "QUARTERLY" => "quarterly",
        "UPDATE_CONT" => "continuous",
        "WEEKLY" => "weekly",
        _ => "unknown",
    }
}

/// A keyword in the form that udata keeps: small letters without accents, joined by hyphens.
fn tag(word: &str) -> String {
    let mut out = String::new();
    for c in crate::text::nfd(&word.to_lowercase()).chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !('\u{300}'..='\u{36f}').contains(&c) && !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The record as it should be.
fn wanted(catalogue: &Catalogue<'_>, entry: &Entry<'_>) -> Value {
    let catalog = &catalogue.config.catalog;
    let period = catalogue.period(entry);
    let mut tags: Vec<String> = catalogue
        .keywords(entry, "fr")
        .into_iter()
        .map(tag)
        .filter(|tag| tag.len() >= 3)
        .collect();
    tags.sort();
    tags.dedup();
    let mut record = json!({
        "title": catalogue.title(entry).fr,
        "description": catalogue.description(entry).fr,
        "license": licence(&catalog.licence_code),
        "frequency": frequency(&catalog.frequency),
        "tags": tags,
        "temporal_coverage": {"start": period.start, "end": period.end},
        "extras": {IDENTIFIER: entry.graph.iri, "ptce:page": catalogue.page(entry)},
    });
    let boxes = catalog.place.boxes().into_iter();
    let boxes: Vec<Value> = boxes
        .map(|[w, s, e, n]| json!([[[w, s], [e, s], [e, n], [w, n], [w, s]]]))
        .collect();
    if !boxes.is_empty() {
        record["spatial"] = json!({"geom": {"type": "MultiPolygon", "coordinates": boxes}});
    }
    record
}

fn resource(catalogue: &Catalogue<'_>, entry: &Entry<'_>, file: &FileFacts) -> Value {
    json!({
        "title": format!("{} ({})", file.name, file.kind.name()),
        "description": file_description(catalogue, entry, file).fr,
        "url": format!("{}{}", catalogue.address, file.path),
        "filetype": "remote",
        "type": "main",
        "format": file.kind.extension(),
        "mime": file.kind.media_type(),
        "filesize": file.bytes,
        "checksum": {"type": "sha256", "value": file.sha256},
    })
}

/// Brings the resources up to date; others' are left as they are.
fn resources(
    talk: &Talk,
    options: &Options,
    catalogue: &Catalogue<'_>,
    entry: &Entry<'_>,
    dataset: &Value,
) -> Result<Vec<Change>, Failed> {
    let mut found = Vec::new();
    for file in &entry.graph.files {
        let wanted = resource(catalogue, entry, file);
        let by_address = |list: &Value| {
            let all = list.as_array().cloned().unwrap_or_default();
            all.into_iter().find(|one| one["url"] == wanted["url"])
        };
        let there = by_address(&dataset["resources"]);
        let prefix = format!("{}.{} ", file.name, file.kind.extension());
        let own = changes(&prefix, there.as_ref().unwrap_or(&Value::Null), &wanted);
        if !own.is_empty() && !options.dry_run {
            let dataset = id(dataset)?;
            let base = format!("/api/1/datasets/{dataset}/resources/");
            match &there {
                Some(one) => {
                    let path = format!("{base}{}/", id(one)?);
                    talk.call("PUT", &path, Some(&wanted))?;
                }
                None => {
                    let mut look = || {
                        let record = read(talk, dataset)?;
                        Ok(by_address(&record["resources"]))
                    };
                    talk.create(&base, &wanted, &mut look)?;
                }
            }
        }
        found.extend(own);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_take_the_form_that_is_kept() {
        assert_eq!(
            tag("Économie sociale et solidaire"),
            "economie-sociale-et-solidaire"
        );
        assert_eq!(tag("l'été – 2015 "), "l-ete-2015");
    }
}
