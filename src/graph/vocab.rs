//! The terms of the PTCE ontology, and the namespaces that dumps, answers and pages abbreviate.
//!
//! A test holds the constants against `ontology/ptce.ttl`, both ways.

/// The property of a thing that was merged into another.
pub const REPLACED_BY: &str = "http://purl.org/dc/terms/isReplacedBy";
/// The property of a thing that was withdrawn.
pub const DEPRECATED: &str = "http://www.w3.org/2002/07/owl#deprecated";

/// Properties that name a thing, the best first.
pub const NAMING: [&str; 7] = [
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/title",
    "http://xmlns.com/foaf/0.1/name",
    "https://schema.org/name",
    "http://schema.org/name",
    "http://www.w3.org/2006/vcard/ns#fn",
];

/// The namespace of the ontology.
pub const NAMESPACE: &str = "https://w3id.org/ptce/ontology#";

/// Prefixes and their namespaces, in the order they are declared.
pub const PREFIXES: &[(&str, &str)] = &[
    ("dcterms", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("locn", "http://www.w3.org/ns/locn#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("ptce", "https://w3id.org/ptce/ontology#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "https://schema.org/"),
    ("semapv", "https://w3id.org/semapv/vocab/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("sssom", "https://w3id.org/sssom/"),
    ("vann", "http://purl.org/vocab/vann/"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("voaf", "http://purl.org/vocommons/voaf#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("wgs84", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// The local names of the classes, in alphabetical order.
pub const CLASSES: &[&str] = &[
    "CallForProjects",
    "Correction",
    "FunctionalContact",
    "Grant",
    "InformalTerritory",
    "PartnerGroup",
    "Partnership",
    "Project",
    "PublicOffice",
    "RegionAttribution",
    "SelectionCriterion",
    "SourcePassage",
    "Territory",
];

/// The local names of the properties, in alphabetical order.
pub const PROPERTIES: &[&str] = &[
    "admissible",
    "amount",
    "applications",
    "asPrinted",
    "attributedRegion",
    "call",
    "confidence",
    "coordinator",
    "coordinatorAsPrinted",
    "correctedValue",
    "criterion",
    "envelope",
    "field",
    "grant",
    "group",
    "heading",
    "legalForm",
    "lineEnd",
    "lineStart",
    "members",
    "nameAsPrinted",
    "organisation",
    "organisationKind",
    "organiser",
    "partner",
    "partnership",
    "position",
    "printedValue",
    "project",
    "region2015",
    "region2016",
    "regionAttribution",
    "role",
    "sector",
    "status",
    "succeededBy",
    "territoryAsPrinted",
    "territoryCovered",
    "threeYearBudget",
    "within",
];

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::io::{RdfFormat, RdfParser};
    use oxigraph::model::Term;
    use std::collections::BTreeSet;

    /// The local names of the terms of the ontology file that are of one of these OWL types.
    fn declared(types: &[&str]) -> BTreeSet<String> {
        let text = include_str!("../../ontology/ptce.ttl");
        let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(text);
        quads
            .map(|quad| quad.expect("valid Turtle"))
            .filter(|quad| quad.predicate.as_str().ends_with("#type"))
            .filter(|quad| match &quad.object {
                Term::NamedNode(class) => types.iter().any(|t| class.as_str().ends_with(t)),
                _ => false,
            })
            .filter_map(|quad| match &quad.subject {
                oxigraph::model::NamedOrBlankNode::NamedNode(node) => {
                    node.as_str().strip_prefix(NAMESPACE).map(str::to_owned)
                }
                oxigraph::model::NamedOrBlankNode::BlankNode(_) => None,
            })
            .collect()
    }

    fn named(constants: &[&str]) -> BTreeSet<String> {
        constants.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn constants_and_file_agree_both_ways() {
        assert_eq!(named(CLASSES), declared(&["owl#Class"]));
        let properties = declared(&["owl#DatatypeProperty", "owl#ObjectProperty"]);
        assert_eq!(named(PROPERTIES), properties);
    }

    #[test]
    fn constants_are_in_order_and_the_ontology_stays_small() {
        assert!(CLASSES.is_sorted() && PROPERTIES.is_sorted());
        assert!(CLASSES.len() <= 14 && PROPERTIES.len() <= 45);
    }
}
