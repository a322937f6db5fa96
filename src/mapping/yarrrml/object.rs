//! Objects: values with a kind, a datatype or a language, functions, and other mappings.
//!
//! In: an item of `objects`. Out: an object map.

use super::Writer;
use super::value::Value;
use super::yaml::{Kind, Node};
use crate::mapping::language;
use crate::mapping::vocabulary as rml;
use oxigraph::model::{Literal, NamedOrBlankNode};

const TERM_KEYS: [&str; 13] = [
    "value",
    "type",
    "datatype",
    "language",
    "targets",
    "target",
    "function",
    "f",
    "fn",
    "parameters",
    "pms",
    "mapping",
    "condition",
];

/// A reference to another mapping is no term of its own.
const REFERENCE_KEYS: [&str; 2] = ["mapping", "condition"];

/// What a literal is besides its value.
#[derive(Default)]
struct Tags<'n> {
    datatype: Option<&'n Node>,
    language: Option<(&'n Node, &'n str)>,
}

impl Writer<'_> {
    /// Writes one object; `tag` is the third part of a list of predicate, object and tag.
    pub(super) fn object(
        &mut self,
        rule: &NamedOrBlankNode,
        object: &Node,
        tag: Option<&Node>,
        is_class: bool,
    ) {
        match &object.kind {
            Kind::Text(_) => {
                let tags = self.tags(tag);
                self.term(rule, object, object, None, &tags, is_class);
            }
            Kind::List(parts) => {
                let Some(value) = parts.first() else {
                    return;
                };
                let tags = self.tags(parts.get(1).or(tag));
                self.term(rule, object, value, None, &tags, is_class);
            }
            Kind::Map(_) => {
                if let Some(mapping) = object.get(&["mapping"]) {
                    self.keys(object, &REFERENCE_KEYS, &[]);
                    self.reference_object(rule, mapping, object);
                    return;
                }
                self.keys(object, &TERM_KEYS, &[]);
                let mut tags = self.tags(tag);
                if let Some(datatype) = object.get(&["datatype"]) {
                    tags.datatype = Some(datatype);
                }
                if let Some(language) = object.get(&["language"])
                    && let Some(text) = self.text(language)
                {
                    tags.language = Some((language, text.strip_suffix("~lang").unwrap_or(text)));
                }
                let kind = object.get(&["type"]);
                let value = object.get(&["value"]).unwrap_or(object);
                if let Some(map) = self.term(rule, object, value, kind, &tags, is_class) {
                    self.targets_of(&map, object);
                    if let Some(condition) = object.get(&["condition"]) {
                        self.condition(&map, condition);
                    }
                }
            }
        }
    }

    /// A datatype, or a language with `~lang`.
    fn tags<'n>(&mut self, tag: Option<&'n Node>) -> Tags<'n> {
        let mut tags = Tags::default();
        if let Some(tag) = tag
            && let Some(text) = self.text(tag)
        {
            match text.strip_suffix("~lang") {
                Some(language) => tags.language = Some((tag, language)),
                None => tags.datatype = Some(tag),
            }
        }
        tags
    }

    /// A term of the record. `value` is a text, or a map with a function.
    fn term(
        &mut self,
        rule: &NamedOrBlankNode,
        at: &Node,
        value: &Node,
        kind: Option<&Node>,
        tags: &Tags<'_>,
        is_class: bool,
    ) -> Option<NamedOrBlankNode> {
        let is_tagged = tags.datatype.is_some() || tags.language.is_some();
        let kind_said = match kind {
            Some(kind) => Some((kind, self.term_type(kind)?)),
            None => None,
        };
        let map = self.node("ObjectMap", at);
        self.say(rule, rml::OBJECT_MAP, map.clone(), value);
        if matches!(value.kind, Kind::Map(_)) {
            let implied = is_class.then_some((value, rml::IRI));
            if let Some((at, iri)) = kind_said.or(implied) {
                self.say_iri(&map, rml::TERM_TYPE, iri, at);
            }
            self.say_tags(&map, tags);
            self.call(&map, value);
            return Some(map);
        }
        let text = self.text(value)?;
        let said_iri = text.strip_suffix("~iri");
        let text = said_iri.unwrap_or(text);
        let said = kind_said.map(|(_, iri)| iri);
        if let Some(label) = label(text, said).filter(|_| !is_tagged) {
            self.say_blank_node(&map, label, value);
            return Some(map);
        }
        let is_name = !is_tagged && !text.contains("$(") && self.has_prefix(text);
        let is_iri = said_iri.is_some()
            || said == Some(rml::IRI)
            || (said.is_none() && (is_class || is_name));
        let expanded = if is_iri {
            self.iri(text, value)?
        } else {
            text.to_owned()
        };
        let parsed = self.value(&expanded, value)?;
        match &parsed {
            Value::Constant(text) if !is_iri => {
                let literal = self.constant_literal(text, tags, value)?;
                self.say(&map, rml::CONSTANT, literal, value);
                return Some(map);
            }
            Value::Constant(_) => {}
            _ => {
                let kind = said.unwrap_or(if is_iri { rml::IRI } else { rml::LITERAL });
                let at = kind_said.map_or(value, |(at, _)| at);
                self.say_iri(&map, rml::TERM_TYPE, kind, at);
            }
        }
        self.say_value(&map, &parsed, is_iri, value);
        self.say_tags(&map, tags);
        Some(map)
    }

    /// The type of term that is meant; a word that means none is told.
    pub(super) fn term_type(&mut self, kind: &Node) -> Option<&'static str> {
        match self.text(kind)? {
            "iri" => Some(rml::IRI),
            "blank" | "blanknode" => Some(rml::BLANK_NODE),
            "literal" => Some(rml::LITERAL),
            other => {
                let message = format!("`{other}` is no type of term");
                self.wrong(
                    kind,
                    message,
                    "écrire iri, literal ou blank",
                    "write iri, literal or blank",
                );
                None
            }
        }
    }

    fn constant_literal(&mut self, text: &str, tags: &Tags<'_>, at: &Node) -> Option<Literal> {
        if let Some((tag_at, tag)) = tags.language {
            if !language::is_valid(tag) {
                self.wrong(
                    tag_at,
                    format!("`{tag}` is no language tag"),
                    "écrire une étiquette BCP 47, par exemple fr~lang",
                    "write a BCP 47 tag, such as en~lang",
                );
                return None;
            }
            return Some(Literal::new_language_tagged_literal_unchecked(
                text,
                tag.to_lowercase(),
            ));
        }
        match tags.datatype {
            None => Some(Literal::new_simple_literal(text)),
            Some(datatype) => {
                let iri = self.iri(datatype.text()?, datatype)?;
                let datatype = self.constant_iri(&iri, at)?;
                Some(Literal::new_typed_literal(text, datatype))
            }
        }
    }

    fn say_tags(&mut self, map: &NamedOrBlankNode, tags: &Tags<'_>) {
        if let Some((at, language)) = tags.language {
            match self.value(language, at) {
                Some(Value::Constant(tag)) => self.say_text(map, rml::LANGUAGE, &tag, at),
                Some(value) => {
                    let inner = self.node("LanguageMap", at);
                    self.say(map, rml::LANGUAGE_MAP, inner.clone(), at);
                    self.say_value(&inner, &value, false, at);
                }
                None => {}
            }
        }
        if let Some(at) = tags.datatype
            && let Some(text) = self.text(at)
            && let Some(iri) = self.iri(text, at)
        {
            match self.value(&iri, at) {
                Some(Value::Constant(iri)) => {
                    if let Some(iri) = self.constant_iri(&iri, at) {
                        self.say(map, rml::DATATYPE, iri, at);
                    }
                }
                Some(value) => {
                    let inner = self.node("DatatypeMap", at);
                    self.say(map, rml::DATATYPE_MAP, inner.clone(), at);
                    self.say_value(&inner, &value, true, at);
                }
                None => {}
            }
        }
    }
}

/// The label of a blank node, where one is said by its type or by `_:`.
fn label<'t>(text: &'t str, said: Option<&str>) -> Option<&'t str> {
    match said {
        Some(rml::BLANK_NODE) => Some(after_underscore(text).unwrap_or(text)),
        None => after_underscore(text),
        Some(_) => None,
    }
}

/// What follows `_:` where it begins with a letter, a digit or a reference and has no white space of
/// its own; other texts that begin so are texts.
fn after_underscore(text: &str) -> Option<&str> {
    let label = text.strip_prefix("_:")?;
    let constant = label.split("$(").next().unwrap_or(label);
    let begins = label.starts_with("$(")
        || label
            .chars()
            .next()
            .is_none_or(|c| c.is_alphanumeric() || c == '_');
    (begins && !constant.contains(char::is_whitespace)).then_some(label)
}
