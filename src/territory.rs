//! Places: an [`Atlas`] of communes by postal code and outlines to draw, and a [`Gazetteer`] that tells
//! which territory a name means at a date.
//!
//! In: the files and tables that the settings `[territory]` and `[gazetteer]` name. Out: the division a
//! point lies in, the communes of a postal code, the code of a region, department, grouping of
//! communes or commune by its name, or why there is none. Nothing is kept of what is asked.

pub mod atlas;
pub mod communes;
mod gazetteer;
pub mod geojson;
pub mod outline;
pub mod projection;
mod read;
mod resolve;

pub use atlas::Atlas;
pub use communes::{Commune, Communes};
pub use gazetteer::{Gazetteer, Kind, Territory};
pub use outline::{Division, Outlines};
pub use resolve::{Answer, Asked, Verdict};

#[cfg(test)]
mod tests;
