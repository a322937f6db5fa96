//! The pointer to the current version of a folder.

use super::CURRENT;
use crate::whole_file;
use std::io::{self, Write as _};
use std::path::Path;

/// Swaps the pointer of a folder of versions.
pub(super) fn point(folder: &Path, name: &str) -> io::Result<()> {
    whole_file::write_readable(&folder.join(CURRENT), |out| writeln!(out, "{name}"))
}
