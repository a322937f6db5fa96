//! Search as people type: accents, elisions, plurals, acronyms, typing errors, codes.
//!
//! In: things with their names, texts and facet values. Out: those that a text means, the best
//! first; counts of facet values; names to suggest. The index lives in memory beside the snapshot it
//! was read from: a few thousand things take a few milliseconds to index, so that it is never stored
//! and never stale.

pub mod analysis;
mod entry;
mod facets;
mod filter;
pub mod find;
pub mod index;
mod matching;

pub use entry::Entry;
pub use filter::Filter;
pub use find::Found;
pub use index::Index;

#[cfg(test)]
mod tests;
