//! Keys missing, twice there, alike, unfit for an IRI; references that lead nowhere.

use super::{EVIDENCE, ORGANISATIONS, PARTNERSHIPS, PROJECTS, Publication, all};

/// Adds a project with this key as line 5.
fn with_project(key: &str) -> Publication {
    Publication::valid().rewrite(PROJECTS, |text| {
        format!("{text}{key},Autre,eligible,,,75012,,,,AUTRE,\n").into_bytes()
    })
}

#[test]
fn keys_missing_and_twice_there() {
    all(&[
        (
            ORGANISATIONS,
            "cress-exemple,\"CRESS",
            ",\"CRESS",
            &[
                "data/organisations.csv:4:1: error[T024]: the key `key` is missing",
                "data/partnerships.csv:5:10: error[T027]: `organisation` refers to `cress-exemple`, which is no `key` of the table `organisations`",
                "data/partnerships.csv:6:10: error[T027]: `organisation` refers to `cress-exemple`, which is no `key` of the table `organisations`",
            ],
        ),
        (
            PARTNERSHIPS,
            "neo-56,2",
            "neo-56,1",
            &[
                "data/partnerships.csv:5:1: error[T025]: the key `project`, `position` `neo-56, 1` stands already on line 4",
            ],
        ),
        (
            ORGANISATIONS,
            "Dijon,21231",
            "Dijon,01001",
            &["data/organisations.csv:3:30: error[T026]: `code` `01001` stands already on line 2"],
        ),
    ]);
    with_project("neo-56").says(&[
        "data/projects.csv:5:1: error[T025]: the key `key` `neo-56` stands already on line 3",
    ]);
}

#[test]
fn keys_that_collide() {
    with_project("NEO-56")
        .says(&["data/projects.csv:5:1: error[T030]: the key `key` `NEO-56` differs from `neo-56` (line 3) only by case"]);
    with_project("école,E,eligible,,,75012,,,,E,\ne\u{301}cole").says(&[
        "data/projects.csv:6:1: warning[T023]: `key` is not in Unicode form NFC: its accents stand apart",
        "data/projects.csv:6:1: error[T030]: the key `key` `e\u{301}cole` differs from `école` (line 5) only by how its accents are encoded (Unicode form NFC)",
    ]);
    with_project("neo%2D56").says(&[
        "data/projects.csv:5:1: error[T029]: `key` `neo%2D56` cannot stand in an IRI: `%`",
        "data/projects.csv:5:1: error[T030]: the key `key` `neo%2D56` differs from `neo-56` (line 3) only by percent-encoding",
    ]);
}

#[test]
fn each_of_several_keys_that_collide_is_told_of_the_others() {
    with_project("NEO-56,A,eligible,,,75012,,,,A,\nNeo-56,B,eligible,,,75012,,,,B,\nNEO-56").says(&[
        "data/projects.csv:5:1: error[T030]: the key `key` `NEO-56` differs from `neo-56` (line 3) only by case",
        "data/projects.csv:6:1: error[T030]: the key `key` `Neo-56` differs from `neo-56` (line 3) and `NEO-56` (line 5) only by case",
        "data/projects.csv:7:1: error[T025]: the key `key` `NEO-56` stands already on line 5",
    ]);
    let other = |key: &str| format!("{key},A,eligible,,,75012,,,,A,\n");
    let rows: String = ["NEO-56", "Neo-56", "nEo-56", "neO-56"]
        .into_iter()
        .map(other)
        .collect();
    let said = with_project(&format!("{rows}NeO-56")).check(&["--format", "short", "--quiet"]);
    assert_eq!(
        said.lines.last().map(String::as_str),
        Some(
            "data/projects.csv:9:1: error[T030]: the key `key` `NeO-56` differs from `neo-56` (line 3), `NEO-56` (line 5), `Neo-56` (line 6), `nEo-56` (line 7) and 1 more only by case"
        )
    );
    // One differs by its encoding and not by case.
    with_project("École,A,eligible,,,75012,,,,A,\nécole,B,eligible,,,75012,,,,B,\n%C3%A9cole").says(&[
        "data/projects.csv:6:1: error[T030]: the key `key` `école` differs from `École` (line 5) only by case",
        "data/projects.csv:7:1: error[T029]: `key` `%C3%A9cole` cannot stand in an IRI: `%`",
        "data/projects.csv:7:1: error[T030]: the key `key` `%C3%A9cole` differs from `École` (line 5) and `école` (line 6) only by case, accents or percent-encoding",
    ]);
}

