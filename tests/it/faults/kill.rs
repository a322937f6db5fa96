//! kill -9 at random moments of everything that writes.

use super::*;
use crate::serve::Server;
use crate::writes::{WRITER, bearer, rows, writable};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};

/// Kills a command that makes a version, again and again, each time with other content. After each
/// kill the folder holds what it held, or the new version whole.
fn versions_survive(prepare: impl Fn(&Path, u32), arguments: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("versions");
    prepare(folder.path(), 0);
    let whole_time = measured(ptce(folder.path()).args(arguments));
    let mut moments = Moments::new();
    let (mut before, mut cut) = (whole(&place), 0);
    assert!(before.is_some());
    for number in 1..=repetitions(5) {
        prepare(folder.path(), number);
        let moment = moments.next(whole_time);
        let was_cut = killed(ptce(folder.path()).args(arguments), moment);
        cut += u32::from(was_cut);
        let after = whole(&place);
        let is_new = after != before;
        assert!(after.is_some(), "lost after {moment:?}");
        assert!(is_new || was_cut, "done and not there after {moment:?}");
        // Whatever was left, the next one makes its version and clears up.
        well(&ptce(folder.path()).args(arguments).output().expect("runs"));
        let next = whole(&place);
        assert!(!is_new || next == after, "another version of the same");
        assert_eq!(unfinished(&place), [""; 0], "after {moment:?}");
        before = next;
    }
    println!("{} kills, {cut} in the midst", repetitions(5));
}

#[test]
fn of_load() {
    let write = |folder: &Path, number: u32| {
        std::fs::write(folder.join("a.nt"), triples(&number.to_string(), 20_000)).expect("written");
    };
    versions_survive(write, &["load", "a.nt", "--out", "versions", "--keep", "2"]);
}

#[test]
fn of_build() {
    let write = |folder: &Path, number: u32| {
        let publication = folder.join("p");
        if !publication.exists() {
            well(&run(folder, &["init", "p"]));
        }
        let rows: String = (0..3000)
            .map(|n| format!("p{n},Projet {number},Project,les-amis-du-jardin,{n}\n"))
            .collect();
        let table = "key,name_fr,name_en,organisation,grant_eur\n".to_owned() + &rows;
        std::fs::write(publication.join("data/projects.csv"), table).expect("written");
    };
    versions_survive(write, &["--publication", "p", "build", "--out", "versions"]);
}

#[test]
fn of_a_first_load_which_leaves_nothing_or_all() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.nt"), triples("x", 20_000)).expect("written");
    let load = ["load", "a.nt", "--out", "versions"];
    let whole_time = measured(ptce(folder.path()).args(load));
    let place = folder.path().join("versions");
    let mut moments = Moments::new();
    for _ in 0..repetitions(5) {
        std::fs::remove_dir_all(&place).expect("removed");
        let moment = moments.next(whole_time);
        killed(ptce(folder.path()).args(load), moment);
        if place.exists() && whole(&place).is_none() {
            let served = run(folder.path(), &["versions", "--data", "versions"]);
            assert!(said(&served).lines().all(|line| !line.starts_with("* ")));
        }
        well(&run(folder.path(), &load));
        assert!(whole(&place).is_some(), "{moment:?}");
    }
}

/// Kills a command that writes one file: after each kill the file is as it was, or as it should be.
fn a_file_survives(folder: &Path, arguments: &[&str], file: &str) {
    let file = folder.join(file);
    let whole_time = measured(ptce(folder).args(arguments));
    let new = std::fs::read(&file).expect("written");
    let old = b"what stood there".as_slice();
    let mut moments = Moments::new();
    for _ in 0..repetitions(5) {
        for stands in [Some(old), None] {
            let _ = std::fs::remove_file(&file);
            if let Some(old) = stands {
                std::fs::write(&file, old).expect("written");
            }
            let moment = moments.next(whole_time);
            let was_cut = killed(ptce(folder).args(arguments), moment);
            let found = std::fs::read(&file).ok();
            let done = found.as_deref() == Some(new.as_slice());
            assert!(
                done || found.as_deref() == stands,
                "half a file after {moment:?}"
            );
            assert!(done || was_cut, "done and not there after {moment:?}");
        }
    }
}

