//! Candidates of a query, their scores, and which one is certain.
//!
//! The score is that of `ptce link` (docs/linking.md) as a number from 0 to 100; a condition on
//! another property adds [`MET`] or takes [`UNMET`] away. Without a name it is 100 for the same key or
//! identifier and half the share of the conditions met otherwise.

use super::{Candidate, Condition, Quantifier, Query, Role, Service, slot};
use crate::link::run::Thresholds;
use crate::link::{Features, Record, Scorer};
use crate::name::squeezed;
use std::collections::BTreeMap;

/// What a condition that is met adds.
const MET: f32 = 0.03;
/// What a condition that is not met takes away.
const UNMET: f32 = 0.10;
/// What another department takes away from a whole name, as the scorer has it.
const ELSEWHERE: f32 = 0.30;
/// How much more is asked for where no place speaks for the pair.
const PLACELESS: f32 = 0.10;
/// Things that a condition alone may bring.
const BROUGHT: usize = 2000;

impl Service {
    /// A scorer for a batch of queries; it remembers words.
    pub fn scorer(&self) -> Scorer<'_> {
        Scorer::new(&self.index, [], 0.0)
    }

    /// The candidates of a query, the best first.
    pub fn find(&self, scorer: &mut Scorer<'_>, query: &Query) -> Vec<Candidate> {
        let wanted: Vec<Vec<String>> = query.conditions.iter().map(|one| self.codes(one)).collect();
        let record = self.asked(query, &wanted);
        let mut found: BTreeMap<u32, Features> = BTreeMap::new();
        let mut keep = |thing: u32, features: Features| {
            let best = found.entry(thing).or_default();
            if features.total >= best.total {
                *best = features;
            }
        };
        scorer.matches(&record, |thing, features| {
            keep(thing, features);
            0.0
        });
        if !query.name.is_empty() {
            for thing in self.names.get(&squeezed(&query.name)).into_iter().flatten() {
                keep(*thing, self.same_name(*thing, &record));
            }
        } else if query.ids.is_empty() {
            for (condition, codes) in query.conditions.iter().zip(&wanted) {
                for thing in self.brought(condition, codes) {
                    keep(thing, Features::default());
                }
            }
        }
        let named = query.ids.iter().chain([&query.name]);
        let named: Vec<u32> = named.filter_map(|id| self.number(id)).collect();
        for thing in &named {
            keep(
                *thing,
                Features {
                    total: 1.0,
                    ..Features::default()
                },
            );
        }
        let weighed = found.into_iter().filter_map(|(thing, features)| {
            self.weigh(query, &wanted, thing, features, named.contains(&thing))
        });
        let mut candidates: Vec<Candidate> = weighed.collect();
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| self.order(a, b)));
        self.decide(&mut candidates, &record, &named);
        candidates.truncate(query.limit);
        candidates
    }

    fn order(&self, a: &Candidate, b: &Candidate) -> std::cmp::Ordering {
        let total = b.features.total.total_cmp(&a.features.total);
        let id = |one: &Candidate| self.thing(one.thing).map(|thing| thing.id.as_str());
        total.then_with(|| id(a).cmp(&id(b)))
    }

    /// The codes that a condition means.
    fn codes(&self, condition: &Condition) -> Vec<String> {
        let property = self.properties.get(condition.property);
        let said = property.map(|property| &property.said);
        let values = condition.values.iter();
        said.map_or_else(Vec::new, |said| {
            values.map(|value| said.meant(value)).collect()
        })
    }

    /// The query as a row of a register.
    fn asked(&self, query: &Query, wanted: &[Vec<String>]) -> Record {
        let mut record = Record::default();
        if !query.name.is_empty() {
            record.names.push(query.name.clone());
        }
        for (condition, codes) in query.conditions.iter().zip(wanted) {
            if condition.quantifier != Quantifier::None
                && let [code] = codes.as_slice()
                && let Some(property) = self.properties.get(condition.property)
                && property.role != Role::Form
                && let Some(slot) = slot(&mut record, property.role)
            {
                slot.clone_from(code);
            }
        }
        record
    }

    /// A thing whose whole name is the one asked for.
    fn same_name(&self, thing: u32, asked: &Record) -> Features {
        let known = self.index.sources().get(thing as usize);
        let ours = known.map_or("", |known| known.department.as_str());
        let place = match (ours, asked.department.as_str()) {
            ("", _) | (_, "") => 0.0,
            (ours, theirs) if ours == theirs => 0.5,
            _ => -1.0,
        };
        Features {
            words: 1.0,
            place,
            total: 1.0 + ELSEWHERE * f32::min(place, 0.0),
            ..Features::default()
        }
    }

    /// The things that a condition alone brings.
    fn brought(&self, condition: &Condition, codes: &[String]) -> Vec<u32> {
        let Some(holding) = self.holding.get(condition.property) else {
            return Vec::new();
        };
        if condition.quantifier == Quantifier::None {
            return Vec::new();
        }
        let lists = codes.iter().filter_map(|code| holding.get(code));
        lists.flatten().copied().take(BROUGHT).collect()
    }

    /// Whether a thing meets a condition; none where it has no value.
    fn meets(&self, thing: u32, condition: &Condition, codes: &[String]) -> Option<bool> {
        let having = self.thing(thing)?.codes.get(condition.property)?;
        let has = |code: &String| having.contains(code);
        match condition.quantifier {
            Quantifier::None => Some(!codes.iter().any(has)),
            _ if having.is_empty() => None,
            Quantifier::Any => Some(codes.iter().any(has)),
            Quantifier::All => Some(codes.iter().all(has)),
        }
    }

    /// The candidate that a thing makes; none where a condition or the kind rules it out.
    fn weigh(
        &self,
        query: &Query,
        wanted: &[Vec<String>],
        thing: u32,
        features: Features,
        named: bool,
    ) -> Option<Candidate> {
        let kind = self.thing(thing)?.kind;
        if query
            .kinds
            .as_ref()
            .is_some_and(|kinds| !kinds.contains(&kind))
        {
            return None;
        }
        let conditions = query.conditions.iter().zip(wanted);
        let met: Vec<Option<bool>> = conditions
            .map(|(condition, codes)| self.meets(thing, condition, codes))
            .collect();
        let missed = |(condition, met): (&Condition, &Option<bool>)| {
            condition.required && *met != Some(true)
        };
        if query.conditions.iter().zip(&met).any(missed) {
            return None;
        }
        let mut total = features.total;
        if query.name.is_empty() && !features.key && !named {
            let share = met.iter().filter(|met| **met == Some(true)).count();
            total = 0.5 * share as f32 / met.len().max(1) as f32;
        } else if !features.key && !named {
            for (condition, met) in query.conditions.iter().zip(&met) {
                let property = self.properties.get(condition.property);
                // The scorer has counted these already, where the thing has one of them.
                let counted = property.is_some_and(|property| match property.role {
                    Role::Commune | Role::Department => features.place != 0.0,
                    Role::Siren | Role::Rna | Role::Form | Role::Other => false,
                });
                total += match met {
                    Some(true) if !counted => MET,
                    Some(false) if !counted => -UNMET,
                    _ => 0.0,
                };
            }
        }
        let score = f64::from(total.clamp(0.0, 1.0)) * 100.0;
        Some(Candidate {
            thing,
            score: (score * 10.0).round() / 10.0,
            features: Features { total, ..features },
            met,
            certain: false,
        })
    }

    /// Marks the first candidate where it is certain.
    fn decide(&self, candidates: &mut [Candidate], asked: &Record, named: &[u32]) {
        let second = candidates
            .get(1)
            .map(|second| (second.features, second.thing));
        let Some(first) = candidates.first_mut() else {
            return;
        };
        let sole =
            |is: &dyn Fn(&(Features, u32)) -> bool| second.as_ref().is_none_or(|one| !is(one));
        if named.contains(&first.thing) {
            first.certain = sole(&|(_, thing)| named.contains(thing));
            return;
        }
        if first.features.key {
            first.certain = sole(&|(features, _)| features.key);
            return;
        }
        let limits = Thresholds::default();
        let spoken = first.features.place > 0.0;
        let needed = limits.accept + if spoken { 0.0 } else { PLACELESS };
        let behind = second.map_or(0.0, |(features, _)| features.total);
        let margin = first.features.total - behind >= limits.margin;
        let enough = first.features.total >= needed && margin;
        first.certain = !asked.names.is_empty() && enough && !first.features.other_number;
    }
}
