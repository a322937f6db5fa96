//! The mapping as a graph whose statements remember where they stand in the file.
//!
//! In: the text of a Turtle file. Out: statements by subject, each with its line, and the place
//! of any of their objects. The parser is fed line by line, so that a statement is known to end
//! in the line that completed it; the column is then found by looking for the object's text.

use super::legacy;
use crate::diag::{Diagnostic, Diagnostics, Place};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use oxttl::TurtleParser;
use std::collections::HashMap;

/// How many lines above the one that completed a statement its object is looked for.
const LINES_ABOVE: usize = 3;

/// One triple of the mapping and the line it was completed in, from 0.
#[derive(Debug, Clone)]
pub struct Statement {
    /// The triple.
    pub triple: Triple,
    /// Its line, from 0.
    pub line: usize,
    /// True when it was written in an older vocabulary.
    pub is_legacy: bool,
    /// Its place, where it is known better than by its line.
    pub place: Option<Place>,
}

/// A mapping file.
#[derive(Debug)]
pub struct Document {
    file: String,
    lines: Vec<String>,
    statements: Vec<Statement>,
    by_subject: HashMap<NamedOrBlankNode, About>,
    prefixes: Vec<(String, String)>,
}

/// The statements about a node.
#[derive(Debug, Default)]
struct About {
    /// In the order of the file.
    all: Vec<usize>,
    /// In the order of their predicates, those of one in the order of the file: a node may have thousands.
    by_predicate: Vec<usize>,
}

impl Document {
    /// Reads Turtle; `file` is its name in messages, `base` what its relative IRIs are read against.
    ///
    /// # Errors
    /// `M002` for each syntax error, with its place.
    pub fn parse(file: &str, text: &str, base: &str) -> Result<Self, Diagnostics> {
        let parser = TurtleParser::new().with_base_iri(base).map_err(|error| {
            Diagnostic::error("M002", format!("`{base}` cannot be a base IRI: {error}"))
        })?;
        let mut parser = parser.low_level();
        let mut found = Diagnostics::new();
        let mut statements: Vec<Statement> = Vec::new();
        let mut last = 0;
        for (line, content) in text.split_inclusive('\n').enumerate() {
            parser.extend_from_slice(content.as_bytes());
            drain(&mut parser, line, &mut statements, &mut found, file, text);
            last = line;
        }
        parser.end();
        drain(&mut parser, last, &mut statements, &mut found, file, text);
        found.into_result()?;
        let mut triples: Vec<_> = statements.iter_mut().map(|said| &mut said.triple).collect();
        legacy::modernise(&mut triples);
        let prefixes = parser
            .prefixes()
            .map(|(name, iri)| (name.to_owned(), iri.to_owned()))
            .collect();
        Ok(Self::from_statements(file, text, statements, prefixes))
    }

    /// A document of statements that were read in another way than from Turtle.
    pub fn from_statements(
        file: &str,
        text: &str,
        statements: Vec<Statement>,
        prefixes: Vec<(String, String)>,
    ) -> Self {
        let mut by_subject: HashMap<_, About> = HashMap::new();
        let subject = |index: usize| statements[index].triple.subject.clone();
        let predicate = |index: &usize| statements[*index].triple.predicate.as_str();
        let mut order: Vec<_> = (0..statements.len()).collect();
        for index in &order {
            let about = by_subject.entry(subject(*index)).or_default();
            about.all.push(*index);
        }
        order.sort_by(|a, b| predicate(a).cmp(predicate(b)));
        for index in order {
            let about = by_subject.entry(subject(index)).or_default();
            about.by_predicate.push(index);
        }
        let lines = text.lines().map(str::to_owned).collect();
        Self {
            file: file.to_owned(),
            lines,
            statements,
            by_subject,
            prefixes,
        }
    }

    /// The prefixes declared in it, with their IRIs.
    pub fn prefixes(&self) -> &[(String, String)] {
        &self.prefixes
    }

    /// All statements, in the order of the file.
    pub fn statements(&self) -> impl Iterator<Item = &Statement> {
        self.statements.iter()
    }

    /// The statements about a node, in the order of the file.
    pub fn about(&self, subject: &NamedOrBlankNode) -> impl Iterator<Item = &Statement> {
        let about = self.by_subject.get(subject);
        let indexes = about.map(|about| about.all.as_slice()).unwrap_or_default();
        indexes.iter().map(|index| &self.statements[*index])
    }

