//! The tables against their source, and what no public table may hold.

use super::{EVIDENCE, ORGANISATIONS, PARTNERSHIPS, PROJECTS, Publication, all};
use std::fs;

#[track_caller]
fn by_source(file: &str, from: &str, to: &str, expected: &[&str]) {
    Publication::valid()
        .change(file, from, to)
        .says_by_source(expected);
}

#[test]
fn printed_values_stand_in_their_lines() {
    by_source(
        PROJECTS,
        "GROUPE NÉO 56",
        "GROUPE NEO 56",
        &[
            "data/projects.csv:3:73: error[E004]: `name_printed` `GROUPE NEO 56` does not stand in lines 13-14 of the source (name)",
        ],
    );
    by_source(
        PROJECTS,
        "26158",
        "26159",
        &[
            "data/projects.csv:3:31: error[E004]: `grant_eur` `26159` does not stand in line 22 of the source (grant)",
        ],
    );
    by_source(
        EVIDENCE,
        "atelier,partners,9,9",
        "atelier,partners,3,7",
        &[
            "data/partnerships.csv:2:26: error[E004]: `printed` `Commune de L’Exemple` does not stand in lines 3-7 of the source (partners)",
            "data/partnerships.csv:3:23: error[E004]: `printed` `12 artisans` does not stand in lines 3-7 of the source (partners)",
        ],
    );
    by_source(
        ORGANISATIONS,
        "Mairie de Dijon",
        "Mairie de Nulle-Part",
        &[
            "data/organisations.csv:3:14: error[E004]: `name` `Mairie de Nulle-Part` does not stand in the source",
        ],
    );
}

#[test]
fn lines_are_those_of_the_source() {
    by_source(
        EVIDENCE,
        "verger,name,25,25\n",
        "",
        &[
            "data/projects.csv:4:42: error[E003]: `name_printed`: no lines of the source are given for name of `verger`",
        ],
    );
    by_source(
        EVIDENCE,
        "verger,name,25,25",
        "verger,name,25,99",
        &[
            "data/evidence.csv:8:16: error[E005]: lines 25 to 99 are none of the source, which has 28",
            "data/projects.csv:4:42: error[E003]: `name_printed`: no lines of the source are given for name of `verger`",
        ],
    );
    by_source(
        PARTNERSHIPS,
        "CRESS d'Exemple,20",
        "CRESS d'Exemple,19",
        &[
            "data/partnerships.csv:5:41: error[E007]: `CRESS d'Exemple` does not start on line 19 of the source",
        ],
    );
}

#[test]
fn summaries_are_in_ones_own_words() {
    by_source(
        PROJECTS,
        "que plusieurs métiers se partagent.",
        "que se partagent plusieurs métiers du bois.",
        &[
            "data/projects.csv:2:89: error[E006]: `summary_fr` repeats 8 words of the source (line 5): `un lieu de travail que se partagent plusieurs`",
        ],
    );
}

#[test]
fn another_source_is_recognised() {
    let publication = Publication::valid();
    fs::write(publication.path("source.txt"), "autre\n").expect("a file");
    let said = publication.check(&["--format", "short", "--quiet", "--source", "source.txt"]);
    // The SHA-256 of "autre" and a line end, as sha256sum gives it.
    assert_eq!(
        said.lines,
        [
            "source.txt: error[E002]: this is no source that the publication records: its SHA-256 is ac948da2e7a22124eccd4494e6d57616ae3e84ab3f0d54cf2ef4f7aa034f2ddc"
        ]
    );
    let said = publication.check(&["--format", "short", "--source", "nowhere.txt"]);
    assert_eq!(said.status, 2);
    assert_eq!(
        said.lines,
        [
            "nowhere.txt: error[E001]: the source cannot be read: No such file or directory (os error 2)",
            "checked 4 tables, 19 rows",
            "non vérifié : les preuves, tant que data/datapackage.json, [evidence] ou une source ont des erreurs",
            "not checked: the evidence, while data/datapackage.json, [evidence] or a source have errors",
        ]
    );
}

#[test]
fn personal_data_stays_out() {
    all(&[
        (
            PROJECTS,
            "Des arbres à plusieurs.",
            "Écrire à jeanne.exemple@example.org.",
            &["data/projects.csv:4:56: error[T060]: `summary_fr` holds an e-mail address"],
        ),
        (
            PROJECTS,
            "Des arbres à plusieurs.",
            "Appeler le 01 99 00 12 34.",
            &["data/projects.csv:4:56: error[T061]: `summary_fr` holds a telephone number"],
        ),
        (
            ORGANISATIONS,
            "contact@example.org",
            "accueil@example.org",
            &[],
        ),
    ]);
}

#[test]
fn restricted_tables_are_checked_by_the_same_rules() {
    let publication = Publication::valid();
    let folder = publication.path("restricted");
    fs::create_dir(&folder).expect("a folder");
    let restricted = folder.join("partnerships.csv");
    let said = || publication.check(&["--format", "short", "--restricted", "restricted"]);
    // Columns of its own, a person and an address are allowed there.
    fs::write(&restricted, "project,position,organisation,group,printed,line,person\nverger,7,mairie-dijon,,x@example.org,1,Jeanne Exemple\n").expect("a file");
    assert_eq!(said().lines, ["checked 5 tables, 20 rows"]);
    fs::write(
        &restricted,
        "project,position,organisation,group,printed,line\nverger,7,mairie,,x,1\n",
    )
    .expect("a file");
    assert_eq!(
        said().lines[0],
        "restricted/partnerships.csv:2:10: error[T027]: `organisation` refers to `mairie`, which is no `key` of the table `organisations`"
    );
    let said = publication.check(&["--format", "short", "--restricted", "nowhere"]);
    assert_eq!(said.status, 2);
    let missing = "nowhere: error[P007]: there is no such folder";
    assert_eq!(
        said.lines[..2],
        [missing, "checked 4 tables, 19 rows"].map(str::to_owned)
    );
}
