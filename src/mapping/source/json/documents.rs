//! The documents of a JSON source: one, or one a line.
//!
//! In: bytes. Out: documents, one at a time. Each is looked at before it is parsed, since a small
//! packed file may hold one that would fill the memory.

use crate::diag::{Diagnostic, Place};
use crate::mapping::packing;
use serde_json::Value;
use std::io::{self, BufRead, BufReader, Read};

/// The largest document and the largest line, in bytes.
const DOCUMENT_LIMIT: u64 = 256 << 20;
const LINE_LIMIT: u64 = 16 << 20;
/// The most memory that a document may take, in bytes.
const MEMORY_LIMIT: usize = 1 << 30;
/// About what an object and a value take in memory besides their text, in bytes.
const OBJECT: usize = 700;
const VALUE: usize = 64;
/// How deep arrays and objects may stand in each other, and what the parser says beyond.
const DEPTH_LIMIT: usize = 127;
const TOO_DEEP: &str = "recursion limit exceeded";

/// Documents, one after the other.
pub struct Documents {
    reader: BufReader<Box<dyn Read + Send>>,
    name: String,
    is_lines: bool,
    line: u64,
    text: Vec<u8>,
}

impl Documents {
    /// The documents of a file of this name; its ending, before that of a packing, tells which kind.
    pub fn new(reader: Box<dyn Read + Send>, name: &str) -> Self {
        Self {
            reader: BufReader::with_capacity(1 << 16, reader),
            name: name.to_owned(),
            is_lines: [".ndjson", ".jsonl"]
                .iter()
                .any(|ending| packing::has_ending(name, ending)),
            line: 0,
            text: Vec::new(),
        }
    }

    /// The next document; none at the end.
    ///
    /// # Errors
    /// `M010` when the source cannot be read, `M108` when it is not JSON or beyond a limit.
    pub fn next(&mut self) -> Result<Option<Value>, Diagnostic> {
        loop {
            self.text.clear();
            self.line += 1;
            let read = self.read().map_err(|error| {
                let message = format!("the source cannot be read: {error}");
                Diagnostic::error("M010", message).at(Place::file(&self.name))
            })?;
            if read == 0 && (self.is_lines || self.line > 1) {
                return Ok(None);
            }
            let text = self.text.strip_prefix(b"\xEF\xBB\xBF");
            let text = text.unwrap_or(&self.text);
            let is_blank = text.len() as u64 <= LINE_LIMIT && text.trim_ascii().is_empty();
            if !(self.is_lines && is_blank) {
                return self.parsed(text).map(Some);
            }
        }
    }

    /// Reads a line, or all that there is; one byte more than may be.
    fn read(&mut self) -> io::Result<usize> {
        if self.is_lines {
            let mut line = (&mut self.reader).take(LINE_LIMIT + 1);
            line.read_until(b'\n', &mut self.text)
        } else {
            let mut all = (&mut self.reader).take(DOCUMENT_LIMIT + 1);
            all.read_to_end(&mut self.text)
        }
    }

    fn parsed(&self, text: &[u8]) -> Result<Value, Diagnostic> {
        let wrong = |message: String, place| Diagnostic::error("M108", message).at(place);
        let limit = if self.is_lines {
            LINE_LIMIT
        } else {
            DOCUMENT_LIMIT
        };
        let start = Place::span(&self.name, self.line, 1, 0, "");
        if text.len() as u64 > limit {
            let message = format!("the JSON document is larger than {} MiB", limit >> 20);
            return Err(self.smaller(wrong(message, start)));
        }
        let objects = memchr::memchr_iter(b'{', text).count();
        let values = memchr::memchr2_iter(b',', b'[', text).count();
        if text.len() + objects * OBJECT + values * VALUE > MEMORY_LIMIT {
            let limit = MEMORY_LIMIT >> 20;
            let message = format!("the JSON document takes more than {limit} MiB of memory");
            return Err(self.smaller(wrong(message, start)));
        }
        let text = match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(error) => {
                let message = format!("the JSON document is not UTF-8: {error}");
                return Err(wrong(message, start).help(
                    "enregistrer le fichier en UTF-8, ou déclarer son encodage",
                    "save the file as UTF-8, or declare its encoding",
                ));
            }
        };
        serde_json::from_str(text).map_err(|error| self.malformed(text, &error))
    }

    /// What the parser says of a text, at its place.
    fn malformed(&self, text: &str, error: &serde_json::Error) -> Diagnostic {
        let number = error.line().saturating_sub(1);
        let shown = text.split('\n').nth(number).unwrap_or("");
        // The parser counts bytes of the line; a person counts characters.
        let bytes = shown.floor_char_boundary(error.column().saturating_sub(1));
        let column = shown[..bytes].chars().count() as u64 + 1;
        let place = Place::span(&self.name, self.line + number as u64, column, 1, shown);
        let said = error.to_string();
        if said.starts_with(TOO_DEEP) {
            let message = format!("the JSON document is more than {DEPTH_LIMIT} levels deep");
            return Diagnostic::error("M108", message).at(place).help(
                "mettre le document à plat : chaque tableau et chaque objet est un niveau",
                "flatten the document: each array and each object is a level",
            );
        }
        Diagnostic::error("M108", format!("not valid JSON: {said}"))
            .at(place)
            .help(
                "corriger la syntaxe JSON à cet endroit",
                "mend the JSON syntax at this place",
            )
    }

    /// The way out where a document is beyond a limit.
    fn smaller(&self, fault: Diagnostic) -> Diagnostic {
        if self.is_lines {
            fault.help(
                "répartir le document de cette ligne sur plusieurs lignes, ou nommer le fichier .json s'il n'en contient qu'un",
                "spread the document of this line over several lines, or name the file .json where it holds only one",
            )
        } else {
            fault.help(
                "écrire un document par ligne (.ndjson), ou couper le fichier",
                "write one document a line (.ndjson), or cut the file",
            )
        }
    }
}
