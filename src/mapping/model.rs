//! What a mapping says, as it is written: triples maps with their sources and term maps.
//!
//! Every part keeps its place in the file, so that an error found later can name it.

use super::function::Definition;
use super::iri::Safety;
use super::output::Syntax;
use super::packing::Packing;
use super::program::Targets;
use super::template::Part;
use crate::diag::Place;
use encoding_rs::Encoding;
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
    /// Where it stands.
    pub place: Place,
    /// The predicates.
    pub predicates: Vec<TermMap>,
    /// The objects.
    pub objects: Vec<ObjectMap>,
    /// The graphs of these triples, besides those of the subject.
    pub graphs: Vec<TermMap>,
    /// Where it is given and not true, there are no triples.
    pub condition: Option<ValueMap>,
}

/// An object: a term of this record, or the subject of another triples map.
#[derive(Debug, Clone)]
pub enum ObjectMap {
    /// A term made from this record.
    Term(Box<TermMap>),
    /// The subjects of another triples map (`rml:parentTriplesMap`).
    Parent(Box<RefObjectMap>),
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
    /// Where it is given and not true of this record, nothing is referred to.
    pub condition: Option<ValueMap>,
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
    /// Where it is given and not true, there are no terms.
    pub condition: Option<ValueMap>,
    /// What kind of term it becomes; a constant says so itself.
    pub kind: TermKind,
    /// The language of a literal.
    pub language: Option<ValueMap>,
    /// The datatype of a literal.
    pub datatype: Option<Box<TermMap>>,
}

impl TermMap {
    /// The targets of the term map and of the maps within it.
    pub fn targets(&self) -> Targets {
        let language = self.language.as_ref().map_or(0, |map| map.targets);
        let datatype = self.datatype.as_ref().map_or(0, |map| map.targets());
        self.value.targets | language | datatype
    }
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
    /// The targets of the triples that its values are in.
    pub targets: Targets,
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
    /// What a function gives.
    Function(Call),
    /// Something new for each record: only for blank nodes. The number tells term maps apart.
    Fresh(usize),
}

/// A function with its arguments.
#[derive(Debug, Clone)]
pub struct Call {
    /// The function.
    pub definition: &'static Definition,
    /// The parameters that are given, by their index, and their values.
    pub arguments: Vec<(usize, ValueMap)>,
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
    /// Standard input, where a part of the source comes; its header where the part has none.
    Input(Option<String>),
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
    /// How the bytes become records.
    pub access: Access,
}

/// How the bytes of a source become records.
#[derive(Debug, Clone, PartialEq)]
pub struct Access {
    /// The values that mean that there is none.
    pub nulls: Vec<String>,
    /// The encoding where it is not UTF-8.
    pub encoding: Option<&'static Encoding>,
    /// How the file is packed; where nothing is said, its name tells.
    pub packing: Option<Packing>,
    /// True when all values are plain strings, as in the older vocabularies.
    pub is_plain: bool,
    /// How a table is written.
    pub dialect: TableDialect,
}

/// How a table is written (CSVW, dialect descriptions).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDialect {
    /// The byte between two cells; where nothing is said, a comma, or a tab in `.tsv`.
    pub delimiter: Option<u8>,
    /// The byte around a cell that holds delimiters or line ends.
    pub quote: u8,
    /// What lines that are no rows start with.
    pub comment: Option<String>,
    /// Whether white space at the start of cells is left out.
    pub trim_start: bool,
    /// Whether white space at the end of cells is left out.
    pub trim_end: bool,
    /// Whether the first row names the columns.
    pub has_header: bool,
    /// The names of the columns where no header does.
    pub columns: Vec<String>,
    /// Values that mean that there is none, in the columns of these names.
    pub column_nulls: Vec<(String, Vec<String>)>,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            nulls: Vec::new(),
            encoding: None,
            packing: None,
            is_plain: false,
            dialect: TableDialect {
                delimiter: None,
                quote: b'"',
                comment: None,
                trim_start: false,
                trim_end: false,
                has_header: true,
                columns: Vec::new(),
                column_nulls: Vec::new(),
            },
        }
    }
}

impl LogicalSource {
    /// True when both give the same records.
    pub fn is_same(&self, other: &Self) -> bool {
        self.path == other.path
            && self.root == other.root
            && self.formulation == other.formulation
            && self.iterator == other.iterator
            && self.access == other.access
    }
}

/// A file that takes triples (`rml:LogicalTarget`).
#[derive(Debug, Clone)]
pub struct LogicalTarget {
    /// Where its path stands.
    pub place: Place,
    /// The path as written.
    pub path: String,
    /// What the path starts from.
    pub root: Root,
    /// The syntax.
    pub syntax: Syntax,
    /// UTF-16 instead of UTF-8.
    pub is_utf16: bool,
    /// How the file is packed.
    pub packing: Packing,
}

impl LogicalTarget {
    /// True when both are the same file, written in the same way.
    pub fn is_same(&self, other: &Self) -> bool {
        self.path == other.path
            && self.root == other.root
            && self.syntax == other.syntax
            && self.is_utf16 == other.is_utf16
            && self.packing == other.packing
    }
}
