//! A version while it is written: a folder beside the others that gets its name at the end.

use super::{CURRENT, MANIFEST, Manifest, SNAPSHOT};
use crate::graph::hex;
use crate::snapshot::write::{Resources, Writer};
use crate::snapshot::{Snapshot, SnapshotError};
use crate::whole_file;
use oxigraph::model::Quad;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs::{File, Permissions};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that vanishes unless it is finished.
#[derive(Debug)]
pub struct Draft {
    folder: PathBuf,
    temporary: TempDir,
}

impl Draft {
    /// Starts a version in a folder of versions, which is made when it is not there.
    ///
    /// # Errors
    /// What the file system says.
    pub fn new(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let temporary = tempfile::Builder::new()
            .prefix(".partial-")
            .tempdir_in(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            temporary,
        })
    }

    /// Where its files lie until it is finished.
    pub fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// Writes one of its files.
    pub(super) fn write(
        &self,
        name: &str,
        mode: u32,
        fill: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = self.path().join(name);
        whole_file::write(&path, fill)?;
        std::fs::set_permissions(&path, Permissions::from_mode(mode))
    }

    /// Writes quads as a snapshot.
    pub(super) fn snapshot<'a>(
        &self,
        name: &str,
        mode: u32,
        mut quads: impl Iterator<Item = &'a Quad>,
    ) -> io::Result<()> {
        let resources = Resources {
            folder: self.path().to_owned(),
            ..Resources::default()
        };
        let mut writer = Writer::new(resources);
        quads
            .try_for_each(|quad| writer.push(quad.as_ref()))
            .map_err(plain)?;
        let path = self.path().join(name);
        writer.finish_file(&path).map_err(plain)?;
        std::fs::set_permissions(&path, Permissions::from_mode(mode))
    }

    /// Finishes a version of quads that were loaded from files. Its name is the hash of the snapshot,
    /// whose bytes depend on the quads alone.
    ///
    /// # Errors
    /// What the file system says; what the snapshot cannot hold.
    pub fn loaded(self, writer: Writer) -> Result<(Manifest, PathBuf), SnapshotError> {
        let path = self.path().join(SNAPSHOT);
        let totals = writer.finish_file(&path)?;
        let snapshot = Snapshot::open(&path)?;
        let manifest = Manifest {
            version: file_hash(&path)?,
            program: format!("ptce {}", env!("CARGO_PKG_VERSION")),
            quads: usize::try_from(totals.quads).unwrap_or(usize::MAX),
            graphs: snapshot.graph_counts()?,
            inputs: BTreeMap::new(),
        };
        let name = manifest.version.clone();
        let place = self.finish(&name, &manifest)?;
        Ok((manifest, place))
    }

    /// Writes the manifest, names the folder and makes it the current version.
    pub(super) fn finish(self, name: &str, manifest: &Manifest) -> io::Result<PathBuf> {
        let place = self.folder.join(name);
        if super::is_whole(&place) {
            return self.point_to(name);
        }
        self.write(MANIFEST, 0o644, |out| {
            serde_json::to_writer_pretty(&mut *out, manifest)?;
            out.write_all(b"\n")
        })?;
        // A temporary folder is private; a version is readable as its files are.
        std::fs::set_permissions(self.path(), Permissions::from_mode(0o755))?;
        if place.exists() {
            // What an older program left there has no snapshot and is not being served.
            std::fs::remove_dir_all(&place)?;
        }
        std::fs::rename(self.path(), &place)?;
        whole_file::sync_folder(&self.folder)?;
        self.point_to(name)
    }

    /// Makes a version the current one.
    pub(super) fn point_to(self, name: &str) -> io::Result<PathBuf> {
        point(&self.folder, name)?;
        Ok(self.folder.join(name))
    }
}

/// The SHA-256 of a file, 64 hexadecimal digits.
fn file_hash(path: &Path) -> io::Result<String> {
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut hash = Sha256::new();
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(bytes);
        let read = bytes.len();
        reader.consume(read);
    }
}

/// Swaps the pointer of a folder of versions.
pub(super) fn point(folder: &Path, name: &str) -> io::Result<()> {
    whole_file::write(&folder.join(CURRENT), |out| writeln!(out, "{name}"))
}

fn plain(error: SnapshotError) -> io::Error {
    match error {
        SnapshotError::Io(error) => error,
        other => io::Error::other(other),
    }
}
