//! Tables of a publication, and the files that describe it: `ptce build`, which checks first.

use super::{Case, all, case};
use std::fs;
use std::path::Path;

/// Settings without a word about tables.
const PLAIN: &str = "base = \"https://example.org/\"\ntitle = { fr = \"a\", en = \"a\" }\ndescription = { fr = \"a\", en = \"a\" }\n[situation]\ndate = \"2016-01-14\"\nsource = \"a\"\n[licence]\niri = \"https://example.org/licence\"\nname = \"a\"\n[build]\nmappings = []\n";
const PROJECTS: &str = "data/projects.csv";
const HEADER: &str =
    "key,name,status,grant_eur,since,postal_code,siren,lot,share,name_printed,summary_fr\n";

/// A row of projects with one cell as it is given.
fn row(column: usize, cell: &str) -> Vec<u8> {
    let mut cells = [
        "a",
        "A",
        "laureate",
        "1",
        "2015-05-02",
        "56000",
        "200000131",
        "2-1",
        "1.5",
        "A",
        "",
    ];
    cells[column] = cell;
    format!("{HEADER}{}\n", cells.join(",")).into_bytes()
}

fn projects(name: &'static str, bytes: impl Into<Vec<u8>>, told: &'static str) -> Case {
    case(name, PROJECTS, bytes, told)
}

pub fn cases() -> Vec<Case> {
    let wide = format!("{}\n", "c,".repeat(5000));
    let tall = format!("{HEADER}{}a,A", ",,,,,,,,,,\n".repeat(300_000));
    vec![
        projects("no byte", "", "data/projects.csv: error[T002]"),
        projects("zeros", vec![0; 1 << 20], "data/projects.csv:1:"),
        projects(
            "a quote without end",
            format!("{HEADER}\"{}", "x".repeat(3 << 20)),
            "data/projects.csv:2:1: error[T00",
        ),
        projects(
            "a cell of three megabytes",
            row(10, &"x".repeat(3 << 20)),
            "data/projects.csv:2:",
        ),
        projects(
            "a line of three megabytes",
            format!("{HEADER}{}", ",".repeat(3 << 20)),
            "data/projects.csv:2:1: error[T009]",
        ),
        projects(
            "five thousand columns",
            wide,
            "data/projects.csv:1:1: error[T009]",
        ),
        projects(
            "three hundred thousand empty rows",
            tall,
            "data/projects.csv:2: error[T015]",
        ),
        projects(
            "quotes in quotes",
            format!("{HEADER}{}", "\"\"\"".repeat(200_000)),
            "data/projects.csv:2:",
        ),
        projects(
            "half a letter",
            [HEADER.as_bytes(), b"a,\xc3,laureate"].concat(),
            "data/projects.csv:2:3: error[T003]",
        ),
        projects(
            "an overlong slash",
            [HEADER.as_bytes(), b"a,\xc0\xaf,laureate"].concat(),
            "data/projects.csv:2:3: error[T003]",
        ),
        projects(
            "a surrogate",
            [HEADER.as_bytes(), b"a,\xed\xa0\x80,laureate"].concat(),
            "data/projects.csv:2:3: error[T003]",
        ),
        projects(
            "an archive",
            super::zip(&[("a.csv", b"a,b\n")]),
            "data/projects.csv: error[T003]",
        ),
        projects(
            "a terminal's escapes",
            row(1, "\x1b]0;title\x07\x1b[2J"),
            "data/projects.csv:2:3: error[T008]",
        ),
        projects(
            "a text that turns around",
            row(1, "\u{202e}evil\u{2066}"),
            "data/projects.csv:2:3: error[T022]",
        ),
        projects(
            "nothing to be seen",
            row(1, "\u{200b}\u{feff}"),
            "data/projects.csv:2:3: error[T022]",
        ),
        projects(
            "a formula for a key",
            row(0, "=1+1"),
            "data/projects.csv:2:1: error[T029]",
        ),
        projects(
            "a path for a key",
            row(0, "../../etc/passwd"),
            "data/projects.csv:2:1: error[T029]",
        ),
        projects(
            "an IRI for a key",
            row(0, "javascript:alert(1)"),
            "data/projects.csv:2:1: error[T029]",
        ),
        projects(
            "a percent sign for a key",
            row(0, "%2e%2e"),
            "data/projects.csv:2:1: error[T029]",
        ),
        projects(
            "a key of a megabyte",
            row(0, &"k".repeat(1 << 19)),
            "data/projects.csv:2:1: error[T019]",
        ),
        projects(
            "keys that become one",
            format!(
                "{}A,A,laureate,1,2015-05-02,56000,200000131,2-1,1.5,A,\n",
                String::from_utf8_lossy(&row(0, "a"))
            ),
            "data/projects.csv:3:1: error[T030]",
        ),
        projects(
            "a key twice",
            format!(
                "{}a,A,laureate,1,2015-05-02,56000,200000131,2-1,1.5,A,\n",
                String::from_utf8_lossy(&row(0, "a"))
            ),
            "data/projects.csv:3:1: error[T025]",
        ),
        projects(
            "a number beyond all numbers",
            row(3, &"9".repeat(400)),
            "data/projects.csv:2:",
        ),
        projects("a negative grant", row(3, "-1"), "data/projects.csv:2:"),
        projects("not a number", row(8, "NaN"), "data/projects.csv:2:"),
        projects("infinity", row(8, "1e999999999"), "data/projects.csv:2:"),
        projects(
            "digits of another script",
            row(3, "１２３"),
            "data/projects.csv:2:",
        ),
        projects(
            "the 30th of February",
            row(4, "2015-02-30"),
            "data/projects.csv:2:",
        ),
        projects(
            "a year beyond all years",
            row(4, "999999999-01-01"),
            "data/projects.csv:2:",
        ),
        projects(
            "a date before all others",
            row(4, "0000-00-00"),
            "data/projects.csv:2:",
        ),
        projects(
            "an error of a formula",
            row(3, "#REF!"),
            "data/projects.csv:2:",
        ),
        case(
            "a description that is no JSON",
            "data/datapackage.json",
            "{\"resources\": [",
            "data/datapackage.json:1:",
        ),
        case(
            "a description nested 100 000 deep",
            "data/datapackage.json",
            "[".repeat(100_000),
            "data/datapackage.json:1:",
        ),
        case(
            "a table outside",
            "data/datapackage.json",
            r#"{"name":"x","resources":[{"name":"p","path":"../../../etc/passwd","schema":{"fields":[{"name":"a","type":"string"}]}}]}"#,
            "data/../../../etc/passwd: error[T001]",
        ).with("ptce.toml", PLAIN),
        case(
            "a pattern that explodes",
            "data/datapackage.json",
            format!(
                r#"{{"name":"x","resources":[{{"name":"p","path":"projects.csv","schema":{{"fields":[{{"name":"key","type":"string","constraints":{{"pattern":"{}"}}}}]}}}}]}}"#,
                "(a{1,1000}){1,1000}"
            ),
            "data/datapackage.json:1:",
        ),
        case(
            "a table that refers to itself in a ring",
            "data/datapackage.json",
            r#"{"name":"x","resources":[{"name":"p","path":"projects.csv","schema":{"fields":[{"name":"key","type":"string"}],"foreignKeys":[{"fields":"nothing","reference":{"resource":"","fields":"key"}}]}}]}"#,
            "data/datapackage.json:1:",
        ),
        case(
            "settings that are no TOML",
            "ptce.toml",
            "base = \"\n[[[[",
            "ptce.toml:1:",
        ),
        case(
            "settings of another program",
            "ptce.toml",
            "base = \"https://example.org/\"\nexecute = \"rm\"\n",
            "ptce.toml:2:",
        ),
        case(
            "a base that is no address",
            "ptce.toml",
            "base = \"javascript:alert(1)\"\n",
            "ptce.toml:1:",
        ),
        case(
            "settings nested 100 000 deep",
            "ptce.toml",
            format!("a = {}", "[".repeat(100_000)),
            "ptce.toml:1:",
        ),
    ]
}

