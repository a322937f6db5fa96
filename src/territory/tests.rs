//! Names of places of the press kit and around it, by the tables of the bundled publication.

use super::*;
use crate::publication::Publication;

fn gazetteer() -> Gazetteer {
    let publication = Publication::open(None).expect("the bundled publication");
    Gazetteer::read(&publication).expect("its tables")
}

#[test]
fn names_are_resolved_as_people_write_them() {
    let gazetteer = gazetteer();
    let cases = [
        ("PACA", None, "region 93"),
        ("CODAH", Some("76"), "epci 247600596"),
        ("Co.D.A.H.", None, "epci 247600596"),
        ("Est Ensemble", Some("93"), "epci 200023430"),
        ("CC de la région d'Audruicq", None, "epci 246200844"),
        (
            "Communauté de communes de la région d'Audruicq",
            None,
            "epci 246200844",
        ),
        ("Perthuis", Some("84"), "commune 84089"),
        ("RENNES METROPOLE", None, "epci 243500139"),
        ("Pays de la Loire", None, "region 52"),
        ("Ville du Havre", None, "commune 76351"),
        ("l'Yonne", None, "departement 89"),
        ("Conseil général de Seine Maritime", None, "departement 76"),
        ("Viry-Chatillon", Some("91"), "commune 91687"),
        ("St Malo", None, "commune 35288"),
    ];
    for (name, department, expected) in cases {
        let answer = gazetteer.resolve(&Asked {
            name,
            department,
            date: Some("2015-06-30"),
            kind: None,
        });
        let found = answer
            .territory
            .map(|t| format!("{} {}", t.kind.word(), t.code));
        assert_eq!(found.as_deref(), Some(expected), "{name}: {answer:?}");
    }
}

#[test]
fn what_has_no_code_gets_none() {
    let gazetteer = gazetteer();
    let verdict = |name| {
        let asked = Asked {
            name,
            date: Some("2015-06-30"),
            ..Asked::default()
        };
        let answer = gazetteer.resolve(&asked);
        assert!(answer.territory.is_none(), "{name}: {answer:?}");
        answer.verdict
    };
    assert_eq!(
        verdict("Pays de Vannes, d'Auray et Presqu'île de Rhuys"),
        Verdict::Informal
    );
    assert_eq!(verdict("Pays d'Auge"), Verdict::Informal);
    assert_eq!(verdict("Haute Vallée de l'Aude"), Verdict::Informal);
    assert_eq!(verdict("Saint-Martin"), Verdict::Ambiguous);
    assert_eq!(verdict("Sainte-Zzyzx"), Verdict::Unknown);
    assert_eq!(verdict("  "), Verdict::Unknown);
}

#[test]
fn a_territory_that_ended_names_what_follows() {
    let gazetteer = gazetteer();
    let on = |date| {
        gazetteer.resolve(&Asked {
            name: "CA Est Ensemble",
            date: Some(date),
            ..Asked::default()
        })
    };
    assert_eq!(on("2015-12-31").verdict, Verdict::Exact);
    let after = on("2016-01-01");
    assert_eq!(after.verdict, Verdict::Expired);
    assert!(after.reason.contains("Grand Paris"), "{}", after.reason);
}

/// The kind, code and verdict of an answer.
fn told(answer: &Answer<'_>) -> String {
    let territory = answer.territory;
    let territory = territory.map(|found| format!("{} {}", found.kind.word(), found.code));
    format!("{} {:?}", territory.unwrap_or_default(), answer.verdict)
}

#[test]
fn regions_and_departments_are_found_by_their_own_names() {
    // A city or a region is meant first by the name alone, and the department by its kind.
    let shared = [
        "Guadeloupe",
        "Guyane",
        "La Réunion",
        "Martinique",
        "Mayotte",
        "Paris",
    ];
    let gazetteer = gazetteer();
    let official = |kind| gazetteer.all.iter().filter(move |one| one.kind == kind);
    assert_eq!(official(Kind::Departement).count(), 101);
    assert_eq!(official(Kind::Region).count(), 34);
    for (kind, says) in [
        (Kind::Region, "Région"),
        (Kind::Departement, "Département de"),
    ] {
        for territory in official(kind) {
            let own = &territory.name;
            let alone = kind == Kind::Departement && shared.contains(&own.as_str());
            let mut names = vec![format!("{says} {own}")];
            names.extend((!alone).then(|| own.clone()));
            for (name, date) in names.iter().flat_map(|name| {
                [None, Some("2015-06-30"), Some("2016-06-30")].map(|date| (name, date))
            }) {
                let answer = gazetteer.resolve(&Asked {
                    name,
                    date,
                    ..Asked::default()
                });
                let verdict = match territory.exists(date) {
                    true => Verdict::Exact,
                    false => Verdict::Expired,
                };
                let expected = format!("{} {} {verdict:?}", kind.word(), territory.code);
                assert_eq!(told(&answer), expected, "{name} {date:?}: {answer:?}");
            }
        }
    }
}

