//! A folder of versions that is written to: places to wait in, one turn at a time.

use crate::settings::{Name, Settings};
use std::path::PathBuf;
use tokio::sync::{Mutex, Semaphore};

/// A folder that takes changes.
pub struct Writable {
    pub(super) folder: PathBuf,
    pub(super) places: Semaphore,
    pub(super) queue: Mutex<()>,
}

impl Writable {
    /// A folder of versions, with as many places as the settings say.
    pub fn new(folder: PathBuf, settings: &Settings) -> Self {
        let places = usize::try_from(settings.get(Name::Writer)).unwrap_or(1);
        Self {
            folder,
            places: Semaphore::new(places),
            queue: Mutex::default(),
        }
    }
}