fn prepare(folder: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/check/valid");
    fs::create_dir(folder.join("data")).expect("made");
    for name in [
        "ptce.toml",
        "data/organisations.csv",
        "data/partnerships.csv",
        "data/evidence.csv",
        "data/projects.csv",
        "data/datapackage.json",
    ] {
        fs::copy(from.join(name), folder.join(name)).expect("copied");
    }
}

#[test]
fn each_is_told_and_nothing_is_built() {
    let count = all(
        cases(),
        prepare,
        &["--publication", ".", "build", "--out", "versions"],
    );
    assert!(count >= 35, "{count}");
}

#[test]
fn a_table_that_is_a_link_out_of_the_publication_or_no_file_is_not_read() {
    let outside = tempfile::tempdir().expect("a folder");
    let secret = outside.path().join("secret.csv");
    fs::write(&secret, format!("{HEADER}secret-key,Secret\n")).expect("written");
    let links = [
        secret.as_path(),
        Path::new("/dev/zero"),
        Path::new("/etc/passwd"),
        Path::new("."),
        Path::new("projects.csv"),
    ];
    for target in links {
        let folder = tempfile::tempdir().expect("a folder");
        prepare(folder.path());
        let place = folder.path().join(PROJECTS);
        fs::remove_file(&place).expect("removed");
        std::os::unix::fs::symlink(target, &place).expect("linked");
        let output = super::run(folder.path(), &["--publication", ".", "check"]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{target:?}: {told}");
        assert!(
            told.contains("data/projects.csv: error[T001]"),
            "{target:?}: {told}"
        );
        assert!(
            !told.contains("secret-key") && !told.contains("root:"),
            "{told}"
        );
    }
}
