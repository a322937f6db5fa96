//! Shapes in Turtle to what is evaluated.
//!
//! In: Turtle files. Out: compiled [`Shapes`], or every part of them that SHACL Core does not have or
//! that is not well formed (SHACL §1.6, §3.4.3), each by name.

mod parameters;
mod unknown;

use super::facts::Facts;
use super::model::{Constraint, Severity, Shape, Shapes, Target};
use super::path::Path;
use super::terms::{local, named, rdf, rdfs_class, sh};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::read::expand;
use crate::publication::Files;
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use std::collections::{BTreeSet, HashMap};
use unknown::is_known;

/// How deep shapes may stand in each other.
const DEPTH: usize = 40;

impl Shapes {
    /// Reads shapes from Turtle files of a publication.
    ///
    /// # Errors
    /// `G003` and `G004` as any RDF file, `H001` a part of SHACL that is not SHACL Core, `H002` a
    /// shape that is not well formed.
    pub fn read(files: &Files, paths: &[String], base: &str) -> Result<Self, Diagnostics> {
        let graph = crate::graph::named_node(base)?;
        let quads = crate::graph::read::turtle(files, paths, base, &graph)?;
        let triples: Vec<Triple> = quads.into_iter().map(Triple::from).collect();
        let shown: Vec<String> = paths.iter().map(|path| files.display(path)).collect();
        let place = |node: Option<&Term>, name: Option<&str>| {
            let said = |triple: &&Triple| {
                node.is_none_or(|node| Term::from(triple.subject.clone()) == *node)
                    && name.is_none_or(|name| local(triple.predicate.as_ref()) == Some(name))
            };
            let at = triples.iter().position(|triple| said(&triple))?;
            places(files, paths, base)?.into_iter().nth(at)
        };
        Self::compile_at(triples.clone(), &shown.join(", "), &place)
    }

    /// Compiles the triples of a shapes graph; `file` is its name in messages.
    ///
    /// # Errors
    /// `H001` and `H002`, as [`Shapes::read`].
    pub fn compile(
        triples: impl IntoIterator<Item = Triple>,
        file: &str,
    ) -> Result<Self, Diagnostics> {
        Self::compile_at(triples, file, &|_, _| None)
    }

    fn compile_at(
        triples: impl IntoIterator<Item = Triple>,
        file: &str,
        place: &Placed<'_>,
    ) -> Result<Self, Diagnostics> {
        let mut compiler = Compiler {
            facts: Facts::new(triples),
            file,
            place,
            property: String::new(),
            shapes: Vec::new(),
            known: HashMap::new(),
            open: Vec::new(),
            found: Diagnostics::new(),
        };
        compiler.refuse_unknown();
        for node in compiler.roots() {
            compiler.shape(&node);
        }
        compiler.found.into_result()?;
        Ok(Self {
            shapes: compiler.shapes,
            file: file.to_owned(),
        })
    }

    /// How many shapes have targets.
    pub fn len(&self) -> usize {
        let aimed = |shape: &&Shape| !shape.targets.is_empty();
        self.shapes.iter().filter(aimed).count()
    }

    /// True when there is nothing to validate with.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The classes that shapes are about.
    pub fn classes(&self) -> BTreeSet<&str> {
        let targets = self.shapes.iter().flat_map(|shape| &shape.targets);
        targets
            .filter_map(|target| match target {
                Target::Class(Term::NamedNode(class)) => Some(class.as_str()),
                _ => None,
            })
            .collect()
    }
}

/// Finds the place of what is said first of a node, with a property of SHACL or any.
type Placed<'p> = dyn Fn(Option<&Term>, Option<&str>) -> Option<Place> + 'p;

/// The places of all statements of Turtle files, in their order.
fn places(files: &Files, paths: &[String], base: &str) -> Option<Vec<Place>> {
    let mut all = Vec::new();
    for path in expand(files, paths).ok()? {
        let text = files.read_text(&path).ok()?;
        all.extend(crate::mapping::places(&files.display(&path), &text, base).ok()?);
    }
    Some(all)
}

struct Compiler<'a> {
    facts: Facts,
    file: &'a str,
    place: &'a Placed<'a>,
    /// The property of SHACL being looked at.
    property: String,
    shapes: Vec<Shape>,
    known: HashMap<Term, usize>,
    /// The shapes being compiled, the outermost first.
    open: Vec<Term>,
    found: Diagnostics,
}

