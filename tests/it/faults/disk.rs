//! Disks that are full, folders that may only be read, folders that are taken away, outputs that take
//! nothing.

use super::*;
use crate::serve::Server;
use crate::writes::{WRITER, rows, serve, update, writable, write_tokens};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;

/// A disk of its own; unmounted at the end.
struct Small(tempfile::TempDir);

impl Small {
    /// None, with the reason printed, where this process may not mount.
    fn of(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .output();
        match mounted {
            Ok(output) if output.status.success() => Some(Self(folder)),
            Ok(output) => {
                println!(
                    "skipped: no small disk can be mounted here: {}",
                    said(&output)
                );
                None
            }
            Err(error) => {
                println!("skipped: no small disk can be mounted here: {error}");
                None
            }
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

/// A command whose files may have so many blocks of 512 bytes, as on a disk that is full.
fn limited(folder: &Path, blocks: u32, arguments: &[&str]) -> Output {
    Command::new("sh")
        .current_dir(folder)
        .arg("-c")
        .arg(format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""
        ))
        .arg(env!("CARGO_BIN_EXE_ptce"))
        .args(arguments)
        .output()
        .expect("sh runs")
}

#[test]
fn a_full_disk_is_told_and_what_stood_there_stands() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    fs::write(data.join("a.nt"), triples("small", 50)).expect("written");
    well(&run(data, &["load", "a.nt", "--out", "versions"]));
    let before = whole(&data.join("versions"));
    fs::write(data.join("a.nt"), triples("large", 30_000)).expect("written");
    let rows: String = (0..30_000).map(|n| format!("{n},name {n}\n")).collect();
    fs::write(data.join("a.csv"), "id,name\n".to_owned() + &rows).expect("written");
    let mapping = "prefixes: { e: http://e.org/ }\nmappings:\n  a:\n    sources: [[a.csv~csv]]\n    s: e:$(id)\n    po: [[e:name, $(name)]]\n";
    fs::write(data.join("m.yml"), mapping).expect("written");
    let commands: [&[&str]; 4] = [
        &["load", "a.nt", "--out", "versions"],
        &["build", "--out", "versions"],
        &["convert", "--mapping", "m.yml", "--output", "out.nq"],
        &["publish", "--out", "site"],
    ];
    for arguments in commands {
        let output = limited(data, 100, arguments);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains("File too large"), "{arguments:?}: {told}");
        assert_eq!(whole(&data.join("versions")), before, "{arguments:?}");
        assert_eq!(unfinished(&data.join("versions")), [""; 0], "{arguments:?}");
    }
    assert!(!data.join("out.nq").exists() && !data.join("site").exists());
}

#[test]
fn an_output_that_does_not_fit_leaves_the_targets_as_they_were() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let rows: String = (0..2000).map(|n| format!("{n},a\n")).collect();
    fs::write(at("a.csv"), "id,name\n".to_owned() + &rows).expect("written");
    let mapping = "prefixes: { e: http://e.org/ }\ntargets: {t: [t.nt~void, ntriples]}\nmappings:\n  a:\n    sources: [[a.csv~csv]]\n    s: e:$(id)\n    po: [[e:is, e:thing/$(id)]]\n  b:\n    sources: [[a.csv~csv]]\n    s: {value: e:all, targets: [t]}\n    po: [[e:name, $(name)]]\n";
    fs::write(at("m.yml"), mapping).expect("written");
    fs::write(at("t.nt"), "before").expect("written");
    let arguments = ["convert", "--mapping", "m.yml", "--output", "o.nt"];
    let output = limited(folder.path(), 100, &arguments);
    let told = said(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("File too large"), "{told}");
    let kept = fs::read_to_string(at("t.nt")).expect("a file");
    assert_eq!((kept.as_str(), at("o.nt").exists()), ("before", false));
    well(&run(folder.path(), &arguments));
    let made = fs::read_to_string(at("t.nt")).expect("a file");
    assert_eq!(made, "<http://e.org/all> <http://e.org/name> \"a\" .\n");
}

#[test]
fn a_publication_is_begun_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    fs::create_dir(data.join("empty")).expect("made");
    // Some files of the starter have less than 1024 bytes and some have more.
    for place in ["new", "empty"] {
        let refused = limited(data, 2, &["init", place]);
        let told = said(&refused);
        assert_eq!(refused.status.code(), Some(2), "{told}");
        assert!(
            told.contains("P005") && told.contains("the free space"),
            "{told}"
        );
    }
    let names = |folder: &Path| fs::read_dir(folder).expect("listed").count();
    assert_eq!((names(data), names(&data.join("empty"))), (1, 0));
    for place in ["new", "empty"] {
        well(&run(data, &["init", place]));
        assert_eq!(names(&data.join(place)), names(&data.join("new")));
    }
    assert!(data.join("new/data/projects.csv").is_file());
}

