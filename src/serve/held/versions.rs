//! Versions that can be had, and what differs between two of them.

use crate::diff::Difference;
use crate::serve::labels::Labels;
use std::sync::Arc;

/// The comparison that was asked for last, by the names of its versions.
pub type Compared = Arc<tokio::sync::Mutex<Option<(String, Arc<Comparison>)>>>;

/// What differs, with the names of what it speaks of.
pub struct Comparison {
    /// The versions, the earlier one first.
    pub versions: [String; 2],
    /// What differs.
    pub difference: Difference,
    /// What things are called.
    pub labels: Labels,
}

/// A version that can be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name: 64 hexadecimal digits.
    pub name: String,
    /// How many quads it has.
    pub quads: usize,
    /// True for the one that is served.
    pub current: bool,
}
