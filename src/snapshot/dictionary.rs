//! The terms of a snapshot: number to term and term to number.
//!
//! Keys stand in order in blocks of 16. The first of a block stands whole; each other says how many
//! bytes it shares with the one before it. Numbers are from 1.

use super::bits::Column;
use super::key;
use super::section::{Damage, Section};
use super::value::ValueSpace;
use oxigraph::model::{Term, TermRef};
use std::cmp::Ordering;
use std::sync::OnceLock;

/// Terms in a block.
pub(super) const BLOCK: usize = 16;
/// Bytes of the longest key.
const LONGEST: usize = 64 << 20;

/// The dictionary.
#[derive(Debug, Clone)]
pub struct Dictionary {
    terms: Section,
    starts: Column,
    count: u32,
    /// The first number of each kind, once it was asked for.
    kinds: OnceLock<[u32; 9]>,
}

impl Dictionary {
    /// Opens the dictionary.
    ///
    /// # Errors
    /// Sections that do not fit each other.
    pub fn open(terms: &Section, starts: &Section) -> Result<Self, Damage> {
        let starts = Column::open(starts)?;
        let count = u32::try_from(terms.items)
            .ok()
            .filter(|&count| count < super::LOCAL);
        let count = count.ok_or_else(|| terms.damage(0, "more terms than can be numbered"))?;
        if starts.count() != (count as usize).div_ceil(BLOCK) {
            return Err(starts.damage(0, "another number of blocks than the terms need"));
        }
        Ok(Self {
            terms: terms.clone(),
            starts,
            count,
            kinds: OnceLock::new(),
        })
    }

