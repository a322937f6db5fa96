//! The graphs of a snapshot, the sets of graphs that triples stand in, and the rows of small graphs.
//!
//! Graphs are numbered: 0 is the default graph, the named ones follow in the order of their terms.
//! Most triples stand in one graph, and few sets of graphs occur, so that a triple is stored once
//! with the number of its set. A graph that has few of the triples has a list of its rows as well.

use super::bits::Column;
use super::error::SnapshotError;
use super::kind::Kind;
use super::layout::Sections;
use super::section::{Damage, Section};

/// Bytes of a graph: the number of its term, how many triples it has.
pub(super) const RECORD: usize = 12;

/// The graphs.
#[derive(Debug, Clone)]
pub struct Graphs {
    records: Section,
    set_starts: Column,
    set_members: Column,
    list_starts: Column,
    list_rows: Column,
}

impl Graphs {
    /// Opens the graphs.
    ///
    /// # Errors
    /// Sections that do not fit each other.
    pub(super) fn open(sections: &Sections) -> Result<Self, SnapshotError> {
        let column = |kind| Ok::<_, SnapshotError>(Column::open(sections.get(kind)?)?);
        let graphs = Self {
            records: sections.get(Kind::Graphs)?.clone(),
            set_starts: column(Kind::SetStarts)?,
            set_members: column(Kind::SetMembers)?,
            list_starts: column(Kind::ListStarts)?,
            list_rows: column(Kind::ListRows)?,
        };
        let records = &graphs.records;
        let fits = records.items.checked_mul(RECORD as u64) == Some(records.length() as u64);
        if !fits || records.items == 0 || records.items > u64::from(u32::MAX) {
            return Err(records
                .damage(0, "another length than its graphs have")
                .into());
        }
        if graphs.list_starts.count() as u64 != records.items + 1 {
            return Err(graphs
                .list_starts
                .damage(0, "another number of starts than graphs")
                .into());
        }
        Ok(graphs)
    }

    /// How many graphs there are, with the default graph.
    pub fn count(&self) -> u32 {
        // Checked when the graphs were opened.
        self.records.items as u32
    }

    /// How many sets of graphs there are.
    pub fn sets(&self) -> u32 {
        u32::try_from(self.set_starts.count().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// The term of a named graph; 0 for the default graph.
    ///
    /// # Errors
    /// Damage; a number that no graph has.
    pub fn term(&self, graph: u32) -> Result<u32, Damage> {
        self.records.u32(graph as usize * RECORD)
    }

    /// How many triples a graph has.
    ///
    /// # Errors
    /// Damage; a number that no graph has.
    pub fn triples(&self, graph: u32) -> Result<u64, Damage> {
        self.records.u64(graph as usize * RECORD + 4)
    }

    /// The named graph of a term.
    ///
    /// # Errors
    /// Damage.
    pub fn find(&self, term: u32) -> Result<Option<u32>, Damage> {
        let (mut low, mut high) = (1, self.count());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.term(middle)? < term {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(if low < self.count() && self.term(low)? == term {
            Some(low)
        } else {
            None
        })
    }

    /// Where the members of a set start and end.
    ///
    /// # Errors
    /// Damage.
    pub fn set(&self, set: u32) -> Result<(usize, usize), Damage> {
        let set = set as usize;
        let (from, to) = (
            self.set_starts.get(set)? as usize,
            self.set_starts.get(set + 1)? as usize,
        );
        if from >= to || to > self.set_members.count() {
            return Err(self
                .set_starts
                .damage(set, "a set of graphs without graphs"));
        }
        Ok((from, to))
    }

    /// A member of a set.
    ///
    /// # Errors
    /// Damage.
    #[inline]
    pub fn member(&self, at: usize) -> Result<u32, Damage> {
        self.set_members.get(at)
    }

    /// True when a graph is in a set.
    ///
    /// # Errors
    /// Damage.
    pub fn contains(&self, set: u32, graph: u32) -> Result<bool, Damage> {
        let (from, to) = self.set(set)?;
        let at = self.set_members.lower_bound(from, to, graph)?;
        Ok(at < to && self.member(at)? == graph)
    }

    /// The places of a graph's list of rows; none when the graph has no list.
    ///
    /// # Errors
    /// Damage.
    pub fn list(&self, graph: u32) -> Result<Option<(usize, usize)>, Damage> {
        let graph = graph as usize;
        let from = self.list_starts.get(graph)? as usize;
        let to = self.list_starts.get(graph + 1)? as usize;
        if from > to || to > self.list_rows.count() {
            return Err(self
                .list_starts
                .damage(graph, "rows that end before they start"));
        }
        Ok((from < to).then_some((from, to)))
    }

    /// A row of a list, as its place in the order by subject.
    ///
    /// # Errors
    /// Damage.
    #[inline]
    pub fn listed(&self, at: usize) -> Result<usize, Damage> {
        Ok(self.list_rows.get(at)? as usize)
    }

    /// The places of a list that hold rows from a row up to another.
    ///
    /// # Errors
    /// Damage.
    pub fn listed_within(
        &self,
        (from, to): (usize, usize),
        (first, last): (usize, usize),
    ) -> Result<(usize, usize), Damage> {
        let number = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
        let start = self.list_rows.lower_bound(from, to, number(first))?;
        Ok((start, self.list_rows.lower_bound(start, to, number(last))?))
    }

    /// Damage of the kind that a term stands where it cannot.
    pub(super) fn nameless(&self, graph: u32) -> Damage {
        let at = (graph as usize).saturating_mul(RECORD);
        self.records.damage(at, "a term where it cannot stand")
    }

    /// Reads every graph and every set.
    ///
    /// # Errors
    /// The first number that cannot be.
    pub fn verify(&self, terms: u32, rows: usize) -> Result<(), Damage> {
        let mut before = 0;
        for graph in 1..self.count() {
            let term = self.term(graph)?;
            if term <= before || term > terms {
                return Err(self
                    .records
                    .damage(graph as usize * RECORD, "a graph without a name"));
            }
            before = term;
        }
        for set in 0..self.sets() {
            let (from, to) = self.set(set)?;
            let mut last = None;
            for at in from..to {
                let member = self.member(at)?;
                if member >= self.count() || last.is_some_and(|last| last >= member) {
                    return Err(self
                        .set_members
                        .damage(at, "a set with a graph that is none"));
                }
                last = Some(member);
            }
        }
        for graph in 0..self.count() {
            let Some((from, to)) = self.list(graph)? else {
                continue;
            };
            let mut last = None;
            for at in from..to {
                let row = self.listed(at)?;
                if row >= rows || last.is_some_and(|last| last >= row) {
                    return Err(self.list_rows.damage(at, "a list with a row that is none"));
                }
                last = Some(row);
            }
        }
        Ok(())
    }
}
