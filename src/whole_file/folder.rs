//! Folders that appear whole or not at all: made beside their place, synced, then renamed.
//!
//! In: a place, files by their path. Out: the folder in its place, or nothing changed. What a process that
//! was ended left beside the place is removed by the next one that begins a folder for it.

use super::{UNFINISHED, parent, real, without_name};
use rustix::fs::{AtFlags, CWD, StatxFlags, statx};
use std::fs::{File, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Component, Path, PathBuf};
use tempfile::TempDir;

/// How often to begin again where another process took the folder for one that was left.
const TRIES: usize = 8;

/// A folder in the making, beside its place: it appears whole, or not at all.
#[derive(Debug)]
pub struct Folder {
    place: PathBuf,
    temporary: TempDir,
    /// Held as long as the folder is in the making, so that nobody takes it for one that was left.
    _lock: File,
    is_readable: bool,
}

impl Folder {
    /// Begins a folder that will stand at `place`, or where that leads to: a symbolic link stays one. Who may
    /// read it and its files is as the umask says.
    ///
    /// # Errors
    /// What the file system says; `ResourceBusy` where another disk is mounted at the place, which cannot
    /// be replaced.
    pub fn begin(place: &Path) -> io::Result<Self> {
        let place = real(place)?;
        let beside = parent(&place);
        std::fs::create_dir_all(beside)?;
        if is_mounted(&place, beside) {
            let why = "another disk is mounted at this place";
            return Err(io::Error::new(ErrorKind::ResourceBusy, why));
        }
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let prefix = format!("{}{name}.", UNFINISHED.0);
        sweep(beside, &prefix);
        for _ in 0..TRIES {
            let temporary = tempfile::Builder::new()
                .prefix(&prefix)
                .suffix(UNFINISHED.1)
                .permissions(Permissions::from_mode(0o777))
                .tempdir_in(beside)
                .map_err(without_name)?;
            // Before it was locked, another process may have removed it.
            let lock = File::open(temporary.path()).and_then(|made| {
                made.try_lock()?;
                Ok(made)
            });
            match lock {
                Ok(lock) if temporary.path().exists() => {
                    return Ok(Self {
                        place,
                        temporary,
                        _lock: lock,
                        is_readable: false,
                    });
                }
                _ => {}
            }
        }
        Err(io::Error::new(
            ErrorKind::ResourceBusy,
            "other processes are writing to this place",
        ))
    }

    /// Says that everybody may read the folder and its files, whatever the umask says.
    #[must_use]
    pub fn readable(self) -> Self {
        Self {
            is_readable: true,
            ..self
        }
    }

    /// Where its files stand until it is in its place.
    pub fn path(&self) -> &Path {
        self.temporary.path()
    }

    /// Writes a file by its path in the folder.
    ///
    /// # Errors
    /// What the file system says; a path that leads out of the folder.
    pub fn write(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let inside = |part: Component<'_>| matches!(part, Component::Normal(_));
        if !Path::new(path).components().all(inside) {
            return Err(io::Error::other(format!("{path} leads out of the folder")));
        }
        let path = self.temporary.path().join(path);
        std::fs::create_dir_all(parent(&path))?;
        std::fs::write(path, bytes)
    }

    /// Puts the folder in its place; what stood there before is gone only then.
    ///
    /// # Errors
    /// What the file system says; what stood there before still stands, unless the disk fails at the
    /// very last, as for a file.
    pub fn commit(self) -> io::Result<()> {
        let made = self.temporary.path();
        if self.is_readable {
            open_to_all(made)?;
        }
        rustix::fs::syncfs(File::open(made)?)?;
        let around = File::open(parent(&self.place))?;
        if self.place.exists() {
            // Both names change hands in one step; the temporary folder, now the old one, is removed.
            let exchange = rustix::fs::RenameFlags::EXCHANGE;
            rustix::fs::renameat_with(CWD, made, CWD, &self.place, exchange)?;
        } else {
            std::fs::rename(made, &self.place)?;
        }
        around.sync_all()
    }
}

