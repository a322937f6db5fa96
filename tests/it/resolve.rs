//! `ptce resolve` on the collectivities that the press kit prints, labelled by hand, and on names of
//! places that have no code.

use std::collections::BTreeMap;
use std::process::Command;

fn fixture(name: &str) -> String {
    format!(
        "{}/tests/fixtures/resolve/{name}",
        env!("CARGO_MANIFEST_DIR")
    )
}

/// The name to the kind and code of the answer, empty without one, in the order of the table.
fn answers(file: &str) -> Vec<(String, String)> {
    let output = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .args(["resolve", "--json", "--input", &fixture(file)])
        .output()
        .expect("ptce runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines()
        .map(|line| {
            let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let territory = &value["territory"];
            let found = match territory["code"].as_str() {
                Some(code) => format!("{} {code}", territory["kind"].as_str().expect("a kind")),
                None => String::new(),
            };
            (value["name"].as_str().expect("a name").to_owned(), found)
        })
        .collect()
}

fn expected(file: &str) -> BTreeMap<String, String> {
    let mut reader = csv::Reader::from_path(fixture(file)).expect("the fixture");
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| (row[0].to_owned(), row[3].to_owned()))
        .collect()
}

/// Asks for F1 of at least 0.92 on a table of labelled names.
fn measured(file: &str, least: f64) {
    let expected = expected(file);
    let answers = answers(file);
    let total = answers.len() as f64;
    let (mut right, mut given, mut wrong) = (0.0, 0.0, Vec::new());
    for (name, found) in &answers {
        let good = &expected[name] == found;
        right += f64::from(u8::from(good));
        given += f64::from(u8::from(!found.is_empty()));
        if !good {
            wrong.push(format!("{name}: {found:?} for {:?}", expected[name]));
        }
    }
    let (precision, recall) = (right / given, right / total);
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!("{total} names: precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}");
    assert!(
        total >= least && f1 >= 0.92,
        "F1 {f1:.3}\n{}",
        wrong.join("\n")
    );
}

/// Asks for two answers at most to names that have no code.
fn without_code(file: &str) {
    let answers = answers(file);
    let linked: Vec<_> = answers
        .iter()
        .filter(|(_, found)| !found.is_empty())
        .collect();
    assert!(answers.len() >= 40, "{} names", answers.len());
    assert!(linked.len() <= 2, "{linked:?}");
}

#[test]
fn collectivities_of_the_press_kit_are_found() {
    measured("collectivities.csv", 130.0);
}

#[test]
fn places_of_its_addresses_and_prose_are_found() {
    measured("prose.csv", 60.0);
}

#[test]
fn names_without_a_code_get_none() {
    without_code("without_code.csv");
    without_code("prose_without_code.csv");
}

/// One name, as a person asks for it.
fn one(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ptce"))
        .arg("resolve")
        .args(arguments)
        .output()
        .expect("ptce runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    (output.status.code(), text)
}

#[test]
fn a_day_that_is_none_is_refused_and_a_department_is_named() {
    for day in ["2015-13-45", "2015-02-29", "hier", ""] {
        assert_eq!(one(&["Perthuis", "--date", day]).0, Some(2), "{day}");
    }
    let (code, said) = one(&["Rennes", "--department", "9\u{1b}[31m"]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("in department 9") && !said.contains('\u{1b}'),
        "{said:?}"
    );
}

#[test]
fn a_grouping_that_became_another_says_so_by_the_date() {
    let est = ["Est Ensemble", "--department", "93", "--date"];
    let (code, before) = one(&[&est[..], &["2015-06-30"]].concat());
    assert_eq!(code, Some(0));
    assert!(
        before.starts_with("epci 200023430 ") && before.contains("exact"),
        "{before}"
    );
    let (_, last) = one(&[&est[..], &["2015-12-31"]].concat());
    assert!(last.contains("exact"), "{last}");
    let (_, after) = one(&[&est[..], &["2016-01-01"]].concat());
    assert!(
        after.contains("2015-12-31") && after.contains("métropole du Grand Paris"),
        "{after}"
    );
    for (name, expected) in [
        ("CODAH", "epci 247600596 "),
        ("PACA", "region 93 "),
        ("CC de la région d'Audruicq", "epci 246200844 "),
        ("Perthuis", "commune 84089 "),
    ] {
        let (_, answer) = one(&[name, "--date", "2015-06-30"]);
        assert!(answer.starts_with(expected), "{name}: {answer}");
    }
    let (code, informal) = one(&["Pays de Vannes, d'Auray et Presqu'île de Rhuys"]);
    assert_eq!(code, Some(1));
    assert!(informal.starts_with("sans code officiel"), "{informal}");
}

#[test]
fn a_name_that_is_unknown_is_a_finding_and_a_bad_table_is_told() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_ptce"))
            .args(arguments)
            .output()
            .expect("ptce runs");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), errors)
    };
    assert_eq!(run(&["resolve", "Zzyzx-sur-Rien"]).0, Some(1));
    let (code, errors) = run(&["resolve", "--input", "nowhere.csv"]);
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("N001") && errors.contains("nowhere.csv"),
        "{errors}"
    );
    assert_eq!(run(&["resolve", "Apt", "--date", "juin 2015"]).0, Some(2));
}

#[test]
fn cells_that_are_no_kind_or_day_are_told_all_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = folder.path().join("names.csv");
    let ask = |text: &str| {
        std::fs::write(&table, text).expect("written");
        let output = Command::new(env!("CARGO_BIN_EXE_ptce"))
            .args(["resolve", "--input"])
            .arg(&table)
            .output()
            .expect("ptce runs");
        let [said, errors] =
            [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).expect("UTF-8"));
        (output.status.code(), said, errors)
    };
    let (code, said, errors) = ask(
        "name,kind,date\nParis,comune,2015-06-30\nParis,commune,2015\nApt,x,hier\nApt,commune,\n",
    );
    assert_eq!((code, said.as_str()), (Some(2), ""), "{errors}");
    for told in [
        "`kind`: expected region, departement, epci, commune or informal, found `comune`",
        "names.csv:2:7",
        "`date`: expected a day such as 2015-06-30, found `2015`",
        "names.csv:3:15",
        "found `x`",
        "found `hier`",
        "corriger cette cellule",
    ] {
        assert!(errors.contains(told), "{told}: {errors}");
    }
    assert!(errors.contains("4 errors"), "{errors}");
    let (code, said, errors) = ask("name,kind\nParis,Département\nBretagne,région\n");
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        said.contains("departement,75,Paris") && said.contains("region,53,Bretagne"),
        "{said}"
    );
}

#[test]
fn a_publication_without_a_gazetteer_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let publication = folder.path().join("mine");
    let publication = publication.to_str().expect("a path");
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_ptce"))
            .args(arguments)
            .output()
            .expect("ptce runs")
    };
    assert!(run(&["init", publication]).status.success());
    let output = run(&["--publication", publication, "resolve", "Grenoble"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    for told in ["N004", "ptce.toml", "declares no gazetteer", "[gazetteer]"] {
        assert!(errors.contains(told), "{told}: {errors}");
    }
    assert!(output.stdout.is_empty());
}
