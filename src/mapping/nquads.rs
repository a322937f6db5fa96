//! N-Triples and N-Quads, written fast.
//!
//! In: borrowed quads. Out: canonical lines (N-Triples 1.2, canonical form) in a buffer of bytes.

use super::sink::QuadSink;
use crate::diag::Diagnostic;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{GraphNameRef, LiteralRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use std::io::{self, Write};

/// When the buffer is handed to the writer, in bytes.
const FULL: usize = 1 << 18;

/// Writes lines to a writer, in large pieces.
pub struct LineWriter<W: Write> {
    out: W,
    buffer: Vec<u8>,
}

impl<W: Write> LineWriter<W> {
    /// Writes to `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            buffer: Vec::with_capacity(FULL + (1 << 14)),
        }
    }

    /// Hands on what is left.
    ///
    /// # Errors
    /// What the writer says.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&self.buffer)?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn hand_on(&mut self) -> Result<(), Diagnostic> {
        if self.buffer.len() < FULL {
            return Ok(());
        }
        let written = self.out.write_all(&self.buffer);
        self.buffer.clear();
        written.map_err(|error| unwritten(&error))
    }
}

/// `M202` for an output that takes no more; where it is, its owner knows.
pub fn unwritten(error: &io::Error) -> Diagnostic {
    let message = format!("the output cannot be written: {error}");
    Diagnostic::error("M202", message).help(
        "vérifier le chemin, les droits et l'espace libre ; ce qui se trouvait là n'a pas changé",
        "check the path, the permissions and the free space; what stood there has not changed",
    )
}

impl<W: Write> QuadSink for LineWriter<W> {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        push_line(quad, &mut self.buffer);
        self.hand_on()
    }

    fn line(&mut self, _quad: QuadRef<'_>, line: &[u8]) -> Result<(), Diagnostic> {
        self.buffer.extend_from_slice(line);
        self.hand_on()
    }

    fn takes_lines(&self, _has_graphs: bool) -> bool {
        true
    }

    fn lines(&mut self, lines: &[u8]) -> Result<(), Diagnostic> {
        if lines.len() < FULL {
            self.buffer.extend_from_slice(lines);
            return self.hand_on();
        }
        // What is large already is not copied once more.
        let written = self.out.write_all(&self.buffer);
        self.buffer.clear();
        let written = written.and_then(|()| self.out.write_all(lines));
        written.map_err(|error| unwritten(&error))
    }
}

/// Appends the line of a quad, with its line end.
pub fn push_line(quad: QuadRef<'_>, out: &mut Vec<u8>) {
    match quad.subject {
        NamedOrBlankNodeRef::NamedNode(node) => push_iri(node.as_str(), out),
        NamedOrBlankNodeRef::BlankNode(node) => push_blank(node.as_str(), out),
    }
    out.push(b' ');
    push_iri(quad.predicate.as_str(), out);
    out.push(b' ');
    push_term(quad.object, out);
    match quad.graph_name {
        GraphNameRef::DefaultGraph => {}
        GraphNameRef::NamedNode(node) => {
            out.push(b' ');
            push_iri(node.as_str(), out);
        }
        GraphNameRef::BlankNode(node) => {
            out.push(b' ');
            push_blank(node.as_str(), out);
        }
    }
    out.extend_from_slice(b" .\n");
}

/// Appends a term.
pub fn push_term(term: TermRef<'_>, out: &mut Vec<u8>) {
    match term {
        TermRef::NamedNode(node) => push_iri(node.as_str(), out),
        TermRef::BlankNode(node) => push_blank(node.as_str(), out),
        TermRef::Literal(literal) => push_literal(literal, out),
        // Triple terms are not made by mappings.
        other => out.extend_from_slice(other.to_string().as_bytes()),
    }
}

fn push_iri(iri: &str, out: &mut Vec<u8>) {
    out.push(b'<');
    out.extend_from_slice(iri.as_bytes());
    out.push(b'>');
}

fn push_blank(label: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"_:");
    out.extend_from_slice(label.as_bytes());
}

fn push_literal(literal: LiteralRef<'_>, out: &mut Vec<u8>) {
    out.push(b'"');
    push_escaped(literal.value(), out);
    out.push(b'"');
    if let Some(tag) = literal.language() {
        out.push(b'@');
        out.extend_from_slice(tag.as_bytes());
    } else if literal.datatype() != xsd::STRING {
        out.extend_from_slice(b"^^");
        push_iri(literal.datatype().as_str(), out);
    }
}

/// How many bytes are looked at together for ones that must be escaped.
const CHUNK: usize = 32;

/// True for a byte that is escaped, or that may start a character that is.
fn is_special(byte: u8) -> bool {
    byte < b' ' || matches!(byte, b'"' | b'\\' | 0x7F | 0xEF)
}

/// The text with what must not stand in a literal escaped; most texts hold nothing such.
fn push_escaped(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut kept = 0;
    for (number, chunk) in bytes.chunks(CHUNK).enumerate() {
        // Without a way out of the loop the compiler looks at all bytes at once.
        if !chunk
            .iter()
            .fold(false, |found, byte| found | is_special(*byte))
        {
            continue;
        }
        for (offset, byte) in chunk
            .iter()
            .enumerate()
            .filter(|(_, byte)| is_special(**byte))
        {
            let at = number * CHUNK + offset;
            let escape: &[u8] = match (byte, bytes.get(at + 1..at + 3)) {
                (b'\x08', _) => b"\\b",
                (b'\t', _) => b"\\t",
                (b'\n', _) => b"\\n",
                (b'\x0C', _) => b"\\f",
                (b'\r', _) => b"\\r",
                (b'"', _) => b"\\\"",
                (b'\\', _) => b"\\\\",
                // U+FFFE and U+FFFF are no characters, and are escaped too.
                (0xEF, Some([0xBF, 0xBE])) => b"\\uFFFE",
                (0xEF, Some([0xBF, 0xBF])) => b"\\uFFFF",
                (0xEF, _) => continue,
                _ => b"",
            };
            out.extend_from_slice(&bytes[kept..at]);
            kept = at + if *byte == 0xEF { 3 } else { 1 };
            out.extend_from_slice(escape);
            if escape.is_empty() {
                // A vector takes everything.
                let _ = write!(out, "\\u{byte:04X}");
            }
        }
    }
    out.extend_from_slice(&bytes[kept..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, Quad, Term};

    #[test]
    fn lines_are_those_of_the_library() {
        let node = NamedNode::new_unchecked("http://ex.org/é");
        let objects: [Term; 6] = [
            node.clone().into(),
            BlankNode::new_unchecked("b1").into(),
            Literal::new_simple_literal(
                "a \"b\" \\ \n\r\t\u{8}\u{c}\u{1}\u{7f} é 𝄞 \u{fffe}\u{ffff}\u{fffd}",
            )
            .into(),
            Literal::new_simple_literal("").into(),
            Literal::new_language_tagged_literal_unchecked("é", "fr-fr").into(),
            Literal::new_typed_literal("1", xsd::INTEGER).into(),
        ];
        let graphs = [
            GraphName::DefaultGraph,
            node.clone().into(),
            BlankNode::new_unchecked("g").into(),
        ];
        for object in objects {
            for graph in &graphs {
                let quad = Quad::new(node.clone(), node.clone(), object.clone(), graph.clone());
                let mut line = Vec::new();
                push_line(quad.as_ref(), &mut line);
                assert_eq!(
                    String::from_utf8(line).expect("UTF-8"),
                    format!("{quad} .\n")
                );
            }
        }
    }
}
