//! CKAN: packages with linked resources through its action interface, version 3.
//!
//! In: a dataset of the catalogue. Out: the package of that name, created or changed. Its name is made
//! of the publication's and the graph's; the extra `identifier` holds our IRI, and a package of the
//! same name with another identifier is somebody else's and left alone.

use super::difference::{Change, changes};
use super::{Options, Pushed};
use crate::catalog::content::FileFacts;
use crate::catalog::dcat::file_description;
use crate::catalog::findings::portals::is_tag;
use crate::catalog::{Catalogue, Entry};
use crate::diag::Diagnostic;
use crate::publish::talk::{Failed, Interface, Talk, foreign};
use serde_json::{Value, json};

/// The extra field that holds our identifier.
const IDENTIFIER: &str = "identifier";

/// The action interface: every answer says whether the action succeeded.
pub const INTERFACE: Interface = Interface {
    name: "the interface of CKAN",
    header: "authorization",
    result: |mut answer| {
        let result = answer.get_mut("result")?.take();
        (answer["success"] == true && result.is_object()).then_some(result)
    },
};

/// Creates or changes one package.
///
/// # Errors
/// What the portal says; `U004` where the name is another's.
pub fn dataset(
    talk: &Talk,
    options: &Options,
    catalogue: &Catalogue<'_>,
    entry: &Entry<'_>,
) -> Result<Pushed, Failed> {
    let name = name(catalogue, entry);
    let there = read(talk, &name)?;
    let iri = entry.graph.iri.as_str();
    if let Some(one) = &there
        && extra(one, IDENTIFIER) != Some(iri)
    {
        let message = format!("the portal has a dataset named `{name}` that is not this one");
        return Err(Failed::Told(Diagnostic::error("U004", message).help(
            "choisir un autre `base` pour la publication, ou renommer le jeu de données du portail",
            "choose another `base` for the publication, or rename the dataset of the portal",
        )));
    }
    let created = there.is_none();
    let current = there.unwrap_or_default();
    let wanted = wanted(options, catalogue, entry, &name);
    let mut found = compared(&current, &wanted);
    found.extend(resources(&current, &wanted));
    if !found.is_empty() && !options.dry_run {
        let mut record = merged(&current, wanted);
        if created {
            let mut look = || read(talk, &name);
            talk.create("/api/3/action/package_create", &record, &mut look)?;
        } else {
            record["id"] = current["id"].clone();
            talk.call("POST", "/api/3/action/package_patch", Some(&record))
                .or_else(|failed| again(talk, failed, &record))?;
        }
    }
    Ok(Pushed {
        title: catalogue.title(entry).fr,
        created,
        changes: found,
    })
}

/// A patch says what should be, so that sending it twice is no harm.
fn again(talk: &Talk, failed: Failed, record: &Value) -> Result<Value, Failed> {
    match failed {
        Failed::Unknown(_) => talk.create("/api/3/action/package_patch", record, &mut || Ok(None)),
        failed => Err(failed),
    }
}

/// The name of a package: small letters, digits, `-` and `_`, at most 100.
fn name(catalogue: &Catalogue<'_>, entry: &Entry<'_>) -> String {
    let base = catalogue.config.base.trim_end_matches('/');
    let stem = base.rsplit('/').next().unwrap_or_default();
    let name = format!("{stem}-{}", entry.graph.slug).to_lowercase();
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    name.chars().map(plain).take(100).collect()
}

/// The package of a name; none where there is none.
fn read(talk: &Talk, name: &str) -> Result<Option<Value>, Failed> {
    match talk.call(
        "GET",
        &format!("/api/3/action/package_show?id={name}"),
        None,
    ) {
        Ok(package) => Ok(Some(package)),
        Err(Failed::Refused(answer)) if answer.status == 404 => {
            // Of CKAN itself; at a wrong address nothing of all is there.
            match answer.json()["success"] == false {
                true => Ok(None),
                false => Err(foreign(&answer.body)),
            }
        }
        Err(failed) => Err(failed),
    }
}

fn extra<'r>(record: &'r Value, key: &str) -> Option<&'r str> {
    let extras = record["extras"].as_array()?;
    let one = extras.iter().find(|one| one["key"] == *key)?;
    one["value"].as_str()
}

