//! What changed between two datasets, thing by thing.
//!
//! In: two datasets. Out: the things that came, went or changed, each with the facts that did; lines in
//! which a value that took another's place stands beside it; the same as JSON. Which graph says a fact
//! is counted and not told.

use crate::graph::Dataset;
use oxigraph::model::{NamedOrBlankNode, Quad, Term, Triple};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// How a thing differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Only the second dataset says something of it.
    Added,
    /// Only the first one does.
    Removed,
    /// Both do, and not the same.
    Changed,
}

impl Kind {
    /// The word for it in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A thing that differs.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its IRI, or the label of its blank node.
    pub thing: String,
    /// How it differs.
    pub kind: Kind,
    /// The facts that the second dataset has and the first has not.
    pub added: Vec<Triple>,
    /// The facts that the first has and the second has not.
    pub removed: Vec<Triple>,
}

/// A property of a thing as it was and as it is.
#[derive(Debug, Clone, Copy)]
pub struct Line<'c> {
    /// The IRI of the property.
    pub property: &'c str,
    /// What is said no more.
    pub before: Option<&'c Term>,
    /// What is said now.
    pub after: Option<&'c Term>,
}

/// All that differs, in order of kind and thing.
#[derive(Debug, Clone, Default)]
pub struct Difference {
    /// The things.
    pub changes: Vec<Change>,
    /// Facts of both datasets that another graph says now.
    pub moved: usize,
}

impl Difference {
    /// Compares two datasets; blank nodes are the same where their labels are.
    pub fn between(before: &Dataset, after: &Dataset) -> Self {
        let (old, new) = (by_text(before), by_text(after));
        let (known, now) = (subjects(before), subjects(after));
        let mut changes: BTreeMap<String, Change> = BTreeMap::new();
        let mut note = |triple: &Triple, is_new: bool| {
            let thing = name(&triple.subject);
            let kind = match (
                known.contains(&triple.subject),
                now.contains(&triple.subject),
            ) {
                (false, _) => Kind::Added,
                (_, false) => Kind::Removed,
                _ => Kind::Changed,
            };
            let change = changes.entry(thing.clone()).or_insert_with(|| Change {
                thing,
                kind,
                added: Vec::new(),
                removed: Vec::new(),
            });
            let list = if is_new {
                &mut change.added
            } else {
                &mut change.removed
            };
            list.push(triple.clone());
        };
        let gone = old.iter().filter(|(text, _)| !new.contains_key(*text));
        gone.for_each(|(_, triple)| note(triple, false));
        let come = new.iter().filter(|(text, _)| !old.contains_key(*text));
        come.for_each(|(_, triple)| note(triple, true));
        let mut changes: Vec<Change> = changes.into_values().collect();
        changes.sort_by(|a, b| (a.kind, &a.thing).cmp(&(b.kind, &b.thing)));
        Self {
            changes,
            moved: moved(before, after, &old),
        }
    }

    /// True when nothing differs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.moved == 0
    }

    /// How many things differ in a way.
    pub fn things(&self, kind: Kind) -> usize {
        self.changes
            .iter()
            .filter(|change| change.kind == kind)
            .count()
    }

    /// How many facts came and went.
    pub fn facts(&self) -> (usize, usize) {
        let count =
            |list: fn(&Change) -> &Vec<Triple>| self.changes.iter().map(|c| list(c).len()).sum();
        (
            count(|change| &change.added),
            count(|change| &change.removed),
        )
    }

    /// Every IRI that is named: things, properties, values.
    pub fn iris(&self) -> BTreeSet<&str> {
        let triples = self
            .changes
            .iter()
            .flat_map(|c| c.added.iter().chain(&c.removed));
        let mut iris = BTreeSet::new();
        for triple in triples {
            iris.insert(triple.predicate.as_str());
            if let NamedOrBlankNode::NamedNode(node) = &triple.subject {
                iris.insert(node.as_str());
            }
            if let Term::NamedNode(node) = &triple.object {
                iris.insert(node.as_str());
            }
        }
        iris
    }

    /// The difference as JSON; terms as in the SPARQL 1.1 JSON results (§3.2.2).
    pub fn json(&self) -> Value {
        let fact = |triple: &Triple| json!({ "property": triple.predicate.as_str(), "value": term(&triple.object) });
        let changes = self.changes.iter().map(|change| {
            json!({
                "thing": change.thing,
                "kind": change.kind.name(),
                "added": change.added.iter().map(fact).collect::<Vec<_>>(),
                "removed": change.removed.iter().map(fact).collect::<Vec<_>>(),
            })
        });
        let (added, removed) = self.facts();
        json!({
            "things": {
                "added": self.things(Kind::Added),
                "removed": self.things(Kind::Removed),
                "changed": self.things(Kind::Changed),
            },
            "facts": { "added": added, "removed": removed, "moved": self.moved },
            "changes": changes.collect::<Vec<_>>(),
        })
    }
}

