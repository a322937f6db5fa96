//! What stewards decide is kept: whoever decides at the same time, and whatever is decided later.

use super::ptce;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// The heading of a review.
const HEADING: &str = "#curie_map:\n\
    #  object: \"https://example.com/register/\"\n\
    #  subject: \"https://example.org/\"\n\
    subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification\treviewer_label\tmapping_date\tconfidence\tother\n";

/// A review of a pair that has the name of the thing, and says what is decided.
fn review(at: &Path, file: &str, name: &str, decision: &str) {
    let line = format!(
        "subject:{name}\tLes Amis\tskos:closeMatch\tobject:{name}\tLES AMIS\tsemapv:LexicalMatching\t\t\t0.90\t{decision}\n"
    );
    fs::write(at.join(file), format!("{HEADING}{line}")).expect("written");
}

/// What a command of `ptce link` says on standard error.
#[track_caller]
fn said(at: &Path, arguments: &[&str]) -> String {
    let ran = ptce(at, &[&["link"], arguments].concat());
    let said = String::from_utf8(ran.stderr).expect("UTF-8");
    assert!(ran.status.success(), "{said}");
    said
}

fn kept(at: &Path) -> String {
    fs::read_to_string(at.join("d.tsv")).expect("decisions")
}

#[test]
fn a_symbolic_link_stays_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::create_dir(at.join("shared")).expect("a folder");
    std::os::unix::fs::symlink("shared/decisions.tsv", at.join("d.tsv")).expect("a link");
    for (name, lines) in [("a", 1), ("b", 2)] {
        review(at, "review.tsv", name, "reject");
        said(at, &["apply", "review.tsv", "--decisions", "d.tsv"]);
        assert!(at.join("d.tsv").is_symlink());
        let held = fs::read_to_string(at.join("shared/decisions.tsv")).expect("decisions");
        assert_eq!(held.matches("\treject\n").count(), lines, "{held}");
    }
}

#[test]
fn who_decides_at_the_same_time_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    review(at, "ada.tsv", "a", "");
    let mut ada = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .current_dir(at)
        .args(["link", "review", "ada.tsv", "--reviewer", "Ada"])
        .args(["--decisions", "d.tsv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("ptce runs");
    let mut asked = ada.stdout.take().expect("standard output");
    let mut question = Vec::new();
    while !question.ends_with(b"quit ? ") {
        let mut byte = [0];
        asked.read_exact(&mut byte).expect("a question");
        question.extend(byte);
    }
    review(at, "bob.tsv", "b", "reject");
    said(
        at,
        &[
            "apply",
            "bob.tsv",
            "--reviewer",
            "Bob",
            "--decisions",
            "d.tsv",
        ],
    );
    let mut keys = ada.stdin.take().expect("standard input");
    keys.write_all(b"a\n").expect("a key");
    drop(keys);
    let ended = ada.wait_with_output().expect("ended");
    assert!(ended.status.success());
    assert_eq!(
        String::from_utf8_lossy(&ended.stderr),
        "d.tsv: 1 décision gardée · 1 decision kept\n"
    );
    let kept = kept(at);
    assert!(
        kept.contains("\tAda\t") && kept.contains("\tBob\t"),
        "{kept}"
    );
    // What is taken back is the last change alone.
    said(at, &["rollback", "--decisions", "d.tsv"]);
    let kept = self::kept(at);
    assert!(
        !kept.contains("\tAda\t") && kept.contains("\tBob\t"),
        "{kept}"
    );
    let again = ptce(at, &["link", "rollback", "--decisions", "d.tsv"]);
    let told = String::from_utf8_lossy(&again.stderr);
    assert!(
        told.contains("seule la dernière modification se reprend"),
        "{told}"
    );
    assert_eq!(self::kept(at), kept);
}

/// What is told of one decision.
const NEW: &str = "d.tsv: 1 décision nouvelle ou changée · 1 decision new or changed\n";

#[test]
fn a_decision_is_signed_later_and_corrected() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let apply = |more: &[&str]| {
        let arguments = [&["apply", "review.tsv", "--decisions", "d.tsv"], more].concat();
        said(at, &arguments)
    };
    let line = |predicate: &str, reviewer: &str| {
        let kept = kept(at);
        let line = kept.lines().last().expect("a line");
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!([cells[2], cells[6]], [predicate, reviewer], "{kept}");
    };
    review(at, "review.tsv", "a", "accept");
    let told = apply(&[]);
    assert!(told.starts_with(NEW), "{told}");
    let unsigned = "1 décision n'y est pas signée : l'appliquer de nouveau avec --reviewer NOM · \
        1 decision there is not signed: apply it again with --reviewer NAME\n";
    assert!(told.ends_with(unsigned), "{told}");
    line("skos:closeMatch", "");
    let told = apply(&["--reviewer", "Bob"]);
    assert!(
        told.starts_with(NEW) && !told.contains("not signed"),
        "{told}"
    );
    line("skos:closeMatch", "Bob");
    // The same once more is nothing new: without a name, and with that of somebody else.
    for more in [&[][..], &["--reviewer", "Ada"][..]] {
        let told = apply(more);
        assert!(
            told.starts_with(
                "d.tsv: 0 décision nouvelle ou changée · 0 decisions new or changed\n"
            ),
            "{told}"
        );
        line("skos:closeMatch", "Bob");
    }
    let text = fs::read_to_string(at.join("review.tsv")).expect("the review");
    let other = text.replace("closeMatch", "exactMatch");
    fs::write(at.join("review.tsv"), &other).expect("written");
    let told = apply(&["--reviewer", "Ada"]);
    assert!(told.starts_with(NEW), "{told}");
    line("skos:exactMatch", "Ada");
    // Signed before, it may be published without being signed again; a name in its line is another one.
    assert!(apply(&[]).starts_with("d.tsv: 0 décision "));
    fs::write(
        at.join("review.tsv"),
        other.replace("\t\t\t0.90", "\tZoé\t\t0.90"),
    )
    .expect("written");
    assert!(apply(&[]).starts_with(NEW));
    line("skos:exactMatch", "Zoé");
}

