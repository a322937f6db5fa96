//! Which row, columns and rule made each triple.
//!
//! In: quads on their way to an output of lines, and what they are made of. Out: a table beside
//! that output (docs/convert.md, `--provenance`): one line a record, which says where in the output
//! its triples stand and which rules made them. Lists of rules that come again are written once.

use super::Rule;
use super::notes::{Notes, count};
use super::sink::{Origin, QuadSink};
use crate::diag::Diagnostic;
use oxigraph::model::QuadRef;
use std::collections::HashMap;
use std::io::{self, Write};

/// How many lists of rules are remembered; more are written where they are used.
const PATTERN_LIMIT: usize = 4096;

/// Hands quads on and notes where they come from.
pub struct Provenance<'a> {
    sink: &'a mut dyn QuadSink,
    out: &'a mut dyn Write,
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
    /// The list of the record before, and its number: most records are like it.
    last: (Vec<(usize, u64)>, usize),
    buffer: Vec<u8>,
}

impl<'a> Provenance<'a> {
    /// Notes what `sink` takes on `out`; `rules` are those of the mapping.
    pub fn new(sink: &'a mut dyn QuadSink, rules: &[Rule], out: &'a mut dyn Write) -> Self {
        let mut provenance = Self {
            sink,
            out,
            failed: None,
            lines: 0,
            files: Vec::new(),
            file: 0,
            row: 0,
            rule: 0,
            made: Vec::new(),
            first: 1,
            patterns: HashMap::new(),
            last: (Vec::new(), 0),
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

    /// Writes what is left.
    ///
    /// # Errors
    /// What the writer said, now or before.
    pub fn finish(mut self) -> io::Result<()> {
        self.end_record();
        self.failed.map_or(Ok(()), Err)
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
        count(&mut self.made, 0, self.rule);
    }

    /// Begins a record.
    fn begin(&mut self, file: &str, row: u64) {
        self.end_record();
        self.first = self.lines + 1;
        self.row = row;
        let last = self.files.get(self.file.wrapping_sub(1));
        if last.map(String::as_str) != Some(file) {
            let known = self.files.iter().position(|known| known == file);
            self.file = known.unwrap_or(self.files.len()) + 1;
            if known.is_none() {
                self.files.push(file.to_owned());
                let shown = crate::text::visible(file).into_owned();
                self.write(format!("#source\t{}\t{shown}\n", self.file).as_bytes());
            }
        }
    }

    /// Writes what is known of the record that ends.
    fn end_record(&mut self) {
        if self.made.is_empty() {
            return;
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        let known = if self.last.0 == self.made {
            Some(self.last.1)
        } else {
            self.patterns.get(&self.made).copied()
        };
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
            Some(number) => {
                push_number(number as u64, &mut buffer);
                if self.last.1 != number {
                    self.last = (self.made.clone(), number);
                }
            }
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
        self.begin(origin.file, origin.line);
    }

    fn takes_lines(&self, has_graphs: bool) -> bool {
        self.sink.takes_lines(has_graphs)
    }

    fn lines(&mut self, lines: &[u8]) -> Result<(), Diagnostic> {
        self.sink.lines(lines)
    }

    fn noted(&mut self, file: &str, notes: &Notes) {
        let ends = notes.records.iter().skip(1).map(|(_, start)| *start);
        for ((row, start), end) in notes.records.iter().zip(ends.chain([notes.made.len()])) {
            self.begin(file, *row);
            self.made.extend_from_slice(&notes.made[*start..end]);
            self.lines += self.made.iter().map(|(_, count)| count).sum::<u64>();
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
