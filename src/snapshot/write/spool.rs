//! Bytes that are written once and read once: in memory while they are few, else in a temporary
//! file without a name.

use super::Resources;
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Seek, Write};
use tempfile::SpooledTempFile;

/// Bytes kept in memory.
const IN_MEMORY: usize = 4 << 20;
const BUFFER: usize = 64 << 10;

/// The writing end.
#[derive(Debug)]
pub(in crate::snapshot) struct Spool {
    file: BufWriter<SpooledTempFile>,
}

/// The reading end.
pub(in crate::snapshot) type Reader = BufReader<SpooledTempFile>;

impl Spool {
    pub(super) fn new(resources: &Resources) -> Self {
        let file = tempfile::spooled_tempfile_in(IN_MEMORY, &resources.folder);
        Self {
            file: BufWriter::with_capacity(BUFFER, file),
        }
    }

    /// Appends bytes.
    #[inline]
    pub(super) fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Appends a number in LEB128.
    pub(super) fn varint(&mut self, mut value: usize) -> io::Result<()> {
        while value >= 0x80 {
            self.put(&[value as u8 | 0x80])?;
            value >>= 7;
        }
        self.put(&[value as u8])
    }

    /// All bytes from the first.
    pub(in crate::snapshot) fn into_reader(self) -> io::Result<Reader> {
        let mut file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(BufReader::with_capacity(BUFFER, file))
    }
}

/// The next record of `N` bytes; nothing at the end.
#[inline]
pub(super) fn record<const N: usize>(reader: &mut Reader) -> io::Result<Option<[u8; N]>> {
    if let Some(&record) = reader.buffer().first_chunk() {
        reader.consume(N);
        return Ok(Some(record));
    }
    let mut record = [0; N];
    match reader.read_exact(&mut record) {
        Ok(()) => Ok(Some(record)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}
