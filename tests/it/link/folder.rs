//! Reviews and decisions stand in the folder of the publication, wherever the command runs.

use super::ptce;
use std::fs;

#[test]
fn reviews_and_decisions_stand_in_the_folder_of_the_publication() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    assert!(ptce(at, &["init", "mine"]).status.success());
    fs::write(
        at.join("register.csv"),
        "siren,denominationUniteLegale\n732829320,LA PASSERELLE DES OCRES\n",
    )
    .expect("written");
    fs::write(
        at.join("sources.csv"),
        "id,name\nhttps://example.org/id/a,La passerelle des ocres\n",
    )
    .expect("written");
    let run = |arguments: &[&str]| {
        let ran = ptce(
            at,
            &[&["--publication", "mine", "link"], arguments].concat(),
        );
        let said = String::from_utf8(ran.stderr).expect("UTF-8");
        assert!(ran.status.success(), "{said}");
        said
    };
    let said = run(&[
        "run",
        "--kind",
        "sirene",
        "--target",
        "register.csv",
        "--source",
        "sources.csv",
    ]);
    assert!(said.contains("mine/data/links/review.sssom.tsv"), "{said}");
    let review = at.join("mine/data/links/review.sssom.tsv");
    let text = fs::read_to_string(&review).expect("the review");
    fs::write(&review, text.trim_end().to_owned() + "\treject\n").expect("written");
    run(&["apply", "mine/data/links/review.sssom.tsv"]);
    let kept = fs::read_to_string(at.join("mine/data/links/decisions.tsv")).expect("decisions");
    let set = "#mapping_set_id: \"https://example.org/ma-publication/graph/links/decisions\"\n";
    assert!(kept.starts_with(set) && !kept.contains("ptce/"), "{kept}");
    run(&["stats"]);
    run(&["rollback"]);
    assert!(run(&["apply"]).contains("1 decision new or changed"));
    assert!(!at.join("data").exists(), "nothing beside the publication");
}
