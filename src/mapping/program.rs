//! The flat program a mapping is compiled to: what is done for each record of one source.
//!
//! References are numbers of slots, constants are terms, templates are segments, and whether an
//! IRI must still be checked is known. Nothing here is looked up by name while records pass.

use super::function::Definition;
use super::iri::Safety;
use crate::diag::Place;
use oxigraph::model::Term;
use std::collections::BTreeSet;

/// What is done for each record of a source.
#[derive(Debug)]
pub struct Program {
    /// The source, as an index into the mapping's sources.
    pub source: usize,
    /// The references that records must answer, by slot.
    pub references: Vec<Reference>,
    /// One block a triples map.
    pub blocks: Vec<Block>,
    /// The number that blank nodes without a name are counted from.
    pub before: u64,
}

/// A reference of the mapping.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The name of a column, or a path.
    pub text: String,
    /// Where the mapping says it first.
    pub place: Place,
}

/// What one triples map does.
#[derive(Debug)]
pub struct Block {
    /// The subject; without one, nothing else is done for the record.
    pub subject: TermOp,
    /// The graphs of all triples of the block; none means the default graph.
    pub graphs: Vec<TermOp>,
    /// The predicates and objects; first of all the classes.
    pub rules: Vec<Rule>,
}

/// Predicates and objects, each combined with each.
#[derive(Debug)]
pub struct Rule {
    /// Its number among all rules of the mapping, from 0.
    pub number: usize,
    /// Where the mapping says it.
    pub place: Place,
    /// The predicates.
    pub predicates: Vec<TermOp>,
    /// The objects.
    pub objects: Vec<ObjectOp>,
    /// The graphs besides those of the block.
    pub graphs: Vec<TermOp>,
    /// Where it is given and gives anything but `true`, the rule makes nothing.
    pub condition: Option<ValueOp>,
}

/// How objects are made.
#[derive(Debug)]
pub enum ObjectOp {
    /// From this record.
    Term(Box<TermOp>),
    /// By looking up the subjects of another triples map.
    Join {
        /// Which index to look in.
        index: usize,
        /// The values to look for, one a condition.
        keys: Vec<ValueOp>,
        /// The targets of the subjects found.
        targets: Targets,
        /// Where it is given and gives anything but `true`, nothing is looked up.
        condition: Option<ValueOp>,
    },
}

/// Logical targets as a set of bits, by their index in the mapping.
pub type Targets = u64;

/// How terms are made, and which targets take the triples they are in.
#[derive(Debug)]
pub struct TermOp {
    /// Where one of them gives anything but `true`, there are no terms.
    pub conditions: Vec<ValueOp>,
    /// How they are made.
    pub rule: TermRule,
    /// The targets; none means the default one.
    pub targets: Targets,
}

/// How terms are made.
#[derive(Debug)]
pub enum TermRule {
    /// Always this one.
    Constant(Term),
    /// An IRI.
    Iri(IriOp),
    /// A blank node named after a value.
    BlankNode(ValueOp),
    /// A blank node of its own for each record; the number tells triples maps and their term maps
    /// apart.
    Fresh(usize),
    /// A literal.
    Literal(ValueOp, TagOp),
}

/// How an IRI is made.
#[derive(Debug)]
pub struct IriOp {
    /// Its text.
    pub value: ValueOp,
    /// What relative IRIs are made absolute with.
    pub base: String,
    /// How it is checked.
    pub check: IriCheck,
}

/// How the text of an IRI is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IriCheck {
    /// Whatever the values, it is valid.
    Never,
    /// It must be an absolute IRI (RFC 3987), itself or after the base.
    Iri,
    /// It must be an absolute URI (RFC 3986), itself or after the base.
    Uri,
    /// The mapping takes it as it is (`rml:UnsafeIRI`); it must be absolute all the same.
    Unsafe,
}

/// What a literal has besides its value.
#[derive(Debug)]
pub enum TagOp {
    /// The datatype that the source gives the value.
    Natural,
    /// A language that was checked, in lower case.
    Language(String),
    /// Languages made of the record.
    Languages(ValueOp),
    /// A datatype.
    Datatype(Box<TermRule>),
}

/// How values are made.
#[derive(Debug)]
pub struct ValueOp {
    /// Where the mapping says so.
    pub place: Place,
    /// The values.
    pub kind: ValueKind,
}

/// What values are made of.
#[derive(Debug)]
pub enum ValueKind {
    /// Always this one.
    Constant(String),
    /// Those of a slot.
    Slot(usize),
    /// What a function gives for every combination of the values of its arguments.
    Call {
        /// The function.
        definition: &'static Definition,
        /// The parameters that are given, by their index, and their values.
        arguments: Vec<(usize, ValueOp)>,
    },
    /// Every combination of the values of the slots, put between constant texts.
    Template {
        /// Each slot once.
        slots: Vec<usize>,
        /// Texts and indexes into `slots`.
        segments: Vec<Segment>,
        /// How values are made safe.
        safety: Safety,
    },
}

/// A part of a template.
#[derive(Debug)]
pub enum Segment {
    /// A constant text.
    Text(String),
    /// The value of a slot, by its index in the template's `slots`.
    Value(usize),
}

impl Block {
    /// The slots that the triples of a rule are made of.
    pub fn slots(&self, rule: &Rule) -> BTreeSet<usize> {
        let mut slots = BTreeSet::new();
        let terms = self
            .graphs
            .iter()
            .chain(&rule.graphs)
            .chain(&rule.predicates);
        for term in terms.chain([&self.subject]) {
            term.slots(&mut slots);
        }
        for object in &rule.objects {
            match object {
                ObjectOp::Term(term) => term.slots(&mut slots),
                ObjectOp::Join {
                    keys, condition, ..
                } => {
                    let values = keys.iter().chain(condition);
                    values.for_each(|value| value.slots(&mut slots));
                }
            }
        }
        rule.condition
            .iter()
            .for_each(|value| value.slots(&mut slots));
        slots
    }
}

impl TermOp {
    fn slots(&self, slots: &mut BTreeSet<usize>) {
        self.conditions.iter().for_each(|value| value.slots(slots));
        self.rule.slots(slots);
    }
}

impl TermRule {
    fn slots(&self, slots: &mut BTreeSet<usize>) {
        match self {
            Self::Constant(_) | Self::Fresh(_) => {}
            Self::Iri(op) => op.value.slots(slots),
            Self::BlankNode(value) => value.slots(slots),
            Self::Literal(value, tag) => {
                value.slots(slots);
                match tag {
                    TagOp::Languages(tags) => tags.slots(slots),
                    TagOp::Datatype(rule) => rule.slots(slots),
                    TagOp::Natural | TagOp::Language(_) => {}
                }
            }
        }
    }
}

impl ValueOp {
    fn slots(&self, slots: &mut BTreeSet<usize>) {
        self.find_slot(&mut |slot| {
            slots.insert(slot);
            false
        });
    }

    /// Shows every slot that the values come from, in the order of the mapping, until `visit`
    /// says that it has seen enough.
    pub fn find_slot(&self, visit: &mut dyn FnMut(usize) -> bool) -> Option<usize> {
        match &self.kind {
            ValueKind::Constant(_) => None,
            ValueKind::Slot(slot) => Some(*slot).filter(|slot| visit(*slot)),
            ValueKind::Template { slots, .. } => slots.iter().copied().find(|slot| visit(*slot)),
            ValueKind::Call { arguments, .. } => arguments
                .iter()
                .find_map(|(_, argument)| argument.find_slot(visit)),
        }
    }
}
