//! Names of the press kit, labelled by hand, against the collectivities of the reference tables with
//! their SIREN and an invented register with homonyms and names that are nearly the same.

use super::{Measured, links, ptce};
use std::fmt::Write as _;
use std::fs;

fn path(name: &str) -> String {
    format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn rows(name: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(path(name)).expect("a table");
    reader.records().map(|row| row.expect("a row")).collect()
}

/// Groupings, communes and the invented register, as one table in capitals.
fn register() -> String {
    let mut text = String::from("id,name,acronym,category,department\n");
    for row in rows("data/reference/epci.csv") {
        let category = match &row[2] {
            "CA" => "7348",
            "CU" => "7343",
            "METRO" => "7344",
            _ => "7346",
        };
        let name = row[1].to_uppercase().replace('"', "");
        let _ = writeln!(text, "{},\"{name}\",,{category},{}", &row[0], &row[4]);
    }
    for row in rows("data/reference/communes.csv") {
        let name = row[1].to_uppercase();
        let _ = writeln!(text, "{},\"COMMUNE DE {name}\",,7210,{}", &row[4], &row[2]);
    }
    for row in rows("tests/fixtures/link/invented_register.csv") {
        let _ = writeln!(text, "{}", row.iter().collect::<Vec<_>>().join(","));
    }
    text
}

#[test]
fn names_of_the_press_kit_are_found() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("register.csv"), register()).expect("written");
    let mut sources = String::from("id,name,form,department\n");
    let mut measured = Measured::default();
    let labelled = rows("tests/fixtures/link/kit_names.csv");
    for row in &labelled {
        let _ = writeln!(
            sources,
            "{},\"{}\",{},{}",
            &row[0], &row[1], &row[2], &row[3]
        );
    }
    fs::write(folder.path().join("sources.csv"), sources).expect("written");
    let run = ptce(
        folder.path(),
        &[
            "link",
            "run",
            "--kind",
            "csv",
            "--target",
            "register.csv",
            "--source",
            "sources.csv",
            "--out",
            "-",
        ],
    );
    let links = links(&String::from_utf8(run.stdout).expect("UTF-8"));
    for row in &labelled {
        let accepted = links.get(&row[0]).filter(|(_, band)| band == "accept");
        measured.add(&row[4], accepted.map(|(object, _)| object.as_str()));
    }
    measured.says("names of the press kit", 0.92, 0.95, 0.05);
    assert!(labelled.len() >= 100, "{} names", labelled.len());
}
