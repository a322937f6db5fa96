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

#[test]
fn collectivities_of_the_press_kit_are_found() {
    let expected = expected("collectivities.csv");
    let answers = answers("collectivities.csv");
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
        total >= 130.0 && f1 >= 0.92,
        "F1 {f1:.3}\n{}",
        wrong.join("\n")
    );
}

#[test]
fn names_without_a_code_get_none() {
    let answers = answers("without_code.csv");
    let linked: Vec<_> = answers
        .iter()
        .filter(|(_, found)| !found.is_empty())
        .collect();
    assert!(answers.len() >= 40, "{} names", answers.len());
    assert!(linked.len() <= 2, "{linked:?}");
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
