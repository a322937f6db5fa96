//! The snapshot: all quads of a version in one immutable file, mapped read-only by every process
//! that answers queries.
//!
//! In: a file that [`write`](mod@write) made. Out: terms by number and numbers by term ([`dictionary`]), the
//! triples of a pattern with their graphs ([`triples`]), statistics ([`statistics`]). Opening
//! verifies the outer form ([`layout`]); every page is checked when it is first read ([`section`]),
//! so that damage is an error with its place and never an answer with fewer facts.

pub mod bits;
pub mod dictionary;
pub mod error;
pub mod graphs;
pub mod key;
pub mod kind;
pub mod layout;
pub mod map;
pub mod order;
pub mod predicates;
pub mod ranked_set;
pub mod section;
pub mod statistics;
pub mod triples;
pub mod value;
pub mod whole;
pub mod write;

pub use error::SnapshotError;
pub use kind::Kind;
pub use section::Damage;
pub use triples::{Pattern, Triple, Triples};

use dictionary::Dictionary;
use graphs::Graphs;
use layout::Sections;
use memmap2::Mmap;
use order::Order;
use predicates::ByName;
use statistics::Statistics;
use std::fs::File;
use std::path::Path;

/// Numbers from this one on are free for terms that a snapshot has not.
pub const LOCAL: u32 = 1 << 31;

/// An opened snapshot.
#[derive(Debug)]
pub struct Snapshot {
    sections: Sections,
    /// Terms and their numbers.
    pub dictionary: Dictionary,
    /// The graphs.
    pub graphs: Graphs,
    /// Counts by predicate, class and in all.
    pub statistics: Statistics,
    pub(crate) by_subject: Order,
    pub(crate) by_predicate: Order,
    pub(crate) by_object: Order,
    predicates: ByName,
}

impl Snapshot {
    /// Opens a file: the header, the table of sections and all page sums are verified.
    ///
    /// # Errors
    /// What the system says, another format or version, damage.
    pub fn open(path: &Path) -> Result<Self, SnapshotError> {
        Self::of_file(&File::open(path)?)
    }

    /// Opens a file that is open already, to be read at least.
    ///
    /// # Errors
    /// As [`Snapshot::open`].
    pub fn of_file(file: &File) -> Result<Self, SnapshotError> {
        if file.metadata()?.len() == 0 {
            return Err(SnapshotError::NotASnapshot);
        }
        Self::from_map(map::file(file)?)
    }

    /// Opens bytes in memory.
    ///
    /// # Errors
    /// As [`Snapshot::open`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SnapshotError> {
        if bytes.is_empty() {
            return Err(SnapshotError::NotASnapshot);
        }
        Self::from_map(map::memory(bytes)?)
    }

    fn from_map(map: Mmap) -> Result<Self, SnapshotError> {
        let sections = Sections::open(map)?;
        let dictionary = Dictionary::open(sections.get(Kind::Terms)?, sections.get(Kind::Blocks)?)?;
        let graphs = Graphs::open(&sections)?;
        let statistics = Statistics::open(&sections)?;
        let rows = statistics.totals.triples;
        Ok(Self {
            by_subject: Order::open(&sections, &order::BY_SUBJECT, rows)?,
            by_predicate: Order::open(&sections, &order::BY_PREDICATE, rows)?,
            by_object: Order::open(&sections, &order::BY_OBJECT, rows)?,
            sections,
            dictionary,
            graphs,
            statistics,
            predicates: ByName::default(),
        })
    }

    /// Reads everything: every page against its sum, then that all parts fit each other.
    ///
    /// # Errors
    /// The first damage.
    pub fn verify(&self) -> Result<(), Damage> {
        self.sections
            .all()
            .iter()
            .try_for_each(|section| section.verify())?;
        self.dictionary.verify()?;
        let (terms, rows) = (self.dictionary.len(), self.by_subject.count());
        self.graphs.verify(terms, rows)?;
        let predicates = self.statistics.predicates();
        let sets = self.graphs.sets();
        self.by_subject.verify([terms, predicates, terms], sets)?;
        self.by_predicate.verify([predicates, terms, terms], sets)?;
        self.by_object.verify([terms, terms, predicates], sets)?;
        self.statistics.verify(self)
    }

    /// The bytes of each section, with its name.
    pub fn sizes(&self) -> Vec<(&'static str, usize)> {
        self.sections
            .all()
            .iter()
            .map(|s| (s.kind().name(), s.length()))
            .collect()
    }
}

#[cfg(test)]
mod tests;
