//! The objects of a predicate of which every subject has one at most, as a table, and when there should be one.

use super::{Place, Scan};
use crate::snapshot::{Damage, Snapshot};

/// What look-ups take before a table is made at the earliest, where one of a subject near the last takes
/// 1; in tests the table answers from the second on.
const OFTEN: u64 = if cfg!(test) { 1 } else { 1024 };
/// Entries of a table that are made in the time of one look-up; of one that is larger than what is near
/// the processor, fewer.
const ENTRIES: u64 = 24;
const ENTRIES_AFAR: u64 = 2;
const LARGE: u64 = 256 << 10;
/// Triples of a predicate that are gathered.
pub(super) const TRIPLES: u64 = 2 << 20;

/// What is known of the look-ups of one scan.
#[derive(Debug, Clone)]
pub(super) enum Gathered {
    /// None was made yet.
    Unknown,
    /// What they may still take before there is a table; the subject of the last.
    Waiting(u64, u32),
    /// There will be none.
    Never,
    /// The objects of the subjects from the first on; 0 for none.
    Table { first: u32, objects: Vec<u32> },
}

impl Gathered {
    /// Entries of the table.
    pub fn entries(&self) -> usize {
        match self {
            Self::Table { objects, .. } => objects.len(),
            _ => 0,
        }
    }

    /// What look-ups may take before a table is made: as much as that, unless so many are expected.
    pub fn begin(scan: &Scan, predicate: u32, snapshot: &Snapshot) -> Result<Self, Damage> {
        let counts = snapshot.statistics.predicate(predicate)?;
        let is_fixed = matches!(scan.places[1], Place::Fixed(_));
        let is_function = counts.triples == counts.subjects && counts.triples <= TRIPLES;
        let entries = if counts.triples > LARGE {
            ENTRIES_AFAR
        } else {
            ENTRIES
        };
        let most = OFTEN.max(counts.triples / entries);
        let most = if scan.times > most as f64 { 0 } else { most };
        Ok(if is_fixed && is_function {
            Self::Waiting(most, 0)
        } else {
            Self::Never
        })
    }
}
