//! The files that a version is made of, by what they hold.
//!
//! In: a publication. Out: the SHA-256 of each file that a build reads, or that stands beside its
//! version when it is served, by the name it is read by; whether a file was saved meanwhile; whether
//! a version was made of the files that stand there now.

use crate::diag::{Diagnostic, Place};
use crate::graph;
use crate::mapping::Mapping;
use crate::publication::{Files, Publication};
use crate::table::check::in_restricted;
use crate::table::schema::{DESCRIPTION, Package, Table};
use std::collections::BTreeMap;
use std::io::{self, BufReader};
use std::path::Path;

/// The files that the datasets of a publication are made of, as they stand at one moment.
#[derive(Debug)]
pub struct Inputs {
    /// The SHA-256 of each file of the public dataset, by path.
    pub public: BTreeMap<String, String>,
    /// The same of the restricted dataset, by the name that a person would give; never published.
    restricted: BTreeMap<String, String>,
}

impl Inputs {
    /// Looks at the files. What cannot be read is left out: whoever reads it says why.
    pub fn of(publication: &Publication, restricted: Option<&Path>) -> Self {
        Self {
            public: public(publication),
            restricted: restricted.map_or_else(BTreeMap::new, |folder| {
                self::restricted(publication, &Files::folder(folder))
            }),
        }
    }

    /// Whether they are still as they were before.
    ///
    /// # Errors
    /// `B003` for the first that is not: what was read of it nobody knows.
    pub fn as_before(&self, before: &Self, files: &Files) -> Result<(), Diagnostic> {
        let changed = |now: &BTreeMap<String, String>, before: &BTreeMap<String, String>| {
            let mut all = now.keys().chain(before.keys());
            all.find(|path| now.get(*path) != before.get(*path))
                .cloned()
        };
        let public = changed(&self.public, &before.public).map(|path| files.display(&path));
        let path = public.or_else(|| changed(&self.restricted, &before.restricted));
        path.map_or(Ok(()), |path| Err(saved_meanwhile(path)))
    }
}

fn saved_meanwhile(path: String) -> Diagnostic {
    let message = "the file was saved while it was read, and may have been read in two states";
    Diagnostic::error("B003", message)
        .at(Place::file(path))
        .help(
            "recommencer une fois le fichier enregistré ; rien n'a été changé",
            "begin again once the file is saved; nothing was changed",
        )
}

fn public(publication: &Publication) -> BTreeMap<String, String> {
    let (files, build) = (&publication.files, &publication.config.build);
    let mut paths = vec![DESCRIPTION.to_owned()];
    paths.extend(tables(files).into_iter().map(|table| table.path));
    for path in &build.mappings {
        paths.push(path.clone());
        paths.extend(sources(publication, path, files));
    }
    let rdf = build.rdf.iter().map(|rdf| &rdf.files);
    for listed in rdf.chain([&build.shapes]) {
        paths.extend(graph::read::expand(files, listed).unwrap_or_default());
    }
    let links = build.links.iter().flat_map(|links| &links.files);
    paths.extend(links.cloned());
    hashes(paths.into_iter().map(|path| (files, path.clone(), path)))
}

/// The same of the restricted tables in a folder of their own.
fn restricted(publication: &Publication, apart: &Files) -> BTreeMap<String, String> {
    let files = &publication.files;
    let mut paths = vec![(apart, DESCRIPTION.to_owned())];
    let described = tables(files);
    let described = described.iter().map(|table| in_restricted(&table.path));
    paths.extend(described.map(|path| (apart, path.to_owned())));
    for path in &publication.config.build.restricted_mappings {
        paths.push((files, path.clone()));
        let read = sources(publication, path, apart).into_iter();
        paths.extend(read.map(|path| (apart, path)));
    }
    hashes(
        paths
            .into_iter()
            .map(|(files, path)| (files, files.display(&path), path)),
    )
}

/// The tables that are described; none where the description cannot be read.
fn tables(files: &Files) -> Vec<Table> {
    Package::read(files).map_or_else(|_| Vec::new(), |package| package.tables)
}

/// What a mapping of the publication reads of a folder of tables.
fn sources(publication: &Publication, mapping: &str, tables: &Files) -> Vec<String> {
    let mapping = Mapping::read(&publication.files, mapping);
    mapping.map_or_else(
        |_| Vec::new(),
        |mapping| mapping.files_of_publication(tables),
    )
}

/// The hashes of files by their names; each is read once.
fn hashes<'a>(
    files: impl Iterator<Item = (&'a Files, String, String)>,
) -> BTreeMap<String, String> {
    let mut hashes = BTreeMap::new();
    for (files, name, path) in files {
        if hashes.contains_key(&name) {
            continue;
        }
        if let Ok(hash) = hash(files, &path) {
            hashes.insert(name, hash);
        }
    }
    hashes
}

/// True when a version was made of these files as they are: tables that changed since are not served
/// beside it, nor those that it has nothing of.
pub fn stand(files: &Files, inputs: &BTreeMap<String, String>) -> bool {
    let same =
        |(path, before): (&String, &String)| hash(files, path).is_ok_and(|now| now == *before);
    let mut tables = tables(files).into_iter();
    !inputs.is_empty()
        && inputs.iter().all(same)
        && tables.all(|table| inputs.contains_key(&table.path) || files.open(&table.path).is_err())
}

/// The hash of a file of any size.
fn hash(files: &Files, path: &str) -> io::Result<String> {
    graph::hash(BufReader::with_capacity(1 << 16, files.open(path)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publication::files::WHOLE_FILE_LIMIT;

    #[test]
    fn a_table_of_any_size_is_told_by_its_hash() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("big.csv");
        let big = std::fs::File::create(&path).expect("a file");
        big.set_len(WHOLE_FILE_LIMIT + 1).expect("a length");
        let files = Files::folder(folder.path());
        let hashed = hash(&files, "big.csv").expect("read");
        let made_of = BTreeMap::from([("big.csv".to_owned(), hashed)]);
        assert!(stand(&files, &made_of));
        big.set_len(WHOLE_FILE_LIMIT + 2).expect("a length");
        assert!(!stand(&files, &made_of));
        assert!(!stand(&files, &BTreeMap::new()));
    }
}
