//! Where quads go.

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
}

impl QuadSink for Vec<Quad> {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        self.push(quad.into_owned());
        Ok(())
    }
}
