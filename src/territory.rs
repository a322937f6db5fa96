//! Places: names as people write them, to the codes of territories at a date.
//!
//! In: the tables that the settings `[gazetteer]` name. Out: a [`Gazetteer`], which says for a name
//! which region, department, grouping of communes or commune is meant, or why none is.

mod gazetteer;
mod read;
mod resolve;

pub use gazetteer::{Gazetteer, Kind, Territory};
pub use resolve::{Answer, Asked, Verdict};

#[cfg(test)]
mod tests;
