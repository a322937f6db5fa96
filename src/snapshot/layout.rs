//! The outer form of a snapshot file.
//!
//! ```text
//! magic 8 · version u32 · sections u32 · file length u64 · sum of header and table u32
//! table: for each section  kind u32 · sum of page sums u32 · start u64 · length u64 · items u64
//! for each section         its bytes, then a CRC-32 of each of its pages of 16 KiB
//! ```
//! Numbers are little-endian. There is no padding, so that every byte stands under a sum.

use super::error::SnapshotError;
use super::kind::{Kind, VERSION};
use super::section::{Damage, PAGE, Section};
use memmap2::Mmap;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

/// What a snapshot starts with: bytes that no text file has, as in PNG.
pub const MAGIC: [u8; 8] = *b"\x89ptce\r\n\x1a";
const HEADER: usize = 28;
const ENTRY: usize = 32;

/// The sections of a file whose header, table and page sums were verified.
#[derive(Debug)]
pub(super) struct Sections {
    sections: Vec<Section>,
}

impl Sections {
    /// Verifies the header, the table and every table of page sums.
    pub(super) fn open(map: Mmap) -> Result<Self, SnapshotError> {
        if map.get(..8) != Some(&MAGIC[..]) {
            return Err(SnapshotError::NotASnapshot);
        }
        let number = |at: usize| map.get(at..at + 4).map(|b| le(b) as u32);
        let cut = || damaged(map.len(), "the file ends too early");
        let version = number(8).ok_or_else(cut)?;
        if version != VERSION {
            return Err(SnapshotError::Version(version));
        }
        let count = number(12).ok_or_else(cut)? as usize;
        let end = count
            .checked_mul(ENTRY)
            .and_then(|n| n.checked_add(HEADER))
            .ok_or_else(cut)?;
        let head = map.get(..end).ok_or_else(cut)?;
        let (fixed, rest) = head.split_at(24);
        let (sum, table) = rest.split_at(4);
        let mut hash = crc32fast::Hasher::new();
        hash.update(fixed);
        hash.update(table);
        if hash.finalize().to_le_bytes() != sum {
            return Err(damaged(24, "the header does not match its sum"));
        }
        if le(&fixed[16..]) != map.len() as u64 {
            return Err(damaged(
                16,
                "the file has not the length it was written with",
            ));
        }
        let entries: Vec<[u64; 5]> = table
            .chunks_exact(ENTRY)
            .map(|e| {
                [
                    le(&e[..4]),
                    le(&e[4..8]),
                    le(&e[8..16]),
                    le(&e[16..24]),
                    le(&e[24..32]),
                ]
            })
            .collect();
        let map = Arc::new(map);
        let sections: Result<_, _> = entries
            .into_iter()
            .map(|entry| section(&map, entry))
            .collect();
        Ok(Self {
            sections: sections?,
        })
    }

    /// The section of a kind.
    pub(super) fn get(&self, kind: Kind) -> Result<&Section, SnapshotError> {
        let found = self.sections.iter().find(|section| section.kind() == kind);
        let missing = Damage {
            section: kind,
            at: 0,
            what: "the section is missing",
        };
        found.ok_or(SnapshotError::Damage(missing))
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Section] {
        &self.sections
    }
}

fn section(map: &Arc<Mmap>, entry: [u64; 5]) -> Result<Section, SnapshotError> {
    let [kind, sum, start, length, items] = entry;
    let beyond = || damaged(HEADER, "a section beyond the end of the file");
    let kind = Kind::ALL
        .iter()
        .copied()
        .find(|&k| k as u64 == kind)
        .ok_or_else(|| damaged(HEADER, "an unknown section"))?;
    let start = usize::try_from(start).map_err(|_| beyond())?;
    let length = usize::try_from(length).map_err(|_| beyond())?;
    let sums = start.checked_add(length).ok_or_else(beyond)?;
    let end = sums
        .checked_add(length.div_ceil(PAGE) * 4)
        .ok_or_else(beyond)?;
    let bytes = map.get(sums..end).ok_or_else(beyond)?;
    if u64::from(crc32fast::hash(bytes)) != sum {
        let what = "the sums of its pages do not match their sum";
        return Err(Damage {
            section: kind,
            at: sums as u64,
            what,
        }
        .into());
    }
    Ok(Section::new(Arc::clone(map), kind, start, length, items))
}

