//! The file behind an engine, as those who answer from it share it.

use crate::snapshot::SnapshotError;
use crate::snapshot::write::Writer;
use crate::version::Hold;
use std::fs::File;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The file of a snapshot, which workers are given open when they start.
#[derive(Debug)]
pub(super) struct SnapshotFile {
    /// To be read only: a worker may not write to it either.
    pub(super) file: File,
    /// Where it was opened; none for a file without a name.
    path: Option<PathBuf>,
    /// Keeps the version from being removed meanwhile.
    pub(super) hold: Mutex<Option<Hold>>,
}

impl SnapshotFile {
    /// A file that stays.
    pub(super) fn open(path: &Path) -> Result<Self, SnapshotError> {
        Ok(Self {
            file: File::open(path)?,
            path: Some(path.to_owned()),
            hold: Mutex::default(),
        })
    }

    /// A file for an engine alone. Its name is gone before it is written, so that nothing is left of it
    /// however this process ends.
    pub(super) fn unnamed(writer: Writer) -> Result<Self, SnapshotError> {
        let made = tempfile::Builder::new().prefix("ptce-").tempfile()?;
        let (mut out, path) = made.into_parts();
        let mut file = Self::open(&path)?;
        path.close()?;
        file.path = None;
        writer.finish(&mut out)?;
        Ok(file)
    }

    /// True when another file stands where this one was opened: a version that was damaged is made
    /// again. As long as this one is open, no other has its number.
    pub(super) fn is_replaced(&self) -> bool {
        let there = self.path.as_ref().map(std::fs::metadata);
        match (self.file.metadata(), there) {
            (Ok(here), Some(Ok(there))) => (here.dev(), here.ino()) != (there.dev(), there.ino()),
            _ => false,
        }
    }
}
