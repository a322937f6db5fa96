//! Sorting records of four 32-bit numbers that may not fit in memory.

use super::Resources;
use super::spool::{Reader, Spool, record};
use crate::threads;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

/// Four numbers as one, so that comparing is one step.
pub(super) fn pack(numbers: [u32; 4]) -> u128 {
    numbers
        .iter()
        .fold(0, |packed, &number| packed << 32 | u128::from(number))
}

/// The four numbers.
pub(super) fn unpack(packed: u128) -> [u32; 4] {
    [96, 64, 32, 0].map(|shift| (packed >> shift) as u32)
}

/// Takes records.
#[derive(Debug)]
pub(super) struct Sorter<'r> {
    resources: &'r Resources,
    buffer: Vec<u128>,
    limit: usize,
    runs: Vec<Spool>,
}

impl<'r> Sorter<'r> {
    /// A sorter that keeps records in `memory` bytes.
    pub(super) fn new(memory: usize, resources: &'r Resources) -> Self {
        Self {
            resources,
            buffer: Vec::new(),
            limit: (memory / 16).max(1),
            runs: Vec::new(),
        }
    }

    /// Adds a record.
    #[inline]
    pub(super) fn push(&mut self, record: u128) -> io::Result<()> {
        if self.buffer.len() >= self.limit {
            self.spill()?;
        }
        self.buffer.push(record);
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        sort(&mut self.buffer);
        let mut run = Spool::new(self.resources);
        for record in self.buffer.drain(..) {
            run.put(&record.to_le_bytes())?;
        }
        self.runs.push(run);
        Ok(())
    }

    /// All records in order.
    pub(super) fn finish(mut self) -> io::Result<Sorted> {
        if self.runs.is_empty() {
            sort(&mut self.buffer);
            return Ok(Sorted::Memory(self.buffer.into_iter()));
        }
        self.spill()?;
        self.buffer = Vec::new();
        let mut runs = Vec::with_capacity(self.runs.len());
        for run in self.runs {
            runs.push(run.into_reader()?);
        }
        let mut heap = BinaryHeap::with_capacity(runs.len());
        for (at, run) in runs.iter_mut().enumerate() {
            heap.extend(packed(run)?.map(|record| Reverse((record, at))));
        }
        Ok(Sorted::Merge { runs, heap })
    }
}

/// Sorts on two threads when it is worth it.
fn sort(records: &mut [u128]) {
    if records.len() < 1 << 16 {
        return records.sort_unstable();
    }
    let middle = records.len() / 2;
    let (low, _, high) = records.select_nth_unstable(middle);
    threads::both(|| low.sort_unstable(), || high.sort_unstable());
}

/// Records in order.
#[derive(Debug)]
pub(super) enum Sorted {
    Memory(std::vec::IntoIter<u128>),
    Merge {
        runs: Vec<Reader>,
        heap: BinaryHeap<Reverse<(u128, usize)>>,
    },
}

impl Sorted {
    /// The next record.
    #[inline]
    pub(super) fn next(&mut self) -> io::Result<Option<u128>> {
        match self {
            Self::Memory(records) => Ok(records.next()),
            Self::Merge { runs, heap } => {
                let Some(Reverse((found, at))) = heap.pop() else {
                    return Ok(None);
                };
                if let Some(run) = runs.get_mut(at) {
                    heap.extend(packed(run)?.map(|record| Reverse((record, at))));
                }
                Ok(Some(found))
            }
        }
    }
}

/// The next record of a file; nothing at the end.
#[inline]
pub(super) fn packed(run: &mut Reader) -> io::Result<Option<u128>> {
    Ok(record(run)?.map(u128::from_le_bytes))
}