#[test]
fn of_convert() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: String = (0..20_000).map(|n| format!("{n},name {n}\n")).collect();
    std::fs::write(folder.path().join("a.csv"), "id,name\n".to_owned() + &rows).expect("written");
    let mapping = "prefixes: { e: http://e.org/ }\nmappings:\n  a:\n    sources: [[a.csv~csv]]\n    s: e:$(id)\n    po: [[e:name, $(name)]]\n";
    std::fs::write(folder.path().join("m.yml"), mapping).expect("written");
    let arguments = ["convert", "--mapping", "m.yml", "--output", "out.nq"];
    a_file_survives(folder.path(), &arguments, "out.nq");
}

#[test]
fn of_dump() {
    let folder = tempfile::tempdir().expect("a folder");
    let starter = concat!(env!("CARGO_MANIFEST_DIR"), "/starter");
    let arguments = [
        "--publication",
        starter,
        "build",
        "--out",
        "v",
        "--dump",
        "ttl",
    ];
    a_file_survives(folder.path(), &arguments, "v/dump/graph.ttl");
}

/// What a writer is told, from a connection that may break.
fn inserted(address: &str, number: u32) -> bool {
    let body = format!("INSERT DATA {{ <http://e.org/{number}> <http://e.org/p> 1, 2, 3 }}");
    let head = format!(
        "POST /update HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: {}\r\n\
         Content-Type: application/sparql-update\r\nContent-Length: {}\r\n\r\n{body}",
        bearer(WRITER),
        body.len()
    );
    let Ok(mut stream) = TcpStream::connect(address) else {
        return false;
    };
    let mut answer = Vec::new();
    let sent = stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.read_to_end(&mut answer));
    sent.is_ok() && answer.starts_with(b"HTTP/1.1 204")
}

#[test]
fn of_a_server_that_is_written_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut next, mut told) = (0, Vec::new());
    let mut moments = Moments::new();
    for _ in 0..repetitions(3) {
        let mut server = writable(folder.path(), &[]);
        let address = server.address.clone();
        std::thread::scope(|scope| {
            let writing = scope.spawn(|| {
                let from = next;
                while inserted(&address, next) {
                    told.push(next);
                    next += 1;
                    assert!(next < from + 10_000);
                }
                next += 1;
            });
            std::thread::sleep(Duration::from_millis(300) + moments.next(Duration::from_secs(1)));
            server.signal("-KILL");
            let _ = server.end();
            // It did not end in order, and should not be asked whether it did.
            std::mem::forget(server);
            writing.join().expect("no panic");
        });
        let server = writable(folder.path(), &[]);
        let mut found: Vec<(u32, u32)> = rows(
            &server,
            "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s",
        )
        .iter()
        .filter_map(|row| {
            let (subject, count) = row.split_once(',')?;
            let number = subject.rsplit('/').next()?;
            Some((number.parse().ok()?, count.parse().ok()?))
        })
        .collect();
        found.sort_unstable();
        assert!(
            found.iter().all(|&(_, count)| count == 3),
            "half an update: {found:?}"
        );
        for number in &told {
            assert!(
                found.iter().any(|(found, _)| found == number),
                "{number} is lost"
            );
        }
        assert!(whole(&folder.path().join("data")).is_some());
    }
    assert!(!told.is_empty());
}

#[test]
fn of_a_writer_process_changes_nothing_and_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = writable(folder.path(), &[]);
    for number in 1..12 {
        assert!(inserted(&server.address, number));
    }
    let before = whole(&folder.path().join("data"));
    // Some 10^9 rows.
    let slow = "INSERT { ?a <http://e.org/q> ?n } WHERE { { SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?q . ?r ?t ?u FILTER(STRLEN(CONCAT(STR(?c), STR(?f), STR(?i), STR(?l), STR(?q), STR(?u))) > 1) } GROUP BY ?a } }";
    // The process of the update before is not the one that is meant.
    let start = Instant::now();
    while child_with(server.id(), "writer").is_some() {
        assert!(start.elapsed() < Duration::from_secs(60), "it stays");
        std::thread::sleep(Duration::from_millis(10));
    }
    let told = std::thread::scope(|scope| {
        let told = scope.spawn(|| crate::writes::update(&server, slow));
        let start = Instant::now();
        // Whoever ended between the look and the kill was not the one at work.
        while !kill_child_with(server.id(), "writer") {
            let in_time = start.elapsed() < Duration::from_secs(10);
            assert!(in_time, "no writer process");
        }
        told.join().expect("an answer")
    });
    assert!(
        [500, 503].contains(&told.status),
        "{}: {}",
        told.status,
        told.text()
    );
    assert_eq!(whole(&folder.path().join("data")), before);
    assert!(inserted(&server.address, 0));
}

