//! What a run writes is none of the files that it reads, and each thing written has a file of its own.
//!
//! In: the files of a run, as they are called. Out: `M207` for each two that are one file, by whatever
//! path, symbolic or hard link, before anything of a table is read.

use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::mapping::{FileSources, Mapping};
use crate::whole_file;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// The files of a run.
#[derive(Default)]
pub struct Files {
    read: Vec<File>,
    written: Vec<File>,
}

struct File {
    /// What it is called in the message.
    name: String,
    place: Option<Place>,
    identity: Option<Identity>,
}

/// What tells files apart; pipes, devices and folders have none.
#[derive(PartialEq)]
enum Identity {
    /// The device and the number of a file that is there.
    There(u64, u64),
    /// Where a file would be.
    Absent(PathBuf),
}

impl File {
    fn new(what: &str, path: &Path, place: Option<Place>) -> Self {
        let identity = match std::fs::metadata(path) {
            Ok(known) if known.is_file() => Some(Identity::There(known.dev(), known.ino())),
            Ok(_) => None,
            Err(_) => absent(path).map(Identity::Absent),
        };
        let shown = path.strip_prefix("./").unwrap_or(path).display();
        Self {
            name: format!("{what} `{shown}`"),
            place,
            identity,
        }
    }
}

impl Files {
    /// Adds what a mapping reads, and the targets that it writes to.
    ///
    /// # Errors
    /// `M021` for a target that leads out of its folder, `M202` for one that cannot be written.
    pub fn add_mapping(
        &mut self,
        mapping: &Mapping,
        sources: &FileSources,
        folder: &Path,
    ) -> Result<(), Diagnostics> {
        for (path, place) in mapping.files_read(sources) {
            self.read.push(File::new("the source", &path, Some(place)));
        }
        for (path, place) in mapping.files_written(folder)? {
            let target = File::new("the target", &path, Some(place));
            self.written.push(target);
        }
        Ok(())
    }

    /// Adds a file that is read.
    pub fn reads(&mut self, what: &str, path: &Path) {
        self.read.push(File::new(what, path, None));
    }

    /// Adds a file that is written.
    pub fn writes(&mut self, what: &str, path: &Path) {
        self.written.push(File::new(what, path, None));
    }

    /// `M207` for each two that are one file, of which at least one is written.
    ///
    /// # Errors
    /// All of them.
    pub fn check(&self) -> Result<(), Diagnostics> {
        let mut found = Diagnostics::new();
        for (number, written) in self.written.iter().enumerate() {
            let others = self.read.iter().chain(&self.written[..number]);
            let is_same = |other: &&File| written.identity == other.identity;
            for other in others
                .filter(|other| other.identity.is_some())
                .filter(is_same)
            {
                found.push(same(written, other));
            }
        }
        found.into_result()
    }
}

/// Where a file would be, by whatever folders and links it is named.
fn absent(path: &Path) -> Option<PathBuf> {
    let real = whole_file::real(path).ok()?;
    let folder = whole_file::parent(&real).canonicalize().ok()?;
    Some(folder.join(real.file_name()?))
}

fn same(written: &File, other: &File) -> Diagnostic {
    let message = format!("{} and {} are the same file", written.name, other.name);
    let fault = Diagnostic::error("M207", message).help(
        "donner un autre nom à ce qui s'écrit ; rien n'a été lu ni écrit",
        "give what is written another name; nothing was read or written",
    );
    match written.place.as_ref().or(other.place.as_ref()) {
        Some(place) => fault.at(place.clone()),
        None => fault,
    }
}
