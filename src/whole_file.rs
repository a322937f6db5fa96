//! Files that appear whole or not at all: written beside their place, synced, then renamed.
//!
//! In: a path and a closure that writes. Out: the file under its name, or nothing changed.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes a file by a closure; when that fails, what stood there before still stands.
///
/// # Errors
/// Whatever the closure or the file system says; the temporary file is removed.
pub fn write(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<()> {
    let folder = parent(path);
    let temporary = tempfile::Builder::new()
        .prefix(".ptce-")
        .suffix(".partial")
        .tempfile_in(folder)?;
    let mut out = BufWriter::with_capacity(1 << 16, temporary.as_file());
    fill(&mut out)?;
    out.flush()?;
    drop(out);
    publish_mode(temporary.as_file())?;
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
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

/// Temporary files are private; a finished one is readable as any other file.
fn publish_mode(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
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
    }
}
