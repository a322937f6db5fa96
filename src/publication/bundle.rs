//! The PTCE publication as it is compiled into the program, so that `ptce serve` works in an empty
//! directory. In: the folders of this repository at build time. Out: files by relative path.

use include_dir::{Dir, include_dir};

/// The configuration file.
pub const CONFIG: &str = include_str!("../../ptce.toml");

static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data");
static ONTOLOGY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ontology");
static QUERIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// The folders of a publication, with their names.
fn folders() -> [(&'static str, &'static Dir<'static>); 3] {
    [
        ("data", &DATA),
        ("ontology", &ONTOLOGY),
        ("queries", &QUERIES),
    ]
}

/// The bytes of a file, by its path from the publication's folder.
pub fn read(path: &str) -> Option<&'static [u8]> {
    if path == super::CONFIG_FILE {
        return Some(CONFIG.as_bytes());
    }
    let (folder, rest) = path.split_once('/')?;
    let (_, dir) = folders().into_iter().find(|(name, _)| *name == folder)?;
    dir.get_file(rest).map(|file| file.contents())
}

/// The paths of all files, sorted.
pub fn paths() -> Vec<String> {
    let mut paths = vec![super::CONFIG_FILE.to_owned()];
    for (name, dir) in folders() {
        collect(name, dir, &mut paths);
    }
    paths.sort();
    paths
}

fn collect(root: &str, dir: &'static Dir<'static>, paths: &mut Vec<String>) {
    for file in dir.files() {
        paths.push(format!("{root}/{}", file.path().display()));
    }
    for inner in dir.dirs() {
        collect(root, inner, paths);
    }
}
