//! The versions that a folder keeps: listing them, going back to one, letting old ones go.

use super::lock::unused;
use super::pointer::point;
use super::{
    Lock, MANIFEST, Manifest, RESTRICTED_QUADS, RESTRICTED_SNAPSHOT, SNAPSHOT, current, is_name,
    restricted,
};
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
    /// How many quads it has; none where it is damaged, so far as its manifest and the names of its
    /// files tell.
    pub quads: Option<usize>,
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
        let place = entry.path();
        if !is_name(&name) || !place.is_dir() {
            continue;
        }
        let manifest = place.join(MANIFEST).metadata();
        let Ok(dated) = manifest.or_else(|_| place.metadata()) else {
            // It was removed meanwhile.
            continue;
        };
        found.push(Kept {
            current: current.as_ref() == Some(&name),
            quads: quads(folder, &name),
            name,
            made: dated.modified()?,
        });
    }
    found.sort_by(|a, b| (b.made, &b.name).cmp(&(a.made, &a.name)));
    Ok(found)
}

/// How many quads a version has that can be served; what its files hold is not looked at.
fn quads(folder: &Path, name: &str) -> Option<usize> {
    let files: &[&str] = match restricted(name) {
        Some(_) => &[SNAPSHOT, RESTRICTED_SNAPSHOT, RESTRICTED_QUADS],
        None => &[SNAPSHOT],
    };
    let is_there = |file: &&str| folder.join(name).join(file).is_file();
    let manifest = Manifest::read(folder, name).ok();
    manifest
        .filter(|_| files.iter().all(is_there))
        .map(|manifest| manifest.quads)
}

/// The versions that a name means: the one of this name, else those that start with it.
pub fn named<'k>(kept: &'k [Kept], start: &str) -> Vec<&'k Kept> {
    match kept.iter().find(|version| version.name == start) {
        Some(one) => vec![one],
        None => kept
            .iter()
            .filter(|version| version.name.starts_with(start))
            .collect(),
    }
}

/// Points to the version whose name is or starts with `wanted`, or to the one made before the current
/// that is not damaged. Gives its name.
///
/// # Errors
/// `NotFound` when there is no such version, `InvalidInput` when there are several, `InvalidData` when it
/// is damaged.
pub fn rollback(folder: &Path, wanted: Option<&str>) -> io::Result<String> {
    let _lock = Lock::wait(folder, PATIENCE)?;
    let kept = kept(folder)?;
    let matching: Vec<&Kept> = match wanted {
        Some(start) => named(&kept, start),
        None => kept
            .iter()
            .skip_while(|version| !version.current)
            .skip(1)
            .filter(|version| version.quads.is_some())
            .take(1)
            .collect(),
    };
    match (matching.as_slice(), wanted) {
        ([version], _) if version.quads.is_none() => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("the version {} is damaged", version.name),
        )),
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

/// Removes the oldest versions but `keep`, never the current one nor one that is in use. One that cannot
/// be removed keeps no other.
///
/// # Errors
/// What the file system says last; `TimedOut` when another process goes on writing there.
pub fn prune(folder: &Path, keep: usize) -> io::Result<()> {
    let _lock = Lock::wait(folder, PATIENCE)?;
    // With a pointer that names none, nobody knows which to keep.
    current(folder)?;
    let mut done = Ok(());
    for version in kept(folder)?
        .into_iter()
        .skip(keep.max(1))
        .filter(|version| !version.current)
    {
        let removed = remove(&folder.join(version.name));
        done = removed.and(done);
    }
    done
}

/// Removes a version that nobody uses.
fn remove(place: &Path) -> io::Result<()> {
    match unused(place)? {
        Some(_unused) => std::fs::remove_dir_all(place),
        None => Ok(()),
    }
}
