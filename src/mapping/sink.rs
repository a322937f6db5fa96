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
}

impl QuadSink for Vec<Quad> {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        self.push(quad.into_owned());
        Ok(())
    }
}