    /// The statements about a node with this predicate, in the order of the file.
    pub fn objects<'a>(
        &'a self,
        subject: &NamedOrBlankNode,
        predicate: &str,
    ) -> impl Iterator<Item = &'a Statement> + use<'a> {
        let about = self.by_subject.get(subject);
        let about = about.map(|about| about.by_predicate.as_slice());
        let said = |index: &usize| self.statements[*index].triple.predicate.as_str();
        let rest = about.unwrap_or_default();
        let rest = &rest[rest.partition_point(|index| said(index) < predicate)..];
        let end = rest.partition_point(|index| said(index) == predicate);
        rest[..end].iter().map(|index| &self.statements[*index])
    }

    /// The place of a statement's object, or of the whole line where it is not written as such.
    pub fn place(&self, statement: &Statement) -> Place {
        if let Some(place) = &statement.place {
            return place.clone();
        }
        let object = self.spellings(&statement.triple.object);
        let predicate = self.spellings(&Term::from(statement.triple.predicate.clone()));
        self.find(statement.line, &object, &predicate)
    }

    /// The place of the first statement about a node, or the whole file.
    pub fn place_of(&self, node: &NamedOrBlankNode) -> Place {
        match self.about(node).next() {
            None => Place::file(&self.file),
            Some(Statement {
                place: Some(place), ..
            }) => place.clone(),
            Some(statement) => self.find(
                statement.line,
                &self.spellings(&Term::from(node.clone())),
                &[],
            ),
        }
    }

    /// The first of the spellings in this line or, since a statement may be known to be complete
    /// only in a later line, in one of those before. Where the predicate stands in the same line,
    /// what follows it is meant.
    fn find(&self, line: usize, spellings: &[String], predicate: &[String]) -> Place {
        let above = (line.saturating_sub(LINES_ABOVE)..=line).rev();
        for number in above {
            let text = self.lines.get(number).map_or("", String::as_str);
            let from = predicate
                .iter()
                .find_map(|p| text.find(p.as_str()))
                .unwrap_or(0);
            let found = spellings.iter().find_map(|spelling| {
                let after = text[from..].find(spelling.as_str()).map(|at| from + at);
                Some((after.or_else(|| text.find(spelling.as_str()))?, spelling))
            });
            if let Some((start, spelling)) = found {
                return self.span(number, start, spelling.chars().count());
            }
        }
        let text = self.lines.get(line).map_or("", String::as_str);
        self.span(
            line,
            text.len() - text.trim_start().len(),
            text.trim().chars().count(),
        )
    }

    fn span(&self, line: usize, start: usize, width: usize) -> Place {
        let text = self.lines.get(line).map_or("", String::as_str);
        let column = text[..start].chars().count() as u64 + 1;
        Place::span(&self.file, line as u64 + 1, column, width, text)
    }

    /// How a term may be written in the file, the likeliest first.
    fn spellings(&self, term: &Term) -> Vec<String> {
        match term {
            Term::NamedNode(node) => {
                let iri = node.as_str();
                let mut spellings = vec![format!("<{iri}>")];
                for (name, prefix) in &self.prefixes {
                    if let Some(local) = iri.strip_prefix(prefix.as_str()) {
                        spellings.push(format!("{name}:{local}"));
                    }
                }
                if let Some(at) = iri.rfind(['#', '/']) {
                    spellings.push(iri[at + 1..].to_owned());
                }
                spellings.retain(|text| !text.is_empty());
                spellings
            }
            Term::Literal(literal) => {
                let value = literal.value();
                let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
                vec![
                    format!("\"{escaped}\""),
                    format!("'{escaped}'"),
                    value.to_owned(),
                ]
            }
            Term::BlankNode(node) => vec![format!("_:{}", node.as_str())],
            _ => Vec::new(),
        }
    }

    /// The file as a person names it.
    pub fn file(&self) -> &str {
        &self.file
    }
}

/// Takes all statements that the parser has completed.
fn drain(
    parser: &mut oxttl::turtle::LowLevelTurtleParser,
    line: usize,
    statements: &mut Vec<Statement>,
    found: &mut Diagnostics,
    file: &str,
    text: &str,
) {
    while let Some(next) = parser.parse_next() {
        match next {
            Ok(triple) => {
                let (triple, is_legacy) = modern(triple);
                statements.push(Statement {
                    triple,
                    line,
                    is_legacy,
                    place: None,
                });
            }
            Err(error) => {
                let location = error.location();
                let start = usize::try_from(location.start.offset).unwrap_or(usize::MAX);
                let end = usize::try_from(location.end.offset).unwrap_or(usize::MAX);
                found.push(
                    Diagnostic::error("M002", format!("not valid Turtle: {}", error.message()))
                        .at(Place::bytes(file, text, start..end))
                        .help(
                            "corriger la syntaxe Turtle à cet endroit",
                            "mend the Turtle syntax at this place",
                        ),
                );
            }
        }
    }
}

/// The triple with the terms of older vocabularies replaced by those of today, and whether there
/// were any.
fn modern(mut triple: Triple) -> (Triple, bool) {
    let mut is_legacy = false;
    if let Some(iri) = legacy::successor(triple.predicate.as_str()) {
        triple.predicate = NamedNode::new_unchecked(iri);
        is_legacy = true;
    }
    if let Term::NamedNode(node) = &triple.object
        && let Some(iri) = legacy::successor(node.as_str())
    {
        triple.object = NamedNode::new_unchecked(iri).into();
        is_legacy = true;
    }
    (triple, is_legacy)
}
