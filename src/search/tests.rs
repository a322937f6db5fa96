//! Searches as people type them.

use super::*;
use std::collections::BTreeSet;

fn entry(name: &str, other: &str, text: &str, status: &str) -> Entry {
    Entry {
        iri: name.to_owned(),
        names: vec![name.to_owned()],
        others: vec![other.to_owned()],
        texts: vec![text.to_owned()],
        facets: vec![BTreeSet::from([status.to_owned()])],
        ..Entry::default()
    }
}

fn index() -> Index {
    Index::new(vec![
        entry("Pôle laine de Saugues", "", "Haute-Loire 43", "won"),
        entry(
            "Union départementale des associations familiales",
            "",
            "Creuse 23",
            "won",
        ),
        entry("Régie de quartier", "RQ", "recyclages et emploi", "lost"),
        entry("Recyclabulle", "", "La Souterraine, Creuse", "lost"),
    ])
}

fn names(text: &str) -> Vec<String> {
    let index = index();
    let found = index.find(text, &Filter::default());
    let hits = found.hits.iter().filter_map(|hit| index.entry(*hit));
    hits.map(|entry| entry.iri.clone()).collect()
}

#[test]
fn accents_case_elisions_and_plurals_do_not_matter() {
    assert_eq!(names("POLE de l'laine"), ["Pôle laine de Saugues"]);
    assert_eq!(
        names("association familiale")[0],
        "Union départementale des associations familiales"
    );
    assert!(names("recyclage").contains(&"Régie de quartier".to_owned()));
}

#[test]
fn acronyms_codes_and_beginnings_lead_to_the_thing() {
    assert_eq!(
        names("UDAF"),
        ["Union départementale des associations familiales"]
    );
    assert_eq!(
        names("U.D.A.F. 23"),
        ["Union départementale des associations familiales"]
    );
    assert_eq!(names("43"), ["Pôle laine de Saugues"]);
    assert!(names("sau").contains(&"Pôle laine de Saugues".to_owned()));
}

#[test]
fn a_typing_error_is_understood_and_said() {
    let index = index();
    let found = index.find("recyclabule", &Filter::default());
    assert_eq!(
        found.corrected,
        [("recyclabule".to_owned(), "recyclabulle".to_owned())]
    );
    assert_eq!(found.hits, [3]);
    assert!(index.find("zzzzzz", &Filter::default()).hits.is_empty());
}

#[test]
fn names_stand_before_texts_and_all_words_count() {
    assert_eq!(names("creuse recyclabulle"), ["Recyclabulle"]);
    let index = index();
    let found = index.find("laine zzzzzz", &Filter::default());
    assert!(found.partly);
    assert_eq!(found.hits, [0]);
}

#[test]
fn the_exact_name_stands_first_then_the_shorter_one() {
    let of = |name| entry(name, "", "", "won");
    let index = Index::new(vec![
        of("Pôle emploi de la Creuse et de la Corrèze"),
        of("Pôle emploi Creuse"),
        of("Pôle Emploi"),
    ]);
    let find = |text| index.find(text, &Filter::default()).hits;
    assert_eq!(find("pole emploi"), [2, 1, 0]);
    assert_eq!(find("creuse pôle"), [1, 0]);
    let suggested = index.suggest("pole emploi", 1);
    assert_eq!(suggested[0].iri, "Pôle Emploi");
}

#[test]
fn a_filter_narrows_and_nothing_typed_means_all() {
    let index = index();
    let filter = Filter {
        kind: None,
        values: vec![vec!["won".to_owned()]],
    };
    assert_eq!(index.find("", &filter).hits, [0, 1]);
    assert_eq!(index.find("creuse", &filter).hits, [1]);
}
