//! The cases that do not pass, by IRI, each with its reason. A case that passes must leave this list.

/// IRI and reason.
pub const EXCLUDED: &[(&str, &str)] = &[(
    "https://w3c.github.io/rdf-tests/sparql/sparql12/grouping/manifest#select-variable-reuse",
    "the parser follows SPARQL 1.1, where a variable of SELECT is not seen by the next expression beside an aggregate",
)];