#[test]
fn a_site_is_not_begun_where_it_could_not_take_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    fs::set_permissions(data, fs::Permissions::from_mode(0o755)).expect("set");
    fs::create_dir(data.join("site")).expect("made");
    fs::set_permissions(data.join("site"), fs::Permissions::from_mode(0o777)).expect("set");
    fs::set_permissions(data, fs::Permissions::from_mode(0o555)).expect("set");
    if rustix::process::getuid().is_root() {
        let refused = as_nobody(data, &["publish", "--out", "site"]);
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(
            said(&refused).contains("into the folder above"),
            "{}",
            said(&refused)
        );
    }
    fs::set_permissions(data, fs::Permissions::from_mode(0o755)).expect("set");
    let Some(disk) = Small::of("64m") else { return };
    let out = disk.path().to_str().expect("text");
    let refused = run(data, &["publish", "--out", out]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(
        said(&refused).contains("--out DIR/site"),
        "{}",
        said(&refused)
    );
    assert_eq!(fs::read_dir(disk.path()).expect("listed").count(), 0);
}

#[test]
fn a_server_on_a_full_disk_answers_refuses_and_goes_on_when_there_is_room() {
    let Some(disk) = Small::of("3m") else { return };
    let server = writable(disk.path(), &["--set", "versions=2"]);
    let insert = |number: u32| {
        update(
            &server,
            &format!("INSERT DATA {{ <http://e.org/{number}> <http://e.org/p> 1 }}"),
        )
    };
    assert_eq!(insert(0).status, 204);
    let filler = disk.path().join("filler");
    let mut rest = vec![0; 3 << 20];
    while fs::write(&filler, &rest).is_err() {
        rest.truncate(rest.len() - 4096);
    }
    let full = insert(1);
    assert_eq!(full.status, 500, "{}", full.text());
    assert!(full.text().contains("No space left"), "{}", full.text());
    assert_eq!(rows(&server, "SELECT ?s { ?s ?p ?o }"), ["http://e.org/0"]);
    fs::remove_file(filler).expect("removed");
    assert_eq!(insert(2).status, 204);
    assert_eq!(rows(&server, "SELECT ?s { ?s ?p ?o }").len(), 2);
    assert!(whole(&disk.path().join("data")).is_some());
    assert_eq!(unfinished(&disk.path().join("data")), [""; 0]);
}

#[test]
fn a_load_onto_a_full_disk_leaves_what_was_there() {
    let Some(disk) = Small::of("2m") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("a.nt"), triples("small", 50)).expect("written");
    let place = disk.path().join("versions");
    let out = place.to_str().expect("text");
    well(&run(folder.path(), &["load", "a.nt", "--out", out]));
    let before = whole(&place);
    fs::write(folder.path().join("a.nt"), triples("large", 200_000)).expect("written");
    let output = run(folder.path(), &["load", "a.nt", "--out", out]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("No space left"), "{}", said(&output));
    assert_eq!(whole(&place), before);
    assert_eq!(unfinished(&place), [""; 0]);
}

/// A command that may not write where others may: as nobody when this process is root.
fn as_nobody(folder: &Path, arguments: &[&str]) -> Output {
    nobody(folder).args(arguments).output().expect("runs")
}

fn nobody(folder: &Path) -> Command {
    let mut command = ptce(folder);
    if rustix::process::getuid().is_root() {
        let program = folder.join("program");
        fs::copy(env!("CARGO_BIN_EXE_ptce"), &program).expect("copied");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("set");
        command = Command::new(program);
        command.current_dir(folder).uid(65534).gid(65534);
    }
    command
}

#[test]
fn old_versions_that_cannot_be_removed_are_told_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, place) = (folder.path(), folder.path().join("data"));
    fs::set_permissions(data, fs::Permissions::from_mode(0o755)).expect("set");
    fs::create_dir(&place).expect("made");
    write_tokens(data, &format!("writer {WRITER}\n"));
    let command = nobody(data);
    if rustix::process::getuid().is_root() {
        for path in [&place, &data.join("tokens")] {
            std::os::unix::fs::chown(path, Some(65534), Some(65534)).expect("given");
        }
    }
    let arguments = [
        "--writable",
        "--token-file",
        "tokens",
        "--data",
        "data",
        "--set",
        "versions=1",
    ];
    let mut server = Server::run(command, &arguments);
    let first = place.join(whole(&place).expect("a version"));
    fs::set_permissions(&first, fs::Permissions::from_mode(0o555)).expect("set");
    for number in 0..4 {
        let text = format!("INSERT DATA {{ <http://e.org/{number}> <http://e.org/p> 1 }}");
        assert_eq!(update(&server, &text).status, 204);
        std::thread::sleep(Duration::from_millis(200));
    }
    server.signal("-TERM");
    let (code, told) = server.end();
    fs::set_permissions(&first, fs::Permissions::from_mode(0o755)).expect("set");
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("warning[B002]"), "{told}");
    // One that cannot be removed keeps no other.
    let left = version::kept(&place).expect("listed").len();
    assert!(left <= 3, "{left} versions");
}

