//! From what a mapping says to programs, one for each source.
//!
//! Triples maps of the same source share a program, so that the source is read once. A reference
//! to a parent triples map without conditions is made of the same record; with conditions it
//! becomes a look-up in an index that is filled before (see [`super::join`]).

use super::iri::{self, Safety};
use super::model::{Expression, ObjectMap, RefObjectMap, TermKind, TermMap, TriplesMap, ValueMap};
use super::program::{
    Block, IriCheck, IriOp, ObjectOp, Program, Reference, Rule, Segment, TagOp, TermOp, TermRule,
    ValueKind, ValueOp,
};
use super::read::Model;
use super::template::Part;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, Term};
use std::collections::HashMap;

/// The programs of a mapping and the indexes they look up.
#[derive(Debug)]
pub struct Compiled {
    /// One program a source, in the order in which the mapping names the sources.
    pub programs: Vec<Program>,
    /// What must be indexed before.
    pub indexes: Vec<IndexProgram>,
}

/// What fills an index: subjects of a triples map by the values of conditions.
#[derive(Debug)]
pub struct IndexProgram {
    /// The source, as an index into the mapping's sources.
    pub source: usize,
    /// The references that records must answer, by slot.
    pub references: Vec<Reference>,
    /// The subject.
    pub subject: TermOp,
    /// The values, one a condition.
    pub keys: Vec<ValueOp>,
}

/// Compiles the whole mapping; relative IRIs are made absolute with `base` where the triples map
/// says nothing else. With `is_strict`, what the mapping takes as it is must be an IRI all the same.
pub fn compile(model: &Model, base: &str, is_strict: bool) -> Compiled {
    let mut compiled = Compiled {
        programs: Vec::new(),
        indexes: Vec::new(),
    };
    let mut rules = 0;
    let mut fresh = Fresh::new(model);
    for source in 0..model.sources.len() {
        let mut references = Vec::new();
        let mut blocks = Vec::new();
        for (number, map) in model
            .maps
            .iter()
            .enumerate()
            .filter(|(_, m)| m.source == source)
        {
            let indexes = &mut compiled.indexes;
            let mut compiler = Compiler {
                model,
                base,
                is_strict,
                references: &mut references,
                indexes,
                rules: &mut rules,
                fresh: &mut fresh,
            };
            blocks.push(compiler.block(map, number));
        }
        compiled.programs.push(Program {
            source,
            references,
            blocks,
            before: 0,
        });
    }
    compiled
}

struct Compiler<'a> {
    model: &'a Model,
    base: &'a str,
    is_strict: bool,
    references: &'a mut Vec<Reference>,
    indexes: &'a mut Vec<IndexProgram>,
    /// How many rules there are so far.
    rules: &'a mut usize,
    fresh: &'a mut Fresh,
}

/// The numbers of blank nodes without a name, by triples map and term map: within a record each term
/// map has its own (RML-Core, term types). A subject has the number of its triples map, by which
/// others that refer to it know it.
struct Fresh(HashMap<(usize, usize), usize>);

impl Fresh {
    fn new(model: &Model) -> Self {
        let subjects = model.maps.iter().enumerate();
        let numbers = subjects.map(|(map, triples_map)| {
            let term_map = match triples_map.subject.value.expression {
                Expression::Fresh(term_map) => term_map,
                // Never asked for.
                _ => usize::MAX,
            };
            ((map, term_map), map)
        });
        Self(numbers.collect())
    }

    fn number(&mut self, map: usize, term_map: usize) -> usize {
        let next = self.0.len();
        *self.0.entry((map, term_map)).or_insert(next)
    }
}

