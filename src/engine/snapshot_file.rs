//! The file behind an engine, as those who answer from it share it.

use crate::version::Hold;
use std::path::PathBuf;
use std::sync::Mutex;
use tempfile::TempPath;

/// The file of a snapshot, which workers open when they start.
#[derive(Debug)]
pub(super) struct SnapshotFile {
    pub(super) path: PathBuf,
    /// Removes the file when it was made for an engine and nobody needs it any more.
    pub(super) _temporary: Option<TempPath>,
    /// Keeps the version from being removed meanwhile.
    pub(super) hold: Mutex<Option<Hold>>,
}
