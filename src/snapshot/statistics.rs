//! Counts that a snapshot keeps: in all, by predicate and by class. The list of predicates is also
//! what numbers them.

use super::Snapshot;
use super::error::SnapshotError;
use super::kind::Kind;
use super::layout::Sections;
use super::section::{Damage, Section};

/// Bytes of a predicate: number of its term, triples, subjects, objects.
pub(super) const PREDICATE: usize = 28;
/// Bytes of a class: number of its term, instances.
pub(super) const CLASS: usize = 12;
/// Bytes of the totals.
pub(super) const TOTALS: usize = 40;

/// Counts over the whole snapshot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Different triples, whatever the graph.
    pub triples: u64,
    /// Triples with their graphs.
    pub quads: u64,
    /// Different subjects.
    pub subjects: u64,
    /// Different objects.
    pub objects: u64,
    /// Different terms in any place.
    pub terms: u64,
}

/// Counts over the triples of one predicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PredicateCounts {
    /// The number of its term.
    pub term: u32,
    /// Different triples.
    pub triples: u64,
    /// Different subjects.
    pub subjects: u64,
    /// Different objects.
    pub objects: u64,
}

/// The counts of a snapshot.
#[derive(Debug, Clone)]
pub struct Statistics {
    /// Counts over all of it.
    pub totals: Totals,
    predicates: Section,
    classes: Section,
}

impl Statistics {
    /// Opens the counts.
    ///
    /// # Errors
    /// Sections of another length than they must have.
    pub(super) fn open(sections: &Sections) -> Result<Self, SnapshotError> {
        let totals = sections.get(Kind::Totals)?;
        if totals.length() != TOTALS {
            return Err(totals
                .damage(0, "another length than the totals have")
                .into());
        }
        let fixed = |kind, size: usize| {
            let section = sections.get(kind)?;
            let fits = section.items.checked_mul(size as u64) == Some(section.length() as u64);
            if !fits || section.items >= u64::from(super::LOCAL) {
                return Err(section
                    .damage(0, "another length than its counts have")
                    .into());
            }
            Ok::<_, SnapshotError>(section.clone())
        };
        Ok(Self {
            totals: Totals {
                triples: totals.u64(0)?,
                quads: totals.u64(8)?,
                subjects: totals.u64(16)?,
                objects: totals.u64(24)?,
                terms: totals.u64(32)?,
            },
            predicates: fixed(Kind::Predicates, PREDICATE)?,
            classes: fixed(Kind::Classes, CLASS)?,
        })
    }

    /// How many predicates there are; they are numbered from 1 in the order of their terms.
    pub fn predicates(&self) -> u32 {
        // Checked when the counts were opened.
        self.predicates.items as u32
    }

    /// The term of a predicate.
    ///
    /// # Errors
    /// Damage; a number that no predicate has.
    #[inline]
    pub fn predicate_term(&self, predicate: u32) -> Result<u32, Damage> {
        let at = (predicate as usize).wrapping_sub(1);
        self.predicates.u32(at.saturating_mul(PREDICATE))
    }

    /// The counts of a predicate.
    ///
    /// # Errors
    /// Damage; a number that no predicate has.
    pub fn predicate(&self, predicate: u32) -> Result<PredicateCounts, Damage> {
        let at = (predicate as usize)
            .wrapping_sub(1)
            .saturating_mul(PREDICATE);
        let number = |offset| self.predicates.u64(at.saturating_add(offset));
        Ok(PredicateCounts {
            term: self.predicates.u32(at)?,
            triples: number(4)?,
            subjects: number(12)?,
            objects: number(20)?,
        })
    }

    /// The predicate of a term.
    ///
    /// # Errors
    /// Damage.
    pub fn find_predicate(&self, term: u32) -> Result<Option<u32>, Damage> {
        let (mut low, mut high) = (1, self.predicates() + 1);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.predicate_term(middle)? < term {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let found = low <= self.predicates() && self.predicate_term(low)? == term;
        Ok(found.then_some(low))
    }

    /// How many classes there are.
    pub fn classes(&self) -> u64 {
        self.classes.items
    }

    /// The term of the class at a place from 0, and how many instances it has.
    ///
    /// # Errors
    /// Damage; no such place.
    pub fn class(&self, at: usize) -> Result<(u32, u64), Damage> {
        let at = at.saturating_mul(CLASS);
        Ok((
            self.classes.u32(at)?,
            self.classes.u64(at.saturating_add(4))?,
        ))
    }

    /// Compares the counts with the rows.
    ///
    /// # Errors
    /// The first count that is not true.
    pub(super) fn verify(&self, snapshot: &Snapshot) -> Result<(), Damage> {
        let mut sum = 0;
        for predicate in 1..=self.predicates() {
            let counts = self.predicate(predicate)?;
            let rows = snapshot.by_predicate.rows(predicate)?;
            if counts.triples != rows.count() as u64 || counts.term > snapshot.dictionary.len() {
                let at = (predicate as usize - 1) * PREDICATE;
                return Err(self.predicates.damage(at, "a count that is not true"));
            }
            sum += counts.triples;
        }
        let mut quads = 0;
        for graph in 0..snapshot.graphs.count() {
            quads += snapshot.graphs.triples(graph)?;
        }
        let true_totals = Totals {
            triples: sum,
            quads,
            subjects: snapshot.by_subject.leading(),
            objects: snapshot.by_object.leading(),
            terms: u64::from(snapshot.dictionary.len()),
        };
        if true_totals == self.totals {
            Ok(())
        } else {
            Err(self.predicates.damage(0, "counts that do not add up"))
        }
    }
}
