//! Tests: the pointer and the folders.

use super::*;
use oxigraph::model::{Literal, NamedNode, Quad};

fn dataset(value: i64) -> Dataset {
    let node = NamedNode::new("http://example.org/a").expect("an IRI");
    let quad = Quad::new(node.clone(), node.clone(), Literal::from(value), node);
    Dataset::new(vec![quad]).expect("no blank node")
}

#[test]
fn the_pointer_follows_and_older_versions_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(current(folder.path()).expect("no pointer yet"), None);
    for value in [1, 2] {
        let dataset = dataset(value);
        let manifest = Manifest::new(&dataset, BTreeMap::new());
        let none = Dataset::default();
        publish(folder.path(), &dataset, &none, &manifest).expect("published");
        assert_eq!(
            current(folder.path()).expect("a pointer"),
            Some(dataset.version())
        );
    }
    let versions = std::fs::read_dir(folder.path()).expect("listed").count();
    assert_eq!(versions, 3, "two versions and the pointer, nothing partial");
}

#[test]
fn restricted_quads_stand_in_a_private_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = Manifest::new(&dataset(1), BTreeMap::new());
    let place = publish(folder.path(), &dataset(1), &dataset(2), &manifest).expect("published");
    let metadata = place.join("restricted.nq").metadata().expect("a file");
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    let public = std::fs::read_to_string(place.join("graph.nq")).expect("a file");
    assert!(!public.contains("\"2\""), "{public}");
    assert!(
        current(folder.path())
            .expect("a pointer")
            .is_some_and(|n| n.contains("-r"))
    );
}

#[test]
fn a_pointer_to_nothing_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(CURRENT), "../../etc\n").expect("written");
    assert!(current(folder.path()).is_err());
}
