//! Where in a sorted list of hashes those with the same upper bits begin.
//!
//! In: the upper bits of each, in order. Out: for any upper bits the places to look at, few enough to go
//! through.

use std::ops::Range;

/// The places by the 16 upper bits.
#[derive(Debug, Default)]
pub struct Begins(Vec<usize>);

impl Begins {
    /// Of hashes whose upper bits these are.
    pub fn new(uppers: impl Iterator<Item = u16>) -> Self {
        let mut begins = vec![0; usize::from(u16::MAX) + 2];
        for upper in uppers {
            begins[usize::from(upper) + 1] += 1;
        }
        let mut before = 0;
        for begin in &mut begins {
            before += *begin;
            *begin = before;
        }
        Self(begins)
    }

    /// Where the hashes with these upper bits stand.
    pub fn range(&self, upper: u16) -> Range<usize> {
        let at = usize::from(upper);
        match self.0.get(at..at + 2) {
            Some(range) => range[0]..range[1],
            None => 0..0,
        }
    }
}
