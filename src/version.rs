//! Versions: immutable folders named after the hash of what they hold, and a pointer to the current.
//!
//! ```text
//! DIR/current                      the name of the current version, one line
//! DIR/{version}/graph.snapshot     the public quads, to be queried
//! DIR/{version}/graph.nq           the same, sorted, when they were built from tables
//! DIR/{version}/restricted.snapshot  public and restricted quads, where there are restricted tables
//! DIR/{version}/restricted.nq      the restricted quads alone; both are readable by their owner only
//! DIR/{version}/manifest.json
//! ```
//! A new version is written beside, synced and renamed; then the pointer is swapped by a rename. What
//! was served before stays whole at every moment; one that is damaged is mended by making it again. One process writes at a time, and no version that
//! is in use is removed ([`Lock`], [`Hold`]).

mod draft;
mod kept;
mod lock;
mod pointer;
mod unusable;
pub mod verify;

pub use draft::Draft;
pub use kept::{Kept, kept, named, prune, rollback};
pub use lock::{Hold, Lock};
pub use unusable::{unpruned, unusable, unwritten};

use crate::graph::Dataset;
use crate::graph::dump::{self, Format};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// The name of the pointer file.
const CURRENT: &str = "current";
/// The name of the snapshot of public quads in a version.
pub const SNAPSHOT: &str = "graph.snapshot";
/// The name of the sorted public quads of a version that was built from tables.
const QUADS: &str = "graph.nq";
/// The name of the restricted quads in a version.
pub const RESTRICTED_QUADS: &str = "restricted.nq";
/// The name of the snapshot for readers with a token.
pub const RESTRICTED_SNAPSHOT: &str = "restricted.snapshot";
const MANIFEST: &str = "manifest.json";

/// What a version says about itself in `manifest.json`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The SHA-256 of the sorted canonical N-Quads, or of the snapshot for files that were loaded; 64
    /// hexadecimal digits.
    pub version: String,
    /// The version of the program that built it.
    pub program: String,
    /// How many quads there are.
    pub quads: usize,
    /// How many quads each named graph has.
    pub graphs: BTreeMap<String, usize>,
    /// The SHA-256 of each public input file by its path.
    pub inputs: BTreeMap<String, String>,
    /// The base IRI of the publication that it was built from; none for files that were loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<String>,
}

impl Manifest {
    /// Describes a dataset built from these inputs.
    pub fn new(dataset: &Dataset, inputs: BTreeMap<String, String>) -> Self {
        Self {
            version: dataset.version(),
            program: format!("ptce {}", env!("CARGO_PKG_VERSION")),
            quads: dataset.quads().len(),
            graphs: dataset.graphs(),
            inputs,
            publication: None,
        }
    }

    /// Says which publication it was built from, by its base IRI.
    #[must_use]
    pub fn of(mut self, base: &str) -> Self {
        self.publication = Some(base.to_owned());
        self
    }

    /// Reads what a version of a folder says about itself.
    ///
    /// # Errors
    /// What the file system says, with the name of the file; `InvalidData` for what is no manifest.
    pub fn read(folder: &Path, name: &str) -> io::Result<Self> {
        let told =
            |error: io::Error| io::Error::new(error.kind(), format!("{name}/{MANIFEST}: {error}"));
        let bytes = std::fs::read(folder.join(name).join(MANIFEST)).map_err(told)?;
        serde_json::from_slice(&bytes).map_err(|error| told(error.into()))
    }
}

/// The name of a version's folder. Restricted quads are part of the name and of nothing public: the
/// same public graphs with other restricted ones are another folder under the same version.
fn name(manifest: &Manifest, restricted: &Dataset) -> String {
    let version = &manifest.version;
    if restricted.quads().is_empty() {
        version.clone()
    } else {
        format!("{version}-r{}", &restricted.version()[..12])
    }
}

/// Writes a version into a folder of versions and makes it the current one.
/// A version that is already there and whole is left as it is.
///
/// # Errors
/// What the file system says; nothing half-written stays and the pointer stands as before.
pub fn publish(
    folder: &Path,
    public: &Dataset,
    restricted: &Dataset,
    manifest: &Manifest,
) -> io::Result<PathBuf> {
    let draft = Draft::new(folder)?;
    let name = name(manifest, restricted);
    if verify::is_whole(folder, &name) {
        return draft.again(&name);
    }
    draft.write(QUADS, 0o644, |out| {
        dump::write(public, Format::Nq, &[], out)
    })?;
    draft.snapshot(SNAPSHOT, 0o644, public.quads().iter())?;
    if !restricted.quads().is_empty() {
        draft.write(RESTRICTED_QUADS, 0o600, |out| {
            dump::write(restricted, Format::Nq, &[], out)
        })?;
        let both = public.quads().iter().chain(restricted.quads());
        draft.snapshot(RESTRICTED_SNAPSHOT, 0o600, both)?;
    }
    draft.finish(&name, manifest)
}

/// The end of a version's name after which its restricted quads are named; none where it has none.
pub fn restricted(name: &str) -> Option<&str> {
    name.split_once("-r").map(|(_, end)| end)
}

/// True for the name of a version, whether it is there or not.
fn is_name(name: &str) -> bool {
    let is_hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    let (version, restricted) = name.split_once("-r").unwrap_or((name, ""));
    version.len() == 64 && is_hex(version) && is_hex(restricted)
}

/// The name of the current version of a folder, if it has one.
///
/// # Errors
/// What the file system says; `InvalidData` when the pointer does not name a version.
pub fn current(folder: &Path) -> io::Result<Option<String>> {
    let name = match std::fs::read_to_string(folder.join(CURRENT)) {
        Ok(text) => text.trim().to_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            let told = format!("{CURRENT}: {error}");
            return Err(io::Error::new(error.kind(), told));
        }
    };
    if is_name(&name) && folder.join(&name).is_dir() {
        Ok(Some(name))
    } else {
        Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("the file `{CURRENT}` says `{name}`, which names no version"),
        ))
    }
}

#[cfg(test)]
mod tests;
