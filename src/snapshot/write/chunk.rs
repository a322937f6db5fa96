//! As many quads as fit in memory, with their terms numbered as they come; then the same with the
//! terms sorted, as a run on disk.

use super::keys::{shared, sorted};
use super::sort::pack;
use super::spool::Spool;
use super::{Resources, SnapshotError};
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher as _;

/// Stands for the default graph where a graph is named by a number.
pub(super) const DEFAULT_GRAPH: u32 = u32::MAX;

/// Terms and quads of one chunk.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    keys: Vec<u8>,
    terms: Vec<Term>,
    table: HashTable<u32>,
    quads: Vec<[u32; 4]>,
    graphs: Vec<u32>,
    /// The terms found last, as most quads share their subject, predicate and graph with one of the
    /// quads before.
    recent: [u32; 8],
    turn: usize,
}

#[derive(Debug, Clone, Copy)]
struct Term {
    start: usize,
    length: u32,
    hash: u64,
}

/// A sorted chunk.
#[derive(Debug)]
pub(super) struct Run {
    /// Keys in order: shared length, length, bytes.
    pub terms: Spool,
    /// How many terms there are.
    pub count: u32,
    /// Quads as four numbers from 0 of the sorted terms; [`DEFAULT_GRAPH`] for no graph.
    pub quads: Spool,
    /// How many quads there are.
    pub quad_count: u64,
    /// The terms that are predicates, sorted.
    pub predicates: Vec<u32>,
    /// The terms that are graphs, sorted.
    pub graphs: Vec<u32>,
}

impl Chunk {
    /// The number of a key in this chunk.
    pub(super) fn term(&mut self, key: &[u8]) -> Result<u32, SnapshotError> {
        for number in self.recent {
            if self
                .terms
                .get(number as usize)
                .is_some_and(|term| bytes(&self.keys, term) == key)
            {
                return Ok(number);
            }
        }
        let mut hasher = FxHasher::default();
        hasher.write(key);
        let hash = hasher.finish();
        let Self {
            keys, terms, table, ..
        } = self;
        let same = |&number: &u32| {
            let term = &terms[number as usize];
            term.hash == hash && bytes(keys, term) == key
        };
        let number = match table.find(hash, same) {
            Some(&number) => number,
            None => {
                let number = u32::try_from(terms.len())
                    .ok()
                    .filter(|&n| n < DEFAULT_GRAPH);
                let limit = SnapshotError::TooMany("terms", u64::from(DEFAULT_GRAPH));
                let number = number.ok_or(limit)?;
                let length = u32::try_from(key.len());
                let length =
                    length.map_err(|_| SnapshotError::TooMany("bytes in a term", 1 << 32))?;
                terms.push(Term {
                    start: keys.len(),
                    length,
                    hash,
                });
                keys.extend_from_slice(key);
                table.insert_unique(hash, number, |&n| terms[n as usize].hash);
                number
            }
        };
        self.recent[self.turn] = number;
        self.turn = (self.turn + 1) % self.recent.len();
        Ok(number)
    }

    /// Adds a quad of terms of this chunk.
    pub(super) fn quad(&mut self, subject: u32, predicate: u32, object: u32, graph: Option<u32>) {
        self.quads
            .push([subject, predicate, object, graph.unwrap_or(DEFAULT_GRAPH)]);
    }

    /// Adds a graph of this chunk.
    pub(super) fn graph(&mut self, term: u32) {
        self.graphs.push(term);
    }

    /// How many quads are in it.
    pub(super) fn quads(&self) -> u64 {
        self.quads.len() as u64
    }

    /// True when there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Bytes of memory it takes, with those that sorting will take.
    pub(super) fn memory(&self) -> usize {
        self.keys.len() + self.terms.len() * 40 + self.quads.len() * 16
    }

    /// Sorts the terms and writes all as a run.
    pub(super) fn sorted(mut self, resources: &Resources) -> Result<Run, SnapshotError> {
        // The table and the hashes have done their work.
        self.table = HashTable::new();
        let Self {
            keys,
            terms,
            quads,
            mut graphs,
            ..
        } = self;
        let key = |number: u32| bytes(&keys, &terms[number as usize]);
        let order = sorted(u32::try_from(terms.len()).unwrap_or(u32::MAX), key);
        let mut ranks = vec![0; order.len()];
        let mut out = Spool::new(resources);
        let mut before: &[u8] = &[];
        for (rank, &number) in (0..).zip(&order) {
            ranks[number as usize] = rank;
            let bytes = key(number);
            let shared = shared(before, bytes);
            out.varint(shared)?;
            out.varint(bytes.len() - shared)?;
            out.put(&bytes[shared..])?;
            before = bytes;
        }
        let (mut is_predicate, mut is_graph) = (vec![false; order.len()], vec![false; order.len()]);
        let mut out_quads = Spool::new(resources);
        for quad in &quads {
            let rank = |number: u32| ranks.get(number as usize).copied().unwrap_or(DEFAULT_GRAPH);
            out_quads.put(&pack(quad.map(rank)).to_le_bytes())?;
            is_predicate[quad[1] as usize] = true;
            if quad[3] != DEFAULT_GRAPH {
                is_graph[quad[3] as usize] = true;
            }
        }
        for graph in graphs.drain(..) {
            is_graph[graph as usize] = true;
        }
        let ranked = |flags: &[bool]| {
            let found = flags.iter().zip(&ranks).filter(|(flag, _)| **flag);
            let mut found: Vec<u32> = found.map(|(_, &rank)| rank).collect();
            found.sort_unstable();
            found
        };
        Ok(Run {
            terms: out,
            count: u32::try_from(order.len()).unwrap_or(u32::MAX),
            quads: out_quads,
            quad_count: quads.len() as u64,
            predicates: ranked(&is_predicate),
            graphs: ranked(&is_graph),
        })
    }
}

fn bytes<'a>(keys: &'a [u8], term: &Term) -> &'a [u8] {
    &keys[term.start..term.start + term.length as usize]
}
