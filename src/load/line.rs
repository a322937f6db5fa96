//! One line of N-Triples or N-Quads in its plain form (RDF 1.2 N-Triples §2, N-Quads §2), without a copy.
//!
//! In: a line. Out: its quad, or that it is to be read by the parser of the whole grammar: lines with
//! escapes, triple terms or anything unusual, and all that are wrong.

use memchr::{memchr, memchr3};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{
    BlankNodeRef, GraphNameRef, LiteralRef, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, TermRef,
};
use oxiri::Iri;

/// What a line is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// White space or a comment.
    Empty,
    /// One quad.
    Quad(QuadRef<'a>),
    /// Something for the parser.
    Other,
}

/// Reads lines; IRIs that stand in the line before are known to be valid.
#[derive(Debug, Default)]
pub(super) struct Reader<'a> {
    before: [&'a str; 4],
}

impl<'a> Reader<'a> {
    /// Reads a line without its end; `graphs` where a fourth term may stand.
    pub(super) fn read(&mut self, line: &'a str, graphs: bool) -> Line<'a> {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match space(line).as_bytes().first() {
            None => Line::Empty,
            Some(b'#') if memchr(b'\r', line.as_bytes()).is_none() => Line::Empty,
            Some(_) => self.quad(line, graphs).map_or(Line::Other, Line::Quad),
        }
    }

    fn quad(&mut self, line: &'a str, graphs: bool) -> Option<QuadRef<'a>> {
        let line = space(line);
        let (subject, rest) = match line.as_bytes().first()? {
            b'<' => self.iri(line, 0).map(|(iri, rest)| (iri.into(), rest))?,
            _ => blank(line).map(|(node, rest)| (NamedOrBlankNodeRef::from(node), rest))?,
        };
        let (predicate, rest) = self.iri(space(rest), 1)?;
        let (object, rest) = self.object(space(rest))?;
        let rest = space(rest);
        let (graph_name, rest) = match rest.as_bytes().first()? {
            b'<' if graphs => self.iri(rest, 3).map(|(iri, rest)| (iri.into(), rest))?,
            b'_' if graphs => blank(rest).map(|(node, rest)| (GraphNameRef::from(node), rest))?,
            _ => (GraphNameRef::DefaultGraph, rest),
        };
        let end = space(space(rest).strip_prefix('.')?);
        let comment = end.starts_with('#') && memchr(b'\r', end.as_bytes()).is_none();
        (end.is_empty() || comment).then_some(QuadRef {
            subject,
            predicate,
            object,
            graph_name,
        })
    }

    fn object(&mut self, text: &'a str) -> Option<(TermRef<'a>, &'a str)> {
        match text.as_bytes().first()? {
            b'<' => self.iri(text, 2).map(|(iri, rest)| (iri.into(), rest)),
            b'_' => blank(text).map(|(node, rest)| (node.into(), rest)),
            b'"' => {
                let (value, rest) = string(text)?;
                if let Some(rest) = rest.strip_prefix("^^") {
                    let (datatype, rest) = self.iri(rest, 2)?;
                    let tagged = datatype == rdf::LANG_STRING || datatype == rdf::DIR_LANG_STRING;
                    let literal = LiteralRef::new_typed_literal(value, datatype);
                    return (!tagged).then_some((literal.into(), rest));
                }
                if let Some(rest) = rest.strip_prefix('@') {
                    let (tag, rest) = tag(rest)?;
                    let literal = LiteralRef::new_language_tagged_literal_unchecked(value, tag);
                    return Some((literal.into(), rest));
                }
                Some((LiteralRef::new_simple_literal(value).into(), rest))
            }
            _ => None,
        }
    }

    /// An IRI in angle brackets and what follows; `place` is that of its term in the line.
    fn iri(&mut self, text: &'a str, place: usize) -> Option<(NamedNodeRef<'a>, &'a str)> {
        let inner = text.strip_prefix('<')?;
        let before = self.before[place];
        let iri = match inner.strip_prefix(before) {
            Some(rest) if rest.starts_with('>') && !before.is_empty() => before,
            _ => {
                let iri = &inner[..memchr(b'>', inner.as_bytes())?];
                if !is_plain(iri) {
                    Iri::parse(iri).ok()?;
                }
                self.before[place] = iri;
                iri
            }
        };
        Some((NamedNodeRef::new_unchecked(iri), &inner[iri.len() + 1..]))
    }
}

/// A text without the white space at its start.
fn space(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

/// A blank node whose label is letters and digits, and what follows.
fn blank(text: &str) -> Option<(BlankNodeRef<'_>, &str)> {
    let label = text.strip_prefix("_:")?;
    let plain = |b: &u8| b.is_ascii_alphanumeric();
    let length = label.bytes().take_while(plain).count();
    let ended = matches!(label.as_bytes().get(length), Some(b' ' | b'\t'));
    let (label, rest) = label.split_at(length);
    (ended && length > 0).then(|| (BlankNodeRef::new_unchecked(label), rest))
}

/// A string without escapes, and what follows.
fn string(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('"')?;
    let end = memchr3(b'"', b'\\', b'\r', inner.as_bytes())?;
    let (value, rest) = inner.split_at(end);
    rest.strip_prefix('"').map(|rest| (value, rest))
}

/// A language of two or three small letters, and what follows.
fn tag(text: &str) -> Option<(&str, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_lowercase).count();
    let ended = matches!(text.as_bytes().get(length), Some(b' ' | b'\t'));
    (ended && (2..=3).contains(&length)).then(|| text.split_at(length))
}

/// True for an IRI of the form `scheme://host/…` in ASCII without percent signs and ports: valid by
/// RFC 3987 at a glance.
fn is_plain(iri: &str) -> bool {
    let Some(rest) = iri
        .strip_prefix("http")
        .map(|rest| rest.strip_prefix('s').unwrap_or(rest))
    else {
        return false;
    };
    let Some(rest) = rest.strip_prefix("://") else {
        return false;
    };
    let host = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let length = rest.bytes().take_while(host).count();
    let path = &rest.as_bytes()[length..];
    let (path, fragment) = match memchr(b'#', path) {
        Some(at) => (&path[..at], &path[at + 1..]),
        None => (path, &path[path.len()..]),
    };
    let plain = |b: &u8| PLAIN[usize::from(*b)];
    (path.is_empty() || path[0] == b'/') && path.iter().all(plain) && fragment.iter().all(plain)
}

/// What may stand in a path, a query and a fragment alike.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let signs = b"-._~!$&'()*+,;=:@/?";
    let mut at = 0;
    while at < signs.len() {
        plain[signs[at] as usize] = true;
        at += 1;
    }
    let mut byte = 0;
    while byte < 256 {
        if (byte as u8).is_ascii_alphanumeric() {
            plain[byte] = true;
        }
        byte += 1;
    }
    plain
};

#[cfg(test)]
mod tests;
