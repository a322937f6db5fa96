//! The files of a publication by relative path, from a folder or from the program itself.
//!
//! Nothing outside the folder can be named: absolute paths, `..` and links that lead out are refused.

mod listing;

use super::bundle;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// The largest file that is read whole (configuration, mappings, ontology, queries), in bytes.
pub const WHOLE_FILE_LIMIT: u64 = 64 << 20;

/// Where the files of a publication are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    root: Option<PathBuf>,
}

/// A byte order mark, which says nothing in UTF-8.
const MARK: char = '\u{feff}';

impl Files {
    /// The files compiled into the program.
    pub fn bundled() -> Self {
        Self { root: None }
    }

    /// The files of a folder.
    pub fn folder(root: impl Into<PathBuf>) -> Self {
        Self {
            root: Some(root.into()),
        }
    }

    /// The folder, or none for the bundled publication.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// The path as a person would name it: with the folder in front where there is one.
    pub fn display(&self, path: &str) -> String {
        match &self.root {
            Some(root) if root != Path::new(".") => root.join(path).display().to_string(),
            _ => path.to_owned(),
        }
    }

    /// Opens a file for reading from its start.
    ///
    /// # Errors
    /// `NotFound` when there is none, `PermissionDenied` when the path leads out of the folder,
    /// `InvalidInput` when it is not a regular file.
    pub fn open(&self, path: &str) -> io::Result<Box<dyn Read + Send>> {
        match &self.root {
            None => bundle::read(path)
                .map(|bytes| Box::new(bytes) as Box<dyn Read + Send>)
                .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file")),
            Some(root) => Ok(Box::new(open_inside(root, path)?)),
        }
    }

    /// The whole file.
    ///
    /// # Errors
    /// As [`Files::open`], and `FileTooLarge` above [`WHOLE_FILE_LIMIT`].
    pub fn read(&self, path: &str) -> io::Result<Cow<'static, [u8]>> {
        if self.root.is_none() {
            return bundle::read(path)
                .map(Cow::Borrowed)
                .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file"));
        }
        let mut bytes = Vec::new();
        self.open(path)?
            .take(WHOLE_FILE_LIMIT + 1)
            .read_to_end(&mut bytes)?;
        if bytes.len() as u64 > WHOLE_FILE_LIMIT {
            let limit = WHOLE_FILE_LIMIT >> 20;
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("larger than {limit} MiB"),
            ));
        }
        Ok(Cow::Owned(bytes))
    }

    /// The whole file as text, without the byte order mark that some editors put before it.
    ///
    /// # Errors
    /// As [`Files::read`], and `InvalidData` with line and column when it is not UTF-8.
    pub fn read_text(&self, path: &str) -> io::Result<String> {
        let text = String::from_utf8(self.read(path)?.into_owned()).map_err(|error| {
            let sound = error.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(&error.as_bytes()[..sound]);
            let line = before.matches('\n').count() + 1;
            let column = before
                .rsplit('\n')
                .next()
                .map_or(0, |last| last.chars().count())
                + 1;
            let told = format!("not UTF-8 text from line {line}, column {column}");
            io::Error::new(io::ErrorKind::InvalidData, told)
        })?;
        Ok(match text.strip_prefix(MARK) {
            Some(rest) => rest.to_owned(),
            None => text,
        })
    }

    /// The paths of all files below a folder (given as `data/`, say) with the ending (`.csv`), sorted.
    /// Symbolic links are followed as far as they stay in the publication; a file that is reached by
    /// another is among them, and opening it says why not.
    ///
    /// # Errors
    /// What the file system says, `PermissionDenied` for a link to a folder outside; a folder that does
    /// not exist has no files.
    pub fn list(&self, folder: &str, ending: &str) -> io::Result<Vec<String>> {
        let mut paths = match &self.root {
            None => bundle::paths(),
            Some(root) => listing::below(root, folder)?,
        };
        paths.retain(|path| path.starts_with(folder) && path.ends_with(ending));
        paths.sort();
        Ok(paths)
    }
}

fn open_inside(root: &Path, path: &str) -> io::Result<File> {
    let refuse = |why: &str| io::Error::new(io::ErrorKind::PermissionDenied, why.to_owned());
    let relative = Path::new(path);
    if !relative
        .components()
        .all(|c| matches!(c, Component::Normal(_) | Component::CurDir))
    {
        return Err(refuse("the path leads out of the publication"));
    }
    // The folder itself may be a link; what is below must not lead out of it.
    let real = root.join(relative).canonicalize()?;
    if !real.starts_with(root.canonicalize()?) {
        return Err(refuse(
            "the path leads out of the publication through a link",
        ));
    }
    if !real.metadata()?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a regular file",
        ));
    }
    File::open(real)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("publication");
        std::fs::create_dir(&inside).expect("a folder");
        std::fs::write(folder.path().join("secret"), "s").expect("a file");
        std::os::unix::fs::symlink("../secret", inside.join("link")).expect("a link");
        let files = Files::folder(&inside);
        for path in ["../secret", "/etc/hostname", "link", "a/../../secret"] {
            let error = files.read(path).expect_err(path);
            assert!(
                matches!(
                    error.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::NotFound
                ),
                "{path}: {error}"
            );
        }
    }

    #[test]
    fn links_are_listed_as_far_as_they_can_be_read() {
        use std::os::unix::fs::symlink;
        let around = tempfile::tempdir().expect("a folder");
        let root = around.path().join("publication");
        for folder in ["publication/o/own", "publication/shared/deep", "outside"] {
            std::fs::create_dir_all(around.path().join(folder)).expect("a folder");
        }
        for file in ["o/own/a.ttl", "shared/b.ttl", "shared/deep/c.ttl"] {
            std::fs::write(root.join(file), file).expect("a file");
        }
        std::fs::write(around.path().join("outside/d.ttl"), "d").expect("a file");
        for (to, link) in [
            ("../shared/b.ttl", "o/b.ttl"),
            ("../shared", "o/all"),
            ("../o", "o/again"),
            ("own", "o/first"),
            ("../../outside/d.ttl", "o/d.ttl"),
            ("nowhere", "o/lost.ttl"),
            // What an editor leaves beside a file that is open.
            ("person@example.org.1", "o/.#a.ttl"),
        ] {
            symlink(to, root.join(link)).expect("a link");
        }
        let files = Files::folder(&root);
        let listed = files.list("o/", ".ttl").expect("listed");
        let read = ["o/all/b.ttl", "o/all/deep/c.ttl", "o/b.ttl", "o/own/a.ttl"];
        let told = ["o/d.ttl", "o/lost.ttl"];
        let mut all = [&read[..], &told].concat();
        all.sort_unstable();
        assert_eq!(listed, all);
        for path in read {
            assert!(files.read(path).is_ok(), "{path}");
        }
        for path in told {
            assert!(files.read(path).is_err(), "{path}");
        }
        symlink("../../outside", root.join("o/out")).expect("a link");
        let refused = files.list("o/", ".ttl").expect_err("it leads out");
        assert_eq!(refused.kind(), io::ErrorKind::PermissionDenied);
        assert!(refused.to_string().contains("`o/out`"), "{refused}");
    }

    #[test]
    fn the_bundle_is_listed_in_order() {
        let paths = Files::bundled()
            .list("ontology/", ".ttl")
            .expect("the bundle");
        assert!(paths.contains(&"ontology/ptce.ttl".to_owned()), "{paths:?}");
        assert!(paths.is_sorted());
    }
}
