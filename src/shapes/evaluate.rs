//! Shapes over data (SHACL §3.4): each focus node of each shape, each value, each constraint.
//!
//! In: compiled shapes and facts. Out: what does not conform, in order of shape, focus node, value.

use super::compare::compare;
use super::facts::{Facts, in_order};
use super::model::{Bound, Constraint, Qualified, Shape, Shapes, Target};
use super::report::{Report, Violation};
use crate::graph::lexical::is_valid;
use oxigraph::model::{NamedNode, Term};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Results that are kept; a graph with more is wrong as a whole.
const KEPT: usize = 10_000;

impl Shapes {
    /// Validates data by all shapes.
    pub fn validate(&self, facts: &Facts) -> Report {
        let mut run = Run {
            shapes: self,
            facts,
            found: Vec::new(),
        };
        let mut nodes = 0;
        for shape in self.shapes.iter().filter(|shape| !shape.deactivated) {
            for focus in run.focus_nodes(shape) {
                nodes += 1;
                if run.found.len() < KEPT {
                    run.check(shape, &focus, None);
                }
            }
        }
        Report {
            shapes: self.len(),
            nodes,
            violations: run.found,
            file: self.file.clone(),
        }
    }
}

struct Run<'a> {
    shapes: &'a Shapes,
    facts: &'a Facts,
    found: Vec<Violation>,
}

/// A failure of a constraint: the value, and the property where it is another than the shape's.
type Failure = (Option<Term>, Option<NamedNode>);

impl<'a> Run<'a> {
    fn focus_nodes(&self, shape: &Shape) -> Vec<Term> {
        let nodes = shape.targets.iter().flat_map(|target| match target {
            Target::Class(class) => self.facts.instances(class),
            Target::Node(node) => vec![node.clone()],
            Target::SubjectsOf(property) => {
                let with = self.facts.with_property(property);
                with.map(|(subject, _)| subject.clone()).collect()
            }
            Target::ObjectsOf(property) => {
                let with = self.facts.with_property(property);
                with.map(|(_, object)| object.clone()).collect()
            }
        });
        in_order(nodes)
    }

    /// Checks one node; `parent` is the nearest shape around that has a name.
    fn check(&mut self, shape: &'a Shape, focus: &Term, parent: Option<&'a NamedNode>) {
        if shape.deactivated {
            return;
        }
        let name = shape.name.as_ref().or(parent);
        let values = match &shape.path {
            Some(path) => path.values(self.facts, focus),
            None => vec![focus.clone()],
        };
        for constraint in &shape.constraints {
            if let Constraint::Property(inner) = constraint {
                if let Some(inner) = self.shapes.shapes.get(*inner) {
                    values
                        .iter()
                        .for_each(|value| self.check(inner, value, name));
                }
                continue;
            }
            for (value, property) in self.failures(constraint, focus, &values) {
                let path = match property {
                    Some(property) => Some(super::path::Path::Property(property)),
                    None => shape.path.clone(),
                };
                self.found.push(Violation {
                    focus: focus.clone(),
                    path,
                    value,
                    component: constraint.component(),
                    severity: shape.severity,
                    shape: name.cloned(),
                    messages: shape.messages.clone(),
                });
            }
        }
    }

    /// Whether a node conforms to a shape.
    fn conforms(&self, shape: usize, node: &Term) -> bool {
        let Some(shape) = self.shapes.shapes.get(shape) else {
            return true;
        };
        let mut run = Run {
            shapes: self.shapes,
            facts: self.facts,
            found: Vec::new(),
        };
        run.check(shape, node, None);
        run.found.is_empty()
    }

    fn failures(&self, constraint: &Constraint, focus: &Term, values: &[Term]) -> Vec<Failure> {
        let whole = |fails: bool| {
            if fails {
                vec![(None, None)]
            } else {
                Vec::new()
            }
        };
        match constraint {
            Constraint::MinCount(least) => whole(values.len() < *least),
            Constraint::MaxCount(most) => whole(values.len() > *most),
            Constraint::HasValue(value) => whole(!values.contains(value)),
            Constraint::UniqueLang => vec![(None, None); repeated_languages(values)],
            Constraint::Qualified(qualified) => whole(!self.qualified(qualified, values)),
            Constraint::Equals(property) => {
                let others: Vec<&Term> = self.facts.objects(focus, property).collect();
                let mine = values.iter().filter(|value| !others.contains(value));
                let theirs = others
                    .iter()
                    .copied()
                    .filter(|other| !values.contains(other));
                mine.chain(theirs)
                    .map(|term| (Some(term.clone()), None))
                    .collect()
            }
            Constraint::LessThan(property, or_equal) => {
                let others: Vec<&Term> = self.facts.objects(focus, property).collect();
                let pairs = values.iter().flat_map(|value| {
                    let wrong = others
                        .iter()
                        .filter(|other| !is_less(value, other, *or_equal));
                    wrong.map(|_| (Some(value.clone()), None))
                });
                pairs.collect()
            }
            Constraint::Closed(allowed) => {
                let strangers = values.iter().flat_map(|value| {
                    let said = self.facts.of(value).filter(|(p, _)| !allowed.contains(p));
                    said.map(|(p, o)| (Some(o.clone()), Some(p.clone())))
                });
                strangers.collect()
            }
            _ => {
                let wrong = values
                    .iter()
                    .filter(|value| !self.holds(constraint, focus, value));
                wrong.map(|value| (Some(value.clone()), None)).collect()
            }
        }
    }

