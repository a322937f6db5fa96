//! Rows in order, all of them or the first few (SPARQL 1.1 §15.1).

use super::Key;
use super::cell::{Cell, Terms};
use super::walk::Stop;
use std::cmp::Ordering;

/// Keeps the rows that may be among the first.
pub(super) struct Sorter<'p> {
    keys: &'p [Key],
    /// How many rows are asked for.
    most: Option<usize>,
    rows: Vec<Box<[Cell]>>,
    /// The last of the rows that are asked for, once so many were seen: later rows must come before.
    last: Option<Box<[Cell]>>,
}

impl<'p> Sorter<'p> {
    pub fn new(keys: &'p [Key], most: Option<usize>) -> Self {
        Self {
            keys,
            most,
            rows: Vec::new(),
            last: None,
        }
    }

    pub fn push(&mut self, terms: &mut Terms<'_>, row: &[Cell]) -> Result<(), Stop> {
        if let Some(last) = &self.last
            && compare(self.keys, terms, row, last)?.is_ge()
        {
            return Ok(());
        }
        self.rows.push(row.into());
        match self.most {
            Some(most) if self.rows.len() >= most.saturating_mul(2).max(1024) => {
                self.sort(terms)?;
                self.rows.truncate(most);
                self.last = self.rows.last().cloned();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The rows in order.
    pub fn finish(mut self, terms: &mut Terms<'_>) -> Result<Vec<Box<[Cell]>>, Stop> {
        self.sort(terms)?;
        Ok(self.rows)
    }

    fn sort(&mut self, terms: &mut Terms<'_>) -> Result<(), Stop> {
        let mut failed = None;
        let keys = self.keys;
        self.rows.sort_by(|a, b| {
            compare(keys, terms, a, b).unwrap_or_else(|stop| {
                failed.get_or_insert(stop);
                Ordering::Equal
            })
        });
        failed.map_or(Ok(()), Err)
    }
}

fn compare(keys: &[Key], terms: &mut Terms<'_>, a: &[Cell], b: &[Cell]) -> Result<Ordering, Stop> {
    for key in keys {
        let order = terms.compare(a[key.slot], b[key.slot])?;
        let order = order.map_err(|_| Stop::Unsuited)?;
        let order = if key.descending {
            order.reverse()
        } else {
            order
        };
        if order != Ordering::Equal {
            return Ok(order);
        }
    }
    Ok(Ordering::Equal)
}
