//! Versions: immutable folders named after the hash of what they hold, and a pointer to the current.
//!
//! ```text
//! DIR/current              the name of the current version, one line
//! DIR/{version}/graph.nq   the public quads, sorted
//! DIR/{version}/restricted.nq  where there are restricted tables, readable by its owner only
//! DIR/{version}/manifest.json
//! ```
//! A new version is written beside, synced and renamed; then the pointer is swapped by a rename. What
//! was served before stays whole at every moment.

use crate::graph::Dataset;
use crate::graph::dump::{self, Format};
use crate::whole_file;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The name of the pointer file.
const CURRENT: &str = "current";

/// What a version says about itself in `manifest.json`.
#[derive(Debug, Serialize)]
pub struct Manifest {
    /// The SHA-256 of the sorted canonical N-Quads, 64 hexadecimal digits.
    pub version: String,
    /// The version of the program that built it.
    pub program: String,
    /// How many quads there are.
    pub quads: usize,
    /// How many quads each named graph has.
    pub graphs: BTreeMap<String, usize>,
    /// The SHA-256 of each public input file by its path.
    pub inputs: BTreeMap<String, String>,
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
        }
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
/// A version that is already there is left as it is.
///
/// # Errors
/// What the file system says; nothing half-written stays and the pointer stands as before.
pub fn publish(
    folder: &Path,
    public: &Dataset,
    restricted: &Dataset,
    manifest: &Manifest,
) -> io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let name = name(manifest, restricted);
    let place = folder.join(&name);
    if !place.join("manifest.json").is_file() {
        let temporary = tempfile::Builder::new()
            .prefix(".partial-")
            .tempdir_in(folder)?;
        whole_file::write(&temporary.path().join("graph.nq"), |out| {
            dump::write(public, Format::Nq, &[], out)
        })?;
        if !restricted.quads().is_empty() {
            let path = temporary.path().join("restricted.nq");
            whole_file::write(&path, |out| dump::write(restricted, Format::Nq, &[], out))?;
            set_mode(&path, 0o600)?;
        }
        whole_file::write(&temporary.path().join("manifest.json"), |out| {
            serde_json::to_writer_pretty(&mut *out, manifest)?;
            out.write_all(b"\n")
        })?;
        // A temporary folder is private; a version is readable as its files are.
        set_mode(temporary.path(), 0o755)?;
        std::fs::rename(temporary.path(), &place)?;
        whole_file::sync_folder(folder)?;
    }
    whole_file::write(&folder.join(CURRENT), |out| writeln!(out, "{name}"))?;
    Ok(place)
}

fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

/// The name of the current version of a folder, if it has one.
///
/// # Errors
/// What the file system says; `InvalidData` when the pointer does not name a version.
pub fn current(folder: &Path) -> io::Result<Option<String>> {
    let name = match std::fs::read_to_string(folder.join(CURRENT)) {
        Ok(text) => text.trim().to_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    let (version, restricted) = name.split_once("-r").unwrap_or((&name, ""));
    if version.len() == 64 && is_hex(version) && is_hex(restricted) && folder.join(&name).is_dir() {
        Ok(Some(name))
    } else {
        Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("`{name}` names no version"),
        ))
    }
}

#[cfg(test)]
mod tests;
