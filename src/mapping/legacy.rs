//! The older vocabularies: R2RML with RML, QL, FNML and targets of rml.io, written as today's RML.
//!
//! In: the IRIs of a mapping. Out: the same, or their successors in http://w3id.org/rml/.

mod functions;

pub use functions::{FNML, UNNAMED, modernise};

use super::vocabulary as rml;

/// R2RML, https://www.w3.org/TR/r2rml/.
pub const R2RML: &str = "http://www.w3.org/ns/r2rml#";
/// RML of rml.io.
const MMLAB: &str = "http://semweb.mmlab.be/ns/rml#";
/// Its reference formulations.
const QL: &str = "http://semweb.mmlab.be/ns/ql#";

/// Its targets.
const RMLT: &str = "http://semweb.mmlab.be/ns/rml-target#";
/// How these are packed.
const COMPRESSION: &str = "http://semweb.mmlab.be/ns/rml-compression#";

/// Terms of R2RML that have no successor.
const DATABASE: [&str; 8] = [
    "BaseTableOrView",
    "LogicalTable",
    "R2RMLView",
    "SQL2008",
    "column",
    "logicalTable",
    "sqlQuery",
    "tableName",
];

/// The successor of an IRI of an older vocabulary.
pub fn successor(iri: &str) -> Option<String> {
    let local = [R2RML, MMLAB, QL, RMLT, COMPRESSION]
        .iter()
        .find_map(|namespace| iri.strip_prefix(namespace))?;
    if DATABASE.contains(&local) {
        return None;
    }
    Some(format!("{}{local}", rml::RML))
}

/// What a property of R2RML without successor is written with, in RML for files.
pub fn replacement(local: &str) -> Option<&'static str> {
    Some(match local {
        "column" => "rml:reference",
        "logicalTable" => "rml:logicalSource",
        "tableName" => "rml:source",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::successor;

    #[test]
    fn older_terms_have_successors() {
        for (old, new) in [
            (
                "http://www.w3.org/ns/r2rml#template",
                Some("http://w3id.org/rml/template"),
            ),
            (
                "http://semweb.mmlab.be/ns/rml#source",
                Some("http://w3id.org/rml/source"),
            ),
            (
                "http://semweb.mmlab.be/ns/ql#CSV",
                Some("http://w3id.org/rml/CSV"),
            ),
            ("http://www.w3.org/ns/r2rml#tableName", None),
            ("http://example.org/source", None),
        ] {
            assert_eq!(successor(old).as_deref(), new);
        }
    }
}
