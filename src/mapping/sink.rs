//! Where quads go.

use super::notes::Notes;
use super::program::Reference;
use super::record::Record;
use crate::diag::Diagnostic;
use oxigraph::model::{Quad, QuadRef};

/// Takes quads one at a time; they are borrowed and gone after the call.
pub trait QuadSink {
    /// Takes a quad.
    ///
    /// # Errors
    /// Why nothing more can be taken; the run ends with it.
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic>;

    /// Takes a quad whose line of N-Quads is known already.
    ///
    /// # Errors
    /// As [`QuadSink::quad`].
    fn line(&mut self, quad: QuadRef<'_>, _line: &[u8]) -> Result<(), Diagnostic> {
        self.quad(quad)
    }

    /// Takes a quad that the mapping sends to its logical targets, a bit each by their index.
    /// A sink without targets takes it as any other.
    ///
    /// # Errors
    /// As [`QuadSink::quad`].
    fn targeted(&mut self, quad: QuadRef<'_>, _targets: u64) -> Result<(), Diagnostic> {
        self.quad(quad)
    }

    /// True when whole lines of N-Quads can be taken; `has_graphs` when they name graphs.
    fn takes_lines(&self, _has_graphs: bool) -> bool {
        false
    }

    /// Takes many lines at once. Only called where [`QuadSink::takes_lines`].
    ///
    /// # Errors
    /// As [`QuadSink::quad`].
    fn lines(&mut self, _lines: &[u8]) -> Result<(), Diagnostic> {
        Err(Diagnostic::error("M202", "the output does not take lines"))
    }

    /// True when the order of quads and their repetition make no difference, so that several threads may
    /// give them to sinks of their own.
    fn is_a_set(&self) -> bool {
        false
    }

    /// A sink for each thread; what they took belongs to this one once they are dropped. Only called
    /// where [`QuadSink::is_a_set`].
    fn beside(&mut self, _threads: usize) -> Vec<Box<dyn QuadSink + Send>> {
        Vec::new()
    }

    /// True when it wants to be told what the quads are made of.
    fn wants_origin(&self) -> bool {
        false
    }

    /// The quads that follow are made of this record.
    fn record(&mut self, _origin: &Origin<'_>) {}

    /// The quads that follow are made by the rule of this number.
    fn rule(&mut self, _number: usize) {}

    /// The lines that follow are made of these records of a file. Only called where
    /// [`QuadSink::takes_lines`] and [`QuadSink::wants_origin`].
    fn noted(&mut self, _file: &str, _notes: &Notes) {}

    /// The quad that stands in this line of the output (from 1) was made again.
    fn again(&mut self, _line: u64) {}
}

/// What quads are made of.
pub struct Origin<'a> {
    /// The file.
    pub file: &'a str,
    /// The line of the table on which the record starts; of a document, the number of the item.
    pub line: u64,
    /// The values.
    pub record: &'a Record,
    /// Their names, by slot.
    pub references: &'a [Reference],
}

impl Origin<'_> {
    /// The names of columns, or paths, with all their values.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        let record = self.record;
        let all = self.references.iter().enumerate();
        all.flat_map(move |(slot, reference)| {
            let values = record.values(slot).iter();
            values.map(move |value| (reference.text.as_str(), record.text(*value)))
        })
    }
}

impl QuadSink for Vec<Quad> {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        self.push(quad.into_owned());
        Ok(())
    }
}
