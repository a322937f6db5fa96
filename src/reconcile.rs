//! Which thing of the publication a row of somebody's table means: candidates with reasons, by the
//! scorer of [`crate::link`].
//!
//! In: things with their names and the values of their properties; then [`Query`]s. Out: for each
//! [`Candidate`]s, the best first, at most one of them certain. Nothing here knows HTTP or JSON.

mod find;
mod said;

pub use said::Said;

use crate::link::{Features, Index, Record};
use crate::name::{Lexicon, squeezed};
use std::collections::HashMap;

/// A thing that can be meant.
#[derive(Debug, Clone, Default)]
pub struct Thing {
    /// Its identifier: the part of its IRI behind `id/`, else the IRI.
    pub id: String,
    /// Its kind, by place in the settings.
    pub kind: usize,
    /// Its names, the best first.
    pub names: Vec<String>,
    /// For each property the values it has, by the code that they are compared by.
    pub codes: Vec<Vec<String>>,
}

/// What a property says of a name, where the scorer knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// SIREN: the same number is the same thing.
    Siren,
    /// Number in the register of associations.
    Rna,
    /// INSEE code of the commune.
    Commune,
    /// Code of the department.
    Department,
    /// Word of the legal form.
    Form,
    /// Any other property.
    Other,
}

impl Role {
    /// The role of a property by its name in the settings.
    pub fn of(name: &str) -> Self {
        match name {
            "siren" => Self::Siren,
            "rna" => Self::Rna,
            "commune" => Self::Commune,
            "department" => Self::Department,
            "legal-form" => Self::Form,
            _ => Self::Other,
        }
    }
}

/// A property that a query may narrow by.
#[derive(Debug, Clone)]
pub struct Property {
    /// What it says of a name.
    pub role: Role,
    /// What people may write for its values.
    pub said: Said,
}

/// How several values of a condition are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quantifier {
    /// One of them is enough.
    #[default]
    Any,
    /// All of them.
    All,
    /// None of them.
    None,
}

/// A condition on a property.
#[derive(Debug, Clone, Default)]
pub struct Condition {
    /// The property, by place.
    pub property: usize,
    /// Values as they were given: codes, identifiers or names.
    pub values: Vec<String>,
    /// How several are meant.
    pub quantifier: Quantifier,
    /// True when a thing that does not meet it is no candidate.
    pub required: bool,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// The name; empty when none is given.
    pub name: String,
    /// Identifiers of things.
    pub ids: Vec<String>,
    /// The kinds that count; all when not given.
    pub kinds: Option<Vec<usize>>,
    /// Conditions on properties.
    pub conditions: Vec<Condition>,
    /// How many candidates are wanted.
    pub limit: usize,
}

/// A thing that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The thing, by number.
    pub thing: u32,
    /// From 0 to 100.
    pub score: f64,
    /// What the scorer says of the names.
    pub features: Features,
    /// For each condition of the query whether it is met; none where the thing has no value.
    pub met: Vec<Option<bool>>,
    /// True for the one that is certain.
    pub certain: bool,
}

/// The things, ready to be looked for.
#[derive(Debug)]
pub struct Service {
    index: Index,
    things: Vec<Thing>,
    properties: Vec<Property>,
    ids: HashMap<String, u32>,
    /// Things by a whole name in letters.
    names: HashMap<String, Vec<u32>>,
    /// For each property the things that have a code.
    holding: Vec<HashMap<String, Vec<u32>>>,
    base: String,
}

impl Service {
    /// Indexes things; `base` is the beginning of IRIs that identifiers leave out.
    pub fn new(
        lexicon: Lexicon,
        base: String,
        things: Vec<Thing>,
        properties: Vec<Property>,
    ) -> Self {
        let records = things.iter().map(|thing| record(thing, &properties));
        let index = Index::new(lexicon, records.collect());
        let mut ids = HashMap::with_capacity(things.len());
        let mut names: HashMap<String, Vec<u32>> = HashMap::new();
        let mut holding = vec![HashMap::new(); properties.len()];
        for (number, thing) in (0..).zip(&things) {
            ids.insert(thing.id.clone(), number);
            for name in &thing.names {
                let list = names.entry(squeezed(name)).or_default();
                if list.last() != Some(&number) {
                    list.push(number);
                }
            }
            for (having, codes) in holding.iter_mut().zip(&thing.codes) {
                for code in codes {
                    having
                        .entry(code.clone())
                        .or_insert_with(Vec::new)
                        .push(number);
                }
            }
        }
        Self {
            index,
            things,
            properties,
            ids,
            names,
            holding,
            base,
        }
    }

    /// A thing by its number.
    pub fn thing(&self, number: u32) -> Option<&Thing> {
        self.things.get(usize::try_from(number).ok()?)
    }

    /// The number of a thing by its identifier or IRI.
    pub fn number(&self, id: &str) -> Option<u32> {
        let short = id.strip_prefix(&self.base).unwrap_or(id);
        self.ids.get(short).copied()
    }
}

/// A thing as the scorer sees it.
fn record(thing: &Thing, properties: &[Property]) -> Record {
    let mut record = Record {
        id: thing.id.clone(),
        names: thing.names.clone(),
        ..Record::default()
    };
    for (property, codes) in properties.iter().zip(&thing.codes) {
        // Several values say nothing of where a thing is.
        if let [code] = codes.as_slice()
            && let Some(slot) = slot(&mut record, property.role)
        {
            slot.clone_from(code);
        }
    }
    record
}

/// The part of a record that a role fills.
fn slot(record: &mut Record, role: Role) -> Option<&mut String> {
    match role {
        Role::Siren => Some(&mut record.siren),
        Role::Rna => Some(&mut record.rna),
        Role::Commune => Some(&mut record.commune),
        Role::Department => Some(&mut record.department),
        Role::Form => Some(&mut record.form),
        Role::Other => None,
    }
}

#[cfg(test)]
mod tests;
