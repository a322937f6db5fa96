//! `MIN`, `MAX` and `SAMPLE` that give a term of the group as it stands there (SPARQL 1.1 §18.5.1).
//!
//! In: the terms of a group. Out: one of them, the first of those that are equal. The order is that of
//! ORDER BY (§15.1).

use super::{Exact, disguised, revealed};
use crate::engine::sort_key;
use oxigraph::model::Term;
use spareval::AggregateFunctionAccumulator;

/// The function that stands for `MIN`.
pub const MIN: &str = "urn:ptce:min";
/// The function that stands for `MAX`.
pub const MAX: &str = "urn:ptce:max";
/// The function that stands for `SAMPLE`.
pub const SAMPLE: &str = "urn:ptce:sample";
/// The name that stands for a row without a value in `SAMPLE`.
pub const NONE: &str = "urn:ptce: none";

/// Which term of a group is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Which {
    /// The first in order.
    Least,
    /// The last in order.
    Most,
    /// The first that comes.
    Any,
}

/// The best term so far, with what it is sorted by.
pub(in crate::engine) struct Extreme {
    which: Which,
    exact: Exact,
    best: Option<(String, Term)>,
}

impl Extreme {
    pub(in crate::engine) fn new(which: Which, exact: Exact) -> Self {
        Self {
            which,
            exact,
            best: None,
        }
    }
}

impl AggregateFunctionAccumulator for Extreme {
    fn accumulate(&mut self, element: Term) {
        if matches!(&element, Term::NamedNode(node) if node.as_str() == NONE)
            || (self.which == Which::Any && self.best.is_some())
        {
            return;
        }
        let term = revealed(self.exact.original(&element));
        let key = match self.which {
            Which::Any => String::new(),
            Which::Least | Which::Most => sort_key::of_term(&term),
        };
        let better = self.best.as_ref().is_none_or(|(best, _)| match self.which {
            Which::Least => key < *best,
            Which::Most => key > *best,
            Which::Any => false,
        });
        if better {
            self.best = Some((key, term));
        }
    }

    fn finish(&mut self) -> Option<Term> {
        self.best.take().map(|(_, term)| disguised(term))
    }
}
