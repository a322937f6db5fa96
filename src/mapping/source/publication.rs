//! Sources within a publication: its tables, as their description tells them.
//!
//! In: the files of a publication, the folder of the mapping. Out: what its sources are read from.

use super::{Sources, sheet, sidecar};
use crate::mapping::model::{LogicalSource, Root};
use crate::publication::Files;
use crate::table::schema::{Package, Table};
use std::io::{self, Read};

/// The files of a publication: paths start from its folder, or from that of the mapping.
#[derive(Debug)]
pub struct PublicationSources<'a> {
    /// The files.
    pub files: &'a Files,
    /// The folder of the mapping within the publication.
    pub mapping_folder: &'a str,
    /// The description of its tables, where there is one.
    pub package: Option<&'a Package>,
}

impl PublicationSources<'_> {
    /// The files that a source is read from, the description that may stand beside it among them.
    pub fn files(&self, source: &LogicalSource) -> Vec<String> {
        let beside = sidecar::beside(source);
        let all = [Some(source), beside.as_ref()].into_iter().flatten();
        all.map(|source| self.path(source)).collect()
    }

    /// The path of the file; of a workbook without the name of the sheet.
    fn path(&self, source: &LogicalSource) -> String {
        let folder = match &source.root {
            Root::Unsaid | Root::Working | Root::Input(_) => "",
            Root::Mapping => self.mapping_folder,
            Root::Folder(folder) => folder,
        };
        join(folder, sheet::split(&source.path).0)
    }
}

impl Sources for PublicationSources<'_> {
    fn open(&self, source: &LogicalSource) -> io::Result<Box<dyn Read + Send>> {
        self.files.open(&self.path(source))
    }

    fn display(&self, source: &LogicalSource) -> String {
        self.files.display(&self.path(source))
    }

    fn table(&self, source: &LogicalSource) -> Option<&Table> {
        let path = self.path(source);
        self.package?.tables.iter().find(|table| table.path == path)
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
