//! The bytes of a snapshot: a file mapped read-only, or memory of its own.
//!
//! This is the only module of the program with unsafe code: one call, argued where it stands.

use memmap2::{Mmap, MmapMut};
use std::fs::File;
use std::io;

/// Maps a file read-only.
///
/// # Errors
/// What the system says.
pub fn file(file: &File) -> io::Result<Mmap> {
    #[expect(
        unsafe_code,
        reason = "A mapped file must not change under its readers. Snapshots are immutable: they are \
                  written under a temporary name, synced, renamed to a name that is never written \
                  again, and removed by unlinking, which leaves a mapping whole. Readers trust none \
                  of the bytes: each page is checked against its sum before it is used, and all \
                  decoding is bounds-checked, so that a change by a foreign hand at worst gives an \
                  error or ends the one worker process that reads it."
    )]
    // SAFETY: as above; the mapping is read-only and private to this module's callers.
    unsafe {
        Mmap::map(file)
    }
}

/// Memory with the same bytes, for snapshots that never were a file.
///
/// # Errors
/// What the system says; `InvalidInput` for no bytes at all.
pub fn memory(bytes: &[u8]) -> io::Result<Mmap> {
    let mut map = MmapMut::map_anon(bytes.len())?;
    map.copy_from_slice(bytes);
    map.make_read_only()
}
