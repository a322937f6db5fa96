//! Where the quads are that an engine answers about: a snapshot here, or a store elsewhere.
//!
//! In: an engine. Out: what its data holds, counted or whole, whichever it is.

use super::Engine;
use crate::engine::format::AnswerFormat;
use crate::engine::remote::Remote;
use crate::engine::snapshot_file::SnapshotFile;
use crate::engine::{QueryError, RequestedDataset};
use crate::graph::Dataset;
use crate::graph::dump::Format;
use crate::snapshot::statistics::Statistics;
use crate::snapshot::{Damage, Snapshot, SnapshotError};
use oxigraph::io::RdfParser;
use oxigraph::model::{NamedNode, Quad};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Triples that are copied from a store elsewhere at most, to be written as a dump or counted.
const COPIED: usize = 5_000_000;

/// Where the quads are.
#[derive(Clone)]
pub(super) enum Data {
    /// In a file that is mapped.
    Snapshot(Arc<Snapshot>, Arc<SnapshotFile>),
    /// In a store elsewhere.
    Remote(Arc<Remote>),
}

/// How much an engine answers about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    /// Triples of each named graph; those of the default graph under an empty name.
    pub graphs: BTreeMap<String, usize>,
    /// Triples of the merge of all graphs.
    pub triples: usize,
}

impl Data {
    /// What a file holds.
    pub(super) fn of(file: SnapshotFile) -> Result<Self, SnapshotError> {
        let snapshot = Snapshot::of_file(&file.file)?;
        Ok(Self::Snapshot(Arc::new(snapshot), Arc::new(file)))
    }
}

impl Engine {
    /// The snapshot behind; none where a store elsewhere holds the quads.
    pub fn snapshot(&self) -> Option<&Arc<Snapshot>> {
        match &self.data {
            Data::Snapshot(snapshot, _) => Some(snapshot),
            Data::Remote(_) => None,
        }
    }

    /// The statistics of the snapshot behind.
    pub fn statistics(&self) -> Option<&Statistics> {
        self.snapshot().map(|snapshot| &snapshot.statistics)
    }

    /// False where a store elsewhere does not say which version it holds, so that nothing tells whether an
    /// answer is still the one it would give.
    pub fn is_marked(&self) -> bool {
        match &self.data {
            Data::Snapshot(..) => true,
            Data::Remote(remote) => remote.survey.marked,
        }
    }

    /// How much there is.
    ///
    /// # Errors
    /// [`QueryError::Evaluation`] where a snapshot is damaged.
    pub fn counts(&self) -> Result<Counts, QueryError> {
        match &self.data {
            Data::Snapshot(snapshot, _) => {
                let triples = snapshot.statistics.totals.triples;
                Ok(Counts {
                    graphs: snapshot.graph_counts().map_err(|d| damaged(&d))?,
                    triples: usize::try_from(triples).unwrap_or(usize::MAX),
                })
            }
            Data::Remote(remote) => Ok(Counts {
                graphs: remote.survey.graphs.clone(),
                triples: remote.survey.triples,
            }),
        }
    }

    /// All quads, sorted; those of a store elsewhere graph by graph.
    ///
    /// # Errors
    /// Damage, what the store says, [`QueryError::TooManyRows`] where it holds too many to be copied.
    pub async fn dataset(&self) -> Result<Dataset, QueryError> {
        let remote = match &self.data {
            Data::Remote(remote) => remote,
            Data::Snapshot(snapshot, _) => {
                let snapshot = Arc::clone(snapshot);
                let read = move || snapshot.quads().and_then(Iterator::collect);
                let read: Result<Result<Vec<_>, Damage>, _> =
                    tokio::task::spawn_blocking(read).await;
                let quads = read.map_err(|_| QueryError::Stopped)?;
                return quads
                    .map(Dataset::with_blank_nodes)
                    .map_err(|d| damaged(&d));
            }
        };
        if remote.survey.graphs.values().sum::<usize>() > COPIED {
            return Err(QueryError::TooManyRows(COPIED as u64));
        }
        let mut quads = Vec::new();
        for (graph, expected) in &remote.survey.graphs {
            let found = self.of_graph(graph).await?;
            if found.len() != *expected {
                return Err(QueryError::Evaluation(format!(
                    "the store gives {} of the {expected} triples of {graph}",
                    found.len()
                )));
            }
            quads.extend(found);
        }
        Ok(Dataset::with_blank_nodes(quads))
    }

    /// The triples of one graph of a store elsewhere.
    async fn of_graph(&self, graph: &str) -> Result<Vec<Quad>, QueryError> {
        let failed = |error: &dyn std::fmt::Display| QueryError::Evaluation(error.to_string());
        let name = NamedNode::new(graph).map_err(|error| failed(&error))?;
        let mut query = self.ready("CONSTRUCT WHERE { ?s ?p ?o }").await?;
        query.rows = u64::MAX;
        let dataset = RequestedDataset {
            default_graphs: vec![name.clone()],
            named_graphs: Vec::new(),
        };
        let format = AnswerFormat::Graph(Format::Nt);
        let bytes = self.query(query, dataset, format).await?.collect().await?;
        RdfParser::from_format(Format::Nt.rdf_format())
            .for_slice(&bytes)
            .map(|quad| {
                let quad = quad.map_err(|error| failed(&error))?;
                Ok(Quad {
                    graph_name: name.clone().into(),
                    ..quad
                })
            })
            .collect()
    }
}

fn damaged(damage: &Damage) -> QueryError {
    QueryError::Evaluation(damage.to_string())
}
