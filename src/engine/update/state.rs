//! Where a change stands between its operations: a snapshot and the difference to it.

use super::delta::Delta;
use super::{ChangeError, RESTRICTED_RESULT, RESULT, Task};
use crate::snapshot::write::{Resources, Writer};
use crate::snapshot::{Snapshot, SnapshotError};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Quad};
use rustc_hash::FxHashSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// A snapshot that stands between two operations.
const BETWEEN: &str = "between.snapshot";

/// Where a change stands.
pub(super) struct State<'a> {
    task: &'a Task,
    base: Snapshot,
    delta: Delta,
    /// The restricted graphs, which a change may not touch.
    closed: FxHashSet<GraphName>,
}

impl<'a> State<'a> {
    /// The start: the current version.
    pub(super) fn open(task: &'a Task) -> Result<Self, ChangeError> {
        let mut closed = FxHashSet::default();
        if let Some(path) = &task.restricted {
            for quad in restricted(path)? {
                closed.insert(quad?.graph_name);
            }
        }
        Ok(Self {
            task,
            base: Snapshot::open(&task.snapshot).map_err(ChangeError::write)?,
            delta: Delta::default(),
            closed,
        })
    }

    /// What the task says.
    pub(super) fn task(&self) -> &'a Task {
        self.task
    }

    /// Adds a quad.
    pub(super) fn insert(&mut self, quad: Quad) -> Result<(), ChangeError> {
        self.open_to(&quad.graph_name)?;
        self.delta.insert(quad);
        Ok(())
    }

    /// Takes a quad, if it is there.
    pub(super) fn delete(&mut self, quad: Quad) {
        self.delta.delete(quad);
    }

    /// Makes a graph without quads, if it is not there.
    pub(super) fn create(&mut self, graph: &GraphName) -> Result<(), ChangeError> {
        self.open_to(graph)?;
        if let GraphName::NamedNode(name) = graph {
            self.delta.create(name.clone());
        }
        Ok(())
    }

    /// Takes all quads of a graph; with `drop`, the graph as well.
    pub(super) fn clear(&mut self, graph: &GraphName, drop: bool) {
        self.delta.clear(graph, drop);
    }

    /// True when a graph is there; the default graph always is.
    pub(super) fn has_graph(&self, graph: &GraphName) -> Result<bool, ChangeError> {
        match graph {
            GraphName::NamedNode(name) => self.delta.has_graph(&self.base, name),
            GraphName::DefaultGraph => Ok(true),
            GraphName::BlankNode(_) => Ok(false),
        }
    }

    /// The named graphs that are there.
    pub(super) fn named_graphs(&self) -> Result<Vec<GraphName>, ChangeError> {
        self.delta.named_graphs(&self.base)
    }

    fn open_to(&self, graph: &GraphName) -> Result<(), ChangeError> {
        if self.closed.contains(graph) {
            return Err(ChangeError::Restricted(graph.to_string()));
        }
        Ok(())
    }

    /// The snapshot as the operations so far have left it.
    pub(super) fn current(&mut self) -> Result<&Snapshot, ChangeError> {
        if !self.delta.is_empty() {
            let path = self.task.folder.join(BETWEEN);
            self.write(&path, None)?;
            let base = Snapshot::open(&path).map_err(ChangeError::write)?;
            // The map stays when the name goes.
            std::fs::remove_file(&path).map_err(ChangeError::write)?;
            self.base = base;
            self.delta = Delta::default();
        }
        Ok(&self.base)
    }

    /// Writes the snapshots of the next version.
    pub(super) fn finish(&self) -> Result<(), ChangeError> {
        self.write(&self.task.folder.join(RESULT), None)?;
        if let Some(more) = &self.task.restricted {
            self.write(&self.task.folder.join(RESTRICTED_RESULT), Some(more))?;
        }
        Ok(())
    }

    fn write(&self, path: &Path, more: Option<&Path>) -> Result<(), ChangeError> {
        let memory = usize::try_from(self.task.limits.memory / 2).unwrap_or(usize::MAX);
        let mut writer = Writer::new(Resources {
            folder: self.task.folder.clone(),
            memory,
        });
        let failed = |error: SnapshotError| ChangeError::write(error);
        self.delta.write(&self.base, &mut writer).map_err(failed)?;
        if let Some(path) = more {
            for quad in restricted(path)? {
                writer.push(quad?.as_ref()).map_err(failed)?;
            }
        }
        writer.finish_file(path).map(drop).map_err(failed)
    }
}

/// The restricted quads of a version.
fn restricted(path: &Path) -> Result<impl Iterator<Item = Result<Quad, ChangeError>>, ChangeError> {
    let file = BufReader::new(File::open(path).map_err(ChangeError::write)?);
    let quads = RdfParser::from_format(RdfFormat::NQuads).for_reader(file);
    Ok(quads.map(|quad| quad.map_err(ChangeError::write)))
}
