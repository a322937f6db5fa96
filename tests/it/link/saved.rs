//! Files of mappings as spreadsheets save them, and what is said of those that cannot be read.

use super::ptce;
use std::fs;
use std::path::Path;

/// A review with one pair accepted, as `ptce link run` and a steward write it.
const REVIEW: &str = "#mapping_set_id: \"https://example.org/graph/links/review\"\n\
    #curie_map:\n\
    #  object: \"https://example.com/register/\"\n\
    #  subject: \"https://example.org/\"\n\
    subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\treviewer_label\tmapping_date\tconfidence\tother\n\
    subject:a\tLes Amis\tskos:exactMatch\tobject:1\tLES AMIS\tsemapv:LexicalMatching\tRéseau\t2026-01-31\t0.90\taccept\n";

/// What `ptce link apply` says of a review; whether it was kept.
fn applied(at: &Path, review: impl AsRef<[u8]>) -> (bool, String) {
    fs::write(at.join("review.tsv"), review).expect("written");
    let ran = ptce(at, &["--format", "short", "link", "apply", "review.tsv"]);
    let said = String::from_utf8(ran.stderr).expect("UTF-8");
    assert!(matches!(ran.status.code(), Some(0 | 1)), "{said}");
    (ran.status.success(), said)
}

/// Expects these diagnostics and nothing kept.
#[track_caller]
fn refused(review: impl AsRef<[u8]>, expected: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let (done, said) = applied(folder.path(), review);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines, expected);
    assert!(!done && !folder.path().join("data").exists());
}

#[test]
fn what_a_spreadsheet_does_to_the_heading_changes_nothing() {
    let quoted: String = REVIEW
        .lines()
        .map(|line| match line.contains("#") && line.contains('"') {
            true => format!("\"{}\"\t\t\t\r\n", line.replace('"', "\"\"")),
            false => format!("{line}\t\t\t\r\n"),
        })
        .collect();
    let padded = format!("\u{feff}{quoted}\t\t\t\t\r\n");
    for review in [
        REVIEW.to_owned(),
        format!("\u{feff}{REVIEW}"),
        quoted,
        padded,
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let (done, said) = applied(folder.path(), &review);
        assert!(done, "{review}\n{said}");
        let kept = folder.path().join("data/links/decisions.tsv");
        let kept = fs::read_to_string(kept).expect("decisions");
        assert!(
            kept.contains(
                "https://example.org/a\tLes Amis\tskos:exactMatch\thttps://example.com/register/1\t"
            ),
            "{kept}"
        );
    }
}

#[test]
fn another_separator_is_told_as_such() {
    refused(
        REVIEW.replace('\t', ";"),
        &["review.tsv:5:11: error[T005]: the file is separated by semicolons, not by tabs"],
    );
    let commas: String = REVIEW
        .lines()
        .map(|line| match line.starts_with('#') {
            true => format!("\"{}\",,,\n", line.replace('"', "\"\"")),
            false => line.replace('\t', ",") + "\n",
        })
        .collect();
    refused(
        commas,
        &["review.tsv:5:11: error[T005]: the file is separated by commas, not by tabs"],
    );
    refused(
        REVIEW.replace("object_id", "object"),
        &["review.tsv:5: error[N012]: the column `object_id` is missing"],
    );
}

