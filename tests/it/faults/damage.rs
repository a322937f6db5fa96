//! Files that are not as they were written: flipped bytes and cut tails in every section of a
//! snapshot, in the manifest and in the pointer.

use super::*;
use crate::serve::{Response, Server, encoded};
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Child;

/// A folder with one version of which everything can be counted.
fn made() -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let text: String = (0..400)
        .map(|n| {
            format!(
                "<http://e.org/s{}> <http://e.org/p{}> \"{n}\"^^<http://www.w3.org/2001/XMLSchema#integer> <http://e.org/g{}> .\n\
                 <http://e.org/s{n}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e.org/C> <http://e.org/g0> .\n",
                n % 50, n % 5, n % 3
            )
        })
        .collect();
    fs::write(folder.path().join("a.nq"), text).expect("written");
    well(&run(folder.path(), &["load", "a.nq", "--out", "versions"]));
    let name = whole(&folder.path().join("versions")).expect("a version");
    let version = folder.path().join("versions").join(name);
    (folder, version)
}

/// A server over a folder and its address; or why it does not start.
fn started(folder: &Path, arguments: &[&str]) -> Result<(Child, String), String> {
    let mut child = ptce(folder)
        .args(["serve", "--bind", "127.0.0.1:0", "--data", "versions"])
        .args(arguments)
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut errors = BufReader::new(child.stderr.take().expect("piped"));
    let mut line = String::new();
    errors.read_line(&mut line).expect("a line");
    let Some(address) = line.strip_prefix("listening on http://") else {
        let mut rest = String::new();
        errors.read_to_string(&mut rest).expect("text");
        let status = child.wait().expect("an end");
        assert_eq!(status.code(), Some(2), "{line}{rest}");
        return Err(line + &rest);
    };
    Ok((child, address.trim_end_matches(['/', '\n']).to_owned()))
}

/// What a server over a folder comes to: it does not start, and says why, or what it answers.
fn served(folder: &Path) -> Result<Vec<Response>, String> {
    let (mut child, address) = started(folder, &[])?;
    let answers = QUERIES.map(|query| {
        let path = format!("/sparql?query={}", encoded(query));
        Server::ask(&address, &path, "text/csv")
    });
    let _ = child.kill();
    child.wait().expect("an end");
    Ok(answers.into())
}

/// Together they read every section.
const QUERIES: [&str; 7] = [
    "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT ?s { ?s ?p 17 } ORDER BY ?s",
    "SELECT ?o { <http://e.org/s7> ?p ?o } ORDER BY ?o",
    "SELECT (COUNT(*) AS ?n) { ?s a <http://e.org/C> }",
    "SELECT ?s { ?s a <http://e.org/C> MINUS { ?s ?p ?o FILTER(?o > 190) } } ORDER BY ?s",
    "SELECT ?s { ?s a <http://e.org/C> FILTER EXISTS { ?s ?p ?o FILTER(STRLEN(STR(?o)) = 2) } } ORDER BY ?s",
];

#[test]
fn a_flipped_byte_or_a_cut_tail_is_never_an_answer() {
    let (folder, version) = made();
    let file = version.join(SNAPSHOT);
    let sound = fs::read(&file).expect("read");
    let expected: Vec<_> = served(folder.path())
        .expect("it serves")
        .into_iter()
        .map(|a| a.body)
        .collect();
    let sections = Snapshot::from_bytes(&sound).expect("sound").sizes();
    // The sections stand one after the other up to the end; three bytes of each, and of the head.
    let data: usize = sections.iter().map(|(_, size)| size).sum();
    assert!(sections.len() > 8 && data < sound.len());
    let mut places = vec![0, 9, 40, sound.len() - 1];
    places.extend((1..24).map(|part| sound.len() * part / 24));
    let mut damaged: Vec<(String, Vec<u8>)> = places
        .into_iter()
        .map(|at| {
            let mut bytes = sound.clone();
            bytes[at] ^= 0x10;
            (format!("byte {at}"), bytes)
        })
        .collect();
    for length in [0, 1, 100, sound.len() / 2, sound.len() - 1] {
        damaged.push((format!("cut to {length}"), sound[..length].to_vec()));
    }
    let mut refused = 0;
    for (name, bytes) in damaged {
        fs::remove_file(&file).expect("removed");
        fs::write(&file, bytes).expect("written");
        match served(folder.path()) {
            Err(told) => {
                refused += 1;
                assert!(told.contains("error[S003]"), "{name}: {told}");
            }
            Ok(answers) => {
                for (answer, expected) in answers.iter().zip(&expected) {
                    let told = answer.status >= 500 || !answer.whole;
                    assert!(told || answer.body == *expected, "{name}: {answer:?}");
                }
            }
        }
    }
    assert!(refused > 8, "only {refused} were found at the start");
}