#[test]
fn a_part_of_a_name_is_not_the_name() {
    let gazetteer = gazetteer();
    for name in [
        "Rhin",
        "Garonne",
        "Avray",
        "Région Loire",
        "Département du Rhin",
    ] {
        let answer = gazetteer.resolve(&Asked {
            name,
            ..Asked::default()
        });
        assert!(answer.territory.is_none(), "{name}: {answer:?}");
    }
    let belfort = gazetteer.resolve(&Asked {
        name: "Belfort",
        ..Asked::default()
    });
    assert_eq!(told(&belfort), "commune 90010 Exact");
    let misprint = gazetteer.resolve(&Asked {
        name: "Haute Garone",
        kind: Some(Kind::Departement),
        ..Asked::default()
    });
    assert_eq!(told(&misprint), "departement 31 Probable");
}

#[test]
fn the_kind_that_a_name_says_is_kept() {
    let gazetteer = gazetteer();
    for (name, expected) in [
        ("Lyon", "commune 69123 Exact"),
        ("Ville de Lyon", "commune 69123 Exact"),
        ("Mairie de Lyon", "commune 69123 Exact"),
        ("Grand Lyon", "epci 200046977 Exact"),
        ("Métropole de Lyon", "epci 200046977 Exact"),
        ("Paris", "commune 75056 Exact"),
        ("département de Paris", "departement 75 Exact"),
        ("Département de la Réunion", "departement 974 Exact"),
        (
            "Conseil départemental de la Guadeloupe",
            "departement 971 Exact",
        ),
        ("Région Réunion", "region 04 Exact"),
        ("Pays de Loire", "region 52 Exact"),
    ] {
        let answer = gazetteer.resolve(&Asked {
            name,
            ..Asked::default()
        });
        assert_eq!(told(&answer), expected, "{name}: {answer:?}");
    }
    let pays = gazetteer.resolve(&Asked {
        name: "Pays de Saugues",
        kind: Some(Kind::Epci),
        ..Asked::default()
    });
    assert_eq!(told(&pays), "epci 244301149 Exact");
}

#[test]
fn a_day_on_which_a_region_does_not_exist_makes_it_no_village() {
    let gazetteer = gazetteer();
    for (name, date, expected, says) in [
        ("Bourgogne", "2015-12-31", "region 26 Exact", ""),
        ("Bourgogne", "2016-01-14", "region 26 Expired", "region 27"),
        ("Alsace", "2016-01-14", "region 42 Expired", "region 44"),
        (
            "Normandie",
            "2015-06-30",
            "region 28 Expired",
            "begins on 2016-01-01",
        ),
        (
            "Région Normandie",
            "2015-06-30",
            "region 28 Expired",
            "2016-01-01",
        ),
    ] {
        let answer = gazetteer.resolve(&Asked {
            name,
            date: Some(date),
            ..Asked::default()
        });
        assert_eq!(told(&answer), expected, "{name}: {answer:?}");
        assert!(answer.reason.contains(says), "{name}: {}", answer.reason);
    }
}

#[test]
fn a_department_leaves_its_own_regions() {
    let gazetteer = gazetteer();
    for (name, department, expected) in [
        ("Loire", "42", "departement 42 Exact"),
        ("Pays de la Loire", "44", "region 52 Exact"),
        ("Pays de la Loire", "42", " Informal"),
        ("Bourgogne", "21", "region 26 Exact"),
        ("Bourgogne", "51", "commune 51075 Exact"),
        ("Normandie", "76", "region 28 Exact"),
        ("Bretagne", "99", " Unknown"),
        ("La Réunion", "974", "region 04 Exact"),
    ] {
        let answer = gazetteer.resolve(&Asked {
            name,
            department: Some(department),
            ..Asked::default()
        });
        assert_eq!(told(&answer), expected, "{name}: {answer:?}");
    }
}
