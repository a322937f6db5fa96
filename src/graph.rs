//! The dataset: all quads of a version, sorted by their canonical N-Quads line, each once.
//!
//! In: quads from mappings and RDF files. Out: the sorted dataset, its version, its dumps
//! ([`dump`]). Blank nodes are refused, so that sorting is canonicalisation
//! (RDF Dataset Canonicalization RDFC-1.0 §4.4 has nothing left to label).

pub mod departed;
pub mod dump;
pub mod fed;
pub mod lexical;
pub mod read;
pub mod serial;
pub mod vocab;

use crate::diag::{Diagnostic, Diagnostics};
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// Quads sorted by their canonical N-Quads line, each once, without blank nodes.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    quads: Vec<Quad>,
}

/// True for a quad of this named graph.
pub fn stands_in(quad: &Quad, graph: &str) -> bool {
    matches!(&quad.graph_name, GraphName::NamedNode(name) if name.as_str() == graph)
}

impl Dataset {
    /// Sorts the quads and drops repetitions.
    ///
    /// # Errors
    /// `G001` for each of the first quads that hold a blank node.
    pub fn new(mut quads: Vec<Quad>) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        found.extend(
            quads
                .iter()
                .filter(|quad| has_blank_node(quad))
                .take(10)
                .map(|quad| {
                    Diagnostic::error("G001", format!("a blank node in a publication: {quad}"))
                        .help(
                            "donner un IRI à cette chose (rml:template ou rml:reference)",
                            "give this thing an IRI (rml:template or rml:reference)",
                        )
                }),
        );
        found.into_result()?;
        quads.sort_by_cached_key(Quad::to_string);
        quads.dedup();
        Ok(Self { quads })
    }

    /// Sorts the quads of a store, blank nodes by their labels: no publication, no canonical form.
    pub fn with_blank_nodes(mut quads: Vec<Quad>) -> Self {
        quads.sort_by_cached_key(Quad::to_string);
        quads.dedup();
        Self { quads }
    }

    /// The quads, in order.
    pub fn quads(&self) -> &[Quad] {
        &self.quads
    }

    /// The quads of one named graph.
    pub fn of_graph(&self, iri: &str) -> Self {
        let inside = self.quads.iter().filter(|quad| stands_in(quad, iri));
        Self {
            quads: inside.cloned().collect(),
        }
    }

    /// The triples of all graphs, each once, in order.
    pub fn triples(&self) -> Vec<Triple> {
        let mut triples: Vec<Triple> = self.quads.iter().cloned().map(Triple::from).collect();
        triples.sort_by_cached_key(Triple::to_string);
        triples.dedup();
        triples
    }

    /// The version: the SHA-256 of the sorted canonical N-Quads, 64 hexadecimal digits.
    pub fn version(&self) -> String {
        let mut hash = Sha256::new();
        let mut line = String::new();
        for quad in &self.quads {
            line.clear();
            let _ = writeln!(line, "{quad} .");
            hash.update(&line);
        }
        hex(&hash.finalize())
    }

    /// How many quads each named graph has.
    pub fn graphs(&self) -> BTreeMap<String, usize> {
        let mut graphs = BTreeMap::new();
        for quad in &self.quads {
            let name = match &quad.graph_name {
                GraphName::NamedNode(name) => name.as_str().to_owned(),
                _ => String::new(),
            };
            *graphs.entry(name).or_insert(0) += 1;
        }
        graphs
    }
}

/// Bytes as hexadecimal digits in lower case.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    push_hex(bytes, &mut text);
    text
}

/// Adds bytes to a text as [`hex`] writes them.
pub fn push_hex(bytes: &[u8], text: &mut String) {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value & 0xF)]);
    text.extend(
        bytes
            .iter()
            .flat_map(|byte| [digit(byte >> 4), digit(*byte)]),
    );
}

/// The SHA-256 of a file, 64 hexadecimal digits.
///
/// # Errors
/// What the file system says.
pub fn file_hash(path: &Path) -> io::Result<String> {
    hash(BufReader::with_capacity(1 << 16, File::open(path)?))
}

/// The SHA-256 of all that a reader gives, 64 hexadecimal digits.
///
/// # Errors
/// What the reader says.
pub fn hash(mut reader: impl BufRead) -> io::Result<String> {
    let mut hash = Sha256::new();
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(bytes);
        let read = bytes.len();
        reader.consume(read);
    }
}

fn has_blank_node(quad: &Quad) -> bool {
    matches!(quad.subject, NamedOrBlankNode::BlankNode(_))
        || matches!(quad.graph_name, GraphName::BlankNode(_))
        || term_has_blank_node(&quad.object)
}

fn term_has_blank_node(term: &Term) -> bool {
    match term {
        Term::BlankNode(_) => true,
        Term::Triple(triple) => {
            matches!(triple.subject, NamedOrBlankNode::BlankNode(_))
                || term_has_blank_node(&triple.object)
        }
        Term::NamedNode(_) | Term::Literal(_) => false,
    }
}

/// A named node from an IRI that is known to be valid or has to be checked.
///
/// # Errors
/// `G002` when the text is no absolute IRI (RFC 3987).
pub fn named_node(iri: &str) -> Result<NamedNode, Diagnostic> {
    NamedNode::new(iri).map_err(|error| {
        Diagnostic::error("G002", format!("`{iri}` is not an absolute IRI: {error}")).help(
            "écrire un nom sans espace, accolade ni guillemet, qui suit la base de ptce.toml",
            "write a name without spaces, braces and quotation marks, which follows the base of ptce.toml",
        )
    })
}

#[cfg(test)]
mod tests;
