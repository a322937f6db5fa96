//! `[build]`: what the graph is made of.

use serde::Deserialize;

/// What is mapped to quads.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// The RML mappings, by path.
    pub mappings: Vec<String>,
    /// The RML mappings of tables that are kept from the public (`--restricted DIR`).
    #[serde(default)]
    pub restricted_mappings: Vec<String>,
    /// RDF files that are published as they are.
    #[serde(default)]
    pub rdf: Vec<RdfFiles>,
    /// Links to other datasets, each linkset a named graph of its own.
    #[serde(default)]
    pub links: Vec<Links>,
    /// The SHACL shapes that the graph is checked by: Turtle files by path.
    #[serde(default)]
    pub shapes: Vec<String>,
}

/// RDF files and the named graph they go to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RdfFiles {
    /// The named graph, as an IRI or relative to `base`.
    pub graph: String,
    /// Turtle files by path; one that ends with `/` is all the `.ttl` files below it.
    pub files: Vec<String>,
}

/// A linkset and the files of mappings (SSSOM) whose accepted lines it holds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// The name of the linkset; its graph is `graph/links/{name}`.
    pub name: String,
    /// The files, by path.
    pub files: Vec<String>,
}