#[test]
fn decisions_have_the_day_on_which_they_were_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let apply = |more: &[&str]| {
        let arguments = [&["apply", "review.tsv", "--decisions", "d.tsv"], more].concat();
        said(at, &arguments);
        let kept = kept(at);
        let cells: Vec<&str> = kept.lines().last().expect("a line").split('\t').collect();
        cells[7].to_owned()
    };
    review(at, "review.tsv", "a", "reject");
    assert_eq!(apply(&["--date", "2001-01-31"]), "2001-01-31");
    // What is not new keeps its day; what is corrected has the day of the correction.
    assert_eq!(apply(&["--date", "2001-02-28"]), "2001-01-31");
    review(at, "review.tsv", "a", "accept");
    assert_eq!(apply(&["--date", "2001-02-28"]), "2001-02-28");
    review(at, "review.tsv", "a", "reject");
    let day = apply(&[]);
    assert!(
        ptce::publication::config::is_date(&day) && *day > *"2001-02-28",
        "{day}"
    );
}

#[test]
fn a_review_with_decisions_that_are_not_kept_is_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("sources.csv"), "id,name\na,Les Amis\n").expect("written");
    fs::write(at.join("register.csv"), "id,name\n1,LES AMIS\n").expect("written");
    review(at, "review.tsv", "a", "accept");
    let decided = fs::read(at.join("review.tsv")).expect("the review");
    let run = ["run", "--decisions", "d.tsv", "--out", "review.tsv"];
    let from = ["--source", "sources.csv", "--target"];
    // It is told before the register is looked for.
    let refused = ptce(
        at,
        &[
            &["--format", "short", "link"],
            &run[..],
            &from,
            &["absent.csv"],
        ]
        .concat(),
    );
    let told = String::from_utf8(refused.stderr).expect("UTF-8");
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(
        told,
        "review.tsv:5:84: error[N017]: the review that is there would be lost with 1 decision that is not kept, the first `accept` for `Les Amis`\n"
    );
    assert_eq!(
        fs::read(at.join("review.tsv")).expect("the review"),
        decided
    );
    let elsewhere = ["run", "--decisions", "d.tsv", "--out", "other.tsv"];
    said(at, &[&elsewhere[..], &from, &["register.csv"]].concat());
    said(
        at,
        &[
            "apply",
            "review.tsv",
            "--reviewer",
            "Ada",
            "--decisions",
            "d.tsv",
        ],
    );
    said(at, &[&run[..], &from, &["register.csv"]].concat());
    assert_ne!(
        fs::read(at.join("review.tsv")).expect("the review"),
        decided
    );
}