/// Lets everybody read a folder and all that is in it.
fn open_to_all(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => open_to_all(&entry.path())?,
            false => std::fs::set_permissions(entry.path(), Permissions::from_mode(0o644))?,
        }
    }
    std::fs::set_permissions(folder, Permissions::from_mode(0o755))
}

/// Removes what processes that were ended left of folders with such names. What cannot be removed is no
/// reason not to begin.
fn sweep(beside: &Path, prefix: &str) {
    for entry in std::fs::read_dir(beside).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_left = name.starts_with(prefix)
            && name.ends_with(UNFINISHED.1)
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_left {
            continue;
        }
        if let Ok(left) = File::open(entry.path())
            && left.try_lock().is_ok()
        {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// True for a folder that is the root of another disk than the one it stands on, which no rename replaces.
fn is_mounted(place: &Path, beside: &Path) -> bool {
    let mount = |path: &Path| {
        let about = statx(CWD, path, AtFlags::empty(), StatxFlags::MNT_ID).ok()?;
        Some((about.stx_dev_major, about.stx_dev_minor, about.stx_mnt_id))
    };
    matches!((mount(place), mount(beside)), (Some(a), Some(b)) if a != b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_takes_the_place_of_another_as_a_whole() {
        let around = tempfile::tempdir().expect("a folder");
        let place = around.path().join("site");
        for name in ["a", "b"] {
            let folder = Folder::begin(&place).expect("begun");
            folder.write(&format!("x/{name}"), b"1").expect("written");
            assert!(folder.write("../out", b"1").is_err());
            folder.commit().expect("in its place");
        }
        assert!(place.join("x/b").is_file() && !place.join("x/a").exists());
        Folder::begin(&place)
            .expect("begun")
            .write("c", b"1")
            .expect("written");
        assert!(place.join("x/b").is_file() && !place.join("c").exists());
        assert_eq!(std::fs::read_dir(around.path()).expect("listed").count(), 1);
    }

    #[test]
    fn what_was_left_is_removed_and_what_is_in_the_making_is_not() {
        let around = tempfile::tempdir().expect("a folder");
        let place = around.path().join("site");
        let left = around.path().join(".ptce-site.a1B2c3.partial");
        std::fs::create_dir_all(left.join("page")).expect("a folder");
        let of_another = around.path().join(".ptce-sites.a1B2c3.partial");
        std::fs::create_dir(&of_another).expect("a folder");
        let first = Folder::begin(&place).expect("begun");
        assert!(!left.exists() && of_another.exists());
        let second = Folder::begin(&place).expect("begun");
        assert!(first.path().exists(), "another process is making it");
        first.write("a", b"1").expect("written");
        for folder in [first, second] {
            folder.commit().expect("in its place");
        }
        assert_eq!(std::fs::read_dir(around.path()).expect("listed").count(), 2);
    }

    #[test]
    fn a_site_can_be_read_by_all_whatever_the_umask_says() {
        let around = tempfile::tempdir().expect("a folder");
        let place = around.path().join("site");
        let folder = Folder::begin(&place).expect("begun").readable();
        folder.write("x/a", b"1").expect("written");
        // As under umask 077.
        for (path, mode) in [("x/a", 0o600), ("x", 0o700)] {
            let path = folder.path().join(path);
            std::fs::set_permissions(path, Permissions::from_mode(mode)).expect("set");
        }
        folder.commit().expect("in its place");
        let mode = |path: &Path| path.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&place), 0o755);
        assert_eq!(mode(&place.join("x")), 0o755);
        assert_eq!(mode(&place.join("x/a")), 0o644);
    }

    #[test]
    fn another_disk_is_no_place() {
        // Linux mounts it on every machine.
        assert!(is_mounted(Path::new("/proc"), Path::new("/")));
        let busy = Folder::begin(Path::new("/proc")).expect_err("it cannot be replaced");
        assert_eq!(busy.kind(), ErrorKind::ResourceBusy);
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("a")).expect("a folder");
        assert!(!is_mounted(&folder.path().join("a"), folder.path()));
        assert!(!is_mounted(&folder.path().join("b"), folder.path()));
    }
}
