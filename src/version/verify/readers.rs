//! What readers with a token are given: the public quads of a version and its restricted ones, no fewer.
//!
//! In: the folder of a version whose name tells of restricted quads, and its public snapshot. Out: every
//! damage of the two files that it has for them.

use super::{damaged, named_after, whole};
use crate::diag::Diagnostics;
use crate::snapshot::{Damage, Snapshot};
use crate::version::{RESTRICTED_QUADS, RESTRICTED_SNAPSHOT};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use rustc_hash::FxHashSet;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

/// Reads both files; `end` is the end of the version's name. Without a public snapshot that is whole
/// there is nothing to compare them with.
pub(super) fn verify(
    place: &Path,
    end: &str,
    public: Option<&Snapshot>,
) -> Result<(), Diagnostics> {
    let (quads, snapshot) = (
        place.join(RESTRICTED_QUADS),
        place.join(RESTRICTED_SNAPSHOT),
    );
    let mut found = Diagnostics::new();
    let restricted = named_after(&quads, end).and_then(|()| read(&quads));
    if let Err(error) = &restricted {
        found.push(damaged(&quads, error));
    }
    match (whole(&snapshot), public, restricted) {
        (Err(error), ..) => found.push(damaged(&snapshot, &error)),
        (Ok(both), Some(public), Ok(restricted)) => match is_both(&both, public, &restricted) {
            Ok(true) => {}
            Ok(false) => {
                let what = "other quads than the public and the restricted ones";
                found.push(damaged(&snapshot, &what));
            }
            Err(damage) => found.push(damaged(&snapshot, &damage)),
        },
        _ => {}
    }
    found.into_result()
}

/// The restricted quads.
fn read(path: &Path) -> io::Result<FxHashSet<Quad>> {
    let file = BufReader::new(File::open(path)?);
    RdfParser::from_format(RdfFormat::NQuads)
        .for_reader(file)
        .map(|quad| quad.map_err(io::Error::other))
        .collect()
}

/// True when a snapshot holds the public quads and the restricted ones, some of which may be public.
fn is_both(
    both: &Snapshot,
    public: &Snapshot,
    restricted: &FxHashSet<Quad>,
) -> Result<bool, Damage> {
    // Quads come in the order of their terms: without the restricted ones, both go the same way.
    let is_open = |quad: &Result<Quad, Damage>| {
        quad.as_ref()
            .map_or(true, |quad| !restricted.contains(quad))
    };
    let mut open = public.quads()?.filter(is_open);
    let mut closed = 0;
    for quad in both.quads()? {
        let quad = quad?;
        if restricted.contains(&quad) {
            closed += 1;
        } else if open.next().transpose()? != Some(quad) {
            return Ok(false);
        }
    }
    Ok(closed == restricted.len() && open.next().transpose()?.is_none())
}
