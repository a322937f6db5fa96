//! Queries that the front may answer itself.
//!
//! In: a query whose patterns hold no expression, so that nothing but triples is looked at, over the merge of
//! all graphs. Out: its plan where few rows are to be looked at, as guessed, or what it describes.

use super::alternatives::spread;
use super::describe;
use super::plan::{Plan, Terms, compile};
use crate::snapshot::Snapshot;
use oxigraph::model::Term;
use spargebra::Query;
use spargebra::algebra::GraphPattern;
use std::sync::Arc;

/// Rows that may be looked at, as guessed.
const ROWS: f64 = 20_000.0;
/// What the front may answer, made once for the snapshot of an engine whose graphs are asked together.
#[derive(Clone)]
pub(super) enum Small {
    /// SELECT and ASK.
    Rows(Arc<Plan>),
    /// DESCRIBE of given terms.
    Described(Arc<[Term]>),
}

impl std::fmt::Debug for Small {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Rows(_) => "Rows",
            Self::Described(_) => "Described",
        })
    }
}

impl Small {
    /// What the front may try to answer of a query; its alternatives may be spread.
    pub(super) fn of(query: &mut Query, snapshot: &Snapshot) -> Option<Self> {
        if query.dataset().is_some() {
            return None;
        }
        if let Query::Describe { .. } = query {
            return Some(Self::Described(describe::terms(query)?.into()));
        }
        let (Query::Select { pattern, .. } | Query::Ask { pattern, .. }) = query else {
            return None;
        };
        if !is_plain(pattern) {
            return None;
        }
        spread(query);
        let (Query::Select { pattern, .. } | Query::Ask { pattern, .. }) = &*query else {
            return None;
        };
        // What a path does not lead by is an expression now.
        if !is_plain(pattern) {
            return None;
        }
        let terms = Terms::new(snapshot).ok()?;
        let plan = compile(query, &terms, false).ok()??;
        (plan.expected() <= ROWS).then(|| Self::Rows(Arc::new(plan)))
    }
}

/// True for patterns without expressions, tables of values, groups and services.
fn is_plain(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Join { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::LeftJoin {
            left,
            right,
            expression: None,
        } => is_plain(left) && is_plain(right),
        GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => is_plain(inner),
        _ => false,
    }
}
