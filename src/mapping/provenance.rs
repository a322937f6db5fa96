//! Which row, columns and rule made each triple.
//!
//! In: quads on their way to an output of lines, and what they are made of. Out: a table beside
//! that output (docs/convert.md, `--provenance`): one line a record, which says where in the output
//! its triples stand and which rules made them. Lists of rules that come again are written once.

use super::sink::{Origin, QuadSink};
use super::{Rule, whole_file};
use crate::diag::Diagnostic;
use oxigraph::model::QuadRef;
use std::collections::HashMap;
use std::io::{self, BufWriter, Seek as _, Write as _};
use std::path::Path;
use tempfile::SpooledTempFile;

/// What is kept in memory, in bytes, before it goes to a temporary file.
const KEPT: usize = 8 << 20;
/// How many lists of rules are remembered; more are written where they are used.
const PATTERN_LIMIT: usize = 4096;

/// Hands quads on and notes where they come from.
pub struct Provenance<'a> {
    sink: &'a mut dyn QuadSink,
    out: BufWriter<SpooledTempFile>,
    failed: Option<io::Error>,
    /// The lines of the output so far.
    lines: u64,
    files: Vec<String>,
    file: usize,
    row: u64,
    rule: usize,
    /// Rules of the record's triples, with how many each made in a row.
    made: Vec<(usize, u64)>,
    first: u64,
    patterns: HashMap<Vec<(usize, u64)>, usize>,
    buffer: Vec<u8>,
}

impl<'a> Provenance<'a> {
    /// Notes what `sink` takes; `rules` are those of the mapping.
    pub fn new(sink: &'a mut dyn QuadSink, rules: &[Rule]) -> Self {
        let mut provenance = Self {
            sink,
            out: BufWriter::with_capacity(1 << 16, SpooledTempFile::new(KEPT)),
            failed: None,
            lines: 0,
            files: Vec::new(),
            file: 0,
            row: 0,
            rule: 0,
            made: Vec::new(),
            first: 1,
            patterns: HashMap::new(),
            buffer: Vec::new(),
        };
        provenance.write(b"#ptce-provenance\t1\n");
        for (number, rule) in rules.iter().enumerate() {
            let place = crate::text::visible(&rule.place).into_owned();
            let columns = serde_json::Value::from(rule.columns.clone());
            provenance.write(format!("#rule\t{}\t{place}\t{columns}\n", number + 1).as_bytes());
        }
        provenance
    }

    /// Writes the file.
    ///
    /// # Errors
    /// `M202` when it cannot be written.
    pub fn finish(mut self, path: &Path) -> Result<(), Diagnostic> {
        self.end_record();
        let failed = self.failed.take();
        let copy = |out: BufWriter<SpooledTempFile>| {
            if let Some(error) = failed {
                return Err(error);
            }
            let mut kept = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            kept.rewind()?;
            whole_file::write(path, |to| io::copy(&mut kept, to).map(|_| ()))
        };
        copy(self.out).map_err(|error| {
            let message = format!("`{}` cannot be written: {error}", path.display());
            Diagnostic::error("M202", message)
        })
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.failed.is_none()
            && let Err(error) = self.out.write_all(bytes)
        {
            self.failed = Some(error);
        }
    }

    fn note(&mut self) {
        self.lines += 1;
        match self.made.last_mut() {
            Some((rule, count)) if *rule == self.rule => *count += 1,
            _ => self.made.push((self.rule, 1)),
        }
    }

    /// Writes what is known of the record that ends.
    fn end_record(&mut self) {
        if self.made.is_empty() {
            return;
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let known = self.patterns.get(&self.made).copied();
        let pattern = match known {
            None if self.patterns.len() < PATTERN_LIMIT => {
                let number = self.patterns.len() + 1;
                self.patterns.insert(self.made.clone(), number);
                let _ = write!(buffer, "#pattern\t{number}\t");
                push_rules(&self.made, &mut buffer);
                buffer.push(b'\n');
                Some(number)
            }
            known => known,
        };
        push_number(self.first, &mut buffer);
        buffer.push(b'\t');
        push_number(self.file as u64, &mut buffer);
        buffer.push(b'\t');
        push_number(self.row, &mut buffer);
        buffer.push(b'\t');
        match pattern {
            Some(number) => push_number(number as u64, &mut buffer),
            None => {
                buffer.push(b':');
                push_rules(&self.made, &mut buffer);
            }
        }
        buffer.push(b'\n');
        self.write(&buffer);
        self.buffer = buffer;
        self.made.clear();
    }
}

impl QuadSink for Provenance<'_> {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        self.note();
        self.sink.quad(quad)
    }

    fn line(&mut self, quad: QuadRef<'_>, line: &[u8]) -> Result<(), Diagnostic> {
        self.note();
        self.sink.line(quad, line)
    }

    fn wants_origin(&self) -> bool {
        true
    }

    fn record(&mut self, origin: &Origin<'_>) {
        self.end_record();
        self.first = self.lines + 1;
        self.row = origin.line;
        if self
            .files
            .get(self.file.wrapping_sub(1))
            .map(String::as_str)
            != Some(origin.file)
        {
            let known = self.files.iter().position(|file| file == origin.file);
            self.file = known.unwrap_or(self.files.len()) + 1;
            if known.is_none() {
                self.files.push(origin.file.to_owned());
                let shown = crate::text::visible(origin.file).into_owned();
                self.write(format!("#source\t{}\t{shown}\n", self.file).as_bytes());
            }
        }
    }

    fn rule(&mut self, number: usize) {
        self.rule = number;
    }

    fn again(&mut self, line: u64) {
        let text = format!("={line}\t{}\t{}\t{}\n", self.file, self.row, self.rule + 1);
        self.write(text.as_bytes());
    }
}

/// `1 2*3 5`: rule 1 once, rule 2 three times, rule 5 once.
fn push_rules(made: &[(usize, u64)], out: &mut Vec<u8>) {
    for (index, (rule, count)) in made.iter().enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        push_number(*rule as u64 + 1, out);
        if *count > 1 {
            out.push(b'*');
            push_number(*count, out);
        }
    }
}

fn push_number(mut number: u64, out: &mut Vec<u8>) {
    let start = out.len();
    loop {
        out.push(b'0' + (number % 10) as u8);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out[start..].reverse();
}

#[cfg(test)]
mod tests {
    use super::{push_number, push_rules};

    #[test]
    fn numbers_and_rules_are_written() {
        let mut out = Vec::new();
        for number in [0, 7, 10, u64::MAX] {
            push_number(number, &mut out);
            out.push(b' ');
        }
        push_rules(&[(0, 1), (1, 3)], &mut out);
        assert_eq!(out, b"0 7 10 18446744073709551615 1 2*3");
    }
}
