//! A folder that cannot be opened, settings that are wrong: each leads to the next step.

use super::{Publication, said};
use std::fs;
use std::path::Path;
use std::process::Command;

/// What `ptce check` says of a folder, seen from the folder `from`.
fn check(from: &Path, publication: &str) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(from)
        .args(["--publication", publication, "check"])
        .output()
        .expect("the program runs");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    (output.status.code(), text)
}

#[test]
fn what_is_no_publication_leads_to_the_next_step() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["empty", "book", "tables/data"] {
        fs::create_dir_all(folder.path().join(name)).expect("a folder");
    }
    for file in ["file", "book/tableau.xlsx", "tables/data/datapackage.json"] {
        fs::write(folder.path().join(file), "x").expect("a file");
    }
    let cases = [
        (
            "empty",
            "empty/ptce.toml",
            "commencer dans un dossier nouveau : ptce init",
        ),
        (
            "book",
            "book/ptce.toml",
            "chaque feuille d'un classeur enregistrée en CSV UTF-8",
        ),
        (
            "tables",
            "tables/ptce.toml",
            "remettre ptce.toml dans ce dossier",
        ),
        ("file", "file", "indiquer le dossier qui contient ptce.toml"),
        ("nowhere", "nowhere", "ptce init nowhere"),
    ];
    for (publication, place, help) in cases {
        let (status, text) = check(folder.path(), publication);
        assert_eq!(status, Some(2), "{publication}");
        let place = format!(" --> {place}\n");
        for part in ["error[P001]", place.as_str(), help] {
            assert!(text.contains(part), "{publication}: {part}: {text}");
        }
    }
    let valid = Publication::valid();
    let (_, text) = check(&valid.path("data"), ".");
    assert!(text.contains("--publication ..\n"), "{text}");
}

#[test]
fn settings_in_another_encoding_are_told_by_their_line() {
    let latin_1 = |text: String| text.chars().map(|c| c as u8).collect::<Vec<_>>();
    let publication = Publication::valid().rewrite("ptce.toml", latin_1);
    let (status, text) = check(publication.folder.path(), ".");
    assert_eq!(status, Some(2));
    // "Trois projets inventés.": the é is the 20th character after the quote of `fr = "`.
    assert!(
        text.contains("not UTF-8 text from line 8, column 27"),
        "{text}"
    );
    assert!(
        text.contains("aide : enregistrer le fichier en UTF-8"),
        "{text}"
    );
}

#[test]
fn settings_that_are_a_folder_are_told_to_be_one() {
    let publication = Publication::valid().without("ptce.toml");
    fs::create_dir(publication.path("ptce.toml")).expect("a folder");
    let (_, text) = check(publication.folder.path(), ".");
    assert!(text.contains("aide : c'est un dossier"), "{text}");
}

#[test]
fn faulty_settings_do_not_keep_the_other_files_from_being_judged() {
    let publication = Publication::valid()
        .change("ptce.toml", "[licence]", "[license]")
        .change("ptce.toml", "run = 8", "run = \"8\"")
        .change("data/projects.csv", "26158", "26 158");
    let told = said(publication.folder.path(), &["--format", "short"]);
    assert_eq!(told.status, 2);
    assert_eq!(
        told.lines[..3],
        [
            "data/projects.csv:3:31: error[T004]: `grant_eur` must be a whole number of euros, found `26 158`",
            "ptce.toml:16:2: error[P002]: unknown setting `license`",
            "ptce.toml:57:7: error[P002]: `evidence.own_words.run` must be a whole number",
        ]
    );
    assert!(
        told.lines
            .iter()
            .any(|line| line.starts_with("non vérifié : ce que nomment les réglages")),
        "{told:?}"
    );
}

#[test]
fn nothing_is_said_of_what_stands_in_for_a_missing_setting() {
    let map = "[[territory.maps]]\nname = \"m\"\nthings = \"x\"\nfacet = \"f\"\n[territory.maps.title]\nfr = \"a\"\nen = \"b\"\n";
    let settings = |text: String| format!("{text}{map}").into_bytes();
    let publication = Publication::valid().rewrite("ptce.toml", settings);
    let told = said(publication.folder.path(), &["--format", "short", "--quiet"]);
    let number = fs::read_to_string(publication.path("ptce.toml")).expect("text");
    let number = number
        .lines()
        .position(|line| line == "[[territory.maps]]")
        .expect("there")
        + 1;
    let missing = format!(
        "ptce.toml:{number}:1: error[P002]: the setting `outlines` is missing in [territory.maps]"
    );
    assert_eq!(told.lines, [missing]);
}

#[test]
fn settings_that_are_no_toml_are_told_beside_the_tables() {
    let publication = Publication::valid()
        .change("ptce.toml", "[licence]", "[licence")
        .change("data/projects.csv", "26158", "26 158");
    let (status, text) = check(publication.folder.path(), ".");
    assert_eq!(status, Some(2));
    let expected = "\
error[P008]: the heading of a section is not closed
  --> ptce.toml:16:9
   |
16 | [licence
   |         ^ unclosed table, expected `]`
   = aide : écrire [nom], ou [[nom]] pour chaque élément d'une liste
   = help: write [name], or [[name]] for each item of a list
";
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("error[T004]"), "{text}");
}
