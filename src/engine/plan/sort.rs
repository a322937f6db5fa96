//! Rows in order, all of them or the first few (SPARQL 1.1 §15.1).

use super::Key;
use super::cell::{Cell, Place, Terms};
use super::sink::Stop;
use std::cmp::Ordering;
use std::ops::Range;

/// Keeps the rows that may be among the first.
pub(super) struct Sorter<'p> {
    keys: &'p [Key],
    /// How many rows are asked for.
    most: Option<usize>,
    rows: Vec<Box<[Cell]>>,
    /// What the last of the rows that are asked for is sorted by, once so many were seen: later rows must
    /// come before.
    last: Option<Vec<Place>>,
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
            && !comes_before(self.keys, terms, row, last)?
        {
            return Ok(());
        }
        self.rows.push(row.into());
        match self.most {
            Some(most) if self.rows.len() >= most.saturating_mul(2).max(1024) => {
                self.sort(terms)?;
                self.rows.truncate(most);
                self.last = self.places(terms)?;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// What the last row is sorted by.
    fn places(&self, terms: &mut Terms<'_>) -> Result<Option<Vec<Place>>, Stop> {
        let Some(row) = self.rows.last() else {
            return Ok(None);
        };
        let places = self.keys.iter().map(|key| terms.place(row[key.slot]));
        Ok(Some(places.collect::<Result<_, _>>()?))
    }

    /// The rows in order.
    pub fn finish(mut self, terms: &mut Terms<'_>) -> Result<Vec<Box<[Cell]>>, Stop> {
        self.sort(terms)?;
        Ok(self.rows)
    }

    fn sort(&mut self, terms: &mut Terms<'_>) -> Result<(), Stop> {
        sort(self.keys, terms, &mut self.rows)
    }
}

/// Sorts rows by the first key, then those that are equal by it by the others. Literals that are in no
/// total order are left to the evaluator: a sort by halves of an order would stop in the middle.
fn sort(keys: &[Key], terms: &mut Terms<'_>, rows: &mut [Box<[Cell]>]) -> Result<(), Stop> {
    let Some((key, others)) = keys.split_first() else {
        return Ok(());
    };
    let mut placed = Vec::with_capacity(rows.len());
    let mut literal = None;
    for row in rows.iter_mut() {
        let place = terms.place(row[key.slot])?;
        if place.is_literal() && !literal.get_or_insert(place).goes_with(&place) {
            return Err(Stop::Unsuited);
        }
        placed.push((place, std::mem::take(row)));
    }
    placed.sort_by(|(a, _), (b, _)| key.compare(a, b));
    let equal = if others.is_empty() {
        Vec::new()
    } else {
        runs(&placed)
    };
    for (place, (_, row)) in rows.iter_mut().zip(placed) {
        *place = row;
    }
    for run in equal {
        sort(others, terms, &mut rows[run])?;
    }
    Ok(())
}

/// Where several are equal.
fn runs(placed: &[(Place, Box<[Cell]>)]) -> Vec<Range<usize>> {
    let (mut runs, mut begin) = (Vec::new(), 0);
    for run in placed.chunk_by(|(a, _), (b, _)| a.compare(b).is_eq()) {
        if run.len() > 1 {
            runs.push(begin..begin + run.len());
        }
        begin += run.len();
    }
    runs
}

/// True for a row that comes before what is sorted by these places.
fn comes_before(
    keys: &[Key],
    terms: &mut Terms<'_>,
    row: &[Cell],
    last: &[Place],
) -> Result<bool, Stop> {
    for (key, last) in keys.iter().zip(last) {
        let place = terms.place(row[key.slot])?;
        if !place.goes_with(last) {
            return Err(Stop::Unsuited);
        }
        let order = key.compare(&place, last);
        if order != Ordering::Equal {
            return Ok(order.is_lt());
        }
    }
    Ok(false)
}

impl Key {
    /// The order of two places by this key.
    fn compare(&self, a: &Place, b: &Place) -> Ordering {
        let order = a.compare(b);
        if self.descending {
            order.reverse()
        } else {
            order
        }
    }
}
