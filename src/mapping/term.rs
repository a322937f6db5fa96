//! From values of a record to terms.
//!
//! In: a [`TermRule`] and a [`Record`]. Out: terms in a buffer that is used again, borrowing what is
//! constant from the program, or what is wrong with a value (RML-Core, term generation rules).

mod values;

pub use values::COMBINATIONS_LIMIT;

use super::datatype;
use super::iri;
use super::language;
use super::program::{IriCheck, IriOp, TagOp, Targets, TermOp, TermRule, ValueOp};
use super::record::{Natural, Record};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BlankNodeRef, LiteralRef, NamedNodeRef, Term, TermRef};
use std::fmt::Write as _;

/// What is wrong with a value that a term was to be made of.
#[derive(Debug)]
pub struct Fault<'p> {
    /// What kind of fault it is.
    pub kind: FaultKind,
    /// The rule that made the value.
    pub value: &'p ValueOp,
    /// The text that was made.
    pub text: String,
}

/// What may be wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// It gives no valid IRI.
    Iri,
    /// It is no language tag.
    Language,
    /// It is an array or an object.
    Structure,
    /// It is the error that a spreadsheet shows.
    Cell,
    /// A function cannot take it.
    Function,
    /// Its combinations with other values are too many.
    Combinations,
    /// It is not in the lexical space of its datatype.
    Datatype,
}

/// Terms made of a record. Their text stands in one buffer, or in the program where it is constant.
#[derive(Debug, Default)]
pub struct Terms<'p> {
    text: String,
    items: Vec<Item<'p>>,
    targets: Vec<Targets>,
    spans: Vec<Span>,
}

/// Text of the buffer, and the datatype its source gave it.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: usize,
    end: usize,
    natural: Natural,
}

