//! The file behind an engine, as those who answer from it share it.

use crate::snapshot::SnapshotError;
use crate::snapshot::write::Writer;
use crate::version::Hold;
use std::fs::File;
use std::path::Path;
use std::sync::Mutex;

/// The file of a snapshot, which workers are given open when they start.
#[derive(Debug)]
pub(super) struct SnapshotFile {
    /// To be read only: a worker may not write to it either.
    pub(super) file: File,
    /// Keeps the version from being removed meanwhile.
    pub(super) hold: Mutex<Option<Hold>>,
}

impl SnapshotFile {
    /// A file that stays.
    pub(super) fn open(path: &Path) -> Result<Self, SnapshotError> {
        Ok(Self {
            file: File::open(path)?,
            hold: Mutex::default(),
        })
    }

    /// A file for an engine alone. Its name is gone before it is written, so that nothing is left of it
    /// however this process ends.
    pub(super) fn unnamed(writer: Writer) -> Result<Self, SnapshotError> {
        let made = tempfile::Builder::new().prefix("ptce-").tempfile()?;
        let (mut out, path) = made.into_parts();
        let file = Self::open(&path)?;
        path.close()?;
        writer.finish(&mut out)?;
        Ok(file)
    }
}