#[test]
fn a_folder_that_may_only_be_read_is_told_and_served() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    fs::set_permissions(data, fs::Permissions::from_mode(0o755)).expect("set");
    fs::write(data.join("a.nt"), triples("a", 10)).expect("written");
    well(&run(data, &["load", "a.nt", "--out", "versions"]));
    let before = whole(&data.join("versions"));
    fs::write(data.join("a.nt"), triples("b", 10)).expect("written");
    fs::set_permissions(data.join("versions"), fs::Permissions::from_mode(0o555)).expect("set");
    for arguments in [
        vec!["load", "a.nt", "--out", "versions"],
        vec!["build", "--out", "versions"],
        vec![
            "rollback",
            &before.as_ref().expect("a name")[..12],
            "--data",
            "versions",
        ],
        vec!["build", "--out", "versions/new/folder"],
    ] {
        let output = as_nobody(data, &arguments);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{arguments:?}: {}",
            said(&output)
        );
        assert!(
            said(&output).contains("Permission denied"),
            "{}",
            said(&output)
        );
        let is_told = said(&output).contains("get the right to write into this folder");
        assert!(is_told || arguments[0] != "rollback", "{}", said(&output));
        assert_eq!(whole(&data.join("versions")), before);
    }
    let server = serve(data, &["--data", "versions"]);
    assert_eq!(rows(&server, "SELECT * { ?s ?p ?o }").len(), 10);
    drop(server);
    fs::set_permissions(data.join("versions"), fs::Permissions::from_mode(0o755)).expect("set");
}

#[test]
fn a_folder_that_is_taken_away_and_given_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let publish = |value: &str| {
        fs::write(data.join("a.nt"), triples(value, 10)).expect("written");
        well(&run(data, &["load", "a.nt", "--out", "versions"]));
    };
    publish("a");
    let mut server = serve(data, &["--data", "versions"]);
    fs::rename(data.join("versions"), data.join("away")).expect("moved");
    std::thread::sleep(Duration::from_secs(1));
    let values = |server: &Server, salt: u32| {
        rows(
            server,
            &format!("SELECT DISTINCT ?o {{ ?s ?p ?o FILTER(STRLEN(?o) < {salt}) }}"),
        )
    };
    assert_eq!(values(&server, 100), ["a"], "what is served is served on");
    fs::rename(data.join("away"), data.join("versions")).expect("moved");
    publish("b");
    let start = Instant::now();
    while values(&server, 200 + start.elapsed().subsec_millis()) != ["b"] {
        assert!(start.elapsed() < Duration::from_secs(4), "b is not seen");
        std::thread::sleep(Duration::from_millis(50));
    }
    fs::remove_dir_all(data.join("versions")).expect("removed");
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(values(&server, 300), ["b"]);
    server.signal("-TERM");
    let (code, told) = server.end();
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn an_output_that_takes_nothing_is_told_and_one_that_is_closed_is_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: String = (0..20_000).map(|n| format!("{n},name {n}\n")).collect();
    fs::write(folder.path().join("a.csv"), "id,name\n".to_owned() + &rows).expect("written");
    let mapping = "prefixes: { e: http://e.org/ }\nmappings:\n  a:\n    sources: [[a.csv~csv]]\n    s: e:$(id)\n    po: [[e:name, $(name)]]\n";
    fs::write(folder.path().join("m.yml"), mapping).expect("written");
    for arguments in [
        "query",
        "query mentions-de-partenaires --results csv",
        "convert --quiet --mapping m.yml --output -",
    ] {
        let shell = |rest: &str| {
            Command::new("bash")
                .current_dir(folder.path())
                .args(["-c", &format!("\"$0\" {arguments} {rest}")])
                .arg(env!("CARGO_BIN_EXE_ptce"))
                .output()
                .expect("bash runs")
        };
        let full = shell("> /dev/full");
        assert_eq!(full.status.code(), Some(2), "{arguments}: {}", said(&full));
        assert!(
            said(&full).contains("No space left"),
            "{arguments}: {}",
            said(&full)
        );
        // A reader that has seen enough is no error.
        let closed = shell("| head -c 1; exit ${PIPESTATUS[0]}");
        assert_eq!(
            closed.status.code(),
            Some(0),
            "{arguments}: {}",
            said(&closed)
        );
        assert_eq!(closed.stderr, b"", "{arguments}: {}", said(&closed));
    }
}

#[test]
fn a_dump_without_a_place_leaves_a_version_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("versions");
    fs::create_dir(&place).expect("made");
    fs::write(place.join("dump"), "").expect("written");
    let build = ["build", "--out", "versions", "--dump", "nq"];
    let output = run(folder.path(), &build);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(whole(&place).is_some());
    let told = said(&output);
    assert!(
        told.contains("error[B001]") && told.contains("versions/dump"),
        "{told}"
    );
    assert!(
        told.contains("is the current one") && !told.contains("nothing was"),
        "{told}"
    );
}
