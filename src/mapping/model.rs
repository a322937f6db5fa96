//! What a mapping says, as it is written: triples maps with their sources and term maps.
//!
//! Every part keeps its place in the file, so that an error found later can name it.

use super::iri::Safety;
use super::template::Part;
use crate::diag::Place;
use oxigraph::model::{NamedNode, Term};

/// A rule that makes triples of each record of a source.
#[derive(Debug, Clone)]
pub struct TriplesMap {
    /// Where it stands.
    pub place: Place,
    /// The source, as an index into the mapping's sources.
    pub source: usize,
    /// `rml:baseIRI`, which relative IRIs are made absolute with.
    pub base: Option<String>,
    /// The subject.
    pub subject: TermMap,
    /// The classes of the subject.
    pub classes: Vec<NamedNode>,
    /// The graphs of all its triples.
    pub graphs: Vec<TermMap>,
    /// What is said of the subject.
    pub rules: Vec<PredicateObjectMap>,
}

/// Predicates and objects, each combined with each.
#[derive(Debug, Clone)]
pub struct PredicateObjectMap {
    /// The predicates.
    pub predicates: Vec<TermMap>,
    /// The objects.
    pub objects: Vec<ObjectMap>,
    /// The graphs of these triples, besides those of the subject.
    pub graphs: Vec<TermMap>,
}

/// An object: a term of this record, or the subject of another triples map.
#[derive(Debug, Clone)]
pub enum ObjectMap {
    /// A term made from this record.
    Term(TermMap),
    /// The subjects of another triples map (`rml:parentTriplesMap`).
    Parent(RefObjectMap),
}

/// A reference to the subjects of another triples map.
#[derive(Debug, Clone)]
pub struct RefObjectMap {
    /// Where it stands.
    pub place: Place,
    /// The other triples map, as an index into the mapping's triples maps.
    pub parent: usize,
    /// The conditions, all of which hold; none means the same record.
    pub joins: Vec<Join>,
}

/// A condition of a join: both sides have a value in common.
#[derive(Debug, Clone)]
pub struct Join {
    /// The value of this record.
    pub child: ValueMap,
    /// The value of the other record.
    pub parent: ValueMap,
}

/// A rule that makes terms of a record.
#[derive(Debug, Clone)]
pub struct TermMap {
    /// What the value is made of.
    pub value: ValueMap,
    /// What kind of term it becomes; a constant says so itself.
    pub kind: TermKind,
    /// The language of a literal.
    pub language: Option<ValueMap>,
    /// The datatype of a literal.
    pub datatype: Option<Box<TermMap>>,
}

/// What kind of term a value becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermKind {
    /// An IRI, whose templates are made safe in this way. With `Uri`, it must be ASCII.
    Iri(Safety),
    /// A blank node, named after the value.
    BlankNode,
    /// A literal.
    Literal,
}

/// A rule that makes values (strings) of a record.
#[derive(Debug, Clone)]
pub struct ValueMap {
    /// Where it stands.
    pub place: Place,
    /// The rule.
    pub expression: Expression,
}

/// What a value is made of.
#[derive(Debug, Clone)]
pub enum Expression {
    /// Always this.
    Constant(Term),
    /// A column, or what a path finds.
    Reference(String),
    /// Constant parts and references.
    Template(Vec<Part>),
    /// Something new for each record: only for blank nodes.
    Fresh,
}

/// How the records of a source are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formulation {
    /// A table with a header; a reference is the name of a column.
    Csv,
    /// JSON; the iterator and the references are paths (RFC 9535).
    JsonPath,
}

/// What a relative path starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Root {
    /// Nothing said: the publication's folder, or that of the mapping.
    Unsaid,
    /// `rml:CurrentWorkingDirectory`.
    Working,
    /// `rml:MappingDirectory`.
    Mapping,
    /// A folder by its path.
    Folder(String),
}

/// Where records come from (`rml:LogicalSource`).
#[derive(Debug, Clone)]
pub struct LogicalSource {
    /// Where it stands.
    pub place: Place,
    /// The path as written.
    pub path: String,
    /// Where the path stands.
    pub path_place: Place,
    /// What the path starts from.
    pub root: Root,
    /// How records are found.
    pub formulation: Formulation,
    /// `rml:iterator`, for sources that need one.
    pub iterator: Option<String>,
    /// Where the iterator stands.
    pub iterator_place: Place,
    /// The values that mean that there is none.
    pub nulls: Vec<String>,
}

impl LogicalSource {
    /// True when both give the same records.
    pub fn is_same(&self, other: &Self) -> bool {
        self.path == other.path
            && self.root == other.root
            && self.formulation == other.formulation
            && self.iterator == other.iterator
            && self.nulls == other.nulls
    }
}