impl Compiler<'_> {
    fn block(&mut self, map: &TriplesMap, number: usize) -> Block {
        let base = map.base.as_deref().unwrap_or(self.base).to_owned();
        let subject = self.term(&map.subject, &base, number);
        let graphs = self.terms(&map.graphs, &base, number);
        let mut rules = Vec::with_capacity(map.rules.len() + 1);
        if !map.classes.is_empty() {
            let class =
                |class: &NamedNode| ObjectOp::Term(Box::new(constant(class.clone().into())));
            rules.push(Rule {
                number: self.next_rule(),
                place: map.subject.value.place.clone(),
                predicates: vec![constant(rdf::TYPE.into_owned().into())],
                objects: map.classes.iter().map(class).collect(),
                graphs: Vec::new(),
                condition: None,
            });
        }
        for rule in &map.rules {
            rules.push(Rule {
                number: self.next_rule(),
                place: rule.place.clone(),
                predicates: self.terms(&rule.predicates, &base, number),
                objects: rule
                    .objects
                    .iter()
                    .map(|o| self.object(o, &base, number))
                    .collect(),
                graphs: self.terms(&rule.graphs, &base, number),
                condition: self.condition(rule.condition.as_ref()),
            });
        }
        Block {
            subject,
            graphs,
            rules,
        }
    }

    fn next_rule(&mut self) -> usize {
        *self.rules += 1;
        *self.rules - 1
    }

    fn terms(&mut self, maps: &[TermMap], base: &str, number: usize) -> Vec<TermOp> {
        maps.iter()
            .map(|map| self.term(map, base, number))
            .collect()
    }

    fn object(&mut self, object: &ObjectMap, base: &str, number: usize) -> ObjectOp {
        match object {
            ObjectMap::Term(term) => ObjectOp::Term(Box::new(self.term(term, base, number))),
            ObjectMap::Parent(parent) => self.parent(parent),
        }
    }

    fn parent(&mut self, reference: &RefObjectMap) -> ObjectOp {
        let parent = &self.model.maps[reference.parent];
        let base = parent.base.as_deref().unwrap_or(self.base).to_owned();
        // Without a condition both triples maps see the same record (RML-Core, RefObjectMap); that
        // they have the same source is known.
        let condition = self.condition(reference.condition.as_ref());
        if reference.joins.is_empty() {
            let mut subject = self.term(&parent.subject, &base, reference.parent);
            subject.conditions.extend(condition);
            return ObjectOp::Term(Box::new(subject));
        }
        let keys = reference
            .joins
            .iter()
            .map(|join| self.plain(&join.child))
            .collect();
        let mut references = Vec::new();
        let mut indexes = Vec::new();
        let mut rules = 0;
        let mut inner = Compiler {
            model: self.model,
            base: self.base,
            is_strict: self.is_strict,
            references: &mut references,
            indexes: &mut indexes,
            rules: &mut rules,
            fresh: self.fresh,
        };
        let subject = inner.term(&parent.subject, &base, reference.parent);
        let parent_keys = reference
            .joins
            .iter()
            .map(|join| inner.plain(&join.parent))
            .collect();
        let source = parent.source;
        self.indexes.push(IndexProgram {
            source,
            references,
            subject,
            keys: parent_keys,
        });
        ObjectOp::Join {
            index: self.indexes.len() - 1,
            keys,
            targets: parent.subject.targets(),
            condition,
        }
    }

    fn condition(&mut self, condition: Option<&ValueMap>) -> Option<ValueOp> {
        condition.map(|condition| self.plain(condition))
    }

    fn term(&mut self, map: &TermMap, base: &str, number: usize) -> TermOp {
        TermOp {
            conditions: Vec::from_iter(self.condition(map.condition.as_ref())),
            rule: self.rule(map, base, number),
            targets: map.targets(),
        }
    }

    fn rule(&mut self, map: &TermMap, base: &str, number: usize) -> TermRule {
        match (&map.value.expression, map.kind) {
            (Expression::Constant(term), _) if map.language.is_none() && map.datatype.is_none() => {
                TermRule::Constant(term.clone())
            }
            (Expression::Fresh(map), _) => TermRule::Fresh(self.fresh.number(number, *map)),
            (_, TermKind::BlankNode) => TermRule::BlankNode(self.plain(&map.value)),
            (_, TermKind::Iri(safety)) => {
                let value = self.value(&map.value, safety);
                let check = check_of(&value, safety, self.is_strict);
                TermRule::Iri(IriOp {
                    value,
                    base: base.to_owned(),
                    check,
                })
            }
            (_, TermKind::Literal) => {
                let tag = match (&map.language, &map.datatype) {
                    (Some(language), _) => match &language.expression {
                        Expression::Constant(Term::Literal(tag)) => {
                            TagOp::Language(tag.value().to_ascii_lowercase())
                        }
                        _ => TagOp::Languages(self.plain(language)),
                    },
                    (None, Some(datatype)) => {
                        TagOp::Datatype(Box::new(self.rule(datatype, base, number)))
                    }
                    (None, None) => TagOp::Natural,
                };
                TermRule::Literal(self.plain(&map.value), tag)
            }
        }
    }

    fn plain(&mut self, value: &ValueMap) -> ValueOp {
        self.value(value, Safety::None)
    }

    fn value(&mut self, value: &ValueMap, safety: Safety) -> ValueOp {
        let kind = match &value.expression {
            Expression::Constant(Term::Literal(literal)) => {
                ValueKind::Constant(literal.value().to_owned())
            }
            Expression::Constant(Term::NamedNode(node)) => {
                ValueKind::Constant(node.as_str().to_owned())
            }
            Expression::Constant(other) => ValueKind::Constant(other.to_string()),
            Expression::Fresh(_) => ValueKind::Constant(String::new()),
            Expression::Reference(text) => ValueKind::Slot(self.slot(text, value)),
            Expression::Function(call) => ValueKind::Call {
                definition: call.definition,
                arguments: call
                    .arguments
                    .iter()
                    .map(|(i, v)| (*i, self.plain(v)))
                    .collect(),
            },
            Expression::Template(parts) => self.template(parts, value, safety),
        };
        ValueOp {
            place: value.place.clone(),
            kind,
        }
    }

    fn template(&mut self, parts: &[Part], value: &ValueMap, safety: Safety) -> ValueKind {
        let mut slots = Vec::new();
        let mut segments = Vec::new();
        for part in parts {
            segments.push(match part {
                Part::Text(text) => Segment::Text(text.clone()),
                Part::Reference(text) => {
                    let slot = self.slot(text, value);
                    let index = slots.iter().position(|known| *known == slot);
                    Segment::Value(index.unwrap_or_else(|| {
                        slots.push(slot);
                        slots.len() - 1
                    }))
                }
            });
        }
        ValueKind::Template {
            slots,
            segments,
            safety,
        }
    }

    /// The slot of a reference; the same reference has the same slot.
    fn slot(&mut self, text: &str, value: &ValueMap) -> usize {
        match self
            .references
            .iter()
            .position(|reference| reference.text == text)
        {
            Some(slot) => slot,
            None => {
                let place = value.place.clone();
                self.references.push(Reference {
                    text: text.to_owned(),
                    place,
                });
                self.references.len() - 1
            }
        }
    }
}

/// A term of the program itself, for the default target.
fn constant(term: Term) -> TermOp {
    TermOp {
        conditions: Vec::new(),
        rule: TermRule::Constant(term),
        targets: 0,
    }
}

/// How an IRI must be checked while running.
fn check_of(value: &ValueOp, safety: Safety, is_strict: bool) -> IriCheck {
    match (safety, &value.kind) {
        (Safety::None, ValueKind::Template { .. }) if is_strict => IriCheck::Iri,
        (Safety::None, ValueKind::Template { .. }) => IriCheck::Unsafe,
        (Safety::Uri, _) => IriCheck::Uri,
        (_, ValueKind::Template { segments, .. }) => {
            let mut texts = vec![String::new()];
            for segment in segments {
                match (segment, texts.last_mut()) {
                    (Segment::Text(text), Some(last)) => last.push_str(text),
                    _ => texts.push(String::new()),
                }
            }
            let parts: Vec<_> = texts[1..].iter().map(String::as_str).collect();
            if iri::is_always_absolute(&texts[0], &parts) {
                IriCheck::Never
            } else {
                IriCheck::Iri
            }
        }
        _ => IriCheck::Iri,
    }
}
