//! XML that can be read again: characters that XML 1.0 has no place for end it.
//!
//! In: bytes of UTF-8 on their way to a document of XML. Out: the same, a carriage return as a
//! reference (a parser would read a raw one as a line feed, XML 1.0 §2.11); an error of the kind
//! [`io::ErrorKind::InvalidData`] at the first character that is none of XML (§2.2), which no
//! reference can stand for either. What has no place is told as an [`Unfit`] within the error.

use super::unfit::Unfit;
use std::io::{self, Write};

/// The longest end of an IRI that may be the name of an element (`NCName`, Namespaces in XML 1.0 §3),
/// where there is one.
pub fn local_name(iri: &str) -> Option<&str> {
    let from = iri
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_name_char(*c))
        .filter(|(_, c)| is_name_start(*c))
        .last();
    from.map(|(at, _)| &iri[at..])
}

/// `NameStartChar` of XML 1.0 §2.3 without the colon.
fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}'
        | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` of XML 1.0 §2.3 without the colon.
fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// A writer that looks at what goes through it where that is XML.
#[derive(Debug)]
pub struct Checked<W> {
    out: W,
    is_xml: bool,
    /// The two bytes before the next.
    last: [u8; 2],
}

impl<W: Write> Checked<W> {
    /// A writer to `out`, which passes everything on where it is no XML.
    pub fn new(out: W, is_xml: bool) -> Self {
        Self {
            out,
            is_xml,
            last: [0; 2],
        }
    }

    /// The writer below.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// The character that this byte ends, where XML has none such: controls, U+FFFE and U+FFFF.
    fn foreign(&mut self, byte: u8) -> Option<u32> {
        let before = self.last;
        self.last = [before[1], byte];
        match byte {
            b'\t' | b'\n' | b'\r' => None,
            0..0x20 => Some(byte.into()),
            0xBE | 0xBF if before == [0xEF, 0xBF] => Some(0xFF40 + u32::from(byte)),
            _ => None,
        }
    }
}

impl<W: Write> Write for Checked<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_xml {
            return self.out.write(bytes);
        }
        let mut from = 0;
        for (at, byte) in bytes.iter().enumerate() {
            if let Some(code) = self.foreign(*byte) {
                return Err(Unfit::error(
                    format!("U+{code:04X} n'est pas un caractère de XML 1.0"),
                    format!("U+{code:04X} is no character of XML 1.0"),
                ));
            }
            if *byte == b'\r' {
                self.out.write_all(&bytes[from..at])?;
                self.out.write_all(b"&#13;")?;
                from = at + 1;
            }
        }
        self.out.write_all(&bytes[from..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes of a text that is written in pieces of so many bytes.
    fn written(text: &str, piece: usize) -> Result<String, String> {
        let mut out = Checked::new(Vec::new(), true);
        for piece in text.as_bytes().chunks(piece) {
            out.write_all(piece).map_err(|error| {
                assert_eq!(error.kind(), io::ErrorKind::InvalidData);
                error.to_string()
            })?;
        }
        Ok(String::from_utf8(out.into_inner()).expect("UTF-8"))
    }

    #[test]
    fn every_character_passes_or_is_told() {
        for piece in [1, 2, 100] {
            // The production Char of XML 1.0 §2.2.
            for c in (0..=0x10_FFFF).step_by(if piece == 1 { 1 } else { 7 }) {
                let Some(c) = char::from_u32(c) else { continue };
                let is_char = matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
                let found = written(&format!("a{c}b"), piece);
                match c {
                    '\r' => assert_eq!(found.as_deref(), Ok("a&#13;b")),
                    _ if is_char => assert_eq!(found, Ok(format!("a{c}b"))),
                    _ => {
                        let code = format!("U+{:04X} ", u32::from(c));
                        assert!(found.is_err_and(|said| said.starts_with(&code)), "{code}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_xml_passes() {
        let mut out = Checked::new(Vec::new(), false);
        out.write_all(b"\x01\r").expect("passes");
        assert_eq!(out.into_inner(), b"\x01\r");
    }
}
