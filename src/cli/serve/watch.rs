//! `ptce serve --watch`: a file that is saved is checked and built at once.
//!
//! In: the folder of a publication, looked at several times a second. Out: the next version on the same
//! pages, with what changed told in the terminal; or what is wrong, told there and on the pages (where
//! nothing of restricted tables is told), while the last good version stays served.

use super::common::Common;
use crate::build::inputs::Inputs;
use crate::build::{Built, build_as};
use crate::check::{self, Options};
use crate::cli::diff::summary;
use crate::cli::output::Output;
use crate::diag::{Diagnostic, Diagnostics};
use crate::diff::Difference;
use crate::graph::Dataset;
use crate::publication::Publication;
use crate::serve::language::Lang;
use crate::serve::{Front, Origin, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How often the folder is looked at; a file counts as saved when two looks see the same.
const LOOK: Duration = Duration::from_millis(150);
/// The endings of files that a publication is made of.
const ENDINGS: [&str; 12] = [
    "csv", "tsv", "json", "geojson", "ndjson", "toml", "ttl", "rq", "yml", "yaml", "xlsx", "ods",
];
/// How deep folders may stand in each other.
const DEPTH: usize = 8;

/// The files of a folder with their sizes and times of change.
type Stamp = BTreeMap<PathBuf, (u64, SystemTime)>;

/// A publication that is watched.
pub(super) struct Watch {
    folder: PathBuf,
    restricted: Option<PathBuf>,
}

impl Watch {
    /// Watches the folder of a publication, and that of its restricted tables.
    ///
    /// # Errors
    /// `S012` for the publication compiled into the program, which nobody edits.
    pub fn new(publication: &Publication, restricted: Option<&Path>) -> Result<Self, Diagnostic> {
        let folder = publication.files.root().ok_or_else(|| {
            Diagnostic::error("S012", "the publication inside the program does not change").help(
                "nommer le dossier à suivre : ptce --publication DOSSIER serve --watch",
                "name the folder to watch: ptce --publication DIR serve --watch",
            )
        })?;
        Ok(Self {
            folder: folder.to_owned(),
            restricted: restricted.map(Path::to_owned),
        })
    }

    /// Follows the folder for ever.
    pub async fn follow(
        self,
        front: Arc<Front>,
        common: Common,
        public_url: String,
        output: Output,
    ) {
        let mut seen = Stamp::new();
        let mut pending = self.stamp();
        let mut built: Option<Arc<Dataset>> = None;
        let mut is_first = self.restricted.is_none();
        loop {
            let now = self.stamp();
            if now == seen || now != pending {
                pending = now;
                tokio::time::sleep(LOOK).await;
                continue;
            }
            seen = now;
            let (folder, restricted) = (self.folder.clone(), self.restricted.clone());
            let made = tokio::task::spawn_blocking(move || {
                make(&folder, restricted.as_deref())
                    .map_err(|found| Wrong::of(found, &folder, restricted.as_deref()))
            });
            let Ok(made) = made.await else { return };
            let source = made.and_then(|(publication, made, warnings)| {
                output.diagnostics(warnings.iter());
                let public = Arc::new(made.public.clone());
                let source = common.source(&publication, Origin::Built(made), true);
                let source = source.map_err(Wrong::everywhere)?;
                let public_url = public_url.clone();
                Ok((
                    Source {
                        public_url,
                        ..source
                    },
                    public,
                ))
            });
            let replaced = match source {
                // What is served since the start is what the first look finds.
                Ok((_, public)) if is_first && front.site().version == public.version() => {
                    Ok(public)
                }
                Ok((source, public)) => match front.replace(&source).await {
                    Ok(()) => Ok(public),
                    Err(found) => Err(Wrong::everywhere(found)),
                },
                Err(wrong) => Err(wrong),
            };
            is_first = false;
            match replaced {
                Ok(public) => {
                    if let Some(before) = built.replace(Arc::clone(&public)) {
                        tell(&before, &public, &output);
                    }
                }
                Err(wrong) => {
                    output.diagnostics(wrong.all.iter());
                    output.say("the last good version stays served");
                    front.site().trouble.set(wrong.public);
                }
            }
        }
    }

    fn stamp(&self) -> Stamp {
        let folders = [Some(&self.folder), self.restricted.as_ref()];
        folders
            .into_iter()
            .flatten()
            .flat_map(|one| look(one))
            .collect()
    }
}

/// Says in the terminal what another version has changed.
fn tell(before: &Dataset, after: &Dataset, output: &Output) {
    let difference = Difference::between(before, after);
    let version = after.version();
    let short = version.get(..12).unwrap_or_default();
    let summary = summary(&difference, Lang::En);
    output.say(&format!("version {short}: {summary}"));
}

/// What is wrong, for the terminal and for the pages that everybody reads.
struct Wrong {
    all: Diagnostics,
    public: Diagnostics,
}

impl Wrong {
    /// What has nothing of the restricted tables in it.
    fn everywhere(found: Diagnostics) -> Self {
        Self {
            public: found.clone(),
            all: found,
        }
    }

    /// Of a publication and its restricted tables: the pages tell what the publication by itself has, and
    /// nothing that a restricted table says.
    fn of(found: Diagnostics, folder: &Path, restricted: Option<&Path>) -> Self {
        if restricted.is_none() {
            return Self::everywhere(found);
        }
        let public = match make(folder, None) {
            Err(public) => public,
            Ok(_) => Diagnostic::error("S013", "the restricted tables are wrong")
                .help(
                    "le terminal du serveur dit où et comment corriger",
                    "the terminal of the server says where, and how to mend it",
                )
                .into(),
        };
        Self { all: found, public }
    }
}

/// Checks and builds; warnings stand beside what was built.
fn make(
    folder: &Path,
    restricted: Option<&Path>,
) -> Result<(Publication, Built, Diagnostics), Diagnostics> {
    let publication = Publication::open(Some(folder))?;
    let options = Options {
        restricted,
        ..Options::default()
    };
    let seen = Inputs::of(&publication, restricted);
    let found = check::run(&publication, options).diagnostics;
    if found.has_errors() {
        return Err(found);
    }
    let built = build_as(&publication, restricted, &seen)?;
    Ok((publication, built, found))
}

/// True for the name of a file that a publication may be made of.
fn is_followed(path: &Path) -> bool {
    let ending = path.extension().and_then(OsStr::to_str);
    ending.is_some_and(|ending| {
        let mut known = ENDINGS.iter();
        known.any(|known| known.eq_ignore_ascii_case(ending))
    })
}

/// The files below a folder; what cannot be looked at is as if it were not there. Links are followed as
/// far as they can be read: to files, and to folders within.
fn look(folder: &Path) -> Stamp {
    let mut look = Look {
        root: folder.canonicalize().unwrap_or_default(),
        stamp: Stamp::new(),
        entered: BTreeSet::new(),
    };
    look.enter(folder, 0);
    look.stamp
}

/// What a look has seen so far.
struct Look {
    root: PathBuf,
    stamp: Stamp,
    /// Each folder is entered once, so that links in a circle come to an end.
    entered: BTreeSet<PathBuf>,
}

impl Look {
    fn enter(&mut self, folder: &Path, depth: usize) {
        let Ok(real) = folder.canonicalize() else {
            return;
        };
        if !real.starts_with(&self.root) || !self.entered.insert(real) {
            return;
        }
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in entries {
            let (path, name) = (entry.path(), entry.file_name());
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let Ok(about) = std::fs::metadata(&path) else {
                continue;
            };
            if about.is_dir() && depth < DEPTH {
                self.enter(&path, depth + 1);
            } else if is_followed(&path) {
                let changed = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                self.stamp.insert(path, (about.len(), changed));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_mappings_are_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let links = folder.path().join("data/links");
        std::fs::create_dir_all(&links).expect("a folder");
        for name in ["register.sssom.tsv", "notes.txt", "Saved by another.XLSX"] {
            std::fs::write(links.join(name), "").expect("written");
        }
        let stamp = look(folder.path());
        let seen: Vec<_> = stamp.keys().collect();
        assert_eq!(
            seen,
            [
                &links.join("Saved by another.XLSX"),
                &links.join("register.sssom.tsv")
            ]
        );
    }

    #[test]
    fn a_table_behind_a_link_is_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let mine = folder.path().join("mine");
        std::fs::create_dir(&mine).expect("a folder");
        let real = folder.path().join("real.csv");
        std::fs::write(&real, "a").expect("written");
        for (to, link) in [("../real.csv", "a.csv"), (".", "again"), ("..", "above")] {
            std::os::unix::fs::symlink(to, mine.join(link)).expect("a link");
        }
        let before = look(&mine);
        std::fs::write(&real, "ab").expect("written");
        let after = look(&mine);
        let sizes = |stamp: &Stamp| stamp.get(&mine.join("a.csv")).map(|(size, _)| *size);
        assert_eq!((sizes(&before), sizes(&after)), (Some(1), Some(2)));
        assert_eq!(after.len(), 1, "{after:?}");
    }
}
