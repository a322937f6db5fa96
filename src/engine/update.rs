//! Changes to a dataset: SPARQL 1.1 Update and the Graph Store HTTP Protocol, from the snapshot of
//! one version to that of the next.
//!
//! In: a snapshot, and what is to be changed ([`Task`]). Out: a snapshot beside it, in the folder of
//! a version in the making. What is being served is read and never written. The work is done by a
//! process of its own ([`process`]) with a limit on memory, which [`carry_out`] starts, and kills when
//! nobody waits for it; whatever becomes of it, the current version stands.

mod delta;
mod documents;
mod front;
mod operations;
pub mod process;
mod sections;
mod state;
mod transfer;

pub use front::carry_out;

use super::{Limits, QueryError};
use crate::text::Bilingual;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The name of the snapshot that a change makes.
pub const RESULT: &str = "graph.snapshot";
/// The name of the snapshot of public and restricted quads that a change makes.
pub const RESTRICTED_RESULT: &str = "restricted.snapshot";

/// A change and what it needs. All paths are absolute.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    /// The folder that takes the result, and holds the texts and documents named here.
    pub folder: PathBuf,
    /// The snapshot of the current version.
    pub snapshot: PathBuf,
    /// The restricted quads of the current version in N-Quads, which the next version has as well.
    pub restricted: Option<PathBuf>,
    /// Whether the default graph of patterns is the merge of all graphs.
    pub union: bool,
    /// What relative IRIs of an update are resolved against.
    pub base: String,
    /// Text, depth, time and memory.
    pub limits: Limits,
    /// What is to be done.
    pub change: Change,
}

/// What is to be done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Change {
    /// Nothing: the update is parsed, and its outcome lists what it would load.
    Look {
        /// The file of the update.
        text: PathBuf,
    },
    /// The operations of an update, all or none (SPARQL 1.1 Update §2.2).
    Update {
        /// The file of the update.
        text: PathBuf,
        /// `using-graph-uri` (SPARQL 1.1 Protocol §2.2.3).
        default_graphs: Vec<String>,
        /// `using-named-graph-uri`.
        named_graphs: Vec<String>,
        /// What the LOAD operations load.
        loaded: Vec<Loaded>,
    },
    /// Documents into a graph: in place of what it holds, or added to it (Graph Store Protocol
    /// §5.3 and §5.5).
    Put {
        /// The IRI of the graph, none for the default graph.
        graph: Option<String>,
        /// What is put there.
        documents: Vec<Document>,
        /// True when what the graph holds goes.
        replace: bool,
    },
    /// The end of a graph (Graph Store Protocol §5.4).
    Remove {
        /// The IRI of the graph, none for the default graph.
        graph: Option<String>,
    },
}

/// A file of triples.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Document {
    /// The file.
    pub path: PathBuf,
    /// The media type, without parameters.
    pub media_type: String,
    /// What its relative IRIs are resolved against.
    pub base: String,
}

/// What stands at an address that an update loads.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Loaded {
    /// The address.
    pub source: String,
    /// The document, or why there is none.
    pub document: Result<Document, Missing>,
}

/// Why there is no document at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// One sentence in each language.
    pub why: Bilingual,
    /// True when nobody was asked, by decision.
    pub refused: bool,
}

/// What a change came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// True when the graph that was put or removed had been there before.
    pub existed: bool,
    /// The addresses that an update would load.
    pub loads: Vec<String>,
}

/// Why a change was not made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeError {
    /// As for queries: syntax, size, depth, time, memory.
    Query(QueryError),
    /// The request names graphs and the update has USING or WITH as well (Protocol §2.2.3).
    UsingTwice,
    /// A graph that is to be cleared, dropped or removed is not there.
    NoGraph(String),
    /// A graph that is to be created is there.
    GraphExists(String),
    /// The graph is one of the restricted ones, which are made from tables only.
    Restricted(String),
    /// What is at an address cannot be loaded: the address, and why.
    Load(String, Missing),
    /// A document is of a media type that holds no triples.
    MediaType(String),
    /// A document cannot be read: what is wrong, and the line and column where known, from 1.
    Document(String, Option<(u64, u64)>),
    /// The next version cannot be written.
    Write(String),
}

impl From<QueryError> for ChangeError {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}

impl ChangeError {
    /// What the system or the snapshot says.
    fn write(error: impl std::fmt::Display) -> Self {
        Self::Write(error.to_string())
    }
}

#[cfg(test)]
mod tests;
