//! A copy made while a folder is served and published into is whole, elsewhere too.

use super::*;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

fn version(server: &Server) -> String {
    let health = server.get("/health", "*/*").json();
    health["version"].as_str().expect("a name").to_owned()
}

fn publish(folder: &Path, value: u32) {
    let line = |n| format!("<http://e.org/{n}> <http://e.org/p> \"{value}\" .\n");
    let text: String = (0..300).map(line).collect();
    fs::write(folder.join("a.nt"), text).expect("written");
    let loaded = ptce(folder, &["load", "a.nt", "--out", "versions"]);
    assert!(loaded.status.success(), "{loaded:?}");
}

/// The commands of docs/operations.md, as they stand there.
fn commands() -> String {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operations.md");
    let page = fs::read_to_string(page).expect("the page");
    let (_, rest) = page.split_once("```sh\n").expect("a block of commands");
    let (commands, _) = rest.split_once("```").expect("its end");
    commands.replace("ptce ", &format!("{} ", env!("CARGO_BIN_EXE_ptce")))
}

#[test]
fn the_pointer_is_copied_once_and_before_the_versions() {
    let here = tempfile::tempdir().expect("a folder");
    publish(here.path(), 0);
    let pointer = |folder: &str| fs::read_to_string(here.path().join(folder).join("current"));
    let mut named = String::new();
    // What `ptce build --dump` leaves beside them.
    fs::create_dir(here.path().join("versions/dump")).expect("made");
    for (value, command) in (1..).zip(commands().lines()) {
        if command.contains("/current") {
            named = pointer("versions").expect("a pointer");
        }
        let ran = Command::new("sh")
            .current_dir(here.path())
            .args(["-c", command])
            .output()
            .expect("sh runs");
        assert!(ran.status.success(), "{command}: {ran:?}");
        publish(here.path(), value);
    }
    assert_eq!(pointer("sauvegarde").expect("a pointer"), named);
    let copied = fs::read_dir(here.path().join("sauvegarde")).expect("listed");
    let copied: Vec<String> = copied
        .map(|entry| {
            entry
                .expect("read")
                .file_name()
                .into_string()
                .expect("text")
        })
        .collect();
    let is_version = |name: &&String| name.len() == 64;
    assert_eq!(
        copied.iter().filter(is_version).count() + 1,
        copied.len(),
        "{copied:?}"
    );
    assert!(copied.contains(&named.trim().to_owned()));
}

#[test]
fn a_copy_made_while_publishing_is_served_elsewhere_under_the_same_name() {
    let here = tempfile::tempdir().expect("a folder");
    publish(here.path(), 0);
    let server = serve(here.path(), &["--data", "versions"]);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for value in 1.. {
                publish(here.path(), value);
                if done.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        let copied = Command::new("sh")
            .current_dir(here.path())
            .args(["-e", "-c", &commands()])
            .output()
            .expect("sh runs");
        done.store(true, Ordering::Relaxed);
        assert!(copied.status.success(), "{copied:?}");
    });
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::rename(
        here.path().join("sauvegarde"),
        elsewhere.path().join("versions"),
    )
    .expect("moved");
    let pointer = fs::read_to_string(elsewhere.path().join("versions/current")).expect("a pointer");
    let copy = serve(elsewhere.path(), &["--data", "versions"]);
    let name = version(&copy);
    assert_eq!(name, pointer.trim());
    let found = rows(
        &copy,
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(STRLEN(STR(?o)) > 0) }",
    );
    assert_eq!(found, ["300"]);
    // The original has the same bytes under that name.
    let file = |root: &Path| fs::read(root.join("versions").join(&name).join("graph.snapshot"));
    assert_eq!(
        file(here.path()).expect("there"),
        file(elsewhere.path()).expect("here")
    );
    drop(server);
}
