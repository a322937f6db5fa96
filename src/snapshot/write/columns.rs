//! Writing columns and ranked sets (see the module that reads them for their form).

use super::Resources;
use super::spool::{Spool, record};
use crate::snapshot::bits::{TAIL, width};
use crate::snapshot::ranked_set::{BLOCK_BITS, BLOCK_BYTES};
use std::io;

/// A column whose width is known.
#[derive(Debug)]
pub(super) struct ColumnWriter {
    spool: Spool,
    width: u32,
    pending: u64,
    filled: u32,
    items: u64,
}

impl ColumnWriter {
    /// A column of numbers up to `largest`.
    pub(super) fn new(largest: u64, resources: &Resources) -> io::Result<Self> {
        let mut spool = Spool::new(resources);
        let width = width(largest);
        spool.put(&[u8::try_from(width).map_err(io::Error::other)?])?;
        Ok(Self {
            spool,
            width,
            pending: 0,
            filled: 0,
            items: 0,
        })
    }

    /// Appends a number.
    #[inline]
    pub(super) fn push(&mut self, number: u32) -> io::Result<()> {
        self.pending |= u64::from(number) << self.filled;
        self.filled += self.width;
        self.items += 1;
        while self.filled >= 32 {
            self.spool.put(&(self.pending as u32).to_le_bytes())?;
            self.pending >>= 32;
            self.filled -= 32;
        }
        Ok(())
    }

    /// How many numbers there are, and the bytes.
    pub(super) fn finish(mut self) -> io::Result<(u64, Spool)> {
        let rest = self.pending.to_le_bytes();
        self.spool.put(&rest[..self.filled.div_ceil(8) as usize])?;
        self.spool.put(&[0; TAIL])?;
        Ok((self.items, self.spool))
    }
}

/// Numbers whose largest is known at the end only.
#[derive(Debug)]
pub(super) struct Numbers {
    spool: Spool,
    largest: u32,
}

impl Numbers {
    pub(super) fn new(resources: &Resources) -> Self {
        Self {
            spool: Spool::new(resources),
            largest: 0,
        }
    }

    /// Appends a number.
    #[inline]
    pub(super) fn push(&mut self, number: u32) -> io::Result<()> {
        self.largest = self.largest.max(number);
        self.spool.put(&number.to_le_bytes())
    }

    /// The column of all numbers.
    pub(super) fn into_column(self, resources: &Resources) -> io::Result<(u64, Spool)> {
        let mut column = ColumnWriter::new(u64::from(self.largest), resources)?;
        each_u32(self.spool, |number| column.push(number))?;
        column.finish()
    }
}

/// Reads 32-bit numbers to the end.
pub(super) fn each_u32(
    spool: Spool,
    mut take: impl FnMut(u32) -> io::Result<()>,
) -> io::Result<()> {
    let mut reader = spool.into_reader()?;
    while let Some(number) = record(&mut reader)? {
        take(u32::from_le_bytes(number))?;
    }
    Ok(())
}

/// A set whose members come in order.
#[derive(Debug)]
pub(super) struct SetWriter {
    spool: Spool,
    block: usize,
    bits: [u64; BLOCK_BITS / 64],
    first_rank: u32,
    members: u32,
}

impl SetWriter {
    pub(super) fn new(resources: &Resources) -> Self {
        let bits = [0; BLOCK_BITS / 64];
        Self {
            spool: Spool::new(resources),
            block: 0,
            bits,
            first_rank: 0,
            members: 0,
        }
    }

    /// Adds a member, larger than those before.
    pub(super) fn push(&mut self, member: u32) -> io::Result<()> {
        let (block, bit) = (member as usize / BLOCK_BITS, member as usize % BLOCK_BITS);
        while self.block < block {
            self.write_block()?;
        }
        self.bits[bit / 64] |= 1 << (bit % 64);
        self.members += 1;
        Ok(())
    }

    fn write_block(&mut self) -> io::Result<()> {
        let mut bytes = [0; BLOCK_BYTES];
        let (rank, words) = bytes.split_at_mut(4);
        rank.copy_from_slice(&self.first_rank.to_le_bytes());
        for (place, bits) in words.chunks_exact_mut(8).zip(self.bits) {
            place.copy_from_slice(&bits.to_le_bytes());
        }
        self.spool.put(&bytes)?;
        self.block += 1;
        self.bits = [0; BLOCK_BITS / 64];
        self.first_rank = self.members;
        Ok(())
    }

    /// How many members there are, and the bytes.
    pub(super) fn finish(mut self) -> io::Result<(u64, Spool)> {
        self.write_block()?;
        Ok((u64::from(self.members), self.spool))
    }
}
