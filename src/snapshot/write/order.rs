//! Writing one order: rows that come sorted, as a ranked set, starts and columns.

use super::columns::{ColumnWriter, Numbers, SetWriter};
use super::spool::Spool;
use super::{Resources, SnapshotError};
use crate::snapshot::kind::Kind;
use crate::snapshot::order::Kinds;
use std::io;

/// Sections with their numbers of items.
pub(super) type Sections = Vec<(Kind, u64, Spool)>;

/// Takes the rows of an order.
pub(super) struct OrderWriter<'r> {
    resources: &'r Resources,
    leading: SetWriter,
    starts: Numbers,
    second: ColumnWriter,
    third: ColumnWriter,
    sets: SetColumn,
    last: Option<u32>,
    /// How many rows there are.
    pub rows: u64,
    /// How many leading numbers there are.
    pub groups: u64,
}

/// The sets of graphs: their largest number is known from the second order on.
enum SetColumn {
    Known(ColumnWriter),
    Later(Numbers, Spool),
}

impl<'r> OrderWriter<'r> {
    /// An order of rows whose numbers are at most `bounds`.
    pub(super) fn new(
        bounds: [u64; 3],
        largest_set: Option<u64>,
        resources: &'r Resources,
    ) -> io::Result<Self> {
        let sets = match largest_set {
            Some(largest) => SetColumn::Known(ColumnWriter::new(largest, resources)?),
            None => SetColumn::Later(Numbers::new(resources), Spool::new(resources)),
        };
        Ok(Self {
            resources,
            leading: SetWriter::new(resources),
            starts: Numbers::new(resources),
            second: ColumnWriter::new(bounds[1], resources)?,
            third: ColumnWriter::new(bounds[2], resources)?,
            sets,
            last: None,
            rows: 0,
            groups: 0,
        })
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: [u32; 3], set: u32) -> io::Result<()> {
        let [leading, second, third] = row;
        if self.last != Some(leading) {
            self.leading.push(leading)?;
            self.starts.push(row_number(self.rows)?)?;
            self.last = Some(leading);
            self.groups += 1;
        }
        self.second.push(second)?;
        self.third.push(third)?;
        match &mut self.sets {
            SetColumn::Known(column) => column.push(set)?,
            SetColumn::Later(numbers, copy) => {
                numbers.push(set)?;
                copy.put(&set.to_le_bytes())?;
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Ends the order; gives the sets row by row when they were not known.
    pub(super) fn finish(
        mut self,
        kinds: &Kinds,
        parts: &mut Sections,
    ) -> Result<Option<Spool>, SnapshotError> {
        self.starts.push(row_number(self.rows)?)?;
        let (sets, copy) = match self.sets {
            SetColumn::Known(column) => (column.finish()?, None),
            SetColumn::Later(numbers, copy) => (numbers.into_column(self.resources)?, Some(copy)),
        };
        let finished = [
            (kinds.leading, self.leading.finish()?),
            (kinds.starts, self.starts.into_column(self.resources)?),
            (kinds.second, self.second.finish()?),
            (kinds.third, self.third.finish()?),
            (kinds.sets, sets),
        ];
        parts.extend(finished.map(|(kind, (items, spool))| (kind, items, spool)));
        Ok(copy)
    }
}

fn row_number(rows: u64) -> io::Result<u32> {
    u32::try_from(rows).map_err(io::Error::other)
}
