//! The files below a folder, those among them that symbolic links lead to.
//!
//! In: the folder of a publication, one within it. Out: the names of files. Each folder is entered once,
//! by its own name rather than by a link, so that links in a circle come to an end.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// How deep folders may stand in each other.
const DEPTH_LIMIT: usize = 8;

/// The paths of the files below `folder`, which is within `root`, in no order.
pub(super) fn below(root: &Path, folder: &str) -> io::Result<Vec<String>> {
    let mut listing = Listing {
        root: match root.canonicalize() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            root => root?,
        },
        paths: Vec::new(),
        entered: BTreeSet::new(),
        links: BTreeMap::new(),
    };
    listing.enter(&root.join(folder), folder.trim_end_matches('/'), 0)?;
    while let Some((name, (target, depth))) = listing.links.pop_first() {
        listing.enter(&target, &name, depth)?;
    }
    Ok(listing.paths)
}

/// What was found so far.
struct Listing {
    /// Where nothing may lead out of.
    root: PathBuf,
    paths: Vec<String>,
    entered: BTreeSet<(u64, u64)>,
    /// Folders that links lead to, by the name of the link, with their depth.
    links: BTreeMap<String, (PathBuf, usize)>,
}

impl Listing {
    fn enter(&mut self, folder: &Path, name: &str, depth: usize) -> io::Result<()> {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if !self.entered.insert(identity(&folder.metadata()?)) {
            return Ok(());
        }
        for entry in entries {
            let entry = entry?;
            let kind = entry.file_type()?;
            let path = format!("{name}/{}", entry.file_name().to_string_lossy());
            if kind.is_symlink() {
                self.follow(&entry.path(), path, depth)?;
            } else if kind.is_dir() && depth < DEPTH_LIMIT {
                self.enter(&entry.path(), &path, depth + 1)?;
            } else if kind.is_file() {
                self.paths.push(path);
            }
        }
        Ok(())
    }

    /// Notes where a link leads. One to a file that cannot be read is noted too, so that it is told.
    fn follow(&mut self, link: &Path, name: String, depth: usize) -> io::Result<()> {
        let Ok(target) = link.canonicalize() else {
            // Editors mark a file that is open by a hidden link to nowhere.
            let is_hidden = name
                .rsplit('/')
                .next()
                .is_some_and(|end| end.starts_with('.'));
            if !is_hidden {
                self.paths.push(name);
            }
            return Ok(());
        };
        let is_inside = target.starts_with(&self.root);
        if target.is_file() {
            self.paths.push(name);
        } else if target.is_dir() && !is_inside {
            let why = format!("`{name}` leads out of the publication through a link");
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
        } else if target.is_dir() && depth < DEPTH_LIMIT {
            self.links.insert(name, (target, depth + 1));
        }
        Ok(())
    }
}

/// What tells one folder from all others, whatever it is called.
fn identity(about: &Metadata) -> (u64, u64) {
    (about.dev(), about.ino())
}
