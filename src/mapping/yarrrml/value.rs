//! Values: `$(column)` alone, texts around it, or a constant.
//!
//! In: a text of the mapping. Out: what RML calls a reference, a template or a constant.

use super::Writer;
use super::yaml::Node;
use crate::mapping::iri;
use crate::mapping::vocabulary as rml;
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode};

/// What a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Always this.
    Constant(String),
    /// One column or path.
    Reference(String),
    /// Texts and references, as RML writes them.
    Template(String),
}

/// Cuts a text into constant parts and references. `\$(` means itself, `\)` may stand in a
/// reference.
///
/// # Errors
/// A reference that is empty or never closed.
pub(super) fn parse(text: &str) -> Result<Value, &'static str> {
    let mut template = String::new();
    let mut constant = String::new();
    let mut references = Vec::new();
    let mut is_alone = true;
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("\\$(") {
            constant.push_str("$(");
            template.push_str("$(");
            is_alone = false;
            rest = after;
        } else if let Some(after) = rest.strip_prefix("$(") {
            let (reference, after) = reference(after)?;
            is_alone &= template.is_empty() && after.is_empty();
            template.push('{');
            escape(&reference, &mut template);
            template.push('}');
            references.push(reference);
            rest = after;
        } else {
            let length = rest.chars().next().map_or(1, char::len_utf8);
            escape(&rest[..length], &mut template);
            constant.push_str(&rest[..length]);
            rest = &rest[length..];
        }
    }
    Ok(match references.pop() {
        None => Value::Constant(constant),
        Some(reference) if is_alone => Value::Reference(reference),
        Some(_) => Value::Template(template),
    })
}

/// The reference up to its closing parenthesis. Pairs of parentheses may stand in it.
fn reference(text: &str) -> Result<(String, &str), &'static str> {
    let mut reference = String::new();
    let mut depth = 0;
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some((_, escaped @ ('(' | ')' | '_'))) => reference.push(escaped),
                Some((_, other)) => reference.extend(['\\', other]),
                None => reference.push('\\'),
            },
            ')' if depth == 0 => {
                let is_empty = reference.trim().is_empty();
                return if is_empty {
                    Err("the reference `$()` is empty")
                } else {
                    Ok((reference, &text[at + 1..]))
                };
            }
            other => {
                depth += i32::from(other == '(') - i32::from(other == ')');
                reference.push(other);
            }
        }
    }
    Err("`$(` is never closed")
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        if matches!(c, '{' | '}' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
}

impl Value {
    /// The same, made anew for each record where it is constant.
    fn into_made(self) -> Self {
        match self {
            Self::Constant(text) => {
                let mut template = String::new();
                escape(&text, &mut template);
                Self::Template(template)
            }
            made => made,
        }
    }
}

impl Writer<'_> {
    /// What a text is; a malformed one is told.
    pub(super) fn value(&mut self, text: &str, at: &Node) -> Option<Value> {
        match parse(text) {
            Ok(value) => Some(value),
            Err(why) => {
                self.wrong(
                    at,
                    format!("not a value: {why}"),
                    "écrire $(colonne) ; une parenthèse dans un nom de colonne s'écrit \\( ou \\)",
                    "write $(column); a parenthesis in the name of a column is written \\( or \\)",
                );
                None
            }
        }
    }

    /// Says that a map makes blank nodes with this label, or without one where it is empty.
    pub(super) fn say_blank_node(&mut self, map: &NamedOrBlankNode, label: &str, at: &Node) {
        self.say_iri(map, rml::TERM_TYPE, rml::BLANK_NODE, at);
        if !label.is_empty()
            && let Some(value) = self.value(label, at)
        {
            // A constant that is a blank node means nothing outside the mapping, a made one does.
            self.say_value(map, &value.into_made(), false, at);
        }
    }

    /// Says the value of a term map; a constant is an IRI or a text.
    pub(super) fn say_value(
        &mut self,
        map: &NamedOrBlankNode,
        value: &Value,
        is_iri: bool,
        at: &Node,
    ) {
        match value {
            Value::Reference(reference) => self.say_text(map, rml::REFERENCE, reference, at),
            Value::Template(template) => self.say_text(map, rml::TEMPLATE, template, at),
            Value::Constant(text) if is_iri => {
                if let Some(iri) = self.constant_iri(text, at) {
                    self.say(map, rml::CONSTANT, iri, at);
                }
            }
            Value::Constant(text) => {
                self.say(
                    map,
                    rml::CONSTANT,
                    Literal::new_simple_literal(text.as_str()),
                    at,
                );
            }
        }
    }

    /// An absolute IRI, itself or after the base.
    pub(super) fn constant_iri(&mut self, text: &str, at: &Node) -> Option<NamedNode> {
        let base = self.base.as_deref().unwrap_or(crate::mapping::DEFAULT_BASE);
        let candidates = [text.to_owned(), format!("{base}{text}")];
        let found = candidates.into_iter().find(|iri| iri::is_absolute(iri));
        if found.is_none() {
            self.wrong(
                at,
                format!("`{text}` is no IRI"),
                "écrire une adresse complète sans espace, ou un préfixe déclaré et un nom",
                "write a whole address without spaces, or a declared prefix and a name",
            );
        }
        found.map(NamedNode::new_unchecked)
    }
}
