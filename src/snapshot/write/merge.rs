//! The terms of all runs merged into the dictionary; each run learns the final numbers of its terms.

use super::chunk::Run;
use super::columns::Numbers;
use super::keys::shared;
use super::spool::{Reader, Spool, record};
use super::{Resources, SnapshotError};
use crate::snapshot::LOCAL;
use crate::snapshot::dictionary::BLOCK;
use crate::snapshot::key;
use oxigraph::model::vocab::rdf;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Read as _};

/// The dictionary and what each run needs to know of it.
#[derive(Debug)]
pub(super) struct Merged {
    pub terms: Spool,
    pub count: u32,
    pub blocks: Numbers,
    /// For each run, the final number of each of its terms, 32 bits each.
    pub maps: Vec<Spool>,
    /// The number of rdf:type.
    pub type_term: Option<u32>,
}

/// Merges; the runs keep everything but their terms.
pub(super) fn terms(runs: &mut [Run], resources: &Resources) -> Result<Merged, SnapshotError> {
    let mut out = DictionaryWriter::new(resources);
    let mut maps: Vec<Spool> = runs.iter().map(|_| Spool::new(resources)).collect();
    let mut cursors = Vec::with_capacity(runs.len());
    for run in runs.iter_mut() {
        let terms = std::mem::replace(&mut run.terms, Spool::new(resources)).into_reader()?;
        cursors.push(Cursor {
            terms,
            left: run.count,
        });
    }
    let mut heap = BinaryHeap::with_capacity(runs.len());
    for (at, cursor) in cursors.iter_mut().enumerate() {
        let mut key = Vec::new();
        if cursor.next(&mut key)? {
            heap.push(Reverse((key, at)));
        }
    }
    let mut type_key = Vec::new();
    key::write(rdf::TYPE.into(), &mut type_key);
    let mut type_term = None;
    while let Some(Reverse((mut key, at))) = heap.pop() {
        let number = out.push(&key)?;
        if key == type_key {
            type_term = Some(number);
        }
        if let Some(map) = maps.get_mut(at) {
            map.put(&number.to_le_bytes())?;
        }
        if let Some(cursor) = cursors.get_mut(at)
            && cursor.next(&mut key)?
        {
            heap.push(Reverse((key, at)));
        }
    }
    let DictionaryWriter {
        terms,
        blocks,
        count,
        ..
    } = out;
    Ok(Merged {
        terms,
        count,
        blocks,
        maps,
        type_term,
    })
}

/// The terms of a run, in order.
struct Cursor {
    terms: Reader,
    left: u32,
}

impl Cursor {
    /// Reads the next key over the one before it; false at the end.
    fn next(&mut self, key: &mut Vec<u8>) -> io::Result<bool> {
        if self.left == 0 {
            return Ok(false);
        }
        self.left -= 1;
        let (shared, length) = (self.varint()?, self.varint()?);
        key.resize(shared + length, 0);
        self.terms.read_exact(&mut key[shared..])?;
        Ok(true)
    }

    fn varint(&mut self) -> io::Result<usize> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let [byte] = record(&mut self.terms)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
        }
    }
}

/// Writes keys, which come in order, in blocks.
struct DictionaryWriter {
    terms: Spool,
    blocks: Numbers,
    count: u32,
    length: u64,
    before: Vec<u8>,
}

impl DictionaryWriter {
    fn new(resources: &Resources) -> Self {
        Self {
            terms: Spool::new(resources),
            blocks: Numbers::new(resources),
            count: 0,
            length: 0,
            before: Vec::new(),
        }
    }

    /// The number of a key: a new one unless it is the same as the key before.
    fn push(&mut self, key: &[u8]) -> Result<u32, SnapshotError> {
        if self.count > 0 && self.before == key {
            return Ok(self.count);
        }
        if self.count + 1 >= LOCAL {
            return Err(SnapshotError::TooMany("terms", u64::from(LOCAL)));
        }
        let common = if (self.count as usize).is_multiple_of(BLOCK) {
            let start = u32::try_from(self.length);
            self.blocks
                .push(start.map_err(|_| SnapshotError::TooMany("bytes of terms", 1 << 32))?)?;
            0
        } else {
            shared(&self.before, key)
        };
        self.terms.varint(common)?;
        self.terms.varint(key.len() - common)?;
        self.terms.put(&key[common..])?;
        self.length += (varint_length(common) + varint_length(key.len() - common)) as u64;
        self.length += (key.len() - common) as u64;
        self.before.clear();
        self.before.extend_from_slice(key);
        self.count += 1;
        Ok(self.count)
    }
}

fn varint_length(value: usize) -> usize {
    ((usize::BITS - value.leading_zeros()).max(1) as usize).div_ceil(7)
}
