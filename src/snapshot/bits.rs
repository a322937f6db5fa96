//! Columns of numbers in a fixed number of bits.
//!
//! A column is one byte that says the width (0 to 32), then the numbers, bit after bit, then 8
//! bytes of zeros, so that any number can be read as part of one 64-bit word.

use super::section::{Damage, Section};

/// Bytes of zeros behind the numbers of a column.
pub(super) const TAIL: usize = 8;

/// How many bits a number needs.
pub fn width(largest: u64) -> u32 {
    u64::BITS - largest.leading_zeros()
}

/// Numbers of up to 32 bits.
#[derive(Debug, Clone)]
pub struct Column {
    section: Section,
    width: usize,
    mask: u64,
    items: usize,
}

impl Column {
    /// Reads the width and checks that all numbers lie in the section.
    ///
    /// # Errors
    /// A width that cannot be, a section of another length.
    pub fn open(section: &Section) -> Result<Self, Damage> {
        let [width] = section.array::<1>(0)?;
        let items = usize::try_from(section.items);
        let items = items.map_err(|_| section.damage(0, "more numbers than fit in memory"))?;
        let bytes = items
            .checked_mul(usize::from(width))
            .map(|bits| bits.div_ceil(8));
        if width > 32 || bytes.and_then(|n| n.checked_add(1 + TAIL)) != Some(section.length()) {
            return Err(section.damage(0, "a column of another length than its numbers have"));
        }
        let mask = (1 << width) - 1;
        Ok(Self {
            section: section.clone(),
            width: usize::from(width),
            mask,
            items,
        })
    }

    /// How many numbers there are.
    pub fn count(&self) -> usize {
        self.items
    }

    /// The number at a place.
    ///
    /// # Errors
    /// Beyond the end; damage.
    #[inline]
    pub fn get(&self, at: usize) -> Result<u32, Damage> {
        if at >= self.items {
            return Err(self
                .section
                .damage(self.section.length(), "a row beyond the end"));
        }
        let bit = at * self.width;
        let word = self.section.u64(1 + bit / 8)?;
        // At most 7 + 32 bits of the word are of interest, so that the cast cuts nothing.
        Ok((word >> (bit % 8) & self.mask) as u32)
    }

    /// Reads the numbers from a place on, as many as there is room for.
    ///
    /// # Errors
    /// As [`Column::get`].
    pub fn read(&self, at: usize, numbers: &mut [u32]) -> Result<(), Damage> {
        let end = at.checked_add(numbers.len());
        let Some(end) = end.filter(|end| *end <= self.items) else {
            return Err(self.damage(self.items, "a row beyond the end"));
        };
        let start = 1 + at * self.width / 8;
        let behind = 1 + end * self.width / 8 + TAIL;
        let bytes = self.section.slice(start, behind - start)?;
        for (number, at) in numbers.iter_mut().zip(at..) {
            let bit = at * self.width;
            let from = 1 + bit / 8 - start;
            let word = bytes[from..from + TAIL].try_into();
            let word = word.map_or(0, u64::from_le_bytes);
            *number = (word >> (bit % 8) & self.mask) as u32;
        }
        Ok(())
    }

    /// The first place in `from..to`, where the numbers ascend, whose number is at least `value`.
    ///
    /// # Errors
    /// As [`Column::get`].
    pub fn lower_bound(&self, from: usize, to: usize, value: u32) -> Result<usize, Damage> {
        let (mut low, mut high) = (from, to);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle)? < value {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// The places in `from..to`, where the numbers ascend, that hold `value`.
    ///
    /// # Errors
    /// As [`Column::get`].
    pub fn equal_range(
        &self,
        from: usize,
        to: usize,
        value: u32,
    ) -> Result<(usize, usize), Damage> {
        let start = self.lower_bound(from, to, value)?;
        Ok((start, self.run_end(start, to, value)?))
    }

    /// The place behind those that hold `value` from `start` on, up to `to`.
    ///
    /// # Errors
    /// As [`Column::get`].
    pub fn run_end(&self, start: usize, to: usize, value: u32) -> Result<usize, Damage> {
        // Ranges are mostly short: the end is looked for in steps that double.
        let mut step = 1;
        let mut low = start;
        while low + step < to && self.get(low + step)? <= value {
            low += step;
            step *= 2;
        }
        let high = (low + step).min(to);
        match value.checked_add(1) {
            Some(next) => self.lower_bound(low.min(high), high, next),
            None => Ok(to),
        }
    }

    /// The section's error at a row.
    pub fn damage(&self, row: usize, what: &'static str) -> Damage {
        let at = 1 + row.saturating_mul(self.width) / 8;
        self.section.damage(at.min(self.section.length()), what)
    }
}
