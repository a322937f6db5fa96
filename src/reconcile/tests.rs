//! Candidates, conditions and certainty over invented things.

use super::*;
use crate::publication::Publication;

fn service() -> Service {
    let publication = Publication::open(None).expect("the bundled publication");
    let lexicon = Lexicon::read(&publication).expect("tables");
    let thing = |id: &str, kind, names: &[&str], codes: [&str; 3]| Thing {
        id: id.to_owned(),
        kind,
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        codes: codes
            .iter()
            .map(|code| code.split_whitespace().map(str::to_owned).collect())
            .collect(),
    };
    let things = vec![
        thing(
            "organisation/passerelle",
            0,
            &["La passerelle des ocres"],
            ["84", "732829320", "association"],
        ),
        thing(
            "organisation/ricochet-35",
            0,
            &["Ricochet et Boussole"],
            ["35", "", "sarl"],
        ),
        thing(
            "organisation/ricochet-84",
            0,
            &["Ricochet et Boussole"],
            ["84", "", "scop"],
        ),
        thing(
            "project/passerelle",
            1,
            &["La passerelle des ocres"],
            ["84 04", "", ""],
        ),
    ];
    let properties = properties();
    Service::new(
        lexicon,
        "https://example.org/id/".to_owned(),
        things,
        properties,
    )
}

fn properties() -> Vec<Property> {
    let mut department = Said::new(vec![
        "https://example.org/id/territory/departement-".to_owned(),
    ]);
    department.learn("84", "Vaucluse");
    department.learn("35", "Ille-et-Vilaine");
    vec![
        Property {
            role: Role::Department,
            said: department,
        },
        Property {
            role: Role::Siren,
            said: Said::new(Vec::new()),
        },
        Property {
            role: Role::Form,
            said: Said::new(Vec::new()),
        },
    ]
}

fn ask(query: &Query) -> Vec<(String, f64, bool)> {
    let service = service();
    let query = Query {
        limit: 10,
        ..query.clone()
    };
    let found = service.find(&mut service.scorer(), &query);
    assert!(found.iter().filter(|one| one.certain).count() <= 1);
    assert!(found.iter().all(|one| (0.0..=100.0).contains(&one.score)));
    let id = |one: &Candidate| service.thing(one.thing).map(|thing| thing.id.clone());
    let found = found
        .iter()
        .filter_map(|one| Some((id(one)?, one.score, one.certain)));
    found.collect()
}

fn named(name: &str) -> Query {
    Query {
        name: name.to_owned(),
        ..Query::default()
    }
}

fn having(property: usize, value: &str) -> Condition {
    Condition {
        property,
        values: vec![value.to_owned()],
        ..Condition::default()
    }
}

#[test]
fn homonyms_are_shown_and_none_is_certain() {
    let found = ask(&named("la Passerelle des Ocres"));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found
            .iter()
            .all(|(_, score, certain)| *score == 100.0 && !certain)
    );
    let kinds = Some(vec![0]);
    let found = ask(&Query {
        kinds,
        ..named("association La passerelle des Ocres")
    });
    assert!(
        matches!(found.as_slice(), [(id, _, true)] if id == "organisation/passerelle"),
        "{found:?}"
    );
}

#[test]
fn a_place_tells_homonyms_apart_by_code_name_or_address() {
    for place in [
        "35",
        "Ille-et-Vilaine",
        "https://example.org/id/territory/departement-35",
    ] {
        let conditions = vec![having(0, place)];
        let found = ask(&Query {
            conditions,
            ..named("Ricochet & Boussole")
        });
        let first = found.first().expect("a candidate");
        assert!(
            first.0 == "organisation/ricochet-35" && first.2,
            "{place}: {found:?}"
        );
        assert!(
            found.iter().skip(1).all(|other| other.1 < first.1),
            "{found:?}"
        );
    }
    let required = Condition {
        required: true,
        ..having(0, "35")
    };
    let found = ask(&Query {
        conditions: vec![required],
        ..named("Ricochet Boussole")
    });
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn keys_and_identifiers_are_certain_without_a_name() {
    for siren in ["732829320", "732 829 320", "73282932000074"] {
        let found = ask(&Query {
            conditions: vec![having(1, siren)],
            ..Query::default()
        });
        let expected = ("organisation/passerelle".to_owned(), 100.0, true);
        assert_eq!(found, [expected], "{siren}");
    }
    for id in [
        "project/passerelle",
        "https://example.org/id/project/passerelle",
    ] {
        let found = ask(&named(id));
        assert!(
            matches!(found.first(), Some((known, score, true)) if known == "project/passerelle" && *score == 100.0),
            "{id}: {found:?}"
        );
    }
}

#[test]
fn conditions_alone_bring_things_that_are_never_certain() {
    let conditions = vec![having(0, "84"), having(2, "scop")];
    let found = ask(&Query {
        conditions,
        ..Query::default()
    });
    assert_eq!(
        found.first().map(|one| (one.0.as_str(), one.1)),
        Some(("organisation/ricochet-84", 50.0))
    );
    assert!(
        found.iter().all(|one| !one.2) && found.len() == 3,
        "{found:?}"
    );
    let none = Condition {
        quantifier: Quantifier::None,
        ..having(0, "84")
    };
    assert!(
        ask(&Query {
            conditions: vec![none],
            ..Query::default()
        })
        .is_empty()
    );
}

#[test]
fn a_legal_form_that_contradicts_counts_against() {
    let form = |value: &str| {
        let conditions = vec![having(0, "84"), having(2, value)];
        let found = ask(&Query {
            conditions,
            ..named("Ricochet Boussolle")
        });
        found
            .into_iter()
            .find(|one| one.0.ends_with("-84"))
            .expect("a candidate")
            .1
    };
    assert!(
        form("scop") > form("sarl"),
        "{} {}",
        form("scop"),
        form("sarl")
    );
}

#[test]
fn names_of_any_length_and_kind_are_only_names() {
    for name in [
        "",
        " ",
        "(((((((",
        "\u{202e}\u{0}",
        &"a ".repeat(5000),
        &"é".repeat(5000),
    ] {
        assert!(ask(&named(name)).is_empty(), "{name:.20}");
    }
}