#[test]
fn a_version_that_is_made_again_is_served_without_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let make = || {
        let made = run(folder.path(), &["load", "a.nt", "--out", "versions"]);
        well(&made);
    };
    let lines =
        (0..40_000).map(|n| format!("<http://e.org/{n}> <http://e.org/p> \"text {n}\" .\n"));
    fs::write(folder.path().join("a.nt"), lines.collect::<String>()).expect("written");
    make();
    let name = version::current(&folder.path().join("versions")).expect("a pointer");
    let file = folder
        .path()
        .join("versions")
        .join(name.expect("a version"))
        .join(SNAPSHOT);
    let sound = fs::read(&file).expect("read");
    let ask = |address: &str| {
        let query = "SELECT ?s { ?s ?p ?o FILTER(STRLEN(STR(?o)) = 6) }";
        Server::ask(
            address,
            &format!("/sparql?query={}", encoded(query)),
            "text/csv",
        )
    };
    // Somewhere in the file a damage is met by a query only, and not when the server starts.
    let (mut child, address) = (1..24)
        .find_map(|part| {
            let mut bytes = sound.clone();
            bytes[sound.len() * part / 24] ^= 0x10;
            fs::remove_file(&file).expect("removed");
            fs::write(&file, bytes).expect("written");
            let (mut child, address) = started(folder.path(), &[]).ok()?;
            if ask(&address).status >= 500 {
                return Some((child, address));
            }
            let _ = child.kill();
            child.wait().expect("an end");
            None
        })
        .expect("a damage that is met late");
    make();
    let begin = Instant::now();
    let answer = loop {
        let answer = ask(&address);
        if answer.status == 200 && answer.whole {
            break answer;
        }
        assert!(begin.elapsed() < Duration::from_secs(20), "{answer:?}");
        std::thread::sleep(Duration::from_millis(50));
    };
    // `text 0` to `text 9` have six characters.
    assert_eq!(answer.text().lines().count(), 1 + 10);
    // It is opened once: what stands there now is what is served.
    std::thread::sleep(Duration::from_secs(1));
    let metrics = Server::ask(&address, "/metrics", "*/*");
    let opened = "ptce_versions_opened_total 2\n";
    assert!(metrics.text().contains(opened), "{}", metrics.text());
    let _ = child.kill();
    child.wait().expect("an end");
}

#[test]
fn a_manifest_or_a_pointer_that_is_damaged_is_told() {
    let (folder, version) = made();
    let pointer = folder.path().join("versions/current");
    for file in [version.join("manifest.json"), pointer] {
        let sound = fs::read(&file).expect("read");
        let mut cases = vec![
            Vec::new(),
            b"{}".to_vec(),
            vec![0xff; 200],
            sound[..sound.len() / 2].to_vec(),
        ];
        cases.push([&sound[..20], b"\"../../etc\"", &sound[30..]].concat());
        for bytes in cases {
            fs::write(&file, &bytes).expect("written");
            let told = served(folder.path()).expect_err("it is damaged");
            let named = told.contains("error[S00")
                && (told.contains("manifest.json")
                    || told.contains("names no version")
                    || told.contains("current: "));
            assert!(named, "{file:?}: {told}");
            let listed = run(folder.path(), &["versions", "--data", "versions"]);
            let (code, what) = match file.ends_with("current") {
                true => (2, "error[V001]"),
                false => (0, "damaged"),
            };
            assert_eq!(listed.status.code(), Some(code), "{}", said(&listed));
            assert!(said(&listed).contains(what), "{}", said(&listed));
        }
        fs::write(&file, sound).expect("written");
        assert!(served(folder.path()).is_ok());
    }
}

#[test]
fn a_damaged_version_is_in_the_way_of_no_other() {
    let (folder, first) = made();
    fs::write(folder.path().join("a.nq"), triples("b", 10)).expect("written");
    well(&run(folder.path(), &["load", "a.nq", "--out", "versions"]));
    let place = folder.path().join("versions");
    let second = place.join(whole(&place).expect("a version"));
    let [first, second] = [first, second].map(|version| {
        let name = version.file_name().expect("a name").to_str();
        name.expect("text").to_owned()
    });
    let rollback = |name: &str| run(folder.path(), &["rollback", name, "--data", "versions"]);
    for file in ["manifest.json", SNAPSHOT] {
        let path = place.join(&second).join(file);
        let sound = fs::read(&path).expect("read");
        fs::remove_file(&path).expect("removed");
        if file != SNAPSHOT {
            fs::write(&path, "").expect("written");
        }
        let listed = run(folder.path(), &["versions", "--data", "versions"]);
        assert_eq!(listed.status.code(), Some(0), "{}", said(&listed));
        for line in [
            format!("* {second}    damaged"),
            format!("  {first}        800 quads"),
        ] {
            assert!(said(&listed).contains(&line), "{}", said(&listed));
        }
        let checked = run(folder.path(), &["check", "--data", "versions"]);
        assert_eq!(checked.status.code(), Some(1), "{}", said(&checked));
        let told = said(&checked);
        assert!(
            told.contains("error[V002]") && told.contains(file),
            "{told}"
        );
        well(&run(folder.path(), &["rollback", "--data", "versions"]));
        assert_eq!(whole(&place).as_ref(), Some(&first));
        let back = rollback(&second[..12]);
        assert_eq!(back.status.code(), Some(2), "{}", said(&back));
        assert!(said(&back).contains("is damaged"), "{}", said(&back));
        let server = crate::writes::serve(folder.path(), &["--data", "versions"]);
        let known = server.get("/version", "application/json").json();
        let known = known["versions"].as_array().expect("a list");
        assert_eq!(
            (known.len(), &known[0]["version"]),
            (1, &first.clone().into())
        );
        fs::write(&path, sound).expect("written");
        well(&rollback(&second[..12]));
    }
}

