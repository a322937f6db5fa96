//! A build without the feature `editor` serves the editor of this site alone.

use super::Asset;

/// What is served beside the files of every build: nothing.
pub(super) const FILES: &[Asset] = &[];
