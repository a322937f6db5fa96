//! Terms as keys: bytes that tell terms apart exactly and sort them by kind, then by text, where
//! numbers and dates sort by value.
//!
//! ```text
//! 1 IRI · 2 blank node label · 3 string · 4 language[--direction] NUL text
//! 5 datatype NUL text · 6 number: order 8, datatype 1, text · 7 time: likewise
//! 8 triple: length of subject key u32, of predicate key u32, the three keys
//! ```
//! Neither IRIs nor language tags hold NUL, so that the first one ends them.

mod read;

pub use read::{borrow, read};

use super::value::{self, ValueSpace};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{BaseDirection, LiteralRef, NamedOrBlankNodeRef, TermRef};

const IRI: u8 = 1;
const BLANK: u8 = 2;
const STRING: u8 = 3;
const TAGGED: u8 = 4;
const TYPED: u8 = 5;
const NUMBER: u8 = 6;
const TIME: u8 = 7;
const TRIPLE: u8 = 8;

/// How deeply triples may stand in triples.
pub(super) const DEPTH: u32 = 64;

/// The keys of a space of values lie between these two.
pub fn bounds(space: ValueSpace) -> ([u8; 1], [u8; 1]) {
    match space {
        ValueSpace::Number => ([NUMBER], [NUMBER + 1]),
        ValueSpace::Time => ([TIME], [TIME + 1]),
    }
}

/// The keys of numbers from one value to another, both among them, lie from the first of these up to
/// but not with the second.
pub fn numbers(from: f64, to: f64) -> (Vec<u8>, Vec<u8>) {
    let key = |value| {
        let mut key = vec![NUMBER];
        key.extend_from_slice(&value::sortable(value));
        key
    };
    let mut end = key(to);
    end.push(u8::MAX);
    (key(from), end)
}

/// Appends the key of a term.
pub fn write(term: TermRef<'_>, key: &mut Vec<u8>) {
    match term {
        TermRef::NamedNode(node) => tagged(IRI, node.as_str(), key),
        TermRef::BlankNode(node) => tagged(BLANK, node.as_str(), key),
        TermRef::Literal(literal) => write_literal(literal, key),
        TermRef::Triple(triple) => {
            key.push(TRIPLE);
            let start = key.len();
            key.extend_from_slice(&[0; 8]);
            match triple.subject.as_ref() {
                NamedOrBlankNodeRef::NamedNode(node) => tagged(IRI, node.as_str(), key),
                NamedOrBlankNodeRef::BlankNode(node) => tagged(BLANK, node.as_str(), key),
            }
            let subject = key.len() - start - 8;
            tagged(IRI, triple.predicate.as_str(), key);
            let predicate = key.len() - start - 8 - subject;
            for (at, length) in [(start, subject), (start + 4, predicate)] {
                // A term of 4 GiB cannot be: inputs are limited far below.
                let length = u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
                key[at..at + 4].copy_from_slice(&length);
            }
            write(triple.object.as_ref(), key);
        }
    }
}

fn tagged(tag: u8, text: &str, key: &mut Vec<u8>) {
    key.push(tag);
    key.extend_from_slice(text.as_bytes());
}

fn write_literal(literal: LiteralRef<'_>, key: &mut Vec<u8>) {
    if let Some(language) = literal.language() {
        tagged(TAGGED, language, key);
        match literal.direction() {
            Some(BaseDirection::Ltr) => key.extend_from_slice(b"--ltr"),
            Some(BaseDirection::Rtl) => key.extend_from_slice(b"--rtl"),
            None => {}
        }
        key.push(0);
    } else if literal.datatype() == xsd::STRING {
        key.push(STRING);
    } else {
        let datatype = literal.datatype();
        let ordered = value::code(datatype.as_str()).and_then(|(code, space)| {
            value::order(code, literal.value()).map(|order| (code, space, order))
        });
        if let Some((code, space, order)) = ordered {
            key.push(if space == ValueSpace::Number {
                NUMBER
            } else {
                TIME
            });
            key.extend_from_slice(&order);
            key.push(code);
        } else {
            tagged(TYPED, datatype.as_str(), key);
            key.push(0);
        }
    }
    key.extend_from_slice(literal.value().as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{BlankNode, Literal, NamedNode, Term, Triple};

    fn key(term: &Term) -> Vec<u8> {
        let mut key = Vec::new();
        write(term.as_ref(), &mut key);
        key
    }

    fn typed(text: &str, datatype: &str) -> Term {
        let datatype = format!("http://www.w3.org/2001/XMLSchema#{datatype}");
        Literal::new_typed_literal(text, NamedNode::new_unchecked(datatype)).into()
    }

    #[test]
    fn every_term_comes_back_exactly() {
        let iri = NamedNode::new_unchecked("http://example.org/é");
        let inner = Triple::new(
            BlankNode::new_unchecked("b"),
            iri.clone(),
            typed("01", "integer"),
        );
        let terms: Vec<Term> = vec![
            iri.clone().into(),
            BlankNode::new_unchecked("x").into(),
            Literal::new_simple_literal("").into(),
            Literal::new_simple_literal("nul \0 in it").into(),
            Literal::new_language_tagged_literal_unchecked("a\0b", "fr").into(),
            Literal::new_directional_language_tagged_literal_unchecked(
                "a",
                "ar",
                BaseDirection::Rtl,
            )
            .into(),
            typed("-01", "negativeInteger"),
            typed("+1", "integer"),
            typed("1", "integer"),
            typed("1.0", "decimal"),
            typed("one", "integer"),
            typed("2000-01-01T00:00:00+00:00", "dateTime"),
            typed("2000-01-01T00:00:00Z", "dateTime"),
            typed("true", "boolean"),
            Triple::new(iri.clone(), iri, Term::from(inner)).into(),
        ];
        for term in &terms {
            assert_eq!(read(&key(term)).as_ref(), Some(term));
        }
        let mut keys: Vec<_> = terms.iter().map(key).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(
            keys.len(),
            terms.len(),
            "different terms have different keys"
        );
    }

    #[test]
    fn numbers_sort_by_value() {
        let terms = [
            typed("-5", "integer"),
            typed("0.5", "decimal"),
            typed("10", "long"),
        ];
        assert!(terms.iter().map(key).is_sorted());
        assert_eq!(
            typed("1", "integer"),
            Literal::new_typed_literal("1", xsd::INTEGER).into()
        );
    }

    #[test]
    fn bytes_that_are_no_key_are_no_term() {
        for bytes in [
            &b""[..],
            b"\0",
            b"\x04fr",
            b"\x05x",
            b"\x06",
            b"\x08\0",
            b"\x01\xff",
        ] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
    }
}