    /// How many terms there are.
    pub fn len(&self) -> u32 {
        self.count
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The term of a number.
    ///
    /// # Errors
    /// Damage; a number that no term has.
    pub fn term(&self, number: u32) -> Result<Term, Damage> {
        let mut bytes = Vec::with_capacity(96);
        self.key(number, &mut bytes)?;
        key::read(&bytes).ok_or_else(|| self.terms.damage(0, "a key that is no term"))
    }

    /// The key of a number, in place of what stood in `bytes`.
    ///
    /// # Errors
    /// Damage; a number that no term has.
    pub fn key(&self, number: u32, bytes: &mut Vec<u8>) -> Result<(), Damage> {
        let Some(at) = number.checked_sub(1).filter(|&at| at < self.count) else {
            return Err(self
                .terms
                .damage(self.terms.length(), "a number that no term has"));
        };
        let at = at as usize;
        let (block, place) = self.block(at / BLOCK)?;
        let wrong = || {
            self.terms
                .damage(place, "a key that shares more than there is")
        };
        let mut rest = block;
        bytes.clear();
        for _ in 0..=at % BLOCK {
            let (shared, after) = short(rest).ok_or_else(wrong)?;
            let (length, after) = short(after).ok_or_else(wrong)?;
            let (own, after) = after.split_at_checked(length).ok_or_else(wrong)?;
            if shared > bytes.len() {
                return Err(wrong());
            }
            bytes.truncate(shared);
            bytes.extend_from_slice(own);
            rest = after;
        }
        Ok(())
    }

    /// The bytes of a block and where they start.
    fn block(&self, block: usize) -> Result<(&[u8], usize), Damage> {
        let start = self.starts.get(block)? as usize;
        let end = if block + 1 < self.starts.count() {
            self.starts.get(block + 1)? as usize
        } else {
            self.terms.length()
        };
        let length = end.checked_sub(start);
        let length = length.ok_or_else(|| {
            self.starts
                .damage(block, "a block that ends before it starts")
        })?;
        Ok((self.terms.slice(start, length)?, start))
    }

    /// Reads the entry at a place over the key before it; gives the place of the next.
    #[inline]
    fn step(&self, place: usize, bytes: &mut Vec<u8>) -> Result<usize, Damage> {
        let (shared, at) = self.terms.varint(place)?;
        let (length, at) = self.terms.varint(at)?;
        if shared > bytes.len() || length > LONGEST {
            return Err(self
                .terms
                .damage(place, "a key that shares more than there is"));
        }
        bytes.truncate(shared);
        bytes.extend_from_slice(self.terms.slice(at, length)?);
        Ok(at + length)
    }

    /// The number of a term, none when the dictionary has it not.
    ///
    /// # Errors
    /// Damage.
    pub fn number(&self, term: TermRef<'_>) -> Result<Option<u32>, Damage> {
        let mut wanted = Vec::with_capacity(96);
        key::write(term, &mut wanted);
        let (number, found) = self.find(&wanted)?;
        Ok(found.then_some(number))
    }

    /// The numbers, from the first up to but not with the second, of the values in a space.
    ///
    /// # Errors
    /// Damage.
    pub fn values(&self, space: ValueSpace) -> Result<(u32, u32), Damage> {
        let (from, to) = key::bounds(space);
        Ok((self.find(&from)?.0, self.find(&to)?.0))
    }

    /// The numbers, from the first up to but not with the second, of the literals whose value lies
    /// between two others or equals one of them, as nearly as a double can tell.
    ///
    /// # Errors
    /// Damage.
    pub fn between(&self, from: f64, to: f64) -> Result<(u32, u32), Damage> {
        let (from, to) = key::numbers(from, to);
        Ok((self.find(&from)?.0, self.find(&to)?.0))
    }

    /// The first number of each kind of term, and the one behind the last term: IRIs, blank nodes,
    /// strings, tagged strings, other literals, numbers, times, triples.
    ///
    /// # Errors
    /// Damage.
    pub fn kinds(&self) -> Result<[u32; 9], Damage> {
        if let Some(known) = self.kinds.get() {
            return Ok(*known);
        }
        let mut firsts = [1; 9];
        for (first, tag) in firsts.iter_mut().zip(1..=9) {
            *first = self.find(&[tag])?.0;
        }
        Ok(*self.kinds.get_or_init(|| firsts))
    }

    /// The number of the first key that is not below the wanted one, and whether it equals it.
    fn find(&self, wanted: &[u8]) -> Result<(u32, bool), Damage> {
        let (mut low, mut high) = (0, self.starts.count());
        while low < high {
            let middle = low + (high - low) / 2;
            let place = self.starts.get(middle)? as usize;
            let (_, at) = self.terms.varint(place)?;
            let (length, at) = self.terms.varint(at)?;
            if self.terms.slice(at, length)? <= wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let Some(block) = low.checked_sub(1) else {
            return Ok((1, false));
        };
        let mut place = self.starts.get(block)? as usize;
        let mut bytes = Vec::with_capacity(96);
        let first = block * BLOCK;
        let last = (first + BLOCK).min(self.count as usize);
        for at in first..last {
            place = self.step(place, &mut bytes)?;
            // A number below the count, which has 31 bits.
            let number = at as u32 + 1;
            match bytes.as_slice().cmp(wanted) {
                Ordering::Less => {}
                Ordering::Equal => return Ok((number, true)),
                Ordering::Greater => return Ok((number, false)),
            }
        }
        Ok((last as u32 + 1, false))
    }

    /// Reads every key: each is a term, is the key of that term, and stands after the one before it.
    ///
    /// # Errors
    /// The first that is not.
    pub fn verify(&self) -> Result<(), Damage> {
        let (mut before, mut bytes, mut again) = (Vec::new(), Vec::new(), Vec::new());
        let mut place = 0;
        for at in 0..self.count as usize {
            if at % BLOCK == 0 {
                if self.starts.get(at / BLOCK)? as usize != place {
                    return Err(self
                        .starts
                        .damage(at / BLOCK, "a block that starts elsewhere"));
                }
                bytes.clear();
            }
            let next = self.step(place, &mut bytes)?;
            let wrong = |what| self.terms.damage(place, what);
            let term = key::read(&bytes).ok_or_else(|| wrong("a key that is no term"))?;
            again.clear();
            key::write(term.as_ref(), &mut again);
            if again != bytes {
                return Err(wrong("a key that another term has"));
            }
            if at > 0 && before >= bytes {
                return Err(wrong("keys that are not in order"));
            }
            before.clone_from(&bytes);
            place = next;
        }
        if place != self.terms.length() {
            return Err(self.terms.damage(place, "bytes after the last term"));
        }
        Ok(())
    }
}

/// A number in LEB128 and what follows it.
#[inline]
fn short(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    if first < 0x80 {
        return Some((usize::from(first), rest));
    }
    let (mut value, mut shift, mut rest) = (usize::from(first & 0x7f), 7_u32, rest);
    loop {
        let (&byte, after) = rest.split_first()?;
        value |= usize::from(byte & 0x7f) << shift;
        rest = after;
        if byte < 0x80 {
            return Some((value, rest));
        }
        shift += 7;
        if shift > 28 {
            return None;
        }
    }
}
