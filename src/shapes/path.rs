//! Property paths (SHACL §2.3.1).

use super::facts::{Facts, in_order};
use super::terms::{named, sh};
use oxigraph::model::{NamedNode, Term};
use std::collections::HashSet;
use std::fmt;

/// How deep paths may stand in each other.
const DEPTH: usize = 16;

/// A way from a focus node to values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// A property.
    Property(NamedNode),
    /// A path walked backwards.
    Inverse(Box<Path>),
    /// One path after another.
    Sequence(Vec<Path>),
    /// Any of several.
    Alternative(Vec<Path>),
    /// A path any number of times.
    ZeroOrMore(Box<Path>),
    /// A path once or more.
    OneOrMore(Box<Path>),
    /// A path or no step at all.
    ZeroOrOne(Box<Path>),
}

impl Path {
    /// Reads the node of a path; none where it is not well formed.
    pub fn read(facts: &Facts, node: &Term) -> Option<Self> {
        Self::read_at(facts, node, 0)
    }

    fn read_at(facts: &Facts, node: &Term, depth: usize) -> Option<Self> {
        if depth > DEPTH {
            return None;
        }
        if let Some(property) = named(node) {
            return Some(Self::Property(property.clone()));
        }
        let inner = |node: &Term| Self::read_at(facts, node, depth + 1);
        let all = |head: &Term| -> Option<Vec<Self>> {
            let paths: Option<Vec<Self>> = facts.list(head)?.iter().map(inner).collect();
            paths.filter(|paths| paths.len() > 1)
        };
        if let Some(members) = all(node) {
            return Some(Self::Sequence(members));
        }
        let mut said = facts.of(node);
        let (property, value) = said.next()?;
        if said.next().is_some() {
            return None;
        }
        let boxed = |node| inner(node).map(Box::new);
        match super::terms::local(property.as_ref())? {
            "inversePath" => boxed(value).map(Self::Inverse),
            "alternativePath" => all(value).map(Self::Alternative),
            "zeroOrMorePath" => boxed(value).map(Self::ZeroOrMore),
            "oneOrMorePath" => boxed(value).map(Self::OneOrMore),
            "zeroOrOnePath" => boxed(value).map(Self::ZeroOrOne),
            _ => None,
        }
    }

    /// The property, where the path is one.
    pub fn property(&self) -> Option<&NamedNode> {
        match self {
            Self::Property(property) => Some(property),
            _ => None,
        }
    }

    /// The values that the path leads to, in order, each once.
    pub fn values(&self, facts: &Facts, focus: &Term) -> Vec<Term> {
        in_order(self.walk(facts, focus, false))
    }

    fn walk(&self, facts: &Facts, from: &Term, backwards: bool) -> Vec<Term> {
        match self {
            Self::Property(property) if backwards => {
                facts.subjects(property, from).cloned().collect()
            }
            Self::Property(property) => facts.objects(from, property).cloned().collect(),
            Self::Inverse(path) => path.walk(facts, from, !backwards),
            Self::Sequence(paths) => {
                let mut reached = vec![from.clone()];
                let mut step = |path: &Self| {
                    let next = reached
                        .iter()
                        .flat_map(|node| path.walk(facts, node, backwards));
                    reached = in_order(next);
                };
                if backwards {
                    paths.iter().rev().for_each(&mut step);
                } else {
                    paths.iter().for_each(&mut step);
                }
                reached
            }
            Self::Alternative(paths) => {
                let each = |path: &Self| path.walk(facts, from, backwards);
                paths.iter().flat_map(each).collect()
            }
            Self::ZeroOrMore(path) => {
                let mut reached = path.closure(facts, from, backwards);
                reached.push(from.clone());
                reached
            }
            Self::OneOrMore(path) => path.closure(facts, from, backwards),
            Self::ZeroOrOne(path) => {
                let mut reached = path.walk(facts, from, backwards);
                reached.push(from.clone());
                reached
            }
        }
    }

    fn closure(&self, facts: &Facts, from: &Term, backwards: bool) -> Vec<Term> {
        let (mut seen, mut found) = (HashSet::new(), Vec::new());
        let mut open = vec![from.clone()];
        while let Some(node) = open.pop() {
            for next in self.walk(facts, &node, backwards) {
                if seen.insert(next.clone()) {
                    found.push(next.clone());
                    open.push(next);
                }
            }
        }
        found
    }
}

/// The path in Turtle, as `sh:path` and `sh:resultPath` take it.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, paths: &[Self]| {
            f.write_str("(")?;
            for path in paths {
                write!(f, " {path}")?;
            }
            f.write_str(" )")
        };
        let wrapped =
            |f: &mut fmt::Formatter<'_>, name, path: &Self| write!(f, "[ {} {path} ]", sh(name));
        match self {
            Self::Property(property) => write!(f, "{property}"),
            Self::Sequence(paths) => list(f, paths),
            Self::Alternative(paths) => {
                write!(f, "[ {} ", sh("alternativePath"))?;
                list(f, paths)?;
                f.write_str(" ]")
            }
            Self::Inverse(path) => wrapped(f, "inversePath", path),
            Self::ZeroOrMore(path) => wrapped(f, "zeroOrMorePath", path),
            Self::OneOrMore(path) => wrapped(f, "oneOrMorePath", path),
            Self::ZeroOrOne(path) => wrapped(f, "zeroOrOnePath", path),
        }
    }
}
