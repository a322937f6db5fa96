//! `ptce convert --validate`: what was made, against shapes, before any of it is handed out.
//!
//! In: quads on their way to the output, and what they are made of. Out: the same quads; what does
//! not conform, at the row it comes from. Shapes look at the graph as a whole, so that all triples
//! are held, within the memory of `--memory`.

use crate::check::Validator;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::{Origin, QuadSink};
use crate::shapes::Violation;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Quad, QuadRef};
use std::collections::HashMap;

/// What validating takes in memory, about: so many times the text of the triples, and so many bytes
/// for each.
const TEXT: usize = 3;
const TRIPLE: usize = 512;

/// Hands quads on and keeps them.
pub struct Kept<'a> {
    sink: &'a mut dyn QuadSink,
    limit: usize,
    text: String,
    lines: Vec<Line>,
    files: Vec<String>,
    row: (usize, u64),
}

/// A quad in the text, and where it comes from.
struct Line {
    start: usize,
    /// Where its subject, its predicate and its object end.
    ends: [usize; 3],
    /// The number of the file, and the row.
    row: (usize, u64),
}

impl<'a> Kept<'a> {
    /// Keeps what `sink` takes, as long as validating it takes no more than `memory` bytes.
    pub fn new(sink: &'a mut dyn QuadSink, memory: usize) -> Self {
        Self {
            sink,
            limit: memory,
            text: String::new(),
            lines: Vec::new(),
            files: Vec::new(),
            row: (0, 0),
        }
    }

    fn keep(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        let start = self.text.len();
        let mut push = |term: &dyn ToString| {
            self.text.push_str(&term.to_string());
            self.text.push(' ');
            self.text.len()
        };
        let ends = [
            push(&quad.subject),
            push(&quad.predicate),
            push(&quad.object),
        ];
        if !quad.graph_name.is_default_graph() {
            push(&quad.graph_name);
        }
        self.text.push_str(".\n");
        let row = self.row;
        self.lines.push(Line { start, ends, row });
        if self.text.len() * TEXT + self.lines.len() * TRIPLE > self.limit {
            return Err(too_many(self.lines.len()));
        }
        Ok(())
    }

    /// What does not conform: `H003` for a violation, `H004` for a warning or a remark.
    ///
    /// # Errors
    /// `M205` when a triple cannot be read back.
    pub fn validate(self, validator: &Validator) -> Result<Diagnostics, Diagnostic> {
        let quads = RdfParser::from_format(RdfFormat::NQuads)
            .lenient()
            .for_slice(&self.text)
            .collect::<Result<Vec<Quad>, _>>()
            .map_err(|error| Diagnostic::error("M205", format!("a triple is none: {error}")))?;
        let report = validator.validate(quads);
        let rows = self.rows(&report.violations);
        let mut found = Diagnostics::new();
        let told = report.diagnostics(validator.base()).into_iter();
        for (diagnostic, violation) in told.zip(&report.violations) {
            let near = violation
                .beginnings()
                .into_iter()
                .find_map(|w| rows.get(&w)?.as_ref());
            found.push(match near {
                Some(place) => diagnostic.at(place.clone()),
                None => diagnostic,
            });
        }
        Ok(found)
    }

    /// Where the beginnings of lines that are wanted stand first.
    fn rows(&self, violations: &[Violation]) -> HashMap<String, Option<Place>> {
        let wanted = violations.iter().flat_map(Violation::beginnings);
        let mut rows: HashMap<_, _> = wanted.map(|beginning| (beginning, None)).collect();
        for line in &self.lines {
            for end in line.ends {
                if let Some(place @ None) = rows.get_mut(&self.text[line.start..end]) {
                    let (file, row) = line.row;
                    let file = self.files.get(file).map_or("", String::as_str);
                    *place = Some(Place::span(file, row, 1, 0, ""));
                }
            }
        }
        rows
    }
}

fn too_many(triples: usize) -> Diagnostic {
    let message = format!("more than {triples} triples are too many to validate in this memory");
    Diagnostic::error("M205", message).help(
        "donner plus de mémoire (--memory), ou valider par morceaux",
        "give more memory (--memory), or validate in parts",
    )
}

impl QuadSink for Kept<'_> {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        self.keep(quad)?;
        self.sink.quad(quad)
    }

    fn line(&mut self, quad: QuadRef<'_>, line: &[u8]) -> Result<(), Diagnostic> {
        self.keep(quad)?;
        self.sink.line(quad, line)
    }

    fn targeted(&mut self, quad: QuadRef<'_>, targets: u64) -> Result<(), Diagnostic> {
        self.keep(quad)?;
        self.sink.targeted(quad, targets)
    }

    fn wants_origin(&self) -> bool {
        true
    }

    fn record(&mut self, origin: &Origin<'_>) {
        let known = self.files.iter().rposition(|file| file == origin.file);
        let file = known.unwrap_or_else(|| {
            self.files.push(origin.file.to_owned());
            self.files.len() - 1
        });
        self.row = (file, origin.line);
        self.sink.record(origin);
    }

    fn rule(&mut self, number: usize) {
        self.sink.rule(number);
    }

    fn again(&mut self, line: u64) {
        self.sink.again(line);
    }
}
