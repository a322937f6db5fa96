//! Sets of numbers with their ranks: a run of blocks of 68 bytes, each the rank of its first number as
//! 32 bits and then 512 bits.

use super::section::{Damage, Section};

/// Numbers in one block of a set.
pub(super) const BLOCK_BITS: usize = 512;
/// Bytes of one block of a set.
pub(super) const BLOCK_BYTES: usize = 4 + BLOCK_BITS / 8;

/// A set of numbers from 0, each with its rank: how many smaller ones there are.
#[derive(Debug, Clone)]
pub struct RankedSet {
    section: Section,
}

impl RankedSet {
    /// Checks the length; `items` of the section is the number of members.
    ///
    /// # Errors
    /// A length that cannot be.
    pub fn open(section: &Section) -> Result<Self, Damage> {
        if !section.length().is_multiple_of(BLOCK_BYTES) {
            return Err(section.damage(0, "a set of another length than its blocks have"));
        }
        Ok(Self {
            section: section.clone(),
        })
    }

    /// How many members there are.
    pub fn count(&self) -> u64 {
        self.section.items
    }

    /// The rank of a member, none for a number that is not in the set.
    ///
    /// # Errors
    /// Damage.
    #[inline]
    pub fn rank(&self, number: u32) -> Result<Option<usize>, Damage> {
        let number = number as usize;
        let (block, bit) = (number / BLOCK_BITS, number % BLOCK_BITS);
        let start = block * BLOCK_BYTES;
        if start >= self.section.length() {
            return Ok(None);
        }
        let bytes = self.section.slice(start, BLOCK_BYTES)?;
        let (first, words) = bytes.split_at(4);
        let mut rank = word(first) as usize;
        for (i, eight) in words.chunks_exact(8).enumerate() {
            let bits = word(eight);
            if i < bit / 64 {
                rank += bits.count_ones() as usize;
            } else {
                let below = bits & ((1 << (bit % 64)) - 1);
                let found = bits >> (bit % 64) & 1 == 1;
                return Ok(found.then(|| rank + below.count_ones() as usize));
            }
        }
        Ok(None)
    }

    /// The member with a rank.
    ///
    /// # Errors
    /// Damage.
    pub fn select(&self, rank: usize) -> Result<Option<u32>, Damage> {
        if rank as u64 >= self.count() {
            return Ok(None);
        }
        let (mut low, mut high) = (0, self.section.length() / BLOCK_BYTES);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.section.u32(middle * BLOCK_BYTES)? as usize <= rank {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(block) = low.checked_sub(1) else {
            return Ok(None);
        };
        let bytes = self.section.slice(block * BLOCK_BYTES, BLOCK_BYTES)?;
        let (first, words) = bytes.split_at(4);
        let mut left = rank.saturating_sub(word(first) as usize);
        for (i, eight) in words.chunks_exact(8).enumerate() {
            let mut bits = word(eight);
            let ones = bits.count_ones() as usize;
            if left >= ones {
                left -= ones;
                continue;
            }
            for _ in 0..left {
                bits &= bits - 1;
            }
            let number = block * BLOCK_BITS + i * 64 + bits.trailing_zeros() as usize;
            return Ok(u32::try_from(number).ok());
        }
        Err(self
            .section
            .damage(block * BLOCK_BYTES, "a rank that no member has"))
    }

    /// The smallest member that is at least `number`.
    ///
    /// # Errors
    /// Damage.
    pub fn next(&self, number: u32) -> Result<Option<u32>, Damage> {
        let mut at = number as usize;
        loop {
            let start = at / BLOCK_BITS * BLOCK_BYTES;
            if start >= self.section.length() {
                return Ok(None);
            }
            let eight = start + 4 + at % BLOCK_BITS / 64 * 8;
            let bits = self.section.u64(eight)? >> (at % 64);
            if bits != 0 {
                let found = at + bits.trailing_zeros() as usize;
                let beyond = |_| self.section.damage(eight, "a member beyond all numbers");
                return u32::try_from(found).map(Some).map_err(beyond);
            }
            at = (at / 64 + 1) * 64;
        }
    }
}

fn word(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |value, &byte| value << 8 | u64::from(byte))
}
