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

#[test]
fn versions_are_an_answer_for_people_and_for_programs() {
    let (folder, first) = built();
    edit(
        &folder.path().join("mine"),
        "data/projects.csv",
        "12000",
        "12500",
    );
    assert!(ptce(folder.path(), &BUILD).status.success());
    let second = std::fs::read_to_string(folder.path().join("v/current")).expect("a pointer");
    let second = second.trim();
    let quads = |name: &str| {
        let graph = folder.path().join("v").join(name).join("graph.nq");
        let graph = std::fs::read_to_string(graph).expect("quads");
        graph.lines().count()
    };
    let listed = ptce(folder.path(), &["versions", "--data", "v", "--quiet"]);
    let wanted = format!(
        "* {second}  {:>9} quads\n  {first}  {:>9} quads\n",
        quads(second),
        quads(&first)
    );
    assert_eq!(String::from_utf8_lossy(&listed.stdout), wanted);
    assert_eq!(
        (listed.status.code(), &listed.stderr[..]),
        (Some(0), &b""[..])
    );
    let listed = ptce(
        folder.path(),
        &["versions", "--data", "v", "--format", "json"],
    );
    let lines = String::from_utf8_lossy(&listed.stdout).into_owned();
    let lines: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let wanted = [
        json!({ "version": second, "quads": quads(second), "current": true }),
        json!({ "version": first, "quads": quads(&first), "current": false }),
    ];
    assert_eq!(lines, wanted);
}

#[test]
fn as_many_versions_stay_as_are_to_be_kept() {
    let (folder, first) = built();
    let mine = folder.path().join("mine");
    let kept = || {
        let listed = ptce(folder.path(), &["versions", "--data", "v"]);
        String::from_utf8_lossy(&listed.stdout).into_owned()
    };
    edit(&mine, "data/projects.csv", "12000", "12001");
    assert!(ptce(folder.path(), &BUILD).status.success());
    assert_eq!(kept().lines().count(), 2, "all stay where nothing is said");
    edit(&mine, "data/projects.csv", "12001", "12002");
    let two = [&BUILD[..], &["--keep", "2"]].concat();
    assert!(ptce(folder.path(), &two).status.success());
    assert_eq!(kept().lines().count(), 2);
    assert!(!kept().contains(&first), "the oldest went");
    let none = [&BUILD[..], &["--keep", "0"]].concat();
    assert_eq!(ptce(folder.path(), &none).status.code(), Some(2));
}

#[test]
fn what_was_asked_and_is_not_there_is_no_finding_in_the_tables() {
    let (folder, _) = built();
    for command in ["build", "check"] {
        let asked = ["--publication", "mine", command, "--restricted", "nowhere"];
        let told = ptce(folder.path(), &asked);
        assert_eq!(told.status.code(), Some(2), "{told:?}");
        assert!(
            String::from_utf8_lossy(&told.stderr).contains("error[P007]"),
            "{told:?}"
        );
    }
    let description = folder.path().join("mine/data/datapackage.json");
    std::fs::write(&description, "{").expect("written");
    for command in [&["build"][..], &["check"], &["publish", "--out", "site"]] {
        let told = ptce(
            folder.path(),
            &[&["--publication", "mine"], command].concat(),
        );
        assert_eq!(told.status.code(), Some(1), "{told:?}");
    }
}

#[test]
fn what_was_published_and_is_gone_is_told() {
    let (folder, _) = built();
    let mine = folder.path().join("mine");
    let table = "data/projects.csv";
    edit(&mine, table, "atelier-du-bois,", "atelier-bois,");
    let built = ptce(folder.path(), &BUILD);
    let told = String::from_utf8_lossy(&built.stderr).into_owned();
    assert!(built.status.success(), "{told}");
    let gone = "warning[B004]: gone since the version before: `id/project/atelier-du-bois`\n";
    assert!(told.contains(gone), "{told}");
    // What became of it is told: nothing is gone.
    edit(&mine, table, "atelier-bois,", "atelier-du-bois,");
    assert!(ptce(folder.path(), &BUILD).status.success());
    edit(&mine, table, "atelier-du-bois,", "atelier-bois,");
    let retired = "<id/project/atelier-du-bois> <http://purl.org/dc/terms/isReplacedBy> <id/project/atelier-bois> .";
    std::fs::write(mine.join("ontology/retired.ttl"), retired).expect("written");
    let files = "files = [\"ontology/labels.ttl\"";
    edit(
        &mine,
        "ptce.toml",
        files,
        &format!("{files}, \"ontology/retired.ttl\""),
    );
    let built = ptce(folder.path(), &BUILD);
    let told = String::from_utf8_lossy(&built.stderr).into_owned();
    assert!(built.status.success() && !told.contains("B004"), "{told}");
}
