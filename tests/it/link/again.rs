//! A register that changed a little, linked again with what the last run left: the links of a run from
//! nothing, and why they are when that cannot be used.

use super::{RUN, communes, generator, ptce};
use std::fs;
use std::path::Path;

/// Links the rows; gives what was said, and the review.
fn run(folder: &Path, register: &[&str], more: &[&str]) -> (String, String) {
    fs::write(folder.join("register.csv"), register.join("\n") + "\n").expect("written");
    let output = ptce(folder, &[&RUN[..], more].concat());
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).expect("UTF-8");
    assert!(output.status.success(), "{said}");
    let review = fs::read_to_string(folder.join("review.tsv")).expect("the review");
    (said, review)
}

#[test]
fn rows_that_have_not_changed_need_not_be_compared_again() {
    let pairs = generator::pairs(&communes(), 3_000, 400, 5);
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("sources.csv"), &pairs.sources).expect("written");
    let rows: Vec<&str> = pairs.register.lines().collect();
    let state = ["--state", "state.txt"];
    let mut reviews = Vec::new();
    // Rows come, rows go, rows change: each time one in a hundred.
    for turn in 0..6_usize {
        let mut register = vec![rows[0].to_owned()];
        for (number, row) in rows.iter().enumerate().skip(1) {
            match (number + turn) % 100 {
                0 => {}
                1 if turn > 2 => register.push(row.replacen(',', ",ASSOCIATION ", 1)),
                _ => register.push((*row).to_owned()),
            }
        }
        let register: Vec<&str> = register.iter().map(String::as_str).collect();
        let (_, nothing) = run(at, &register, &[]);
        let (said, review) = run(at, &register, &state);
        assert_eq!(review, nothing, "turn {turn}");
        assert_eq!(said.contains("passed over"), turn == 0, "{said}");
        reviews.push(review);
    }
    reviews.dedup();
    assert!(reviews.len() > 3, "the rows that change matter");

    // Other sources, and a file that is none, are told and do no harm.
    let sources = pairs
        .sources
        .lines()
        .take(300)
        .collect::<Vec<_>>()
        .join("\n");
    fs::write(at.join("sources.csv"), sources + "\n").expect("written");
    let (_, nothing) = run(at, &rows, &[]);
    let (said, review) = run(at, &rows, &state);
    assert!(
        said.contains("passed over") && said.contains("have changed"),
        "{said}"
    );
    assert_eq!(review, nothing);
    let whole = fs::read(at.join("state.txt")).expect("the state");
    fs::write(at.join("state.txt"), &whole[..whole.len() - 16]).expect("written");
    let (said, review) = run(at, &rows, &state);
    assert!(
        said.contains("passed over") && said.contains("not whole"),
        "{said}"
    );
    assert_eq!(review, nothing);
}

#[test]
fn candidates_that_are_gone_make_room_for_those_behind_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let source = "id,name\nhttps://example.org/id/a,Atelier des ocres et des argiles\n";
    fs::write(at.join("sources.csv"), source).expect("written");
    let row = |number: usize| format!("{number:09},ATELIER DES OCRES ET DES ARGILES");
    let rows: Vec<String> = (1..9).map(row).collect();
    let header = "siren,denominationUniteLegale";
    let from = |first: usize| {
        let rest = rows[first..].iter().map(String::as_str);
        [header].into_iter().chain(rest).collect::<Vec<_>>()
    };
    let state = ["--state", "state.txt"];
    run(at, &from(0), &state);
    for (first, again) in [(2, false), (3, true), (8, true)] {
        let (said, review) = run(at, &from(first), &state);
        assert_eq!(
            said.contains("candidates have gone"),
            again,
            "{first}: {said}"
        );
        assert_eq!(review, run(at, &from(first), &[]).1, "{first}");
    }
    // The same thing stands in two rows: the worse counts once the better is gone.
    let [better, worse] = [
        row(1),
        "000000001,ATELIER DES OCRES ET ARGILES ROUGES".to_owned(),
    ];
    run(at, &[header, &better, &worse], &state);
    let (said, review) = run(at, &[header, &worse], &state);
    assert!(said.contains("candidates have gone"), "{said}");
    assert_eq!(review, run(at, &[header, &worse], &[]).1);
    assert!(review.contains("ROUGES"), "{review}");

    let refused = ptce(
        at,
        &[
            "link",
            "run",
            "--kind",
            "sirene",
            "--target",
            "-",
            "--source",
            "sources.csv",
            "--state",
            "s",
        ],
    );
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(
        said.contains("N015") && said.contains("read twice"),
        "{said}"
    );
}

#[test]
fn what_is_wrong_with_the_sources_and_with_the_state_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("register.csv"), "siren\n").expect("written");
    // A folder is no state, and there are no sources.
    let refused = ptce(at, &[&RUN[..], &["--state", "."]].concat());
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(
        said.contains("N015") && said.contains("sources.csv"),
        "{said}"
    );
    assert!(!at.join("review.tsv").exists());
    // A row that stands twice in a state is none that a run wrote.
    fs::write(at.join("sources.csv"), "id,name\na,La Ruche\n").expect("written");
    let header = "siren,denominationUniteLegale";
    let state = ["--state", "state.txt"];
    run(at, &[header, "732829320,LA RUCHE"], &state);
    let whole = fs::read(at.join("state.txt")).expect("a state");
    let (before, row) = whole.split_at(whole.len() - 16);
    let before = before.strip_suffix(b"\n1\n").expect("one row");
    let twice = [before, b"\n2\n", row, row].concat();
    fs::write(at.join("state.txt"), twice).expect("written");
    let (said, _) = run(at, &[header, "732829320,LA RUCHE"], &state);
    assert!(said.contains("not whole"), "{said}");
}
