//! Things of a publication that its files name and that are not there.

use super::said;
use super::together::{change, starter};
use std::fs;
use tempfile::TempDir;

const RETIRED: &str = "\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix schema: <https://schema.org/> .
<id/organisation/ancienne> dcterms:isReplacedBy <id/organisation/menuiserie-partagee> .
<id/organisation/retiree> owl:deprecated true .
";

/// A publication with a Turtle file of its own.
fn with_turtle(text: &str) -> TempDir {
    let folder = starter();
    fs::write(folder.path().join("ontology/retired.ttl"), text).expect("a file");
    let files = "files = [\"ontology/labels.ttl\"";
    let more = format!("{files}, \"ontology/retired.ttl\"");
    change(folder.path(), "ptce.toml", files, &more);
    folder
}

/// The lines with one of these codes.
fn told(folder: &TempDir, codes: &[&str]) -> Vec<String> {
    let said = said(folder.path(), &["--format", "short", "--quiet"]);
    let told = |line: &String| codes.iter().any(|code| line.contains(&format!("[{code}]")));
    said.lines.into_iter().filter(told).collect()
}

#[test]
fn what_a_row_names_is_there() {
    let folder = starter();
    let of = folder.path();
    assert_eq!(told(&folder, &["G005"]), [""; 0]);
    change(
        of,
        "ontology/mapping.ttl",
        "id/organisation/{organisation}",
        "id/organization/{organisation}",
    );
    assert_eq!(
        told(&folder, &["G005"]),
        [
            "data/projects.csv:2:62: error[G005]: `id/project/jardin-des-deux-rives` names `id/organization/les-amis-du-jardin`, which is not there",
            "data/projects.csv:3:47: error[G005]: `id/project/atelier-du-bois` names `id/organization/menuiserie-partagee`, which is not there",
        ]
    );
}

#[test]
fn what_became_of_a_thing_is_there_and_leads_somewhere() {
    let folder = with_turtle(RETIRED);
    let of = folder.path();
    for (key, expected) in [
        ("ancienne", &[][..]),
        ("retiree", &[]),
        (
            "anciene",
            &[
                "data/projects.csv:3:1: error[G005]: `id/project/atelier-du-bois` names `id/organisation/anciene`, which is not there (named once more)",
            ],
        ),
    ] {
        let mapping = of.join("ontology/mapping.ttl");
        let before = fs::read_to_string(&mapping).expect("text");
        change(
            of,
            "ontology/mapping.ttl",
            "id/organisation/{organisation}",
            &format!("id/organisation/{key}"),
        );
        let told = told(&folder, &["G005"]);
        // The key is a constant of the mapping: the row is told, and no cell of it.
        assert_eq!(told, expected, "{key}");
        fs::write(&mapping, before).expect("a file");
    }
    // What is marked is the key within the address.
    let folder = with_turtle(&RETIRED.replace("menuiserie-partagee", "menuiserie"));
    assert_eq!(
        told(&folder, &["G005"]),
        [
            "ontology/retired.ttl:4:66: error[G005]: `id/organisation/ancienne` names `id/organisation/menuiserie`, which is not there",
        ]
    );
}

#[test]
fn the_subject_of_a_decided_mapping_is_there() {
    let folder = with_turtle(RETIRED);
    let of = folder.path();
    let row = |subject: &str, decision: &str| {
        format!(
            "{subject}\tskos:closeMatch\tr:1\tsemapv:ManualMappingCuration\tR\t0.9\t{decision}\n"
        )
    };
    let head = "\
#curie_map:
#  o: \"https://example.org/ma-publication/id/organisation/\"
#  r: \"https://example.com/r/\"
subject_id\tpredicate_id\tobject_id\tmapping_justification\treviewer_label\tconfidence\tother
";
    let rows = [
        row("o:les-amis-du-jardin", "accept"),
        row("o:les-ami-du-jardin", "accept"),
        row("o:ancienne", "accept"),
        row("o:retiree", "reject"),
        row("o:personne", ""),
        row("https://elsewhere.example.org/x", "accept"),
    ];
    fs::create_dir(of.join("data/links")).expect("a folder");
    fs::write(
        of.join("data/links/a.sssom.tsv"),
        head.to_owned() + &rows.concat(),
    )
    .expect("a file");
    let links =
        "[[build.links]]\nname = \"a\"\nfiles = [\"data/links/a.sssom.tsv\"]\n\n[[build.rdf]]";
    change(of, "ptce.toml", "[[build.rdf]]", links);
    assert_eq!(
        told(&folder, &["N018", "G005"]),
        [
            "data/links/a.sssom.tsv:6:1: error[N018]: `id/organisation/les-ami-du-jardin` is no thing of the publication",
            "data/links/a.sssom.tsv:7:1: error[N018]: `id/organisation/ancienne` was merged into `id/organisation/menuiserie-partagee`",
            "data/links/a.sssom.tsv:8:1: error[N018]: `id/organisation/retiree` was withdrawn",
        ]
    );
    let text = said(of, &[]).lines.join("\n");
    for help in [
        "perhaps les-amis-du-jardin; else write a key that there is, or remove the line",
        "sans doute les-amis-du-jardin ; sinon écrire une clé qui existe, ou enlever la ligne",
        "write id/organisation/menuiserie-partagee instead, or remove the line",
    ] {
        assert!(text.contains(help), "{help}: {text}");
    }
}
