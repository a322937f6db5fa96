//! The text of an update by what is declared: the grammar has declarations before each operation (SPARQL 1.1
//! §19.8, rule 29), the parser before the first one only.
//!
//! In: the text. Out: for each run of operations between declarations a text of its own, below all that was
//! declared so far, and what the parser makes of it.

use super::transfer::{self, Written, verb};
use crate::engine::parse::{parse_update, shared_label};
use crate::engine::{Limits, QueryError, guard};
use oxigraph::model::{BlankNode, NamedOrBlankNode, Term};
use rustc_hash::FxHashSet;
use spargebra::{GraphUpdateOperation, Update};

/// Operations below the same declarations.
pub(super) struct Section {
    /// What relative IRIs that an expression makes are resolved against: an update of none.
    pub base: Update,
    /// The operations as they were written.
    pub operations: Vec<Written>,
}

/// The sections of a text.
///
/// # Errors
/// As [`parse_update`].
pub(super) fn read(text: &str, base: &str, limits: &Limits) -> Result<Vec<Section>, QueryError> {
    guard::check(text, limits)?;
    let begins = begins(text);
    // Below its declarations a section may be longer than the whole.
    let limits = Limits {
        query_bytes: usize::MAX,
        ..*limits
    };
    let parse = |text: &str| parse_update(text, base, &limits);
    let mut declared = Declared::default();
    let mut labels = FxHashSet::default();
    let mut sections = Vec::new();
    for (at, &begin) in begins.iter().enumerate() {
        let end = begins.get(at + 1).copied().unwrap_or(text.len());
        let section = &text[begin..end];
        let above: String = declared.0.iter().map(|(_, text)| *text).collect();
        let whole = above.clone() + section;
        let mut base = parse(&whole).map_err(|error| placed(error, &above, &text[..begin]))?;
        let operations = std::mem::take(&mut base.operations);
        if begins.len() > 1 {
            let found = labels_of(&operations);
            if let Some(label) = found.iter().find(|label| labels.contains(*label)) {
                return Err(shared_label(text, label));
            }
            labels.extend(found);
            declared.add(section);
        }
        let again = |text: &str| parse(text).ok().map(|update| update.operations);
        let operations = transfer::written(&whole, operations, again);
        sections.push(Section { base, operations });
    }
    Ok(sections)
}

/// Where sections begin: at the start, and at declarations behind an operation.
fn begins(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let declares = |at: usize| {
        let mut words = ["BASE", "PREFIX", "VERSION"].iter();
        words.any(|word| {
            let read = bytes.get(at..at + word.len());
            read.is_some_and(|read| read.eq_ignore_ascii_case(word.as_bytes()))
        })
    };
    let (mut begins, mut depth, mut ended) = (vec![0], 0_usize, false);
    guard::scan(bytes, |at, _| match bytes[at] {
        b'#' => {}
        byte if byte.is_ascii_whitespace() => {}
        b';' if depth == 0 => ended = true,
        byte => {
            depth += usize::from(byte == b'{');
            depth = depth.saturating_sub(usize::from(byte == b'}'));
            if std::mem::take(&mut ended) && declares(at) {
                begins.push(at);
            }
        }
    });
    begins
}

/// Declarations that hold, as they are written, each with the prefix that it declares.
#[derive(Default)]
struct Declared<'t>(Vec<(Option<&'t str>, &'t str)>);

impl<'t> Declared<'t> {
    /// Those before the first operation of a section, which has been parsed. Of a prefix that was declared
    /// before the new one holds.
    fn add(&mut self, section: &'t str) {
        let prologue = &section[..verb(section).unwrap_or(section.len())];
        let mut words = guard::words(prologue).into_iter().peekable();
        while let Some((begin, word)) = words.next() {
            let prefix = word.eq_ignore_ascii_case("PREFIX");
            let prefix = words.next_if(|_| prefix).map(|(_, name)| name);
            if prefix.is_some() {
                self.0.retain(|(declared, _)| *declared != prefix);
            }
            let end = words.peek().map_or(prologue.len(), |(at, _)| *at);
            self.0.push((prefix, &prologue[begin..end]));
        }
    }
}

/// An error in a section where it stands in the whole text, behind `before`; the section was read below
/// declarations from `above`.
fn placed(error: QueryError, above: &str, before: &str) -> QueryError {
    let QueryError::Syntax {
        message,
        position: Some((line, column)),
    } = error
    else {
        return error;
    };
    let end = |text: &str| {
        let last = text.rsplit('\n').next().unwrap_or_default();
        (text.matches('\n').count(), last.chars().count())
    };
    let ((above, left), (before, begin)) = (end(above), end(before));
    let column = if line == above + 1 {
        (column + begin).saturating_sub(left).max(1)
    } else {
        column
    };
    QueryError::Syntax {
        message,
        position: Some(((line + before).saturating_sub(above).max(1), column)),
    }
}

/// The blank nodes of all INSERT DATA: one label is one node, and no two operations share it (§19.6).
fn labels_of(operations: &[GraphUpdateOperation]) -> Vec<BlankNode> {
    let mut labels = Vec::new();
    for operation in operations {
        let GraphUpdateOperation::InsertData { data } = operation else {
            continue;
        };
        for quad in data {
            if let NamedOrBlankNode::BlankNode(node) = &quad.subject {
                labels.push(node.clone());
            }
            let mut object = &quad.object;
            while let Term::Triple(triple) = object {
                if let NamedOrBlankNode::BlankNode(node) = &triple.subject {
                    labels.push(node.clone());
                }
                object = &triple.object;
            }
            if let Term::BlankNode(node) = object {
                labels.push(node.clone());
            }
        }
    }
    labels
}
