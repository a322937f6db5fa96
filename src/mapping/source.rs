//! Sources of records: how files are opened, and how records are taken from them.

mod comments;
mod csv;
mod json;

use super::encoding;
use super::model::{Formulation, LogicalSource, Root};
use super::packing::{self, Packing};
use super::program::Reference;
use super::record::Record;
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::publication::Files;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Opens the files that mappings name.
pub trait Sources {
    /// Opens a file for reading from its start.
    ///
    /// # Errors
    /// What the file system says.
    fn open(&self, source: &LogicalSource) -> io::Result<Box<dyn Read + Send>>;

    /// The file as a person would name it.
    fn display(&self, source: &LogicalSource) -> String;
}

/// The files of a publication: paths start from its folder, or from that of the mapping.
#[derive(Debug)]
pub struct PublicationSources<'a> {
    /// The files.
    pub files: &'a Files,
    /// The folder of the mapping within the publication.
    pub mapping_folder: &'a str,
}

impl PublicationSources<'_> {
    fn path(&self, source: &LogicalSource) -> String {
        let folder = match &source.root {
            Root::Unsaid | Root::Working => "",
            Root::Mapping => self.mapping_folder,
            Root::Folder(folder) => folder,
        };
        join(folder, &source.path)
    }
}

impl Sources for PublicationSources<'_> {
    fn open(&self, source: &LogicalSource) -> io::Result<Box<dyn Read + Send>> {
        self.files.open(&self.path(source))
    }

    fn display(&self, source: &LogicalSource) -> String {
        self.files.display(&self.path(source))
    }
}

/// Any files: paths start from the folder of the mapping, with `rml:CurrentWorkingDirectory` from
/// the current one.
#[derive(Debug)]
pub struct FileSources {
    mapping_folder: PathBuf,
}

impl FileSources {
    /// Files around a mapping in this folder.
    pub fn new(mapping_folder: impl Into<PathBuf>) -> Self {
        Self {
            mapping_folder: mapping_folder.into(),
        }
    }

    /// True for a file that can be read again, unlike a pipe.
    pub fn is_regular(&self, source: &LogicalSource) -> bool {
        std::fs::metadata(self.path(source)).is_ok_and(|metadata| metadata.is_file())
    }

    fn path(&self, source: &LogicalSource) -> PathBuf {
        if source.path.contains("://") {
            // Nothing is fetched: a table elsewhere is looked for beside the mapping.
            let name = source.path.rsplit('/').next().unwrap_or(&source.path);
            return self.mapping_folder.join(name);
        }
        match &source.root {
            Root::Unsaid | Root::Mapping => self.mapping_folder.join(&source.path),
            Root::Working => PathBuf::from(&source.path),
            Root::Folder(folder) => Path::new(folder).join(&source.path),
        }
    }
}

impl Sources for FileSources {
    fn open(&self, source: &LogicalSource) -> io::Result<Box<dyn Read + Send>> {
        let file = File::open(self.path(source))?;
        if file.metadata()?.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        Ok(Box::new(file))
    }

    fn display(&self, source: &LogicalSource) -> String {
        let path = self.path(source);
        path.strip_prefix("./")
            .unwrap_or(&path)
            .display()
            .to_string()
    }
}

/// The path within the folder, with `.` and `..` taken out where they can be.
fn join(folder: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// Records, one after the other.
pub trait Records {
    /// Fills the record with the next one and shows it; `false` when there are no more.
    ///
    /// # Errors
    /// What is wrong with the source, at its place.
    fn next(
        &mut self,
        record: &mut Record,
        visit: &mut dyn FnMut(&Record, &dyn Located),
    ) -> Result<bool, Diagnostic>;
}

/// Knows where the values of a record stand.
pub trait Located {
    /// The place of a slot's values, or of the whole record.
    fn place(&self, slot: Option<usize>) -> Place;
}

/// Opens a source for the references of a program.
///
/// # Errors
/// `M009` for each column that the source does not have, `M010` when the source cannot be read.
pub fn open(
    source: &LogicalSource,
    references: &[Reference],
    sources: &dyn Sources,
) -> Result<Box<dyn Records>, Diagnostics> {
    let name = sources.display(source);
    let access = &source.access;
    let packing = access
        .packing
        .unwrap_or_else(|| Packing::of_name(&source.path));
    let opened = sources
        .open(source)
        .and_then(|reader| packing::unpack(reader, packing));
    let mut reader = opened.map_err(|error| {
        Diagnostic::error(
            "M010",
            format!("the source `{name}` cannot be read: {error}"),
        )
        .at(source.path_place.clone())
        .help(
            "vérifier le chemin rml:path et le dossier dont il part (rml:root)",
            "check the path rml:path and the folder it starts from (rml:root)",
        )
    })?;
    if let Some(encoding) = access.encoding {
        reader = encoding::decode(reader, encoding);
    }
    match source.formulation {
        Formulation::Csv => Ok(Box::new(csv::CsvRecords::open(
            source, references, reader, &name,
        )?)),
        Formulation::JsonPath => Ok(Box::new(json::JsonRecords::open(
            source, references, reader, &name,
        )?)),
    }
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn paths_are_joined_without_detours() {
        assert_eq!(join("ontology", "../data/a.csv"), "data/a.csv");
        assert_eq!(join("", "./data/a.csv"), "data/a.csv");
        assert_eq!(join("", "../a.csv"), "../a.csv");
        assert_eq!(join("x", "/a.csv"), "/a.csv");
    }
}
