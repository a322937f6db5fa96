//! The files of mappings that make linksets.
//!
//! In: `[[build.links]]` of a publication. Out: what would keep a linkset from being built.

use crate::build;
use crate::diag::Diagnostics;
use crate::publication::Publication;

/// Reads each linkset as it would be built.
pub(super) fn check(publication: &Publication) -> Diagnostics {
    let mut found = Diagnostics::new();
    for links in &publication.config.build.links {
        found.append(build::linkset(publication, links).err().unwrap_or_default());
    }
    found
}
