//! The tables of names and places that are read beside the data.
//!
//! In: the settings `[names]`, `[gazetteer]` and `[territory]` of a publication. Out: what would keep
//! `ptce serve`, `ptce resolve` and `ptce link` from reading them, each fault once.

use crate::diag::Diagnostics;
use crate::publication::Publication;
use crate::territory::{Atlas, Gazetteer};

/// Reads the tables as those commands do.
pub(super) fn check(publication: &Publication) -> Diagnostics {
    let mut found = Gazetteer::read(publication).err().unwrap_or_default();
    let places = Atlas::read(publication).err().unwrap_or_default();
    for one in places {
        // Both read the communes, and say the same of a file that is no table.
        if !found.iter().any(|told| told.place == one.place) {
            found.push(one);
        }
    }
    found
}
