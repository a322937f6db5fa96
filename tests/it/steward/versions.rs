//! Versions that are kept: named, listed, compared and gone back to.

use super::*;

const BUILD: [&str; 5] = ["--publication", "mine", "build", "--out", "v"];

/// A folder with a publication and one version of it, by its name.
fn built() -> (tempfile::TempDir, String) {
    let folder = publication();
    let built = ptce(folder.path(), &BUILD);
    assert!(built.status.success(), "{built:?}");
    let name = std::fs::read_to_string(folder.path().join("v/current")).expect("a pointer");
    (folder, name.trim().to_owned())
}

#[test]
fn a_version_is_compared_by_its_whole_name() {
    let (folder, name) = built();
    // As one with the same public graphs and restricted ones of its own.
    let sibling = format!("v/{name}-r0123456789ab");
    copied(
        &folder.path().join("v").join(&name),
        &folder.path().join(sibling),
    );
    let same = ptce(folder.path(), &["diff", &name, "current", "--data", "v"]);
    assert_eq!(same.status.code(), Some(0), "{same:?}");
    let either = ptce(
        folder.path(),
        &["diff", &name[..8], "current", "--data", "v"],
    );
    assert_eq!(either.status.code(), Some(2), "{either:?}");
}