#[test]
fn a_damaged_version_goes_with_the_old_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = crate::writes::writable(folder.path(), &["--set", "versions=2"]);
    let place = folder.path().join("data");
    let first = whole(&place).expect("a version");
    for number in 0..6 {
        let text = format!("INSERT DATA {{ <http://e.org/{number}> <http://e.org/p> 1 }}");
        assert_eq!(crate::writes::update(&server, &text).status, 204);
        if number == 0 {
            fs::write(place.join(&first).join("manifest.json"), "").expect("written");
        }
        let known = server.get("/version", "application/json");
        assert_eq!(known.status, 200, "{}", known.text());
    }
    // What was served last may still have been in use when old versions were removed.
    let start = Instant::now();
    while place.join(&first).exists() || version::kept(&place).expect("listed").len() > 3 {
        assert!(start.elapsed() < Duration::from_secs(4), "the folder grows");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_damaged_version_does_not_take_the_place_of_a_sound_one() {
    let (folder, version) = made();
    let mut server = crate::writes::serve(folder.path(), &["--data", "versions"]);
    let name = |server: &Server| server.get("/health", "*/*").json()["version"].clone();
    let before = name(&server);
    let other = folder.path().join("versions").join("0".repeat(64));
    fs::create_dir(&other).expect("made");
    fs::copy(version.join("manifest.json"), other.join("manifest.json")).expect("copied");
    let sound = fs::read(version.join(SNAPSHOT)).expect("read");
    fs::write(other.join(SNAPSHOT), &sound[..sound.len() / 2]).expect("written");
    let swap = |name: &str| {
        let place = folder.path().join("versions");
        fs::write(place.join("next"), format!("{name}\n")).expect("written");
        fs::rename(place.join("next"), place.join("current")).expect("swapped");
    };
    swap(&"0".repeat(64));
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(name(&server), before);
    assert_eq!(server.query("ASK { ?s ?p ?o }", "*/*").status, 200);
    server.signal("-TERM");
    let (code, told) = server.end();
    assert_eq!(code, Some(0));
    assert!(told.contains("S003"), "{told}");
}

#[test]
fn readers_are_never_given_fewer_facts() {
    let folder = tempfile::tempdir().expect("a folder");
    let tables = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/restricted");
    let build = ["build", "--restricted", tables, "--out", "versions"];
    well(&run(folder.path(), &build));
    let check = || run(folder.path(), &["check", "--data", "versions"]);
    assert!(said(&check()).contains("checked 1 version, 2 snapshots"));
    let reader = format!("reader {}\n", crate::writes::READER);
    crate::writes::write_tokens(folder.path(), &reader);
    let name = whole(&folder.path().join("versions")).expect("a version");
    let place = folder.path().join("versions").join(name);
    let read = |name: &str| fs::read(place.join(name)).expect("read");
    let public = read(SNAPSHOT);
    let quads = read(RESTRICTED_QUADS);
    let line = quads
        .iter()
        .position(|byte| *byte == b'\n')
        .expect("a line");
    for (file, other) in [
        (RESTRICTED_SNAPSHOT, None),
        (RESTRICTED_SNAPSHOT, Some(&public[..])),
        (RESTRICTED_QUADS, None),
        (RESTRICTED_QUADS, Some(&quads[line + 1..])),
    ] {
        let sound = read(file);
        fs::remove_file(place.join(file)).expect("removed");
        if let Some(bytes) = other {
            fs::write(place.join(file), bytes).expect("written");
        }
        let checked = check();
        assert_eq!(checked.status.code(), Some(1), "{}", said(&checked));
        assert!(said(&checked).contains(file), "{}", said(&checked));
        let mut starts = vec![&["--token-file", "tokens", "--verify"][..]];
        if file == RESTRICTED_SNAPSHOT && other.is_none() {
            starts.push(&["--token-file", "tokens"]);
        }
        for arguments in starts {
            match started(folder.path(), arguments) {
                Err(told) => assert!(told.contains("S003") && told.contains(file), "{told}"),
                Ok((mut child, _)) => {
                    child.kill().expect("ended");
                    child.wait().expect("an end");
                    panic!("{file} is served: {arguments:?}");
                }
            }
        }
        fs::write(place.join(file), sound).expect("written");
    }
    let (mut child, _) = started(folder.path(), &["--token-file", "tokens", "--verify"])
        .expect("it serves what is whole");
    child.kill().expect("ended");
    child.wait().expect("an end");
}
