//! A version while it is written: a folder beside the others that gets its name at the end.

use super::pointer::point;
use super::{Lock, MANIFEST, Manifest, SNAPSHOT, current, kept, verify};
use crate::graph::file_hash;
use crate::snapshot::write::{Resources, Writer};
use crate::snapshot::{Snapshot, SnapshotError};
use crate::whole_file;
use oxigraph::model::Quad;
use std::collections::BTreeMap;
use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// How long a command waits for another that writes into the same folder.
const PATIENCE: Duration = Duration::from_secs(30);
/// How the names of unfinished folders begin.
const PARTIAL: &str = ".partial-";

/// A folder that vanishes unless it is finished.
#[derive(Debug)]
pub struct Draft {
    folder: PathBuf,
    temporary: TempDir,
    _lock: Lock,
}

impl Draft {
    /// Starts a version in a folder of versions, which is made when it is not there.
    ///
    /// # Errors
    /// What the file system says; `TimedOut` when another process goes on writing there.
    pub fn new(folder: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Self::with(folder, Lock::wait(folder, PATIENCE)?)
    }

    /// Starts a version with the right to write that one has already.
    ///
    /// # Errors
    /// What the file system says.
    pub fn with(folder: &Path, lock: Lock) -> io::Result<Self> {
        // Nobody else writes: what is unfinished was left by a process that was ended.
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with(PARTIAL) {
                std::fs::remove_dir_all(entry.path())?;
            } else if whole_file::is_unfinished(&name) && entry.file_type()?.is_file() {
                std::fs::remove_file(entry.path())?;
            }
        }
        let temporary = tempfile::Builder::new()
            .prefix(PARTIAL)
            .tempdir_in(folder)
            .map_err(whole_file::without_name)?;
        Ok(Self {
            folder: folder.canonicalize()?,
            temporary,
            _lock: lock,
        })
    }

    /// The folder of versions.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where its files lie until it is finished.
    pub fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// Its files' place as an absolute path.
    ///
    /// # Errors
    /// What the file system says.
    pub fn absolute(&self) -> io::Result<PathBuf> {
        self.path().canonicalize()
    }

    /// Writes one of its files.
    pub(super) fn write(
        &self,
        name: &str,
        mode: u32,
        fill: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = self.path().join(name);
        whole_file::write_readable(&path, fill)?;
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
        writer.finish_file(&self.path().join(SNAPSHOT))?;
        self.adopt(None, None)
    }

    /// Finishes a version whose snapshot lies in the draft already. `publication` is the base IRI of
    /// the publication that its quads were built from; `restricted` the end of the name of a version
    /// whose restricted quads lie there as well.
    ///
    /// # Errors
    /// What the file system says; damage.
    pub fn adopt(
        self,
        publication: Option<String>,
        restricted: Option<&str>,
    ) -> Result<(Manifest, PathBuf), SnapshotError> {
        let path = self.path().join(SNAPSHOT);
        let snapshot = Snapshot::open(&path)?;
        let manifest = Manifest {
            version: file_hash(&path)?,
            program: format!("ptce {}", env!("CARGO_PKG_VERSION")),
            quads: usize::try_from(snapshot.statistics.totals.quads).unwrap_or(usize::MAX),
            graphs: snapshot.graph_counts()?,
            inputs: BTreeMap::new(),
            publication,
        };
        let name = match restricted {
            Some(end) => format!("{}-r{end}", manifest.version),
            None => manifest.version.clone(),
        };
        let place = match verify::is_whole(&self.folder, &name) {
            true => self.again(&name)?,
            false => self.finish(&name, &manifest)?,
        };
        Ok((manifest, place))
    }

    /// Writes the manifest, names the folder and makes it the current version.
    pub(super) fn finish(self, name: &str, manifest: &Manifest) -> io::Result<PathBuf> {
        self.write(MANIFEST, 0o644, |out| {
            serde_json::to_writer_pretty(&mut *out, manifest)?;
            out.write_all(b"\n")
        })?;
        self.make_newest(&self.path().join(MANIFEST))?;
        // A temporary folder is private; a version is readable as its files are.
        std::fs::set_permissions(self.path(), Permissions::from_mode(0o755))?;
        whole_file::sync_folder(self.path())?;
        let place = self.folder.join(name);
        let is_new = !place.exists();
        let done = self.take_place(&place).and_then(|()| self.point_to(name));
        // What fails at the very last has been done: the pointer names it.
        let is_current = || current(&self.folder).is_ok_and(|now| now.as_deref() == Some(name));
        if done.is_err() && is_new && !is_current() {
            // Without a pointer it would be kept, and served after the next rollback.
            let _ = std::fs::remove_dir_all(&place);
        }
        done
    }

    /// Puts the files in their place. What stands there is damaged: each file is replaced in one step,
    /// so that the version is there at every moment, in the folder that its servers hold.
    fn take_place(&self, place: &Path) -> io::Result<()> {
        if place.exists() {
            for file in std::fs::read_dir(self.path())? {
                let file = file?;
                std::fs::rename(file.path(), place.join(file.file_name()))?;
            }
            whole_file::sync_folder(place)?;
        } else {
            std::fs::rename(self.path(), place)?;
        }
        whole_file::sync_folder(&self.folder)
    }

    /// Makes a version that is there already as if it were made now: the current one, and the newest
    /// of those that are kept, which going back starts from.
    pub(super) fn again(self, name: &str) -> io::Result<PathBuf> {
        self.make_newest(&self.folder.join(name).join(MANIFEST))?;
        self.point_to(name)
    }

    /// Dates a manifest now, or after all others where the clock was set back since: versions follow
    /// each other in the order in which they were made.
    fn make_newest(&self, manifest: &Path) -> io::Result<()> {
        let newest = kept(&self.folder)
            .ok()
            .and_then(|kept| Some(kept.first()?.made));
        let after = newest.map(|made| made + Duration::from_millis(1));
        let now = SystemTime::now();
        File::open(manifest)?.set_modified(after.map_or(now, |after| after.max(now)))
    }

    /// Makes a version the current one.
    fn point_to(&self, name: &str) -> io::Result<PathBuf> {
        point(&self.folder, name)?;
        Ok(self.folder.join(name))
    }
}

fn plain(error: SnapshotError) -> io::Error {
    match error {
        SnapshotError::Io(error) => error,
        other => io::Error::other(other),
    }
}
