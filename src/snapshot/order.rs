//! One order of all triples: rows sorted by a leading, a second and a third number.
//!
//! The leading numbers are a ranked set and the place where the rows of each start; the second and
//! third are columns. Each row names the set of graphs its triple stands in.

use super::bits::Column;
use super::error::SnapshotError;
use super::kind::Kind;
use super::layout::Sections;
use super::ranked_set::RankedSet;
use super::section::Damage;

/// One of the three orders.
#[derive(Debug, Clone)]
pub struct Order {
    leading: RankedSet,
    starts: Column,
    second: Column,
    third: Column,
    sets: Column,
}

/// The sections of an order.
pub(super) struct Kinds {
    pub leading: Kind,
    pub starts: Kind,
    pub second: Kind,
    pub third: Kind,
    pub sets: Kind,
}

/// Subject, predicate, object.
pub(super) const BY_SUBJECT: Kinds = Kinds {
    leading: Kind::SubjectTerms,
    starts: Kind::SubjectStarts,
    second: Kind::SubjectSecond,
    third: Kind::SubjectThird,
    sets: Kind::SubjectSets,
};

/// Predicate, object, subject.
pub(super) const BY_PREDICATE: Kinds = Kinds {
    leading: Kind::PredicateTerms,
    starts: Kind::PredicateStarts,
    second: Kind::PredicateSecond,
    third: Kind::PredicateThird,
    sets: Kind::PredicateSets,
};

/// Object, subject, predicate.
pub(super) const BY_OBJECT: Kinds = Kinds {
    leading: Kind::ObjectTerms,
    starts: Kind::ObjectStarts,
    second: Kind::ObjectSecond,
    third: Kind::ObjectThird,
    sets: Kind::ObjectSets,
};

/// A row: its place, its numbers and its set of graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The place in the order.
    pub at: usize,
    /// The leading number.
    pub leading: u32,
    /// The second number.
    pub second: u32,
    /// The third number.
    pub third: u32,
    /// The number of the set of graphs.
    pub set: u32,
}

/// Rows in order, from a place up to but not with another.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    at: usize,
    end: usize,
    leading: u32,
    /// Where the rows of this leading number end.
    group_end: usize,
}

impl Rows {
    /// No rows.
    pub const NONE: Self = Self {
        at: 0,
        end: 0,
        leading: 0,
        group_end: 0,
    };

    /// How many are left.
    pub fn count(&self) -> usize {
        self.end - self.at
    }

    /// The place of the first and the one behind the last.
    pub fn range(&self) -> (usize, usize) {
        (self.at, self.end)
    }
}

impl Order {
    /// Opens an order of `rows` triples.
    ///
    /// # Errors
    /// Sections that do not fit each other.
    pub(super) fn open(
        sections: &Sections,
        kinds: &Kinds,
        rows: u64,
    ) -> Result<Self, SnapshotError> {
        let column = |kind| Ok::<_, SnapshotError>(Column::open(sections.get(kind)?)?);
        let order = Self {
            leading: RankedSet::open(sections.get(kinds.leading)?)?,
            starts: column(kinds.starts)?,
            second: column(kinds.second)?,
            third: column(kinds.third)?,
            sets: column(kinds.sets)?,
        };
        for column in [&order.second, &order.third, &order.sets] {
            if column.count() as u64 != rows {
                return Err(column
                    .damage(0, "another number of rows than there are triples")
                    .into());
            }
        }
        if order.starts.count() as u64 != order.leading.count() + 1 {
            return Err(order
                .starts
                .damage(0, "another number of starts than of terms")
                .into());
        }
        Ok(order)
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.second.count()
    }

    /// How many leading numbers there are.
    pub fn leading(&self) -> u64 {
        self.leading.count()
    }

    /// All rows.
    ///
    /// # Errors
    /// Damage.
    pub fn all(&self) -> Result<Rows, Damage> {
        Ok(Rows {
            at: 0,
            end: self.count(),
            leading: 0,
            group_end: 0,
        })
    }

    /// The rows of a leading number.
    ///
    /// # Errors
    /// Damage.
    pub fn rows(&self, leading: u32) -> Result<Rows, Damage> {
        let Some(rank) = self.leading.rank(leading)? else {
            return Ok(Rows::NONE);
        };
        let (at, end) = self.group(rank)?;
        Ok(Rows {
            at,
            end,
            leading,
            group_end: end,
        })
    }

    /// Of some rows of one leading number, those with a second number.
    ///
    /// # Errors
    /// Damage.
    pub fn with_second(&self, rows: Rows, second: u32) -> Result<Rows, Damage> {
        let (at, end) = self.second.equal_range(rows.at, rows.end, second)?;
        Ok(Rows { at, end, ..rows })
    }

    /// Of some rows of one leading and one second number, those with a third number.
    ///
    /// # Errors
    /// Damage.
    pub fn with_third(&self, rows: Rows, third: u32) -> Result<Rows, Damage> {
        let (at, end) = self.third.equal_range(rows.at, rows.end, third)?;
        Ok(Rows { at, end, ..rows })
    }

