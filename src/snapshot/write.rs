//! Writing a snapshot: quads in any order in, one file out, in memory that does not grow with them.
//!
//! Quads are gathered in chunks ([`chunk`]); the terms of all chunks are merged into the dictionary
//! ([`merge`]), then the quads, now numbers, are sorted three times ([`sort`]) and written as
//! columns ([`index`]). What does not fit in memory lies in temporary files ([`spool`]).
//! The same quads give the same bytes, whatever their order.

mod chunk;
mod columns;
mod index;
mod keys;
mod merge;
mod order;
mod sets;
mod sort;
mod spool;

use super::error::SnapshotError;
use super::layout::{self, Part};
use super::statistics::Totals;
use crate::threads::{self, Aside};
use chunk::{Chunk, Run};
use oxigraph::model::{GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use std::io::{Cursor, Seek, Write};
use std::path::{Path, PathBuf};

/// How deeply triples may stand in triples.
const DEPTH: u64 = super::key::DEPTH as u64;

/// Quads of the first chunk. While a chunk is sorted the next is filled, and each may be larger than
/// those before it, so that there are few.
const FIRST: u64 = 1 << 17;

/// Where temporary files lie and how much memory may be used.
#[derive(Debug, Clone)]
pub struct Resources {
    /// The folder of temporary files.
    pub folder: PathBuf,
    /// Bytes of memory that data may take, besides some MiB that do not depend on it.
    pub memory: usize,
}

impl Default for Resources {
    fn default() -> Self {
        Self {
            folder: std::env::temp_dir(),
            memory: 512 << 20,
        }
    }
}

/// Takes quads, then writes the snapshot.
#[derive(Debug)]
pub struct Writer {
    resources: Resources,
    chunk: Chunk,
    runs: Vec<Run>,
    /// A chunk that is sorted by another thread.
    settling: Option<Aside<Result<Run, SnapshotError>>>,
    /// How many quads are in runs, or will be.
    settled: u64,
    key: Vec<u8>,
}

impl Writer {
    /// A writer without quads.
    pub fn new(resources: Resources) -> Self {
        Self {
            resources,
            chunk: Chunk::default(),
            runs: Vec::new(),
            settling: None,
            settled: 0,
            key: Vec::with_capacity(256),
        }
    }

    /// Adds a quad; one that is there already changes nothing.
    ///
    /// # Errors
    /// A temporary file that cannot be written.
    pub fn push(&mut self, quad: QuadRef<'_>) -> Result<(), SnapshotError> {
        if depth(quad.object) > DEPTH {
            return Err(SnapshotError::TooMany(
                "levels of triples in triples",
                DEPTH,
            ));
        }
        let subject = self.term(match quad.subject {
            NamedOrBlankNodeRef::NamedNode(node) => node.into(),
            NamedOrBlankNodeRef::BlankNode(node) => node.into(),
        })?;
        let predicate = self.term(quad.predicate.into())?;
        let object = self.term(quad.object)?;
        let graph = match quad.graph_name {
            GraphNameRef::NamedNode(node) => Some(self.term(node.into())?),
            GraphNameRef::BlankNode(node) => Some(self.term(node.into())?),
            GraphNameRef::DefaultGraph => None,
        };
        self.chunk.quad(subject, predicate, object, graph);
        let full = self.chunk.memory() > self.resources.memory / 2;
        if full || self.chunk.quads() >= FIRST.max(self.settled / 2) {
            self.settle()?;
        }
        Ok(())
    }

    /// Adds a named graph, which may stay without triples.
    ///
    /// # Errors
    /// A temporary file that cannot be written.
    pub fn graph(&mut self, name: NamedNodeRef<'_>) -> Result<(), SnapshotError> {
        let term = self.term(name.into())?;
        self.chunk.graph(term);
        Ok(())
    }

    /// Writers for several threads, which share the memory of this one; [`Writer::join`] takes what they
    /// took.
    pub fn beside(&self, threads: usize) -> Vec<Self> {
        let resources = Resources {
            memory: self.resources.memory / threads.max(1),
            ..self.resources.clone()
        };
        let new = || Self::new(resources.clone());
        std::iter::repeat_with(new).take(threads).collect()
    }

    /// Takes what other writers took.
    ///
    /// # Errors
    /// A temporary file that cannot be written.
    pub fn join(&mut self, others: Vec<Self>) -> Result<(), SnapshotError> {
        for runs in threads::each(others, Self::into_runs) {
            self.runs.extend(runs.unwrap_or_else(lost)?);
        }
        Ok(())
    }

    fn term(&mut self, term: TermRef<'_>) -> Result<u32, SnapshotError> {
        self.key.clear();
        super::key::write(term, &mut self.key);
        self.chunk.term(&self.key)
    }

    /// Lets another thread sort the chunk, once that is done with the one before.
    fn settle(&mut self) -> Result<(), SnapshotError> {
        self.wait()?;
        let chunk = std::mem::take(&mut self.chunk);
        self.settled += chunk.quads();
        let resources = self.resources.clone();
        let sort = move || chunk.sorted(&resources);
        self.settling = Some(threads::aside(sort));
        Ok(())
    }

    /// Waits for the chunk that is being sorted.
    fn wait(&mut self) -> Result<(), SnapshotError> {
        if let Some(settling) = self.settling.take() {
            self.runs.push(settling.wait().unwrap_or_else(lost)?);
        }
        Ok(())
    }

    /// All quads as runs.
    fn into_runs(mut self) -> Result<Vec<Run>, SnapshotError> {
        self.wait()?;
        if !self.chunk.is_empty() {
            self.runs.push(self.chunk.sorted(&self.resources)?);
        }
        Ok(self.runs)
    }

    /// Writes the snapshot; `out` stands at its start.
    ///
    /// # Errors
    /// What the file system says; more terms or triples than can be numbered.
    pub fn finish(self, out: &mut (impl Write + Seek)) -> Result<Totals, SnapshotError> {
        let resources = self.resources.clone();
        let mut runs = self.into_runs()?;
        let merged = merge::terms(&mut runs, &resources)?;
        let (parts, totals) = index::build(runs, merged, &resources)?;
        let parts = parts
            .into_iter()
            .map(|(kind, items, spool)| {
                Ok(Part {
                    kind,
                    items,
                    bytes: Box::new(spool.into_reader()?),
                })
            })
            .collect::<Result<Vec<_>, SnapshotError>>()?;
        layout::write(out, parts)?;
        Ok(totals)
    }

    /// Writes the snapshot to a file, whole or not at all.
    ///
    /// # Errors
    /// As [`Writer::finish`].
    pub fn finish_file(self, path: &Path) -> Result<Totals, SnapshotError> {
        let mut result = Ok(Totals::default());
        let written = crate::whole_file::write_readable(path, |out| {
            result = self.finish(out);
            if result.is_err() {
                Err(std::io::Error::other("not written"))
            } else {
                Ok(())
            }
        });
        let totals = result?;
        written?;
        Ok(totals)
    }

    /// Writes the snapshot to memory.
    ///
    /// # Errors
    /// As [`Writer::finish`].
    pub fn finish_bytes(self) -> Result<Vec<u8>, SnapshotError> {
        let mut out = Cursor::new(Vec::new());
        self.finish(&mut out)?;
        Ok(out.into_inner())
    }
}

/// What a thread that panicked leaves.
fn lost<T>() -> Result<T, SnapshotError> {
    Err(std::io::Error::other("a thread was lost").into())
}

/// How deeply triples stand in a term.
fn depth(mut term: TermRef<'_>) -> u64 {
    let mut depth = 0;
    while let TermRef::Triple(triple) = term {
        depth += 1;
        term = triple.object.as_ref();
    }
    depth
}
