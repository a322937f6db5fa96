//! The parameters of a shape as constraints (SHACL §4).

use super::super::model::{Bound, Constraint, NodeKind, Qualified};
use super::super::terms::{local, named, sh};
use super::{Compiler, count, is_true, literal, subject};
use oxigraph::model::{NamedNode, Term};
use regex::RegexBuilder;

/// Bytes that a compiled pattern may take.
const PATTERN_SIZE: usize = 1 << 20;

impl Compiler<'_> {
    /// One parameter; what only goes with another (`sh:flags`, `sh:ignoredProperties`) is read there.
    pub(super) fn parameter(
        &mut self,
        node: &Term,
        name: &str,
        value: &Term,
        constraints: &mut Vec<Constraint>,
    ) {
        let constraint = match name {
            "defaultValue"
            | "description"
            | "flags"
            | "group"
            | "ignoredProperties"
            | "name"
            | "order"
            | "qualifiedMaxCount"
            | "qualifiedMinCount"
            | "qualifiedValueShapesDisjoint" => return,
            "uniqueLang" if !is_true(value) => return,
            "closed" if !is_true(value) => return,
            "qualifiedValueShape" => {
                self.qualified(node, value, constraints);
                return;
            }
            "and" | "or" | "xone" => self.of_shapes(name, value),
            "not" | "node" | "property" => subject(value).map(|_| self.of_shape(name, value)),
            "closed" => Some(Constraint::Closed(self.allowed(node))),
            "pattern" => self.pattern(node, value),
            "languageIn" => self.facts.list(value).and_then(|list| {
                let tags = list
                    .iter()
                    .map(|tag| Some(literal(tag)?.value().to_owned()));
                tags.collect::<Option<Vec<String>>>()
                    .map(Constraint::LanguageIn)
            }),
            "in" => self.facts.list(value).map(Constraint::In),
            _ => simple(name, value),
        };
        match constraint {
            Some(constraint) => constraints.push(constraint),
            None => self.wrong(node, &format!("sh:{name} has an impossible value {value}")),
        }
    }

    fn of_shape(&mut self, name: &str, value: &Term) -> Constraint {
        let shape = self.shape(value);
        match name {
            "not" => Constraint::Not(shape),
            "node" => Constraint::Node(shape),
            _ => Constraint::Property(shape),
        }
    }

    fn of_shapes(&mut self, name: &str, value: &Term) -> Option<Constraint> {
        let members = self.facts.list(value)?;
        let shapes = members.iter().map(|member| self.shape(member)).collect();
        Some(match name {
            "and" => Constraint::And(shapes),
            "or" => Constraint::Or(shapes),
            _ => Constraint::Xone(shapes),
        })
    }

    /// The properties that a closed shape allows: those of its property shapes and those it ignores.
    fn allowed(&self, node: &Term) -> Vec<NamedNode> {
        let (property, path, ignored) = (sh("property"), sh("path"), sh("ignoredProperties"));
        let mut allowed: Vec<NamedNode> = self
            .facts
            .objects(node, &property)
            .flat_map(|shape| self.facts.objects(shape, &path))
            .filter_map(named)
            .cloned()
            .collect();
        let lists = self.facts.objects(node, &ignored);
        let ignored = lists.filter_map(|list| self.facts.list(list)).flatten();
        allowed.extend(ignored.filter_map(|term| named(&term).cloned()));
        allowed
    }

    fn pattern(&self, node: &Term, value: &Term) -> Option<Constraint> {
        let flags_of = sh("flags");
        let flags = self.facts.object(node, &flags_of).and_then(literal);
        let flags = flags.map_or("", |flags| flags.value());
        if !flags.chars().all(|flag| "ismx".contains(flag)) {
            return None;
        }
        RegexBuilder::new(literal(value)?.value())
            .case_insensitive(flags.contains('i'))
            .dot_matches_new_line(flags.contains('s'))
            .multi_line(flags.contains('m'))
            .ignore_whitespace(flags.contains('x'))
            .size_limit(PATTERN_SIZE)
            .build()
            .ok()
            .map(Constraint::Pattern)
    }

    fn qualified(&mut self, node: &Term, value: &Term, constraints: &mut Vec<Constraint>) {
        let number = |name| {
            let property = sh(name);
            self.facts.object(node, &property).and_then(count)
        };
        let (min, max) = (number("qualifiedMinCount"), number("qualifiedMaxCount"));
        let shape = self.shape(value);
        let siblings = self.siblings(node, value);
        let counts = ["qualifiedMinCount", "qualifiedMaxCount"];
        if min.is_none() && max.is_none() && !self.is_misspelt(node, &counts) {
            self.wrong(node, "sh:qualifiedValueShape has no count beside it");
        }
        let with = |min, max| {
            Constraint::Qualified(Qualified {
                shape,
                min,
                max,
                siblings: siblings.clone(),
            })
        };
        constraints.extend(min.map(|min| with(Some(min), None)));
        constraints.extend(max.map(|max| with(None, Some(max))));
    }

    /// The qualified shapes beside this one, where values must conform to one of them only
    /// (SHACL §4.7.3, sibling shapes).
    fn siblings(&mut self, node: &Term, value: &Term) -> Vec<usize> {
        let (disjoint, property) = (sh("qualifiedValueShapesDisjoint"), sh("property"));
        if !self.facts.object(node, &disjoint).is_some_and(is_true) {
            return Vec::new();
        }
        let qualified = sh("qualifiedValueShape");
        let shapes: Vec<Term> = self
            .facts
            .subjects(&property, node)
            .flat_map(|parent| self.facts.objects(parent, &property))
            .flat_map(|sibling| self.facts.objects(sibling, &qualified))
            .filter(|shape| *shape != value)
            .cloned()
            .collect();
        shapes.iter().map(|shape| self.shape(shape)).collect()
    }
}

/// A parameter whose value says all.
fn simple(name: &str, value: &Term) -> Option<Constraint> {
    let iri = || named(value).cloned();
    let bound = |bound| Some(Constraint::Bound(bound, literal(value)?.clone()));
    match name {
        "class" => iri().map(|_| Constraint::Class(value.clone())),
        "datatype" => iri().map(Constraint::Datatype),
        "nodeKind" => NodeKind::by_name(local(named(value)?.as_ref())?).map(Constraint::NodeKind),
        "minCount" => count(value).map(Constraint::MinCount),
        "maxCount" => count(value).map(Constraint::MaxCount),
        "minLength" => count(value).map(Constraint::MinLength),
        "maxLength" => count(value).map(Constraint::MaxLength),
        "minInclusive" => bound(Bound::MinInclusive),
        "minExclusive" => bound(Bound::MinExclusive),
        "maxInclusive" => bound(Bound::MaxInclusive),
        "maxExclusive" => bound(Bound::MaxExclusive),
        "uniqueLang" => Some(Constraint::UniqueLang),
        "equals" => iri().map(Constraint::Equals),
        "disjoint" => iri().map(Constraint::Disjoint),
        "lessThan" => iri().map(|iri| Constraint::LessThan(iri, false)),
        "lessThanOrEquals" => iri().map(|iri| Constraint::LessThan(iri, true)),
        "hasValue" => Some(Constraint::HasValue(value.clone())),
        _ => None,
    }
}