    /// The next of some rows.
    ///
    /// # Errors
    /// Damage.
    #[inline]
    pub fn next(&self, rows: &mut Rows) -> Result<Option<Row>, Damage> {
        let at = rows.at;
        if at >= rows.end {
            return Ok(None);
        }
        if at >= rows.group_end {
            self.next_group(rows)?;
        }
        rows.at += 1;
        Ok(Some(Row {
            at,
            leading: rows.leading,
            second: self.second.get(at)?,
            third: self.third.get(at)?,
            set: self.sets.get(at)?,
        }))
    }

    /// The row at a place; the leading number is looked for, which takes longer than [`Order::next`].
    ///
    /// # Errors
    /// Damage; no such row.
    pub fn row(&self, at: usize) -> Result<Row, Damage> {
        let lost = || self.second.damage(at, "a row beyond the end");
        let next = u32::try_from(at + 1).map_err(|_| lost())?;
        let behind = self.starts.lower_bound(0, self.starts.count(), next)?;
        let rank = behind.checked_sub(1).ok_or_else(lost)?;
        let leading = self.leading.select(rank)?.ok_or_else(lost)?;
        let mut rows = Rows {
            at,
            end: at + 1,
            leading,
            group_end: at + 1,
        };
        self.next(&mut rows)?.ok_or_else(lost)
    }

    /// The second number at a place.
    ///
    /// # Errors
    /// Damage; no such row.
    #[inline]
    pub fn second_at(&self, at: usize) -> Result<u32, Damage> {
        self.second.get(at)
    }

    /// The third number at a place.
    ///
    /// # Errors
    /// Damage; no such row.
    #[inline]
    pub fn third_at(&self, at: usize) -> Result<u32, Damage> {
        self.third.get(at)
    }

    /// The second and third numbers from a place on, as many as there is room for.
    ///
    /// # Errors
    /// Damage; no such rows.
    pub fn read(&self, at: usize, second: &mut [u32], third: &mut [u32]) -> Result<(), Damage> {
        self.second.read(at, second)?;
        self.third.read(at, third)
    }

    /// The set of graphs at a place.
    ///
    /// # Errors
    /// Damage; no such row.
    #[inline]
    pub fn set_at(&self, at: usize) -> Result<u32, Damage> {
        self.sets.get(at)
    }

    /// The place behind the rows from `at` on, before `end`, that share the second number of the first.
    ///
    /// # Errors
    /// Damage.
    pub fn second_run(&self, at: usize, end: usize, second: u32) -> Result<usize, Damage> {
        self.second.run_end(at, end, second)
    }

    /// Of some rows of one leading number, those whose second number lies in a range.
    ///
    /// # Errors
    /// Damage.
    pub fn second_within(&self, rows: Rows, from: u32, to: u32) -> Result<Rows, Damage> {
        let at = self.second.lower_bound(rows.at, rows.end, from)?;
        let end = self.second.lower_bound(at, rows.end, to)?;
        Ok(Rows { at, end, ..rows })
    }

    /// The smallest leading number that is at least `from`, with its rows.
    ///
    /// # Errors
    /// Damage.
    pub fn group_from(&self, from: u32) -> Result<Option<(u32, Rows)>, Damage> {
        match self.leading.next(from)? {
            Some(leading) => Ok(Some((leading, self.rows(leading)?))),
            None => Ok(None),
        }
    }

    fn group(&self, rank: usize) -> Result<(usize, usize), Damage> {
        let (at, end) = (
            self.starts.get(rank)? as usize,
            self.starts.get(rank + 1)? as usize,
        );
        if at >= end || end > self.count() {
            return Err(self.starts.damage(rank, "rows that end before they start"));
        }
        Ok((at, end))
    }

    /// Goes on to the next leading number.
    fn next_group(&self, rows: &mut Rows) -> Result<(), Damage> {
        let from = if rows.at == 0 {
            0
        } else {
            rows.leading.saturating_add(1)
        };
        let lost = || self.starts.damage(0, "rows without a leading number");
        let leading = self.leading.next(from)?.ok_or_else(lost)?;
        let rank = self.leading.rank(leading)?.ok_or_else(lost)?;
        let (at, end) = self.group(rank)?;
        if at != rows.at {
            return Err(lost());
        }
        rows.leading = leading;
        rows.group_end = end;
        Ok(())
    }

    /// Reads every row: numbers ascend and lie within their bounds, and the starts are complete.
    ///
    /// # Errors
    /// The first that does not.
    pub fn verify(&self, bounds: [u32; 3], sets: u32) -> Result<(), Damage> {
        let mut rows = self.all()?;
        let mut before = None;
        while let Some(row) = self.next(&mut rows)? {
            let numbers = (row.leading, row.second, row.third);
            if before.is_some_and(|before| before >= numbers) {
                return Err(self.second.damage(row.at, "rows that are not in order"));
            }
            let inside = |number: u32, bound: u32| (1..=bound).contains(&number);
            let [first, second, third] = bounds;
            if !(inside(row.leading, first)
                && inside(row.second, second)
                && inside(row.third, third))
            {
                return Err(self
                    .second
                    .damage(row.at, "a row with a number that no term has"));
            }
            if row.set >= sets {
                return Err(self
                    .sets
                    .damage(row.at, "a row with a set of graphs that is none"));
            }
            before = Some(numbers);
        }
        Ok(())
    }
}
