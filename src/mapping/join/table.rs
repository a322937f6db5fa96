//! Values by keys, in bounded memory.
//!
//! In: pairs of bytes, in any order. Out: the values of a key, each once, in the order of their
//! bytes. Pairs are sorted by a hash of the key; what does not fit into memory goes to temporary
//! files in sorted runs, which are merged into one. A directory of the hashes that blocks start with
//! stays in memory, so that a key takes one block to read. Keys are compared themselves, never by
//! hash alone.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, BufReader, BufWriter, Read, Seek as _, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt as _;

/// About how large a block is, in bytes.
const BLOCK: u64 = 1 << 10;
/// How many runs are merged at once.
const FAN: usize = 64;

/// Takes pairs.
pub struct Builder {
    hasher: RandomState,
    limit: usize,
    bytes: Vec<u8>,
    pairs: Vec<(u64, Range<usize>)>,
    runs: Vec<File>,
}

/// A pair as it is written: the hash of the key, the length of what follows, the length of the key,
/// the key, the value.
type Pair = (u64, Vec<u8>);

impl Builder {
    /// Holds at most about `limit` bytes in memory.
    pub fn new(limit: usize) -> Self {
        Self {
            hasher: RandomState::new(),
            limit,
            bytes: Vec::new(),
            pairs: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// Adds a pair.
    ///
    /// # Errors
    /// When a temporary file fails.
    pub fn add(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        let start = self.bytes.len();
        self.bytes
            .extend_from_slice(&(key.len() as u64).to_le_bytes());
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(value);
        self.pairs
            .push((self.hasher.hash_one(key), start..self.bytes.len()));
        // Half, since what fits is written once more in order.
        if (self.bytes.len() + self.pairs.len() * size_of::<(u64, Range<usize>)>()) * 2 > self.limit
        {
            self.spill()?;
        }
        Ok(())
    }

    /// The table of all pairs.
    ///
    /// # Errors
    /// When a temporary file fails.
    pub fn finish(mut self) -> io::Result<Table> {
        if self.runs.is_empty() {
            let mut layout = Layout::new(Vec::new());
            self.sort_into(&mut layout)?;
            return Ok(Table {
                hasher: self.hasher,
                directory: layout.directory,
                store: Store::Memory(layout.out),
            });
        }
        self.spill()?;
        let Self { hasher, runs, .. } = self;
        let (directory, file) = merged(runs)?;
        Ok(Table {
            hasher,
            directory,
            store: Store::File(file),
        })
    }

    fn sort_into<W: Write>(&mut self, layout: &mut Layout<W>) -> io::Result<()> {
        let bytes = &self.bytes;
        self.pairs.sort_unstable_by(|(hash, a), (other, b)| {
            (hash, &bytes[a.clone()]).cmp(&(other, &bytes[b.clone()]))
        });
        for (hash, range) in self.pairs.drain(..) {
            layout.push(hash, &bytes[range])?;
        }
        self.bytes.clear();
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        let mut layout = Layout::new(BufWriter::new(tempfile::tempfile()?));
        self.sort_into(&mut layout)?;
        self.runs.push(layout.flushed()?.1);
        if self.runs.len() == FAN {
            let (_, run) = merged(std::mem::take(&mut self.runs))?;
            self.runs.push(run);
        }
        Ok(())
    }
}

/// Several sorted runs as one.
fn merged(runs: Vec<File>) -> io::Result<(Directory, File)> {
    let mut readers: Vec<_> = runs.into_iter().map(BufReader::new).collect();
    let mut heap = BinaryHeap::new();
    for (number, reader) in readers.iter_mut().enumerate() {
        heap.extend(next(reader)?.map(|pair| Reverse((pair, number))));
    }
    let mut layout = Layout::new(BufWriter::new(tempfile::tempfile()?));
    while let Some(Reverse(((hash, body), number))) = heap.pop() {
        layout.push(hash, &body)?;
        if let Some(reader) = readers.get_mut(number) {
            heap.extend(next(reader)?.map(|pair| Reverse((pair, number))));
        }
    }
    layout.flushed()
}

/// The next pair of a run.
fn next(reader: &mut BufReader<File>) -> io::Result<Option<Pair>> {
    let mut head = [0; 16];
    if reader.read(&mut head[..1])? == 0 {
        return Ok(None);
    }
    reader.read_exact(&mut head[1..])?;
    let (hash, length) = parts(head);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some((hash, body)))
}

/// The numbers before a pair: its hash, and the length of the rest.
fn parts(head: [u8; 16]) -> (u64, usize) {
    let both = u128::from_le_bytes(head);
    (both as u64, (both >> 64) as usize)
}

/// Which hash each block starts with, and where it starts; and where the last one ends.
#[derive(Debug, Default)]
struct Directory {
    blocks: Vec<(u64, u64)>,
    end: u64,
}

/// Writes pairs in order, each once.
struct Layout<W> {
    out: W,
    directory: Directory,
    last: Pair,
}

impl<W: Write> Layout<W> {
    fn new(out: W) -> Self {
        Self {
            out,
            directory: Directory::default(),
            last: (0, Vec::new()),
        }
    }

