//! YAML as a tree whose every node knows its place.
//!
//! In: a text of anybody's making. Out: the first document's root, or the syntax error with its
//! place. Size, depth and the number of nodes, aliases counted as often as they are used, are
//! limited; a key said twice is an error; `<<` merges.

use crate::diag::{Diagnostic, Place};
use saphyr_parser::{Event, Parser, ScanError, Span};
use std::collections::HashMap;

/// The largest file, in bytes.
const SIZE_LIMIT: usize = 4 << 20;
/// How deep nodes may stand in each other.
const DEPTH_LIMIT: usize = 64;
/// The most nodes, with those that aliases repeat.
const NODE_LIMIT: usize = 200_000;

/// A node with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it holds.
    pub kind: Kind,
    /// Its line, from 1.
    pub line: usize,
    /// Its column in characters, from 0.
    pub column: usize,
    /// How many characters it takes in its line; at least 1.
    pub width: usize,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A text; numbers and truth values are texts too.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and their values, in the order of the file.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; anything else is a list of itself, an empty text one of nothing.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            Kind::Text(text) if text.is_empty() => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value of the first of these keys, which mean the same.
    pub fn get(&self, keys: &[&str]) -> Option<&Node> {
        self.entries()
            .iter()
            .find(|(key, _)| key.text().is_some_and(|text| keys.contains(&text)))
            .map(|(_, value)| value)
    }

    /// What it is called in a sentence.
    pub fn name(&self) -> &'static str {
        match self.kind {
            Kind::Text(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "keys with values",
        }
    }

    fn count(&self) -> usize {
        1 + match &self.kind {
            Kind::Text(_) => 0,
            Kind::List(items) => items.iter().map(Self::count).sum(),
            Kind::Map(entries) => entries.iter().map(|(k, v)| k.count() + v.count()).sum(),
        }
    }
}

/// Reads the first document of a text.
///
/// # Errors
/// `M030`: a syntax error, or what is beyond a limit.
pub fn parse(file: &str, text: &str) -> Result<Node, Diagnostic> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > SIZE_LIMIT {
        let message = format!("the mapping is larger than {} MiB", SIZE_LIMIT >> 20);
        return Err(Diagnostic::error("M030", message).at(Place::file(file)));
    }
    let mut reader = Reader {
        file,
        text,
        parser: Parser::new_from_str(text),
        anchors: HashMap::new(),
        count: 0,
    };
    loop {
        let (event, span) = reader.next()?;
        match event {
            Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
            Event::StreamEnd | Event::DocumentEnd => {
                return Ok(node(Kind::Map(Vec::new()), span, 1));
            }
            first => return reader.read(first, span, 0),
        }
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    anchors: HashMap<usize, Node>,
    count: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Diagnostic> {
        match self.parser.next_event() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(self.syntax(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn read(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Diagnostic> {
        self.counted(1, span)?;
        if depth > DEPTH_LIMIT {
            return Err(self.at(span, format!("nodes stand more than {DEPTH_LIMIT} deep")));
        }
        let (kind, anchor) = match event {
            Event::Scalar(text, _, anchor, _) => {
                let one_line = span.start.line() == span.end.line();
                let width = if one_line { span.len() } else { 1 };
                let found = node(Kind::Text(text.into_owned()), span, width);
                self.anchors.insert(anchor, found.clone());
                return Ok(found);
            }
            Event::Alias(anchor) => {
                let Some(known) = self.anchors.get(&anchor).cloned() else {
                    return Err(self.at(span, "an alias stands within its own anchor"));
                };
                self.counted(known.count(), span)?;
                return Ok(known);
            }
            Event::SequenceStart(anchor, _) => (self.list(depth)?, anchor),
            Event::MappingStart(anchor, _) => (self.map(depth)?, anchor),
            _ => return Err(self.at(span, "the document ends too early")),
        };
        let found = node(kind, span, 1);
        if anchor > 0 {
            self.counted(found.count(), span)?;
            self.anchors.insert(anchor, found.clone());
        }
        Ok(found)
    }

    fn list(&mut self, depth: usize) -> Result<Kind, Diagnostic> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Kind::List(items)),
                (event, span) => items.push(self.read(event, span, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Kind, Diagnostic> {
        let mut entries: Vec<(Node, Node)> = Vec::new();
        let mut merged = Vec::new();
        let mut known = std::collections::HashSet::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let key = self.read(event, span, depth + 1)?;
            let (event, value_span) = self.next()?;
            let value = self.read(event, value_span, depth + 1)?;
            let Some(text) = key.text() else {
                return Err(self.at(span, "a key must be a text"));
            };
            if text == "<<" {
                merged.extend(value.items().iter().flat_map(|m| m.entries().to_vec()));
                continue;
            }
            if !known.insert(text.to_owned()) {
                return Err(self.at(span, format!("the key `{text}` is said twice")));
            }
            entries.push((key, value));
        }
        for (key, value) in merged {
            if key.text().is_some_and(|text| known.insert(text.to_owned())) {
                entries.push((key, value));
            }
        }
        Ok(Kind::Map(entries))
    }

    fn counted(&mut self, more: usize, span: Span) -> Result<(), Diagnostic> {
        self.count += more;
        if self.count > NODE_LIMIT {
            return Err(self.at(span, format!("there are more than {NODE_LIMIT} nodes")));
        }
        Ok(())
    }

    fn at(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        let width = if span.start.line() == span.end.line() {
            span.len()
        } else {
            1
        };
        self.diagnostic(span.start.line(), span.start.col(), width, message.into())
    }

    fn syntax(&self, error: &ScanError) -> Diagnostic {
        let marker = error.marker();
        let message = format!("not valid YAML: {}", error.info());
        self.diagnostic(marker.line(), marker.col(), 1, message)
    }

    fn diagnostic(&self, line: usize, column: usize, width: usize, message: String) -> Diagnostic {
        let text = self.text.lines().nth(line.saturating_sub(1)).unwrap_or("");
        let place = Place::span(self.file, line as u64, column as u64 + 1, width, text);
        Diagnostic::error("M030", message).at(place).help(
            "corriger le YAML à cet endroit : le retrait se fait par des espaces, et un texte qui contient « : » ou « # » se met entre guillemets",
            "mend the YAML at this place: indent with spaces, and put quotes around a text that holds \": \" or \" #\"",
        )
    }
}

fn node(kind: Kind, span: Span, width: usize) -> Node {
    Node {
        kind,
        line: span.start.line(),
        column: span.start.col(),
        width: width.max(1),
    }
}
