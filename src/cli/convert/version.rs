//! `ptce convert --data`: tables to a version that can be served, without a file of triples between.
//!
//! In: quads, from one thread or several. Out: the version that `ptce load` makes of the same triples:
//! a snapshot depends on its quads alone, so that neither order nor repetition makes a difference.

use super::made::Made;
use super::run::Run;
use crate::cli::load::{self, KEEP};
use crate::diag::{Diagnostic, Diagnostics};
use crate::mapping::QuadSink;
use crate::snapshot::SnapshotError;
use crate::snapshot::write::{Resources, Writer};
use crate::version::Draft;
use oxigraph::model::QuadRef;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Writers that no thread uses now.
type Idle = Arc<Mutex<Vec<Writer>>>;

impl Run<'_> {
    /// Converts everything into a version, which becomes the current one.
    pub(super) fn to_version(&self, folder: &Path) -> Result<Option<Made>, Diagnostics> {
        let unwritable = |error: &dyn std::fmt::Display| load::unwritable(folder, error);
        let draft = Draft::new(folder).map_err(|error| unwritable(&error))?;
        let mut quads = Quads {
            writer: Writer::new(Resources {
                folder: draft.path().to_owned(),
                memory: self.share(),
            }),
            idle: Idle::default(),
        };
        let made = self.fill(&mut quads, false)?;
        let finished = quads
            .whole()
            .and_then(|writer| load::finish(draft, writer, usize::from(KEEP), self.output));
        finished.map_err(|error| unwritable(&error))?;
        Ok(made)
    }
}

/// The quads of a version.
struct Quads {
    writer: Writer,
    idle: Idle,
}

impl Quads {
    /// One writer with what all threads gave.
    fn whole(mut self) -> Result<Writer, SnapshotError> {
        let beside = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        self.writer.join(beside)?;
        Ok(self.writer)
    }
}

impl QuadSink for Quads {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        self.writer.push(quad).map_err(|error| refused(&error))
    }

    fn is_a_set(&self) -> bool {
        true
    }

    fn beside(&mut self, threads: usize) -> Vec<Box<dyn QuadSink + Send>> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        // Each table is read after the one before it, by the same number of threads.
        if idle.is_empty() {
            *idle = self.writer.beside(threads);
        }
        idle.drain(..)
            .map(|writer| -> Box<dyn QuadSink + Send> {
                Box::new(Beside {
                    writer: Some(writer),
                    idle: Arc::clone(&self.idle),
                })
            })
            .collect()
    }
}

/// The quads of one thread, until it ends.
struct Beside {
    writer: Option<Writer>,
    idle: Idle,
}

impl QuadSink for Beside {
    fn quad(&mut self, quad: QuadRef<'_>) -> Result<(), Diagnostic> {
        match &mut self.writer {
            Some(writer) => writer.push(quad).map_err(|error| refused(&error)),
            None => Ok(()),
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.extend(self.writer.take());
    }
}

fn refused(error: &SnapshotError) -> Diagnostic {
    Diagnostic::error("L004", error.to_string())
}
