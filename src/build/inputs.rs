//! The files that a version is made of, by what they hold.
//!
//! In: a publication. Out: the SHA-256 of each file that a build reads, or that stands beside its
//! version when it is served, by the name it is read by; whether a version was made of the files that
//! stand there now.

use crate::graph;
use crate::mapping::Mapping;
use crate::publication::{Files, Publication};
use crate::table::schema::{DESCRIPTION, Package};
use std::collections::BTreeMap;
use std::io::{self, BufReader};

/// The hashes of the files of a publication that its public dataset is made of, by path. What cannot be
/// read is left out: whoever reads it says why.
pub fn of(publication: &Publication) -> BTreeMap<String, String> {
    let (files, build) = (&publication.files, &publication.config.build);
    let tables = Package::read(files).map_or_else(|_| Vec::new(), |package| package.tables);
    let mut paths = vec![DESCRIPTION.to_owned()];
    paths.extend(tables.into_iter().map(|table| table.path));
    for path in &build.mappings {
        paths.push(path.clone());
        let mapping = Mapping::read(files, path);
        paths.extend(
            mapping
                .iter()
                .flat_map(|one| one.files_of_publication(files)),
        );
    }
    let rdf = build.rdf.iter().map(|rdf| &rdf.files);
    for listed in rdf.chain([&build.shapes]) {
        paths.extend(graph::read::expand(files, listed).unwrap_or_default());
    }
    let links = build.links.iter().flat_map(|links| &links.files);
    paths.extend(links.cloned());
    let mut hashes = BTreeMap::new();
    for path in paths {
        if hashes.contains_key(&path) {
            continue;
        }
        if let Ok(hash) = hash(files, &path) {
            hashes.insert(path, hash);
        }
    }
    hashes
}

/// True when a version was made of these files as they are: tables that changed since are not served
/// beside it, nor those that it has nothing of.
pub fn stand(files: &Files, inputs: &BTreeMap<String, String>) -> bool {
    let same =
        |(path, before): (&String, &String)| hash(files, path).is_ok_and(|now| now == *before);
    let tables = Package::read(files).map_or_else(|_| Vec::new(), |package| package.tables);
    let mut tables = tables.iter();
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
