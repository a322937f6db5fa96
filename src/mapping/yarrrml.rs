//! YARRRML (https://w3id.org/yarrrml/spec): a mapping as people write it, in YAML.
//!
//! In: the text of a `.yml` file. Out: the statements of the same mapping in RML, each with its
//! place in the YAML file, so that everything found wrong later points at a line of that file.
//! `external`, databases and services are refused by name; `xlsx`, `ods`, the keys of a table's
//! dialect and functions without a prefix are additions of this program.

mod function;
mod iri;
mod maps;
mod object;
mod settings;
mod source;
mod target;
mod value;
mod yaml;

use super::document::{Document, Statement};
use super::vocabulary as rml;
use crate::diag::{Diagnostic, Diagnostics, Place};
use oxigraph::model::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use std::collections::BTreeMap;
use yaml::Node;

/// The endings of files that hold YARRRML.
pub fn is_name(file: &str) -> bool {
    [".yml", ".yaml"].iter().any(|e| file.ends_with(e))
}

/// Reads YARRRML; `file` is its name in messages.
///
/// # Errors
/// `M030` it is not YAML or beyond a limit, `M031` a key that means nothing here, `M032` a prefix
/// that is not declared, `M033` something else than expected, all with their places.
pub fn parse(file: &str, text: &str) -> Result<Document, Diagnostics> {
    let root = yaml::parse(file, text)?;
    let mut writer = Writer::new(file, text);
    writer.document(&root);
    writer.found.into_result()?;
    let prefixes = writer.prefixes.into_iter().collect();
    Ok(Document::from_statements(
        file,
        text,
        writer.statements,
        prefixes,
    ))
}

/// Writes the statements of a mapping while its YAML is read.
struct Writer<'a> {
    file: &'a str,
    lines: Vec<&'a str>,
    found: Diagnostics,
    statements: Vec<Statement>,
    prefixes: BTreeMap<String, String>,
    base: Option<String>,
    /// The triples maps of each mapping, by its name.
    maps: BTreeMap<String, Vec<NamedOrBlankNode>>,
    sources: BTreeMap<String, NamedOrBlankNode>,
    targets: BTreeMap<String, NamedOrBlankNode>,
    fresh: usize,
    depth: usize,
}

impl<'a> Writer<'a> {
    fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            lines: text.lines().collect(),
            found: Diagnostics::new(),
            statements: Vec::new(),
            prefixes: BTreeMap::new(),
            base: None,
            maps: BTreeMap::new(),
            sources: BTreeMap::new(),
            targets: BTreeMap::new(),
            fresh: 0,
            depth: 0,
        }
    }

    /// A node that stands for a part of the mapping; its first statement tells its place.
    fn node(&mut self, kind: &str, at: &Node) -> NamedOrBlankNode {
        self.fresh += 1;
        let node = NamedOrBlankNode::from(BlankNode::new_unchecked(format!("y{}", self.fresh)));
        let kind = NamedNode::new_unchecked(format!("{}{kind}", rml::RML));
        self.say(&node, rml::RDF_TYPE, kind, at);
        node
    }

    fn say(
        &mut self,
        subject: &NamedOrBlankNode,
        predicate: &str,
        object: impl Into<Term>,
        at: &Node,
    ) {
        let place = self.place(at);
        let triple = Triple::new(
            subject.clone(),
            NamedNode::new_unchecked(predicate),
            object.into(),
        );
        self.statements.push(Statement {
            triple,
            line: at.line.saturating_sub(1),
            is_legacy: false,
            place: Some(place),
        });
    }

    fn say_text(&mut self, subject: &NamedOrBlankNode, predicate: &str, text: &str, at: &Node) {
        self.say(subject, predicate, Literal::new_simple_literal(text), at);
    }

    fn say_iri(&mut self, subject: &NamedOrBlankNode, predicate: &str, iri: &str, at: &Node) {
        self.say(subject, predicate, NamedNode::new_unchecked(iri), at);
    }

    fn place(&self, at: &Node) -> Place {
        let text = self
            .lines
            .get(at.line.saturating_sub(1))
            .copied()
            .unwrap_or("");
        Place::span(
            self.file,
            at.line as u64,
            at.column as u64 + 1,
            at.width,
            text,
        )
    }

    fn wrong(&mut self, at: &Node, message: impl Into<String>, fr: &str, en: &str) {
        let place = self.place(at);
        self.found
            .push(Diagnostic::error("M033", message).at(place).help(fr, en));
    }
}

#[cfg(test)]
mod tests;
