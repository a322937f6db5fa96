//! A reconciliation service as a register: its candidates for the sources, as rows.
//!
//! In: the sources, the address, which of its properties hold what. Out: one record for each candidate,
//! by identifier, to be scored like any row; and what the service itself says of each pair.

use crate::client::reconcile::{Query, Service};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::link::candidate::Candidates;
use crate::link::department_of;
use crate::link::{Record, is_rna, siren_of};
use crate::outbound::Allowed;
use crate::publication::Publication;
use std::collections::{BTreeMap, HashMap};

/// What a service says of a pair: by source and identifier, its score and whether it is certain.
pub type Said = HashMap<(usize, String), String>;

/// What a service gave.
pub struct Rows {
    /// The candidates.
    pub records: Vec<Record>,
    /// What it says of them.
    pub said: Said,
    /// What identifiers become IRIs with, where its manifest says so.
    pub prefix: Option<String>,
}

/// Asks a service for candidates of all sources; `columns` are its properties by role.
///
/// # Errors
/// `N011` when it does not answer, or answers something else.
pub fn ask(
    address: &str,
    kind: Option<&str>,
    columns: &BTreeMap<String, String>,
    sources: &[Record],
    publication: &Publication,
) -> Result<Rows, Diagnostics> {
    let failed = |message| failed(address, message);
    let service = open(address, publication).map_err(failed)?;
    let named = |source: &Record| {
        source
            .names
            .first()
            .is_some_and(|name| !name.trim().is_empty())
    };
    let asked: Vec<usize> = (0..sources.len())
        .filter(|at| named(&sources[*at]))
        .collect();
    let queries: Vec<Query<'_>> = asked
        .iter()
        .map(|at| query(&sources[*at], kind, columns))
        .collect();
    let found = service.candidates(&queries).map_err(failed)?;
    let mut records: BTreeMap<String, Record> = BTreeMap::new();
    let mut said = Said::new();
    for (at, candidates) in asked.iter().zip(found) {
        for candidate in candidates {
            let sure = if candidate.certain { ", certain" } else { "" };
            if let Some(score) = candidate.score {
                let score = (score * 10.0).round() / 10.0;
                said.insert(
                    (*at, candidate.id.clone()),
                    format!("service {score}{sure}"),
                );
            }
            let record = records.entry(candidate.id.clone()).or_default();
            record.id = candidate.id;
            if !record.names.contains(&candidate.name) {
                record.names.push(candidate.name);
            }
        }
    }
    let ids: Vec<&str> = records.keys().map(String::as_str).collect();
    let properties: Vec<&str> = columns.values().map(String::as_str).collect();
    let values = service.values(&ids, &properties).map_err(failed)?;
    for (id, values) in values {
        let Some(record) = records.get_mut(&id) else {
            continue;
        };
        for (property, value) in values {
            let roles = columns.iter().filter(|(_, name)| **name == property);
            roles.for_each(|(role, _)| fill(record, role, &value));
        }
    }
    Ok(Rows {
        records: records.into_values().collect(),
        said,
        prefix: service.prefix,
    })
}

/// Notes what a service says of candidates.
pub fn remark(best: &mut Candidates, said: &Said) {
    for (source, list) in best.iter_mut().enumerate() {
        for candidate in list {
            if let Some(remark) = said.get(&(source, candidate.id.clone())) {
                candidate.remark.clone_from(remark);
            }
        }
    }
}

/// Asks a service what it is; besides its address, those that the settings allow may be asked.
fn open(address: &str, publication: &Publication) -> Result<Service, String> {
    let services = publication.config.sparql.services.iter();
    let allowed = services.map(|service| {
        let (iri, private) = service.parts();
        Allowed::new(iri, private)
    });
    Service::open(address, allowed.collect::<Result<_, _>>()?)
}

fn failed(address: &str, message: String) -> Diagnostics {
    Diagnostic::error("N011", message)
        .at(Place::file(address))
        .help(
            "vérifier l'adresse ; un renvoi n'est suivi que vers elle ou vers celles de sparql.services",
            "check the address; a redirect is followed to it or to those of sparql.services only",
        )
        .into()
}

/// A source as a query, with the properties that the service was said to have.
fn query<'q>(
    source: &'q Record,
    kind: Option<&'q str>,
    columns: &'q BTreeMap<String, String>,
) -> Query<'q> {
    let value = |role: &str| match role {
        "category" => source.category.as_str(),
        "form" => &source.form,
        "commune" => &source.commune,
        "department" => &source.department,
        "siren" => &source.siren,
        "rna" => &source.rna,
        _ => "",
    };
    let properties = columns.iter();
    let properties = properties
        .map(|(role, property)| (property.as_str(), value(role)))
        .filter(|(_, value)| !value.is_empty());
    Query {
        name: source.names.first().map_or("", String::as_str),
        kind,
        properties: properties.collect(),
    }
}

/// Takes a value for what it says of a candidate. A code may stand at the end of an IRI, or behind the
/// word for its kind (`territory/departement-35`).
fn fill(record: &mut Record, role: &str, value: &str) {
    let end = value.rsplit(['/', '#', ':']).next().unwrap_or_default();
    let code = end.rsplit('-').next().unwrap_or_default();
    match role {
        "acronym" => value.clone_into(&mut record.acronym),
        "category" => code.clone_into(&mut record.category),
        "form" => end.clone_into(&mut record.form),
        "siren" => record.siren = siren_of(end).unwrap_or_default(),
        "rna" if is_rna(end) => end.clone_into(&mut record.rna),
        "department" => code.clone_into(&mut record.department),
        "commune" | "postal" => {
            if role == "commune" {
                code.clone_into(&mut record.commune);
            }
            if record.department.is_empty() {
                department_of(code).clone_into(&mut record.department);
            }
        }
        _ => {}
    }
}
