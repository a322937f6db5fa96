//! The three forms of a diagnostic, to the letter; settings and descriptions that are wrong.

use super::{PROJECTS, Publication};

#[test]
fn text_has_excerpt_mark_and_help() {
    let said = Publication::valid()
        .change(PROJECTS, "26158", "26 158")
        .check(&[]);
    let expected = "\
error[T004]: `grant_eur` must be a whole number of euros, found `26 158`
 --> data/projects.csv:3:31
  |
3 | neo-56,Groupe Néo 56,laureate,26 158,…
  |                               ^^^^^^ not a number
  = aide : écrire 26158, ou laisser vide si la valeur est inconnue
  = help: write 26158, or leave it empty when unknown

1 error, 0 warnings
checked 4 tables, 19 rows
non vérifié : le graphe et ses formes, tant que les tables et les fichiers dont il est fait ont des erreurs
not checked: the graph and its shapes, while the tables and the files it is made of have errors";
    assert_eq!(said.lines.join("\n"), expected);
}

#[test]
fn text_of_a_lost_zero() {
    let said = Publication::valid()
        .change(PROJECTS, ",01001,", ",1001,")
        .check(&["--quiet"]);
    let expected = "\
error[T031]: `postal_code` has lost its leading zero: `1001` was `01001`
 --> data/projects.csv:2:50
  |
2 | atelier,Atelier du Lac,laureate,12000,2015-04-21,1001,…
  |                                                  ^^^^ damaged by a spreadsheet
  = aide : écrire 01001 ; donner d'abord à la colonne le format Texte dans le tableur
  = help: write 01001; give the column the format Text in the spreadsheet first

1 error, 0 warnings";
    assert_eq!(said.lines.join("\n"), expected);
}

#[test]
fn text_of_a_missing_file() {
    let said = Publication::valid()
        .without("data/evidence.csv")
        .check(&["--quiet"]);
    let expected = "\
error[T001]: the table `evidence` is missing
 --> data/evidence.csv
  = aide : remettre le fichier en place, ou retirer la table de data/datapackage.json
  = help: put the file back, or remove the table from data/datapackage.json

1 error, 0 warnings";
    assert_eq!(said.lines.join("\n"), expected);
}

#[test]
fn json_is_one_object_a_line() {
    let said = Publication::valid()
        .change(PROJECTS, "26158", "26 158")
        .check(&["--format", "json"]);
    assert_eq!(said.status, 1);
    let [line, waiting] = said.lines.as_slice() else {
        panic!("{said:?}")
    };
    assert!(
        waiting.starts_with("{\"not_checked\":{\"fr\":\"le graphe"),
        "{waiting}"
    );
    let found: serde_json::Value = serde_json::from_str(line).expect("JSON");
    let expected = serde_json::json!({
        "severity": "error",
        "code": "T004",
        "message": "`grant_eur` must be a whole number of euros, found `26 158`",
        "file": "data/projects.csv",
        "line": 3,
        "column": 31,
        "width": 6,
        "excerpt": "neo-56,Groupe Néo 56,laureate,26 158,…",
        "label": "not a number",
        "help": {
            "fr": "écrire 26158, ou laisser vide si la valeur est inconnue",
            "en": "write 26158, or leave it empty when unknown",
        },
    });
    assert_eq!(found, expected);
}

#[test]
fn escape_sequences_do_not_reach_the_terminal() {
    let said = Publication::valid()
        .change(PROJECTS, "Verger commun", "Verger\u{1b}[31m")
        .check(&[]);
    let text = said.lines.join("\n");
    assert!(!text.contains('\u{1b}'), "{text}");
    assert!(text.contains("Verger\\u{1b}[31m"), "{text}");
}

#[test]
fn all_faults_of_all_tables_are_told_at_once() {
    Publication::valid()
        .change(PROJECTS, "26158", "26 158")
        .change("data/organisations.csv", "Mairie de Dijon,21231", ",21231")
        .change("data/partnerships.csv", "neo-56,2", "neo-56,x")
        .says(&[
            "data/organisations.csv:3:14: error[T016]: `name` must not be empty",
            "data/partnerships.csv:5:8: error[T004]: `position` must be a whole number, found `x`",
            "data/projects.csv:3:31: error[T004]: `grant_eur` must be a whole number of euros, found `26 158`",
        ]);
}

#[test]
fn what_cannot_be_checked_without_settings_or_description_is_status_2() {
    let unsound: [(&str, &str, &str, &str); 4] = [
        (
            "data/datapackage.json",
            "\"number\"",
            "\"nmber\"",
            "data/datapackage.json:17:37: error[T042]: unknown type `nmber` of the column `share`",
        ),
        (
            "data/datapackage.json",
            "\"name\": \"example\",",
            "\"name\": \"example\"",
            "data/datapackage.json:3:3: error[T041]: not JSON: expected `,` or `}`",
        ),
        (
            "ptce.toml",
            "columns = [\"name_printed\"]",
            "columns = [\"name_print\"]",
            "ptce.toml:31:13: error[P006]: there is no column `name_print`",
        ),
        (
            "ptce.toml",
            "digits = true",
            "digit = true",
            "ptce.toml:40:1: error[P002]: unknown setting `digit` in [evidence.printed]",
        ),
    ];
    for (file, from, to, expected) in unsound {
        let said = Publication::valid()
            .change(file, from, to)
            .check(&["--format", "short", "--quiet"]);
        // What is wrong with the settings themselves keeps every command from running.
        let status = if expected.contains("[P002]") { 2 } else { 1 };
        assert_eq!(
            (said.status, said.lines),
            (status, vec![expected.to_owned()])
        );
    }
    let said = Publication::valid()
        .without("data/datapackage.json")
        .check(&["--format", "short"]);
    assert_eq!(said.status, 1);
    assert_eq!(
        said.lines[0],
        "data/datapackage.json: error[T040]: the description of the tables: No such file or directory (os error 2)"
    );
}