impl Compiler<'_> {
    /// What stands as a shape by itself: typed as one, or with a target.
    fn roots(&self) -> Vec<Term> {
        let kinds = [sh("NodeShape"), sh("PropertyShape")].map(Term::from);
        let kind = rdf("type");
        let is_root = |node: &&&Term| {
            self.facts.of(node).any(|(property, value)| {
                (*property == kind && kinds.contains(value))
                    || local(property.as_ref()).is_some_and(|name| name.starts_with("target"))
            })
        };
        let subjects = self.facts.subjects_in_order();
        subjects
            .iter()
            .filter(is_root)
            .map(|node| (*node).clone())
            .collect()
    }

    fn wrong(&mut self, node: &Term, message: &str) {
        let shape = match node {
            Term::BlankNode(_) => "a shape".to_owned(),
            _ => format!("the shape {node}"),
        };
        let place = (self.place)(Some(node), Some(&self.property));
        let place = place.or_else(|| (self.place)(Some(node), None));
        self.found.push(
            Diagnostic::error("H002", format!("{shape}: {message}"))
                .at(place.unwrap_or_else(|| Place::file(self.file)))
                .help(
                    "voir la partie de SHACL qui décrit ce composant : https://www.w3.org/TR/shacl/",
                    "see the part of SHACL that describes this component: https://www.w3.org/TR/shacl/",
                ),
        );
    }

    /// The number of a shape, compiled when it is first met; 0 with an error for one that leads back
    /// to itself, which SHACL leaves undefined (§3.4.3).
    fn shape(&mut self, node: &Term) -> usize {
        if let Some(known) = self.known.get(node) {
            return *known;
        }
        if self.open.contains(node) || self.open.len() > DEPTH {
            self.wrong(
                node,
                "it leads back to itself, or shapes stand too deep in each other",
            );
            return 0;
        }
        self.open.push(node.clone());
        let shape = self.compiled(node);
        self.open.pop();
        let number = self.shapes.len();
        self.shapes.push(shape);
        self.known.insert(node.clone(), number);
        number
    }

    fn compiled(&mut self, node: &Term) -> Shape {
        let said: Vec<(NamedNode, Term)> = self
            .facts
            .of(node)
            .map(|(property, value)| (property.clone(), value.clone()))
            .collect();
        let mut shape = Shape {
            name: named(node).cloned(),
            ..Shape::default()
        };
        let classes = [
            rdfs_class(),
            NamedNode::new_unchecked("http://www.w3.org/2002/07/owl#Class"),
        ];
        for (property, value) in &said {
            let Some(name) = local(property.as_ref()) else {
                // A shape that is a class is about its own instances (SHACL §2.1.3.3).
                if *property == rdf("type") && named(value).is_some_and(|v| classes.contains(v)) {
                    shape.targets.push(Target::Class(node.clone()));
                }
                continue;
            };
            name.clone_into(&mut self.property);
            match name {
                // It is told of already.
                _ if !is_known(name) => {}
                "path" => match Path::read(&self.facts, value) {
                    Some(path) => shape.path = Some(path),
                    None => self.wrong(node, "sh:path is no property path"),
                },
                "severity" => match named(value).and_then(|v| severity(local(v.as_ref())?)) {
                    Some(severity) => shape.severity = severity,
                    None => self.wrong(node, "sh:severity is none of Violation, Warning, Info"),
                },
                "message" => match value {
                    Term::Literal(text) => shape.messages.push(text.clone()),
                    _ => self.wrong(node, "sh:message is no text"),
                },
                "deactivated" => shape.deactivated = is_true(value),
                _ if name.starts_with("target") => match target(name, value) {
                    Some(target) => shape.targets.push(target),
                    None => self.wrong(node, &format!("sh:{name} names no possible target")),
                },
                _ => self.parameter(node, name, value, &mut shape.constraints),
            }
        }
        self.needs_path(node, &shape);
        shape
    }

    /// Tells of the first constraint that makes no sense without a path.
    fn needs_path(&mut self, node: &Term, shape: &Shape) {
        let only_for_paths = [
            "MinCount",
            "MaxCount",
            "UniqueLang",
            "LessThan",
            "LessThanOrEquals",
        ];
        let misplaced = |c: &&Constraint| only_for_paths.contains(&c.component());
        if shape.path.is_none()
            && !self.is_misspelt(node, &["path"])
            && let Some(constraint) = shape.constraints.iter().find(misplaced)
        {
            let message = format!("sh:{} needs a sh:path", constraint.component());
            self.wrong(node, &message);
        }
    }
}

fn severity(name: &str) -> Option<Severity> {
    [Severity::Violation, Severity::Warning, Severity::Info]
        .into_iter()
        .find(|severity| severity.name() == name)
}

fn target(name: &str, value: &Term) -> Option<Target> {
    match name {
        "targetClass" => named(value).map(|_| Target::Class(value.clone())),
        "targetNode" => Some(Target::Node(value.clone())),
        "targetSubjectsOf" => named(value).cloned().map(Target::SubjectsOf),
        "targetObjectsOf" => named(value).cloned().map(Target::ObjectsOf),
        _ => None,
    }
}

/// True for `true`.
fn is_true(value: &Term) -> bool {
    matches!(value, Term::Literal(text) if matches!(text.value(), "true" | "1"))
}

/// A whole number from 0.
fn count(value: &Term) -> Option<usize> {
    match value {
        Term::Literal(text) => text.value().parse().ok(),
        _ => None,
    }
}

/// A literal.
fn literal(value: &Term) -> Option<&Literal> {
    match value {
        Term::Literal(text) => Some(text),
        _ => None,
    }
}

/// A term as a subject; none for a literal.
fn subject(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}
