//! What a run made, before any of it is in its place.
//!
//! In: counts, and files that are whole. Out: all files in their places, one after the other, once nothing
//! else can fail.

use super::unwritable;
use crate::diag::Diagnostics;
use crate::mapping::Counts;
use crate::whole_file::{self, Staged};
use std::io::{self, Write};
use std::path::Path;

/// Counts and files.
#[derive(Debug)]
pub struct Made {
    /// What the run made.
    pub counts: Counts,
    files: Vec<Staged>,
}

impl Made {
    /// A run with these files besides its output.
    pub fn new(counts: Counts, files: Vec<Staged>) -> Self {
        Self { counts, files }
    }

    /// Puts the files in their places, the output first.
    ///
    /// # Errors
    /// `M202` for the first that cannot be; those after it are not there either.
    pub fn put_in_place(self) -> Result<Counts, Diagnostics> {
        for file in self.files.into_iter().rev() {
            let path = file.path().to_owned();
            let put = file.commit();
            put.map_err(|error| unwritable(&path, &error))?;
        }
        Ok(self.counts)
    }
}

/// Adds a file that is filled, where there is a result. A symbolic link stays one: the file that it leads
/// to is written, there or not yet, as `/dev/stdout` leads to where standard output goes.
///
/// # Errors
/// What `fill` says; `M202` where the file cannot be written.
pub fn filled(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<Option<Made>, Diagnostics>,
) -> Result<Option<Made>, Diagnostics> {
    // None as long as there is no file to fill.
    let mut result = None;
    let real = whole_file::real(path).map_err(|error| unwritable(path, &error))?;
    let staged = whole_file::stage(&real, |out| match result.insert(fill(out)) {
        Ok(Some(_)) => Ok(()),
        _ => Err(io::Error::other("there is no result")),
    });
    match (result, staged) {
        (Some(Ok(Some(mut made))), Ok(file)) => {
            made.files.push(file);
            Ok(Some(made))
        }
        (Some(Ok(Some(_))) | None, Err(error)) => Err(unwritable(path, &error).into()),
        (result, _) => result.unwrap_or(Ok(None)),
    }
}
