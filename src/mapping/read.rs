//! From the graph of a mapping to what it says.
//!
//! In: a [`Document`]. Out: triples maps and sources, or everything that is wrong with them.

mod function;
mod lookup;
mod places;
mod source;
mod tags;
mod target;
mod term_map;
mod unknown;

use super::document::{Document, Statement};
use super::model::{
    Expression, Join, LogicalSource, LogicalTarget, ObjectMap, PredicateObjectMap, RefObjectMap,
    TermMap, TriplesMap, ValueMap,
};
use super::vocabulary as rml;
use crate::diag::{Diagnostic, Diagnostics, Place};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use std::collections::HashMap;
use term_map::Position;

/// What a mapping says.
#[derive(Debug)]
pub struct Model {
    /// The triples maps, in the order of the file.
    pub maps: Vec<TriplesMap>,
    /// The sources, each once.
    pub sources: Vec<LogicalSource>,
    /// The targets, each once.
    pub targets: Vec<LogicalTarget>,
    /// What has no effect.
    pub warnings: Diagnostics,
}

/// Reads all triples maps of a document.
///
/// # Errors
/// All that is wrong, located in the mapping: `M003` to `M019`.
pub fn read(document: &Document) -> Result<Model, Diagnostics> {
    let mut nodes: Vec<NamedOrBlankNode> = Vec::new();
    for statement in document.statements() {
        let triple = &statement.triple;
        let is_map = match triple.predicate.as_str() {
            rml::LOGICAL_SOURCE => true,
            rml::RDF_TYPE => {
                matches!(&triple.object, Term::NamedNode(n) if n.as_str() == rml::TRIPLES_MAP)
            }
            rml::SUBJECT_MAP | rml::SUBJECT | rml::PREDICATE_OBJECT_MAP => true,
            _ => false,
        };
        if is_map && !nodes.contains(&triple.subject) {
            nodes.push(triple.subject.clone());
        }
    }
    let mut reader = Reader {
        document,
        found: Diagnostics::new(),
        nodes,
        sources: Vec::new(),
        targets: Vec::new(),
        depth: 0,
        fresh: HashMap::new(),
    };
    if reader.nodes.is_empty() {
        reader.found.push(
            Diagnostic::error("M003", "the mapping has no triples map")
                .at(Place::file(document.file()))
                .help(
                    "ajouter une ressource avec rml:logicalSource et rml:subjectMap (préfixe rml: <http://w3id.org/rml/>)",
                    "add a resource with rml:logicalSource and rml:subjectMap (prefix rml: <http://w3id.org/rml/>)",
                ),
        );
    }
    unknown::refuse(document, &reader.nodes, &mut reader.found);
    let nodes = reader.nodes.clone();
    let maps: Vec<_> = nodes
        .iter()
        .filter_map(|node| reader.triples_map(node))
        .collect();
    let Reader {
        found,
        sources,
        targets,
        ..
    } = reader;
    if found.has_errors() {
        return Err(found);
    }
    joined(&maps).into_result()?;
    Ok(Model {
        maps,
        sources,
        targets,
        warnings: found,
    })
}

/// `M006` for each reference to a triples map of another source without a condition: every row would
/// meet every other (R2RML, §8).
fn joined(maps: &[TriplesMap]) -> Diagnostics {
    let mut found = Diagnostics::new();
    for map in maps {
        let objects = map.rules.iter().flat_map(|rule| &rule.objects);
        for object in objects {
            let ObjectMap::Parent(reference) = object else {
                continue;
            };
            let is_same = maps[reference.parent].source == map.source;
            if reference.joins.is_empty() && !is_same {
                let message = "a triples map of another source is joined without a condition";
                found.push(Diagnostic::error("M006", message).at(reference.place.clone()).help(
                    "ajouter rml:joinCondition [ rml:child \"…\" ; rml:parent \"…\" ], en YARRRML condition:",
                    "add rml:joinCondition [ rml:child \"…\" ; rml:parent \"…\" ], in YARRRML condition:",
                ));
            }
        }
    }
    found
}