#[derive(Debug, Clone, Copy)]
enum Item<'p> {
    Constant(&'p Term),
    Iri(Span),
    BlankNode(Span),
    Literal(Span, Tag<'p>),
}

#[derive(Debug, Clone, Copy)]
enum Tag<'p> {
    Natural,
    Language(&'p str),
    OwnLanguage(Span),
    Datatype(&'p str),
    OwnDatatype(Span),
}

impl Tag<'_> {
    fn of_datatype(item: Item<'_>) -> Option<Self> {
        match item {
            Item::Iri(span) => Some(Self::OwnDatatype(span)),
            _ => None,
        }
    }
}

impl<'p> Terms<'p> {
    /// Forgets all terms; the memory is kept.
    pub fn clear(&mut self) {
        self.text.clear();
        self.items.clear();
        self.targets.clear();
        self.spans.clear();
    }

    /// How many terms there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Forgets the terms from this one on.
    pub fn truncate(&mut self, len: usize) {
        self.items.truncate(len);
        self.targets.truncate(len);
    }

    /// Adds an IRI or a blank node, given as N-Triples writes it; nothing else is a subject.
    pub fn push_subject(&mut self, subject: &[u8], targets: Targets) {
        let Ok(text) = std::str::from_utf8(subject) else {
            return;
        };
        let start = self.text.len();
        let span = |text: &mut String, inner: &str| {
            text.push_str(inner);
            Span {
                start,
                end: start + inner.len(),
                natural: Natural::String,
            }
        };
        let iri = text.strip_prefix('<').and_then(|t| t.strip_suffix('>'));
        if let Some(iri) = iri {
            let span = span(&mut self.text, iri);
            self.items.push(Item::Iri(span));
        } else if let Some(label) = text.strip_prefix("_:") {
            let span = span(&mut self.text, label);
            self.items.push(Item::BlankNode(span));
        }
        self.targets.resize(self.items.len(), targets);
    }

    /// The targets of a term.
    pub fn targets(&self, index: usize) -> Targets {
        self.targets[index]
    }

    /// A term.
    pub fn get(&self, index: usize) -> TermRef<'_> {
        match self.items[index] {
            Item::Constant(term) => term.as_ref(),
            Item::Iri(span) => NamedNodeRef::new_unchecked(self.str(span)).into(),
            Item::BlankNode(span) => BlankNodeRef::new_unchecked(self.str(span)).into(),
            Item::Literal(span, tag) => self.literal(span, tag).into(),
        }
    }

    fn literal(&self, span: Span, tag: Tag<'p>) -> LiteralRef<'_> {
        let value = self.str(span);
        let typed = |iri| LiteralRef::new_typed_literal(value, NamedNodeRef::new_unchecked(iri));
        match tag {
            Tag::Natural => match span.natural {
                Natural::String | Natural::Structure | Natural::Error => {
                    LiteralRef::new_simple_literal(value)
                }
                Natural::Integer => LiteralRef::new_typed_literal(value, xsd::INTEGER),
                Natural::Double => LiteralRef::new_typed_literal(value, xsd::DOUBLE),
                Natural::Boolean => LiteralRef::new_typed_literal(value, xsd::BOOLEAN),
            },
            Tag::Language(tag) => LiteralRef::new_language_tagged_literal_unchecked(value, tag),
            Tag::OwnLanguage(tag) => {
                LiteralRef::new_language_tagged_literal_unchecked(value, self.str(tag))
            }
            Tag::Datatype(iri) => typed(iri),
            Tag::OwnDatatype(iri) => typed(self.str(iri)),
        }
    }

    fn str(&self, span: Span) -> &str {
        &self.text[span.start..span.end]
    }

    /// Adds the terms that a rule makes of a record: none when a value is missing.
    ///
    /// # Errors
    /// A value that no term can be made of.
    pub fn push(&mut self, op: &'p TermOp, record: &Record) -> Result<(), Fault<'p>> {
        for condition in &op.conditions {
            if !self.holds(condition, record)? {
                return Ok(());
            }
        }
        self.make(&op.rule, record)?;
        self.targets.resize(self.items.len(), op.targets);
        Ok(())
    }

    /// True where a condition gives `true` of a record.
    ///
    /// # Errors
    /// A value that the condition cannot be made of.
    pub fn holds(&mut self, condition: &'p ValueOp, record: &Record) -> Result<bool, Fault<'p>> {
        let values = self.strings(condition, record)?;
        Ok(values.iter().any(|value| value == "true"))
    }

    fn make(&mut self, rule: &'p TermRule, record: &Record) -> Result<(), Fault<'p>> {
        match rule {
            TermRule::Constant(term) => self.items.push(Item::Constant(term)),
            TermRule::Iri(op) => self.push_iris(op, record)?,
            TermRule::BlankNode(value) => {
                for index in self.values(value, record)? {
                    let span = self.spans[index];
                    if span.start < span.end {
                        let label = self.label(span);
                        self.items.push(Item::BlankNode(label));
                    }
                }
            }
            TermRule::Fresh(map) => {
                let start = self.text.len();
                let _ = write!(self.text, "r{map}n{}", record.before + record.number);
                let span = Span {
                    start,
                    end: self.text.len(),
                    natural: Natural::String,
                };
                self.items.push(Item::BlankNode(span));
            }
            TermRule::Literal(value, tag) => self.push_literals(value, tag, record)?,
        }
        Ok(())
    }

    fn push_literals(
        &mut self,
        value: &'p ValueOp,
        tag: &'p TagOp,
        record: &Record,
    ) -> Result<(), Fault<'p>> {
        match tag {
            TagOp::Natural => self.push_tagged(value, &[Tag::Natural], record)?,
            TagOp::Language(tag) => self.push_tagged(value, &[Tag::Language(tag)], record)?,
            TagOp::Languages(tags) => {
                let mut spans = Vec::new();
                for index in self.values(tags, record)? {
                    let span = self.spans[index];
                    if !language::is_valid(self.str(span)) {
                        let text = self.str(span).to_owned();
                        return Err(Fault {
                            kind: FaultKind::Language,
                            value: tags,
                            text,
                        });
                    }
                    // Tags are compared in lower case (RDF 1.1 Concepts, §3.3), as parsers give them.
                    self.text[span.start..span.end].make_ascii_lowercase();
                    spans.push(Tag::OwnLanguage(span));
                }
                self.push_tagged(value, &spans, record)?;
            }
            TagOp::Datatype(rule) => {
                if let TermRule::Constant(Term::NamedNode(node)) = rule.as_ref() {
                    return self.push_tagged(value, &[Tag::Datatype(node.as_str())], record);
                }
                let first = self.items.len();
                self.make(rule, record)?;
                let made = self.items.drain(first..);
                let tags: Vec<_> = made.filter_map(Tag::of_datatype).collect();
                self.push_tagged(value, &tags, record)?;
            }
        }
        Ok(())
    }

    fn push_tagged(
        &mut self,
        value: &'p ValueOp,
        tags: &[Tag<'p>],
        record: &Record,
    ) -> Result<(), Fault<'p>> {
        for index in self.values(value, record)? {
            let span = self.spans[index];
            for tag in tags {
                let span = self.typed(span, *tag, value)?;
                self.items.push(Item::Literal(span, *tag));
            }
        }
        Ok(())
    }

    /// The text of a literal: a number as its datatype writes it; any other as it is, where its
    /// datatype takes it.
    fn typed(&mut self, span: Span, tag: Tag<'p>, value: &'p ValueOp) -> Result<Span, Fault<'p>> {
        let datatype = match tag {
            Tag::Datatype(iri) => iri,
            Tag::OwnDatatype(iri) => self.str(iri),
            Tag::Natural if span.natural == Natural::Double => xsd::DOUBLE.as_str(),
            Tag::Natural | Tag::Language(_) | Tag::OwnLanguage(_) => return Ok(span),
        };
        let text = self.str(span);
        if span.natural != Natural::String && datatype::is_double_type(datatype) {
            if let Some(canonical) = datatype::canonical_double(text) {
                let start = self.text.len();
                self.text.push_str(&canonical);
                return Ok(Span {
                    start,
                    end: self.text.len(),
                    natural: span.natural,
                });
            }
        } else if datatype::is_valid(text, datatype) {
            return Ok(span);
        }
        let local = datatype.rsplit(['#', '/']).next().unwrap_or(datatype);
        let text = format!("`{text}` as {local}");
        Err(Fault {
            kind: FaultKind::Datatype,
            value,
            text,
        })
    }

    fn push_iris(&mut self, op: &'p IriOp, record: &Record) -> Result<(), Fault<'p>> {
        for index in self.values(&op.value, record)? {
            let span = self.spans[index];
            if op.check == IriCheck::Never {
                self.items.push(Item::Iri(span));
                continue;
            }
            // Nothing is named by an empty value: it is no reference to the base.
            if span.start == span.end {
                continue;
            }
            match self.checked(span, op) {
                Some(span) => self.items.push(Item::Iri(span)),
                None => {
                    let text = self.str(span).to_owned();
                    return Err(Fault {
                        kind: FaultKind::Iri,
                        value: &op.value,
                        text,
                    });
                }
            }
        }
        Ok(())
    }

    /// The IRI when it is absolute, or else when it is so after the base.
    fn checked(&mut self, span: Span, op: &IriOp) -> Option<Span> {
        let is_valid = |text: &str| match op.check {
            IriCheck::Never => true,
            IriCheck::Iri => iri::is_absolute(text),
            IriCheck::Uri => iri::is_absolute_uri(text),
            IriCheck::Unsafe => iri::has_scheme(text),
        };
        if is_valid(self.str(span)) {
            return Some(span);
        }
        let start = self.text.len();
        self.text.push_str(&op.base);
        self.text.extend_from_within(span.start..span.end);
        let resolved = Span {
            start,
            end: self.text.len(),
            natural: span.natural,
        };
        is_valid(self.str(resolved)).then_some(resolved)
    }

    /// A blank node label that stands for exactly this value: letters and digits as they are,
    /// anything else by its code, so that two values never share a label.
    fn label(&mut self, value: Span) -> Span {
        let start = self.text.len();
        self.text.push('v');
        let mut at = value.start;
        while let Some(c) = self.text[at..value.end].chars().next() {
            if c.is_ascii_alphanumeric() {
                self.text.push(c);
            } else {
                let _ = write!(self.text, "_{:x}_", c as u32);
            }
            at += c.len_utf8();
        }
        Span {
            start,
            end: self.text.len(),
            natural: Natural::String,
        }
    }
}