    /// Whether a constraint on each value holds of one.
    fn holds(&self, constraint: &Constraint, focus: &Term, value: &Term) -> bool {
        let conforming = |shapes: &[usize]| {
            let conform = shapes.iter().filter(|shape| self.conforms(**shape, value));
            conform.count()
        };
        match constraint {
            Constraint::Class(class) => self.facts.is_instance(value, class),
            Constraint::Disjoint(property) => !self
                .facts
                .objects(focus, property)
                .any(|other| other == value),
            Constraint::Not(shape) => !self.conforms(*shape, value),
            Constraint::Node(shape) => self.conforms(*shape, value),
            Constraint::And(shapes) => conforming(shapes) == shapes.len(),
            Constraint::Or(shapes) => conforming(shapes) > 0,
            Constraint::Xone(shapes) => conforming(shapes) == 1,
            _ => alone(constraint, value),
        }
    }

    fn qualified(&self, qualified: &Qualified, values: &[Term]) -> bool {
        let counts = |value: &&Term| {
            self.conforms(qualified.shape, value)
                && !qualified
                    .siblings
                    .iter()
                    .any(|shape| self.conforms(*shape, value))
        };
        let count = values.iter().filter(counts).count();
        qualified.min.is_none_or(|min| count >= min) && qualified.max.is_none_or(|max| count <= max)
    }
}

/// A constraint that looks at the value and nothing else.
fn alone(constraint: &Constraint, value: &Term) -> bool {
    let text = match value {
        Term::NamedNode(node) => Some(node.as_str()),
        Term::Literal(literal) => Some(literal.value()),
        _ => None,
    };
    let length = || text.map(|text| text.chars().count());
    match constraint {
        Constraint::Datatype(datatype) => matches!(value, Term::Literal(literal)
            if literal.datatype() == datatype.as_ref() && is_valid(literal.value(), datatype.as_str())),
        Constraint::NodeKind(kind) => kind.allows(value),
        Constraint::Bound(side, bound) => match value {
            Term::Literal(literal) => compare(literal, bound).is_some_and(|order| match side {
                Bound::MinInclusive => order != Ordering::Less,
                Bound::MinExclusive => order == Ordering::Greater,
                Bound::MaxInclusive => order != Ordering::Greater,
                Bound::MaxExclusive => order == Ordering::Less,
            }),
            _ => false,
        },
        Constraint::MinLength(least) => length().is_some_and(|length| length >= *least),
        Constraint::MaxLength(most) => length().is_some_and(|length| length <= *most),
        Constraint::Pattern(pattern) => text.is_some_and(|text| pattern.is_match(text)),
        Constraint::LanguageIn(ranges) => match value {
            Term::Literal(literal) => literal
                .language()
                .is_some_and(|tag| ranges.iter().any(|range| is_in_range(tag, range))),
            _ => false,
        },
        Constraint::In(terms) => terms.contains(value),
        _ => true,
    }
}

/// Basic filtering of language tags (RFC 4647 §3.3.1).
fn is_in_range(tag: &str, range: &str) -> bool {
    let (tag, range) = (tag.to_ascii_lowercase(), range.to_ascii_lowercase());
    range == "*"
        || tag
            .strip_prefix(&range)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn is_less(value: &Term, other: &Term, or_equal: bool) -> bool {
    match (value, other) {
        (Term::Literal(a), Term::Literal(b)) => match compare(a, b) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => or_equal,
            _ => false,
        },
        _ => false,
    }
}

/// How many languages stand more than once.
fn repeated_languages(values: &[Term]) -> usize {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for value in values {
        if let Term::Literal(literal) = value
            && let Some(tag) = literal.language()
        {
            *counts.entry(tag.to_ascii_lowercase()).or_default() += 1;
        }
    }
    counts.values().filter(|count| **count > 1).count()
}