/// What is known while reading.
pub(super) struct Reader<'a> {
    document: &'a Document,
    found: Diagnostics,
    nodes: Vec<NamedOrBlankNode>,
    sources: Vec<LogicalSource>,
    targets: Vec<LogicalTarget>,
    depth: usize,
    /// The numbers of the term maps that make blank nodes without a name.
    fresh: HashMap<NamedOrBlankNode, usize>,
}

impl<'a> Reader<'a> {
    fn triples_map(&mut self, node: &NamedOrBlankNode) -> Option<TriplesMap> {
        let place = self.document.place_of(node);
        let source = self.logical_source(node, &place);
        let base = self
            .optional(node, rml::BASE_IRI)
            .and_then(|s| self.base_iri(s));
        let subject_statement =
            self.exactly_one(node, &[rml::SUBJECT_MAP, rml::SUBJECT], &place, "M006");
        let mut classes = Vec::new();
        let mut graphs = Vec::new();
        let subject = subject_statement.and_then(|statement| {
            if statement.triple.predicate.as_str() == rml::SUBJECT_MAP
                && let Some(map) = as_node(&statement.triple.object)
            {
                classes = self.classes(&map);
                graphs = self.term_maps(&map, rml::GRAPH_MAP, rml::GRAPH, Position::Graph);
            }
            self.term_map(
                statement,
                statement.triple.predicate.as_str() == rml::SUBJECT,
                Position::Subject,
            )
        });
        let rules: Vec<_> = self
            .document
            .objects(node, rml::PREDICATE_OBJECT_MAP)
            .filter_map(|statement| self.rule(statement))
            .collect();
        Some(TriplesMap {
            place,
            source: source?,
            base,
            subject: subject?,
            classes,
            graphs,
            rules,
        })
    }

    fn base_iri(&mut self, statement: &Statement) -> Option<String> {
        let text = match &statement.triple.object {
            Term::NamedNode(node) => node.as_str(),
            Term::Literal(literal) => literal.value(),
            _ => "",
        };
        if super::iri::is_absolute(text) {
            return Some(text.to_owned());
        }
        self.found.push(
            Diagnostic::error("M016", format!("`{text}` cannot be a base IRI"))
                .at(self.document.place(statement))
                .help("donner un IRI absolu", "give an absolute IRI"),
        );
        None
    }

    fn classes(&mut self, map: &NamedOrBlankNode) -> Vec<NamedNode> {
        let mut classes = Vec::new();
        for statement in self.document.objects(map, rml::CLASS) {
            match &statement.triple.object {
                Term::NamedNode(class) => classes.push(class.clone()),
                other => self.found.push(
                    Diagnostic::error("M016", format!("`rml:class` must be an IRI, found {other}"))
                        .at(self.document.place(statement)),
                ),
            }
        }
        classes
    }

    fn rule(&mut self, statement: &Statement) -> Option<PredicateObjectMap> {
        let node = self.node(statement)?;
        let place = self.document.place_of(&node);
        let predicates = self.term_maps(
            &node,
            rml::PREDICATE_MAP,
            rml::PREDICATE,
            Position::Predicate,
        );
        let document = self.document;
        let objects = self.objects(&node);
        let graphs = self.term_maps(&node, rml::GRAPH_MAP, rml::GRAPH, Position::Graph);
        let said = |map: &str, constant: &str| {
            document.objects(&node, map).next().is_some()
                || document
                    .about(&node)
                    .any(|s| s.triple.predicate.as_str() == constant)
                || self.is_misspelt(&node, &[map, constant])
        };
        let has_predicate = said(rml::PREDICATE_MAP, rml::PREDICATE);
        let has_object = said(rml::OBJECT_MAP, rml::OBJECT);
        if !has_predicate {
            self.missing(&place, "predicate", "rml:predicate", "rml:predicateMap");
        }
        if !has_object {
            self.missing(&place, "object", "rml:object", "rml:objectMap");
        }
        let condition = self.condition(&node);
        Some(PredicateObjectMap {
            place,
            predicates,
            objects,
            graphs,
            condition,
        })
    }

