//! The terms of RML (http://w3id.org/rml/) that mappings are read with.

/// Declares terms of one namespace as constants.
macro_rules! terms {
    ($namespace:literal $($name:ident = $local:literal)*) => {
        $(pub const $name: &str = concat!($namespace, $local);)*
    };
}

/// The namespace of RML.
pub const RML: &str = "http://w3id.org/rml/";

terms! { "http://w3id.org/rml/"
    BASE_IRI = "baseIRI"
    BLANK_NODE = "BlankNode"
    CHILD = "child"
    CHILD_MAP = "childMap"
    CLASS = "class"
    COMPRESSION = "compression"
    CONDITION = "condition"
    CONSTANT = "constant"
    CSV = "CSV"
    CURRENT_WORKING_DIRECTORY = "CurrentWorkingDirectory"
    DATATYPE = "datatype"
    DATATYPE_MAP = "datatypeMap"
    DEFAULT_GRAPH = "defaultGraph"
    ENCODING = "encoding"
    FUNCTION = "function"
    FUNCTION_EXECUTION = "functionExecution"
    FUNCTION_MAP = "functionMap"
    GRAPH = "graph"
    GRAPH_MAP = "graphMap"
    INPUT = "input"
    INPUT_VALUE = "inputValue"
    INPUT_VALUE_MAP = "inputValueMap"
    IRI = "IRI"
    ITERATOR = "iterator"
    JOIN_CONDITION = "joinCondition"
    JSON_PATH = "JSONPath"
    LANGUAGE = "language"
    LANGUAGE_MAP = "languageMap"
    LITERAL = "Literal"
    LOGICAL_SOURCE = "logicalSource"
    LOGICAL_TARGET = "logicalTarget"
    MAPPING_DIRECTORY = "MappingDirectory"
    MODE = "mode"
    NULL = "null"
    OBJECT = "object"
    OBJECT_MAP = "objectMap"
    PARAMETER = "parameter"
    PARAMETER_MAP = "parameterMap"
    PARENT = "parent"
    PARENT_MAP = "parentMap"
    PARENT_TRIPLES_MAP = "parentTriplesMap"
    PATH = "path"
    PREDICATE = "predicate"
    PREDICATE_MAP = "predicateMap"
    PREDICATE_OBJECT_MAP = "predicateObjectMap"
    REFERENCE = "reference"
    REFERENCE_FORMULATION = "referenceFormulation"
    RETURN = "return"
    RETURN_MAP = "returnMap"
    ROOT = "root"
    SERIALIZATION = "serialization"
    SOURCE = "source"
    SUBJECT = "subject"
    SUBJECT_MAP = "subjectMap"
    TARGET = "target"
    TEMPLATE = "template"
    TERM_TYPE = "termType"
    TRIPLES_MAP = "TriplesMap"
    UNSAFE_IRI = "UnsafeIRI"
    UNSAFE_URI = "UnsafeURI"
    URI = "URI"
}

/// `void:dataDump`.
pub const VOID_DATA_DUMP: &str = "http://rdfs.org/ns/void#dataDump";
/// `rdf:type`.
pub const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
/// `rdf:first`.
pub const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
/// `rdf:rest`.
pub const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
/// `rdf:nil`.
pub const RDF_NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";

/// Terms of CSV on the Web (http://www.w3.org/ns/csvw#).
pub mod csvw {
    /// The namespace.
    pub const CSVW: &str = "http://www.w3.org/ns/csvw#";

    terms! { "http://www.w3.org/ns/csvw#"
        COLUMN = "column"
        COMMENT_PREFIX = "commentPrefix"
        DELIMITER = "delimiter"
        DIALECT = "dialect"
        ENCODING = "encoding"
        HEADER = "header"
        HEADER_ROW_COUNT = "headerRowCount"
        NAME = "name"
        NULL = "null"
        QUOTE_CHAR = "quoteChar"
        TABLE_SCHEMA = "tableSchema"
        TITLE = "title"
        TRIM = "trim"
        URL = "url"
    }
}