/// Kills the child that has been there for a while; whether there was one.
fn kill_child_with(parent: u32, word: &str) -> bool {
    let Some(child) = child_with(parent, word) else {
        return false;
    };
    std::thread::sleep(Duration::from_millis(200));
    let kill = Command::new("kill")
        .args(["-9", &child.to_string()])
        .status();
    kill.expect("kill runs").success()
}

/// The child of a process whose command line holds a word.
fn child_with(parent: u32, word: &str) -> Option<u32> {
    let processes = std::fs::read_dir("/proc").expect("proc").flatten();
    let mut ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.find(|id| {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        status.contains(&format!("PPid:\t{parent}\n"))
            && String::from_utf8_lossy(&line).contains(word)
    })
}

#[test]
fn of_a_pointer_swap_never_leaves_a_pointer_to_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("versions");
    let mut names = Vec::new();
    for value in ["a", "b"] {
        std::fs::write(folder.path().join("a.nt"), triples(value, 10)).expect("written");
        well(&run(folder.path(), &["load", "a.nt", "--out", "versions"]));
        names.extend(whole(&place));
    }
    let whole_time =
        measured(ptce(folder.path()).args(["rollback", &names[0], "--data", "versions"]));
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut looks = 0;
            while !done.load(Ordering::Relaxed) {
                let name = version::current(&place).expect("a pointer at every moment");
                assert!(name.is_some_and(|name| names.contains(&name)));
                looks += 1;
            }
            looks
        });
        let mut moments = Moments::new();
        for number in 0..repetitions(10) as usize {
            let arguments = ["rollback", &names[number % 2], "--data", "versions"];
            killed(
                ptce(folder.path()).args(arguments),
                moments.next(whole_time),
            );
        }
        done.store(true, Ordering::Relaxed);
        assert!(looking.join().expect("no panic") > 0);
    });
    well(&run(
        folder.path(),
        &["rollback", &names[1], "--data", "versions"],
    ));
    assert_eq!(whole(&place).as_ref(), Some(&names[1]));
    assert_eq!(Server::start().get("/health", "*/*").status, 200);
}

#[test]
fn of_a_push_which_goes_on_where_it_ended() {
    use crate::portal::{fixture, standin::StandIn};
    for kind in ["udata", "ckan"] {
        let portal = if kind == "udata" {
            StandIn::udata()
        } else {
            StandIn::ckan()
        };
        let push = || {
            let mut command = ptce(Path::new("/"));
            command.args(["publish", "--to", kind, &portal.address, "--wait", "0.01"]);
            if kind == "ckan" {
                command.args(["--organization", "ess"]);
            }
            command
                .arg("--publication")
                .arg(fixture())
                .env("PTCE_TOKEN", "secret-token");
            command
        };
        let records = || {
            let state = portal.state.lock().expect("a lock");
            state.records.len()
        };
        let whole_time = measured(&mut push());
        let all = records();
        let mut moments = Moments::new();
        for _ in 0..repetitions(3) {
            portal.state.lock().expect("a lock").records.clear();
            killed(&mut push(), moments.next(whole_time));
            assert!(records() <= all);
            well(&push().output().expect("runs"));
            assert_eq!(records(), all, "{kind}: something twice, or missing");
            portal.forget();
            well(&push().output().expect("runs"));
            let writes = portal.state.lock().expect("a lock").writes();
            assert_eq!(writes, 0, "{kind}: half a dataset stayed");
        }
    }
}