    /// What a predicate-object map says of its objects.
    fn objects(&mut self, node: &NamedOrBlankNode) -> Vec<ObjectMap> {
        let mut objects = Vec::new();
        let document = self.document;
        for statement in document.objects(node, rml::OBJECT_MAP) {
            let Some(map) = self.node(statement) else {
                continue;
            };
            if self.is_misspelt(&map, &[rml::PARENT_TRIPLES_MAP]) {
                continue;
            }
            if document
                .objects(&map, rml::PARENT_TRIPLES_MAP)
                .next()
                .is_some()
            {
                objects.extend(
                    self.reference_object(&map)
                        .map(|map| ObjectMap::Parent(Box::new(map))),
                );
            } else {
                objects.extend(
                    self.term_map(statement, false, Position::Object)
                        .map(|map| ObjectMap::Term(Box::new(map))),
                );
            }
        }
        for statement in document.objects(node, rml::OBJECT) {
            objects.extend(
                self.term_map(statement, true, Position::Object)
                    .map(|map| ObjectMap::Term(Box::new(map))),
            );
        }
        objects
    }

    fn missing(&mut self, place: &Place, what: &str, constant: &str, map: &str) {
        self.found.push(
            Diagnostic::error("M006", format!("the predicate-object map has no {what}"))
                .at(place.clone())
                .help(
                    format!("ajouter {constant} ou {map}"),
                    format!("add {constant} or {map}"),
                ),
        );
    }

    fn reference_object(&mut self, map: &NamedOrBlankNode) -> Option<RefObjectMap> {
        let document = self.document;
        let place = document.place_of(map);
        let statement = self.exactly_one(map, &[rml::PARENT_TRIPLES_MAP], &place, "M017")?;
        let target = as_node(&statement.triple.object);
        let parent = self
            .nodes
            .iter()
            .position(|node| Some(node) == target.as_ref());
        if parent.is_none() {
            self.found.push(
                Diagnostic::error(
                    "M017",
                    format!(
                        "{} is no triples map of this mapping",
                        statement.triple.object
                    ),
                )
                .at(document.place(statement))
                .help(
                    "nommer une ressource qui a rml:logicalSource et rml:subjectMap",
                    "name a resource that has rml:logicalSource and rml:subjectMap",
                ),
            );
        }
        let mut joins = Vec::new();
        for statement in document.objects(map, rml::JOIN_CONDITION) {
            let Some(condition) = self.node(statement) else {
                continue;
            };
            let child = self.join_side(&condition, rml::CHILD_MAP, rml::CHILD);
            let parent = self.join_side(&condition, rml::PARENT_MAP, rml::PARENT);
            if let (Some(child), Some(parent)) = (child, parent) {
                joins.push(Join { child, parent });
            }
        }
        let condition = self.condition(map);
        Some(RefObjectMap {
            place,
            parent: parent?,
            joins,
            condition,
        })
    }

    /// One side of a join: a map, or a reference by its shortcut.
    fn join_side(
        &mut self,
        condition: &NamedOrBlankNode,
        map: &'a str,
        shortcut: &'a str,
    ) -> Option<ValueMap> {
        let place = self.document.place_of(condition);
        let statement = self.exactly_one(condition, &[map, shortcut], &place, "M005")?;
        if statement.triple.predicate.as_str() == map {
            let node = self.node(statement)?;
            return self.value_map(&node, &self.document.place(statement));
        }
        let place = self.document.place(statement);
        match &statement.triple.object {
            Term::Literal(text) => Some(ValueMap {
                place,
                expression: Expression::Reference(text.value().to_owned()),
                targets: 0,
            }),
            other => {
                let message = format!("a reference must be a string, found {other}");
                self.found
                    .push(Diagnostic::error("M016", message).at(place));
                None
            }
        }
    }

    fn term_maps(
        &mut self,
        node: &NamedOrBlankNode,
        map: &'a str,
        constant: &'a str,
        position: Position,
    ) -> Vec<TermMap> {
        let document = self.document;
        let maps = document
            .objects(node, map)
            .map(|statement| (statement, false));
        let constants = document
            .objects(node, constant)
            .map(|statement| (statement, true));
        maps.chain(constants)
            .filter_map(|(statement, is_constant)| self.term_map(statement, is_constant, position))
            .collect()
    }
}

/// The term as a node that can have properties.
fn as_node(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}

/// An IRI of RML as it is usually written.
fn short(iri: &str) -> String {
    match iri.strip_prefix(rml::RML) {
        Some(local) => format!("rml:{local}"),
        None => format!("<{iri}>"),
    }
}
