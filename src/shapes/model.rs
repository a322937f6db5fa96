//! Shapes as they are evaluated: targets, a path for a property shape, constraints, words.

use super::path::Path;
use oxigraph::model::{Literal, NamedNode, Term};
use regex::Regex;

/// The shapes of a publication, compiled.
#[derive(Debug, Clone, Default)]
pub struct Shapes {
    pub(super) shapes: Vec<Shape>,
    /// The name of the file in messages.
    pub(super) file: String,
}

/// A node shape, or a property shape where it has a path (SHACL §2).
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// The node that the shape is; empty text for a shape without a name.
    pub name: Option<NamedNode>,
    /// The path of a property shape.
    pub path: Option<Path>,
    /// What it is about.
    pub targets: Vec<Target>,
    /// What must hold.
    pub constraints: Vec<Constraint>,
    /// How much a failure weighs.
    pub severity: Severity,
    /// What to tell, in one or more languages.
    pub messages: Vec<Literal>,
    /// A shape that is switched off holds always.
    pub deactivated: bool,
}

/// What a shape is about (SHACL §2.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The instances of a class.
    Class(Term),
    /// One node.
    Node(Term),
    /// What has a property.
    SubjectsOf(NamedNode),
    /// What a property leads to.
    ObjectsOf(NamedNode),
}

/// How much a failure weighs (SHACL §2.1.4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Severity {
    /// `sh:Violation`.
    #[default]
    Violation,
    /// `sh:Warning`.
    Warning,
    /// `sh:Info`.
    Info,
}

impl Severity {
    /// The local name of the term.
    pub fn name(self) -> &'static str {
        match self {
            Self::Violation => "Violation",
            Self::Warning => "Warning",
            Self::Info => "Info",
        }
    }
}

/// One thing that must hold of the values; a shape is meant by its number (SHACL §4).
#[derive(Debug, Clone)]
pub enum Constraint {
    /// `sh:class`.
    Class(Term),
    /// `sh:datatype`.
    Datatype(NamedNode),
    /// `sh:nodeKind`.
    NodeKind(NodeKind),
    /// `sh:minCount`.
    MinCount(usize),
    /// `sh:maxCount`.
    MaxCount(usize),
    /// `sh:minInclusive`, `sh:minExclusive`, `sh:maxInclusive`, `sh:maxExclusive`.
    Bound(Bound, Literal),
    /// `sh:minLength`, in characters.
    MinLength(usize),
    /// `sh:maxLength`, in characters.
    MaxLength(usize),
    /// `sh:pattern` with `sh:flags`.
    Pattern(Regex),
    /// `sh:languageIn`: language ranges.
    LanguageIn(Vec<String>),
    /// `sh:uniqueLang`.
    UniqueLang,
    /// `sh:equals`.
    Equals(NamedNode),
    /// `sh:disjoint`.
    Disjoint(NamedNode),
    /// `sh:lessThan`, or `sh:lessThanOrEquals` where equal values are allowed.
    LessThan(NamedNode, bool),
    /// `sh:not`.
    Not(usize),
    /// `sh:and`.
    And(Vec<usize>),
    /// `sh:or`.
    Or(Vec<usize>),
    /// `sh:xone`.
    Xone(Vec<usize>),
    /// `sh:node`.
    Node(usize),
    /// `sh:property`.
    Property(usize),
    /// `sh:qualifiedValueShape` with its counts; the siblings whose values do not count.
    Qualified(Qualified),
    /// `sh:closed`: the properties that are allowed.
    Closed(Vec<NamedNode>),
    /// `sh:hasValue`.
    HasValue(Term),
    /// `sh:in`.
    In(Vec<Term>),
}

/// How many values must conform to a shape (SHACL §4.7.3).
#[derive(Debug, Clone)]
pub struct Qualified {
    /// The shape.
    pub shape: usize,
    /// At least as many.
    pub min: Option<usize>,
    /// At most as many.
    pub max: Option<usize>,
    /// Values that conform to one of these do not count.
    pub siblings: Vec<usize>,
}

/// The side of a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// `sh:minInclusive`.
    MinInclusive,
    /// `sh:minExclusive`.
    MinExclusive,
    /// `sh:maxInclusive`.
    MaxInclusive,
    /// `sh:maxExclusive`.
    MaxExclusive,
}

/// The kinds of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeKind {
    /// Whether a blank node will do.
    pub blank: bool,
    /// Whether an IRI will do.
    pub iri: bool,
    /// Whether a literal will do.
    pub literal: bool,
}

impl NodeKind {
    /// The kind of a local name of SHACL.
    pub fn by_name(name: &str) -> Option<Self> {
        let kind = |blank, iri, literal| {
            Some(Self {
                blank,
                iri,
                literal,
            })
        };
        match name {
            "BlankNode" => kind(true, false, false),
            "IRI" => kind(false, true, false),
            "Literal" => kind(false, false, true),
            "BlankNodeOrIRI" => kind(true, true, false),
            "BlankNodeOrLiteral" => kind(true, false, true),
            "IRIOrLiteral" => kind(false, true, true),
            _ => None,
        }
    }

    /// Whether a term is of the kind.
    pub fn allows(self, term: &Term) -> bool {
        match term {
            Term::NamedNode(_) => self.iri,
            Term::BlankNode(_) => self.blank,
            Term::Literal(_) => self.literal,
            Term::Triple(_) => false,
        }
    }
}

impl Constraint {
    /// The local name of the constraint component (SHACL §4), without `ConstraintComponent`.
    pub fn component(&self) -> &'static str {
        match self {
            Self::Class(_) => "Class",
            Self::Datatype(_) => "Datatype",
            Self::NodeKind(_) => "NodeKind",
            Self::MinCount(_) => "MinCount",
            Self::MaxCount(_) => "MaxCount",
            Self::Bound(Bound::MinInclusive, _) => "MinInclusive",
            Self::Bound(Bound::MinExclusive, _) => "MinExclusive",
            Self::Bound(Bound::MaxInclusive, _) => "MaxInclusive",
            Self::Bound(Bound::MaxExclusive, _) => "MaxExclusive",
            Self::MinLength(_) => "MinLength",
            Self::MaxLength(_) => "MaxLength",
            Self::Pattern(_) => "Pattern",
            Self::LanguageIn(_) => "LanguageIn",
            Self::UniqueLang => "UniqueLang",
            Self::Equals(_) => "Equals",
            Self::Disjoint(_) => "Disjoint",
            Self::LessThan(_, false) => "LessThan",
            Self::LessThan(_, true) => "LessThanOrEquals",
            Self::Not(_) => "Not",
            Self::And(_) => "And",
            Self::Or(_) => "Or",
            Self::Xone(_) => "Xone",
            Self::Node(_) => "Node",
            Self::Property(_) => "Property",
            Self::Qualified(Qualified { min: Some(_), .. }) => "QualifiedMinCount",
            Self::Qualified(_) => "QualifiedMaxCount",
            Self::Closed(_) => "Closed",
            Self::HasValue(_) => "HasValue",
            Self::In(_) => "In",
        }
    }
}
