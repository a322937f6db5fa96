//! Keys back to terms; bytes that are no key are no term.

use super::{BLANK, DEPTH, IRI, NUMBER, STRING, TAGGED, TIME, TRIPLE, TYPED};
use crate::snapshot::value;
use oxigraph::model::{
    BaseDirection, BlankNode, BlankNodeRef, Literal, LiteralRef, NamedNode, NamedNodeRef,
    NamedOrBlankNode, Term, TermRef, Triple,
};

/// The term of a key, none for bytes that are no key.
pub fn read(key: &[u8]) -> Option<Term> {
    read_within(key, DEPTH)
}

/// The term of a key without a copy; none for triples, strings with a direction and for bytes that are no key.
pub fn borrow(key: &[u8]) -> Option<TermRef<'_>> {
    let (&tag, rest) = key.split_first()?;
    Some(match tag {
        IRI => NamedNodeRef::new_unchecked(text(rest)?).into(),
        BLANK => BlankNodeRef::new_unchecked(text(rest)?).into(),
        STRING => LiteralRef::new_simple_literal(text(rest)?).into(),
        TYPED => {
            let (datatype, value) = split(rest)?;
            let datatype = NamedNodeRef::new_unchecked(text(datatype)?);
            LiteralRef::new_typed_literal(text(value)?, datatype).into()
        }
        NUMBER | TIME => {
            let (code, value) = rest.get(8..)?.split_first()?;
            let datatype = NamedNodeRef::new_unchecked(value::datatype(*code)?);
            LiteralRef::new_typed_literal(text(value)?, datatype).into()
        }
        TAGGED => {
            let (language, value) = split(rest)?;
            let (language, value) = (text(language)?, text(value)?);
            if language.contains("--") {
                return None;
            }
            LiteralRef::new_language_tagged_literal_unchecked(value, language).into()
        }
        _ => return None,
    })
}

fn read_within(key: &[u8], depth: u32) -> Option<Term> {
    let (&tag, rest) = key.split_first()?;
    Some(match tag {
        IRI => NamedNode::new_unchecked(text(rest)?).into(),
        BLANK => BlankNode::new_unchecked(text(rest)?).into(),
        STRING => Literal::new_simple_literal(text(rest)?).into(),
        TAGGED => {
            let (language, value) = split(rest)?;
            let (language, value) = (text(language)?, text(value)?);
            match language.rsplit_once("--") {
                Some((language, direction)) => {
                    let direction = match direction {
                        "ltr" => BaseDirection::Ltr,
                        "rtl" => BaseDirection::Rtl,
                        _ => return None,
                    };
                    Literal::new_directional_language_tagged_literal_unchecked(
                        value, language, direction,
                    )
                    .into()
                }
                None => Literal::new_language_tagged_literal_unchecked(value, language).into(),
            }
        }
        TYPED => {
            let (datatype, value) = split(rest)?;
            let datatype = NamedNode::new_unchecked(text(datatype)?);
            Literal::new_typed_literal(text(value)?, datatype).into()
        }
        NUMBER | TIME => {
            let (code, value) = rest.get(8..)?.split_first()?;
            let datatype = NamedNode::new_unchecked(value::datatype(*code)?);
            Literal::new_typed_literal(text(value)?, datatype).into()
        }
        TRIPLE if depth > 0 => read_triple(rest, depth - 1)?.into(),
        _ => return None,
    })
}

fn read_triple(rest: &[u8], depth: u32) -> Option<Triple> {
    let length = |at: usize| {
        let bytes: [u8; 4] = rest.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_be_bytes(bytes)).ok()
    };
    let (subject_length, predicate_length) = (length(0)?, length(4)?);
    let (subject, rest) = rest.get(8..)?.split_at_checked(subject_length)?;
    let (predicate, object) = rest.split_at_checked(predicate_length)?;
    let subject = match read_within(subject, 0)? {
        Term::NamedNode(node) => NamedOrBlankNode::NamedNode(node),
        Term::BlankNode(node) => NamedOrBlankNode::BlankNode(node),
        Term::Literal(_) | Term::Triple(_) => return None,
    };
    let Term::NamedNode(predicate) = read_within(predicate, 0)? else {
        return None;
    };
    Some(Triple {
        subject,
        predicate,
        object: read_within(object, depth)?,
    })
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|&b| b == 0)?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}
