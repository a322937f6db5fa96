//! Who may write into a folder of versions, and which versions are in use.
//!
//! Both are advisory locks of the system on the folders themselves (flock), so that they end with
//! the process that holds them, however it ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// How often a waiting process looks again.
const AGAIN: Duration = Duration::from_millis(20);

/// The right to write into a folder of versions; there is one at a time, among all processes.
#[derive(Debug)]
pub struct Lock {
    _folder: File,
}

impl Lock {
    /// Takes the right; none when another has it.
    ///
    /// # Errors
    /// What the file system says.
    pub fn take(folder: &Path) -> io::Result<Option<Self>> {
        let folder = File::open(folder)?;
        match folder.try_lock() {
            Ok(()) => Ok(Some(Self { _folder: folder })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Waits for the right.
    ///
    /// # Errors
    /// What the file system says; `TimedOut` when another still has it.
    pub fn wait(folder: &Path, patience: Duration) -> io::Result<Self> {
        let until = Instant::now() + patience;
        loop {
            if let Some(lock) = Self::take(folder)? {
                return Ok(lock);
            }
            if Instant::now() >= until {
                return Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "another process is writing into this folder",
                ));
            }
            std::thread::sleep(AGAIN);
        }
    }
}

/// A version in use: as long as one process holds it, it is not pruned.
#[derive(Debug)]
pub struct Hold {
    _folder: File,
}

impl Hold {
    /// Holds a version by its folder.
    ///
    /// # Errors
    /// What the file system says; a version that is being pruned at this moment.
    pub fn new(version: &Path) -> io::Result<Self> {
        let folder = File::open(version)?;
        folder.try_lock_shared()?;
        Ok(Self { _folder: folder })
    }
}

/// True when nobody holds a version; it cannot be held while the file that is given lives.
pub(super) fn unused(version: &Path) -> io::Result<Option<File>> {
    let folder = File::open(version)?;
    match folder.try_lock() {
        Ok(()) => Ok(Some(folder)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
