//! The graphs that a request names beside its query.

use oxigraph::model::NamedNode;

/// The dataset a request asks for (SPARQL 1.1 Protocol §2.1.4); when both are empty, the query's own
/// FROM clauses or the whole dataset.
#[derive(Debug, Clone, Default)]
pub struct RequestedDataset {
    /// `default-graph-uri`.
    pub default_graphs: Vec<NamedNode>,
    /// `named-graph-uri`.
    pub named_graphs: Vec<NamedNode>,
}

impl RequestedDataset {
    /// True when the request names no graph.
    pub fn is_empty(&self) -> bool {
        self.default_graphs.is_empty() && self.named_graphs.is_empty()
    }
}
