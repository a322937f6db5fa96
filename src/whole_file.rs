//! Files that appear whole or not at all: written beside their place, synced, then renamed.
//!
//! In: a path and a closure that writes. Out: the file under its name, or nothing changed.

mod folder;
mod rights;

pub use folder::Folder;

use rights::Rights;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// How the names of files and folders in the making begin and end.
const UNFINISHED: (&str, &str) = (".ptce-", ".partial");

/// True for the name of a file that was being written when its process was ended.
pub fn is_unfinished(name: &str) -> bool {
    name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1)
}

/// Writes a file by a closure; when that fails, what stood there before still stands. A file that is
/// replaced keeps who may read and write it; a new one is as the umask says.
///
/// # Errors
/// Whatever the closure or the file system says; the temporary file is removed. A folder, a pipe or a
/// device is not replaced.
pub fn write(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<()> {
    stage(path, fill)?.commit()
}

/// Writes a file that everybody may read, whatever the umask says: a version may be served by another
/// account than the one that made it.
///
/// # Errors
/// As [`write()`].
pub fn write_readable(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<()> {
    staged(path, Rights::Readable, fill)?.commit()
}

/// A file that is written and synced, and not yet in its place: where it is dropped, nothing has changed.
#[derive(Debug)]
pub struct Staged {
    path: PathBuf,
    temporary: NamedTempFile,
}

impl Staged {
    /// Its place.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// What the file system says; what stood there before still stands, unless the disk fails at the
    /// very last: then the file is in its place, and may be gone after a loss of power.
    pub fn commit(self) -> io::Result<()> {
        // Open before, so that nothing but the disk can fail after.
        let folder = File::open(parent(&self.path))?;
        let persisted = self.temporary.persist(&self.path);
        persisted.map_err(|error| error.error)?;
        folder.sync_all()
    }
}

/// Writes a file as [`write()`] does, beside its place.
///
/// # Errors
/// As [`write()`].
pub fn stage(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<Staged> {
    staged(path, Rights::of(path), fill)
}

fn staged(
    path: &Path,
    rights: Rights,
    fill: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<Staged> {
    may_stand(path)?;
    let folder = parent(path);
    let temporary = tempfile::Builder::new()
        .prefix(UNFINISHED.0)
        .suffix(UNFINISHED.1)
        .permissions(rights.first())
        .tempfile_in(folder)
        .map_err(without_name)?;
    let mut out = BufWriter::with_capacity(1 << 16, temporary.as_file());
    fill(&mut out)?;
    out.flush()?;
    drop(out);
    rights.give(temporary.as_file())?;
    temporary.as_file().sync_all()?;
    let path = path.to_owned();
    Ok(Staged { path, temporary })
}

/// Whether a file may stand there: in a folder, in the place of a file or of nothing.
///
/// # Errors
/// Why not.
pub fn may_stand(path: &Path) -> io::Result<()> {
    if is_device(path) {
        return Err(io::Error::other("what stands there is no regular file"));
    }
    if std::fs::metadata(parent(path))?.is_dir() {
        Ok(())
    } else {
        Err(io::ErrorKind::NotADirectory.into())
    }
}

/// Why a temporary file cannot be made, without its name, which nobody gave it.
pub fn without_name(error: io::Error) -> io::Error {
    let said = error.to_string();
    let Some((why, _)) = said.split_once(" at path ") else {
        return error;
    };
    let number = why.rsplit_once("(os error ");
    let number = number.and_then(|(_, number)| number.strip_suffix(')')?.parse().ok());
    match number {
        Some(number) => io::Error::from_raw_os_error(number),
        None => io::Error::new(error.kind(), why.to_owned()),
    }
}

/// True for what is there and no regular file: a pipe, a device, a folder. It keeps its place.
pub fn is_device(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|known| !known.is_file())
}

/// Opens a pipe or a device to write to.
///
/// # Errors
/// What the file system says.
pub fn open_device(path: &Path) -> io::Result<File> {
    std::fs::OpenOptions::new().write(true).open(path)
}

/// Makes the names in a folder durable.
///
/// # Errors
/// What the file system says.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The folder a path stands in; the current one for a bare name.
pub fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// How many symbolic links may lead from one to the next.
const LINK_LIMIT: usize = 40;

/// Where a symbolic link leads, step by step, also where nothing stands there yet; any other path as it is.
///
/// # Errors
/// Links that lead in a circle.
pub fn real(path: &Path) -> io::Result<PathBuf> {
    if path.exists() {
        // What the system alone can name, such as a pipe behind /dev/stdout, is written by its own path.
        return Ok(path.canonicalize().unwrap_or_else(|_| path.to_owned()));
    }
    let mut real = path.to_owned();
    for _ in 0..LINK_LIMIT {
        match std::fs::read_link(&real) {
            Ok(next) => real = parent(&real).join(next),
            Err(_) => return Ok(real),
        }
    }
    Err(rustix::io::Errno::LOOP.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_leaves_what_was_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        write(&path, |out| out.write_all(b"old")).expect("written");
        let failed = write(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("no"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read(&path).expect("still there"), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
        assert!(write(folder.path(), |out| out.write_all(b"x")).is_err());
        assert!(write(Path::new("/dev/null"), |out| out.write_all(b"x")).is_err());
    }

    #[test]
    fn a_file_stays_as_private_as_it_was() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        let mode = |path: &Path| path.metadata().expect("there").permissions().mode() & 0o7777;
        let plain = folder.path().join("plain");
        std::fs::write(&plain, "as the umask says").expect("written");
        write(&path, |out| out.write_all(b"new")).expect("written");
        assert_eq!(mode(&path), mode(&plain));
        for kept in [0o600, 0o640, 0o664, 0o444] {
            let wanted = std::fs::Permissions::from_mode(kept);
            std::fs::set_permissions(&path, wanted).expect("set");
            write(&path, |out| out.write_all(b"next")).expect("written");
            assert_eq!(mode(&path), kept, "{kept:o}");
        }
        write_readable(&path, |out| out.write_all(b"version")).expect("written");
        assert_eq!(mode(&path), 0o644);
    }

    #[test]
    fn why_no_temporary_file_can_be_made_keeps_its_number() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("missing/a");
        let error = write(&path, |out| out.write_all(b"x")).expect_err("no folder");
        // ENOENT is 2 on Linux (errno(3)).
        assert_eq!(error.raw_os_error(), Some(2));
        assert_eq!(error.to_string(), "No such file or directory (os error 2)");
    }

    #[test]
    fn a_link_is_followed_where_nothing_stands_yet() {
        use std::os::unix::fs::symlink;
        let around = tempfile::tempdir().expect("a folder");
        let at = |name: &str| around.path().join(name);
        std::fs::create_dir(at("in")).expect("a folder");
        for (to, link) in [("in/b", "a"), ("../c", "in/b"), ("y", "x"), ("x", "y")] {
            symlink(to, at(link)).expect("a link");
        }
        assert_eq!(real(&at("a")).expect("a path"), at("in/../c"));
        assert_eq!(real(&at("new")).expect("a path"), at("new"));
        assert!(real(&at("x")).is_err());
        std::fs::write(at("c"), "1").expect("written");
        let found = real(&at("a")).expect("a path");
        assert_eq!(found, at("c").canonicalize().expect("a path"));
    }
}