#[test]
fn keys_that_cannot_stand_in_an_iri() {
    for (key, wrong) in [
        ("a/b", "/"),
        ("a b", " "),
        ("..", ".."),
        ("a#b", "#"),
        ("a?b", "?"),
        ("<a>", "<"),
    ] {
        let expected = format!(
            "data/projects.csv:5:1: error[T029]: `key` `{key}` cannot stand in an IRI: `{wrong}`"
        );
        with_project(key).says(&[&expected]);
    }
    with_project("école-1").says(&[]);
}

#[test]
fn references() {
    all(&[
        (
            PARTNERSHIPS,
            "mairie-dijon",
            "ville-dijon",
            &[
                "data/partnerships.csv:4:10: error[T027]: `organisation` refers to `ville-dijon`, which is no `key` of the table `organisations`",
            ],
        ),
        (
            EVIDENCE,
            "verger,name",
            "vergers,name",
            &[
                "data/evidence.csv:8:1: error[T027]: `project` refers to `vergers`, which is no `key` of the table `projects`",
            ],
        ),
        (
            PARTNERSHIPS,
            "mairie-dijon,,",
            "mairie-dijon,neo-56-g1,",
            &[
                "data/partnerships.csv:4:23: error[T028]: exactly one of `organisation`, `group` must be filled, 2 are",
            ],
        ),
        (
            PARTNERSHIPS,
            ",mairie-dijon,",
            ",,",
            &[
                "data/partnerships.csv:4:10: error[T028]: exactly one of `organisation`, `group` must be filled, none is",
            ],
        ),
    ]);
}

#[test]
fn nothing_is_said_of_references_to_a_table_that_is_not_known() {
    Publication::valid()
        .without(ORGANISATIONS)
        .says(&["data/organisations.csv: error[T001]: the table `organisations` is missing"]);
}

#[test]
fn a_key_that_is_refused_itself_is_not_proposed() {
    let help = |key: &str| {
        let publication = Publication::valid().change(
            ORGANISATIONS,
            "cress-exemple,\"CRESS",
            &format!("{key},\"CRESS"),
        );
        publication.check(&[]).lines.join("\n")
    };
    let said = help("cress-exemples");
    assert!(said.contains("write cress-exemples if"), "{said}");
    let said = help("cress exémple");
    assert!(!said.contains("write cress exémple if"), "{said}");
    assert!(
        said.contains("the nearest key, cress exémple, is itself refused: first correct its row in data/organisations.csv"),
        "{said}"
    );
}

#[test]
fn columns_that_belong_together_are_filled_together() {
    let key = "\"primaryKey\": \"key\"";
    let together = format!("{key}, \"ptce:together\": [[\"lot\", \"share\"]]");
    let with = |row: &str| {
        Publication::valid()
            .rewrite("data/datapackage.json", |text| {
                text.replacen(key, &together, 1).into_bytes()
            })
            .change(PROJECTS, "1-2,0.5", row)
    };
    with("1-2,0.5").says(&[]);
    with(",").says(&[]);
    with("1-2,")
        .says(&["data/projects.csv:2:66: error[T052]: `lot` has a value and `share` has none"]);
    with(",0.5")
        .says(&["data/projects.csv:2:67: error[T052]: `share` has a value and `lot` has none"]);
}
