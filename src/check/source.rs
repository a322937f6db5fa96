//! The text of the document that the facts were taken from.
//!
//! In: a text file. Out: its lines, folded so that a value can be found whatever the line breaks,
//! the apostrophes and the marks of emphasis: whitespace to one space, `’` to `'`, `**` and the
//! marks of superscripts (`^{…}`, `^`) dropped, Unicode form NFC.

use crate::diag::{Diagnostic, Place};
use crate::graph::hex;
use crate::text::nfc;
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// The largest source that is read, in bytes.
const LIMIT: u64 = 64 << 20;

/// The text, line by line.
pub(super) struct Source {
    /// The file, as the user names it.
    pub(super) name: String,
    /// In hexadecimal.
    pub(super) sha256: String,
    lines: Vec<String>,
    /// All lines, each that is not empty with a space after it.
    whole: String,
    /// Where each line starts in `whole`.
    starts: Vec<usize>,
}

impl Source {
    /// Reads the text: `E001` when that cannot be done.
    pub(super) fn read(path: &Path) -> Result<Self, Diagnostic> {
        let name = path.display().to_string();
        let fault = |why: String| {
            Diagnostic::error("E001", format!("the source cannot be read: {why}"))
                .at(Place::file(&name))
                .help(
                    "indiquer avec --source le texte (UTF-8) d'où les tables sont tirées",
                    "name with --source the text (UTF-8) that the tables were taken from",
                )
        };
        let length = std::fs::metadata(path)
            .map_err(|error| fault(error.to_string()))?
            .len();
        if length > LIMIT {
            return Err(fault(format!("larger than {} MiB", LIMIT >> 20)));
        }
        let bytes = std::fs::read(path).map_err(|error| fault(error.to_string()))?;
        let sha256 = hex(&Sha256::digest(&bytes));
        let text = String::from_utf8(bytes).map_err(|_| fault("not UTF-8 text".to_owned()))?;
        Ok(Self::new(name, sha256, &text))
    }

    fn new(name: String, sha256: String, text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(fold).collect();
        let mut whole = String::with_capacity(text.len());
        let mut starts = Vec::with_capacity(lines.len());
        for line in &lines {
            starts.push(whole.len());
            whole.push_str(line);
            if !line.is_empty() {
                whole.push(' ');
            }
        }
        Self {
            name,
            sha256,
            lines,
            whole,
            starts,
        }
    }

    /// How many lines it has.
    pub(super) fn length(&self) -> usize {
        self.lines.len()
    }

    /// All of it, folded.
    pub(super) fn whole(&self) -> &str {
        &self.whole
    }

    /// Lines, counted from 1, as one folded text.
    pub(super) fn passage(&self, first: usize, last: usize) -> &str {
        let start = |line: usize| self.starts.get(line).copied().unwrap_or(self.whole.len());
        let range = start(first.saturating_sub(1))..start(last);
        self.whole.get(range).unwrap_or_default()
    }

    /// One line, counted from 1, folded.
    pub(super) fn line(&self, number: usize) -> &str {
        number
            .checked_sub(1)
            .and_then(|i| self.lines.get(i))
            .map_or("", String::as_str)
    }

    /// The line, from 1, that holds a byte of [`Source::whole`].
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset).max(1)
    }
}

/// A text without what printing and typing do to it.
pub(super) fn fold(text: &str) -> String {
    let text = nfc(text).replace("**", "");
    let mut out = String::with_capacity(text.len());
    let mut raised = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '^' if chars.peek() == Some(&'{') => {
                chars.next();
                raised = true;
            }
            '^' => {}
            '}' if raised => raised = false,
            '’' | '‘' | 'ʼ' => out.push('\''),
            _ if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ => out.push(c),
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests;