impl Change {
    /// The facts by property: where one value of a language took the place of one other, both in a line.
    pub fn lines(&self) -> Vec<Line<'_>> {
        // Values before and after, by property and language.
        type Values<'a> = (Vec<&'a Term>, Vec<&'a Term>);
        let mut groups: BTreeMap<(&str, &str), Values<'_>> = BTreeMap::new();
        for triple in &self.removed {
            groups
                .entry(key(triple))
                .or_default()
                .0
                .push(&triple.object);
        }
        for triple in &self.added {
            groups
                .entry(key(triple))
                .or_default()
                .1
                .push(&triple.object);
        }
        let mut lines = Vec::new();
        for ((property, _), (before, after)) in groups {
            if let ([before], [after]) = (before.as_slice(), after.as_slice()) {
                lines.push(Line {
                    property,
                    before: Some(before),
                    after: Some(after),
                });
                continue;
            }
            lines.extend(before.into_iter().map(|term| Line {
                property,
                before: Some(term),
                after: None,
            }));
            lines.extend(after.into_iter().map(|term| Line {
                property,
                before: None,
                after: Some(term),
            }));
        }
        lines
    }
}

/// A property and the language of its value.
fn key(triple: &Triple) -> (&str, &str) {
    let lang = match &triple.object {
        Term::Literal(literal) => literal.language().unwrap_or_default(),
        _ => "",
    };
    (triple.predicate.as_str(), lang)
}

fn by_text(dataset: &Dataset) -> BTreeMap<String, Triple> {
    let quads = dataset.quads().iter().cloned().map(Triple::from);
    quads.map(|triple| (triple.to_string(), triple)).collect()
}

fn subjects(dataset: &Dataset) -> HashSet<&NamedOrBlankNode> {
    dataset.quads().iter().map(|quad| &quad.subject).collect()
}

/// The quads that are new though their triple is not.
fn moved(before: &Dataset, after: &Dataset, old: &BTreeMap<String, Triple>) -> usize {
    let known: BTreeSet<String> = before.quads().iter().map(Quad::to_string).collect();
    let is_moved = |quad: &&Quad| {
        !known.contains(&quad.to_string())
            && old.contains_key(&Triple::from((*quad).clone()).to_string())
    };
    after.quads().iter().filter(is_moved).count()
}

fn name(subject: &NamedOrBlankNode) -> String {
    match subject {
        NamedOrBlankNode::NamedNode(node) => node.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

fn term(term: &Term) -> Value {
    match term {
        Term::NamedNode(node) => json!({ "type": "uri", "value": node.as_str() }),
        Term::BlankNode(node) => json!({ "type": "bnode", "value": node.as_str() }),
        Term::Literal(literal) => match literal.language() {
            Some(lang) => json!({ "type": "literal", "value": literal.value(), "xml:lang": lang }),
            None => {
                json!({ "type": "literal", "value": literal.value(), "datatype": literal.datatype().as_str() })
            }
        },
        Term::Triple(triple) => json!({ "type": "triple", "value": triple.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::read;

    fn dataset(lines: &str) -> Dataset {
        let quads = read::any(lines.as_bytes(), "a.nq", "https://example.org/").expect("N-Quads");
        Dataset::new(quads).expect("no blank nodes")
    }

    const BEFORE: &str =
        "<https://example.org/a> <https://example.org/p> \"1\" <https://example.org/g> .
<https://example.org/a> <https://example.org/n> \"un\"@fr <https://example.org/g> .
<https://example.org/a> <https://example.org/n> \"one\"@en <https://example.org/g> .
<https://example.org/b> <https://example.org/p> \"2\" <https://example.org/g> .
<https://example.org/d> <https://example.org/p> \"4\" <https://example.org/g> .
";
    const AFTER: &str =
        "<https://example.org/a> <https://example.org/p> \"3\" <https://example.org/g> .
<https://example.org/a> <https://example.org/n> \"un\"@fr <https://example.org/g> .
<https://example.org/a> <https://example.org/n> \"first\"@en <https://example.org/g> .
<https://example.org/c> <https://example.org/p> <https://example.org/a> <https://example.org/g> .
<https://example.org/d> <https://example.org/p> \"4\" <https://example.org/h> .
";

    #[test]
    fn things_come_go_change_and_move() {
        let difference = Difference::between(&dataset(BEFORE), &dataset(AFTER));
        let told: Vec<(Kind, &str)> = difference
            .changes
            .iter()
            .map(|c| (c.kind, c.thing.as_str()))
            .collect();
        let expected = [
            (Kind::Added, "https://example.org/c"),
            (Kind::Removed, "https://example.org/b"),
            (Kind::Changed, "https://example.org/a"),
        ];
        assert_eq!(told, expected);
        assert_eq!((difference.facts(), difference.moved), ((3, 3), 1));
        let json = difference.json();
        assert_eq!(json["changes"][0]["added"][0]["value"]["type"], "uri");
    }

    #[test]
    fn a_value_stands_beside_the_one_whose_place_it_took() {
        let difference = Difference::between(&dataset(BEFORE), &dataset(AFTER));
        let changed = difference.changes.last().expect("a change");
        let text = |term: Option<&Term>| term.map(ToString::to_string).unwrap_or_default();
        let lines: Vec<_> = changed
            .lines()
            .iter()
            .map(|l| (text(l.before), text(l.after)))
            .collect();
        let pairs = [("\"one\"@en", "\"first\"@en"), ("\"1\"", "\"3\"")];
        assert_eq!(lines, pairs.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn a_dataset_does_not_differ_from_itself() {
        assert!(Difference::between(&dataset(AFTER), &dataset(AFTER)).is_empty());
    }
}