fn damaged(at: usize, what: &'static str) -> SnapshotError {
    Damage {
        section: Kind::Header,
        at: at as u64,
        what,
    }
    .into()
}

fn le(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .take(8)
        .rev()
        .fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// A section to be written: what it holds, how many, and its bytes.
pub(super) struct Part<'a> {
    pub kind: Kind,
    pub items: u64,
    pub bytes: Box<dyn Read + 'a>,
}

/// Writes a file of sections; `out` stands at its start.
pub(super) fn write(out: &mut (impl Write + Seek), parts: Vec<Part<'_>>) -> io::Result<()> {
    let head = HEADER + parts.len() * ENTRY;
    out.write_all(&vec![0; head])?;
    let mut table = Vec::with_capacity(parts.len() * ENTRY);
    let mut at = head as u64;
    let count = u32::try_from(parts.len()).map_err(io::Error::other)?;
    for Part {
        kind,
        items,
        mut bytes,
    } in parts
    {
        let (length, sums) = copy_pages(&mut bytes, out)?;
        out.write_all(&sums)?;
        table.extend_from_slice(&(kind as u32).to_le_bytes());
        table.extend_from_slice(&crc32fast::hash(&sums).to_le_bytes());
        for number in [at, length, items] {
            table.extend_from_slice(&number.to_le_bytes());
        }
        at += length + sums.len() as u64;
    }
    let mut fixed = Vec::with_capacity(24);
    fixed.extend_from_slice(&MAGIC);
    fixed.extend_from_slice(&VERSION.to_le_bytes());
    fixed.extend_from_slice(&count.to_le_bytes());
    fixed.extend_from_slice(&at.to_le_bytes());
    let mut hash = crc32fast::Hasher::new();
    hash.update(&fixed);
    hash.update(&table);
    out.seek(SeekFrom::Start(0))?;
    out.write_all(&fixed)?;
    out.write_all(&hash.finalize().to_le_bytes())?;
    out.write_all(&table)?;
    out.seek(SeekFrom::End(0)).map(drop)
}

/// Copies all bytes; gives their number and the sums of their pages.
fn copy_pages(bytes: &mut impl Read, out: &mut impl Write) -> io::Result<(u64, Vec<u8>)> {
    let (mut length, mut sums, mut page) = (0, Vec::new(), Vec::with_capacity(PAGE));
    loop {
        page.clear();
        bytes.by_ref().take(PAGE as u64).read_to_end(&mut page)?;
        if page.is_empty() {
            return Ok((length, sums));
        }
        sums.extend_from_slice(&crc32fast::hash(&page).to_le_bytes());
        out.write_all(&page)?;
        length += page.len() as u64;
    }
}

/// A sound file with bytes of its sections changed and all sums made true again: what remains to hold
/// is every decoder. For tests and the fuzzer alone.
#[cfg(any(test, fuzzing))]
pub fn forged(sound: &[u8], changes: impl Iterator<Item = (usize, u8)>) -> Vec<u8> {
    let mut file = sound.to_vec();
    let Ok(snapshot) = super::Snapshot::from_bytes(sound) else {
        return file;
    };
    let sections = snapshot.sections.all().iter();
    let spans: Vec<(usize, usize)> = sections
        .map(|section| {
            let start = usize::try_from(section.damage(0, "").at).unwrap_or(0);
            (start, section.length())
        })
        .collect();
    for (at, value) in changes {
        if spans
            .iter()
            .any(|&(start, length)| (start..start + length).contains(&at))
        {
            file[at] = value;
        }
    }
    for (i, &(start, length)) in spans.iter().enumerate() {
        let sums: Vec<u8> = file[start..start + length]
            .chunks(PAGE)
            .flat_map(|page| crc32fast::hash(page).to_le_bytes())
            .collect();
        file[start + length..start + length + sums.len()].copy_from_slice(&sums);
        let entry = HEADER + i * ENTRY;
        file[entry + 4..entry + 8].copy_from_slice(&crc32fast::hash(&sums).to_le_bytes());
    }
    let end = HEADER + spans.len() * ENTRY;
    let mut hash = crc32fast::Hasher::new();
    hash.update(&file[..24]);
    hash.update(&file[HEADER..end]);
    file[24..28].copy_from_slice(&hash.finalize().to_le_bytes());
    file
}
