//! Versions and snapshots read from end to end, before somebody relies on them.
//!
//! In: a folder of versions, or a snapshot file. Out: how much was read, or every damage: pages that
//! do not match their sums, parts that do not fit each other, files that do not hold what the name
//! and the manifest of their version say.

use super::{
    MANIFEST, Manifest, QUADS, RESTRICTED_QUADS, RESTRICTED_SNAPSHOT, SNAPSHOT, current, kept,
    unusable,
};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::graph::{Dataset, file_hash};
use crate::snapshot::{Snapshot, SnapshotError};
use std::fmt::Display;
use std::io;
use std::path::Path;

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
    for version in kept {
        done.versions += 1;
        match Manifest::read(folder, &version.name) {
            Ok(manifest) => of_version(
                &folder.join(&version.name),
                &manifest,
                &mut done,
                &mut found,
            ),
            Err(error) => found.push(damaged(&folder.join(version.name).join(MANIFEST), &error)),
        }
    }
    found.into_result().map(|()| done)
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

/// One version: its snapshots, and that they are what its name and its manifest say.
fn of_version(place: &Path, manifest: &Manifest, done: &mut Verified, found: &mut Diagnostics) {
    let path = place.join(SNAPSHOT);
    match whole(&path) {
        Err(error) => found.push(damaged(&path, &error)),
        Ok(snapshot) => {
            done.snapshots += 1;
            done.quads += snapshot.statistics.totals.quads;
            if let Some(what) = other_than(manifest, &snapshot, place) {
                found.push(damaged(&path, &what));
            }
        }
    }
    let path = place.join(RESTRICTED_SNAPSHOT);
    if path.exists() {
        match whole(&path) {
            Err(error) => found.push(damaged(&path, &error)),
            Ok(_) => done.snapshots += 1,
        }
    }
    for (name, wanted) in [
        (QUADS, Some(manifest.version.as_str())),
        (RESTRICTED_QUADS, restricted(place)),
    ] {
        let path = place.join(name);
        match (file_hash(&path), wanted) {
            (Ok(hash), Some(wanted)) if !hash.starts_with(wanted) => {
                found.push(damaged(
                    &path,
                    &"the quads are not those that the version is named after",
                ));
            }
            (Err(error), _) if error.kind() != io::ErrorKind::NotFound => {
                found.push(damaged(&path, &error));
            }
            _ => {}
        }
    }
}

/// The end of a version's name, after which its restricted quads are named.
fn restricted(place: &Path) -> Option<&str> {
    let (_, end) = place.file_name()?.to_str()?.split_once("-r")?;
    Some(end)
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
        Ok(_) => Some("the quads are not those that the version is named after".to_owned()),
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