fn wanted(options: &Options, catalogue: &Catalogue<'_>, entry: &Entry<'_>, name: &str) -> Value {
    let config = catalogue.config;
    let catalog = &config.catalog;
    let period = catalogue.period(entry);
    let mut tags: Vec<&str> = catalogue.keywords(entry, "fr");
    tags.retain(|tag| is_tag(tag));
    tags.sort_unstable();
    tags.dedup();
    let tags: Vec<Value> = tags.into_iter().map(|tag| json!({"name": tag})).collect();
    let extras: Vec<Value> = [
        (IDENTIFIER, entry.graph.iri.clone()),
        ("issued", catalog.issued.clone()),
        ("modified", catalogue.modified().to_owned()),
        ("frequency", catalog.frequency.clone()),
        ("temporal_start", period.start),
        ("temporal_end", period.end),
        ("publisher_uri", catalogue.publisher()),
        ("publisher_name", catalog.publisher.name.fr.clone()),
        ("license_uri", config.licence.iri.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| json!({"key": key, "value": value}))
    .collect();
    let files = entry.graph.files.iter();
    let files: Vec<Value> = files.map(|file| resource(catalogue, entry, file)).collect();
    let mut record = json!({
        "name": name,
        "title": catalogue.title(entry).fr,
        "notes": catalogue.description(entry).fr,
        "url": catalogue.page(entry),
        "version": catalogue.content.version.get(..12).unwrap_or_default(),
        "author": catalog.publisher.name.fr,
        "maintainer": catalog.contact.name.fr,
        "maintainer_email": catalog.contact.email,
        "license_id": licence(&catalog.licence_code),
        // What lies in the trash comes back.
        "state": "active",
        "private": false,
        "tags": tags,
        "extras": extras,
        "resources": files,
    });
    if let Some(organization) = &options.organization {
        record["owner_org"] = json!(organization);
    }
    record
}

/// The licence by the name that CKAN knows it by.
fn licence(code: &str) -> &'static str {
    match code {
        "CC0" => "cc-zero",
        "CC_BY_4_0" => "cc-by",
        "CC_BYSA_4_0" => "cc-by-sa",
        "ODC_BL" => "odc-odbl",
        "ODC_BY" => "odc-by",
        _ => "other-open",
    }
}

fn resource(catalogue: &Catalogue<'_>, entry: &Entry<'_>, file: &FileFacts) -> Value {
    json!({
        "name": format!("{} ({})", file.name, file.kind.name()),
        "description": file_description(catalogue, entry, file).fr,
        "url": format!("{}{}", catalogue.address, file.path),
        "format": format(file.kind.name()),
        "mimetype": file.kind.media_type(),
        "size": file.bytes,
        "hash": file.sha256,
    })
}

/// A format by the name that CKAN keeps, which puts its own in the place of some.
fn format(name: &str) -> &str {
    match name {
        "RDF/XML" => "RDF",
        name => name,
    }
}

/// The changes of a package, its resources aside. An organisation may be named by name or identifier.
fn compared(current: &Value, wanted: &Value) -> Vec<Change> {
    let mut wanted = wanted.clone();
    if let Some(fields) = wanted.as_object_mut() {
        fields.remove("resources");
        let org = &current["organization"];
        let same = |named: &Value| org["name"] == *named || org["id"] == *named;
        if fields.get("owner_org").is_some_and(same) {
            fields.remove("owner_org");
        }
    }
    let mut current = current.clone();
    if let (Some(list), Some(ours)) = (current["extras"].as_array(), wanted["extras"].as_array()) {
        let is_ours = |one: &&Value| ours.iter().any(|our| our["key"] == one["key"]);
        current["extras"] = list.iter().filter(is_ours).cloned().collect();
    }
    changes("", &current, &wanted)
}

fn by_address<'r>(record: &'r Value, url: &Value) -> Option<&'r Value> {
    let all = record["resources"].as_array()?;
    all.iter().find(|one| one["url"] == *url)
}

fn resources(current: &Value, wanted: &Value) -> Vec<Change> {
    let files = wanted["resources"].as_array();
    let each = |file: &Value| {
        let there = by_address(current, &file["url"]).unwrap_or(&Value::Null);
        let prefix = format!("{} ", file["name"].as_str().unwrap_or_default());
        changes(&prefix, there, file)
    };
    files.into_iter().flatten().flat_map(each).collect()
}

/// The record to send: resources keep their identifiers, extras and resources of others stay.
fn merged(current: &Value, mut wanted: Value) -> Value {
    let ours = wanted["resources"].as_array().cloned().unwrap_or_default();
    let mut files: Vec<Value> = Vec::new();
    for mut file in ours.clone() {
        if let Some(there) = by_address(current, &file["url"]) {
            file["id"] = there["id"].clone();
        }
        files.push(file);
    }
    let theirs = current["resources"].as_array().cloned().unwrap_or_default();
    let is_theirs = |one: &Value| !ours.iter().any(|our| our["url"] == one["url"]);
    files.extend(theirs.into_iter().filter(is_theirs));
    wanted["resources"] = json!(files);
    let keys = wanted["extras"].as_array().cloned().unwrap_or_default();
    let mut extras = keys.clone();
    let old = current["extras"].as_array().cloned().unwrap_or_default();
    let is_new = |one: &Value| !keys.iter().any(|our| our["key"] == one["key"]);
    extras.extend(old.into_iter().filter(is_new));
    wanted["extras"] = json!(extras);
    wanted
}
