//! One section of a snapshot, read page by page: a page is checked against its sum the first time
//! it is touched, so that damage is an error and never a different answer.

use super::kind::Kind;
use memmap2::Mmap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes under one sum.
pub(super) const PAGE: usize = 1 << PAGE_BITS;
const PAGE_BITS: u32 = 14;

/// What is wrong with a snapshot, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damage {
    /// The section.
    pub section: Kind,
    /// The byte in the file.
    pub at: u64,
    /// What is wrong there.
    pub what: &'static str,
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { section, at, what } = self;
        write!(
            f,
            "the snapshot is damaged: {what} (section {}, byte {at})",
            section.name()
        )
    }
}

impl std::error::Error for Damage {}

/// The bytes of one section.
#[derive(Debug, Clone)]
pub struct Section {
    map: Arc<Mmap>,
    kind: Kind,
    start: usize,
    length: usize,
    /// How many things the section holds; what a thing is depends on its kind.
    pub items: u64,
    checked: Arc<[AtomicBool]>,
}

impl Section {
    /// A section whose bounds, with those of its page sums behind it, were found to lie in the map.
    pub(super) fn new(map: Arc<Mmap>, kind: Kind, start: usize, length: usize, items: u64) -> Self {
        let pages = length.div_ceil(PAGE);
        let checked = std::iter::repeat_with(AtomicBool::default)
            .take(pages)
            .collect();
        Self {
            map,
            kind,
            start,
            length,
            items,
            checked,
        }
    }

    /// How many bytes it has.
    pub fn length(&self) -> usize {
        self.length
    }

    /// What it holds.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// An error at a byte of this section.
    pub fn damage(&self, at: usize, what: &'static str) -> Damage {
        Damage {
            section: self.kind,
            at: (self.start + at) as u64,
            what,
        }
    }

    /// `count` bytes from `at`.
    ///
    /// # Errors
    /// Beyond the end, or when a page does not match its sum.
    #[inline]
    pub fn slice(&self, at: usize, count: usize) -> Result<&[u8], Damage> {
        let end = match at.checked_add(count) {
            Some(end) if end <= self.length => end,
            _ => return Err(self.damage(at.min(self.length), "a reference beyond its end")),
        };
        let last = end.saturating_sub(1) >> PAGE_BITS;
        for page in (at >> PAGE_BITS)..=last {
            match self.checked.get(page) {
                Some(flag) if flag.load(Ordering::Relaxed) => {}
                _ => self.check(page)?,
            }
        }
        let bytes = self.map.get(self.start + at..self.start + end);
        bytes.ok_or_else(|| self.damage(at, "a reference beyond the file"))
    }

    /// The `N` bytes at `at`.
    ///
    /// # Errors
    /// As [`Section::slice`].
    #[inline]
    pub fn array<const N: usize>(&self, at: usize) -> Result<[u8; N], Damage> {
        let bytes = self.slice(at, N)?;
        bytes
            .try_into()
            .map_err(|_| self.damage(at, "a reference beyond its end"))
    }

    /// A number of 32 bits.
    ///
    /// # Errors
    /// As [`Section::slice`].
    #[inline]
    pub fn u32(&self, at: usize) -> Result<u32, Damage> {
        self.array(at).map(u32::from_le_bytes)
    }

    /// A number of 64 bits.
    ///
    /// # Errors
    /// As [`Section::slice`].
    #[inline]
    pub fn u64(&self, at: usize) -> Result<u64, Damage> {
        self.array(at).map(u64::from_le_bytes)
    }

    /// A number in LEB128 and the place behind it.
    ///
    /// # Errors
    /// As [`Section::slice`]; a number of more than 32 bits.
    #[inline]
    pub fn varint(&self, mut at: usize) -> Result<(usize, usize), Damage> {
        let (mut value, mut shift) = (0_usize, 0_u32);
        loop {
            let [byte] = self.array::<1>(at)?;
            at += 1;
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok((value, at));
            }
            shift += 7;
            if shift > 28 {
                return Err(self.damage(at, "a number without end"));
            }
        }
    }

    /// Checks every page.
    ///
    /// # Errors
    /// The first page that does not match its sum.
    pub fn verify(&self) -> Result<(), Damage> {
        (0..self.length.div_ceil(PAGE)).try_for_each(|page| self.check(page))
    }

    /// Checks one page and remembers it.
    #[cold]
    fn check(&self, page: usize) -> Result<(), Damage> {
        let wrong = || self.damage(page << PAGE_BITS, "a page that does not match its sum");
        let from = self.start + (page << PAGE_BITS);
        let to = (from + PAGE).min(self.start + self.length);
        let bytes = self.map.get(from..to).ok_or_else(wrong)?;
        let sum_at = self.start + self.length + page * 4;
        let sum = self.map.get(sum_at..sum_at + 4).ok_or_else(wrong)?;
        if crc32fast::hash(bytes).to_le_bytes() != sum {
            return Err(wrong());
        }
        if let Some(flag) = self.checked.get(page) {
            flag.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}
