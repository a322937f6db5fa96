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
fn a_damaged_version_is_made_again_in_the_folder_that_is_held() {
    use std::os::unix::fs::MetadataExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = Manifest::new(&dataset(1), BTreeMap::new());
    let publish = || publish(folder.path(), &dataset(1), &dataset(2), &manifest);
    let place = publish().expect("published");
    let number = |name: &str| place.join(name).metadata().expect("there").ino();
    let hold = Hold::new(&place).expect("held");
    for name in [
        MANIFEST,
        SNAPSHOT,
        QUADS,
        RESTRICTED_QUADS,
        RESTRICTED_SNAPSHOT,
    ] {
        let sound = std::fs::read(place.join(name)).expect("read");
        let mut damaged = sound.clone();
        let at = if name == MANIFEST { 0 } else { sound.len() / 2 };
        damaged[at] ^= 0x10;
        for bytes in [Some(damaged), Some(Vec::new()), None] {
            match bytes {
                Some(bytes) => std::fs::write(place.join(name), bytes).expect("written"),
                None => std::fs::remove_file(place.join(name)).expect("removed"),
            }
            let held = number("");
            assert_eq!(publish().expect("published again"), place);
            assert_eq!(number(""), held, "{name}: another folder");
            assert_eq!(std::fs::read(place.join(name)).expect("read"), sound);
            verify::folder(folder.path()).expect("whole");
        }
    }
    let before = number(SNAPSHOT);
    publish().expect("published again");
    assert_eq!(number(SNAPSHOT), before, "what is whole is left as it is");
    let left = std::fs::read_dir(folder.path()).expect("listed").count();
    assert_eq!(left, 2, "the version and the pointer, nothing partial");
    drop(hold);
}

#[test]
fn a_pointer_to_nothing_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(CURRENT), "../../etc\n").expect("written");
    assert!(current(folder.path()).is_err());
}

#[test]
fn one_writes_at_a_time_and_what_is_unfinished_goes() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join(".partial-old")).expect("made");
    let draft = Draft::new(folder.path()).expect("a draft");
    assert!(Lock::take(folder.path()).expect("looked").is_none());
    assert!(!folder.path().join(".partial-old").exists());
    drop(draft);
    assert!(Lock::take(folder.path()).expect("looked").is_some());
}

#[test]
fn a_version_in_use_is_not_pruned_and_one_made_again_is_the_newest() {
    let folder = tempfile::tempdir().expect("a folder");
    let publish = |value: i64| {
        let (dataset, none) = (dataset(value), Dataset::default());
        let manifest = Manifest::new(&dataset, BTreeMap::new());
        let place = publish(folder.path(), &dataset, &none, &manifest).expect("published");
        // Times of files are coarse.
        std::thread::sleep(std::time::Duration::from_millis(20));
        place
    };
    let first = publish(1);
    let hold = Hold::new(&first).expect("held");
    let places = [publish(2), publish(3)];
    prune(folder.path(), 1).expect("pruned");
    assert!(first.exists() && !places[0].exists() && places[1].exists());
    drop(hold);
    assert_eq!(publish(1), first);
    assert_eq!(
        rollback(folder.path(), None).expect("back"),
        dataset(3).version(),
        "before what was made again stands what was current"
    );
    prune(folder.path(), 1).expect("pruned");
    assert_eq!(kept(folder.path()).expect("kept").len(), 2);
}

#[test]
fn the_whole_name_of_a_version_is_not_the_start_of_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = Manifest::new(&dataset(1), BTreeMap::new());
    for restricted in [Dataset::default(), dataset(2)] {
        publish(folder.path(), &dataset(1), &restricted, &manifest).expect("published");
    }
    let name = dataset(1).version();
    let several = rollback(folder.path(), Some(&name[..63])).expect_err("there are two");
    assert_eq!(several.kind(), io::ErrorKind::InvalidInput);
    assert_eq!(rollback(folder.path(), Some(&name)).expect("one"), name);
}

#[test]
fn a_version_that_cannot_be_pointed_to_does_not_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = Manifest::new(&dataset(1), BTreeMap::new());
    let publish = || publish(folder.path(), &dataset(1), &Dataset::default(), &manifest);
    let pointer = folder.path().join(CURRENT);
    // As on a disk that became full: no file can take this place.
    std::fs::create_dir(&pointer).expect("made");
    assert!(publish().is_err());
    let left = std::fs::read_dir(folder.path()).expect("listed").count();
    assert_eq!(left, 1, "the folder in the place of the pointer");
    std::fs::remove_dir(&pointer).expect("removed");
    let place = publish().expect("published");
    std::fs::remove_file(&pointer).expect("removed");
    std::fs::create_dir(&pointer).expect("made");
    std::fs::remove_file(place.join(QUADS)).expect("damaged");
    assert!(publish().is_err());
    assert!(place.join(QUADS).exists(), "what was there before stays");
}
