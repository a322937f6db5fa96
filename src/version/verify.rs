//! Versions and snapshots read from end to end, before somebody relies on them.
//!
//! In: a folder of versions, or a snapshot file. Out: how much was read, or every damage: pages that
//! do not match their sums, parts that do not fit each other, files that do not hold what the name
//! and the manifest of their version say.

mod readers;

use super::{MANIFEST, Manifest, QUADS, SNAPSHOT, current, kept, restricted, unusable};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::{Dataset, file_hash};
use crate::snapshot::{Snapshot, SnapshotError};
use std::fmt::Display;
use std::io;
use std::path::Path;

/// What is said of quads that are whole, but another version's.
const OTHER_QUADS: &str = "the quads are not those that the version is named after";

/// What was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many versions.
    pub versions: u64,
    /// How many snapshots.
    pub snapshots: u64,
    /// How many quads they hold.
    pub quads: u64,
}

/// Reads every version of a folder.
///
/// # Errors
/// `V001` a folder that cannot be read, `V002` each damage.
pub fn folder(folder: &Path) -> Result<Verified, Diagnostics> {
    let kept = kept(folder).map_err(|error| unusable("V001", folder, &error))?;
    let (mut done, mut found) = (Verified::default(), Diagnostics::new());
    if let Err(error) = current(folder) {
        found.push(unusable("V002", folder, &error));
    }
    for kept in kept {
        match version(folder, &kept.name) {
            Ok(one) => {
                done.versions += one.versions;
                done.snapshots += one.snapshots;
                done.quads += one.quads;
            }
            Err(more) => found.append(more),
        }
    }
    found.into_result().map(|()| done)
}

/// Reads one version of a folder: its snapshots, and that they are what its name and its manifest say.
///
/// # Errors
/// `V002` each damage.
pub fn version(folder: &Path, name: &str) -> Result<Verified, Diagnostics> {
    let place = folder.join(name);
    let at = |file: &str| place.join(file);
    let manifest = Manifest::read(folder, name).map_err(|error| damaged(&at(MANIFEST), &error))?;
    let mut found = Diagnostics::new();
    if name.split("-r").next() != Some(manifest.version.as_str()) {
        found.push(damaged(&at(MANIFEST), &"it is that of another version"));
    }
    let mut done = Verified {
        versions: 1,
        ..Verified::default()
    };
    let public = whole(&at(SNAPSHOT));
    match &public {
        Err(error) => found.push(damaged(&at(SNAPSHOT), error)),
        Ok(snapshot) => {
            done.snapshots += 1;
            done.quads += snapshot.statistics.totals.quads;
            if let Some(what) = other_than(&manifest, snapshot, &place) {
                found.push(damaged(&at(SNAPSHOT), &what));
            }
        }
    }
    match named_after(&at(QUADS), &manifest.version) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            found.push(damaged(&at(QUADS), &error));
        }
        _ => {}
    }
    if let Some(end) = restricted(name) {
        match readers::verify(&place, end, public.as_ref().ok()) {
            Ok(()) => done.snapshots += 1,
            Err(more) => found.append(more),
        }
    }
    found.into_result().map(|()| done)
}

/// True when a version is there and nothing of it is damaged.
pub(super) fn is_whole(folder: &Path, name: &str) -> bool {
    version(folder, name).is_ok()
}

/// Reads a snapshot file.
///
/// # Errors
/// `V001` a file that cannot be read or is no snapshot, `V002` damage.
pub fn file(path: &Path) -> Result<Verified, Diagnostics> {
    match whole(path) {
        Ok(snapshot) => Ok(Verified {
            versions: 0,
            snapshots: 1,
            quads: snapshot.statistics.totals.quads,
        }),
        Err(SnapshotError::Damage(damage)) => Err(damaged(path, &damage).into()),
        Err(error) => {
            let place = Place::file(path.display().to_string());
            Err(Diagnostic::error("V001", error.to_string())
                .at(place)
                .into())
        }
    }
}

fn whole(path: &Path) -> Result<Snapshot, SnapshotError> {
    let snapshot = Snapshot::open(path)?;
    snapshot.verify()?;
    Ok(snapshot)
}

/// Refuses a file of quads that does not begin its hash with these digits.
fn named_after(path: &Path, digits: &str) -> io::Result<()> {
    match file_hash(path)?.starts_with(digits) {
        true => Ok(()),
        false => Err(io::Error::new(io::ErrorKind::InvalidData, OTHER_QUADS)),
    }
}

/// In what a snapshot that is whole is another than its version says.
fn other_than(manifest: &Manifest, snapshot: &Snapshot, place: &Path) -> Option<String> {
    let quads = snapshot.statistics.totals.quads;
    if quads != manifest.quads as u64 {
        let said = manifest.quads;
        return Some(format!("{quads} quads, where the manifest says {said}"));
    }
    match snapshot.graph_counts() {
        Ok(graphs) if graphs != manifest.graphs => {
            return Some("other graphs than the manifest says".to_owned());
        }
        Ok(_) => {}
        Err(damage) => return Some(damage.to_string()),
    }
    // A version of tables is named after its quads, any other after the bytes of its snapshot.
    let named_after = if place.join(QUADS).exists() {
        quads_hash(snapshot)
    } else {
        file_hash(&place.join(SNAPSHOT)).map_err(|error| error.to_string())
    };
    match named_after {
        Ok(hash) if hash == manifest.version => None,
        Ok(_) => Some(OTHER_QUADS.to_owned()),
        Err(said) => Some(said),
    }
}

fn quads_hash(snapshot: &Snapshot) -> Result<String, String> {
    let quads = snapshot.quads().map_err(|damage| damage.to_string())?;
    let quads: Result<Vec<_>, _> = quads.collect();
    let dataset = Dataset::new(quads.map_err(|damage| damage.to_string())?);
    dataset
        .map(|dataset| dataset.version())
        .map_err(|_| "blank nodes, which tables do not make".to_owned())
}

fn damaged(path: &Path, what: &dyn Display) -> Diagnostic {
    let place = Place::file(path.display().to_string());
    Diagnostic::error("V002", format!("not as it was written: {what}"))
        .at(place)
        .help(
            "revenir à une version entière (ptce rollback --data DOSSIER), ou refaire celle-ci ; le disque est peut-être abîmé",
            "go back to a version that is whole (ptce rollback --data DIR), or make this one again; the disk may be failing",
        )
}