    fn push(&mut self, hash: u64, body: &[u8]) -> io::Result<()> {
        if self.last.0 == hash && self.last.1 == body {
            return Ok(());
        }
        self.last.0 = hash;
        self.last.1.clear();
        self.last.1.extend_from_slice(body);
        let Directory { blocks, end } = &mut self.directory;
        if blocks.last().is_none_or(|(_, start)| *end - start >= BLOCK) {
            blocks.push((hash, *end));
        }
        *end += 16 + body.len() as u64;
        let head = u128::from(hash) | (body.len() as u128) << 64;
        self.out.write_all(&head.to_le_bytes())?;
        self.out.write_all(body)
    }
}

impl Layout<BufWriter<File>> {
    /// The directory, and the file at its start.
    fn flushed(self) -> io::Result<(Directory, File)> {
        let mut file = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok((self.directory, file))
    }
}

/// Pairs, sorted.
#[derive(Debug)]
pub struct Table {
    hasher: RandomState,
    directory: Directory,
    store: Store,
}

#[derive(Debug)]
enum Store {
    Memory(Vec<u8>),
    File(File),
}

impl Table {
    /// Shows the values of a key as long as `each` wants them; false when it did not want all. Blocks
    /// of a file are read into `scratch`.
    ///
    /// # Errors
    /// When the temporary file fails.
    pub fn find(
        &self,
        key: &[u8],
        scratch: &mut Vec<u8>,
        each: &mut dyn FnMut(&[u8]) -> bool,
    ) -> io::Result<bool> {
        let hash = self.hasher.hash_one(key);
        // Pairs of the hash may already stand at the end of the block before.
        let Directory { blocks, end } = &self.directory;
        let first = blocks.partition_point(|(first, _)| *first < hash);
        for number in first.saturating_sub(1)..blocks.len() {
            let (first, start) = blocks[number];
            if first > hash {
                break;
            }
            let end = blocks.get(number + 1).map_or(*end, |next| next.1);
            let block = match &self.store {
                Store::Memory(bytes) => &bytes[start as usize..end as usize],
                Store::File(file) => {
                    scratch.resize((end - start) as usize, 0);
                    file.read_exact_at(scratch, start)?;
                    scratch.as_slice()
                }
            };
            if !scan(block, hash, key, each) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Shows the values of a key that stand in a block.
fn scan(mut block: &[u8], hash: u64, key: &[u8], each: &mut dyn FnMut(&[u8]) -> bool) -> bool {
    while let Some((head, rest)) = block.split_first_chunk() {
        let (found, length) = parts(*head);
        let (body, rest) = rest.split_at(length.min(rest.len()));
        block = rest;
        if found == hash
            && let Some((length, body)) = body.split_first_chunk()
            && u64::from_le_bytes(*length) == key.len() as u64
            && let Some(value) = body.strip_prefix(key)
            && !each(value)
        {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(table: &Table, key: &str) -> Vec<String> {
        let mut found = Vec::new();
        let all = table.find(key.as_bytes(), &mut Vec::new(), &mut |value| {
            found.push(String::from_utf8(value.to_vec()).expect("UTF-8"));
            true
        });
        assert!(all.expect("read"));
        found
    }

    #[test]
    fn each_key_finds_its_values_whatever_the_memory() {
        for limit in [0, 10_000, 1 << 24] {
            let mut builder = Builder::new(limit);
            // At no memory each pair is a run, so that runs of runs are merged too.
            let rows = if limit == 0 { 300 } else { 5000 };
            for row in (0..rows).rev().chain(0..50) {
                let key = format!("k{}", row / 3);
                builder
                    .add(key.as_bytes(), format!("v{row:05}").as_bytes())
                    .expect("added");
                builder
                    .add(b"all", format!("w{row:05}").as_bytes())
                    .expect("added");
            }
            builder.add(b"", b"nothing").expect("added");
            let table = builder.finish().expect("a table");
            assert_eq!(
                matches!(table.store, Store::File(_)),
                limit < 1 << 24,
                "{limit}"
            );
            for key in 0..rows / 3 {
                let expected: Vec<_> = (0..3).map(|n| format!("v{:05}", key * 3 + n)).collect();
                assert_eq!(values(&table, &format!("k{key}")), expected, "{limit}");
            }
            let all: Vec<_> = (0..rows).map(|row| format!("w{row:05}")).collect();
            assert_eq!(values(&table, "all"), all);
            assert_eq!(values(&table, ""), ["nothing"]);
            assert_eq!(values(&table, "k"), [""; 0]);
            let none = table.find(b"all", &mut Vec::new(), &mut |_| false);
            assert!(!none.expect("read"));
        }
        let empty = Builder::new(1).finish().expect("a table");
        assert_eq!(values(&empty, "k"), [""; 0]);
    }
}
