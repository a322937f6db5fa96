//! Text encodings other than UTF-8, for sources and for targets (WHATWG Encoding Standard).
//!
//! In: bytes in a declared encoding. Out: UTF-8; for targets, UTF-16 of UTF-8.

use encoding_rs::{Decoder, DecoderResult, Encoding};
use std::io::{self, Read, Write};

/// The encoding of this name (`UTF-16`, `latin1`, `windows-1252`…); an IRI such as `rml:UTF-16`
/// is known by its local name.
pub fn of_name(name: &str) -> Option<&'static Encoding> {
    let local = name.rsplit(['/', '#']).next().unwrap_or(name);
    Encoding::for_label(local.as_bytes())
}

/// Turns a reader of an encoding into one of UTF-8. A byte order mark decides between the two
/// UTF-16 and is left out.
pub fn decode(reader: Box<dyn Read + Send>, encoding: &'static Encoding) -> Box<dyn Read + Send> {
    if encoding == encoding_rs::UTF_8 {
        return reader;
    }
    Box::new(Decoded {
        reader,
        decoder: encoding.new_decoder(),
        name: encoding.name(),
        bytes: vec![0; 1 << 13],
        start: 0,
        end: 0,
        is_last: false,
        text: vec![0; 1 << 14],
        text_start: 0,
        text_end: 0,
        is_done: false,
    })
}

struct Decoded {
    reader: Box<dyn Read + Send>,
    decoder: Decoder,
    name: &'static str,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    is_last: bool,
    text: Vec<u8>,
    text_start: usize,
    text_end: usize,
    is_done: bool,
}

impl Decoded {
    fn fill(&mut self) -> io::Result<()> {
        if self.start == self.end && !self.is_last {
            self.start = 0;
            self.end = self.reader.read(&mut self.bytes)?;
            self.is_last = self.end == 0;
        }
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
            &self.bytes[self.start..self.end],
            &mut self.text,
            self.is_last,
        );
        self.start += read;
        (self.text_start, self.text_end) = (0, written);
        match result {
            DecoderResult::InputEmpty => {
                self.is_done = self.is_last;
                Ok(())
            }
            DecoderResult::OutputFull => Ok(()),
            DecoderResult::Malformed(..) => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("bytes that are not {}", self.name),
            )),
        }
    }
}

impl Read for Decoded {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.text_start == self.text_end && !self.is_done {
            self.fill()?;
        }
        let length = out.len().min(self.text_end - self.text_start);
        out[..length].copy_from_slice(&self.text[self.text_start..self.text_start + length]);
        self.text_start += length;
        Ok(length)
    }
}

/// Writes UTF-8 text as UTF-16, little end first, with a byte order mark.
///
/// # Errors
/// What the reader or the writer say.
pub fn to_utf16(reader: &mut dyn Read, out: &mut dyn Write) -> io::Result<()> {
    let mut text = String::new();
    reader.read_to_string(&mut text)?;
    out.write_all(&[0xFF, 0xFE])?;
    for unit in text.encode_utf16() {
        out.write_all(&unit.to_le_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], name: &str) -> io::Result<String> {
        let encoding = of_name(name).expect("an encoding");
        let mut text = String::new();
        decode(Box::new(io::Cursor::new(bytes.to_vec())), encoding).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn encodings_become_utf8() {
        assert_eq!(
            decoded(b"\xe9l\xe8ve \x80", "latin1").expect("text"),
            "élève €"
        );
        assert_eq!(
            decoded(b"\xff\xfea\0\xe9\0", "http://w3id.org/rml/UTF-16").expect("text"),
            "aé"
        );
        assert_eq!(decoded(b"\xfe\xff\0a\0\xe9", "UTF-16").expect("text"), "aé");
        assert_eq!(decoded("é".as_bytes(), "UTF-8").expect("text"), "é");
        assert!(decoded(b"\xff\xfea", "UTF-16").is_err(), "half a character");
        assert!(of_name("klingon").is_none());
    }

    #[test]
    fn utf16_is_written_with_its_mark() {
        let mut out = Vec::new();
        to_utf16(&mut "é𝄞".as_bytes(), &mut out).expect("written");
        assert_eq!(out, [0xFF, 0xFE, 0xE9, 0x00, 0x34, 0xD8, 0x1E, 0xDD]);
    }
}
