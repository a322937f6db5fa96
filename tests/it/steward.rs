//! A steward at work: tables are saved while the site is looked at, and versions are compared.

mod inputs;
mod versions;

use crate::portal::copied;
use crate::serve::Server;
use serde_json::json;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

fn ptce(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ptce"));
    let ran = command.current_dir(folder).args(arguments).output();
    ran.expect("the program runs")
}

fn publication() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let made = ptce(folder.path(), &["init", "mine"]);
    assert!(made.status.success(), "{made:?}");
    folder
}

/// Changes a table as a spreadsheet program does: another file in its place.
fn edit(folder: &Path, table: &str, from: &str, to: &str) {
    let path = folder.join(table);
    let text = std::fs::read_to_string(&path).expect("a table");
    assert!(text.contains(from), "{text}");
    let beside = path.with_extension("new");
    std::fs::write(&beside, text.replace(from, to)).expect("written");
    std::fs::rename(&beside, &path).expect("in its place");
}

/// Asks for a page until it says something; what it says then.
fn until(server: &Server, page: &str, lang: &str, wanted: impl Fn(&str) -> bool) -> String {
    let start = Instant::now();
    loop {
        let answer = server.page(page, lang);
        let text = answer.text();
        if wanted(text) {
            return text.to_owned();
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{text}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_table_that_is_saved_is_on_the_pages_or_its_error_is() {
    let folder = publication();
    let mine = folder.path().join("mine");
    let mut server = Server::serving(&mine, &["--watch"]);
    let page = "/page/project/atelier-du-bois";
    assert!(server.page(page, "fr").text().contains("Atelier du bois"));

    edit(
        &mine,
        "data/projects.csv",
        "Atelier du bois",
        "Atelier du chêne",
    );
    until(&server, page, "fr", |text| {
        text.contains("Atelier du chêne")
    });

    edit(&mine, "data/projects.csv", "12000", "12 000 €");
    let wrong = until(&server, page, "fr", |text| text.contains("role=\"alert\""));
    for said in [
        "projects.csv:2:",
        "T004",
        "écrire 12000",
        "Atelier du chêne",
    ] {
        assert!(wrong.contains(said), "{said}: {wrong}");
    }
    assert!(server.page("/", "en").text().contains("write 12000"));

    edit(&mine, "data/projects.csv", "12 000 €", "12500");
    let mended = until(&server, page, "fr", |text| !text.contains("role=\"alert\""));
    assert!(mended.contains("Atelier du chêne"));
    server.signal("-TERM");
    let (code, said) = server.end();
    assert_eq!(code, Some(0));
    for line in [
        "things: 0 added, 1 changed, 0 removed; facts: 1 added, 1 removed",
        "error[T004]",
        "the last good version stays served",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
}

#[test]
fn a_folder_that_comes_back_as_it_was_is_in_order_again() {
    let folder = publication();
    let (mine, away) = (folder.path().join("mine"), folder.path().join("away"));
    let mut server = Server::serving(&mine, &["--watch"]);
    let banner = "role=\"alert\"";
    edit(&mine, "data/projects.csv", "12000", "12500");
    until(
        &server,
        "/page/project/jardin-des-deux-rives",
        "en",
        |text| text.contains("12,500"),
    );
    std::fs::rename(&mine, &away).expect("moved");
    let gone = until(&server, "/", "en", |text| text.contains(banner));
    assert!(gone.contains("P001"), "{gone}");
    std::fs::rename(&away, &mine).expect("moved back");
    until(&server, "/", "en", |text| !text.contains(banner));
    server.signal("-TERM");
    let (code, said) = server.end();
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn tables_that_are_served_with_an_error_are_told() {
    let folder = publication();
    let mine = folder.path().join("mine");
    edit(
        &mine,
        "data/projects.csv",
        "menuiserie-partagee",
        "menuiserie",
    );
    let mut server = Server::serving(&mine, &[]);
    let said = server.said_until("served as it stands");
    assert!(said.contains("data/projects.csv:3:"), "{said}");
    let page = server.page("/page/project/atelier-du-bois", "fr");
    assert_eq!(page.status, 200, "{}", page.text());
    server.signal("-TERM");
    assert_eq!(server.end(), (Some(0), String::new()));
}

#[test]
fn the_publication_inside_the_program_is_not_watched() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = ptce(
        folder.path(),
        &["serve", "--watch", "--bind", "127.0.0.1:0"],
    );
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(
        said.contains("S012") && said.contains("--publication"),
        "{said}"
    );
}

#[test]
fn values_that_read_the_same_are_told_with_their_addresses() {
    let folder = publication();
    let mine = folder.path().join("mine");
    let build = ["--publication", "mine", "build", "--out", "versions"];
    assert!(ptce(folder.path(), &build).status.success());
    for table in ["data/organisations.csv", "data/projects.csv"] {
        edit(&mine, table, "menuiserie-partagee", "menuiserie-commune");
    }
    let told = ptce(folder.path(), &["--publication", "mine", "diff", "current"]);
    let said = String::from_utf8_lossy(&told.stdout);
    let name = |key: &str| {
        format!("Menuiserie partagée <https://example.org/ma-publication/id/organisation/{key}>")
    };
    let line = format!(
        ": {} → {}\n",
        name("menuiserie-partagee"),
        name("menuiserie-commune")
    );
    assert!(said.contains(&line), "{said}");
}

#[test]
fn two_versions_are_compared_in_words_json_and_on_a_page() {
    let folder = publication();
    let mine = folder.path().join("mine");
    let build = ["--publication", "mine", "build", "--out", "versions"];
    assert!(ptce(folder.path(), &build).status.success());
    edit(&mine, "data/projects.csv", "12000", "12500");
    edit(&mine, "data/projects.csv", "Wood Workshop", "Oak Workshop");

    let told = ptce(folder.path(), &["--publication", "mine", "diff", "current"]);
    let said = String::from_utf8_lossy(&told.stdout);
    assert_eq!(told.status.code(), Some(1), "differences are findings");
    assert!(said.contains("~ Atelier du bois"), "{said}");
    assert!(
        said.contains("Wood Workshop (en) → Oak Workshop (en)"),
        "{said}"
    );
    assert!(said.contains("12000 → 12500"), "{said}");

    let before =
        std::fs::read_to_string(folder.path().join("versions/current")).expect("a pointer");
    let before = before.trim();
    assert!(ptce(folder.path(), &build).status.success());
    let told = ptce(
        folder.path(),
        &["diff", &before[..10], "current", "--results", "json"],
    );
    let json: serde_json::Value = serde_json::from_slice(&told.stdout).expect("JSON");
    assert_eq!(
        json["things"],
        json!({ "added": 0, "removed": 0, "changed": 2 })
    );
    let told = ptce(
        folder.path(),
        &["diff", "current", "current", "--lang", "en"],
    );
    assert_eq!(told.stdout, b"nothing changed\n");
    assert_eq!(told.status.code(), Some(0));
    // Beside the versions, `current` is the version that the file of this name points to.
    let versions = folder.path().join("versions");
    let told = ptce(&versions, &["diff", before, "current", "--data", "."]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    let said = String::from_utf8_lossy(&told.stdout);
    assert!(said.contains("12000 → 12500"), "{said}");
    let unknown = ptce(folder.path(), &["diff", "ffffffffff"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("V003"));

    let data = folder.path().join("versions");
    let server = Server::serving(&mine, &["--data", data.to_str().expect("a path")]);
    let address = format!("/version/diff?from={before}");
    let answer = server.page(&address, "en");
    let page = answer.text();
    for said in [
        "<del>",
        "<ins>",
        "12500",
        "Things changed",
        "Two Banks Garden",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let twin: serde_json::Value =
        serde_json::from_slice(&server.get(&address, "application/json").body).expect("JSON");
    assert_eq!(twin["changes"], json["changes"]);
    assert!(server.page("/version", "en").text().contains(&address));
    let unknown = server.page("/version/diff?from=ffffffffff", "en");
    assert_eq!(unknown.status, 404);
    let said = "The parameter from names a version that is not kept here: “ffffffffff”.";
    assert!(unknown.text().contains(said), "{}", unknown.text());
    // A server that keeps no versions compares the one that it has with itself.
    let server = Server::over(&mine);
    let version = server.get("/health", "*/*").json()["version"].clone();
    let address = format!("/version/diff?from={}", version.as_str().expect("a name"));
    let same = server.get(&address, "application/json");
    assert_eq!((same.status, &same.json()["changes"]), (200, &json!([])));
}

#[test]
fn a_pointer_that_names_no_version_is_set_again_by_rollback() {
    let folder = publication();
    let build = ["--publication", "mine", "build", "--out", "v"];
    assert!(ptce(folder.path(), &build).status.success());
    let pointer = folder.path().join("v/current");
    let version = std::fs::read_to_string(&pointer).expect("a version");
    std::fs::write(&pointer, "gone\n").expect("a file");
    for (arguments, code) in [
        (&["rollback", "--data", "v"][..], "V001"),
        (&["check", "--data", "v"], "V002"),
        (
            &[
                "--publication",
                "mine",
                "serve",
                "--data",
                "v",
                "--bind",
                "127.0.0.1:0",
            ],
            "S004",
        ),
    ] {
        let told = ptce(folder.path(), arguments);
        let said = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(!told.status.success(), "{arguments:?}");
        assert!(
            said.contains(code) && said.contains("ptce rollback DÉBUT-DU-NOM --data v"),
            "{said}"
        );
    }
    let listed = ptce(folder.path(), &["versions", "--data", "v"]);
    assert_eq!(listed.status.code(), Some(2), "the pointer is told of");
    assert!(
        String::from_utf8_lossy(&listed.stdout).contains(&version[..64]),
        "{listed:?}"
    );
    assert!(
        ptce(folder.path(), &["rollback", &version[..8], "--data", "v"])
            .status
            .success()
    );
    assert_eq!(
        std::fs::read_to_string(&pointer).expect("a version"),
        version
    );
}

#[test]
fn the_pages_tell_nothing_of_restricted_tables_and_forget_what_is_mended() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mine = folder.path().join("mine");
    for part in ["data", "ontology", "queries"] {
        copied(&root.join(part), &mine.join(part));
    }
    std::fs::copy(root.join("ptce.toml"), mine.join("ptce.toml")).expect("a copy");
    let restricted = folder.path().join("apart");
    copied(&root.join("tests/fixtures/restricted"), &restricted);
    let tokens = folder.path().join("tokens");
    std::fs::write(&tokens, "reader reader-of-the-restricted\n").expect("written");
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&tokens, private).expect("private");
    // A row twice gives the same graph, and an error from the first look on.
    let rows = std::fs::read_to_string(mine.join("data/project_sectors.csv")).expect("a table");
    let row = rows.lines().nth(1).expect("a row");
    edit(
        &mine,
        "data/project_sectors.csv",
        row,
        &format!("{row}\n{row}"),
    );
    let arguments = [
        "--watch",
        "--restricted",
        text(&restricted),
        "--token-file",
        text(&tokens),
    ];
    let mut server = Server::serving(&mine, &arguments);
    let banner = "role=\"alert\"";
    let wrong = until(&server, "/about", "fr", |text| text.contains(banner));
    assert!(wrong.contains("project_sectors.csv:3:"), "{wrong}");
    edit(
        &mine,
        "data/project_sectors.csv",
        &format!("{row}\n{row}"),
        row,
    );
    until(&server, "/about", "fr", |text| !text.contains(banner));

    edit(&restricted, "contacts.csv", "93100", "chez Aline Exemple");
    let wrong = until(&server, "/about", "fr", |text| text.contains(banner));
    assert!(wrong.contains("S013"), "{wrong}");
    for kept in ["Aline", "contacts.csv", text(&restricted)] {
        assert!(!wrong.contains(kept), "{kept}: {wrong}");
    }
    edit(&restricted, "contacts.csv", "chez Aline Exemple", "93100");
    until(&server, "/about", "fr", |text| !text.contains(banner));
    server.signal("-TERM");
    let (code, said) = server.end();
    assert!(
        code == Some(0) && said.contains("found `chez Aline Exemple`"),
        "{said}"
    );
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}
