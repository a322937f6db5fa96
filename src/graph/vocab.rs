//! The terms of the PTCE ontology and the namespaces that dumps and pages abbreviate.