#[test]
fn a_line_that_lost_its_cells_is_told_and_not_passed_over() {
    let (heading, line) = REVIEW.trim_end().rsplit_once('\n').expect("a line");
    for (damaged, expected) in [
        (line.replace('\t', " "), "the line has 1 of 10 cells"),
        (
            line.replacen("\tLes Amis", " Les Amis", 1),
            "the line has 9 of 10 cells",
        ),
        (
            line.replacen("\t0.90", "\t\t0.90", 1),
            "the line has cells beyond the 10 of its columns",
        ),
        (
            line.replace("subject:a", ""),
            "the line has no `subject_id`",
        ),
        (line.replace("object:1", " "), "the line has no `object_id`"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let (done, said) = applied(folder.path(), format!("{heading}\n{damaged}\n"));
        let place = format!("review.tsv:6:1: error[N012]: {expected}");
        assert!(!done && said.starts_with(&place), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(!folder.path().join("data").exists());
    }
}

#[test]
fn what_is_not_utf8_is_told_where_it_stands() {
    let latin_1: Vec<u8> = REVIEW.chars().map(|c| c as u8).collect();
    refused(
        latin_1,
        &[
            "review.tsv:6:78: error[T003]: the file is not UTF-8: byte E9 looks like `é` in Windows-1252 (Latin-1)",
        ],
    );
}

#[test]
fn an_undeclared_prefix_is_no_iri() {
    refused(
        REVIEW.replace("\tobject:1", "\tobjet:1"),
        &["review.tsv:6:36: error[N016]: the prefix `objet:` of `objet:1` is not declared"],
    );
    let without: String = REVIEW
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect();
    refused(
        without,
        &[
            "review.tsv:2:1: error[N016]: the prefix `subject:` of `subject:a` is not declared",
            "review.tsv:2:36: error[N016]: the prefix `object:` of `object:1` is not declared",
        ],
    );
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("r.tsv"),
        REVIEW.replace("\tobject:1", "\tobjet:1"),
    )
    .expect("written");
    let said = ptce(folder.path(), &["link", "apply", "r.tsv"]).stderr;
    let said = String::from_utf8(said).expect("UTF-8");
    assert!(
        said.contains("object:1") && said.contains("#curie_map:"),
        "{said}"
    );
}

#[test]
fn what_may_not_be_published_is_told_by_its_cell() {
    for (from, to, expected) in [
        (
            "0.90",
            "0,90",
            "review.tsv:6:95: error[N012]: `confidence` must be a number from 0 to 1, found `0,90`",
        ),
        (
            "2026-01-31",
            "31/01/2026",
            "review.tsv:6:84: error[N012]: `mapping_date` must be a date YYYY-MM-DD, found `31/01/2026`",
        ),
        (
            "Réseau",
            "",
            "review.tsv:6:77: error[N012]: skos:exactMatch needs a key or a reviewer, and `reviewer_label` is empty",
        ),
    ] {
        refused(REVIEW.replace(from, to), &[expected]);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (done, said) = applied(
        folder.path(),
        REVIEW.replace("skos:exactMatch", "skos:exact"),
    );
    assert!(
        !done
            && said.starts_with(
                "review.tsv:6:20: error[N012]: `predicate_id` must be one of owl:sameAs, "
            ),
        "{said}"
    );
}

#[test]
fn a_reviewer_signs_what_nobody_has_signed() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let other =
        "subject:b\tB\tskos:exactMatch\tobject:2\tB\tsemapv:LexicalMatching\t\t\t0.90\taccept\n";
    fs::write(at.join("review.tsv"), format!("{REVIEW}{other}")).expect("written");
    let ran = ptce(at, &["link", "apply", "review.tsv", "--reviewer", "Ada"]);
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let kept = fs::read_to_string(at.join("data/links/decisions.tsv")).expect("decisions");
    assert!(
        kept.contains("\tAda\t") && kept.contains("\tRéseau\t"),
        "{kept}"
    );
}

#[test]
fn mappings_are_checked_where_the_publication_names_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    assert!(ptce(at, &["init", "mine"]).status.success());
    let toml = at.join("mine/ptce.toml");
    let text = fs::read_to_string(&toml).expect("settings");
    let links =
        "\n[[build.links]]\nname = \"register\"\nfiles = [\"data/links/register.sssom.tsv\"]\n";
    fs::write(&toml, text + links).expect("written");
    fs::create_dir_all(at.join("mine/data/links")).expect("a folder");
    for (from, to, expected) in [
        (
            "\tobject:1",
            "\tobjet:1",
            "mine/data/links/register.sssom.tsv:6:36: error[N016]",
        ),
        (
            "0.90",
            "0,90",
            "mine/data/links/register.sssom.tsv:6:95: error[N012]",
        ),
        (
            "\tobject:1\t",
            " object:1 ",
            "mine/data/links/register.sssom.tsv:6:1: error[N012]",
        ),
    ] {
        let file = at.join("mine/data/links/register.sssom.tsv");
        fs::write(file, REVIEW.replace(from, to)).expect("written");
        for command in ["check", "build"] {
            let ran = ptce(
                at,
                &[
                    "--publication",
                    "mine",
                    "--format",
                    "short",
                    "--quiet",
                    command,
                ],
            );
            let said = String::from_utf8(ran.stderr).expect("UTF-8");
            assert_eq!(ran.status.code(), Some(1), "{command}: {said}");
            assert!(
                said.contains(expected) && said.lines().count() == 1,
                "{command}: {said}"
            );
        }
    }
}
