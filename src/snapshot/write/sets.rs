//! Quads in order as triples with their graphs, and the different sets of graphs numbered as they
//! come.

use super::sort::{Sorted, unpack};
use rustc_hash::FxHashMap;
use std::io;

/// Triples in order, each once, with its graphs.
pub(super) struct Groups {
    sorted: Sorted,
    next: Option<[u32; 4]>,
    /// The graphs of the triple that came last, in order, each once.
    pub graphs: Vec<u32>,
}

impl Groups {
    pub(super) fn new(sorted: Sorted) -> Self {
        Self {
            sorted,
            next: None,
            graphs: Vec::new(),
        }
    }

    /// The next triple.
    pub(super) fn next(&mut self) -> io::Result<Option<[u32; 3]>> {
        let first = match self.next.take() {
            Some(quad) => quad,
            None => match self.sorted.next()? {
                Some(record) => unpack(record),
                None => return Ok(None),
            },
        };
        let [subject, predicate, object, graph] = first;
        self.graphs.clear();
        self.graphs.push(graph);
        while let Some(record) = self.sorted.next()? {
            let quad = unpack(record);
            if quad[..3] != first[..3] {
                self.next = Some(quad);
                break;
            }
            if self.graphs.last() != Some(&quad[3]) {
                self.graphs.push(quad[3]);
            }
        }
        Ok(Some([subject, predicate, object]))
    }
}

/// The sets of graphs.
pub(super) struct GraphSets {
    /// Where each set starts among the members, and where the last ends.
    pub starts: Vec<u32>,
    /// The graphs of each set.
    pub members: Vec<u32>,
    /// How many triples each graph has.
    pub triples: Vec<u64>,
    /// The set of each graph alone.
    single: Vec<Option<u32>>,
    several: FxHashMap<Vec<u32>, u32>,
}

impl GraphSets {
    pub(super) fn new(graphs: usize) -> Self {
        Self {
            starts: vec![0],
            members: Vec::new(),
            triples: vec![0; graphs],
            single: vec![None; graphs],
            several: FxHashMap::default(),
        }
    }

    /// How many sets there are.
    pub(super) fn count(&self) -> u64 {
        self.starts.len() as u64 - 1
    }

    /// The number of the set of one triple's graphs, which are counted.
    pub(super) fn number(&mut self, graphs: &[u32]) -> u32 {
        for &graph in graphs {
            self.triples[graph as usize] += 1;
        }
        let known = match graphs {
            [graph] => self.single[*graph as usize],
            _ => self.several.get(graphs).copied(),
        };
        known.unwrap_or_else(|| self.add(graphs))
    }

    fn add(&mut self, graphs: &[u32]) -> u32 {
        // There are no more sets and members than quads, whose number has 32 bits.
        let number = (self.starts.len() - 1) as u32;
        self.members.extend_from_slice(graphs);
        self.starts.push(self.members.len() as u32);
        match graphs {
            [graph] => self.single[*graph as usize] = Some(number),
            _ => drop(self.several.insert(graphs.to_vec(), number)),
        }
        number
    }

    /// The graphs of a set.
    pub(super) fn graphs(&self, set: u32) -> &[u32] {
        let bound = |at: usize| self.starts.get(at).map_or(0, |&start| start as usize);
        let (from, to) = (bound(set as usize), bound(set as usize + 1));
        self.members.get(from..to).unwrap_or_default()
    }
}
