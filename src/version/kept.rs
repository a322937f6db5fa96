//! The versions that a folder keeps: listing them, going back to one, letting old ones go.

use super::lock::unused;
use super::pointer::point;
use super::{Lock, MANIFEST, Manifest, current, is_whole};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How long a command waits for another that writes into the same folder.
const PATIENCE: Duration = Duration::from_secs(30);

/// A version that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The name of its folder.
    pub name: String,
    /// How many quads it has.
    pub quads: usize,
    /// When it was made.
    pub made: SystemTime,
    /// True for the version that is served.
    pub current: bool,
}

/// All versions of a folder, the newest first. None is the current one where the pointer names none.
///
/// # Errors
/// What the file system says.
pub fn kept(folder: &Path) -> io::Result<Vec<Kept>> {
    let current = match current(folder) {
        Err(error) if error.kind() == io::ErrorKind::InvalidData => None,
        known => known?,
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if name.starts_with('.') || !is_whole(&entry.path()) {
            continue;
        }
        let path = entry.path().join(MANIFEST);
        let manifest = Manifest::read(folder, &name)?;
        found.push(Kept {
            current: current.as_ref() == Some(&name),
            name,
            quads: manifest.quads,
            made: path.metadata()?.modified()?,
        });
    }
    found.sort_by(|a, b| (b.made, &b.name).cmp(&(a.made, &a.name)));
    Ok(found)
}

/// Points to the version whose name starts with `wanted`, or to the one made before the current.
/// Gives its name.
///
/// # Errors
/// `NotFound` when there is no such version, `InvalidInput` when there are several.
pub fn rollback(folder: &Path, wanted: Option<&str>) -> io::Result<String> {
    let _lock = Lock::wait(folder, PATIENCE)?;
    let kept = kept(folder)?;
    let matching: Vec<&Kept> = match wanted {
        Some(start) => kept
            .iter()
            .filter(|version| version.name.starts_with(start))
            .collect(),
        None => kept
            .iter()
            .skip_while(|version| !version.current)
            .skip(1)
            .take(1)
            .collect(),
    };
    match (matching.as_slice(), wanted) {
        ([version], _) => {
            point(folder, &version.name)?;
            Ok(version.name.clone())
        }
        ([], None) => Err(io::Error::new(
            io::ErrorKind::NotFound,
            match kept.iter().any(|version| version.current) {
                true => "there is no version before the current one",
                false => "no version is the current one: name the one to go back to",
            },
        )),
        ([], Some(start)) => Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!("no version starts with `{start}`"),
        )),
        (several, _) => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("{} versions start with these digits", several.len()),
        )),
    }
}

/// Removes the oldest versions but `keep`, never the current one nor one that is in use.
///
/// # Errors
/// What the file system says; `TimedOut` when another process goes on writing there.
pub fn prune(folder: &Path, keep: usize) -> io::Result<()> {
    let _lock = Lock::wait(folder, PATIENCE)?;
    // With a pointer that names none, nobody knows which to keep.
    current(folder)?;
    for version in kept(folder)?
        .into_iter()
        .skip(keep.max(1))
        .filter(|version| !version.current)
    {
        let place = folder.join(version.name);
        if let Some(_unused) = unused(&place)? {
            std::fs::remove_dir_all(place)?;
        }
    }
    Ok(())
}
