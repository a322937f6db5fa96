//! What writing into a folder of versions needs: places to wait in, one turn at a time.

use crate::settings::{Name, Settings};
use std::path::PathBuf;
use tokio::sync::{Mutex, Semaphore};

/// What writing needs.
pub struct Writing {
    pub(super) folder: PathBuf,
    pub(super) places: Semaphore,
    pub(super) queue: Mutex<()>,
}

impl Writing {
    /// Writing into a folder of versions.
    pub fn new(folder: PathBuf, settings: &Settings) -> Self {
        let places = usize::try_from(settings.get(Name::Writer)).unwrap_or(1);
        Self {
            folder,
            places: Semaphore::new(places),
            queue: Mutex::default(),
        }
    }
}
