//! What a change adds to a snapshot and takes from it.

use super::ChangeError;
use crate::snapshot::write::Writer;
use crate::snapshot::{Snapshot, SnapshotError};
use indexmap::{IndexMap, IndexSet};
use oxigraph::model::{GraphName, NamedNode, Quad};
use rustc_hash::FxBuildHasher;

/// The difference between a snapshot and what comes after it.
#[derive(Debug, Default)]
pub(super) struct Delta {
    /// Graphs whose quads are all gone; true when the graph itself is.
    cleared: IndexMap<GraphName, bool, FxBuildHasher>,
    deleted: IndexSet<Quad, FxBuildHasher>,
    inserted: IndexSet<Quad, FxBuildHasher>,
    /// Graphs that are there because of this difference.
    created: IndexSet<GraphName, FxBuildHasher>,
}

impl Delta {
    /// True when nothing changes.
    pub(super) fn is_empty(&self) -> bool {
        self.cleared.is_empty()
            && self.deleted.is_empty()
            && self.inserted.is_empty()
            && self.created.is_empty()
    }

    pub(super) fn insert(&mut self, quad: Quad) {
        self.deleted.swap_remove(&quad);
        if !quad.graph_name.is_default_graph() && !self.created.contains(&quad.graph_name) {
            self.created.insert(quad.graph_name.clone());
        }
        self.inserted.insert(quad);
    }

    pub(super) fn delete(&mut self, quad: Quad) {
        self.inserted.swap_remove(&quad);
        self.deleted.insert(quad);
    }

    /// Takes all quads of a graph; with `drop`, the graph as well.
    pub(super) fn clear(&mut self, graph: &GraphName, drop: bool) {
        self.inserted.retain(|quad| quad.graph_name != *graph);
        let gone = self.cleared.entry(graph.clone()).or_insert(false);
        *gone = *gone || drop;
        if drop {
            self.created.swap_remove(graph);
        }
    }

    pub(super) fn create(&mut self, graph: NamedNode) {
        self.created.insert(graph.into());
    }

    /// True when a named graph is there after this difference to a snapshot.
    pub(super) fn has_graph(
        &self,
        base: &Snapshot,
        graph: &NamedNode,
    ) -> Result<bool, ChangeError> {
        let name = GraphName::from(graph.clone());
        if self.created.contains(&name) {
            return Ok(true);
        }
        if self.cleared.get(&name) == Some(&true) {
            return Ok(false);
        }
        let number = base.dictionary.number(graph.as_ref().into());
        Ok(match number.map_err(ChangeError::write)? {
            Some(term) => base
                .graphs
                .find(term)
                .map_err(ChangeError::write)?
                .is_some(),
            None => false,
        })
    }

    /// The named graphs that are there after this difference.
    pub(super) fn named_graphs(&self, base: &Snapshot) -> Result<Vec<GraphName>, ChangeError> {
        let names = base.graph_names().map_err(ChangeError::write)?;
        let mut there: IndexSet<GraphName> = names
            .into_iter()
            .filter(|name| !name.is_default_graph() && self.cleared.get(name) != Some(&true))
            .collect();
        there.extend(self.created.iter().cloned());
        Ok(there.into_iter().collect())
    }

    /// Writes what a snapshot becomes.
    ///
    /// # Errors
    /// Damage; what the writer says.
    pub(super) fn write(&self, base: &Snapshot, writer: &mut Writer) -> Result<(), SnapshotError> {
        for quad in base.quads()? {
            let quad = quad?;
            if !self.cleared.contains_key(&quad.graph_name) && !self.deleted.contains(&quad) {
                writer.push(quad.as_ref())?;
            }
        }
        for quad in &self.inserted {
            writer.push(quad.as_ref())?;
        }
        let kept = base.graph_names()?;
        let kept = kept
            .iter()
            .filter(|name| self.cleared.get(*name) != Some(&true));
        for name in kept.chain(&self.created) {
            if let GraphName::NamedNode(name) = name {
                writer.graph(name.as_ref())?;
            }
        }
        Ok(())
    }
}
